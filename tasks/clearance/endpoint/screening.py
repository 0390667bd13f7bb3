"""Screening one declaration at a time: an answer within milliseconds, kept before it is sent, and never changed."""

from collections import Counter, deque
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from threading import Lock
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from sql.reference import organisation
from sql.terms import SelectionGround
from tasks.clearance.decision.earlier_today import UsedToday
from tasks.clearance.decision.lanes import SingleLane, SingleRated, single_lane
from tasks.clearance.endpoint.amendment import never_lower, unchanged, unlimited
from tasks.clearance.endpoint.answer import Answer
from tasks.clearance.endpoint.current_rules import CurrentRules
from tasks.clearance.endpoint.earlier import Earlier, Find
from tasks.clearance.endpoint.journal import Journal
from tasks.clearance.endpoint.journals import Journals
from tasks.collection.one_declaration import DeclarationRefusedError, checked_items
from tasks.collection.sources.columns import Installation
from tasks.parameters.prepared import MatchedItems
from tasks.records.lane_policy import LanePolicy
from tasks.records.random_sample import draws
from tasks.records.trader import direction_of, trader_of

MOST_WAITING = 300  # declarations: they are answered within a second


class NoParametersError(Exception):
    """A new installation has no parameters yet: it would release every declaration, and that would stand."""


class BusyError(Exception):
    """More declarations wait than are answered in a moment."""


@dataclass
class _OfficeToday:
    """The part of an office's caps and capacity that declarations answered here used up."""

    declarations: int = 0
    inspections: int = 0
    selected: Counter[str] = field(default_factory=Counter)


