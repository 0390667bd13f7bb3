"""Whatever documents and messages say in English they can say in Chinese."""

from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import deployments
import tasks
from sql.terms import CaseKind, Language, Priority
from tasks.documents.translation import CATALOGUES, translated, translations

_METHODS = [("**.html", "jinja2.ext:babel_extract"), ("**.txt", "jinja2.ext:babel_extract"), ("**.py", "python")]


def said() -> set[str]:
    """Every text that code and templates look up under `_`."""
    found = [
        found
        for package in (tasks, deployments)
        for found in extract_from_dir(Path(package.__file__ or "").parent, _METHODS, keywords={"_": None})
    ]
    return {message if isinstance(message, str) else message[0] for _, _, message, _, _ in found}


@pytest.mark.parametrize("language", [each for each in Language if each is not Language.ENGLISH])
def test_every_text_that_is_looked_up_is_translated(language: Language) -> None:
    catalogue = translations(language)
    assert sorted(text for text in said() if catalogue.gettext(text) == text) == []


@pytest.mark.parametrize("language", [each for each in Language if each is not Language.ENGLISH])
def test_a_translation_takes_the_same_values_as_its_text(language: Language) -> None:
    with (CATALOGUES / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, abort_invalid=True)
    assert not list(catalogue.check())
    for message in catalogue:
        assert isinstance(message.id, str)
        assert not message.fuzzy or message.id == ""


def test_words_of_the_register_are_spelled_in_the_language() -> None:
    assert translated("zh", CaseKind.ANTI_SMUGGLING) == "缉私案件"
    assert translated("en", CaseKind.ANTI_SMUGGLING) == "anti smuggling"
    assert translated("en", Priority.IPR) == "IPR"


def test_what_no_catalogue_knows_stays_as_it_is() -> None:
    assert translated("zh", "SHA-REV-0001") == "SHA-REV-0001"


def test_a_language_without_a_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match="fr"):
        translations("fr")
