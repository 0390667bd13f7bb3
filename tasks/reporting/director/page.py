"""The director's page: written for a period in a language, as a page and as a PDF."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from babel.dates import format_date
from babel.numbers import format_compact_decimal, format_decimal, format_percent
from markupsafe import Markup

from sql.messages import Message, msgid
from sql.stores import Stores
from sql.terms import Language
from tasks.documents.pages import LANGUAGE_NAMES, in_language, page, write_page
from tasks.documents.pdf import pdf_of
from tasks.reporting.director.facts import Known
from tasks.reporting.director.figures import Figure, Measure, Reading, change, five_figures
from tasks.reporting.director.panel import WITHIN_THE_PAGE, Director, Links
from tasks.reporting.director.panels import panels
from tasks.reporting.director.periods import Period, PeriodKind
from tasks.reporting.director.targets import NO_TARGETS, Sense, Targets
from tasks.reporting.director.to_decide import Waiting, waiting_on
from tasks.reporting.report_data import ReportData
from tasks.reporting.sections import section_writers

_TEMPLATE = Path(__file__).parent / "page.html"
_TARGETS: dict[Sense, str] = {
    "at least": msgid("target: at least {value}"),
    "at most": msgid("target: at most {value}"),
}
_WITHIN = re.compile(r'<a href="#[^"]*">(.*?)</a>', re.DOTALL)  # a link to what is not printed


class Occasion(StrEnum):
    """Why a page is written; it is part of its name."""

    DAILY = "daily"
    WEEKLY = "weekly"
    CYCLE = "cycle"


@dataclass(frozen=True)
class Card:
    """A figure as the page shows it. value: empty where not known. met: whether its target is; None without one."""

    name: str
    value: str
    unit: str
    notes: Sequence[str]
    compared: Sequence[str]
    target: str
    met: bool | None


def path_of(occasion: Occasion, day: date) -> Path:
    """Where the page of a day stands, relative to the data folder; other languages and PDF beside it."""
    return Path("reports") / f"director-{occasion}-{day}.html"


def write_director_pages(
    stores: Stores,
    occasion: Occasion,
    period: Period,
    seed: int,
    targets: Targets = NO_TARGETS,
    links: Links = WITHIN_THE_PAGE,
    data: ReportData | None = None,
) -> dict[Language, Path]:
    """Write the page of a period in every language, each with its PDF; return the paths relative to the data folder.

    Pages of the same occasion and day are replaced. data: facts of the report on the same days, where they were read.
    """
    known = Known(stores, period.last_day)
    periods = {"now": period, "before": period.before(), "year_before": period.year_before()}
    facts = known.of(periods)
    waiting = waiting_on(stores, period.last_day)
    figures = five_figures(facts["now"], facts["before"], facts["year_before"], targets)
    data = data or ReportData(stores, period.first_day, period.last_day, seed)
    written = {}
    for language in Language:
        data = data.told_in(language, links.desk)
        target = in_language(path_of(occasion, period.last_day), language)
        others = [
            (LANGUAGE_NAMES[each], links.beside(in_language(path_of(occasion, period.last_day), each)))
            for each in Language
            if each is not language
        ] + [("PDF", links.beside(target.with_suffix(".pdf")))]
        told = _told(Director(data, period, known, facts, links), figures, waiting)
        content = page(_TEMPLATE, language, **told, sections=_sections(data), others=others, printed=False)
        write_page(stores.folder / target, content)
        paper = page(_TEMPLATE, language, **told, sections=[], others=[], printed=True)
        write_page(stores.folder / target.with_suffix(".pdf"), pdf_of(_WITHIN.sub(r"\1", paper)))
        written[language] = target
    return written


def _told(director: Director, figures: Sequence[Figure], waiting: Sequence[Waiting]) -> dict[str, object]:
    """What the page says above the tables of all stages."""
    data, _ = director.data, director.data.gettext
    return {
        "title": _("Customs risk: the director's page"),
        "subtitle": _subtitle(director),
        "cards": [card(figure, data) for figure in figures],
        "compared_with": _compared_with(director),
        "at_stake": data.told(Message("at stake ({currency})", {"currency": data.currency})),
        "waiting": [_row(each, director) for each in waiting],
        "panels": panels(director),
    }


def _sections(data: ReportData) -> list[dict[str, str]]:
    """The tables of all stages."""
    written = [(writer.name, writer.write(data)) for writer in section_writers()]
    return [
        {"name": name, "title": each.title, "message": each.message, "body": each.body, "named": each.named}
        for name, each in written
    ]


def _subtitle(director: Director) -> str:
    data, period = director.data, director.period
    values = {
        "first": period.first_day,
        "last": period.last_day,
        "until": period.whole_until,
        "currency": data.currency,
    }
    texts = {
        PeriodKind.WEEK: Message("Week from {first} to {last}. Money is in {currency}.", values),
        PeriodKind.MONTH: Message("Month from {first} to {last}. Money is in {currency}.", values),
        PeriodKind.QUARTER: Message("Quarter from {first} to {last}. Money is in {currency}.", values),
        PeriodKind.DAYS: Message("Days from {first} to {last}. Money is in {currency}.", values),
    }
    told = data.told(texts[period.kind])
    return (
        told + " " + data.told(Message("The period is not over: it lasts until {until}.", values))
        if period.partial
        else told
    )


def _compared_with(director: Director) -> str:
    before, year = director.facts["before"].period, director.facts["year_before"].period
    values = {
        "first": before.first_day,
        "last": before.last_day,
        "first_year": year.first_day,
        "last_year": year.last_day,
    }
    return director.data.told(
        Message(
            "Last period: {first} to {last}. Last year: {first_year} to {last_year}. Estimates stand with their "
            "intervals (95 %). Results count on the day of the inspection, declarations on the day they were lodged.",
            values,
        )
    )


def card(figure: Figure, data: ReportData) -> Card:
    """A figure with its comparisons, in the language of the report."""
    _, now = data.gettext, figure.now
    notes = [] if now.note is None else [data.told(now.note)]
    if now.low is not None and now.high is not None:
        interval = {"low": shown(now.low, figure.measure, data), "high": shown(now.high, figure.measure, data)}
        notes.insert(0, data.told(Message("between {low} and {high} (95 %)", interval)))
    target, met = _("no target is set"), None
    if figure.target is not None:
        value = shown(figure.target.value, figure.measure, data)
        target = data.told(Message(_TARGETS[figure.target.sense], {"value": value}))
        if now.value is not None:
            met = figure.target.met_by(now.value)
            target += ", " + (_("met") if met else _("missed"))
    units = {Measure.MONEY: data.currency, Measure.HOURS: _("hours")}
    return Card(
        name=_(figure.name),
        value="" if now.value is None else shown(now.value, figure.measure, data),
        unit=units.get(figure.measure, ""),
        notes=notes,
        compared=[
            _beside(msgid("last period: {value}"), figure, figure.before, data),
            _beside(msgid("last year: {value}"), figure, figure.year_before, data),
        ],
        target=target,
        met=met,
    )


def shown(value: float, measure: Measure, data: ReportData) -> str:
    """A value as the language writes it; amounts of money shortened."""
    locale = str(data.language)
    if measure is Measure.SHARE:
        return format_percent(value, "#,##0.0%", locale=locale)
    if measure is Measure.MONEY:
        return format_compact_decimal(value, locale=locale, fraction_digits=2)
    return format_decimal(value, "#,##0.0" if measure is Measure.HOURS else "#,##0", locale=locale)


def _beside(text: str, figure: Figure, then: Reading, data: ReportData) -> str:
    _ = data.gettext
    value = _("not known") if then.value is None else shown(then.value, figure.measure, data)
    told = data.told(Message(text, {"value": value}))
    grown = change(figure.now.value, then.value)
    if grown is None or figure.now.value is None or then.value is None:
        return told
    if figure.measure is Measure.SHARE:
        points = (figure.now.value - then.value) * 100
        return f"{told} ({data.told(Message('{points:+.1f} points', {'points': points}))})"
    return f"{told} ({data.told(Message('{grown:+.0%}', {'grown': grown}))})"


def _row(waiting: Waiting, director: Director) -> dict[str, object]:
    data, links = director.data, director.links
    locale = str(data.language)
    named = [
        f'<span class="code">{links.to(each.kind, each.key, data.told(each.text))}</span>' for each in waiting.largest
    ]
    at_stake = "–" if waiting.at_stake is None else format_decimal(waiting.at_stake, "#,##0", locale=locale)
    return {
        "what": Markup(links.to(waiting.kind, "", data.gettext(waiting.what))),  # noqa: S704  # nosec B704  # escaped there
        "count": format_decimal(waiting.count, "#,##0", locale=locale),
        "overdue": format_decimal(waiting.overdue, "#,##0", locale=locale) if waiting.overdue else "",
        "since": "–" if waiting.since is None else format_date(waiting.since, "medium", locale=locale),
        "at_stake": at_stake,
        "largest": Markup(", ".join(named) or "–"),  # noqa: S704  # nosec B704  # escaped there
    }
