"""Every way of tampering with every kind of record is refused by the database or found by the doctor, and named."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, col, update

from sql.register import Register, insert_new
from sql.register.chains import head_of
from sql.register.contents import table_of
from sql.register.notary import Anchor, Notary
from sql.register.seals import SEALED
from sql.register.tables import AuditEntry, ContentEntry, Hint, RiskParameter
from sql.stores import Stores
from tasks.lifecycle.integrity import altered_in, altered_records
from tests.conftest import new_database
from tests.tasks.lifecycle.tampering import DEEDS, TARGETS, Tamperer, drop_protection, fill, row_of

SECURITY = Path(__file__).parents[3] / "docs" / "pages" / "security.md"
# What names the records of a target where they are altered.
NAMES = {
    "audit trail": "the audit trail",
    "chain of contents": "the chain of contents",
    "kept seals": "the seal of the ",
} | {kind: f"the {kind} " for kind in SEALED}


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    """A register with some of everything, which every test leaves as it found it."""
    folder = tmp_path_factory.mktemp("kept")
    url = f"sqlite:///{folder / 'register.sqlite'}"
    if request.param == "postgresql":
        url = new_database(request.getfixturevalue("postgresql_url"))
    register = Register(url, Notary.of(folder))
    register.migrate()
    fill(register)
    assert altered_records(register) == []
    yield register
    register.engine.dispose()


def told_in_the_documentation() -> dict[tuple[str, str], str]:
    """What the table of the documentation says of each target and deed."""
    lines = [line.strip("| ").split(" | ") for line in SECURITY.read_text(encoding="utf-8").splitlines() if "|" in line]
    (heading,) = (line for line in lines if line[0] == "tampering with")
    told = (zip(heading[1:], row[1:], strict=True) for row in lines if row[0] in TARGETS)
    targets = [row[0] for row in lines if row[0] in TARGETS]
    return {(target, deed): what for target, each in zip(targets, told, strict=True) for deed, what in each}


def outcome(session: Session, register: Register, target: str, deed: str) -> str:
    """Whether the database refuses a deed, else whether the doctor finds it and names it."""
    connection = session.connection()
    try:
        with connection.begin_nested():
            DEEDS[deed](Tamperer(connection, TARGETS[target]))
    except DBAPIError:
        return "refused"
    found = [each for each in altered_in(session, register.notary) if not each.startswith("the trigger ")]
    return "found" if any(each.startswith(NAMES[target]) for each in found) else f"not found: {found}"


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("target", TARGETS)
def test_whoever_owns_the_database_is_refused_or_found(kept: Register, target: str, deed: str) -> None:
    told = told_in_the_documentation()[target, deed].split(" / ")  # on SQLite / on PostgreSQL, where they differ
    with kept.reading() as session:
        assert outcome(session, kept, target, deed) == told[0 if kept.engine.dialect.name == "sqlite" else -1]
    with kept.reading() as session:
        drop_protection(session.connection())
        assert outcome(session, kept, target, deed) == "found"


def test_every_trigger_that_was_dropped_is_named(kept: Register) -> None:
    with kept.reading() as session:
        drop_protection(session.connection())
        found = altered_in(session, kept.notary)
    for target in set(TARGETS) - {"kept seals"}:
        assert any(each.startswith(f"the trigger {table_of(TARGETS[target]).name}_no_delete") for each in found)
    assert altered_records(kept) == []


@pytest.mark.parametrize("target", ["audit trail", "hint", "parameter"])
def test_who_has_the_key_too_is_found_by_the_anchors(kept: Register, target: str) -> None:
    with kept.reading() as session:
        drop_protection(session.connection())
        Tamperer(session.connection(), TARGETS[target]).recompute_as(kept.notary)
        found = [each for each in altered_in(session, kept.notary) if not each.startswith("the trigger ")]
    assert found
    with kept.reading() as session:
        drop_protection(session.connection())
        Tamperer(session.connection(), AuditEntry).cut()
        assert "the audit trail after entry 2, where 1 entries were cut off" in altered_in(session, kept.notary)


@pytest.fixture
def anchored(kept: Register, tmp_path: Path) -> Notary:
    """The notary with anchors that a test may change."""
    copytree(kept.notary.folder, tmp_path / "anchors")
    return Notary(kept.notary.key, tmp_path / "anchors")


def test_anchors_that_were_changed_or_removed_are_named(kept: Register, anchored: Notary) -> None:
    heads = anchored.folder / "heads.json"
    heads.write_text(heads.read_text(encoding="utf-8").replace("audit_entry", "audit_entri"), encoding="utf-8")
    with kept.reading() as session:
        assert altered_in(session, anchored) == ["line 1 of anchors/heads.json, which is not as it was written"]
        anchored.keep_heads({})  # as the next transaction does: it sets aside what it finds
        assert altered_in(session, anchored) == ["line 1 of anchors/heads-altered.json, which is not as it was written"]
        heads.unlink()
        assert "the anchors of the chains, which are gone" in altered_in(session, anchored)


def test_an_older_state_put_back_with_its_anchors_is_found_by_the_message_of_a_day(
    kept: Register, anchored: Notary
) -> None:
    with kept.reading() as session:
        heads = {str(table.__tablename__): head_of(session, table) for table in (AuditEntry, ContentEntry)}
        told = Anchor.of_token(Anchor(heads).token())
        assert altered_in(session, anchored, told) == []
        drop_protection(session.connection())
        Tamperer(session.connection(), AuditEntry).cut()
        (anchored.folder / "heads.json").unlink()
        anchored.keep_heads({"audit_entry": head_of(session, AuditEntry)})
        cut = "the audit trail after entry 2, where 1 entries were cut off"
        assert cut not in altered_in(session, anchored)
        assert cut in altered_in(session, anchored, told)


def test_a_later_change_does_not_cover_up_an_earlier_one(stores: Stores) -> None:
    fill(stores.register)
    with stores.register.engine.begin() as connection:
        drop_protection(connection)
        connection.execute(text("update risk_parameter set approver = 'zhang' where key = 'a'"))
        connection.execute(text("delete from hint where key = 'b'"))
        connection.execute(text("delete from record_seal where kind = 'hint' and key = 'b'"))
    with stores.register.writing() as session:
        session.get_one(RiskParameter, "a").reason = "a lawful change"
        assert insert_new(session, Hint, [row_of(Hint, each) for each in ("a", "b")]) == 1
    with stores.register.writing() as session:
        session.exec(update(RiskParameter).where(col(RiskParameter.key) == "a").values(reason="another lawful change"))
    found = [each for each in altered_records(stores.register) if not each.startswith("the trigger ")]
    assert sorted(each.split(" before entry")[0] for each in found) == [
        "the hint b, which was removed",
        "the parameter a, which was changed",
    ]


def test_a_row_that_is_written_as_it_was_keeps_its_seal_and_the_chain_does_not_grow(stores: Stores) -> None:
    fill(stores.register)
    with stores.register.reading() as session:
        before = head_of(session, ContentEntry)
    with stores.register.writing() as session:
        assert insert_new(session, Hint, [row_of(Hint, "a")]) == 0
        hint = session.get_one(Hint, "a")
        hint.rule = str(hint.rule)
    with stores.register.reading() as session:
        assert head_of(session, ContentEntry) == before
    assert altered_records(stores.register) == []