class SingleScreening:
    """Answers declarations of the business day by the current rules; many threads may call it.

    journals: where answers are kept. key: of the random sample. find: looks for the decision of a batch on a
    declaration. zone: time zone of the installation.
    """

    def __init__(
        self, journals: Journals, key: bytes, current: CurrentRules, find: Find, zone: str = "Asia/Shanghai"
    ) -> None:
        self.journals = journals
        self._key, self._find, self._zone = key, find, zone
        self._units = frozenset(organisation()["code"])
        self._one_by_one = Lock()
        self._waiting: deque[_Waiting] = deque()
        self._in_doubt = False  # whether what was counted is what was kept
        self._current = current
        self._begin_day(current)

    @property
    def key(self) -> bytes:
        """The key of the random sample."""
        return self._key

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
        """The lane of a declaration with its reasons; the same answer for the same content, and kept when it returns.

        lodged: canonical columns as JSON holds them, of one goods item; or those of the header, with `items`. The same
        number with another content is an amendment, whether it was answered here or came in a file: its lane may only
        rise, and it takes no capacity twice; after release, it stays. With the function `cancelled` the number alone is
        needed. An office that nobody knows has the policy of the nation.
        Raises DeclarationRefusedError where collection would refuse it, and for a new declaration of another day than
        the business day or the cancellation of one that is not known; NoParametersError before the first parameter is
        in force; BusyError where too many wait; OSError or SQLAlchemyError where the answer could not be kept: then it
        was not given, and nothing was decided.
        """
        future = self.submit(lodged)
        self.settle()
        return future.result()

    def submit(self, lodged: Mapping[str, Any]) -> "Future[Answer]":
        """The coming answer to a declaration: `settle` gives it. Raises what `answer` raises before it decides."""
        future: Future[Answer] = Future()
        prepared = self._prepared(lodged)
        if isinstance(prepared, Answer):
            future.set_result(prepared)
        elif len(self._waiting) >= MOST_WAITING:
            raise BusyError(f"{MOST_WAITING} declarations wait already: send it again in a moment")
        else:
            self._waiting.append(_Waiting(prepared, future))
        return future

    def settle(self) -> None:
        """Decide on all declarations that wait, one by one; their answers become durable together and are given."""
        with self._one_by_one:
            group = [self._waiting.popleft() for _ in range(len(self._waiting))]
            if not group:
                return
            answers: list[Answer | Exception] = []
            try:
                if self._in_doubt:
                    self._begin_day(self._current)
                    self._in_doubt = False
                with self._journal.together() as others:
                    for each in others:
                        self._count(each, self._current)
                    answers.extend(self._decided_or_refused(each.prepared) for each in group)
            except Exception as problem:  # noqa: BLE001 - none was kept for certain: those who wait hear of it
                answers = [problem] * len(group)
                self._in_doubt = True
        for waiting, answer in zip(group, answers, strict=True):
            if not waiting.future.set_running_or_notify_cancel():
                continue  # nobody waits any more; the answer stands
            if isinstance(answer, Answer):
                waiting.future.set_result(answer)
            else:
                waiting.future.set_exception(answer)

    def catch_up(self) -> None:
        """Learn what other processes answered."""
        with self._one_by_one:
            for journal in self.journals.values():
                with journal.together() as others:
                    for each in others if journal is self._journal else ():
                        self._count(each, self._current)

    def _decided_or_refused(self, prepared: "_Prepared") -> Answer | Exception:
        try:
            return self._decided(prepared)
        except SQLAlchemyError:  # the transaction of all is over
            raise
        except Exception as problem:  # noqa: BLE001 - one declaration must not stop the others
            return problem

    def _prepared(self, lodged: Mapping[str, Any]) -> "_Prepared | Answer":
        """Everything about a declaration that no other declaration changes; its answer where it was given before."""
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
            if _cancels(header) and in_batches.cancelled:
                return replace(unchanged(in_batches, "cancelled", current), version=in_batches.version)
            if not _cancels(header) and in_batches.says(items):
                return in_batches.answer
        if _cancels(header):
            return self._cancelling(items, in_batches, current)
        answered_here = self.journals[current.day].latest(header["declaration_id"]) is not None
        if header["lodged_on"] != current.day and in_batches is None and not answered_here:
            reason = f"is not the business day, {current.day}: send declarations of other days as a file"
            raise DeclarationRefusedError("lodged_on", str(header["lodged_on"]), reason)
        if not current.founded:
            raise NoParametersError(
                "no parameter was in force yet: collect a first file or put parameters into force, then send it again"
            )
        as_seen = [_as_seen(item, current) for item in items]
        hits = current.parameters.hits(as_seen)
        policy, high, medium = current.policy_of(header.get("office"), direction_of(header))
        rating = current.rater.rate(as_seen)
        return _Prepared(
            items=items,
            current=current,
            in_batches=in_batches,
            hits=hits,
            policy=policy,
            rated=SingleRated(rating.probability, rating.reasons, rating.items, high, medium),
            drawn=float(draws([header["declaration_id"]], self._key)[0]),
            failures={**current.unreadable, **rating.failures},
        )

    def _cancelling(
        self, items: Sequence[dict[str, Any]], in_batches: Earlier | None, current: CurrentRules
    ) -> "_Prepared":
        """A cancellation. Raises DeclarationRefusedError where nothing is known of its declaration."""
        name = items[0]["declaration_id"]
        if in_batches is None and self.journals[current.day].latest(name) is None:
            reason = "ends a declaration that has no lane here: send its cancellation as a file"
            raise DeclarationRefusedError("function", "cancelled", reason)
        policy, *_ = current.policy_of(None, direction_of(items[0]))
        return _Prepared(items, current, in_batches, (), policy, SingleRated(), 1.0, {})

    def _decided(self, prepared: "_Prepared") -> Answer:
        """The answer to a declaration, kept: the next one has what this one leaves."""
        current, items, in_batches = prepared.current, prepared.items, prepared.in_batches
        header = items[0]
        if current.day != self._day:
            reason = f"is not the business day, {self._day}: it has just begun"
            raise DeclarationRefusedError("lodged_on", str(current.day), reason)
        number = _number_of(self._journal, items)
        if number is not None:
            return self._journal.entry(number).answer
        earlier = self._latest(self._answered(header["declaration_id"], current), in_batches)
        received_at = None if earlier is None else datetime.now(UTC).replace(tzinfo=None, microsecond=0).isoformat()
        if earlier is not None and (earlier.released or _cancels(header)):
            answer = unchanged(earlier, header.get("function", "amended"), current)
        elif earlier is None:
            lane = prepared.lane(prepared.policy, self._used(header.get("office", ""), current))
            answer = Answer.of(header, lane, current.identity, prepared.failures)
        else:
            if earlier.to_inspect:
                self._to_inspect.add(header["declaration_id"])
            used = self._used_by_others(earlier, header.get("office", ""), current)
            lane = prepared.lane(unlimited(prepared.policy) if earlier.to_inspect else prepared.policy, used)
            again = Answer.of(header, lane, current.identity, prepared.failures, earlier.version + 1)
            again = replace(again, business_day=current.day.isoformat())  # it was lodged on an earlier one
            answer = never_lower(again, earlier.answer, to_inspect=earlier.to_inspect)
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
        """The answer to a declaration of this content, as far as no power cut can lose it; None without one."""
        journal = self.journals[current.day]
        number = _number_of(journal, items)
        return None if number is None or number >= journal.durable else journal.entry(number).answer

    def _decided_in_batches(self, header: Mapping[str, Any], current: CurrentRules) -> Earlier | None:
        """The decision of a batch on a declaration; None where none is expected, or there is none."""
        name, today = header["declaration_id"], header["lodged_on"] == current.day
        expected = self._is_expected_in_batches(name, current, today=today, cancels=_cancels(header))
        return self._find(name, current.day) if expected else None

    def _is_expected_in_batches(self, name: str, current: CurrentRules, *, today: bool, cancels: bool) -> bool:
        """Whether a batch may have decided on a declaration later than it was answered here."""
        if name in current.decided_elsewhere:
            return True
        answered_here = self.journals[current.day].latest(name) is not None
        return not answered_here and (cancels or not today or name in current.under_inspection)

    def looks_back(self, lodged: Mapping[str, Any]) -> bool:
        """Whether the decision of a batch on a declaration is looked for: it takes as long as hundreds of answers."""
        current, name = self._current, lodged.get("declaration_id")
        today = lodged.get("lodged_on") in (None, "", current.day.isoformat())
        return isinstance(name, str) and self._is_expected_in_batches(
            name.strip(), current, today=today, cancels=_cancels(lodged)
        )

    def _answered(self, name: str, current: CurrentRules) -> Earlier | None:
        """The latest answer given here to a declaration; None without one."""
        number = self._journal.latest(name)
        if number is None:
            return None
        answer = self._journal.entry(number).answer
        to_inspect = name in self._to_inspect or name in current.under_inspection
        released = name in current.inspected or (answer.function == "amended" and not answer.screened)
        return Earlier(answer, answer.version, to_inspect, released)

    @staticmethod
    def _latest(answered: Earlier | None, in_batches: Earlier | None) -> Earlier | None:
        """The later of two decisions on a declaration."""
        return max(filter(None, (answered, in_batches)), key=lambda each: each.version, default=None)

    def _begin_day(self, current: CurrentRules) -> None:
        self._day = day = current.day
        self._journal = self.journals.on(day)
        self._offices: dict[str, _OfficeToday] = {}
        self._requested: dict[str, list[str]] = {}  # declarations to be inspected, by what hit them
        self._to_inspect: set[str] = set()
        self._counted: set[tuple[str, str]] = set()  # declarations with the offices where they were lodged
        for answer in self._journal.answers():
            self._count(answer, current)

    def _count(self, answer: Answer, current: CurrentRules) -> None:
        if not answer.screened:
            return
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


