"""A parameter is tested on past declarations before anybody approves it: hits, finds, money, overlap and work."""

from datetime import date

import pandas as pd
import pytest

from sql.register.tables import ParameterTest
from sql.stores import Stores
from sql.terms import Language
from tasks.documents.pages import in_language
from tasks.parameters.life import draft, review_parameter
from tasks.parameters.life_rules import ParameterRefusedError
from tasks.parameters.past_figures import figures_of, overlaps, workload
from tasks.parameters.past_test_report import trial_of
from tests.in_chinese import chinese_of, english_of
from tests.tasks.clearance.lodged import enforce, lodge, parameter

BEFORE = date(2021, 3, 1)
AS_OF = date(2021, 3, 31)


def frame(**columns: list[object]) -> pd.DataFrame:
    return pd.DataFrame(columns)


def test_figures_by_hand() -> None:
    hits = frame(declaration_id=["1", "2", "3", "2"], key=["A|1", "A|1", "A|1", "B|1"], hours=[2.0, 3.0, 1.0, 3.0])
    outcomes = frame(declaration_id=["1", "2", "9", "8"], violation=["none", "critical", "none", "violation"])
    table = figures_of(hits, frame(declaration_id=["3", "3", "7"]), outcomes, ["B|1", "A|1", "C|1"], 2).set_index("key")
    assert table.index.tolist() == ["B|1", "A|1", "C|1"]
    told = table.to_dict("index")
    assert told["A|1"] == {
        **{"hits": 3, "inspected": 2, "found": 1, "overlapping": 1, "hit_rate": 0.5, "base_rate": 0.5},
        **{"inspections_per_day": 1.5, "officer_hours_per_day": 3.0},
    }
    assert (told["C|1"]["hits"], told["C|1"]["inspected"]) == (0, 0)
    assert table["hit_rate"].isna().tolist() == [False, False, True]


def test_overlap_is_told_for_each_active_parameter() -> None:
    hits = frame(declaration_id=["1", "2", "3", "4"])
    active = frame(declaration_id=["1", "2", "9", "2"], key=["X|1", "X|1", "X|1", "Y|2"])
    table = overlaps(hits, active)
    assert table["parameter"].tolist() == ["X|1", "Y|2"]
    assert table["shared"].tolist() == [2, 1]
    assert table["share_of_tested"].tolist() == [0.5, 0.25]
    assert table["share_of_active"].tolist() == [pytest.approx(2 / 3), 1.0]


def test_work_counts_only_what_nothing_selects_yet_against_each_offices_capacity() -> None:
    lodged = frame(
        declaration_id=["1", "2", "3", "4", "5"],
        office=["SHA1", "SHA1", "SHA1", "QDG1", "SHA1"],
        lodged_on=["mon", "mon", "tue", "mon", "tue"],
    )
    policies = frame(office=["SHA1", "QDG1"], inspections_per_day=[2, 0])
    hits = frame(declaration_id=["1", "2", "3", "4"])
    table = workload(hits, pd.Series(["3"], dtype="str"), lodged, policies, 4).set_index("office")
    assert table.index.tolist() == ["SHA1", "QDG1"]
    assert table["hits"].tolist() == [3, 1]
    assert table["extra"].tolist() == [2, 1]
    assert table["extra_per_day"].tolist() == [0.5, 0.25]
    assert table["busiest_day"].tolist() == [2, 1]
    assert table["share_of_capacity"].isna().tolist() == [False, True]
    assert table["share_of_capacity"].iloc[0] == 0.25


@pytest.fixture
def past(stores: Stores) -> Stores:
    """Forty cars of the past month, half of them inspected, nearly all of these violated; and others that did not."""
    cars: list[dict[str, object]] = [
        {"declaration_id": f"C{n:02d}", "office": "SHA1" if n % 4 else "QDG1"} for n in range(40)
    ]
    others: list[dict[str, object]] = [
        {"declaration_id": f"O{n:03d}", "hs_code": "090121", "importer": "I2"} for n in range(160)
    ]
    lodge(stores, [*cars, *others])
    inspected = [f"C{n:02d}" for n in range(20)] + [f"O{n:03d}" for n in range(100)]
    outcomes = pd.DataFrame({"declaration_id": inspected, "inspected_on": date(2021, 3, 3)})
    outcomes["violation"] = ["violation"] * 18 + ["none"] * 102
    outcomes["recovered_duty"] = [100.0] * 18 + [None] * 102
    stores.lake.write("outcomes", "2021-03", "past", outcomes)
    enforce(stores, parameter("CN-1", '{"hs_code": {"prefix": ["8703"]}, "office": {"in": ["QDG1"]}}'), as_of=BEFORE)
    with stores.register.writing() as session:
        draft(session, [parameter("SH-1", '{"hs_code": {"prefix": ["87"]}}')], actor="Li", unit="CN", as_of=AS_OF)
    return stores


