"""Screening one declaration at a time: an answer within milliseconds, kept before it is sent, and never changed."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from sql.reference import organisation
from sql.terms import SelectionGround
from tasks.clearance.decision.earlier_today import UsedToday
from tasks.clearance.decision.lanes import SingleRated, single_lane
from tasks.clearance.endpoint.answer import Answer
from tasks.clearance.endpoint.current_rules import CurrentRules
from tasks.clearance.endpoint.journal import Journal, journals
from tasks.collection.one_declaration import DeclarationRefusedError, checked_declaration
from tasks.records.random_sample import draws


class AnsweredOtherwiseError(ValueError):
    """A declaration that already has a lane, with another content or from a file."""


@dataclass
class _OfficeToday:
    """The part of an office's caps and capacity that declarations answered here used up."""

    declarations: int = 0
    inspections: int = 0
    selected: Counter[str] = field(default_factory=Counter)


class SingleScreening:
    """Answers declarations of the business day by the current rules; many threads may call it.

    folder: of the journals. key: of the random sample.
    """

    def __init__(self, folder: Path, key: bytes, current: CurrentRules) -> None:
        self.journals = {journal.day: journal for journal in journals(folder)}
        self._folder, self._key = folder, key
        self._units = frozenset(organisation()["code"])
        self._one_by_one = Lock()
        self._current = current
        self._begin_day(current.day)

    @property
    def current(self) -> CurrentRules:
        """The current rules."""
        return self._current

    def use(self, newer: CurrentRules) -> None:
        """Decide by newer rules from now on; a decision that has begun keeps its rules."""
        with self._one_by_one:
            if newer.day != self._current.day:
                self._begin_day(newer.day)
            self._current = newer

    def answer(self, lodged: Mapping[str, Any]) -> Answer:
        """The lane of a declaration with its reasons; the same answer for the same content.

        lodged: canonical columns as JSON holds them. Raises DeclarationRefusedError where collection would refuse it,
        and for another day than the business day; AnsweredOtherwiseError where its number already has a lane.
        """
        current = self._current
        declaration = checked_declaration(lodged, self._units, current.day)
        if declaration["lodged_on"] != current.day:
            reason = f"is not the business day, {current.day}: send declarations of other days as a file"
            raise DeclarationRefusedError("lodged_on", str(declaration["lodged_on"]), reason)
        known = self._known(declaration, current)
        if known is not None:
            return known
        as_seen = _as_seen(declaration, current)
        hits = current.parameters.hits([as_seen])
        policy, high, medium = current.policies[declaration["office"]]
        rating = current.rater.rate(as_seen)
        rated = SingleRated(rating.probability, rating.reasons, high=high, medium=medium)
        suppressed = current.suppressed.get(declaration["importer"], frozenset())
        drawn = float(draws([declaration["declaration_id"]], self._key)[0])
        with self._one_by_one:  # the next declaration has what this one leaves
            if current.day != self._day:
                reason = f"is not the business day, {self._day}: it has just begun"
                raise DeclarationRefusedError("lodged_on", str(current.day), reason)
            known = self._known(declaration, current)
            if known is not None:
                return known
            used = self._used(declaration["office"], current)
            lane = single_lane(hits, suppressed, rated, policy, drawn, used)
            answer = Answer.of(declaration, lane, current.identity, {**current.unreadable, **rating.failures})
            self._count(self._journal.append(declaration, answer), answer)
        return answer

    def _known(self, declaration: Mapping[str, Any], current: CurrentRules) -> Answer | None:
        name, journal = declaration["declaration_id"], self.journals[current.day]
        number = journal.number_of(name)
        if number is not None:
            if not journal.has_same_content(declaration):
                raise AnsweredOtherwiseError(f"{name} was given its lane with another content: send an amendment")
            return journal.entry(number).answer
        if name in current.decided_elsewhere:
            raise AnsweredOtherwiseError(f"{name} came in a file and was given its lane there: look it up")
        return None

    def _begin_day(self, day: date) -> None:
        self._day = day
        if day not in self.journals:
            self.journals[day] = Journal(self._folder, day)
        self._journal = self.journals[day]
        self._offices: dict[str, _OfficeToday] = {}
        self._requested: dict[str, list[int]] = {}
        for number in range(len(self._journal)):
            self._count(number, self._journal.entry(number).answer)

    def _count(self, number: int, answer: Answer) -> None:
        office = self._offices.setdefault(answer.office, _OfficeToday())
        office.declarations += 1
        if answer.selected_by is None:
            return
        office.inspections += 1
        for hit in answer.hits:
            self._requested.setdefault(hit.parameter, []).append(number)
        if answer.selected_by == SelectionGround.PARAMETER:
            office.selected.update(hit.parameter for hit in answer.hits)

    def _used(self, office: str, current: CurrentRules) -> UsedToday:
        """The part of an office's day that is used up, here and by files; `left` counts recorded answers already."""
        here, files = self._offices.get(office, _OfficeToday()), current.used_elsewhere(office)
        left = {
            code: left - sum(number >= current.recorded for number in self._requested.get(code, ()))
            for code, left in current.left.items()
        }
        return UsedToday(
            here.declarations + files.declarations,
            here.inspections + files.inspections,
            here.selected + Counter(files.selected),
            left,
        )


def _as_seen(declaration: Mapping[str, Any], current: CurrentRules) -> dict[str, Any]:
    """The declaration with the category that customs gave its importer, where it gave one."""
    category = current.categories.get(declaration["importer"])
    return dict(declaration) if category is None else {**declaration, "enterprise_category": category}
