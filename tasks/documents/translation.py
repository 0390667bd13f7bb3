"""What documents and messages say in each language: gettext catalogues, one .po file per language but English."""

from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from sql.terms import Language
from sql.words import spelled

CATALOGUES = Path(__file__).parent / "catalogues"


@cache
def translations(language: Language | str) -> NullTranslations:
    """The catalogue of a language; English is what the sources say. Raises ValueError for a language there is none of.

    What a catalogue does not know stays as it is.
    """
    language = Language(language)
    if language is Language.ENGLISH:
        return NullTranslations()
    compiled = BytesIO()
    with (CATALOGUES / f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=str(language)))
    compiled.seek(0)
    return GNUTranslations(compiled)


def translated(language: Language | str, text: str) -> str:
    """A text in a language; the register's words, such as `anti_smuggling`, are spelled out."""
    return translations(language).gettext(spelled(text)) if text else text
