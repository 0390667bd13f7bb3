"""Hints are raised from the line on that the law or the practice draws, and not a day or a yuan before it."""

import json
from datetime import date, timedelta
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.supervision.hint_rule import HintRule, hint_rules
from tests.tasks.supervision.facts import AS_OF, facts, hints_by, subjects

Row = dict[str, object]


def ago(days: int) -> date:
    return AS_OF - timedelta(days=days)


@pytest.mark.parametrize("rule", hint_rules(), ids=lambda rule: rule.name)
def test_no_rule_raises_a_hint_on_empty_facts(rule: HintRule) -> None:
    assert rule.hints(facts()).empty


def manual(number: str, **told: object) -> Row:
    usual: Row = {"number": number, "office": "SHA1", "hs_code": "520522", "opened_on": ago(300), "expires_on": ago(0)}
    usual |= {"imported_quantity": 1000.0, "exported_quantity": 850.0, "unit_consumption": 1.1, "scrap_share": 0.0}
    return usual | {"duty_suspended": 100.0, "last_export_on": ago(10)} | told


def test_a_manual_is_overdue_from_the_thirty_first_day_on() -> None:
    given_manuals = [manual("thirty", expires_on=ago(30)), manual("thirty-one", expires_on=ago(31))]
    hints = hints_by("overdue_write_off", facts(manuals=given_manuals))
    assert subjects(hints) == ["thirty-one"]
    assert hints["evidence"].map(str).tolist() == ["Expired 31 days ago and is not written off."]
    assert hints["stake"].tolist() == [100.0]


def test_unknown_duty_counts_as_zero_and_the_hint_stays() -> None:
    hints = hints_by("overdue_write_off", facts(manuals=[manual("M", expires_on=ago(60), duty_suspended=None)]))
    assert hints["stake"].tolist() == [0.0]
    assert json.loads(hints["compared"].iloc[0]) == {"days_overdue": 60, "duty_suspended": None}


def test_imports_are_unaccounted_for_from_two_fifths_and_half_a_year_on() -> None:
    silent = {"unit_consumption": 1.0, "last_export_on": ago(180)}
    given_manuals = [
        manual("two fifths", exported_quantity=600.0, **silent),
        manual("a little more", exported_quantity=601.0, **silent),
        manual("exported lately", exported_quantity=0.0, unit_consumption=1.0, last_export_on=ago(179)),
        manual("scrap explains it", exported_quantity=500.0, scrap_share=0.2, **silent),  # 625 of 1,000 used
        manual("nothing imported", imported_quantity=0.0, exported_quantity=0.0, **silent),
        manual("written off", exported_quantity=0.0, written_off_on=ago(1), **silent),
    ]
    assert subjects(hints_by("import_without_export", facts(manuals=given_manuals))) == ["two fifths"]


def test_a_manual_that_never_exported_is_silent_since_it_was_opened() -> None:
    never = {"exported_quantity": 0.0, "last_export_on": None}
    given_manuals = [manual("old", opened_on=ago(180), **never), manual("new", opened_on=ago(179), **never)]
    hints = hints_by("import_without_export", facts(manuals=given_manuals))
    assert subjects(hints) == ["old"]
    assert str(hints["evidence"].iloc[0]).startswith("No export for 180 days; 100% of")


def test_a_manual_does_not_hide_in_a_median_that_it_makes_itself() -> None:
    others = [manual(f"peer {number}", unit_consumption=value) for number, value in enumerate((1, 1, 1, 2, 2))]
    hints = hints_by("unit_consumption_off_peers", facts(manuals=[*others, manual("own", unit_consumption=1.5)]))
    assert "own" in subjects(hints)
    (told,) = hints.loc[hints["subject"] == "own", "evidence"].map(str)
    assert told.endswith("the median of 5 other manuals is 1.00.")


@settings(max_examples=20)
@given(st.lists(st.tuples(st.sampled_from(["A", "B"]), st.integers(0, 3), st.booleans()), min_size=5, max_size=16))
def test_unit_consumption_is_compared_with_the_median_of_the_others(declared: list[tuple[str, int, bool]]) -> None:
    manuals = [
        manual(str(number), hs_code=code, unit_consumption=float(size), written_off_on=ago(5) if over else None)
        for number, (code, size, over) in enumerate(declared)
    ]
    expected = []
    for number, (code, size, over) in enumerate(declared):
        others = [s for n, (c, s, _) in enumerate(declared) if c == code and n != number and s > 0]
        if not over and len(others) >= 5 and size > 1.3 * median(others):
            expected.append(str(number))
    assert subjects(hints_by("unit_consumption_off_peers", facts(manuals=manuals))) == expected


