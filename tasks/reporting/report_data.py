"""The facts that the sections of the report are written from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from html import escape
from typing import Any

import pandas as pd
from sqlmodel import col

from sql.messages import Message, msgid
from sql.queries import query
from sql.reference import organisation
from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import Language
from tasks.collection.business_characteristics import business_characteristics
from tasks.documents.tables import report_table
from tasks.documents.translation import rendered, translations
from tasks.records.decisions import committed_batches, decisions_up_to
from tasks.reporting.measurement import SelectionQuality, measure_selection

# Words of the register that the catalogues know as something else: of moves of cases, or of how pressing a hint is.
_IN_OTHER_WORDS = {"open": msgid("still open"), "rejected": msgid("turned down"), "unit": msgid("Unit")}


@dataclass(frozen=True)
class ReportData:
    """Facts of one screened period, as known at its end; each is read when a section first needs it.

    `seed`: for the random sample that the high lane is compared with. `language`: of what is written from them.
    `desk`: the address of a thing at the desk, by kind and key; None where none is served.
    """

    stores: Stores
    first_day: date
    last_day: date
    seed: int
    language: Language = Language.ENGLISH
    desk: Callable[[str, str], str] | None = None

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """One row per declaration screened in the period; columns of the lake's decisions."""
        decisions = decisions_up_to(self.stores, self.last_day)
        in_period = pd.to_datetime(decisions["business_day"]) >= pd.Timestamp(self.first_day)
        return decisions[in_period].reset_index(drop=True)

    @cached_property
    def every_decision(self) -> pd.DataFrame:
        """Decisions of the period on every version of a declaration: declaration_id, version, lane, selected_by."""
        if not (self.decisions["version"] > 1).any():
            return self.decisions
        period = {"first_day": self.first_day, "last_day": self.last_day}
        with self.stores.lake.connect("decisions", frames={"committed": committed_batches(self.stores)}) as lake:
            return lake.execute(query("decisions_on_every_version"), period).df()

    @cached_property
    def screened(self) -> pd.DataFrame:
        """Declarations of the period that have a lane, and their items: direction, lane, declarations, items."""
        decided = self.decisions[["declaration_id", "version", "lane"]]
        period = {"first_day": self.first_day, "last_day": self.last_day}
        with self.stores.lake.connect("declaration_versions", frames={"decided": decided}) as lake:
            return lake.execute(query("screened_trade_by_direction"), period).df()

    @cached_property
    def inspections(self) -> pd.DataFrame:
        """One row per inspection requested in the period; columns of the register."""
        return self.stores.register.read(
            Inspection,
            [
                *("declaration_id", "office", "importer", "lodged_on", "lane", "selected_by", "selection_probability"),
                *("parameters", "rating", "requested_on", "state", "inspected_on", "violation", "kind"),
                *("recovered_duty", "officer_hours"),
            ],
            col(Inspection.requested_on) >= self.first_day,
            col(Inspection.requested_on) <= self.last_day,
            order_by=["declaration_id"],
        )

    @cached_property
    def done(self) -> pd.DataFrame:
        """Inspections with a result."""
        return self.inspections[self.inspections["state"] == "done"]

    @cached_property
    def lodged(self) -> int:
        """Number of declarations lodged in the period, as counted in the lake; cancelled ones that got a lane count."""
        decided = self.decisions[["declaration_id"]]
        with self.stores.lake.connect("declarations", "declaration_versions", frames={"decided": decided}) as lake:
            period = {"first_day": self.first_day, "last_day": self.last_day}
            return int(lake.execute(query("declarations_lodged_in_a_period"), period).fetchall()[0][0])

    @cached_property
    def quality(self) -> SelectionQuality | None:
        """Precision and recall against sealed outcomes; None if there are no sealed outcomes."""
        return measure_selection(self.stores, self.decisions, self.seed)

    @cached_property
    def trade(self) -> pd.DataFrame:
        """Trade by month, office and direction, as `business_characteristics`."""
        return business_characteristics(self.stores, self.last_day)

    @cached_property
    def currency(self) -> str:
        """The currency of the installation, in which amounts are shown."""
        return self.stores.lake.currency

    def unit_names(self, codes: "pd.Series[str]") -> "pd.Series[str]":
        """Names of units in the language; a code that no unit has is shown as one that is not known."""
        names = organisation().set_index("code")[f"name_{self.language}"]
        unknown = [self.told(Message("{code} (not known)", {"code": str(code)})) for code in codes]
        return codes.map(names).fillna(pd.Series(unknown, index=codes.index, dtype="str"))

    def told_in(self, language: Language, desk: Callable[[str, str], str] | None) -> "ReportData":
        """The same facts, told in a language with links to the desk; what was read before is not read again."""
        other = ReportData(self.stores, self.first_day, self.last_day, self.seed, language, desk)
        other.__dict__.update({name: value for name, value in self.__dict__.items() if name not in other.__dict__})
        return other

    def leads_to(self, kind: str) -> Callable[[str], str | None]:
        """Where the things of a kind stand at the desk, by key; None for each where no desk is served."""
        return lambda key: None if self.desk is None else self.desk(kind, key)

    def gettext(self, text: str) -> str:
        """A text of the catalogues in the language."""
        return translations(self.language).gettext(text)

    def told(self, message: Message) -> str:
        """A message in the language."""
        return rendered(self.language, message)

    def heading(self, text: str) -> str:
        """HTML of a heading within a section; the text is in the language already."""
        return f"<h3>{escape(text)}</h3>"

    def table(self, frame: pd.DataFrame, identifier: str, **options: Any) -> str:
        """A table in the language, with its money in the currency of the installation; see `report_table`."""
        headings = {name: self.gettext(text) for name, text in _IN_OTHER_WORDS.items()} | options.pop("headings", {})
        states = {"state": frame["state"].replace(_IN_OTHER_WORDS)} if "state" in frame else {}
        usual = {"currency": self.currency, "language": self.language, "headings": headings}
        return report_table(frame.assign(**states), identifier, **usual | options)


@dataclass(frozen=True)
class Section:
    """One section of the report: its heading, a summary in one sentence, and its tables and charts as HTML.

    named: what names subjects or repeats what somebody wrote. It stands in the report of a unit, after `body`, and in
    no page that is the same for all, as those of Prefect are.
    """

    title: str
    message: str
    body: str
    named: str = ""


@dataclass(frozen=True)
class SectionWriter:
    """Writes the section `name`; `place`: sections with a smaller number come before it."""

    name: str
    place: int
    write: Callable[[ReportData], Section]
