"""Pages of HTML from templates, in a language: what a template says in `_("…")` is looked up in the catalogue."""

from functools import cache
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from jinja2 import Environment, FileSystemLoader, select_autoescape

from sql.durable import publish
from sql.terms import Language
from tasks.documents.translation import columns_in, rendered, translated, translations

LANGUAGE_NAMES = {Language.ENGLISH: "English", Language.CHINESE: "中文"}  # of languages, each in itself
_OWN = Path(__file__).parent


def page(template: Path, language: Language, **values: Any) -> str:
    """The page that a template and its values make in a language; every value is escaped unless marked safe.

    Templates extend `document.html`. Beside `_` they have the filters `term` (a word of the register, spelled out in
    the language), `rendered` (a message), `columns` (columns joined by +), `day` (a date as the
    language writes it) and `amount` (a number without decimals).
    """
    return _environment(template.parent, language).get_template(template.name).render(language=language, **values)


def write_page(target: Path, content: str | bytes) -> None:
    """Write a document whole or not at all; an earlier one is replaced."""
    publish(target, content)


def in_language(path: Path, language: Language) -> Path:
    """Where a document stands in a language: `case.html` in English, `case.zh.html` in Chinese."""
    return path if language is Language.ENGLISH else path.with_name(f"{path.stem}.{language}{path.suffix}")


@cache
def _environment(folder: Path, language: Language) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, _OWN]), autoescape=select_autoescape(["html"]), extensions=["jinja2.ext.i18n"]
    )
    environment.install_gettext_translations(translations(language), newstyle=True)  # type: ignore[attr-defined]
    environment.filters["term"] = lambda word: "" if word is None else translated(language, str(word))
    environment.filters["rendered"] = lambda message: rendered(language, message)
    environment.filters["columns"] = lambda joined: columns_in(language, joined)
    environment.filters["day"] = lambda day: "–" if day is None else format_date(day, "long", locale=str(language))
    environment.filters["amount"] = lambda amount: (
        "–" if amount is None else format_decimal(amount, "#,##0", locale=str(language))
    )
    return environment
