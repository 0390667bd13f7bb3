"""What the page says of one thing: a sentence, its charts, and tables."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from pathlib import Path

import pandas as pd

from tasks.reporting.director.facts import Known, PeriodFacts
from tasks.reporting.director.periods import Period
from tasks.reporting.director.results import results_of
from tasks.reporting.report_data import ReportData

# Where a thing stands on the page itself: the section that tells of its kind.
_SECTION_OF = {
    "case": "cases",
    "parameter": "selection",
    "measure": "handling",
    "recommendation": "handling",
    "proposal": "feedback",
    "instruction": "findings",
    "warning": "findings",
    "hint": "supervision",
}
AT_THE_DESK = frozenset(
    {"case", "parameter", "measure", "hint", "instruction", "warning"}
)  # kinds that have pages there


@dataclass(frozen=True)
class Links:
    """Where links of a page lead.

    desk: the address of a thing at the desk. document: that of a written document, by its path relative to the data
    folder. Both are None for a page that no installation serves.
    """

    desk: Callable[[str, str], str] | None = None
    document: Callable[[Path], str] | None = None

    def address(self, kind: str, key: str = "") -> str:
        """Where a thing stands, or all of its kind: at the desk, else in the section of the page on its kind."""
        at_desk = self.desk is not None and kind in AT_THE_DESK
        return self.desk(kind, key) if self.desk is not None and at_desk else f"#section-{_SECTION_OF[kind]}"

    def beside(self, path: Path) -> str:
        """Where another document of the folder of the page stands."""
        return path.name if self.document is None else self.document(path)

    def to(self, kind: str, key: str, text: str) -> str:
        """HTML of a text that leads to a thing."""
        return f'<a href="{escape(self.address(kind, key), quote=True)}">{escape(text)}</a>'


WITHIN_THE_PAGE = Links()


@dataclass(frozen=True)
class Director:
    """What panels are written from: facts of the period, of those it is compared with, and of the report."""

    data: ReportData
    period: Period
    known: Known
    facts: dict[str, PeriodFacts]  # now, before, year_before
    links: Links

    @cached_property
    def results(self) -> pd.DataFrame:
        """Inspections with a result of the period; see `results_of`."""
        return results_of(self.known, self.period)

    @property
    def violations_in_all_trade(self) -> float | None:
        """Share of all declarations of the period that violate, measured by chance; None where that tells no figure."""
        share = self.facts["now"].compliance
        return None if share is None or share.value is None else 1 - share.value


@dataclass(frozen=True)
class Panel:
    """One thing that a director answers for. message: the judgement, in a sentence or two. charts: HTML of figures.
    below: HTML of tables and notes after them. more: HTML of tables that are folded, and not printed."""

    title: str
    message: str
    charts: Sequence[str]
    below: str = ""
    more: str = ""


def sentences(*parts: str) -> str:
    """Sentences one after the other, without those that are empty."""
    return " ".join(part for part in parts if part)
