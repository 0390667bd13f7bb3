"""Writers that meet in the register, on SQLite and on PostgreSQL alike."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import count
from threading import Barrier

import pytest
from sqlalchemy import event, inspect, text
from sqlmodel import Session, SQLModel, col, select

from sql.register import Register, complete_once, insert_new
from sql.register.audit_trail import Change, record_changes
from sql.register.chains import verify
from sql.register.tables import AuditEntry, Enterprise

DAY = date(2021, 3, 31)


def enterprise(code: str) -> dict[str, object]:
    return {"code": code, "category": "B", "first_seen_on": DAY, "last_seen_on": DAY}


def test_a_stage_that_two_begin_at_once_happens_once(register: Register) -> None:
    both_computed = Barrier(2, timeout=60)

    def complete(code: str) -> dict[str, object]:
        def compute() -> str:
            both_computed.wait()
            return code

        def record(session: Session, value: str) -> dict[str, object]:
            return {"by": value, "new": insert_new(session, Enterprise, [enterprise(value)])}

        return complete_once(register, "stage", DAY, "", compute, record)

    with ThreadPoolExecutor(2) as officers:
        told = list(officers.map(complete, ["X", "Y"]))
    assert told[0] == told[1]
    assert register.read(Enterprise, ["code"])["code"].tolist() == [told[0]["by"]]


def test_changes_of_many_at_once_form_one_audit_trail(register: Register) -> None:
    def change(number: int) -> None:
        with register.writing() as session:
            record_changes(session, [Change(DAY, "case", f"{number}-{part}", "open", "o", "SHA", "r") for part in "ab"])

    with ThreadPoolExecutor(8) as officers:
        list(officers.map(change, range(24)))
    with register.reading() as session:
        entries = list(session.exec(select(AuditEntry).order_by(col(AuditEntry.sequence))).all())
        session.expunge_all()
        assert verify(session.connection(), register.notary, AuditEntry).broken is None
    assert len(entries) == 48
    cases = [entry.entity_key.removesuffix("-a").removesuffix("-b") for entry in entries]
    assert cases[::2] == cases[1::2], "the changes of one transaction stand together"


def test_a_reader_sees_one_state_while_others_write(register: Register) -> None:
    with register.reading() as session:
        before = session.exec(select(Enterprise.code)).all()
        with register.writing() as writer:
            insert_new(writer, Enterprise, [enterprise("X")])
        assert session.exec(select(Enterprise.code)).all() == before == []
    assert register.read(Enterprise, ["code"])["code"].tolist() == ["X"]


def test_registers_migrated_at_once_are_whole(register: Register) -> None:
    opened = [Register(register.url, register.notary) for _ in range(4)]
    with ThreadPoolExecutor(4) as officers:
        list(officers.map(Register.migrate, opened))
    for each in opened:
        each.engine.dispose()
    assert register.read(Enterprise, ["code"]).empty


def test_texts_are_in_the_order_of_code_points(register: Register) -> None:
    codes = ["a", "B", "_", "Ä", "上", "A-1", "A1"]
    with register.writing() as session:
        insert_new(session, Enterprise, [enterprise(code) for code in codes])
    assert register.read(Enterprise, ["code"], order_by=["code"])["code"].tolist() == sorted(codes)


def test_no_text_of_postgresql_is_sorted_by_a_language(register: Register) -> None:
    if register.engine.dialect.name != "postgresql":
        pytest.skip("SQLite sorts by code points")
    with register.engine.connect() as connection:
        collations = connection.execute(
            text(
                "select distinct collation_name from information_schema.columns where table_schema = current_schema() "
                "and data_type in ('character varying', 'text')"
            )
        ).all()
    assert [tuple(row) for row in collations] == [("C",)]


@pytest.mark.parametrize("statements", [2, 20, 60])
def test_a_migration_that_breaks_off_is_done_whole_by_the_next(empty_register: Register, statements: int) -> None:
    counted = count(1)

    def pull_the_plug(*told: object) -> None:
        if next(counted) == statements:
            raise RuntimeError("pulled the plug")

    event.listen(empty_register.engine, "before_cursor_execute", pull_the_plug)
    with pytest.raises(RuntimeError, match="plug"):
        empty_register.migrate()
    event.remove(empty_register.engine, "before_cursor_execute", pull_the_plug)
    assert [name for name in inspect(empty_register.engine).get_table_names() if name != "alembic_version"] == []
    empty_register.migrate()
    assert set(SQLModel.metadata.tables) <= set(inspect(empty_register.engine).get_table_names())
