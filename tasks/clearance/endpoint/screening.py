"""Screening one declaration at a time: an answer within milliseconds, kept before it is sent, and never changed."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from sql.reference import organisation
from sql.terms import SelectionGround
from tasks.clearance.decision.earlier_today import UsedToday
from tasks.clearance.decision.lanes import SingleRated, single_lane
from tasks.clearance.endpoint.amendment import never_lower, unlimited
from tasks.clearance.endpoint.answer import Answer
from tasks.clearance.endpoint.current_rules import CurrentRules
from tasks.clearance.endpoint.earlier import Earlier, Find
from tasks.clearance.endpoint.journal import FileJournal, days_with_journals
from tasks.collection.one_declaration import DeclarationRefusedError, checked_items
from tasks.collection.sources.columns import Installation
from tasks.records.random_sample import draws
from tasks.records.trader import trader_of


class NoParametersError(Exception):
    """A new installation has no parameters yet: it would release every declaration, and that would stand."""


class ReleasedError(ValueError):
    """A declaration whose goods are released: an amendment changes no lane."""


@dataclass
class _OfficeToday:
    """The part of an office's caps and capacity that declarations answered here used up."""

    declarations: int = 0
    inspections: int = 0
    selected: Counter[str] = field(default_factory=Counter)


class SingleScreening:
    """Answers declarations of the business day by the current rules; many threads may call it.

    folder: of the journals. key: of the random sample. find: looks for the decision of a batch on a declaration. zone:
    time zone of the installation.
    """

    def __init__(
        self, folder: Path, key: bytes, current: CurrentRules, find: Find, zone: str = "Asia/Shanghai"
    ) -> None:
        self.journals = {day: FileJournal(folder, day) for day in days_with_journals(folder)}
        self._folder, self._key, self._find, self._zone = folder, key, find, zone
        self._units = frozenset(organisation()["code"])
        self._one_by_one = Lock()
        self._current = current
        self._begin_day(current)

    @property
    def current(self) -> CurrentRules:
        """The current rules."""
        return self._current

    def use(self, newer: CurrentRules) -> None:
        """Decide by newer rules from now on; a decision that has begun keeps its rules."""
        with self._one_by_one:
            if newer.day != self._current.day:
                self._begin_day(newer)
            self._current = newer

    def answer(self, lodged: Mapping[str, Any]) -> Answer:
        """The lane of a declaration with its reasons; the same answer for the same content.

        lodged: canonical columns as JSON holds them, of one goods item; or those of the header, with `items`. The same
        number with another content is an amendment, whether it was answered here or came in a file: its lane may only
        rise, and it takes no capacity twice. An office that nobody knows has the policy of the nation.
        Raises DeclarationRefusedError where collection would refuse it, and for a new declaration of another day than
        the business day; ReleasedError where its goods are released; NoParametersError before the first parameter is in
        force.
        """
        current = self._current
        installation = Installation(self._zone, self._units, received_on=current.day, latest=current.day)
        items: Sequence[dict[str, Any]] = checked_items(lodged, installation)
        if not lodged.get("lodged_on"):
            items = self._of_its_day(items, current)
        header = items[0]
        known = self._known(items, current)
        if known is not None:
            return known
        in_batches = self._decided_in_batches(header, current)
        if in_batches is not None:
            items = items if lodged.get("lodged_on") else in_batches.of_its_day(items)
            header = items[0]
            if in_batches.says(items):
                return in_batches.answer
        if header["lodged_on"] != current.day and in_batches is None:
            reason = f"is not the business day, {current.day}: send declarations of other days as a file"
            raise DeclarationRefusedError("lodged_on", str(header["lodged_on"]), reason)
        if not current.founded:
            raise NoParametersError(
                "no parameter was in force yet: collect a first file or put parameters into force, then send it again"
            )
        as_seen = [_as_seen(item, current) for item in items]
        hits = current.parameters.hits(as_seen)
        policy, high, medium = current.policy_of(header.get("office"))
        rating = current.rater.rate(as_seen)
        rated = SingleRated(rating.probability, rating.reasons, rating.items, high, medium)
        suppressed = current.suppressed.get(trader_of(header), frozenset())
        drawn = float(draws([header["declaration_id"]], self._key)[0])
        failures = {**current.unreadable, **rating.failures}
        with self._one_by_one, self._journal.together():  # the next declaration has what this one leaves
            if current.day != self._day:
                reason = f"is not the business day, {self._day}: it has just begun"
                raise DeclarationRefusedError("lodged_on", str(current.day), reason)
            known = self._known(items, current)
            if known is not None:
                return known
            earlier = self._latest(self._answered(header["declaration_id"], current), in_batches)
            if earlier is not None and earlier.released:
                raise ReleasedError(
                    f"{header['declaration_id']} is released and keeps its lane: send its amendment as a file"
                )
            if earlier is None:
                used = self._used(header.get("office", ""), current)
                lane = single_lane(hits, suppressed, rated, policy, drawn, used)
                answer, received_at = Answer.of(header, lane, current.identity, failures), None
            else:
                if earlier.to_inspect:
                    self._to_inspect.add(header["declaration_id"])
                used = self._used_by_others(earlier, header.get("office", ""), current)
                bounds = unlimited(policy) if earlier.to_inspect else policy
                lane = single_lane(hits, suppressed, rated, bounds, drawn, used)
                again = Answer.of(header, lane, current.identity, failures, earlier.version + 1)
                again = replace(again, business_day=current.day.isoformat())  # it was lodged on an earlier one
                answer = never_lower(again, earlier.answer, to_inspect=earlier.to_inspect)
                received_at = datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat()
            self._journal.append(items, answer, received_at)
            self._count(answer, current)
        return answer

    def _of_its_day(self, items: Sequence[dict[str, Any]], current: CurrentRules) -> Sequence[dict[str, Any]]:
        """Items that say no day of lodgement, with that of the version of the declaration that was answered here."""
        journal = self.journals[current.day]
        number = journal.latest(items[0]["declaration_id"])
        if number is None:
            return items
        answered = journal.entry(number).items
        if not answered:
            return items
        day = date.fromisoformat(answered[0]["lodged_on"])
        return [item | {"lodged_on": day} for item in items]

    def _known(self, items: Sequence[Mapping[str, Any]], current: CurrentRules) -> Answer | None:
        """The answer to a declaration of this content; None without one."""
        journal = self.journals[current.day]
        number = journal.number_of(items)
        return None if number is None else journal.entry(number).answer

    def _decided_in_batches(self, header: Mapping[str, Any], current: CurrentRules) -> Earlier | None:
        """The decision of a batch on a declaration; None where none is expected, or there is none.

        Looking for it takes as long as hundreds of answers.
        """
        name = header["declaration_id"]
        answered_here = self.journals[current.day].latest(name) is not None
        waits = name in current.under_inspection or header["lodged_on"] != current.day
        expected = name in current.decided_elsewhere or (waits and not answered_here)
        return self._find(name, current.day) if expected else None

    def _answered(self, name: str, current: CurrentRules) -> Earlier | None:
        """The latest answer given here to a declaration; None without one."""
        number = self._journal.latest(name)
        if number is None:
            return None
        answer = self._journal.entry(number).answer
        to_inspect = name in self._to_inspect or name in current.under_inspection
        return Earlier(answer, answer.version, to_inspect, released=name in current.inspected)

    @staticmethod
    def _latest(answered: Earlier | None, in_batches: Earlier | None) -> Earlier | None:
        """The later of two decisions on a declaration."""
        return max(filter(None, (answered, in_batches)), key=lambda each: each.version, default=None)

    def _begin_day(self, current: CurrentRules) -> None:
        self._day = day = current.day
        if day not in self.journals:
            self.journals[day] = FileJournal(self._folder, day)
        self._journal = self.journals[day]
        self._offices: dict[str, _OfficeToday] = {}
        self._requested: dict[str, list[str]] = {}  # declarations to be inspected, by what hit them
        self._to_inspect: set[str] = set()
        self._counted: set[tuple[str, str]] = set()  # declarations with the offices where they were lodged
        for number in range(len(self._journal)):
            self._count(self._journal.entry(number).answer, current)

    def _count(self, answer: Answer, current: CurrentRules) -> None:
        office = self._offices.setdefault(answer.office, _OfficeToday())
        # An amendment may move it to another office.
        office.declarations += not self._is_counted(answer.declaration_id, answer.office, current)
        self._counted.add((answer.declaration_id, answer.office))
        if answer.selected_by is None:
            return
        self._to_inspect.add(answer.declaration_id)
        office.inspections += 1
        for hit in answer.hits:
            self._requested.setdefault(hit.parameter, []).append(answer.declaration_id)
        if answer.selected_by == SelectionGround.PARAMETER:
            office.selected.update(hit.parameter for hit in answer.hits)

    def _used(self, office: str, current: CurrentRules) -> UsedToday:
        """The part of an office's day that is used up; `left` counts recorded inspections already."""
        here, files = self._offices.get(office, _OfficeToday()), current.used_elsewhere(office)
        left = {
            code: left - sum(name not in current.requested for name in self._requested.get(code, ()))
            for code, left in current.left.items()
        }
        return UsedToday(
            here.declarations + files.declarations,
            here.inspections + files.inspections,
            here.selected + Counter(files.selected),
            left,
        )

    def _is_counted(self, declaration_id: str, office: str, current: CurrentRules) -> bool:
        """Whether a declaration is one of the office's day already."""
        return (declaration_id, office) in self._counted or current.decided_elsewhere.get(declaration_id) == office

    def _used_by_others(self, earlier: Earlier, office: str, current: CurrentRules) -> UsedToday:
        """What is used up before an amended declaration: not by itself; nothing binds one that is to be inspected."""
        if earlier.to_inspect:
            return UsedToday()
        used = self._used(office, current)
        counted = self._is_counted(earlier.answer.declaration_id, office, current)
        return replace(used, declarations=used.declarations - counted)


def _as_seen(item: Mapping[str, Any], current: CurrentRules) -> dict[str, Any]:
    """A goods item with its value, and with the category that customs gave its trader, where it gave one."""
    seen = dict(item)
    rate = current.money.rate(item.get("currency"), item["lodged_on"])
    if rate is not None and "item_value" in item:
        seen["value"] = item["item_value"] * rate
    category = current.categories.get(trader_of(item))
    return seen if category is None else {**seen, "enterprise_category": category}