def bill(number: str, **told: object) -> Row:
    usual: Row = {"bill_number": number, "office": "SHA1", "arrived_on": ago(20), "declaration_id": "D"}
    return usual | {"container": "C", "manifest_mass": 10.0, "seal_on_manifest": "S", "seal_found": "S"} | told


def test_an_arrival_is_undeclared_after_fourteen_whole_days() -> None:
    given_bills = [
        bill("fourteen", declaration_id=None, arrived_on=ago(14)),
        bill("fifteen", declaration_id=None, arrived_on=ago(15)),
    ]
    assert subjects(hints_by("manifest_undeclared", facts(manifests=given_bills))) == ["fifteen"]


def test_a_container_without_number_or_mass_is_still_a_hint() -> None:
    bare = bill("B", declaration_id=None, container=None, manifest_mass=None, seal_found="T")
    for rule in ("manifest_undeclared", "seal_differs"):
        (hint,) = hints_by(rule, facts(manifests=[bare])).to_dict("records")
        assert (hint["subject"], hint["stake"]) == ("B", 0.0)
        assert json.loads(str(hint["compared"]))["container"] is None


@pytest.mark.parametrize(("days", "late"), [(3, False), (4, True)])
def test_an_inspection_is_overdue_after_three_days_open_or_done(days: int, late: bool) -> None:
    asked: Row = {"declaration_id": "D", "office": "SHA1", "requested_on": ago(days)}
    open_one = asked | {"state": "open", "inspected_on": None}
    done = asked | {"requested_on": ago(days + 5), "state": "done", "inspected_on": ago(5)}
    for inspection in (open_one, done):
        assert len(hints_by("inspection_overdue", facts(inspections=[inspection]))) == late


def action(name: str, kind: str, at: str, officer: str = "O1", reason: str | None = None) -> Row:
    told: Row = {"action_id": f"{name} {kind}", "declaration_id": name, "office": "SHA1", "officer": officer}
    return told | {"action": kind, "happened_at": at, "reason": reason}


@pytest.mark.parametrize(
    ("entered", "by", "released", "hasty"),
    [
        ("2021-03-01 09:00:00", "O1", "2021-03-01 09:00:30", True),
        ("2021-03-01 09:00:00", "O1", "2021-03-01 09:00:31", False),
        ("2021-03-01 09:00:00", "O2", "2021-03-01 09:00:01", False),  # entered by another officer
        ("2021-03-01 20:00:00", "O1", "2021-03-01 21:59:59", False),
        ("2021-03-01 20:00:00", "O1", "2021-03-01 22:00:00", True),
        ("2021-03-01 20:00:00", "O1", "2021-03-02 04:59:59", True),
        ("2021-03-01 20:00:00", "O1", "2021-03-02 05:00:00", False),
    ],
)
def test_a_release_is_hasty_within_half_a_minute_of_ones_own_entry_or_from_ten_to_five_at_night(
    entered: str, by: str, released: str, hasty: bool
) -> None:
    actions = [action("D", "entered", entered, by), action("D", "released", released)]
    assert len(hints_by("hasty_release", facts(officer_actions=actions))) == hasty


def test_a_release_by_day_whose_entry_is_not_known_is_not_hasty_and_one_at_night_is() -> None:
    actions = [action("day", "released", "2021-03-01 10:00"), action("night", "released", "2021-03-01 23:00")]
    (hint,) = hints_by("hasty_release", facts(officer_actions=actions)).to_dict("records")
    assert hint["subject"] == "night"
    assert json.loads(str(hint["compared"])) == {"hour": 23, "officer": "O1", "seconds": None}


def test_a_source_that_records_only_the_day_accuses_no_officer() -> None:
    actions = [action("D", "entered", "2021-03-01"), action("D", "released", "2021-03-01")]
    assert hints_by("hasty_release", facts(officer_actions=actions)).empty


def test_only_waivers_changes_and_look_ups_need_a_reason() -> None:
    kinds = ("entered", "released", "inspection_waived", "result_changed", "looked_up")
    actions = [action("D", kind, "2021-03-01 10:00") for kind in kinds]
    reasoned = [action("E", kind, "2021-03-01 10:00", reason="asked by the unit above") for kind in kinds]
    hints = hints_by("action_without_reason", facts(officer_actions=[*actions, *reasoned]))
    assert subjects(hints) == ["D inspection_waived", "D result_changed", "D looked_up"]


