"""How the desk shows a value in a language: every one is escaped."""

from collections.abc import Collection
from datetime import date
from enum import Enum
from functools import partial
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal, format_percent
from markupsafe import Markup, escape

from deployments.web.desk.thing import kinds
from deployments.web.desk.values import Code, Link, Money, Share, UnitName
from sql.messages import Message
from sql.reference import organisation
from sql.terms import Language
from tasks.documents.translation import rendered, translated
from tasks.notification.links import desk_path

MISSING = Markup("–")


def shown(language: Language, value: Any, nowhere: Collection[tuple[str, str]] = ()) -> Markup:
    """A value as it stands on a page: links, messages, words, dates, amounts, shares, numbers, lists, or text as it is.

    Missing values are dashes; lines of a message stay lines. nowhere: kind and key of links that are text alone.
    """
    missing = value is None or value == "" or (isinstance(value, float) and value != value)
    if missing:
        return MISSING
    if isinstance(value, Markup):
        return value
    if isinstance(value, Link):
        return _link(language, value, nowhere)
    if isinstance(value, Code):
        return MISSING if not value.text else Markup('<span class="code">{}</span>').format(value.text)
    if isinstance(value, date | Money | Share):
        return Markup('<span class="code">{}</span>').format(words(language, value))
    if isinstance(value, list | tuple):
        return Markup(", ").join(map(partial(shown, language, nowhere=nowhere), value)) if value else MISSING
    return Markup("<br>").join(map(escape, words(language, value).splitlines()))


def words(language: Language, value: Any) -> str:
    """A value as plain text."""
    locale = str(language)
    match value:
        case None:
            return str(MISSING)
        case Message():
            return rendered(language, value)
        case Money(amount, currency):
            return str(MISSING) if amount is None else f"{format_decimal(amount, '#,##0', locale=locale)} {currency}"
        case Share(share):
            return str(MISSING) if share is None else format_percent(share, "0.0%", locale=locale)
        case UnitName(code):
            return str(MISSING) if code is None else _unit(language, code)
        case Code(text):
            return text or str(MISSING)
        case bool():
            return translated(language, "yes" if value else "no")
        case Enum():
            return translated(language, str(value.value))
        case date():
            return value.isoformat() if language is Language.ENGLISH else format_date(value, "medium", locale=locale)
        case int() | float():
            return format_decimal(value, "#,##0.##", locale=locale)
    return str(value)


def _link(language: Language, link: Link, nowhere: Collection[tuple[str, str]]) -> Markup:
    text = shown(language, link.key if link.text is None else link.text)
    if link.kind not in kinds() or (link.kind, link.key) in nowhere:
        return text
    return Markup('<a href="{}">{}</a>').format(desk_path(link.kind, link.key), text)


def _unit(language: Language, code: str) -> str:
    units = organisation()
    names = units.loc[units["code"] == code, "name_zh" if language is Language.CHINESE else "name_en"].dropna()
    return f"{code} · {names.iloc[0]}" if len(names) else code
