"""The analysis report for decision-makers, in every language: a page that opens without a network, and a PDF."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from sql.messages import Message, lines, listed, msgid, word
from sql.reference import organisation
from sql.terms import Language, Priority, ResultKind
from tasks.analysis.counting import number_of_declarations
from tasks.analysis.fusion import ranked_subjects, within_capacity
from tasks.analysis.method import EXPORT, AnalysisInput, detectors
from tasks.analysis.request import NOTHING_TO_LOOK_AT, AnalysisRequest
from tasks.analysis.trend import trend_chart
from tasks.documents.charts import stacked_bars
from tasks.documents.pages import LANGUAGE_NAMES, in_language, page, write_page
from tasks.documents.pdf import UnprintablePageError, pdf_of
from tasks.documents.tables import report_table
from tasks.documents.translation import rendered, translations
from tasks.records.subjects import subject_words

_TEMPLATE = Path(__file__).parent / "report.html"
_SHOWN = 10
_WARNINGS_SHOWN = 6
_EXAMPLES = 3
_COLOURS = {
    Priority.REVENUE: "#274060",
    Priority.SECURITY: "#c8553d",
    Priority.IPR: "#e9b44c",
    Priority.DRUGS: "#7fb285",
}
_RESULTS = {
    ResultKind.INSTRUCTION: msgid("instruction to the office of lodgement"),
    ResultKind.WARNING: msgid("warning to functional management"),
}
_HEADINGS = {
    "subject": msgid("Subject"),
    "score": msgid("Score"),
    "detector": msgid("Detector"),
    "detectors": msgid("Detectors"),
    "grounds": msgid("What speaks for it"),
    "amount_at_stake": msgid("At stake"),
    "result": msgid("Result"),
    "department": msgid("Department"),
    "what_to_check": msgid("What to check"),
    "findings": msgid("Findings"),
    "statement": msgid("What was found"),
    "declarations": msgid("Declarations"),
    "for_example": msgid("For example"),
    "unit": msgid("Unit"),
    "method": msgid("Method"),
    "priority": msgid("Priority"),
    "looks_for": msgid("What it looks for"),
    "rests_on": msgid("What it rests on"),
}


def named_beside(path: Path) -> str:
    """How a page leads to a document that stands beside it."""
    return path.name


@dataclass(frozen=True)
class Written:
    """An analysis as its report is written: what was asked, what was found, what was looked at, and in which language.

    beside: how a page leads to another document, by its path relative to the data folder.
    """

    as_of: date
    request: AnalysisRequest
    findings: pd.DataFrame
    given: AnalysisInput
    language: Language = Language.ENGLISH
    beside: Callable[[Path], str] = named_beside

    def told(self, message: Message) -> str:
        """A message in the language."""
        return rendered(self.language, message)

    def gettext(self, text: str) -> str:
        """A text of the catalogues in the language."""
        return translations(self.language).gettext(text)

    def table(self, frame: pd.DataFrame, identifier: str, **options: Any) -> str:
        """A table in the language, with its amounts at stake in the currency of the installation."""
        money = [name for name in ("amount_at_stake",) if name in frame]
        return report_table(
            frame,
            identifier,
            headings=_HEADINGS,
            money=tuple(money),
            currency=self.given.currency,
            language=self.language,
            **options,
        )


def write_report(
    folder: Path,
    as_of: date,
    request: AnalysisRequest,
    findings: pd.DataFrame,
    given: AnalysisInput,
    beside: Callable[[Path], str] = named_beside,
) -> str:
    """Write the report on the findings of one analysis in every language.

    Returns the path of the English one, relative to `folder`; the others stand beside it. beside: as of `Written`.
    """
    path = Path("reports") / f"analysis-{request.scope}-{as_of}.html"
    for language in Language:
        written = Written(as_of, request, findings, given, language, beside)
        write_page(folder / in_language(path, language), _page(written, path))
    return path.as_posix()


def print_report(folder: Path, path: str) -> str | None:
    """Write the report at `path`, in every language that it is written in, as a PDF beside it.

    Returns the path of the English PDF relative to `folder`, or None if a page cannot be printed; the analysis and its
    page stay valid.
    """
    for language in Language:
        source = folder / in_language(Path(path), language)
        target = source.with_suffix(".pdf")
        if source.is_file() and not target.is_file():
            try:
                write_page(target, pdf_of(source.read_text(encoding="utf-8")))
            except UnprintablePageError:
                return None
    return Path(path).with_suffix(".pdf").as_posix()


def _page(written: Written, path: Path) -> str:
    request, findings = written.request, written.findings
    ranked = ranked_subjects(findings)
    chosen = within_capacity(ranked, request.capacity)
    silent = [each.name for each in request.detectors() if each.name not in set(findings["detector"])]
    others = [
        (LANGUAGE_NAMES[each], written.beside(in_language(path, each)))
        for each in Language
        if each is not written.language
    ]
    scope = {"day": written.as_of, "scope": _scope(request.customs, written.language)}
    return page(
        _TEMPLATE,
        written.language,
        title=written.told(Message("Risk analysis of {day}, scope {scope}", scope)),
        others=others,
        summary=_summary(written, ranked),
        chart=_chart(written),
        threshold=_threshold(len(ranked), len(chosen.subjects), chosen.threshold),
        subjects=_subjects(written, chosen.subjects),
        actions=_actions(written),
        warnings=_warnings(written),
        sections=_evidence(written),
        silent=[word(name) for name in silent],
        methods=_methods(written),
        focus_days=request.focus_days,
        window_days=request.window_days,
        capacity=request.capacity,
    )


def _scope(unit: str, language: Language) -> str:
    """The unit by its name, with its code."""
    names = organisation().set_index("code")[f"name_{language}"]
    return f"{names[unit]} ({unit})" if unit in names else unit


def _chart(written: Written) -> str:
    findings, _ = written.findings, written.gettext
    if findings.empty:
        return ""
    counts = pd.crosstab(findings["method"], findings["priority"]).reindex(columns=list(_COLOURS), fill_value=0)
    colours = {written.told(word(priority)): colour for priority, colour in _COLOURS.items()}
    counts = counts.set_axis([written.told(word(method)) for method in counts.index]).set_axis(list(colours), axis=1)
    return stacked_bars(counts, colours, _("Findings by method and priority"), _("findings"), written.language)


def _subjects(written: Written, chosen: pd.DataFrame) -> str:
    detectors_of = [[word(name) for name in joined.split(";")] for joined in chosen["detectors"]]
    shown = chosen.assign(
        subject=_subject(chosen),
        detectors=pd.Series([listed(each) for each in detectors_of], index=chosen.index, dtype="object"),
        grounds=chosen["grounds"].map(lines),
    )
    columns = ["subject", "score", "detectors", "grounds", "amount_at_stake"]
    return written.table(shown[columns], "ranked-subjects", decimals=("score",))


def _subject(rows: pd.DataFrame) -> "pd.Series[Any]":
    named = [subject_words(*each) for each in zip(rows["subject_kind"], rows["subject"], strict=True)]
    return pd.Series(named, index=rows.index, dtype="object")


def _summary(written: Written, ranked: pd.DataFrame) -> list[Message]:
    """The sentences of the summary."""
    request, findings, given = written.request, written.findings, written.given
    if given.recent.empty:
        return [NOTHING_TO_LOOK_AT]
    values: dict[str, Any] = {
        "analysed": _analysed(given.recent),
        "days": request.focus_days,
        "detectors": len(request.detectors()),
        "findings": len(findings),
        "subjects": len(ranked),
    }
    if findings.empty:
        return [
            Message("{analysed} of the last {days} days were analysed by {detectors} detectors.", values),
            Message("Nothing unusual was found."),
            *_money(given),
        ]
    counts = findings["priority"].value_counts()
    values["priorities"] = listed(
        [Message("{count:,} on {priority}", {"count": count, "priority": word(name)}) for name, count in counts.items()]
    )
    instructions = int((findings["result"] == ResultKind.INSTRUCTION).sum())
    strongest = ranked.iloc[0]
    return [
        Message(
            "{analysed} of the last {days} days were analysed by {detectors} detectors: {findings:,} findings on "
            "{subjects:,} subjects, {priorities}.",
            values,
        ),
        Message(
            "They became {instructions:,} instructions to offices and {warnings:,} warnings.",
            {"instructions": instructions, "warnings": len(findings) - instructions},
        ),
        Message(
            "The subject with the strongest grounds is {subject}.",
            {"subject": subject_words(strongest["subject_kind"], strongest["subject"])},
        ),
        *_money(given),
    ]


def _analysed(recent: pd.DataFrame) -> Message:
    """How many declarations, with their items where these are more; imports and exports apart where there are both."""
    parts = []
    several = recent["direction"].nunique() > 1
    for direction, rows in recent.groupby("direction", sort=True):
        declarations, items = number_of_declarations(rows), len(rows)
        if direction == EXPORT:
            told = Message("{declarations:,} export declarations", {"declarations": declarations})
        elif several:
            told = Message("{declarations:,} import declarations", {"declarations": declarations})
        else:
            told = Message("{declarations:,} declarations", {"declarations": declarations})
        if items > declarations:
            told = Message("{told} with {items:,} items", {"told": told, "items": items})
        parts.append((declarations, told))
    most, *others = [told for _, told in sorted(parts, key=lambda part: part[0], reverse=True)]
    return Message("{one} and {other}", {"one": most, "other": others[0]}) if others else most


def _money(given: AnalysisInput) -> list[Message]:
    """The currency of all amounts, and how many items comparisons of values leave out for want of an exchange rate."""
    currency = Message("Amounts are in {currency}.", {"currency": given.currency})
    unknown = int((given.recent["value"].isna() & given.recent["item_value"].notna()).sum())
    if not unknown:
        return [currency]
    text = "Comparisons of values leave out {items:,} items, because no exchange rate is known for them."
    return [currency, Message(text, {"items": unknown})]


def _threshold(subjects: int, chosen: int, threshold: float | None) -> Message:
    if not subjects:
        return Message("No subject needs to be looked into.")
    if threshold is None:
        return Message("All {subjects:,} subjects can be looked into, the strongest first.", {"subjects": subjects})
    return Message(
        "Look into these {chosen:,} of {subjects:,} subjects first: that is the capacity. Their lowest score is "
        "{threshold:.2f}.",
        {"chosen": chosen, "subjects": subjects, "threshold": threshold},
    )


def _actions(written: Written) -> str:
    """Table of what to do, per detector: the result of its findings, the department, and what to check."""
    groups = written.findings.groupby(["result", "department", "detector", "what_to_check"], sort=True)
    table = groups.agg(findings=("subject", "size"), amount_at_stake=("amount_at_stake", "sum")).reset_index()
    table["result"] = table["result"].map({kind.value: result for kind, result in _RESULTS.items()})
    table = table.sort_values("amount_at_stake", ascending=False, kind="stable")
    columns = ["detector", "result", "department", "what_to_check", "findings", "amount_at_stake"]
    return written.table(
        table[columns],
        "actions",
        terms=("detector", "result", "department", "what_to_check"),
        empty=msgid("No action is needed."),
    )


def _warnings(written: Written) -> list[dict[str, Any]]:
    """The strongest warnings, each with the trend of its subject; the first of every detector come first."""
    rows = written.findings[written.findings["result"] == ResultKind.WARNING]
    rows = rows.assign(place=rows.groupby("detector").cumcount()).sort_values(
        ["place", "amount_at_stake"], ascending=[True, False], kind="stable"
    )
    trends = {detector.name: detector.trend for detector in detectors()}
    return [
        {
            "title": Message(
                "{detector:capitalized}: {subject}",
                {
                    "detector": word(row["detector"]),
                    "subject": subject_words(str(row["subject_kind"]), str(row["subject"])),
                },
            ),
            "statement": Message(
                "{statement} To {department} of {unit}.",
                {"statement": row["statement"], "department": word(row["department"]), "unit": row["unit"]},
            ),
            "chart": trend_chart(row, trends[str(row["detector"])], written.given, written.language),
        }
        for row in rows.head(_WARNINGS_SHOWN).to_dict("records")
    ]


def _evidence(written: Written) -> list[dict[str, Any]]:
    sections = []
    for detector in written.request.detectors():
        rows = written.findings[written.findings["detector"] == detector.name].head(_SHOWN)
        if rows.empty:
            continue
        examples = [_examples(*each) for each in zip(rows["declaration_ids"], rows["items"], strict=True)]
        columns = ["subject", "score", "statement", "amount_at_stake", "declarations", "for_example", "unit"]
        shown = rows.assign(subject=_subject(rows), for_example=examples)[columns]
        table = written.table(shown, f"detector-{detector.name}", decimals=("score",))
        title = Message("{detector:capitalized}", {"detector": word(detector.name)})
        sections.append({"title": title, "table": table})
    return sections


def _examples(declarations: Sequence[str], items: Sequence[str]) -> str:
    """The first declarations behind a finding, with the number of the item where they have several."""
    named: dict[str, str] = {}
    for item in items:
        named.setdefault(item.rsplit("#", 1)[0], item)
    return ", ".join(named.get(each, each) for each in list(declarations)[:_EXAMPLES])


def _methods(written: Written) -> str:
    rows = [
        {
            "detector": each.name,
            "method": each.method.value,
            "priority": each.priority.value,
            "looks_for": each.description,
            "rests_on": each.law_or_practice,
        }
        for each in written.request.detectors()
    ]
    return written.table(pd.DataFrame(rows), "methods", terms=tuple(rows[0]))
