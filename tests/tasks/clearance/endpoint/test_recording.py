"""Whatever happens to journals and clocks, each answer is recorded once, and nothing stops the others."""

import json
import os
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sql.register.tables import Inspection
from sql.stores import Stores
from tasks.clearance.endpoint.current_rules import current_rules
from tasks.clearance.endpoint.journal import FileJournal, content_hash
from tasks.clearance.endpoint.journals import FOLDER
from tasks.clearance.endpoint.recording import RecordedAnswers, record_answers
from tasks.collection.collect import collect_file
from tasks.collection.quarantine import open_quarantine
from tasks.records.decisions import decisions_up_to
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.endpoint.answering import SUSPECT, answering, declared, found
from tests.tasks.clearance.lodged import DAY, enforce, parameter

TOMORROW = DAY + timedelta(days=1)


def recorded(stores: Stores, day: date = TOMORROW) -> list[tuple[str, int]]:
    """Declaration and version of every decision, as often as it is there."""
    rows = decisions_up_to(stores, day)
    return sorted(zip(rows["declaration_id"], rows["version"], strict=True))


def delivered(inbox: Path) -> list[str]:
    files = [pq.read_table(path).to_pandas() for path in sorted(inbox.iterdir())]
    return sorted(pd.concat(files)["declaration_id"])


def journal_path(stores: Stores) -> Path:
    return stores.folder / FOLDER / f"{DAY}.jsonl"


def test_a_journal_that_was_lost_comes_back_with_items_and_cancellations(stores: Stores, tmp_path: Path) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT))
    screening, inbox = answering(stores), tmp_path / "inbox"
    first = screening.answer(declared("A", importer="I9"))
    screening.answer(declared("B"))
    cancelled = screening.answer({"declaration_id": "B", "function": "cancelled"})
    before = [screening.journals[DAY].entry(number) for number in range(3)]
    record_answers(stores, screening.journals[DAY], inbox)
    for path in sorted(inbox.iterdir()):
        collect_file(stores, path, DAY, DAY)
    journal_path(stores).write_bytes(b"")
    screening = answering(stores)
    journal = screening.journals[DAY]
    assert sorted(journal.keys) == [("A", 1), ("B", 1), ("B", 2)]
    number = journal.latest("A")
    assert number is not None
    assert content_hash(journal.entry(number).items) == content_hash(before[0].items)
    again = screening.answer(declared("A", importer="I9"))
    assert (again.version, again.lane, len(journal)) == (1, first.lane, 3)  # a repetition, no amendment
    assert screening.answer({"declaration_id": "B", "function": "cancelled"}) == cancelled
    assert record_answers(stores, journal, inbox) == 0


def test_answers_after_a_journal_was_lost_are_recorded(stores: Stores, tmp_path: Path) -> None:
    """It used to count lines: the next answers were given and never recorded."""
    policy(stores, inspections_per_day=2)
    enforce(stores, parameter("CN-1", SUSPECT))
    screening = answering(stores)
    before = [screening.answer(declared(name, importer="I9")) for name in "ABC"]
    assert [each.lane for each in before] == ["high", "high", "medium"]
    record_answers(stores, screening.journals[DAY], tmp_path / "inbox")
    journal_path(stores).write_bytes(b"")
    screening = answering(stores)
    after = screening.answer(declared("D", importer="I9"))
    assert after.lane == "medium"  # the day's capacity is used up as before
    again = screening.answer(declared("A", importer="I9", net_mass=1))
    assert (again.version, again.lane) == (2, "high")
    assert record_answers(stores, screening.journals[DAY], tmp_path / "inbox") == 2
    assert recorded(stores) == [("A", 2), ("B", 1), ("C", 1), ("D", 1)]
    assert delivered(tmp_path / "inbox") == ["A", "A", "B", "C", "D"]
    inspections = stores.register.read(Inspection, ["declaration_id"], order_by=["declaration_id"])
    assert inspections["declaration_id"].tolist() == ["A", "B"]


def test_a_clock_that_jumps_a_day_ahead_and_back_loses_nothing(stores: Stores, tmp_path: Path) -> None:
    policy(stores)
    found(stores)
    screening, inbox = answering(stores), tmp_path / "inbox"

    def record() -> int:
        return sum(record_answers(stores, journal, inbox) for journal in screening.journals.values())

    screening.answer(declared("A"))
    record()
    screening.use(current_rules(stores, TOMORROW))
    screening.answer(declared("B", lodged_on=TOMORROW.isoformat()))
    record()
    screening.use(current_rules(stores, DAY))
    screening.answer(declared("C"))
    assert record() == 1
    assert recorded(stores) == [("A", 1), ("B", 1), ("C", 1)]
    assert delivered(inbox) == ["A", "B", "C"]


