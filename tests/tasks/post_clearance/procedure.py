"""Cases brought through their procedure, with the records that it asks for."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from sql.stores import Stores
from sql.terms import Role
from tasks.post_clearance.case_moves import move_case
from tests.persons import Officer, enter

TEAM = tuple(Officer(number, "CN", [Role.AUDITOR, Role.ANTI_SMUGGLING_OFFICER]) for number in ("A1", "A2"))


def seat_team(stores: Stores) -> None:
    """Put two officers into the register who may work on every case."""
    for officer in TEAM:
        enter(stores, officer)


def records_before(number: str, event: str, day: date) -> list[tuple[str, dict[str, str]]]:
    """What is recorded before an event, each with its fields."""
    by_kind: Mapping[tuple[str, str], list[tuple[str, dict[str, str]]]] = {
        ("TA", "notify"): [
            (
                "plan",
                {
                    "period_from": "2020-01-01",
                    "period_to": "2020-12-31",
                    "items": "VALUE",
                    "leader": "A1",
                    "second": "A2",
                },
            )
        ],
        ("TA", "report"): [
            (
                "visit",
                {
                    "visited_on": str(day),
                    "place": "OFFICE",
                    "first_officer": "A1",
                    "second_officer": "A2",
                    "examined": "BOOKS",
                },
            )
        ],
        ("TA", "conclude"): [("comment", {"received_on": str(day), "stance": "agrees", "text": "SO IT IS"})],
        ("AS", "conclude"): [
            (
                "refer",
                {
                    "result": "prosecution",
                    "authority": "PROCURATORATE",
                    "why": "A CRIME",
                    "against_line_because": "AS ORDERED",
                },
            )
        ],
    }
    return by_kind.get((number[:2], event), [])


def details_of(number: str, event: str, day: date) -> dict[str, str]:
    """The fields of a move that brings a case to another state."""
    if (number[:2], event) != ("TA", "notify"):
        return {}
    return {"served_on": str(day), "begins_on": str(day), "received_by": "OWNER", "urgent_because": "GOODS LEAVE"}


def along(stores: Stores, number: str, *events: str, actor: str, unit: str, day: date) -> Any:
    """Move a case by these events, and record before each what it needs; return what the last told."""
    seat_team(stores)
    told: Any = None
    for event in events:
        for record, details in records_before(number, event, day):
            move_case(stores, number, record, actor=actor, unit=unit, as_of=day, details=details)
        details = details_of(number, event, day)
        told = move_case(stores, number, event, actor=actor, unit=unit, as_of=day, details=details)
    return told


def whole_audit(stores: Stores, number: str, *, actor: str, unit: str, day: date) -> None:
    """Bring a proposed audit to its conclusion, with a record of every kind: 1,000 short-paid 100 days ago by fault."""
    seat_team(stores)
    long_ago, yesterday = str(day - timedelta(days=100)), str(day - timedelta(days=1))

    def record(name: str, /, **details: str) -> None:
        move_case(stores, number, name, actor=actor, unit=unit, as_of=day, details=details)

    along(stores, number, "approve", actor=actor, unit=unit, day=day)
    record("disclose", received_on=yesterday, occurred_on=long_ago, what="A ROYALTY", amount="100")
    along(stores, number, "notify", "start", actor=actor, unit=unit, day=day)
    against = {"ground": "doubts_not_dispelled_after_asking", "asked_on": yesterday, "answer": "NONE"}
    record("set_aside", declarations="all", method="transaction_value", why="NO PAPERS", **against)
    found = {"short_paid": "1000", "fault": "fault", "paid_on": long_ago, "found_on": str(day)}
    record(
        "find", name="VALUE", concerns="value", what="TOO LOW.", declarations="all", method="identical_goods", **found
    )
    along(stores, number, "report", "conclude", actor=actor, unit=unit, day=day)


def whole_investigation(stores: Stores, number: str, *, actor: str, unit: str, day: date) -> None:
    """Bring a clue to its conclusion, with a record of every kind: 250,000 evaded, handed to prosecution."""
    seat_team(stores)

    def record(name: str, /, **details: str) -> None:
        move_case(stores, number, name, actor=actor, unit=unit, as_of=day, details=details)

    along(stores, number, "accept", actor=actor, unit=unit, day=day)
    record("measure", measure="seal_up", object="STORE 3", begins_on=str(day), why="GOODS LEAVE")
    name = f"seal_up|STORE 3|{day}"
    record("extend", measure=name, approved_by="CHIEF", why="MUCH TO COUNT")
    record("evidence", label="E1", form="documents", what="LEDGER", taken_on=str(day), taken_from="OWNER", keeper="A1")
    record("hand_on", piece="E1", to="A2", handed_on=str(day), why="SHIFT")
    along(stores, number, "file", "investigate", actor=actor, unit=unit, day=day)
    record("assess", declarations="all", evaded="250000", basis="LEDGER")
    record("lift", measure=name, lifted_on=str(day), why="TO THE PROCURATORATE")
    record("refer", result="prosecution", authority="PROCURATORATE", why="A CRIME")
    move_case(stores, number, "conclude", actor=actor, unit=unit, as_of=day)
