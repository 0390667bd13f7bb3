"""What documents and messages say in each language: gettext catalogues, one .po file per language but English."""

import re
from datetime import date, datetime
from functools import cache
from gettext import GNUTranslations, NullTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_skeleton
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from sql.messages import Message, filled, joined, placeholders
from sql.terms import Language
from sql.words import spelled

CATALOGUES = Path(__file__).parent / "catalogues"
_NUMBER = re.compile(r"(?P<sign>\+?)(?P<grouped>,?)(?:\.(?P<decimals>\d))?(?P<kind>[fd%]?)")


@cache
def catalogue(language: Language | str) -> Catalog:
    """What the .po file of a language says; English has none. Raises ValueError for a language that is not known."""
    with (CATALOGUES / f"{Language(language)}.po").open("rb") as source:
        return read_po(source, locale=str(language), abort_invalid=True)


@cache
def wording(language: Language | str) -> str:
    """The same as long as a catalogue says the same: by it a page knows that its words were changed."""
    source = CATALOGUES / f"{Language(language)}.po"
    return sha256(source.read_bytes()).hexdigest() if source.is_file() else ""


@cache
def translations(language: Language | str) -> NullTranslations:
    """The catalogue of a language; English is what the sources say. Raises ValueError for a language there is none of.

    What a catalogue does not know stays as it is.
    """
    language = Language(language)
    if language is Language.ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, catalogue(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translated(language: Language | str, text: str) -> str:
    """A text in a language; the register's words, such as `anti_smuggling`, are spelled out."""
    return translations(language).gettext(spelled(text)) if text else text


def rendered(language: Language | str, message: Message) -> str:
    """A message in a language; numbers and dates as the language writes them, what a person wrote as it is."""
    language = Language(language)
    if language is Language.ENGLISH or message.written:
        return str(message)
    forms = placeholders(message.text)  # a translation names its values; their formats are those of the English

    def shown(value: Any, form: str) -> str:
        if isinstance(value, list):
            return joined(value, shown, form)
        if isinstance(value, Message):
            return rendered(language, value)
        if isinstance(value, date) and not form:
            return format_date(value, "long", locale=str(language))
        if isinstance(value, int | float) and form:
            return format_decimal(value, _pattern(form), locale=str(language))
        return format("" if value is None else value, form)

    text = translations(language).gettext(message.text)
    values = {name: (value, forms[name]) for name, value in message.values.items() if name in forms}
    return filled(text, values, lambda value, _: shown(*value))


def _pattern(form: str) -> str:
    """Babel's pattern for a format of Python, such as `,.2f` or `+.0%`."""
    parts = _NUMBER.fullmatch(form)
    if parts is None:
        raise ValueError(f"{form} is no format of a number in a message: use such as ,.2f or .0%")
    number = "#,##0" if parts["grouped"] else "0"
    number += "." + "0" * int(parts["decimals"]) if int(parts["decimals"] or 0) else ""
    number += "%" if parts["kind"] == "%" else ""
    return f"+{number};-{number}" if parts["sign"] else number


def day_and_month(day: date, language: Language) -> str:
    """A day without its year, as charts show it."""
    return format_skeleton("MMMd", datetime(day.year, day.month, day.day), locale=str(language))


def columns_in(language: Language | str, joined: str) -> str:
    """The columns that make a subject, joined by +, in a language."""
    return "+".join(translated(language, column) for column in joined.split("+"))
