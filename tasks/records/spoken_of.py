"""What a declaration must say where a person looks for words: conditions of queries to the lake."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

_PARTIES = ("importer", "exporter", "seller", "declarant")
_NUMBERS = ("declaration_id", "hs_code")  # no word without a digit begins one


@dataclass(frozen=True)
class Spoken:
    """A condition, and the values of its parameters by name."""

    condition: str
    values: Mapping[str, Any]


def spoken_of_by_items(words: Sequence[str], named: Collection[str]) -> Spoken:
    """The condition that a goods item speaks of all words, in small letters.

    Each begins its number, HS code, or the name or number of a party; or is its office or origin; or stands in the
    description of the goods. named: numbers of parties and offices that bear the name that the words
    are; theirs speak of it too.
    """
    values: dict[str, Any] = {}
    spoken = [_of_item(f"word_{place}", word, values) for place, word in enumerate(words)]
    if not spoken:
        return Spoken("true", {})
    if not named:
        return Spoken(" and ".join(spoken), values)
    values["named"] = list(named)
    theirs = [f"list_contains($named, {column})" for column in ("importer", "exporter", "office")]
    return Spoken(f"(({' and '.join(spoken)}) or {' or '.join(theirs)})", values)


def spoken_of_by_numbers(words: Sequence[str], named: Collection[str]) -> Spoken:
    """The condition that the number `code` of an enterprise begins with all words, or is among those that are named."""
    values: dict[str, Any] = {"named": list(named)}
    spoken = [_begins("code", f"word_{place}", word, values) for place, word in enumerate(words)]
    return Spoken(f"({' and '.join(spoken)}) or list_contains($named, code)", values) if spoken else Spoken("true", {})


def one_of(name: str, keys: Sequence[str]) -> Spoken:
    """The condition of a list of numbers: the list as SQL, with a parameter for each."""
    values = {f"{name}_{place}": key for place, key in enumerate(keys)}
    return Spoken(", ".join(f"${each}" for each in values), values)


def _of_item(name: str, word: str, values: dict[str, Any]) -> str:
    columns = (*_NUMBERS, *_PARTIES) if any(map(str.isdigit, word)) else _PARTIES
    values |= {f"{name}_capital": word.upper(), f"{name}_within": word}
    parts = [_begins(column, name, word, values) for column in columns]
    parts += [f"{column} = ${name}_capital" for column in ("office", "country_of_origin")]
    parts.append(f"contains(lower(goods_description), ${name}_within)")
    return f"({' or '.join(parts)})"


def _begins(column: str, name: str, word: str, values: dict[str, Any]) -> str:
    """The condition that a column begins with a word, in small letters or capitals: as a range, which is quickest."""
    parts = []
    for place, written in enumerate(dict.fromkeys((word.upper(), word))):
        values |= {f"{name}_from_{place}": written, f"{name}_to_{place}": f"{written}\U0010ffff"}
        parts.append(f"({column} >= ${name}_from_{place} and {column} < ${name}_to_{place})")
    return f"({' or '.join(parts)})"
