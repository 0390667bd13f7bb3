"""Sentences that the register keeps in English, told in another language: known again by their templates.

What is stored stays as it was written: journals are chained by hashes, and notices are what was told. The catalogue of
a language holds the template of every such sentence, with its kind as context (msgctxt). A placeholder that is named
like a kind holds a sentence of that kind, one of `_WORDS` a word of the register; whatever else stands in one (codes,
figures, names, an officer's reason) stays as it is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from sql.terms import HandlingKind, Language
from sql.words import spelled
from tasks.documents.translation import catalogue, translated

_PLACEHOLDER = re.compile(r"%\((\w+)\)s")
_ON_ONE_LINE = ".*?"
_UNLIKE_OTHERS = {
    "number": r"\S+",
    "reason": r"[\s\S]*?",  # an officer's may take several lines
    "subject": ".*",  # a name may hold the full stop that ends it in a sentence: it takes what it can
}
# Words of the register by the placeholder they stand in; where a vocabulary is given, nothing else can stand there.
_WORDS: Mapping[str, type[StrEnum] | None] = {
    "measure": HandlingKind,
    **dict.fromkeys(("state", "deadline", "outcome", "priority", "detector", "column", "check")),
    **dict.fromkeys(("rule", "action", "duty", "recovered")),
}


def sentence(language: Language | str, kind: str, text: str) -> str | None:
    """A stored sentence in a language; None where no template of its kind fits it.

    kind: such as `journal open`; where none of its own fits, those of the wider kind do: `journal`.
    """
    if Language(language) is Language.ENGLISH:
        return text
    while kind:
        for template in _templates(language, kind):
            found = template.pattern.fullmatch(text)
            if found is not None:
                return template.told % _told(language, found.groupdict())
        kind = kind.rpartition(" ")[0]
    return None


def in_words_of(language: Language | str, kind: str, text: str) -> str:
    """A stored sentence in a language; as it was written where no template of its kind fits it."""
    told = sentence(language, kind, text)
    return text if told is None else told


@cache
def kinds_of_sentences(language: Language | str) -> frozenset[str]:
    """The kinds that the catalogue of a language has templates of."""
    return frozenset(message.context for message in catalogue(language) if message.context)


@dataclass(frozen=True)
class _Template:
    pattern: re.Pattern[str]
    told: str


@cache
def _templates(language: Language | str, kind: str) -> tuple[_Template, ...]:
    """The templates of a kind; first those that say most themselves, as they fit least by accident."""
    templates = {str(each.id): str(each.string) for each in catalogue(language) if each.context == kind}
    return tuple(
        # Whatever its case: a label that begins a sentence is capitalised.
        _Template(re.compile(_expression(language, kind, template, named=True), re.IGNORECASE), templates[template])
        for template in sorted(templates, key=lambda template: (-len(_PLACEHOLDER.sub("", template)), template))
    )


def _expression(language: Language | str, kind: str, template: str, *, named: bool) -> str:
    """The regular expression that fits what was made of a template; its placeholders are groups where `named`."""
    parts = _PLACEHOLDER.split(template)
    words = [re.escape(part.replace("%%", "%")) for part in parts[::2]]
    values = [_within(language, kind, name) for name in parts[1::2]]
    if named:
        values = [f"(?P<{name}>{value})" for name, value in zip(parts[1::2], values, strict=True)]
    return "".join(part for pair in zip(words, [*values, ""], strict=True) for part in pair)


def _within(language: Language | str, kind: str, name: str) -> str:
    """What can stand in a placeholder; sentences within sentences of their own kind are not looked into further."""
    vocabulary = _WORDS.get(name)
    if vocabulary is not None:
        return "(?:" + "|".join(re.escape(word) for each in vocabulary for word in {each, spelled(each)}) + ")"
    if name == kind or name not in kinds_of_sentences(language):
        return _UNLIKE_OTHERS.get(name, _ON_ONE_LINE)
    templates = [str(each.id) for each in catalogue(language) if each.context == name]
    return "(?:" + "|".join(_expression(language, name, template, named=False) for template in templates) + ")"


def _told(language: Language | str, values: Mapping[str, str]) -> dict[str, str]:
    kinds = kinds_of_sentences(language)
    return {
        name: in_words_of(language, name, value)
        if name in kinds
        else translated(language, value)
        if name in _WORDS
        else value
        for name, value in values.items()
    }
