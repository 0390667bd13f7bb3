"""The whole procedure of audits and anti-smuggling cases: what is asked for, refused, kept, and offered to whom."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import insert_new
from sql.register.seals import SEALED
from sql.register.tables import AuditEntry, CaseJournalEntry, CaseRecord, OutboxEvent, Unit
from sql.stores import Stores
from sql.terms import CaseKind, CaseState, DocumentFormat, Language, Party, Role, Violation
from tasks.persons.person import Person
from tasks.post_clearance.case_file import case_document
from tasks.post_clearance.case_moves import acknowledge_case, close_case, move_case
from tasks.post_clearance.case_states import EVENTS, MOVES, CaseRefusedError
from tasks.post_clearance.measure_terms import tell_measure_terms
from tasks.post_clearance.opening import open_by_decision
from tasks.post_clearance.procedure.audit_records import Finding, Plan, Recovery
from tasks.post_clearance.procedure.facts import CaseNow
from tasks.post_clearance.procedure.keeping import case_as_it_stands, record_kinds
from tasks.post_clearance.procedure.moves import moves_now
from tasks.post_clearance.procedure.smuggling_records import keeper_of
from tests.conftest import new_database
from tests.in_chinese import untold
from tests.persons import BEGIN, EVERY_ROLE
from tests.tasks.post_clearance.inspected import inspected
from tests.tasks.post_clearance.procedure import TEAM, along, seat_team, whole_audit, whole_investigation
from tests.tasks.post_clearance.test_cases import DAY, opened

UNITS = Organisation(organisation())
AUDIT, SMUGGLING = CaseKind.TARGETED_AUDIT, CaseKind.ANTI_SMUGGLING
PLAN = {"period_from": "2020-01-01", "period_to": "2020-12-31", "items": "VALUE", "leader": "A1", "second": "A2"}
SEAL_UP = {"measure": "seal_up", "object": "STORE 3", "begins_on": str(DAY), "why": "GOODS LEAVE"}


@pytest.fixture(params=["sqlite", "postgresql"])
def on_both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stores]:
    """Stores on each database."""
    if request.param == "sqlite":
        yield request.getfixturevalue("stores")
        return
    address = new_database(request.getfixturevalue("postgresql_url"))
    opened_there = Stores.opened(tmp_path / "data", address)
    with opened_there.register.writing() as session:
        insert_new(session, Unit, organisation())
    yield opened_there
    opened_there.register.engine.dispose()


def record(stores: Stores, number: str, name: str, day: date = DAY, /, actor: str = "Li", **details: Any) -> Any:
    return move_case(stores, number, name, actor=actor, unit="SHA", as_of=day, details=details)


def now(stores: Stores, number: str, day: date = DAY) -> CaseNow:
    found = case_as_it_stands(stores, number, day)
    assert found is not None
    return found


def person(*roles: Role, number: str = "Li", unit: str = "SHA") -> Person:
    return Person(number, number, unit, frozenset(roles or EVERY_ROLE), BEGIN)


def offered(stores: Stores, number: str, who: Person, day: date = DAY) -> list[str]:
    return [each.name for each in moves_now(now(stores, number, day), who, day, UNITS)]


def test_an_audit_runs_its_whole_course_and_everything_of_it_is_kept_sealed_and_shown(on_both: Stores) -> None:
    number = opened(on_both, "D1", "D2")
    whole_audit(on_both, number, actor="Li", unit="SHA", day=DAY)
    (due,) = now(on_both, number).all(Recovery)
    assert (due.principal, due.interest, due.total, due.currency, due.days) == (1000.0, 50.0, 1050.0, "CNY", 100)
    rows = on_both.register.read(CaseRecord, ["key", "kind", "in_force"], order_by=["sequence"])
    assert rows["kind"].tolist() == ["disclose", "plan", "notify", "set_aside", "find", "visit", "comment", "recovery"]
    assert rows["key"].iloc[4] == f"{number}|find|VALUE|1"
    told = on_both.register.read(CaseJournalEntry, ["event"], order_by=["sequence"])["event"].tolist()
    assert set(rows["kind"]) <= set(told)
    trail = on_both.register.read(AuditEntry, ["action"], col(AuditEntry.entity) == "case record")["action"]
    assert sorted(trail) == sorted(rows["kind"])
    assert CaseRecord in SEALED.values()
    page = (on_both.folder / case_document(on_both, number, "SHA", document_format=DocumentFormat.HTML)).read_text()
    for words in ("Recovery and interest", "1,050.00", "Valuation methods set aside", "A1", "BOOKS", "lighter penalty"):
        assert words in page, words
    chinese = case_document(on_both, number, "SHA", Language.CHINESE, DocumentFormat.HTML)
    assert "追补税款与滞纳金" in (on_both.folder / chinese).read_text()
    assert untold(on_both) == []


def test_an_investigation_runs_its_whole_course_to_prosecution(on_both: Stores) -> None:
    number = opened(on_both, "D1", "D2", kind=SMUGGLING)
    whole_investigation(on_both, number, actor="Li", unit="SHA", day=DAY)
    stands = now(on_both, number)
    assert keeper_of(stands, "E1") == "A2"
    with pytest.raises(CaseRefusedError, match="was referred as prosecution"):
        close(on_both, number, "penalty")
    close(on_both, number, "prosecution")
    page = (on_both.folder / case_document(on_both, number, "SHA", document_format=DocumentFormat.HTML)).read_text()
    for words in ("Chain of custody", "Evaded in all: CNY 250,000.00", "Administrative Compulsion Law article 25"):
        assert words in page, words
    assert untold(on_both) == []


def close(stores: Stores, number: str, outcome: str) -> None:
    values: Any = {"recovered_duty": None, "officer_hours": None, "actor": "Li", "unit": "SHA", "as_of": DAY}
    close_case(stores, number, outcome=outcome, **values)


def test_every_record_is_an_event_of_the_journal() -> None:
    own = {"open", "grounds", "subjects", "acknowledge", "merge", "reassign"}
    assert own | set(record_kinds()) | {event for _, _, event in MOVES} == EVENTS


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"second": "A1"}, "a team has at least 2 officers: name another beside A1"),
        ({"leader": "A9"}, "leader: A9 is none of A1, A2"),
        ({"further": "B7"}, "B7 may not work on"),
        ({"period_to": "2019-12-31"}, "before it begins on 2020-01-01"),
        ({"period_from": "soon", "items": " "}, "soon is no day: write YYYY-MM-DD; items is missing"),
        ({"colour": "red"}, "colour is no field"),
    ],
)
def test_a_plan_has_a_period_and_a_team_of_two_who_may(stores: Stores, changed: dict[str, str], sentence: str) -> None:
    seat_team(stores)
    with pytest.raises(CaseRefusedError, match=sentence):
        record(stores, opened(stores, "D1"), "plan", **PLAN | changed)


def test_the_same_record_again_changes_nothing_and_another_content_corrects_it(stores: Stores) -> None:
    seat_team(stores)
    number = opened(stores, "D1")
    for items in ("VALUE", "VALUE", "ORIGIN"):
        record(stores, number, "plan", **PLAN | {"items": items})
    rows = stores.register.read(CaseRecord, ["revision", "in_force"], order_by=["revision"]).values.tolist()
    assert rows == [[1, False], [2, True]]
    plan = now(stores, number).last(Plan)
    assert plan is not None
    assert plan.items == "ORIGIN"
    assert stores.register.read(CaseJournalEntry, ["event"])["event"].tolist().count("plan") == 2


def test_no_step_is_left_out_and_the_refusal_says_what_is_missing(stores: Stores) -> None:
    seat_team(stores)
    number = opened(stores, "D1")
    along(stores, number, "approve", actor="Li", unit="SHA", day=DAY)
    notice = {"served_on": str(DAY), "begins_on": str(DAY + timedelta(days=3)), "received_by": "OWNER"}
    with pytest.raises(CaseRefusedError, match=r"has no plan: record period, items and team first \(plan\)"):
        record(stores, number, "notify", **notice)
    record(stores, number, "plan", **PLAN)
    with pytest.raises(CaseRefusedError, match="may begin on 2021-04-03, 3 days after the notice"):
        record(stores, number, "notify", **notice | {"begins_on": str(DAY + timedelta(days=2))})
    record(stores, number, "notify", **notice)
    with pytest.raises(CaseRefusedError, match="begins on 2021-04-03 by its notice, not on 2021-03-31"):
        record(stores, number, "start")
    later = DAY + timedelta(days=3)
    record(stores, number, "start", later)
    with pytest.raises(CaseRefusedError, match="nobody has visited yet"):
        record(stores, number, "report", later)
    visit = {"visited_on": str(later), "place": "STORE", "first_officer": "A1", "examined": "BOOKS"}
    with pytest.raises(CaseRefusedError, match="two officers of the team visit: A1, A2"):
        record(stores, number, "visit", later, second_officer="A1", **visit)
    record(stores, number, "visit", later, second_officer="A2", **visit)
    record(stores, number, "report", later)
    with pytest.raises(CaseRefusedError, match="the party may answer until 2021-04-14"):
        record(stores, number, "conclude", later)
    record(stores, number, "conclude", date(2021, 4, 15))  # the days to answer have passed
    with pytest.raises(CaseRefusedError, match="is concluded: find is for one that is in progress"):
        record(stores, number, "find", date(2021, 4, 15))


def test_a_comparison_of_prices_revalues_nothing_and_methods_are_gone_through_in_order(stores: Stores) -> None:
    number = opened(stores, "D1", "D2")
    along(stores, number, "approve", "notify", "start", actor="Li", unit="SHA", day=DAY)
    found = {"name": "F", "concerns": "value", "what": "LOW.", "short_paid": "10", "fault": "fault"}
    found |= {"declarations": "all", "paid_on": "2021-01-01", "found_on": str(DAY)}
    with pytest.raises(CaseRefusedError, match="names the valuation method"):
        record(stores, number, "find", **found)
    with pytest.raises(CaseRefusedError, match=r"transaction value comes before identical goods .* for D1, D2"):
        record(stores, number, "find", method="identical_goods", **found)
    aside = {"declarations": "D1", "method": "transaction_value", "why": "UNDER ITS PEERS"}
    with pytest.raises(CaseRefusedError, match="selects goods and revalues none"):
        record(stores, number, "set_aside", **aside)
    asked = {"ground": "doubts_not_dispelled_after_asking", "asked_on": "2021-03-20"}
    record(stores, number, "set_aside", **aside, **asked)
    with pytest.raises(CaseRefusedError, match="is not set aside for D2"):
        record(stores, number, "find", method="identical_goods", **found)
    record(stores, number, "find", method="identical_goods", **found | {"declarations": "D1"})
    record(stores, number, "find", method="transaction_value", **found | {"name": "ROYALTY"})  # added to the price paid
    assert [each.name for each in now(stores, number).all(Finding)] == ["F", "ROYALTY"]
    with pytest.raises(CaseRefusedError, match="D9 is not involved in"):
        record(stores, number, "find", method="transaction_value", **found | {"declarations": "D9"})


def test_interest_is_remitted_for_what_was_disclosed_where_the_rule_of_the_day_allows_it(stores: Stores) -> None:
    day = date(2024, 3, 1)
    values: Any = {"actor": "Wang", "unit": "SHA", "as_of": day, "reason": "BOOKS"}
    number = open_by_decision(stores, AUDIT, subjects=["importer=X"], **values)["case"]
    move_case(stores, number, "approve", actor="Li", unit="SHA", as_of=day)
    told = {"received_on": str(day), "occurred_on": "2023-12-01", "what": "A ROYALTY.", "amount": "100"}
    record(stores, number, "disclose", day, interest_remitted="yes", **told)
    along(stores, number, "notify", "start", actor="Li", unit="SHA", day=day + timedelta(days=1))
    found = {"what": "IT.", "short_paid": "100", "fault": "fault", "paid_on": "2023-12-01", "found_on": "2024-03-02"}
    found |= {"concerns": "other"}
    later = day + timedelta(days=1)
    stands = now(stores, number, later)
    assert stands.declarations == []  # opened on a decision alone
    inspected(stores, "X", Violation.NONE)
    with pytest.raises(CaseRefusedError, match="there is no declaration D9"):
        record(stores, number, "find", later, name="A", declarations="all", further="D9", disclosed="yes", **found)
    record(
        stores, number, "find", later, name="A", declarations="all", further="X-2021-03-30-0", disclosed="yes", **found
    )
    record(stores, number, "find", later, name="B", declarations="all", **found)
    along(stores, number, "report", "conclude", actor="Li", unit="SHA", day=later)
    due = {each.finding: (each.principal, each.interest) for each in now(stores, number, later).all(Recovery)}
    assert due == {"A": (100.0, 0.0), "B": (100.0, 4.6)}  # 92 days
    assert now(stores, number, later).declarations == ["X-2021-03-30-0"]


def test_the_term_of_a_measure_is_that_of_the_law_and_told_before_it_ends_and_when_it_has_passed(
    stores: Stores,
) -> None:
    number = opened(stores, "D1", kind=SMUGGLING)
    along(stores, number, "accept", actor="Li", unit="SHA", day=DAY)
    record(stores, number, "measure", **SEAL_UP)
    ends = DAY + timedelta(days=30)
    assert tell_measure_terms(stores, ends - timedelta(days=6)) == {"measures_ending": 0, "measures_overdue": 0}
    for _ in range(2):
        assert tell_measure_terms(stores, ends - timedelta(days=5))["measures_ending"] == 1
    assert tell_measure_terms(stores, ends + timedelta(days=1)) == {"measures_ending": 0, "measures_overdue": 1}
    told = stores.register.read(OutboxEvent, ["unit", "body"], OutboxEvent.kind == "deadline", order_by=["key"])
    assert told["unit"].tolist() == ["SHA", "SH"]
    assert str(told["body"].iloc[1]) == f"Seal up of STORE 3 in {number} at SHA had to end on {ends}, and stands."
    name = f"seal_up|STORE 3|{DAY}"
    with pytest.raises(CaseRefusedError, match="its term ended on"):
        record(stores, number, "extend", ends + timedelta(days=1), measure=name, approved_by="CHIEF", why="MORE")
    record(stores, number, "extend", ends, measure=name, approved_by="CHIEF", why="MORE")
    assert tell_measure_terms(stores, ends + timedelta(days=1)) == {"measures_ending": 0, "measures_overdue": 0}
    with pytest.raises(CaseRefusedError, match=r"no measure of .* stands that can be extended"):
        record(stores, number, "extend", ends, measure=name, approved_by="CHIEF", why="STILL MORE")
    record(stores, number, "lift", ends, measure=name, lifted_on=str(ends), why="COUNTED")
    assert tell_measure_terms(stores, ends + timedelta(days=90)) == {"measures_ending": 0, "measures_overdue": 0}
    assert untold(stores) == []


def test_a_term_in_hours_ends_at_its_minute(stores: Stores) -> None:
    number = opened(stores, "D1", kind=SMUGGLING)
    along(stores, number, "accept", actor="Li", unit="SHA", day=DAY)
    held = {"measure": "detention_of_person", "object": "Wang Wu", "begins_on": str(DAY), "why": "FLIGHT"}
    with pytest.raises(CaseRefusedError, match="in hours: give begins_at"):
        record(stores, number, "measure", **held)
    with pytest.raises(CaseRefusedError, match="25:00 is no time"):
        record(stores, number, "measure", begins_at="25:00", **held)
    record(stores, number, "measure", begins_at="22:30", **held)
    row = stores.register.read(CaseRecord, ["due_on", "content"]).iloc[0]
    assert row["due_on"].date() == DAY + timedelta(days=1)
    assert '"ends_at":"22:30"' in row["content"]


def test_custody_is_a_chain_and_data_keeps_its_hash(stores: Stores) -> None:
    number = opened(stores, "D1", kind=SMUGGLING)
    along(stores, number, "accept", actor="Li", unit="SHA", day=DAY)
    with pytest.raises(CaseRefusedError, match="has no evidence yet"):
        record(stores, number, "hand_on")
    piece = {"label": "E1", "form": "electronic_data", "what": "DISK", "taken_on": str(DAY), "taken_from": "OWNER"}
    with pytest.raises(CaseRefusedError, match="needs its SHA-256"):
        record(stores, number, "evidence", keeper="A1", seal="123", **piece)
    record(stores, number, "evidence", keeper="A1", seal="a" * 64, **piece)
    step = {"piece": "E1", "to": "LAB", "handed_on": str(DAY), "why": "READ"}
    with pytest.raises(CaseRefusedError, match="is not that of when it was taken"):
        record(stores, number, "hand_on", seal="b" * 64, **step)
    for _ in range(2):  # the same twice is one step
        record(stores, number, "hand_on", seal="a" * 64, **step)
    record(stores, number, "hand_on", seal="a" * 64, **step | {"to": "A1"})
    keys = stores.register.read(CaseRecord, ["natural_key"], CaseRecord.kind == "hand_on", order_by=["key"])
    assert keys["natural_key"].tolist() == ["E1|1", "E1|2"]
    with pytest.raises(CaseRefusedError, match="is with A1 already"):
        record(stores, number, "hand_on", seal="a" * 64, **step | {"to": "A1", "why": "AGAIN"})


def test_a_result_against_the_line_of_the_whole_case_needs_its_reason(stores: Stores) -> None:
    number = opened(stores, "D1", "D2", kind=SMUGGLING)
    along(stores, number, "accept", "file", "investigate", actor="Li", unit="SHA", day=DAY)
    record(stores, number, "assess", declarations="D1", evaded="150000", basis="LEDGER")
    with pytest.raises(CaseRefusedError, match="D1 is assessed already with others"):
        record(stores, number, "assess", declarations="all", evaded="1", basis="LEDGER")
    result = {"authority": "COURT", "why": "SO"}
    with pytest.raises(CaseRefusedError, match=r"CNY 150,000\.00 on 1 declarations.*is not reached.*that is penalty"):
        record(stores, number, "refer", result="prosecution", **result)
    record(stores, number, "assess", declarations="D2", evaded="50000", basis="LEDGER")
    with pytest.raises(CaseRefusedError, match=r"200,000, is reached.*that is prosecution"):
        record(stores, number, "refer", result="penalty", **result)
    record(stores, number, "refer", result="penalty", against_line_because="ACCOMPLICE", **result)
    record(stores, number, "measure", **SEAL_UP)
    record(stores, number, "conclude")
    with pytest.raises(CaseRefusedError, match="measures stand, seal up of STORE 3: lift them first"):
        close(stores, number, "penalty")


def test_a_case_of_persons_is_held_against_their_line() -> None:
    case = CaseNow("AS-1", SMUGGLING, CaseState.INVESTIGATING, "SHA", parties=frozenset({Party.PERSON}))
    assert case.party is Party.PERSON
    assert replace(case, parties=frozenset({Party.PERSON, Party.UNIT})).party is Party.UNIT


def test_who_opened_a_case_does_not_decide_on_it(stores: Stores) -> None:
    values: Any = {"actor": "Li", "unit": "SHA", "as_of": DAY, "reason": "A TIP"}
    number = open_by_decision(stores, AUDIT, subjects=["importer=X"], **values)["case"]
    with pytest.raises(CaseRefusedError, match=f"Li opened {number}: another person decides on it"):
        record(stores, number, "approve")
    assert "approve" not in offered(stores, number, person())
    assert "approve" in offered(stores, number, person(number="Wang"))
    record(stores, number, "approve", actor="Wang")


def test_each_person_is_offered_what_they_may_do_now_and_nothing_else(stores: Stores) -> None:
    seat_team(stores)
    number = opened(stores, "D1")
    assert offered(stores, number, person(Role.AUDITOR)) == ["acknowledge", "plan", "disclose"]
    assert offered(stores, number, person(Role.APPROVER)) == ["approve", "reject"]
    assert offered(stores, number, person(Role.ANTI_SMUGGLING_OFFICER)) == []
    assert offered(stores, number, person(unit="QD")) == []
    acknowledge_case(stores, number, actor="Li", unit="SHA", as_of=DAY)
    record(stores, number, "approve")
    assert offered(stores, number, person(Role.AUDITOR)) == ["plan", "disclose", "transfer"]
    record(stores, number, "plan", **PLAN)
    assert offered(stores, number, person(Role.AUDITOR)) == ["plan", "notify", "disclose", "transfer"]
    move_case(stores, number, "transfer", actor="Li", unit="SHA", as_of=DAY)
    assert offered(stores, number, person()) == []


def test_every_move_offered_names_its_fields_with_choices_and_is_taken(stores: Stores) -> None:
    number = opened(stores, "D1")
    seat_team(stores)
    (plan,) = [each for each in moves_now(now(stores, number), person(), DAY, UNITS) if each.name == "plan"]
    fields = {each.name: each for each in plan.fields}
    assert [value for value, _ in fields["leader"].choices] == [each.number for each in TEAM]
    assert [value for value, _ in fields["second"].choices] == ["A2", "A1"]  # left as they are, two are named
    assert not fields["further"].required
    assert (fields["period_from"].kind, fields["items"].kind) == ("day", "text")
