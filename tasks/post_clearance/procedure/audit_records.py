"""Records of a targeted audit: plan, notice, visits, findings, methods set aside, disclosure, comment, recovery."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Self

import pandas as pd

from sql.messages import Message, as_written, msgid, word
from sql.reference import reference_table
from sql.terms import CaseKind, CaseState
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.procedure.disclosure import Mitigation, mitigation
from tasks.post_clearance.procedure.facts import CaseNow
from tasks.post_clearance.procedure.law import in_force, months_later
from tasks.post_clearance.procedure.record import ALL, Choices, Record, asked, derived, on_the_day
from tasks.post_clearance.procedure.recovery import FAULTS, reckon, told

_C = CaseState
_OPEN = frozenset({_C.PROPOSED, _C.APPROVED, _C.NOTIFIED, _C.IN_PROGRESS, _C.REPORTED})
YES = "yes"
VALUE = "value"
TRANSACTION_VALUE = "transaction_value"
_GROUNDS_AGAINST_TRANSACTION_VALUE = (
    "no_sale_for_export",
    "restrictions_or_conditions",
    "proceeds_to_the_seller",
    "related_parties_influenced_the_price",
    "doubts_not_dispelled_after_asking",
)


def words(*terms: str) -> Choices:
    """Words of the register as choices."""
    return [(term, word(term)) for term in terms]


def officers(now: CaseNow) -> Choices:
    """Who may work on the case."""
    return [(each.number, as_written(f"{each.name} ({each.number})")) for each in now.officers]


def other_officers(now: CaseNow) -> Choices:
    """The same from the second on, the first last: two fields that are left as they are name two officers."""
    found = officers(now)
    return [*found[1:], *found[:1]]


def declarations(now: CaseNow) -> Choices:
    """All declarations of the case, or one of them."""
    return [(ALL, word("all of the case")), *((each, as_written(each)) for each in now.declarations)]


def the_actor(now: CaseNow, actor: str, as_of: date) -> str | None:
    """Who fills in the form, where they may work on the case."""
    return actor if actor in [each.number for each in now.officers] else None


def another_officer(now: CaseNow, actor: str, as_of: date) -> str | None:
    """The first officer of the case beside who fills in the form."""
    return next((each.number for each in now.officers if each.number != actor), None)


def _leader(now: CaseNow, actor: str, as_of: date) -> str | None:
    return the_actor(now, actor, as_of) or next((each.number for each in now.officers), None)


def _second(now: CaseNow, actor: str, as_of: date) -> str | None:
    leader = _leader(now, actor, as_of)
    return None if leader is None else another_officer(now, leader, as_of)


def _since_when(now: CaseNow, actor: str, as_of: date) -> date:
    return months_later(as_of, -12 * int(rule_of_audit("years_open", as_of)))


def _yes_or_no(now: CaseNow) -> Choices:
    return words(YES, "no")


@dataclass(frozen=True)
class AuditRecord(Record):
    """A record of a targeted audit."""

    CASE: ClassVar[CaseKind] = CaseKind.TARGETED_AUDIT
    STATES: ClassVar[frozenset[CaseState]] = frozenset({_C.IN_PROGRESS})


@dataclass(frozen=True)
class Plan(AuditRecord):
    """What is audited, over which period, and by whom; a later plan replaces it."""

    KIND: ClassVar[str] = "plan"
    TITLE: ClassVar[str] = msgid("Plan the audit")
    SECTION: ClassVar[str] = msgid("Plan")
    STATES: ClassVar[frozenset[CaseState]] = frozenset({_C.PROPOSED, _C.APPROVED, _C.NOTIFIED, _C.IN_PROGRESS})
    period_from: date = asked(msgid("Period from"), "day", first=_since_when)
    period_to: date = asked(msgid("Period to"), "day", first=on_the_day)
    items: str = asked(msgid("What is audited"), "text")
    leader: str = asked(msgid("Leader of the team"), "choice", choices=officers, first=_leader)
    second: str = asked(msgid("Second officer"), "choice", choices=other_officers, first=_second)
    further: list[str] | None = asked(msgid("Further officers"), "several", required=False, choices=officers)

    @property
    def team(self) -> list[str]:
        """Numbers of the officers, the leader first."""
        return list(dict.fromkeys([self.leader, self.second, *(self.further or [])]))

    def natural_key(self) -> str:
        """A case has one plan."""
        return ""

    @classmethod
    def hindrance(cls, now: CaseNow) -> str | None:
        """One officer alone audits nobody."""
        return None if len(now.officers) > 1 else f"{now.unit} has fewer than two auditors: enter them first (persons)"

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """Hold the team against the law, and every officer of it against who may work on the case."""
        if self.period_to < self.period_from:
            raise CaseRefusedError(f"the period ends on {self.period_to}, before it begins on {self.period_from}")
        least = int(rule_of_audit("least_team", as_of))
        if len(self.team) < least:
            raise CaseRefusedError(f"a team has at least {least} officers: name another beside {self.leader}")
        known = {each.number for each in now.officers}
        unknown = [each for each in self.team if each not in known]
        if unknown:
            raise CaseRefusedError(f"{', '.join(unknown)} may not work on {now.number}: name auditors of its unit")
        return self

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"items": self.items, "period_from": self.period_from, "period_to": self.period_to}
        return Message("Plan: {items}, {period_from} to {period_to}, by {team}.", values | {"team": self.team})


@dataclass(frozen=True)
class Notice(AuditRecord):
    """The written notice to the audited party, which comes days before the audit unless it is urgent."""

    KIND: ClassVar[str] = "notify"
    TITLE: ClassVar[str] = msgid("Record the notice to the party")
    SECTION: ClassVar[str] = msgid("Notice")
    STATES: ClassVar[frozenset[CaseState]] = frozenset({_C.APPROVED})
    served_on: date = asked(msgid("Served on"), "day", first=on_the_day)
    begins_on: date = asked(
        msgid("The audit begins on"), "day", first=lambda now, actor, as_of: _first_day_after_notice(as_of, as_of)
    )
    received_by: str = asked(msgid("Received by"))
    urgent_because: str | None = asked(msgid("Why it begins without the days of notice"), "text", required=False)

    def natural_key(self) -> str:
        """A case has one notice."""
        return ""

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """Hold the days between notice and audit against the law."""
        if self.served_on > as_of:
            raise CaseRefusedError(f"the notice cannot be recorded on {as_of} as served on {self.served_on}")
        days = int(rule_of_audit("notice_days", as_of))
        first = _first_day_after_notice(self.served_on, as_of)
        if self.begins_on < first and not self.urgent_because:
            raise CaseRefusedError(
                f"the audit may begin on {first}, {days} days after the notice, unless you say why it is urgent"
            )
        return self

    @classmethod
    def hindrance(cls, now: CaseNow) -> str | None:
        """Nobody is told of an audit that nobody has planned."""
        return None if now.last(Plan) else f"{now.number} has no plan: record period, items and team first (plan)"

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"name": self.received_by, "day": self.served_on, "begin": self.begins_on}
        if self.urgent_because:
            text = msgid("Notice served on {day} to {name}; the audit begins on {begin}, at once: {reason}")
            return Message(text, values | {"reason": self.urgent_because})
        return Message("Notice served on {day} to {name}; the audit begins on {begin}.", values)


@dataclass(frozen=True)
class Visit(AuditRecord):
    """A visit to the party, or a day over its books."""

    KIND: ClassVar[str] = "visit"
    TITLE: ClassVar[str] = msgid("Record a visit")
    SECTION: ClassVar[str] = msgid("Visits")
    visited_on: date = asked(msgid("Visited on"), "day", first=on_the_day)
    place: str = asked(msgid("Place"), choices=lambda now: _places(now), first=lambda now, *_: _last_place(now))
    first_officer: str = asked(
        msgid("First officer"), "choice", choices=lambda now: _team(now), first=lambda now, actor, _: _of(now, actor)
    )
    second_officer: str = asked(
        msgid("Second officer"),
        "choice",
        choices=lambda now: [*_team(now)[1:], *_team(now)[:1]],
        first=lambda now, actor, _: next((each for each, _ in _team(now) if each != _of(now, actor)), None),
    )
    examined: str = asked(msgid("What was examined, and what was seen"), "text")

    def natural_key(self) -> str:
        """A place is visited once on a day."""
        return f"{self.visited_on}|{self.place}"

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """Two officers of the team go, and not before the day of the notice."""
        team = _plan(now).team
        outside = [each for each in (self.first_officer, self.second_officer) if each not in team]
        if outside or self.first_officer == self.second_officer:
            raise CaseRefusedError(f"two officers of the team visit: {', '.join(team)}; change the plan for others")
        if self.visited_on > as_of:
            raise CaseRefusedError(f"a visit of {self.visited_on} cannot be recorded on {as_of}")
        notice = now.last(Notice)
        if notice is not None and self.visited_on < notice.begins_on:
            raise CaseRefusedError(f"the audit begins on {notice.begins_on} by its notice, after {self.visited_on}")
        return self

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"place": self.place, "day": self.visited_on, "officers": [self.first_officer, self.second_officer]}
        return Message("Visit to {place} on {day} by {officers}: {examined}", values | {"examined": self.examined})


@dataclass(frozen=True)
class MethodSetAside(AuditRecord):
    """A method of valuation that does not hold for goods, and why: methods are gone through in their order."""

    KIND: ClassVar[str] = "set_aside"
    TITLE: ClassVar[str] = msgid("Set a valuation method aside")
    SECTION: ClassVar[str] = msgid("Valuation methods set aside")
    declarations: list[str] = asked(msgid("Declarations"), "declarations", choices=declarations)
    method: str = asked(
        msgid("Valuation method"),
        "choice",
        choices=lambda now: words(*valuation_ranks()),
        first=lambda now, *_: next((each for each in valuation_ranks() if each not in _methods_aside(now)), None),
    )
    why: str = asked(msgid("Why it does not hold"), "text")
    ground: str | None = asked(
        msgid("For the transaction value: on which ground"),
        "choice",
        required=False,
        choices=lambda now: words(*_GROUNDS_AGAINST_TRANSACTION_VALUE),
    )
    asked_on: date | None = asked(msgid("The party was asked to explain on"), "day", required=False)
    answer: str | None = asked(msgid("What the party answered"), "text", required=False)

    def natural_key(self) -> str:
        """A method is set aside once for the same declarations."""
        return f"{self.method}|{';'.join(self.declarations)}"

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """Hold the transaction value: a comparison of prices selects a consignment and revalues none."""
        if self.method != TRANSACTION_VALUE:
            return self
        if self.ground is None or self.asked_on is None:
            raise CaseRefusedError(
                "a price that departs from others selects goods and revalues none: to set the transaction value aside, "
                "name the ground, and the day on which the party was asked to explain"
            )
        if self.asked_on > as_of:
            raise CaseRefusedError(f"the party cannot have been asked on {self.asked_on}, after {as_of}")
        return self

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"method": word(self.method), "declarations": self.declarations, "why": self.why}
        return Message("{method:capitalized} set aside for {declarations}: {why}", values)


@dataclass(frozen=True)
class Finding(AuditRecord):
    """What the audit found: about what, on which declarations, and the duty short-paid."""

    KIND: ClassVar[str] = "find"
    TITLE: ClassVar[str] = msgid("Record a finding")
    SECTION: ClassVar[str] = msgid("Findings of the audit")
    name: str = asked(msgid("Name of the finding"), first=lambda now, *_: f"F{len(now.all(Finding)) + 1}")
    concerns: str = asked(
        msgid("Concerns"),
        "choice",
        choices=lambda now: words(VALUE, "classification", "origin", "quantity", "licence", "other"),
    )
    what: str = asked(msgid("What the audit found"), "text")
    declarations: list[str] = asked(msgid("Declarations"), "declarations", choices=declarations)
    short_paid: float = asked(msgid("Duty short-paid"), "number")
    fault: str = asked(msgid("Fault of the party"), "choice", choices=lambda now: words(*FAULTS))
    paid_on: date = asked(msgid("Duty paid or goods released on"), "day")
    found_on: date = asked(msgid("Found on"), "day", first=on_the_day)
    method: str | None = asked(
        msgid("Valuation method applied"), "choice", required=False, choices=lambda now: words(*valuation_ranks())
    )
    disclosed: str | None = asked(msgid("Disclosed by the party itself"), "choice", required=False, choices=_yes_or_no)
    items: list[str] | None = asked(msgid("Goods items"), "items", required=False)
    further: list[str] | None = asked(msgid("Further declarations"), "other_declarations", required=False)
    currency: str | None = asked(
        msgid("Currency"),
        "choice",
        required=False,
        choices=lambda now: [(now.currency, as_written(now.currency))],
        first=lambda now, *_: now.currency,
    )

    @property
    def further_declarations(self) -> list[str]:
        """Declarations that the finding brings into the case."""
        return self.further or []

    def natural_key(self) -> str:
        """A finding has a name of its own in the case."""
        return self.name

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """Hold days against each other, and a new value against the methods that come before it."""
        if self.found_on > as_of:
            raise CaseRefusedError(f"found on {self.found_on} cannot be recorded on {as_of}")
        reckon(self.short_paid, self.fault, self.paid_on, self.found_on, reference_table("recovery_rules"))
        if self.disclosed == YES and now.last(Disclosure) is None:
            raise CaseRefusedError("no disclosure is recorded: record it first (disclose)")
        found = replace(self, declarations=self._declarations_of_items(now), currency=now.currency)
        if self.concerns == VALUE:
            _check_methods(found, now)
        return found

    def _declarations_of_items(self, now: CaseNow) -> list[str]:
        """The declarations named; where items are named beside all of the case, those of the items alone."""
        of_items = list(dict.fromkeys(each.rpartition("|")[0] for each in self.items or []))
        outside = [each for each in of_items if each not in self.declarations]
        if outside:
            raise CaseRefusedError(f"items are of {', '.join(outside)}, which the finding does not name")
        return of_items if of_items and self.declarations == list(now.declarations) else self.declarations

    def told(self) -> Message:
        """The entry of the journal."""
        on = [*self.declarations, *self.further_declarations]
        values: dict[str, object] = {"name": self.name, "what": self.what, "declarations": on}
        values |= {"currency": self.currency, "amount": self.short_paid}
        return Message("{name}: {what} Duty short-paid: {currency} {amount:,.2f} on {declarations}.", values)


@dataclass(frozen=True)
class Disclosure(AuditRecord):
    """What the party told of its own accord, and what that mitigates."""

    KIND: ClassVar[str] = "disclose"
    TITLE: ClassVar[str] = msgid("Record a voluntary disclosure")
    SECTION: ClassVar[str] = msgid("Voluntary disclosure")
    STATES: ClassVar[frozenset[CaseState]] = _OPEN
    received_on: date = asked(msgid("Received on"), "day", first=on_the_day)
    occurred_on: date = asked(msgid("The violation occurred on"), "day")
    what: str = asked(msgid("What was disclosed"), "text")
    amount: float = asked(msgid("Duty short-paid"), "number")
    share: float | None = asked(msgid("Share of the duty due (0 to 1)"), "number", required=False)
    interest_remitted: str | None = asked(
        msgid("Interest remitted on application"), "choice", required=False, choices=_yes_or_no
    )
    currency: str | None = derived(msgid("Currency"))
    mitigation: str = derived(msgid("Mitigation"), "")
    because: Message | None = derived(msgid("By"))

    def natural_key(self) -> str:
        """A party discloses once on a day."""
        return str(self.received_on)

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """Reckon what it mitigates, by the table of its day."""
        if self.occurred_on > self.received_on or self.received_on > as_of:
            raise CaseRefusedError(f"the days are crossed: {self.occurred_on}, {self.received_on}, {as_of}")
        if self.share is not None and self.share > 1:
            raise CaseRefusedError(f"a share of {self.share:g} cannot be: write 0.1 for a tenth")
        notice = now.last(Notice)
        found = self.mitigated(now.currency, None if notice is None else notice.served_on)
        if self.interest_remitted == YES and not found.interest:
            raise CaseRefusedError(f"interest is not remitted here: {found.because}")
        return replace(self, currency=now.currency, mitigation=found.kind, because=found.because)

    def mitigated(self, currency: str, notified_on: date | None) -> Mitigation:
        """What it mitigates."""
        return mitigation(
            self.received_on,
            self.occurred_on,
            amount=self.amount,
            currency=currency,
            share=self.share,
            notified_on=notified_on,
            rules=reference_table("disclosure_rules"),
        )

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"day": self.received_on, "what": self.what, "mitigation": word(self.mitigation)}
        return Message("Disclosed on {day}: {what} Mitigation: {mitigation}.", values)


@dataclass(frozen=True)
class Comment(AuditRecord):
    """What the audited party says to the report."""

    KIND: ClassVar[str] = "comment"
    TITLE: ClassVar[str] = msgid("Record the party's comment")
    SECTION: ClassVar[str] = msgid("Comments of the audited party")
    STATES: ClassVar[frozenset[CaseState]] = frozenset({_C.REPORTED})
    received_on: date = asked(msgid("Received on"), "day", first=on_the_day)
    stance: str = asked(msgid("Stance"), "choice", choices=lambda now: words("agrees", "agrees_in_part", "disagrees"))
    text: str = asked(msgid("Comment"), "text")
    answer: str | None = asked(msgid("Answer of customs"), "text", required=False)

    def natural_key(self) -> str:
        """A party comments once on a day."""
        return str(self.received_on)

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """A party that disagrees gets an answer."""
        if self.received_on > as_of:
            raise CaseRefusedError(f"a comment of {self.received_on} cannot be recorded on {as_of}")
        if self.stance != "agrees" and not self.answer:
            raise CaseRefusedError("the party does not agree with all of it: say what customs answers")
        return self

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"stance": word(self.stance), "day": self.received_on, "text": self.text}
        return Message("Comment of {day}: the party {stance}. {text}", values)


@dataclass(frozen=True)
class Recovery(AuditRecord):
    """What is due of a finding, reckoned when the audit is concluded."""

    KIND: ClassVar[str] = "recovery"
    TITLE: ClassVar[str] = msgid("Recovery")
    SECTION: ClassVar[str] = msgid("Recovery and interest")
    STATES: ClassVar[frozenset[CaseState]] = frozenset()  # nobody enters it
    finding: str = derived(msgid("Finding"), "")
    principal: float = derived(msgid("Duty"), 0.0)
    interest: float = derived(msgid("Interest"), 0.0)
    total: float = derived(msgid("Total"), 0.0)
    currency: str = derived(msgid("Currency"), "")
    days: int = derived(msgid("Days of delay"), 0)
    because: Message | None = derived(msgid("By"))

    def natural_key(self) -> str:
        """One for each finding."""
        return self.finding

    def told(self) -> Message:
        """The entry of the journal."""
        return Message("{finding}: {because}", {"finding": self.finding, "because": self.because})


def recoveries(now: CaseNow) -> list[Recovery]:
    """What is due of every finding of an audit, by the table of law and what was disclosed."""
    rules = reference_table("recovery_rules")
    remitted = any(each.interest_remitted == YES for each in now.all(Disclosure))
    found = []
    for finding in now.all(Finding):
        due = reckon(
            finding.short_paid,
            finding.fault,
            finding.paid_on,
            finding.found_on,
            rules,
            remitted=remitted and finding.disclosed == YES,
        )
        currency = finding.currency or now.currency
        because = told(due, finding.fault, currency)
        found.append(Recovery(finding.name, due.principal, due.interest, due.total, currency, due.days, because))
    return found


def rule_of_audit(name: str, as_of: date) -> float:
    """A figure of the table `audit_rules`; the earliest one for days before it."""
    table = reference_table("audit_rules")
    own = table[table["rule"] == name]
    return float((in_force(own, as_of) if len(in_force(own, as_of)) else own)["value"].iloc[-1])


def valuation_ranks() -> dict[str, int]:
    """The methods of valuation with their places in the order; of the same place either comes first."""
    table = reference_table("valuation_methods")
    return dict(zip(table["method"], pd.to_numeric(table["rank"]).astype("int64").tolist(), strict=True))


def _first_day_after_notice(served_on: date, as_of: date) -> date:
    return served_on + timedelta(days=int(rule_of_audit("notice_days", as_of)))


def _places(now: CaseNow) -> Choices:
    return [(each, as_written(each)) for each in dict.fromkeys(visit.place for visit in now.all(Visit))]


def _last_place(now: CaseNow) -> str | None:
    visit = now.last(Visit)
    return None if visit is None else visit.place


def _methods_aside(now: CaseNow) -> set[str]:
    return {each.method for each in now.all(MethodSetAside)}


def _of(now: CaseNow, actor: str) -> str | None:
    """Who goes first to a visit: who fills in the form, where they are of the team, else its leader."""
    team = [number for number, _ in _team(now)]
    return actor if actor in team else next(iter(team), None)


def _team(now: CaseNow) -> Choices:
    plan = now.last(Plan)
    return [] if plan is None else [each for number in plan.team for each in officers(now) if each[0] == number]


def _plan(now: CaseNow) -> Plan:
    plan = now.last(Plan)
    if plan is None:
        raise CaseRefusedError(f"{now.number} has no plan: record period, items and team first (plan)")
    return plan


def _check_methods(finding: Finding, now: CaseNow) -> None:
    ranks = valuation_ranks()
    if finding.method is None:
        raise CaseRefusedError("a finding on value names the valuation method that is applied")
    before = [method for method, rank in ranks.items() if rank < ranks[finding.method]]
    aside = [(each.method, set(each.declarations)) for each in now.all(MethodSetAside)]
    for method in before:
        covered = {one for its, declared in aside if its == method for one in declared}
        left = [each for each in [*finding.declarations, *finding.further_declarations] if each not in covered]
        if left:
            raise CaseRefusedError(
                f"{method.replace('_', ' ')} comes before {finding.method.replace('_', ' ')} and is not set aside for "
                f"{', '.join(left)}: record why it does not hold (set_aside)"
            )