def test_the_report_says_what_the_officer_needs_to_decide(past: Stores) -> None:
    told = review_parameter(past, "SH-1|1", move="test", actor="Li", unit="CN", as_of=AS_OF, reason="try it")
    assert told["state"] == "tested"
    assert told["summary"] == (
        "SH-1|1 would have hit 40 of 200 declarations (20.00%); of 20 inspected 18 violated (90.0%, all inspections "
        "15.0%) and brought 1,800 CNY of duty. Active parameters hit 25% of it already; it would add 1.0 inspections a "
        "day, most at SHA1: 1.0 of a capacity of 60. Outcomes support it: over 99% likely to find more than "
        "inspections do on average."
    )
    page = (past.folder / told["report"]).read_text(encoding="utf-8")
    assert "Test of SH-1|1" in page
    assert "CN-1|1" in page
    assert "SHA1" in page
    assert chinese_of(page) == []
    chinese = in_language(past.folder / told["report"], Language.CHINESE)
    assert chinese.name in page
    assert english_of(chinese.read_text(encoding="utf-8"), "English", "reason of SH") == []


def test_work_is_told_per_day_of_which_declarations_are_known(past: Stores) -> None:
    review_parameter(past, "SH-1|1", move="test", actor="Li", unit="CN", as_of=AS_OF, reason="try it")
    columns = ["inspections_per_day", "officer_hours_per_day"]
    told = past.register.read(ParameterTest, columns, ParameterTest.parameter == "SH-1|1")
    assert told.values.tolist() == [[40 / 30, 2 * 40 / 30]]  # lodged on 2 March, tested at the end of the month
    assert trial_of(past, "SH-1|1", AS_OF).past.days == 30
    assert trial_of(past, "SH-1|1", date(2021, 3, 2)).past.days == 1
    assert trial_of(past, "SH-1|1", date(2021, 3, 1)).past.days == 180


def test_what_was_never_inspected_is_told_as_unknown(past: Stores) -> None:
    with past.register.writing() as session:
        new = parameter("SH-2", '{"declaration_id": {"in": ["C30", "C31"]}}')
        draft(session, [new], actor="Li", unit="CN", as_of=AS_OF)
    trial = trial_of(past, "SH-2|1", AS_OF)
    assert trial.recovered is None
    assert str(trial.verdict) == "None of its hits was inspected: outcomes give no evidence."


def test_what_hits_nothing_is_told_so(past: Stores) -> None:
    with past.register.writing() as session:
        draft(session, [parameter("SH-3", '{"hs_code": {"in": ["1"]}}')], actor="Li", unit="CN", as_of=AS_OF)
    told = review_parameter(past, "SH-3|1", move="test", actor="Li", unit="CN", as_of=AS_OF, reason="try it")
    assert told["summary"].startswith("SH-3|1 would have hit 0 of 200 declarations (0.00%).")


def test_a_reason_is_text_and_never_markup(past: Stores) -> None:
    bold = parameter("SH-4", '{"hs_code": {"in": ["1"]}}')
    with past.register.writing() as session:
        draft(session, [type(bold)(**(vars(bold) | {"reason": "<b>x</b>"}))], actor="Li", unit="CN", as_of=AS_OF)
    told = review_parameter(past, "SH-4|1", move="test", actor="Li", unit="CN", as_of=AS_OF, reason="try it")
    assert "<b>x</b>" not in (past.folder / told["report"]).read_text(encoding="utf-8")


def test_a_test_of_another_units_parameter_is_refused_before_it_runs(past: Stores) -> None:
    with pytest.raises(ParameterRefusedError, match="may not act"):
        review_parameter(past, "SH-1|1", move="test", actor="Li", unit="QD", as_of=AS_OF, reason="try it")
    tests = past.register.read(ParameterTest, ["parameter"])
    assert tests["parameter"].tolist() == ["CN-1|1"]


def test_codes_that_a_file_name_cannot_hold_have_reports_of_their_own(past: Stores) -> None:
    codes = ["海关", "风险", "A.1", "A/1"]
    with past.register.writing() as session:
        new = [parameter(code, '{"hs_code": {"in": ["1"]}}') for code in codes]
        keys = draft(session, new, actor="Li", unit="CN", as_of=AS_OF)
    told = [
        review_parameter(past, key, move="test", actor="Li", unit="CN", as_of=AS_OF, reason="try it") for key in keys
    ]
    pages = [(past.folder / str(each["report"])).read_text(encoding="utf-8") for each in told]
    assert all(f"Test of {key}" in page for key, page in zip(keys, pages, strict=True))
    assert all(str(each["report"]).isascii() for each in told)
