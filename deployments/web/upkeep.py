"""Upkeep beside the answering of declarations: records the answers, and loads changed rules."""

import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from sql.stores import Stores
from tasks.clearance.endpoint.current_rules import current_rules, fingerprint
from tasks.clearance.endpoint.recording import record_answers, recorded
from tasks.clearance.endpoint.screening import SingleScreening

_EVERY_SECONDS = 5.0  # each check delays requests by milliseconds: one in two hundred, not one in fifty
_RECORD_AFTER = 30.0  # seconds: each batch costs a transaction, and delays requests a little
_READ_ANYWAY = 60.0  # seconds: for changes that the fingerprint does not show


class Upkeep:
    """Keeps the rules of a screening current and its answers recorded, in a separate thread.

    today: returns the business date. inbox: folder that declarations are put into for collection.
    """

    def __init__(self, stores: Stores, screening: SingleScreening, inbox: Path, today: Callable[[], date]) -> None:
        self._stores, self._screening, self._inbox, self._today = stores, screening, inbox, today
        self._seen = fingerprint(stores)
        self._recorded_at = self._read_at = time.monotonic()

    def run(self, stopping: threading.Event) -> None:
        """Work until `stopping` is set; then record the remaining answers."""
        while not stopping.wait(_EVERY_SECONDS):
            if time.monotonic() - self._recorded_at > _RECORD_AFTER:
                self.record()
            self.take_up()
        self.record()

    def record(self) -> int:
        """Record every new answer, return how many, and drop past days that are recorded."""
        made = 0
        for day, journal in sorted(self._screening.journals.items()):
            made += record_answers(self._stores, journal, self._inbox)
            if day < self._screening.current.day and recorded(self._stores, day) == len(journal):
                del self._screening.journals[day]
                journal.remove()
        self._recorded_at = time.monotonic()
        return made

    def take_up(self) -> bool:
        """Load the rules again if they or the business day may have changed; return whether they were loaded."""
        today, now = self._today(), fingerprint(self._stores)
        overdue = time.monotonic() - self._read_at > _READ_ANYWAY
        if now == self._seen and today == self._screening.current.day and not overdue:
            return False
        self._screening.use(current_rules(self._stores, today))
        self._seen, self._read_at = now, time.monotonic()
        return True
