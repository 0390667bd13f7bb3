"""The scope of an analysis: priorities, methods, customs, goods and enterprises."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from sql.jurisdiction import NATION, Organisation
from sql.messages import Message
from sql.refusal import RefusedError
from sql.terms import Method, Priority
from tasks.analysis.method import Detector, detectors

WEEKLY = "weekly"
WINDOW_DAYS = 365
FOCUS_DAYS = 28
NOTHING_TO_LOOK_AT = Message(
    "No declaration of this scope was lodged in the last {days} days: there was nothing to look at, which is no "
    "all-clear.",
    {"days": FOCUS_DAYS},
)


class AnalysisRefusedError(RefusedError):
    """A request for an analysis that the rules do not allow; the message says why."""


@dataclass(frozen=True)
class AnalysisRequest:
    """The scope of one analysis; empty tuples mean everything.

    `capacity`: how many findings of a detector can be looked into. `window_days`: the days that are read; `focus_days`:
    the latest of them, on which findings are made, compared with the others. `occasion`: the cause of an analysis that
    is not the regular one of its date, such as files that arrived; it repeats the same scope.
    """

    priorities: tuple[Priority, ...] = ()
    methods: tuple[Method, ...] = ()
    customs: str = NATION
    commodities: tuple[str, ...] = ()
    enterprises: tuple[str, ...] = ()
    window_days: int = WINDOW_DAYS
    focus_days: int = FOCUS_DAYS
    capacity: int = 25
    occasion: str = field(default="", compare=False, repr=False)

    @property
    def key(self) -> str:
        """`weekly` for the regular analysis, a short hash of the scope for any other."""
        if self == AnalysisRequest():
            return WEEKLY
        return "ad-hoc-" + sha256(repr(self).encode()).hexdigest()[:8]

    @property
    def ad_hoc(self) -> bool:
        """Whether a person asked, beyond the regular analysis: what it finds is proposed at the most."""
        return self.key != WEEKLY

    @property
    def scope(self) -> str:
        """Identifies an analysis on a business date: the key, and the occasion if there is one."""
        return f"{self.key}-{self.occasion}" if self.occasion else self.key

    def detectors(self) -> list[Detector]:
        """The detectors for the requested priorities and methods."""
        return [
            detector
            for detector in detectors()
            if (not self.priorities or detector.priority in self.priorities)
            and (not self.methods or detector.method in self.methods)
        ]


def request_analysis(
    *,
    priorities: Sequence[Priority] | None = None,
    methods: Sequence[Method] | None = None,
    customs: str | None = None,
    commodities: Sequence[str] | None = None,
    enterprises: Sequence[str] | None = None,
    occasion: str = "",
) -> AnalysisRequest:
    """A request from the fields of a form or the options of a command; an empty field means everything."""
    return AnalysisRequest(
        priorities=tuple(Priority(each) for each in priorities or ()),
        methods=tuple(Method(each) for each in methods or ()),
        customs=customs or NATION,
        commodities=tuple(commodities or ()),
        enterprises=tuple(enterprises or ()),
        occasion=occasion,
    )


def check_request(request: AnalysisRequest, unit: str, units: Organisation) -> None:
    """Refuse a request beyond the jurisdiction of the requesting unit, or one without a detector.

    The report belongs to the unit whose jurisdiction is analysed; that unit and those above it see it. Raises
    UnknownUnitError and AnalysisRefusedError.
    """
    if request.customs not in units.seen_by(unit):
        raise AnalysisRefusedError(f"{unit} may not analyse {request.customs}: {request.customs} is not below {unit}")
    wrong = next((code for code in request.commodities if not code.isdigit() or len(code) > 10), None)
    if wrong is not None:
        raise AnalysisRefusedError(f"{wrong} is no HS code: enter up to ten digits")
    if not request.detectors():
        raise AnalysisRefusedError("no detector combines this priority with this method: leave out one of the two")
