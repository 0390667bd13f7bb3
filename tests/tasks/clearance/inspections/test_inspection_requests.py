"""Handling asks to inspect so many coming declarations of a subject, and no more."""

from datetime import date, timedelta

from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import HandlingMeasure, Inspection, InspectionRequest
from sql.register.tables.handling import MeasureContent
from sql.stores import Stores
from sql.terms import HandlingKind, HandlingState, Priority, TaskState
from tasks.clearance.decision.screen import screen_day
from tasks.records.decisions import decisions_up_to
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.lodged import DAY, EVE, KEY, lodge

NEXT = DAY + timedelta(days=1)


def ask(stores: Stores, subject_kind: str, subject: str, wanted: int, number: int = 1, last_day: date = NEXT) -> None:
    """A request of the Shanghai region, from `DAY` on."""
    measure = HandlingMeasure(
        key="0a1b",
        kind=HandlingKind.ASK_INSPECTION,
        priority=Priority.DRUGS,
        unit="SHA",
        approving_unit="SHA",
        amount_at_stake=1.0,
        score=0.9,
        content=MeasureContent(
            "surge", subject_kind, [subject], as_written("More"), as_written("open every parcel"), 30
        ),
        proposed_on=EVE,
        proposed_by="analysis",
        state=HandlingState.EXECUTED,
    )
    request = {
        "key": f"0a1b-{number}",
        "measure": "0a1b",
        "unit": "SHA",
        "subject_kind": subject_kind,
        "subject": subject,
        "what_to_check": "open every parcel",
        "valid_from": DAY,
        "valid_to": last_day,
        "declarations_wanted": wanted,
    }
    with stores.register.writing() as session:
        insert_new(session, HandlingMeasure, [dict(measure)])
        insert_new(session, InspectionRequest, [request])


def lot(stores: Stores, prefix: str, count: int, day: date = DAY, **facts: object) -> None:
    lodge(
        stores,
        [{"declaration_id": f"{prefix}{number}", "lodged_on": day} | facts for number in range(count)],
        prefix,
    )


def selected(stores: Stores, prefix: str) -> int:
    names = stores.register.read(Inspection, ["declaration_id"])["declaration_id"].astype("str")
    return int(names.str.startswith(prefix).sum())


def test_of_many_declarations_as_many_are_inspected_as_were_wanted(stores: Stores) -> None:
    policy(stores)
    ask(stores, "importer", "I1", 3)
    lot(stores, "A", 5)
    screen_day(stores, DAY, KEY)
    assert selected(stores, "A") == 3
    row = stores.register.read(Inspection, ["parameters", "what_to_check"]).iloc[0]
    assert (row["parameters"], row["what_to_check"]) == ("REQUEST-0a1b-1", "open every parcel")


def test_what_one_day_selected_counts_on_the_next(stores: Stores) -> None:
    policy(stores)
    ask(stores, "importer", "I1", 3)
    lot(stores, "A", 2)
    lot(stores, "B", 5, NEXT)
    screen_day(stores, DAY, KEY)
    screen_day(stores, NEXT, KEY)
    assert (selected(stores, "A"), selected(stores, "B")) == (2, 1)


def test_what_one_lot_selected_counts_in_the_next_lot_of_the_day(stores: Stores) -> None:
    policy(stores)
    ask(stores, "importer", "I1", 3)
    lot(stores, "A", 2)
    screen_day(stores, DAY, KEY)
    lot(stores, "B", 5)
    screen_day(stores, DAY, KEY)
    assert (selected(stores, "A"), selected(stores, "B")) == (2, 1)


def test_an_inspection_that_was_withdrawn_is_still_wanted(stores: Stores) -> None:
    policy(stores)
    ask(stores, "importer", "I1", 2)
    lot(stores, "A", 2)
    lot(stores, "B", 5, NEXT)
    screen_day(stores, DAY, KEY)
    with stores.register.writing() as session:
        row = session.get_one(Inspection, "A0")
        row.state = TaskState.WITHDRAWN
        session.add(row)
    screen_day(stores, NEXT, KEY)
    assert selected(stores, "B") == 1


def test_a_request_that_was_answered_in_full_hits_nothing_more(stores: Stores) -> None:
    policy(stores)
    ask(stores, "importer", "I1", 2)
    lot(stores, "A", 2)
    lot(stores, "B", 1, NEXT)
    screen_day(stores, DAY, KEY)
    screen_day(stores, NEXT, KEY)
    decided = decisions_up_to(stores, NEXT).set_index("declaration_id")
    assert (decided.at["B0", "lane"], decided.at["B0", "parameters"]) == ("low", "")


def test_requests_are_counted_each_for_itself(stores: Stores) -> None:
    policy(stores)
    ask(stores, "importer", "I1", 1, number=1)
    ask(stores, "importer", "I2", 2, number=2)
    lot(stores, "A", 3)
    lot(stores, "B", 3, importer="I2")
    screen_day(stores, DAY, KEY)
    assert (selected(stores, "A"), selected(stores, "B")) == (1, 2)


def test_a_request_reaches_no_office_outside_its_unit_and_no_day_after_its_last(stores: Stores) -> None:
    policy(stores)
    ask(stores, "importer", "I1", 9, last_day=DAY)
    lot(stores, "A", 2, office="QDG1")
    lot(stores, "B", 2, NEXT)
    screen_day(stores, DAY, KEY)
    screen_day(stores, NEXT, KEY)
    assert selected(stores, "") == 0


def test_a_subject_of_several_columns_must_meet_all_and_a_heading_is_a_prefix(stores: Stores) -> None:
    policy(stores)
    ask(stores, "importer+hs4", "I1+8703", 9)
    lot(stores, "A", 2)
    lot(stores, "B", 2, hs_code="090121")
    screen_day(stores, DAY, KEY)
    assert (selected(stores, "A"), selected(stores, "B")) == (2, 0)
