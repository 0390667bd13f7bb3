"""What documents and messages say in each language: gettext catalogues, one .po file per language but English."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sql.terms import Language
from sql.words import spelled

CATALOGUES = Path(__file__).parent / "catalogues"


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


def columns_in(language: Language | str, joined: str) -> str:
    """The columns that make a subject, joined by +, in a language."""
    return "+".join(translated(language, column) for column in joined.split("+"))
