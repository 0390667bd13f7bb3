"""Records of an anti-smuggling case: measures with their terms, evidence with its custody, assessment, referral."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, ClassVar, Self

import pandas as pd

from sql.messages import Message, as_written, msgid, word
from sql.reference import reference_table
from sql.terms import CaseKind, CaseState, Violation
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.post_clearance.procedure.audit_records import declarations, words
from tasks.post_clearance.procedure.crime_line import LineHeld, held_against_line
from tasks.post_clearance.procedure.facts import CaseNow, Recorded
from tasks.post_clearance.procedure.law import in_force
from tasks.post_clearance.procedure.record import Choices, Record, asked, derived, on_the_day

_C = CaseState
_WORKED_ON = frozenset({_C.ACCEPTED, _C.FILED, _C.INVESTIGATING})
_AUTHORITIES = ("people's procuratorate", "customs", "public security")
PROSECUTION, PENALTY, NO_VIOLATION = "prosecution", "penalty", "no violation"


@dataclass(frozen=True)
class SmugglingRecord(Record):
    """A record of an anti-smuggling case."""

    CASE: ClassVar[CaseKind] = CaseKind.ANTI_SMUGGLING
    STATES: ClassVar[frozenset[CaseState]] = _WORKED_ON


def terms_of(measure: str, day: date) -> dict[str, Any]:
    """The row of `measure_terms` for a measure on a day. Raises CaseRefusedError where none holds."""
    rows = in_force(reference_table("measure_terms"), day)
    rows = rows[rows["measure"] == measure]
    if rows.empty:
        raise CaseRefusedError(f"the table of law has no term for {measure.replace('_', ' ')} on {day}")
    return {str(name): value for name, value in rows.iloc[-1].items()}


def _measures(now: CaseNow) -> Choices:
    return words(*reference_table("measure_terms")["measure"].unique())


def standing(now: CaseNow) -> list[tuple[Recorded, "Measure"]]:
    """Measures that have not ended."""
    return [(kept, measure) for kept, measure in now.recorded(Measure) if kept.ended_on is None]


def _choices_of(measures: Sequence[tuple[Recorded, "Measure"]]) -> Choices:
    return [
        (measure.name, Message("{measure}: {object}", {"measure": word(measure.measure), "object": measure.object}))
        for _, measure in measures
    ]


def _whom(now: CaseNow) -> Choices:
    """The subjects of the case, as suggestions."""
    return [(each, as_written(each)) for each in now.subjects]


def _colleagues(now: CaseNow) -> Choices:
    """Names of who may work on the case, as suggestions."""
    return [(each.name, as_written(each.name)) for each in now.officers]


def _own_name(now: CaseNow, actor: str, as_of: date) -> str | None:
    return next((each.name for each in now.officers if each.number == actor), None)


@dataclass(frozen=True)
class Measure(SmugglingRecord):
    """Detention, seal-up or another measure, with the term that the law sets to it."""

    KIND: ClassVar[str] = "measure"
    TITLE: ClassVar[str] = msgid("Order a measure")
    SECTION: ClassVar[str] = msgid("Measures")
    measure: str = asked(msgid("Measure"), "choice", choices=_measures)
    object: str = asked(msgid("On what or whom"), choices=lambda now: _whom(now))
    begins_on: date = asked(msgid("Begins on"), "day", first=on_the_day)
    why: str = asked(msgid("Why"), "text")
    begins_at: str | None = asked(msgid("Begins at, where the term is in hours"), "time", required=False)
    ends_on: date | None = derived(msgid("Ends on"))
    ends_at: str | None = derived(msgid("Ends at"))
    extended: int = derived(msgid("Extended (times)"), 0)
    source: str = derived(msgid("By"), "")

    @property
    def name(self) -> str:
        """What tells it from other measures of the case."""
        return f"{self.measure}|{self.object}|{self.begins_on}"

    def natural_key(self) -> str:
        """A measure begins once on a day for an object."""
        return self.name

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """Reckon the term."""
        if self.begins_on > as_of:
            raise CaseRefusedError(f"a measure that begins on {self.begins_on} cannot be recorded on {as_of}")
        terms = terms_of(self.measure, self.begins_on)
        if pd.isna(terms["hours"]):
            ends = self.begins_on + timedelta(days=int(terms["days"]))
            return replace(self, ends_on=ends, begins_at=None, source=terms["source"])
        if self.begins_at is None:
            raise CaseRefusedError(f"the term of {self.measure.replace('_', ' ')} is in hours: give begins_at, HH:MM")
        begins = datetime.strptime(f"{self.begins_on} {self.begins_at}", "%Y-%m-%d %H:%M")
        until = begins + timedelta(hours=int(terms["hours"]))
        return replace(self, ends_on=until.date(), ends_at=f"{until:%H:%M}", source=terms["source"])

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"measure": word(self.measure), "object": self.object, "why": self.why, "end": self.ends_on}
        return Message("{measure:capitalized} of {object} until {end}: {why}", values)

    def due_on(self) -> date | None:
        """The last day of its term."""
        return self.ends_on


@dataclass(frozen=True)
class Extension(SmugglingRecord):
    """A measure goes on for the further term that the law allows once."""

    KIND: ClassVar[str] = "extend"
    TITLE: ClassVar[str] = msgid("Extend a measure")
    SECTION: ClassVar[str] = msgid("Extensions of measures")
    measure: str = asked(
        msgid("Measure"),
        "choice",
        choices=lambda now: _choices_of([each for each in standing(now) if not each[1].extended]),
    )
    approved_by: str = asked(msgid("Approved by"), choices=_colleagues)
    why: str = asked(msgid("Why"), "text")
    ends_on: date | None = derived(msgid("Ends on"))

    def natural_key(self) -> str:
        """A measure is extended once."""
        return self.measure

    @classmethod
    def hindrance(cls, now: CaseNow) -> str | None:
        """Only what stands, and was not extended before, goes on."""
        left = [each for _, each in standing(now) if not each.extended]
        return None if left else f"no measure of {now.number} stands that can be extended"

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """The new end, by the table of law; what has run out is not extended."""
        measure = next(each for _, each in standing(now) if each.name == self.measure)
        if measure.extended:
            raise CaseRefusedError(f"the law extends {measure.measure.replace('_', ' ')} once, and it was: lift it")
        if measure.ends_on is None or as_of > measure.ends_on:
            raise CaseRefusedError(f"its term ended on {measure.ends_on}: lift it, it cannot be extended any more")
        days = int(terms_of(measure.measure, as_of)["extension_days"])
        return replace(self, ends_on=measure.ends_on + timedelta(days=days))

    def told(self) -> Message:
        """The entry of the journal."""
        measure, what, _ = self.measure.split("|", 2)
        values = {"measure": word(measure), "object": what, "end": self.ends_on, "why": self.why}
        text = msgid("{measure:capitalized} of {object} extended until {end}, approved by {name}: {why}")
        return Message(text, values | {"name": self.approved_by})


@dataclass(frozen=True)
class Lifting(SmugglingRecord):
    """A measure ends."""

    KIND: ClassVar[str] = "lift"
    TITLE: ClassVar[str] = msgid("Lift a measure")
    SECTION: ClassVar[str] = msgid("Measures lifted")
    STATES: ClassVar[frozenset[CaseState]] = _WORKED_ON | {_C.CONCLUDED}
    measure: str = asked(msgid("Measure"), "choice", choices=lambda now: _choices_of(standing(now)))
    lifted_on: date = asked(msgid("Lifted on"), "day", first=on_the_day)
    why: str = asked(msgid("Why, and to whom the goods went"), "text")

    def natural_key(self) -> str:
        """A measure ends once."""
        return self.measure

    @classmethod
    def hindrance(cls, now: CaseNow) -> str | None:
        """Something must stand."""
        return None if standing(now) else f"no measure of {now.number} stands"

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """It ends after it began, and not in days to come."""
        measure = next(each for _, each in standing(now) if each.name == self.measure)
        if not measure.begins_on <= self.lifted_on <= as_of:
            raise CaseRefusedError(f"it began on {measure.begins_on} and cannot end on {self.lifted_on}, told {as_of}")
        return self

    def told(self) -> Message:
        """The entry of the journal."""
        measure, what, _ = self.measure.split("|", 2)
        values = {"measure": word(measure), "object": what, "day": self.lifted_on, "why": self.why}
        return Message("{measure:capitalized} of {object} lifted on {day}: {why}", values)


@dataclass(frozen=True)
class EvidenceItem(SmugglingRecord):
    """A piece of evidence: goods, papers, data, a statement."""

    KIND: ClassVar[str] = "evidence"
    TITLE: ClassVar[str] = msgid("Take evidence")
    SECTION: ClassVar[str] = msgid("Evidence")
    label: str = asked(msgid("Number of the piece"), first=lambda now, *_: f"E{len(now.all(EvidenceItem)) + 1}")
    form: str = asked(
        msgid("Form"),
        "choice",
        choices=lambda now: words("goods", "documents", "electronic_data", "testimony", "expert_opinion", "pictures"),
    )
    what: str = asked(msgid("What the piece is"), "text")
    taken_on: date = asked(msgid("Taken on"), "day", first=on_the_day)
    taken_from: str = asked(msgid("Taken from, and where"), choices=_whom)
    keeper: str = asked(msgid("Kept by"), choices=_colleagues, first=_own_name)
    seal: str | None = asked(msgid("Seal number, or SHA-256 of data"), required=False)

    def natural_key(self) -> str:
        """A piece has a number of its own in the case."""
        return self.label

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """Nothing is taken in days to come; data without a hash proves nothing later."""
        if self.taken_on > as_of:
            raise CaseRefusedError(f"evidence taken on {self.taken_on} cannot be recorded on {as_of}")
        if self.form == "electronic_data" and not _is_hash(self.seal):
            raise CaseRefusedError("electronic data needs its SHA-256, 64 digits of 0-9 and a-f, as seal")
        return self

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"label": self.label, "what": self.what, "day": self.taken_on, "keeper": self.keeper}
        return Message("Evidence {label} taken on {day}, kept by {keeper}: {what}", values)


@dataclass(frozen=True)
class Handover(SmugglingRecord):
    """Evidence changes hands: a link of its chain of custody, which begins with who took it."""

    KIND: ClassVar[str] = "hand_on"
    TITLE: ClassVar[str] = msgid("Hand evidence on")
    SECTION: ClassVar[str] = msgid("Chain of custody")
    STATES: ClassVar[frozenset[CaseState]] = _WORKED_ON | {_C.CONCLUDED}
    piece: str = asked(
        msgid("Piece"),
        "choice",
        choices=lambda now: [
            (each.label, as_written(f"{each.label} · {keeper_of(now, each.label)}")) for each in now.all(EvidenceItem)
        ],
    )
    to: str = asked(msgid("Handed to"), choices=_colleagues)
    handed_on: date = asked(msgid("Handed over on"), "day", first=on_the_day)
    why: str = asked(msgid("Why"), "text")
    seal: str | None = asked(msgid("Seal number, or SHA-256 of data"), required=False)
    given_by: str | None = derived(msgid("Handed over by"))
    link: int = derived(msgid("No."), 0)

    def natural_key(self) -> str:
        """Links are counted."""
        return f"{self.piece}|{self.link}"

    @classmethod
    def hindrance(cls, now: CaseNow) -> str | None:
        """Something must have been taken."""
        return None if now.all(EvidenceItem) else f"{now.number} has no evidence yet: take it first (evidence)"

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """The next link: from who keeps it, not before the last, and data with the hash that it had."""
        item = next(each for each in now.all(EvidenceItem) if each.label == self.piece)
        before = [each for each in now.all(Handover) if each.piece == self.piece]
        since = before[-1].handed_on if before else item.taken_on
        if not since <= self.handed_on <= as_of:
            raise CaseRefusedError(f"{self.piece} changed hands on {since}: it cannot again on {self.handed_on}")
        if item.form == "electronic_data" and self.seal != item.seal:
            raise CaseRefusedError(f"the SHA-256 of {self.piece} is not that of when it was taken: {item.seal}")
        keeper = before[-1].to if before else item.keeper
        if before and before[-1] == replace(self, given_by=before[-1].given_by, link=before[-1].link):
            return replace(self, given_by=before[-1].given_by, link=before[-1].link)  # the same again
        if keeper == self.to:
            raise CaseRefusedError(f"{self.piece} is with {keeper} already")
        return replace(self, given_by=keeper, link=len(before) + 1)

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"label": self.piece, "giver": self.given_by, "taker": self.to, "day": self.handed_on}
        return Message("Evidence {label} handed by {giver} to {taker} on {day}: {why}", values | {"why": self.why})


@dataclass(frozen=True)
class Assessment(SmugglingRecord):
    """The duty evaded on declarations, as assessed; it stands in place of what inspections recovered on them."""

    KIND: ClassVar[str] = "assess"
    TITLE: ClassVar[str] = msgid("Assess the duty evaded")
    SECTION: ClassVar[str] = msgid("Assessments of duty evaded")
    STATES: ClassVar[frozenset[CaseState]] = frozenset({_C.FILED, _C.INVESTIGATING})
    declarations: list[str] = asked(msgid("Declarations"), "declarations", choices=declarations)
    evaded: float = asked(msgid("Duty evaded"), "number", first=lambda now, *_: _inspected(now))
    basis: str = asked(msgid("How it was assessed"), "text")
    currency: str | None = derived(msgid("Currency"))

    def natural_key(self) -> str:
        """The same declarations are assessed once; again, it corrects."""
        return ";".join(sorted(self.declarations))

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """No declaration counts twice."""
        for other in now.all(Assessment):
            shared = sorted(set(other.declarations) & set(self.declarations))
            if shared and other.natural_key() != self.natural_key():
                raise CaseRefusedError(
                    f"{', '.join(shared)} is assessed already with others: assess the same ones again"
                )
        return replace(self, currency=now.currency)

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"currency": self.currency, "amount": self.evaded, "declarations": self.declarations}
        return Message(
            "Duty evaded on {declarations}: {currency} {amount:,.2f}. {basis}", values | {"basis": self.basis}
        )


@dataclass(frozen=True)
class Referral(SmugglingRecord):
    """What becomes of the case: prosecution, a penalty, or no violation; held against the line of a crime."""

    KIND: ClassVar[str] = "refer"
    TITLE: ClassVar[str] = msgid("Transfer to prosecution or to penalty")
    SECTION: ClassVar[str] = msgid("Transfer to prosecution or to penalty")
    STATES: ClassVar[frozenset[CaseState]] = frozenset({_C.INVESTIGATING})
    result: str = asked(
        msgid("Result"),
        "choice",
        choices=lambda now: words(PROSECUTION, PENALTY, NO_VIOLATION),
        first=lambda now, actor, as_of: _by_line(now, as_of),
    )
    authority: str = asked(msgid("Authority that decides"), choices=lambda now: words(*_AUTHORITIES))
    why: str = asked(msgid("Why"), "text")
    against_line_because: str | None = asked(msgid("Why it departs from the line"), "text", required=False)
    evaded: float = derived(msgid("Duty evaded"), 0.0)
    currency: str = derived(msgid("Currency"), "")
    line: Message | None = derived(msgid("Line of a crime"))

    def natural_key(self) -> str:
        """A case has one result."""
        return ""

    def settled(self, now: CaseNow, as_of: date) -> Self:
        """Hold the result against the line of the whole case; who departs from it says why."""
        held = line_of(now, as_of)
        fits = held.crime is None or self.result == NO_VIOLATION or held.crime == (self.result == PROSECUTION)
        if not fits and not self.against_line_because:
            should = PROSECUTION if held.crime else PENALTY
            raise CaseRefusedError(f"{str(held.because).rstrip('.')}: that is {should}; to depart from it, say why")
        return replace(self, evaded=held.amount, currency=now.currency, line=held.because)

    def told(self) -> Message:
        """The entry of the journal."""
        values = {"result": word(self.result), "authority": self.authority, "line": self.line, "why": self.why}
        if self.against_line_because:
            text = msgid("{result:capitalized}, by {authority}. {line} Departing from it: {reason} {why}")
            return Message(text, values | {"reason": self.against_line_because})
        return Message("{result:capitalized}, by {authority}. {line} {why}", values)


def _inspected(now: CaseNow) -> str | None:
    """What inspections found evaded on declarations that nobody has assessed yet."""
    done = {one for each in now.all(Assessment) for one in each.declarations}
    if now.outcomes.empty:
        return None
    evaded = now.outcomes.loc[~now.outcomes["declaration_id"].isin(done), "evaded"].astype("float64").sum()
    return f"{evaded:.2f}" if evaded else None


def _by_line(now: CaseNow, as_of: date) -> str | None:
    """The result that the line of a crime asks for, where it can be told."""
    crime = line_of(now, as_of).crime
    return None if crime is None else PROSECUTION if crime else PENALTY


def line_of(now: CaseNow, as_of: date) -> LineHeld:
    """The case held against the line of a crime: all its declarations, as assessed or else as inspected."""
    assessed = now.all(Assessment)
    done = {one for each in assessed for one in each.declarations}
    columns = pd.Index(["declaration_id", "violation", "kind", "evaded", "hs_codes"])
    outcomes = now.outcomes.reindex(columns=columns)
    kept = outcomes.assign(evaded=outcomes["evaded"].astype("float64").mask(outcomes["declaration_id"].isin(done)))
    rows = [
        {"declaration_id": ";".join(each.declarations), "violation": str(Violation.VIOLATION), "evaded": each.evaded}
        for each in assessed
    ]
    whole = pd.DataFrame([*kept.to_dict("records"), *rows], columns=columns).astype({"evaded": "float64"})
    return held_against_line(whole, now.party, reference_table("smuggling_lines"), as_of, now.currency, now.rate)


def keeper_of(now: CaseNow, label: str) -> str:
    """Who has a piece of evidence now."""
    links = [each for each in now.all(Handover) if each.piece == label]
    return links[-1].to if links else next(each.keeper for each in now.all(EvidenceItem) if each.label == label)


def _is_hash(text: str | None) -> bool:
    return text is not None and len(text) == 64 and set(text) <= set("0123456789abcdef")