def releases(of_declarant: int, by_one: int, officers: int) -> list[str]:
    """Pairs found where one officer released `by_one` of a declarant's, in an office of so many officers."""
    released = [("X", "O0" if number < by_one else "O1") for number in range(of_declarant)]
    released += [(f"Y{number}", f"O{number}") for number in range(officers)]
    actions = [
        action(str(number), "released", "2021-03-01 10:00", officer) for number, (_, officer) in enumerate(released)
    ]
    declarations: list[Row] = [
        {"declaration_id": str(number), "declarant": declarant} for number, (declarant, _) in enumerate(released)
    ]
    return subjects(hints_by("one_officer_one_declarant", facts(officer_actions=actions, declarations=declarations)))


@pytest.mark.parametrize(
    ("of_declarant", "by_one", "officers", "found"),
    [
        (16, 12, 4, True),  # three quarters
        (16, 11, 4, False),
        (15, 15, 4, True),
        (14, 14, 4, False),  # too few releases
        (16, 16, 3, False),  # in a small office one officer does most
    ],
)
def test_three_quarters_of_fifteen_releases_in_an_office_of_four_raise_a_hint(
    of_declarant: int, by_one: int, officers: int, found: bool
) -> None:
    assert releases(of_declarant, by_one, officers) == (["O0+X"] if found else [])


def inspected(office: str, count: int, hits: int) -> list[Row]:
    return [
        {"declaration_id": f"{office}{number}", "office": office, "state": "done", "requested_on": ago(9)}
        | {"inspected_on": ago(8), "violation": "critical" if number < hits else "none"}
        for number in range(count)
    ]


@pytest.mark.parametrize(("count", "found"), [(19, False), (20, True)])
def test_an_office_is_compared_from_twenty_inspections_on(count: int, found: bool) -> None:
    given_facts = facts(inspections=[*inspected("SHA1", count, 0), *inspected("NGB1", 100, 50)])
    assert subjects(hints_by("find_rate_under_peers", given_facts)) == (["SHA1"] if found else [])


def test_an_office_without_its_like_is_compared_with_nobody() -> None:
    assert hints_by("find_rate_under_peers", facts(inspections=inspected("SHA1", 50, 0))).empty


def test_open_inspections_do_not_count_for_an_office() -> None:
    waiting = [row | {"state": "open", "violation": None} for row in inspected("SHA1", 40, 0)]
    assert hints_by("find_rate_under_peers", facts(inspections=[*waiting, *inspected("NGB1", 100, 50)])).empty


def declaration(name: str, **told: object) -> Row:
    usual: Row = {"declaration_id": name, "office": "SHA1", "lane": "low", "duty_type": "FAS1", "origin_mark": "Y"}
    usual |= {"country_of_origin": "VN", "duty_rate": 8.0, "value": 1000.0, "net_mass": 10.0}
    return usual | {"unit_value": 19.0, "reference_value": 100.0, "peers": 20} | told


def test_a_price_is_far_under_its_reference_under_a_fifth_of_twenty_peers() -> None:
    given_declarations = [
        declaration("a fifth", unit_value=20.0),
        declaration("under a fifth"),
        declaration("few peers", peers=19),
        declaration("free of duty", duty_rate=0.0),
        declaration("no lane yet", lane=None),
        declaration("no mass", unit_value=None, net_mass=0.0),
    ]
    hints = hints_by("price_under_reference", facts(declarations=given_declarations))
    assert subjects(hints) == ["under a fifth"]
    assert hints["stake"].tolist() == [pytest.approx((100.0 - 19.0) * 10.0 * 0.08)]


def test_a_missing_country_of_origin_raises_no_hint() -> None:
    given_declarations = [
        declaration("unknown", country_of_origin=None),
        declaration("no agreement", duty_type="FZZ1", country_of_origin="BR"),
        declaration("without duty type", duty_type=None),
    ]
    assert hints_by("preference_without_origin", facts(declarations=given_declarations)).empty


@pytest.mark.parametrize(("marked", "found"), [(4, True), (3, False)])
def test_marks_are_usual_from_four_in_five_on(marked: int, found: bool) -> None:
    given_declarations = [declaration(str(number)) for number in range(marked)]
    bare = declaration("bare", origin_mark=None)
    hints = hints_by("preference_without_mark", facts(declarations=[*given_declarations, bare]))
    assert subjects(hints) == (["bare"] if found else [])
