"""What inspections found is followed up: by audits, anti-smuggling cases, and the level above where time runs out."""

import json
from dataclasses import replace
from datetime import timedelta

import pandas as pd
from sqlmodel import col

from sql.lake import Lake
from sql.register.tables import CaseDeclaration, CaseFile, CaseGround, OutboxEvent
from sql.stores import Stores
from sql.terms import CaseState, DocumentFormat, Severity, Violation
from sql.working_days import add_working_days
from tasks.post_clearance.case_file import case_document
from tasks.post_clearance.case_moves import move_case
from tasks.post_clearance.follow_up import escalate_overdue, open_anti_smuggling_cases, open_targeted_audits
from tests.in_chinese import untold
from tests.tasks.post_clearance.inspected import DAY, inspected

KEY = b"a key that nobody guesses"
FOUND, CLEAN, CRITICAL = Violation.VIOLATION, Violation.NONE, Violation.CRITICAL


def cases(stores: Stores) -> dict[str, tuple[str, str, float]]:
    columns = ["subject", "number", "unit", "amount_at_stake"]
    rows = stores.register.read(CaseFile, columns, order_by=["number"]).to_dict("records")
    return {str(row["subject"]): (row["number"], row["unit"], row["amount_at_stake"]) for row in rows}


def test_two_violations_make_an_audit_at_the_regional_customs_for_the_duty_declared(stores: Stores) -> None:
    inspected(stores, "X", FOUND, FOUND, CLEAN)
    inspected(stores, "Y", FOUND)
    assert open_targeted_audits(stores, DAY, KEY) == {"targeted_audits_opened": 1, "targeted_audits_joined": 0}
    assert cases(stores) == {"X": ("TA-SHA-2021-0001", "SHA", 160.0)}  # 2 × 8 % of 1,000
    involved = stores.register.read(CaseDeclaration, ["declaration_id"])["declaration_id"]
    assert len(involved) == 2


def test_duty_recovered_counts_before_duty_declared(stores: Stores) -> None:
    inspected(stores, "X", FOUND, FOUND, recovered_duty=500.0)
    open_targeted_audits(stores, DAY, KEY)
    assert cases(stores)["X"][2] == 1000.0


def test_violations_of_more_than_half_a_year_ago_are_no_ground(stores: Stores) -> None:
    inspected(stores, "X", FOUND, inspected_on=DAY - timedelta(days=180))
    inspected(stores, "X", FOUND)
    assert open_targeted_audits(stores, DAY, KEY)["targeted_audits_opened"] == 0


def test_what_was_found_after_the_business_date_is_not_known_on_it(stores: Stores) -> None:
    inspected(stores, "X", CRITICAL, inspected_on=DAY + timedelta(days=1))
    assert open_anti_smuggling_cases(stores, DAY)["anti_smuggling_cases_opened"] == 0


def test_a_critical_finding_or_much_evaded_duty_make_an_anti_smuggling_clue(stores: Stores) -> None:
    inspected(stores, "X", CRITICAL)
    inspected(stores, "Y", FOUND, recovered_duty=200_000.0)
    inspected(stores, "Z", FOUND, recovered_duty=199_999.0)
    assert open_anti_smuggling_cases(stores, DAY)["anti_smuggling_cases_opened"] == 2
    assert set(cases(stores)) == {"X", "Y"}


def test_duty_evaded_a_little_at_a_time_is_held_against_the_line_together(stores: Stores) -> None:
    inspected(stores, "X", FOUND, FOUND, recovered_duty=70_000.0)
    assert open_anti_smuggling_cases(stores, DAY)["anti_smuggling_cases_opened"] == 0
    inspected(stores, "X", FOUND, inspected_on=DAY, recovered_duty=60_000.0)
    assert open_anti_smuggling_cases(stores, DAY, "again")["anti_smuggling_cases_opened"] == 1
    assert cases(stores)["X"][2] == 200_000.0


def test_what_an_ended_case_has_handled_is_not_held_against_them_twice(stores: Stores) -> None:
    inspected(stores, "X", FOUND, recovered_duty=200_000.0)
    open_anti_smuggling_cases(stores, DAY)
    move_case(stores, cases(stores)["X"][0], "reject", actor="chief", unit="SHA", as_of=DAY)
    inspected(stores, "X", FOUND, inspected_on=DAY, recovered_duty=1_000.0)
    assert open_anti_smuggling_cases(stores, DAY, "again")["anti_smuggling_cases_opened"] == 0


def test_in_a_currency_without_a_rate_nothing_is_taken_for_under_the_line(stores: Stores) -> None:
    elsewhere = replace(stores, lake=Lake(stores.lake.folder, currency="KRW"))
    inspected(elsewhere, "X", FOUND, recovered_duty=1e9)
    told = open_anti_smuggling_cases(elsewhere, DAY)
    assert told["anti_smuggling_cases_opened"] == 0
    assert told["smuggling_line"] == "not known in KRW on 2021-03-31: load exchange rates"


