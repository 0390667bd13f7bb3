"""Searching everything that a person may see: numbers, names, HS codes, words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deployments.web.desk.look import Look
from deployments.web.desk.thing import Kind, Rows, Wish, kept_words, kinds
from sql.reference import organisation
from sql.register.found import rows_found
from sql.register.tables import RegisteredPerson
from sql.sought_words import fits, words_typed
from tasks.documents.wordings import wordings_of
from tasks.enterprises.enterprises_seen import enterprises_named

LEAST_SIGNS = 2
MOST_SHOWN = 8  # of each kind; its list shows all
_MOST_NAMED = 200  # of what has a name that was typed


@dataclass(frozen=True)
class Of:
    """What was found of a kind: the first rows, and whether it is the very thing that was looked for."""

    kind: Kind
    rows: Rows
    itself: bool


def wish_of(look: Look, typed: str, *, every: bool = False, page: int = 1) -> Wish:
    """The wish for what speaks of what a person typed.

    A name leads also to what bears the number of its enterprise, person or unit; a word of the system to what it stands
    in, whichever language it was typed in.
    """
    words = Wish(typed).words
    instead = {word: set(wordings_of(word)) for word in words}
    named = _named(look, words) if words else []
    for together, numbers in [(words, named), *(([word], _named(look, [word])) for word in words if len(words) > 1)]:
        for word in together:
            instead[word].update(each for number in numbers for each in words_typed(number))
    return Wish(typed, every, page, instead, named)


def found_by(look: Look, typed: str) -> Sequence[Of]:
    """What a person sees that speaks of all words, the best first; nothing for less than two signs."""
    if len(typed) < LEAST_SIGNS:
        return []
    wish = replace(wish_of(look, typed, every=True), per_page=MOST_SHOWN)
    whole = "-".join(wish.words)
    found = [(kind, kind.rows(look, wish)) for kind in kinds().values()]
    told = [Of(kind, rows, _is(whole, rows)) for kind, rows in found if rows.total]
    return sorted(told, key=lambda each: (not each.itself, not each.rows.best))


def _is(whole: str, rows: Rows) -> bool:
    return any("-".join(words_typed(row.key)) == whole for row in rows.rows)


def _named(look: Look, words: Sequence[str]) -> list[str]:
    """Numbers of enterprises, persons and units that have a name of these words."""
    persons = rows_found(look.stores.register, RegisteredPerson, words, {})
    names = organisation()[["code", "name_en", "name_zh"]].to_numpy()
    units = [code for code, *name in names if all(fits(kept_words(" ".join(map(str, name))), word) for word in words)]
    return [*enterprises_named(look.stores, words)[:_MOST_NAMED], *units, *(persons.keys or ())[:_MOST_NAMED]]
