"""Two endpoints over one register on PostgreSQL: caps, capacity and answers hold together; each is recorded once."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from deployments.web.upkeep import Upkeep
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import Inspection, Unit
from sql.stores import Stores
from tasks.clearance.endpoint.answer import Answer
from tasks.clearance.endpoint.screening import SingleScreening
from tasks.clearance.endpoint.shared_journal import SharedJournal
from tasks.records.decisions import decisions_up_to
from tests.conftest import new_database
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.endpoint.answering import SUSPECT, answering, declared
from tests.tasks.clearance.lodged import DAY, enforce, parameter

CAPACITY = 12


@pytest.fixture
def shared(postgresql_url: str, tmp_path: Path) -> Iterator[Stores]:
    """Stores with a register on PostgreSQL, where one office can inspect twelve declarations a day."""
    opened = Stores.opened(tmp_path / "data", new_database(postgresql_url))
    with opened.register.writing() as session:
        insert_new(session, Unit, organisation())
    policy(opened, inspections_per_day=CAPACITY, parameter_cap=0.1)
    enforce(opened, parameter("CN-1", SUSPECT), parameter("CN-2", '{"importer": {"in": ["I8"]}}'))
    yield opened
    opened.register.engine.dispose()


def test_together_they_answer_as_one(shared: Stores, tmp_path: Path) -> None:
    """Each declaration is sent to both at the same time, and each fifth as an amendment as well."""
    endpoints = [answering(shared), answering(shared)]
    sent = [declared(f"D{number}", importer=f"I{number % 10}") for number in range(120)]
    sent += [each | {"net_mass": 3.0} for each in sent[::5]]

    def ask(place: tuple[SingleScreening, int]) -> Answer:
        endpoint, number = place
        return endpoint.answer(sent[number])

    places = [(endpoint, number) for number in range(len(sent)) for endpoint in endpoints]
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(ask, places))
    by_content: dict[int, list[Answer]] = {}
    for (_, number), answer in zip(places, answers, strict=True):
        by_content.setdefault(number, []).append(answer)
    assert all(one == other for one, other in by_content.values())
    given = {(one.declaration_id, one.version): one for one, _ in by_content.values()}
    assert len(given) == len(sent)
    selected = [each for each in given.values() if each.selected_by == "parameter"]
    assert len(selected) <= CAPACITY
    by_parameter = Counter(each.parameters for each in selected)
    assert max(by_parameter.values()) <= 12  # a tenth of 120 declarations of the office
    assert len(selected) > CAPACITY // 2
    keeping = [Upkeep(shared, endpoint, tmp_path / "inbox", lambda: DAY) for endpoint in endpoints]
    with ThreadPoolExecutor(2) as threads:
        made = list(threads.map(lambda each: each.record(wait=True), keeping))
    assert sum(made) == len(sent)
    decided = decisions_up_to(shared, DAY)
    latest = dict(sorted(given))  # the last version of each
    assert dict(zip(decided["declaration_id"], decided["version"], strict=True)) == latest
    assert len(decided) == len(latest)
    assert len(shared.register.read(Inspection, ["declaration_id"])) == len(selected)


def end_connections(stores: Stores) -> None:
    """As a restart of the database does."""
    with stores.register.engine.connect() as connection:
        others = "datname = current_database() and pid <> pg_backend_pid()"
        connection.execute(text(f"select pg_terminate_backend(pid) from pg_stat_activity where {others}"))


def test_a_lost_database_gives_no_answer_and_counts_nothing(shared: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    endpoint, other = answering(shared), answering(shared)
    first = endpoint.answer(declared("A", importer="I9"))

    def lost(journal: SharedJournal, first: int) -> list[tuple[object, ...]]:
        end_connections(shared)
        return rows(journal, first)

    rows = SharedJournal._rows
    with monkeypatch.context() as cut:
        cut.setattr(SharedJournal, "_rows", lost)
        with pytest.raises(OperationalError, match="connection"):
            endpoint.answer(declared("B", importer="I9"))
    end_connections(shared)  # between two declarations nobody notices
    assert other.answer(declared("C", importer="I9")).version == 1
    assert endpoint.answer(declared("B", importer="I9")).version == 1
    assert endpoint.answer(declared("A", importer="I9")) == first
    assert [name for name, _ in SharedJournal(shared.register, DAY).keys] == ["A", "C", "B"]


def test_one_process_records_what_another_answered(shared: Stores, tmp_path: Path) -> None:
    idle, busy = answering(shared), answering(shared)
    keeping = Upkeep(shared, idle, tmp_path / "inbox", lambda: DAY)
    busy.answer(declared("A", importer="I9"))
    assert keeping.record() == 1
    assert idle.answer(declared("A", importer="I9", net_mass=3.0)).version == 2


def test_answers_of_past_days_go_after_a_week(shared: Stores) -> None:
    endpoint = answering(shared)
    endpoint.answer(declared("A"))
    endpoint.journals.remove(DAY)
    assert len(SharedJournal(shared.register, DAY)) == 0
