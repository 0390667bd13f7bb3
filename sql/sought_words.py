"""The words by which a text is found: the same of what is kept and of what a person types.

Case, accents, width and invisible characters tell no two words apart. A number is found by the beginning of each of its
parts, a Chinese text by whatever stands in it, and also by its pinyin, together or syllable by syllable, or initials.
"""

import json
import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from hashlib import sha256
from typing import Any

from sql.spelling import plain_spelling

LONGEST = 40  # signs of a word; what is longer is found by its beginning
_MOST = 120  # words of a text
_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WITHOUT_BLANKS = f"{_HAN}\u3040-\u30ff\uac00-\ud7af"  # scripts that put no blank between words
_CHUNK = re.compile(r"[^\s;,、，；。（）()\[\]{}\"'“”‘’《》]+")
_PART = re.compile(rf"[{_WITHOUT_BLANKS}]+|[^\W_{_WITHOUT_BLANKS}]+")
_HAN_RUN = re.compile(rf"[{_HAN}]+")
_DIGITS_BEHIND_LETTERS = re.compile(r"(?<=[^\W\d_])(?=\d)")
_LEAST_LETTERS = 4  # of the pinyin of a word that is looked for in Latin letters: shorter ones are syllables of others


def words_of(text: str) -> set[str]:
    """Every word by whose beginning the text is found."""
    found: set[str] = set()
    for chunk in _CHUNK.findall(_folded(text)):
        for parts in _runs(chunk):
            if isinstance(parts, str):
                found.update(_within(parts))
            else:
                found.update("-".join(parts[place:])[:LONGEST] for place in range(len(parts)))
                behind = _DIGITS_BEHIND_LETTERS.search(parts[-1])
                found.update([parts[-1][behind.start() :][:LONGEST]] if behind else [])
        if len(found) > _MOST:
            break
    return found


def words_typed(text: str) -> list[str]:
    """What a person typed, word by word, each as the beginning of words that `words_of` gives.

    Signs that stand in no word are a word that finds nothing.
    """
    return [
        (parts if isinstance(parts, str) else "-".join(parts))[:LONGEST]
        for chunk in _CHUNK.findall(_folded(text))
        for parts in list(_runs(chunk)) or [chunk]
    ]


def in_latin(word: str) -> str | None:
    """The pinyin of a Chinese word that a person typed, for names that are kept in Latin letters; None of others."""
    if _HAN_RUN.fullmatch(word) is None:
        return None
    letters = "".join(_syllables(word))
    return letters if len(letters) >= _LEAST_LETTERS else None


def fits(texts: AbstractSet[str], word: str) -> bool:
    """Whether a word that was typed begins one of the words of a text."""
    latin = in_latin(word)
    return any(each.startswith(word) or (latin is not None and each.startswith(latin)) for each in texts)


@lru_cache(maxsize=20_000)
def wording_of(text: str) -> str:
    """The one word that stands for a text of the catalogues, in whatever language it is shown."""
    return "=" + sha256(text.encode()).hexdigest()[:10]


def words_of_stored(value: Any) -> Iterator[str]:
    """The words of what a row of the register keeps: text, a term, or a message or record as JSON."""
    if not isinstance(value, str) or not value:
        return
    if value[0] in "{[":
        try:
            yield from _words_within(json.loads(value))
            return
        except ValueError:
            pass
    yield from _words_of_text(value)


def _words_within(content: Any) -> Iterator[str]:
    if isinstance(content, list):
        for each in content:
            yield from _words_within(each)
    elif isinstance(content, dict):
        if isinstance(content.get("values"), dict) and isinstance(content.get("text"), str):
            yield wording_of(content["text"])
            yield from _words_within(content["values"])
        elif set(content) != {"date"}:
            yield from _words_within(list(content.values()))
    elif isinstance(content, str):
        yield from _words_of_text(content)


def _words_of_text(text: str) -> Iterator[str]:
    yield from words_of(text)
    if text.isascii() and text.islower() and text.replace("_", "").isalpha():  # perhaps a term of the register
        yield wording_of(text.replace("_", " "))


def _folded(text: str) -> str:
    """The text in plain spelling, without accents, in small letters."""
    plain = plain_spelling(text)
    if plain.isascii():
        return plain.lower()
    apart = unicodedata.normalize("NFD", plain.casefold())
    return unicodedata.normalize("NFC", "".join(each for each in apart if unicodedata.category(each) != "Mn"))


def _runs(chunk: str) -> Iterator[str | list[str]]:
    """Of a text without blanks each run of Chinese, Japanese or Korean signs, and between them the parts of numbers."""
    parts: list[str] = []
    for part in _PART.findall(chunk):
        if re.match(rf"[{_WITHOUT_BLANKS}]", part):
            if parts:
                yield parts
            parts = []
            yield part
        else:
            parts.append(part)
    if parts:
        yield parts


def _within(run: str) -> Iterator[str]:
    """A text without blanks from each of its signs on, and the same of its pinyin."""
    for place in range(min(len(run), _MOST)):
        yield run[place:][:LONGEST]
    for han in _HAN_RUN.findall(run):
        syllables = _syllables(han[:LONGEST])
        for place in range(len(syllables)):
            yield "".join(syllables[place:])[:LONGEST]
        if len(syllables) > 1:
            yield "".join(each[0] for each in syllables)


@lru_cache(maxsize=20_000)
def _syllables(han: str) -> tuple[str, ...]:
    """The pinyin of Chinese characters, without tones; ü is written v, as it is typed."""
    from pypinyin import lazy_pinyin  # takes 50 MB: only where there is Chinese

    return tuple(each for each in lazy_pinyin(han, v_to_u=False) if each)