def test_following_up_again_opens_nothing_and_tells_nobody_twice(stores: Stores) -> None:
    inspected(stores, "X", CRITICAL, FOUND)
    first = [open_anti_smuggling_cases(stores, DAY), open_targeted_audits(stores, DAY, KEY)]
    events = stores.register.read(OutboxEvent, ["key"], order_by=["key"])
    assert [open_anti_smuggling_cases(stores, DAY), open_targeted_audits(stores, DAY, KEY)] == first
    assert open_targeted_audits(stores, DAY + timedelta(days=1), KEY) == {
        "targeted_audits_opened": 0,
        "targeted_audits_joined": 0,
    }
    assert stores.register.read(OutboxEvent, ["key"], order_by=["key"]).equals(events)


def test_a_week_opens_no_more_audits_than_officers_can_do_and_the_largest_stakes_are_among_them(
    stores: Stores,
) -> None:
    for number in range(10):
        inspected(stores, f"I{number}", FOUND, FOUND, item_value=1000.0 * (number + 1))
    assert open_targeted_audits(stores, DAY, KEY)["targeted_audits_opened"] == 8
    assert {"I6", "I7", "I8", "I9"} <= set(cases(stores))


def test_a_week_opens_no_more_audits_however_often_results_set_the_follow_up_off(stores: Stores) -> None:
    for number in range(12):
        inspected(stores, f"I{number}", FOUND, FOUND, item_value=1000.0 * (number + 1))
    opened = [
        open_targeted_audits(stores, day, KEY, occasion)["targeted_audits_opened"]
        for day, occasion in (
            (DAY, ""),
            (DAY, "a result"),
            (DAY + timedelta(days=6), ""),
            (DAY + timedelta(days=7), ""),
            (DAY + timedelta(days=7), "a result"),
        )
    ]
    assert opened == [8, 0, 0, 4, 0]


def test_evidence_is_frozen_as_it_was_and_the_file_shows_it(stores: Stores) -> None:
    inspected(stores, "X", CRITICAL)
    open_anti_smuggling_cases(stores, DAY)
    ground = stores.register.read(CaseGround, ["evidence", "content_hash"]).iloc[0]
    told = json.loads(ground["evidence"])
    assert (told["violation"], told["importer"], told["amount"]) == ("critical", "X", 80.0)
    file = case_document(stores, "AS-SHA-2021-0001", "SHA", document_format=DocumentFormat.HTML)
    assert ground["content_hash"] in (stores.folder / file).read_text(encoding="utf-8")


def test_what_joins_an_open_case_presses_only_where_the_case_becomes_graver_by_it(stores: Stores) -> None:
    inspected(stores, "X", FOUND, FOUND)
    open_targeted_audits(stores, DAY, KEY)
    inspected(stores, "X", FOUND, inspected_on=DAY)
    open_targeted_audits(stores, DAY, KEY, "again")
    inspected(stores, "X", CRITICAL, inspected_on=DAY - timedelta(days=9))
    open_targeted_audits(stores, DAY, KEY, "once more")
    events = stores.register.read(OutboxEvent, ["subject", "severity", "attachment"], order_by=["key"])
    number = cases(stores)["X"][0]
    told = [
        (str(subject), severity, isinstance(file, str)) for subject, severity, file in events.itertuples(index=False)
    ]
    joined = f"New grounds for {number} on X"
    assert told == [
        (f"Targeted audit {number} on X", Severity.HIGH, True),
        (joined, Severity.MEDIUM, False),
        (joined, Severity.HIGH, True),
    ]
    assert untold(stores) == []


def test_a_missed_deadline_is_told_to_unit_and_level_above_once_and_never_for_an_ended_case(stores: Stores) -> None:
    inspected(stores, "X", FOUND, FOUND)
    inspected(stores, "Y", FOUND, FOUND)
    open_targeted_audits(stores, DAY, KEY)
    due = add_working_days(DAY, 5)
    assert escalate_overdue(stores, due) == {"cases_overdue": 0}
    move_case(stores, cases(stores)["Y"][0], "reject", actor="chief", unit="SHA", as_of=due)
    for _ in range(2):
        assert escalate_overdue(stores, due + timedelta(days=1)) == {"cases_overdue": 1}
    events = stores.register.read(
        OutboxEvent, ["unit", "subject"], col(OutboxEvent.kind) == "deadline", order_by=["key"]
    )
    missed = f"Deadline missed: {cases(stores)['X'][0]}"
    assert events.astype("str").values.tolist() == [["SH", missed], ["SHA", missed]]
    assert untold(stores) == []


def test_deadlines_are_legal_ones_in_working_days(stores: Stores) -> None:
    inspected(stores, "X", FOUND, FOUND)
    open_targeted_audits(stores, DAY, KEY)
    number = cases(stores)["X"][0]
    # Qingming, 3 to 5 April 2021, is no time to work in
    assert stores.register.read(CaseFile, ["deadline_on"]).iloc[0].tolist() == [pd.Timestamp("2021-04-08")]
    move_case(stores, number, "approve", actor="chief", unit="SHA", as_of=DAY)
    row = stores.register.read(CaseFile, ["state", "deadline_on", "deadline_for"]).iloc[0]
    assert (row["state"], row["deadline_on"]) == (CaseState.APPROVED, pd.Timestamp("2021-04-06"))
    assert row["deadline_for"] == "written notice before the audit"
