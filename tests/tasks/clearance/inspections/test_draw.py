"""Nobody chooses whom they meet: inspectors are drawn by keyed chance, and the key repeats each draw."""

import json
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register.tables import Inspection, InspectorDraw, RosterEntry
from sql.stores import Stores
from sql.terms import DrawGround, Role, Violation
from tasks.clearance.decision.screen import screen_day
from tasks.clearance.inspections.draw import OnShift, draw_inspector
from tasks.clearance.inspections.drawing import draw_inspectors, explain_draw
from tasks.clearance.inspections.exceptions import make_exception
from tasks.clearance.inspections.inspections import record_inspection_result
from tasks.clearance.inspections.refused import InspectionRefusedError
from tasks.clearance.inspections.roster import (
    RosterRefusedError,
    load_roster,
    read_roster,
    roster_of_persons,
    shifts_on,
)
from tests.persons import Officer, enter
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.lodged import DAY, KEY, enforce, lodge, parameter

SHIFT = [OnShift(f"I{number}", (), 100) for number in range(8)]
ROSTER = "inspector,office,weekdays,skills,most_a_day,valid_from,valid_to"


def drawn(declaration: str, shift: list[OnShift] = SHIFT, key: bytes = KEY, **options: Any) -> str:
    result = draw_inspector(key, declaration, DAY, shift, **options)
    assert result is not None
    return result.inspector


def test_every_inspector_meets_every_declaration_with_the_same_chance() -> None:
    counts = Counter(drawn(f"D{number}") for number in range(8_000))
    assert len(counts) == 8
    assert max(abs(count - 1_000) for count in counts.values()) < 130  # four standard deviations


def test_without_the_key_a_draw_is_a_guess() -> None:
    right = sum(drawn(f"D{number}") == drawn(f"D{number}", key=b"another key") for number in range(2_000))
    assert 170 < right < 330  # one in eight


def test_the_order_of_the_roster_decides_nothing_and_a_colleague_who_is_ill_changes_only_own_draws() -> None:
    for number in range(200):
        name = f"D{number}"
        assert drawn(name, SHIFT[::-1]) == drawn(name)
        if drawn(name) != "I3":
            assert drawn(name, [each for each in SHIFT if each.number != "I3"]) == drawn(name)


shifts = st.lists(
    st.builds(
        OnShift,
        number=st.text("abc", min_size=1, max_size=2),
        skills=st.lists(st.sampled_from(["drugs", "ipr"]), unique=True).map(tuple),
        most=st.integers(1, 3),
        load=st.integers(0, 4),
    ),
    max_size=6,
    unique_by=lambda each: each.number,
)


@given(shifts, st.sets(st.sampled_from(["drugs", "ipr"])))
def test_who_is_drawn_is_on_shift_skilled_and_has_room_as_far_as_anybody_is(
    shift: list[OnShift], needed: set[str]
) -> None:
    result = draw_inspector(KEY, "D", DAY, shift, needed)
    if result is None:
        assert not shift
        return
    chosen = next(each for each in shift if each.number == result.inspector)
    skilled = [each for each in shift if each.has(needed)]
    roomy = [each for each in skilled if each.load < each.most]
    if roomy:
        assert result.ground is DrawGround.DRAWN
        assert chosen in roomy
    elif skilled:
        assert result.ground is DrawGround.OVER_LOAD
        assert chosen.load == min(each.load for each in skilled)
        assert chosen in skilled
    else:
        assert result.ground is DrawGround.WITHOUT_SKILL


def test_without_a_key_nothing_is_drawn() -> None:
    with pytest.raises(ValueError, match="key"):
        draw_inspector(b"", "D", DAY, SHIFT)


