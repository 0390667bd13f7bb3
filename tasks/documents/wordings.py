"""Texts of the catalogues that speak of a word in any language, for a search among what the register keeps."""

from collections.abc import Collection
from functools import cache, lru_cache

from sql.messages import placeholders
from sql.sought_words import wording_of, words_of
from sql.terms import Language
from tasks.documents.translation import catalogue

_LEAST = 2  # signs of a word
_MOST = 200  # texts of a word: one that stands in more says little
_WITHOUT_CATALOGUE = Language.ENGLISH


@lru_cache(maxsize=1_000)
def wordings_of(word: str) -> Collection[str]:
    """The words that stand for texts in which a word that was typed begins one: the shortest texts, if many."""
    if len(word) < _LEAST:
        return frozenset()
    found = [text for text, words in _texts() if any(each.startswith(word) for each in words)]
    return frozenset(map(wording_of, sorted(found, key=len)[:_MOST]))


@cache
def _texts() -> list[tuple[str, frozenset[str]]]:
    """Each text as the sources have it, with its words in every language."""
    words: dict[str, set[str]] = {}
    for language in Language:
        if language is _WITHOUT_CATALOGUE:
            continue
        for message in catalogue(language):
            if isinstance(message.id, str) and message.id:
                own = words.setdefault(message.id, words_of(_without_values(message.id)))
                own.update(words_of(_without_values(str(message.string))))
    return [(text, frozenset(own)) for text, own in words.items()]


def _without_values(text: str) -> str:
    try:
        for name, form in placeholders(text).items():
            text = text.replace(f"{{{name}:{form}}}" if form else f"{{{name}}}", " ")
    except ValueError:  # a text of a page, with signs of its own
        return text
    return text
