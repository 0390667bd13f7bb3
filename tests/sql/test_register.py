"""The register keeps its promises on SQLite and on PostgreSQL alike."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, delete, text, update
from sqlalchemy.exc import IntegrityError, InvalidRequestError, StatementError
from sqlmodel import Session

from sql.reference import organisation
from sql.register import Register, complete_once, completed_summary, insert_new, replace_all, update_rows
from sql.register.audit_trail import Change, record_changes
from sql.register.chains import verify
from sql.register.contents import table_of
from sql.register.notary import Notary
from sql.register.tables import AuditEntry, CaseFile, CaseSubject, CollectionBatch, Enterprise, Suppression, Unit
from sql.terms import CaseKind, CaseRole, CaseState, Party, Priority
from tasks.lifecycle.integrity import altered_records

DAY = date(2021, 3, 31)


def enterprise(code: str, category: str = "B") -> dict[str, object]:
    return {"code": code, "category": category, "first_seen_on": DAY, "last_seen_on": DAY}


def test_migrating_twice_changes_nothing(register: Register) -> None:
    register.migrate()
    assert len(register.read(Unit, ["code"])) == len(organisation())


def test_inserting_twice_keeps_the_first(register: Register) -> None:
    with register.writing() as session:
        assert insert_new(session, Enterprise, [enterprise("X"), enterprise("Y")]) == 2
        assert insert_new(session, Enterprise, [enterprise("X", "D"), enterprise("Z")]) == 1
    assert register.read(Enterprise, ["category"], order_by=["code"])["category"].tolist() == ["B", "B", "B"]


def test_replacing_sets_only_the_named_columns(register: Register) -> None:
    with register.writing() as session:
        insert_new(session, Enterprise, [enterprise("X")])
        replace_all(session, Enterprise, [enterprise("X", "D") | {"last_seen_on": date(2022, 1, 1)}], ["category"])
    row = register.read(Enterprise, ["category", "last_seen_on"]).iloc[0]
    assert (row["category"], row["last_seen_on"].date()) == ("D", DAY)


def test_a_stage_happens_once(register: Register) -> None:
    def record(session: Session, value: str) -> dict[str, object]:
        return {"new": insert_new(session, Enterprise, [enterprise(value)])}

    first = complete_once(register, "stage", DAY, "", lambda: "X", record)
    again = complete_once(register, "stage", DAY, "", lambda: "Y", record)
    assert first == again == {"new": 1}
    assert register.read(Enterprise, ["code"])["code"].tolist() == ["X"]


def test_a_stage_that_breaks_off_leaves_nothing(register: Register) -> None:
    def broken(session: Session, value: str) -> dict[str, object]:
        insert_new(session, Enterprise, [enterprise(value)])
        raise RuntimeError("pulled the plug")

    with pytest.raises(RuntimeError, match="plug"):
        complete_once(register, "stage", DAY, "", lambda: "X", broken)
    assert register.read(Enterprise, ["code"]).empty
    assert completed_summary(register, "stage", DAY) is None


def case(number: str) -> CaseFile:
    return CaseFile(
        number=number,
        kind=CaseKind.TARGETED_AUDIT,
        subject_kind="importer",
        subject="X",
        priority=Priority.REVENUE,
        unit="SHA",
        opened_on=DAY,
        state=CaseState.PROPOSED,
        amount_at_stake=1.0,
    )


def on_x(number: str, open_subject: str | None) -> CaseSubject:
    return CaseSubject(
        key=f"{number}|importer|X",
        case_number=number,
        role=CaseRole.SUBJECT,
        kind="importer",
        name="X",
        party=Party.UNIT,
        open_subject=open_subject,
        added_on=DAY,
        added_by="Li",
    )


def test_a_subject_has_one_open_case_of_a_kind(register: Register) -> None:
    with register.writing() as session:
        session.add_all([case(f"TA-{number}") for number in (1, 2, 3, 4)])
        session.flush()
        session.add_all([on_x("TA-1", "audit|X"), on_x("TA-2", None), on_x("TA-3", None)])
    with pytest.raises(IntegrityError), register.writing() as session:
        session.add(on_x("TA-4", "audit|X"))


def test_words_outside_a_vocabulary_are_refused(register: Register) -> None:
    row = case("TA-1")
    row.state = "lost"  # type: ignore[assignment]
    with pytest.raises((StatementError, ValueError)), register.writing() as session:
        session.add(row)


def on_table(register: Register, table: str) -> str:
    return f" on {table}" if register.engine.dialect.name == "postgresql" else ""


def test_a_tampered_audit_trail_is_found(register: Register) -> None:
    with register.writing() as session:
        record_changes(session, [Change(DAY, "case", str(n), "open", "o", "SHA", "r") for n in range(4)])
    with register.reading() as session:
        assert verify(session.connection(), register.notary, AuditEntry).broken is None
        session.connection().exec_driver_sql("drop trigger audit_entry_no_update" + on_table(register, "audit_entry"))
        session.connection().exec_driver_sql("update audit_entry set reason = 'another' where sequence = 3")
        assert verify(session.connection(), register.notary, AuditEntry).broken == 3


@pytest.mark.parametrize("raw", [update(table_of(Suppression)).values(reason="x"), delete(table_of(Suppression))])
def test_sealed_rows_are_not_written_past_the_session(register: Register, raw: Any) -> None:
    """They would look altered ever after."""
    with pytest.raises(InvalidRequestError, match="suppression are sealed"), register.writing() as session:
        session.connection().execute(raw)
    with register.writing() as session:
        session.connection().execute(update(table_of(CollectionBatch)).values(rows_read=1))  # not sealed


def test_updated_rows_keep_their_other_columns_and_their_seal(register: Register) -> None:
    suppression = {"key": "P|I", "parameter": "P", "enterprise": "I", "valid_from": DAY, "valid_to": DAY}
    with register.writing() as session:
        insert_new(session, Unit, organisation())
        insert_new(session, Suppression, [suppression | {"reason": "a", "author": "o", "unit": "SHA"}])
    with register.writing() as session:
        update_rows(session, Suppression, [{"key": "P|I", "reason": "b"}, {"key": "none", "reason": "c"}])
    rows = register.read(Suppression, ["key", "enterprise", "reason"])
    assert rows.values.tolist() == [["P|I", "I", "b"]]
    assert altered_records(register) == []


def test_work_goes_on_by_itself_after_the_database_was_away(postgresql_url: str) -> None:
    register = Register(postgresql_url, Notary(b"only reads", Path()))
    assert register.frame(text("select 1 as one"))["one"].tolist() == [1]  # a connection waits in the pool
    other = create_engine(postgresql_url)
    with other.connect() as connection:
        others = "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
        connection.execute(text(f"{others} and datname = current_database()"))
    other.dispose()
    assert register.frame(text("select 1 as one"))["one"].tolist() == [1]
    register.engine.dispose()
