"""Upkeep beside the answering of declarations: records the answers, draws inspectors, and loads changed rules."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from sql.stores import Stores
from tasks.clearance.endpoint.current_rules import current_rules, fingerprint
from tasks.clearance.endpoint.recording import RecordedAnswers, record_answers
from tasks.clearance.endpoint.screening import SingleScreening
from tasks.clearance.inspections.drawing import draw_inspectors
from tasks.running.outages import outage

_EVERY_SECONDS = 5.0  # each check delays requests by milliseconds: one in two hundred, not one in fifty
_RECORD_AFTER = 30.0  # seconds: each batch costs a transaction, and delays requests a little
_READ_ANYWAY = 60.0  # seconds: for changes that the fingerprint does not show

_KEPT = timedelta(days=7)  # journals of past days: a clock may be set back, a backup may be older than they are


class Upkeep:
    """Keeps the rules of a screening current and its answers recorded, in a separate thread.

    today: returns the business date. inbox: folder that declarations are put into for collection.
    """

    def __init__(self, stores: Stores, screening: SingleScreening, inbox: Path, today: Callable[[], date]) -> None:
        self._stores, self._screening, self._inbox, self._today = stores, screening, inbox, today
        self._recorded: dict[date, RecordedAnswers] = {}
        self._outage: str | None = None
        self._seen = fingerprint(stores)
        self._recorded_at = self._read_at = time.monotonic()

    def run(self, stopping: threading.Event) -> None:
        """Work until `stopping` is set; then record the remaining answers.

        An outage, such as a full disk, is told once, and the work is tried again until the cause is gone.
        """
        while not stopping.wait(_EVERY_SECONDS):
            self.work()
        self.record(wait=True)

    def work(self) -> None:
        """Do what is due, or tell the outage that hinders it."""
        try:
            if time.monotonic() - self._recorded_at > _RECORD_AFTER:
                self.record()
            self.take_up()
            self._outage = None
        except Exception as problem:
            sentence = outage(problem)
            if sentence is None:
                raise
            self._recorded.clear()  # what was recorded is read anew
            if sentence != self._outage:
                logging.getLogger("customs_risk.endpoint").warning("%s", sentence)
            self._outage = sentence

    def record(self, *, wait: bool = False) -> int:
        """Record every new answer, unless another process does, and return how many; drop journals after a week.

        wait: until the other process has done it.
        """
        made = 0
        self._recorded_at = time.monotonic()
        with self._stores.register.sole("recording answers", wait=wait) as alone:
            if not alone:
                return made
            self._screening.catch_up()
            for day, journal in self._screening.journals.items():
                recorded = self._recorded.setdefault(day, RecordedAnswers(self._stores, day))
                made += record_answers(self._stores, journal, self._inbox, recorded)
                if day < self._screening.current.day - _KEPT:
                    self._screening.journals.remove(day)
                    del self._recorded[day]
            if made:
                draw_inspectors(self._stores, self._today(), self._screening.key)
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