@pytest.mark.parametrize("damage", [b"\x00" * 40, b"{}", "ü".encode("latin-1") * 30])
def test_a_damaged_line_is_set_aside_and_named_and_the_rest_goes_on(
    stores: Stores, tmp_path: Path, damage: bytes
) -> None:
    policy(stores)
    found(stores)
    screening = answering(stores)
    answers = {name: screening.answer(declared(name)) for name in "ABC"}
    lines = journal_path(stores).read_bytes().splitlines(keepends=True)
    journal_path(stores).write_bytes(lines[0] + damage + lines[1][len(damage) :] + lines[2])
    screening = answering(stores)
    assert screening.answer(declared("C")) == answers["C"]
    for _ in range(2):
        record_answers(stores, screening.journals[DAY], tmp_path / "inbox")
    assert recorded(stores) == [("A", 1), ("C", 1)]
    (row,) = open_quarantine(stores).to_dict("records")
    assert (row["file_name"], row["row_number"]) == (f"one-at-a-time/{DAY}.jsonl", 2)
    assert row["reason"].startswith("this line of the journal is damaged: ")


def test_what_cannot_be_recorded_goes_into_quarantine_and_the_rest_goes_on(stores: Stores, tmp_path: Path) -> None:
    """As a journal of an earlier program may hold it: its number is beyond what a file can bring."""
    policy(stores)
    found(stores)
    screening = answering(stores)
    first = screening.answer(declared("A"))
    journal = screening.journals[DAY]
    with journal.together():
        items = [declared("poison", item_value=9_007_199_254_740_993)]
        journal.append(items, type(first)(**(vars(first) | {"declaration_id": "poison"})))
        journal.append([declared("worse")], type(first)(**(vars(first) | {"declaration_id": "worse", "rating": "x"})))
    screening.answer(declared("B"))
    remembered = RecordedAnswers(stores, DAY)
    assert record_answers(stores, journal, tmp_path / "inbox", remembered) == 3
    assert record_answers(stores, journal, tmp_path / "inbox", remembered) == 0
    assert record_answers(stores, answering(stores).journals[DAY], tmp_path / "inbox") == 0
    assert recorded(stores) == [("A", 1), ("B", 1), ("poison", 1)]
    assert delivered(tmp_path / "inbox") == ["A", "B"]
    rows = open_quarantine(stores)
    assert sorted(rows["value"]) == ["poison", "worse"]
    assert set(rows["unit"]) == {"SHA1"}


def test_a_failed_sync_gives_no_answer_and_the_next_one_writes_the_journal_anew(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second sync of the same file can succeed although the first lost what it should have kept."""
    policy(stores)
    found(stores)
    screening = answering(stores)

    def failing(file: int) -> None:
        raise OSError(5, "input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fdatasync", failing)
        with pytest.raises(OSError, match="input/output"):
            screening.answer(declared("A"))
    before = journal_path(stores).stat().st_ino
    assert screening.answer(declared("A")).version == 1
    assert journal_path(stores).stat().st_ino != before
    assert screening.answer(declared("B")).version == 1
    assert [key for key, _ in answering(stores).journals[DAY].keys] == ["A", "B"]


def test_many_who_wait_share_one_sync(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    policy(stores)
    found(stores)
    screening = answering(stores)
    synced: list[int] = []
    monkeypatch.setattr(os, "fdatasync", synced.append)
    coming = [screening.submit(declared(f"D{number}")) for number in range(50)]
    assert not any(each.done() for each in coming)
    screening.settle()
    assert {each.result().lane for each in coming} == {"low"}
    assert len(synced) == 1


def test_a_line_names_its_own_damage(tmp_path: Path) -> None:
    """Also where what is left is JSON that could be an answer."""
    journal = FileJournal(tmp_path, DAY)
    assert len(journal) == 0
    (tmp_path / f"{DAY}.jsonl").write_text(json.dumps({"items": [], "received_at": None}) + "\n")
    (damaged,) = FileJournal(tmp_path, DAY).damaged
    assert (damaged.line, damaged.reason) == (1, "its checksum is another: something was written over it")


def amended(stores: Stores, content: dict[str, Any]) -> int:
    return answering(stores).answer(content).version


def test_a_number_is_the_same_in_whatever_form(stores: Stores) -> None:
    policy(stores)
    found(stores)
    assert amended(stores, declared("A", item_value=45000)) == 1
    assert amended(stores, declared("A", item_value=45000.0)) == 1
    assert amended(stores, declared("A", item_value="45000")) == 1
    assert amended(stores, declared("A", item_value=45001)) == 2