def load(stores: Stores, tmp_path: Path, *lines: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text("\n".join([ROSTER, *lines]), encoding="utf-8")
    for number in range(1, 6):
        enter(stores, Officer(f"W{number}", "SHA1", (Role.INSPECTOR,)))
    load_roster(stores, read_roster(path, Organisation(organisation())), actor="Li", unit="CN", as_of=DAY)


@pytest.fixture
def on_shift(stores: Stores, tmp_path: Path) -> Stores:
    """Ten declarations at SHA1 go to inspection; three inspectors are on shift there, one alone knows drugs."""
    policy(stores)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I9"]}}'))
    lodge(stores, [{"declaration_id": f"D{number}", "importer": "I9"} for number in range(10)])
    weekday = str(DAY.isoweekday())
    others = "1234567".replace(weekday, "")
    load(
        stores,
        tmp_path,
        f"W1,SHA1,{weekday},,4,2021-01-01,",
        f"W2,SHA1,{weekday},drugs;revenue,4,2021-01-01,",
        f"W3,SHA1,{weekday},revenue,4,2021-01-01,",
        f"W4,SHA1,{others},,4,2021-01-01,",
        f"W5,SHA1,{weekday},,4,2020-01-01,2020-12-31",
    )
    screen_day(stores, DAY, KEY)
    return stores


def inspectors(stores: Stores) -> dict[str, str]:
    rows = stores.register.read(Inspection, ["declaration_id", "inspector"], order_by=["declaration_id"])
    return dict(zip(rows["declaration_id"], rows["inspector"], strict=True))


def test_screening_draws_within_shift_and_load_and_a_repeat_changes_nothing(on_shift: Stores) -> None:
    first = inspectors(on_shift)
    assert set(first.values()) <= {"W1", "W2", "W3"}
    assert max(Counter(first.values()).values()) <= 4
    assert draw_inspectors(on_shift, DAY, KEY) == {"inspectors_drawn": 0, "inspections_without_shift": 0}
    assert inspectors(on_shift) == first


def test_an_auditor_repeats_every_draw_and_an_altered_one_is_found(on_shift: Stores) -> None:
    for declaration, inspector in inspectors(on_shift).items():
        (explained,) = explain_draw(on_shift, declaration, "SHA", KEY)
        assert (explained.recorded, explained.repeated, explained.faults) == (inspector, inspector, ())
        assert len(explained.candidates) == 3
    other = {"W1": "W2", "W2": "W3", "W3": "W1"}[inspectors(on_shift)["D0"]]
    with on_shift.register.writing() as session:
        session.get_one(InspectorDraw, "D0|0").inspector = other
        session.get_one(Inspection, "D1").inspector = "a friend"
    assert "is recorded, but the key draws" in explain_draw(on_shift, "D0", "SHA", KEY)[0].faults[0]
    assert explain_draw(on_shift, "D1", "SHA", KEY)[0].faults == (
        "the inspection names a friend, who was not drawn last",
    )
    with pytest.raises(InspectionRefusedError, match="no inspector was drawn for D2 in the care of QD"):
        explain_draw(on_shift, "D2", "QD", KEY)


def test_only_who_was_drawn_records_the_result(on_shift: Stores) -> None:
    inspector = inspectors(on_shift)["D0"]

    def record(officer: str) -> None:
        nothing: dict[str, Any] = {"kind": None, "recovered_duty": None, "officer_hours": None}
        signed: dict[str, Any] = {"officer": officer, "unit": "SHA1", "as_of": DAY}
        record_inspection_result(on_shift, declaration_id="D0", violation=Violation.NONE, **nothing, **signed)

    with pytest.raises(InspectionRefusedError, match=f"{inspector} was drawn for the inspection of D0, not W9"):
        record("W9")
    record(inspector)


def test_a_re_assignment_draws_anew_by_chance_and_again_only_for_the_unit_above(on_shift: Stores) -> None:
    first = inspectors(on_shift)["D0"]
    signed: dict[str, Any] = {"officer": "Li", "as_of": DAY, "key": KEY}
    told = make_exception(on_shift, "D0", "absent", unit="SHA1", **signed)
    assert told == {"declaration": "D0", "kind": "re_assignment", "outcome": "drawn_anew"}
    second = inspectors(on_shift)["D0"]
    assert second != first
    with pytest.raises(InspectionRefusedError, match="a unit above the office may do it again"):
        make_exception(on_shift, "D0", "absent", unit="SHA1", **signed)
    make_exception(on_shift, "D0", "conflict_of_interest", unit="SHA", **signed)
    assert inspectors(on_shift)["D0"] != second
    assert [each.faults for each in explain_draw(on_shift, "D0", "CN", KEY)] == [(), (), ()]
    rows = on_shift.register.read(InspectorDraw, ["roster"], col(InspectorDraw.key) == "D0|1")
    assert first not in {each["number"] for each in json.loads(rows["roster"].iloc[0])}


def test_what_no_shift_is_there_for_waits_and_is_told(stores: Stores, tmp_path: Path) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I9"]}}'))
    lodge(stores, [{"declaration_id": "A", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    assert inspectors(stores) == {"A": None}
    assert draw_inspectors(stores, DAY, KEY) == {"inspectors_drawn": 0, "inspections_without_shift": 1}
    load(stores, tmp_path, "W1,SHA1,1234567,drugs,1,2021-01-01,")
    assert draw_inspectors(stores, DAY, KEY) == {"inspectors_drawn": 1, "inspections_without_shift": 0}
    (explained,) = explain_draw(stores, "A", "CN", KEY)
    assert (explained.recorded, explained.ground, explained.needed) == ("W1", "without_skill", "revenue")


def test_a_roster_with_faults_is_refused_with_every_line(stores: Stores, tmp_path: Path) -> None:
    lines = [
        ",SHA1,8,magic,0,2021-13-01,",
        "W1,MARS,12345,,5,2021-02-01,2021-01-01",
        "W2,SHA1,,,5,2021-01-01,",
        "W2,SHA1,,,6,2021-01-01,",
    ]
    with pytest.raises(RosterRefusedError) as refused:
        load(stores, tmp_path, *lines)
    for fault in (
        *("line 2: names no inspector", "line 2: weekdays 8", "line 2: unknown skills magic", "line 2: most_a_day 0"),
        *("line 2: days 2021-13-01", "line 3: MARS is no unit", "line 3: ends on 2021-01-01 before it begins"),
        "line 5: the same inspector, office and first day",
    ):
        assert fault in str(refused.value)
    path = tmp_path / "roster.csv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(RosterRefusedError, match=r"roster\.csv is no roster"):
        read_roster(path, Organisation(organisation()))
    path.write_text("inspector,post\nW1,x\n", encoding="utf-8")
    with pytest.raises(RosterRefusedError, match=r"lacks the column office; .*has an unknown column post"):
        read_roster(path, Organisation(organisation()))
    assert stores.register.read(RosterEntry, ["key"]).empty


def test_a_unit_loads_the_roster_of_its_own_offices_and_a_new_load_replaces_an_entry(
    stores: Stores, tmp_path: Path
) -> None:
    load(stores, tmp_path, "W1,SHA1,,,5,2021-01-01,")
    load(stores, tmp_path, "W1,SHA1,,drugs,7,2021-01-01,2021-06-30")
    rows = stores.register.read(RosterEntry, ["weekdays", "skills", "most_a_day", "valid_to"])
    assert rows.to_dict("records") == [
        {"weekdays": "12345", "skills": "drugs", "most_a_day": 7, "valid_to": pd.Timestamp(date(2021, 6, 30))}
    ]
    entries = read_roster(tmp_path / "roster.csv", Organisation(organisation()))
    with pytest.raises(RosterRefusedError, match="SHA1: not in the care of QD"):
        load_roster(stores, entries, actor="Li", unit="QD", as_of=DAY)


def test_only_inspectors_are_on_shift_and_without_a_file_all_of_them_are(stores: Stores, tmp_path: Path) -> None:
    monday = date(2021, 3, 1)
    enter(stores, Officer("A1", "SHA1", (Role.ANALYST,)))
    enter(stores, Officer("B1", "SHA", (Role.INSPECTOR,)))
    with pytest.raises(RosterRefusedError, match="A1: no person with the role inspector"):
        load(stores, tmp_path, "A1,SHA1,,,5,2021-01-01,")
    rows = roster_of_persons(stores, "SHA", monday)
    load_roster(stores, rows, actor="Li", unit="SHA", as_of=monday)
    shift = shifts_on(stores, monday)
    assert {office: [each.number for each in there] for office, there in shift.items()} == {
        "SHA1": ["W1", "W2", "W3", "W4", "W5"]  # entered by `load`
    }
    assert shifts_on(stores, date(2021, 3, 7)) == {}  # a Sunday
    enter(stores, Officer("W1", "SHA1", (Role.AUDITOR,)))
    assert [each.number for each in shifts_on(stores, monday)["SHA1"]] == ["W2", "W3", "W4", "W5"]