@dataclass(frozen=True)
class _Prepared:
    """A declaration before it is decided on: its items, the rules, and what they say of it alone.

    in_batches: an earlier decision of a batch. drawn: its number in [0, 1). failures: reasons by subject.
    """

    items: Sequence[Mapping[str, Any]]
    current: CurrentRules
    in_batches: Earlier | None
    hits: Sequence[MatchedItems]
    policy: LanePolicy
    rated: SingleRated
    drawn: float
    failures: Mapping[str, str]

    def lane(self, policy: LanePolicy, used: UsedToday) -> SingleLane:
        """Its lane under a policy, after what others used up."""
        suppressed = self.current.suppressed.get(trader_of(self.items[0]), frozenset())
        return single_lane(self.hits, suppressed, self.rated, policy, self.drawn, used)


@dataclass(frozen=True)
class _Waiting:
    """A declaration that waits for its answer."""

    prepared: _Prepared
    future: "Future[Answer]"


def _cancels(header: Mapping[str, Any]) -> bool:
    return header.get("function") == "cancelled"


def _number_of(journal: Journal, items: Sequence[Mapping[str, Any]]) -> int | None:
    """The number of the answer that says what these items say; a cancellation counts while nothing came after it."""
    if not _cancels(items[0]):
        return journal.number_of(items)
    latest = journal.latest(items[0]["declaration_id"])
    return latest if latest is not None and journal.entry(latest).answer.function == "cancelled" else None


def _as_seen(item: Mapping[str, Any], current: CurrentRules) -> dict[str, Any]:
    """A goods item with its value, and with the category that customs gave its trader, where it gave one."""
    seen = dict(item)
    rate = current.money.rate(item.get("currency"), item["lodged_on"])
    if rate is not None and "item_value" in item:
        seen["value"] = item["item_value"] * rate
    category = current.categories.get(trader_of(item))
    return seen if category is None else {**seen, "enterprise_category": category}
