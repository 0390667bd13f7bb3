"""What a detector is: it looks at recent declarations in the light of the past and tells findings with evidence.

A new detector is one new module that lists it in `DETECTORS`, in a family folder below `tasks/analysis` or outside the
package (see `tasks.running.extensions`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, partial
from typing import Any, Literal

import numpy as np
import pandas as pd

from sql.contents.borders import FINDINGS
from sql.lake.money import DEFAULT_CURRENCY
from sql.messages import messages, msgid
from sql.reference import reference_table
from sql.terms import HandlingKind, Method, Priority, ResultKind
from tasks.analysis.counting import has_several_items, one_per_declaration
from tasks.records.compared_values import compared_values
from tasks.running.extensions import Kind

Trend = Literal["declarations", "unit_value", "duty"]
_SMALLEST_P_VALUE = 1e-12
FINDING_COLUMNS = FINDINGS.names
IMPORT, EXPORT = "import", "export"
LIKELY = 0.5  # rated probability from which a declaration is more likely than not to violate
LICENCE_COLUMNS = ["holder", "hs_code", "valid_from", "valid_to"]
ENTERPRISE_COLUMNS = ["enterprise", "registered_on"]
_IN_EXPORTS = {"importer": "exporter", "country_of_departure": "country_of_destination"}
_WITH_ITEMS = msgid("{statement} Evidence: {items} items in {declarations} declarations.")


@dataclass(frozen=True)
class AnalysisInput:
    """What detectors see, all of it known at the end of `as_of`.

    recent: goods items of declarations of the focus period, on which findings are made, with the columns of the lake's
    declarations; past: those before it, with the columns of `declarations_that_analysis_compares_with.sql`. Both hold
    one row per item, and besides: unit_value (value / net_mass, missing at zero mass), duty (value × duty_rate / 100),
    hs4, licensed (whether a licence is declared), direction (import where none is declared), and of the whole
    declaration item_count, total_value and total_net_mass (`recent` also total_item_value, in the declared currency).
    Values are compared in `value`, which is in `currency`, that of the installation, and missing where no exchange rate
    is known; so are unit_value and duty. `recent` also holds probability (the rating of the declaration, missing
    without a model) and drives (whether the item is one that a high rating names). outcomes: declaration_id,
    inspected_on, violation, one row per inspected declaration. sensitive: hs_prefix, priority, label. routes: country,
    role, priority. licences: holder, hs_code, valid_from, valid_to, as customs knows them. enterprises: enterprise,
    registered_on. direction: the direction of all rows, see `in_direction`.
    """

    as_of: date
    recent: pd.DataFrame
    past: pd.DataFrame
    outcomes: pd.DataFrame
    sensitive: pd.DataFrame
    routes: pd.DataFrame
    direction: str = IMPORT
    currency: str = DEFAULT_CURRENCY
    licences: pd.DataFrame = field(default_factory=partial(pd.DataFrame, columns=LICENCE_COLUMNS))
    enterprises: pd.DataFrame = field(default_factory=partial(pd.DataFrame, columns=ENTERPRISE_COLUMNS))
    _parts: dict[str, "AnalysisInput"] = field(default_factory=dict, init=False, repr=False, compare=False)

    def in_direction(self, direction: str) -> "AnalysisInput":
        """The same with the trade of one direction alone, so that its declarations have peers of their own kind.

        In exports `importer` holds the exporter, where one is declared, and `country_of_departure` the country of
        destination: the enterprise that answers for the declaration, and the country that it trades with. Every
        detector asks for both directions, so each is made once.
        """
        if direction not in self._parts:
            self._parts[direction] = self._part(direction)
        return self._parts[direction]

    def _part(self, direction: str) -> "AnalysisInput":
        if self._directions == {direction}:
            recent, past = self.recent, self.past
        else:
            recent, past = (rows[rows["direction"] == direction] for rows in (self.recent, self.past))
        if direction == EXPORT:
            recent, past = (
                rows.assign(
                    importer=rows["exporter"].fillna(rows["importer"]),
                    country_of_departure=rows["country_of_destination"],
                )
                for rows in (recent, past)
            )
        recent, past = recent.reset_index(drop=True), past.reset_index(drop=True)
        return replace(self, recent=recent, past=past, direction=direction)

    def by_direction(self) -> list["AnalysisInput"]:
        """One input for each direction that recent declarations have; at least one."""
        recent = set(self.recent["direction"].unique())
        return [self.in_direction(direction) for direction in sorted(recent, reverse=True) or [IMPORT]]

    @cached_property
    def offices(self) -> pd.DataFrame:
        """declaration_id and office of recent declarations, one row each."""
        return one_per_declaration(self.recent)[["declaration_id", "office"]]

    @cached_property
    def _directions(self) -> set[str]:
        return {str(each) for rows in (self.recent, self.past) for each in rows["direction"].unique()}


@dataclass(frozen=True)
class HandlingRule:
    """Which measure the findings of a detector deserve.

    min_score: below it a finding deserves none. days: how long the measure runs. least_findings: fewer lead to no
    measure. combine: whether the findings in one region become one measure.
    """

    kind: HandlingKind
    min_score: float
    days: int
    least_findings: int = 1
    combine: bool = False


@dataclass(frozen=True)
class Detector:
    """One way to find one pattern.

    `find` returns one row per subject, columns as `FINDING_COLUMNS`: subject_kind (canonical columns joined by +),
    subject (their values joined by +), score (0 to 1), statement (a message: what was compared with what), compared
    (JSON of the values), amount_at_stake, declaration_ids (list), items (list, `item_names`). It is handed one
    direction of trade at a time. `result`: what a finding becomes beside its place in the report. `what_to_check`: for
    the officer at the site. `department`: whom a warning goes to. `trend`: what of the subject, week by week, shows a
    warning best. `handling`: for a detector from outside the package; the reference table `handling_rules` holds the
    rules of the others, and a row there goes first.
    """

    name: str
    method: Method
    priority: Priority
    law_or_practice: str
    result: ResultKind
    what_to_check: str
    department: str
    find: Callable[[AnalysisInput], pd.DataFrame]
    trend: Trend = "declarations"
    handling: HandlingRule | None = None

    @property
    def description(self) -> str:
        """What it looks for, in the first sentence of its rule."""
        rule = self.find.func if isinstance(self.find, partial) else self.find
        return " ".join((rule.__doc__ or "").split("\n\n")[0].split())


def _objection(detector: Detector) -> str | None:
    if detector.handling is not None or detector.name in set(reference_table("handling_rules")["detector"]):
        return None
    return "has no handling rule: give it `handling`, or a row in the reference table handling_rules"


DETECTOR_KIND = Kind("detectors", "tasks.analysis", "DETECTORS", Detector, tuple(Priority), _objection)


def detectors() -> tuple[Detector, ...]:
    """Every detector, in the order of family and module. Raises ExtensionError."""
    return DETECTOR_KIND.members


def handling_rules() -> pd.DataFrame:
    """The handling rule of every detector, as text: detector, kind, min_score, least_findings, combine, days."""
    table = reference_table("handling_rules")
    brought = [
        {
            "detector": detector.name,
            "kind": detector.handling.kind.value,
            "min_score": str(detector.handling.min_score),
            "least_findings": str(detector.handling.least_findings),
            "combine": "yes" if detector.handling.combine else "no",
            "days": str(detector.handling.days),
        }
        for detector in detectors()
        if detector.handling is not None and detector.name not in set(table["detector"])
    ]
    return pd.concat([table, pd.DataFrame(brought, columns=table.columns, dtype="str")], ignore_index=True)


def findings_of(
    rows: pd.DataFrame,
    subject: Sequence[str],
    *,
    score: "pd.Series[float]",
    statement: str | Callable[[pd.DataFrame], "pd.Series[Any]"],
    compared: Sequence[str],
    shown: Sequence[str] = (),
    words: Sequence[str] = (),
    amount: "pd.Series[float] | None" = None,
    currency: str = "",
) -> pd.DataFrame:
    """Findings from suspicious goods items, one per subject.

    rows: suspicious items. subject: columns that make the subject; rows that lack one are left out. score: per
    row, the subject's is the highest. statement: text of the catalogues whose placeholders name columns of a frame with
    the subject, `declarations` (their number), `score` and the means of `compared`, one row per subject; or a function
    from that frame to messages. Where the items are more than the declarations, the statement ends with both numbers.
    shown: columns that statements use beside `compared`. words: columns that hold words of the register. amount: at
    stake per row; default the duty, or the value where the rate is zero. currency: what statements name as `currency`.
    """
    if rows.empty:
        return no_findings()
    rows = rows.assign(score=score.reindex(rows.index), amount=stake(rows) if amount is None else amount)
    rows = rows.dropna(subset=list(subject))
    kept = [*compared, *shown]
    texts = {name: "object" for name in ("declaration_id", *kept) if pd.api.types.is_string_dtype(rows[name])}
    rows = rows.astype(texts)  # grouping takes Arrow's text apart row by row
    if rows.empty:
        return no_findings()
    numbers = [name for name in kept if pd.api.types.is_numeric_dtype(rows[name])]
    several = has_several_items(rows)
    counted = {"items": ("declaration_id", "size"), "item_names": ("item_name", list)} if several else {}
    if several:
        rows = rows.assign(item_name=item_names(rows))
    groups = rows.groupby(list(subject), sort=True)
    table = groups.agg(
        score=("score", "max"),
        amount_at_stake=("amount", "sum"),
        declarations=("declaration_id", "nunique" if several else "size"),
        declaration_ids=("declaration_id", _distinct if several else list),
        **counted,
        **{name: (name, "mean" if name in numbers else "first") for name in kept},
    ).reset_index()
    table["currency"] = currency
    joined = table[list(subject)].astype("str").agg("+".join, axis=1)
    stated = messages(statement, table, words=words) if isinstance(statement, str) else statement(table)
    return pd.DataFrame(
        {
            "subject_kind": "+".join(subject),
            "subject": joined,
            "score": table["score"].clip(0, 1).round(6),
            "statement": _with_items(stated, table) if several else stated,
            "compared": compared_values(table, [*compared, "declarations"]),
            "amount_at_stake": table["amount_at_stake"].fillna(0.0).round(2),
            "declaration_ids": table["declaration_ids"],
            "items": table["item_names"].map(_named) if several else pd.Series([[]] * len(table), index=table.index),
        }
    )


def item_names(rows: pd.DataFrame) -> "pd.Series[str]":
    """The number of the declaration and of the item, as `ID#3`; missing where the declaration has one item only."""
    names = rows["declaration_id"].astype("str") + "#" + rows["item_number"].astype("int64").astype("str")
    return names.where(rows["item_count"] > 1).astype("object")


def in_terms_of_exports(found: pd.DataFrame, given: AnalysisInput) -> pd.DataFrame:
    """Findings on exports with subjects in the columns that exports declare, and the direction as part of the subject.

    given: the exports, as `in_direction` gives them. The exporter names the subject where each of its declarations
    declares one, else `importer` does.
    """
    unnamed = set(given.recent.loc[given.recent["exporter"].isna(), "declaration_id"])

    def declared(kind: str, declarations: Sequence[str]) -> str:
        named = unnamed.isdisjoint(declarations)
        columns = [
            each if each == "importer" and not named else _IN_EXPORTS.get(each, each) for each in kind.split("+")
        ]
        return "+".join([*columns, "direction"])

    kinds = [
        declared(kind, declarations)
        for kind, declarations in zip(found["subject_kind"], found["declaration_ids"], strict=True)
    ]
    return found.assign(
        subject_kind=pd.Series(kinds, index=found.index, dtype="object"), subject=found["subject"] + f"+{EXPORT}"
    )


def _with_items(statements: "pd.Series[Any]", table: pd.DataFrame) -> "pd.Series[Any]":
    """The statements, with the numbers of items and declarations where these differ."""
    more = table["items"] > table["declarations"]
    counted = messages(_WITH_ITEMS, table[more].assign(statement=statements[more]))
    return statements.mask(more, counted)


def _distinct(values: "pd.Series[str]") -> list[str]:
    return list(dict.fromkeys(values))


def _named(names: Sequence[Any]) -> list[str]:
    return [name for name in names if isinstance(name, str)]


def score_of_chance(p_values: "pd.Series[float]", scale: float = 4.0) -> "pd.Series[float]":
    """Scores of findings that rest on a test: 1 - exp(log10 p / scale), with scale 4 at a p-value of 0.0001 0.63."""
    exponents = np.log10(p_values.clip(lower=_SMALLEST_P_VALUE).to_numpy()) / scale
    return pd.Series(1 - np.exp(exponents), index=p_values.index)


def stake(rows: pd.DataFrame) -> "pd.Series[float]":
    """What is at stake in a declaration: its duty; its value where the rate is zero, as goods may be seized."""
    return rows["duty"].where(rows["duty"] > 0, rows["value"]).fillna(0.0)


def no_findings() -> pd.DataFrame:
    """An empty frame of findings."""
    numbers = ("score", "amount_at_stake")
    return pd.DataFrame(
        {name: pd.Series([], dtype="float64" if name in numbers else "object") for name in FINDING_COLUMNS}
    )


def with_sensitive(rows: pd.DataFrame, sensitive: pd.DataFrame, priority: Priority) -> pd.DataFrame:
    """Rows of goods that are sensitive for a priority, with `label` of the goods; index kept."""
    codes = sensitive[sensitive["priority"] == priority]
    parts = []
    for length in sorted(codes["hs_prefix"].str.len().unique()):
        labels = codes[codes["hs_prefix"].str.len() == length].set_index("hs_prefix")["label"]
        label = rows["hs_code"].str[: int(length)].map(labels)
        parts.append(label)
    if not parts:
        return rows.iloc[:0].assign(label="")
    label = parts[0]
    for more in parts[1:]:
        label = more.fillna(label)
    return rows[label.notna()].assign(label=label[label.notna()])
