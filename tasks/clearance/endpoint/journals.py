"""The journals of an installation by business day: files of one process, or a table of the register that many share."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from pathlib import Path

from sql.stores import Stores
from tasks.clearance.endpoint.journal import FileJournal, Journal
from tasks.clearance.endpoint.recording import restore_lost

FOLDER = "one-at-a-time"  # in the data folder: the journals in files


class Journals(Mapping[date, Journal]):
    """The open journals by day.

    days: that have one. opened: opens the journal of a day. restored: puts back what a journal has lost.
    """

    def __init__(
        self,
        days: Iterable[date],
        opened: Callable[[date], Journal],
        restored: Callable[[Journal], object] = lambda journal: None,
    ) -> None:
        self._opened, self._restored = opened, restored
        self._journals = {day: opened(day) for day in days}
        self._whole: set[date] = set()

    def __getitem__(self, day: date) -> Journal:
        return self._journals[day]

    def __iter__(self) -> Iterator[date]:
        return iter(sorted(self._journals))

    def __len__(self) -> int:
        return len(self._journals)

    def on(self, day: date) -> Journal:
        """The journal of a day that answers are given on: it lacks none that is recorded."""
        if day not in self._journals:
            self._journals = {**self._journals, day: self._opened(day)}
        if day not in self._whole:
            self._restored(self._journals[day])
            self._whole.add(day)
        return self._journals[day]

    def remove(self, day: date) -> None:
        """Remove the journal of a day for good."""
        journal = self._journals[day]
        self._journals = {each: kept for each, kept in self._journals.items() if each != day}
        self._whole.discard(day)
        journal.remove()


def journals_of(stores: Stores) -> Journals:
    """The journals of an installation: in its register where several processes may share that, else in files."""
    restored = partial(restore_lost, stores)
    if stores.register.shared:
        # Imported late: without PostgreSQL its driver need not be there.
        from tasks.clearance.endpoint.shared_journal import SharedJournal, days_with_answers

        return Journals(days_with_answers(stores.register), partial(SharedJournal, stores.register), restored)
    return journals_in(stores.folder / FOLDER, restored)


def journals_in(folder: Path, restored: Callable[[Journal], object] = lambda journal: None) -> Journals:
    """The journals in the files of a folder, for one process."""
    days = [date.fromisoformat(path.stem) for path in folder.glob("????-??-??.jsonl")]
    return Journals(days, partial(FileJournal, folder), restored)
