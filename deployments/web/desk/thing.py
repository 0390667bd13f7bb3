"""What a kind of thing is at the desk: its list, its page, its work, and the moves that a person may make now.

A new kind is one new module of `things` that holds it as `KIND`. Texts are those of the catalogues, marked with `msgid`
or in a `Message`; what tables and facts can show beside them is in `values`.
"""

import pkgutil
from base64 import b64encode
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property, lru_cache
from importlib import import_module
from typing import Any, Literal, TypeVar

from deployments.web.desk.look import Look
from deployments.web.desk.values import Link, Text
from sql.messages import Message
from sql.register.listed import MOST_COUNTED, Sought
from sql.sought_words import fits, words_of_stored, words_typed
from sql.spelling import plain_spelling

Values = Mapping[str, Any]
Summary = dict[str, Any]
Found = TypeVar("Found")
PER_PAGE = 25
MOST_WORDS = 8


class NotSeenError(LookupError):
    """There is no such thing, or the person does not see it: the desk says the same of both."""


@dataclass(frozen=True)
class Field:
    """A field of the form of a move.

    label, help: texts of the catalogues. kind: line, text (several lines), choice, several choices, number, whole, day,
    or time. choices: what is entered, and how it is shown; of a line, suggestions. least: smallest number. initial:
    what stands there first; of several, a list.
    """

    name: str
    label: str
    kind: Literal["line", "text", "choice", "several", "number", "whole", "day", "time"] = "line"
    required: bool = True
    choices: Sequence[tuple[str, Any]] = ()
    initial: str | Sequence[str] = ""
    help: str = ""
    least: float | None = 0.0
    longest: int = 2_000


@dataclass(frozen=True)
class Move:
    """Something that a person may do with a thing now.

    words: on its button. act: does it, by the person who looks, with the values of the fields by name; raises a refusal
    of its room. done: what happened and what comes next, from what the act returned. together: whether it can be done
    with several things at once. grave: whether it cannot be taken back, so that the button says so by its colour.
    expected: whether it is what comes next, so that its form stands open.
    """

    name: str
    words: str
    act: Callable[[Look, Values], Summary]
    done: Callable[[Summary], Message]
    fields: Sequence[Field] = ()
    together: bool = False
    grave: bool = False
    expected: bool = False


def saying(message: Message) -> Callable[[Summary], Message]:
    """What a move says once it is done, whatever its act returned."""
    return lambda summary: message


@dataclass(frozen=True)
class Row:
    """A thing in a list. cells: by the columns of its kind. why: it stands where it stands. moves: made together."""

    key: str
    cells: Values
    deadline: date | None = None
    why: Message | None = None
    moves: Sequence[Move] = ()


@dataclass(frozen=True)
class Rows:
    """A page of a list, and how many rows there are on all pages; best: keys of those that have the very words."""

    rows: Sequence[Row]
    total: int
    best: Collection[str] = ()


@dataclass(frozen=True)
class Wish:
    """What of a list is wanted: rows that speak of all words of `search`; with `every`, also those that are over.

    instead: by word, others of which any may stand for it; named: numbers of enterprises and units that bear what is
    sought as their name; both as `wish_of` finds them. per_page: rows of a page.
    """

    search: str = ""
    every: bool = False
    page: int = 1
    instead: Mapping[str, Collection[str]] = field(default_factory=dict)
    named: Collection[str] = ()
    per_page: int = PER_PAGE

    @property
    def typed(self) -> list[str]:
        """The words in small letters, for lists that compare them with what the lake keeps."""
        return plain_spelling(self.search).lower().split()[:MOST_WORDS]

    @cached_property
    def words(self) -> list[str]:
        """The words, as they are kept of what is found by them."""
        return words_typed(self.search)[:MOST_WORDS]

    @property
    def sought(self) -> Sought:
        """What is wanted, for lists that the database finds."""
        return Sought(self.words, self.page, self.per_page, self.instead, MOST_COUNTED if self.words else None)

    def speaks(self, *texts: object) -> bool:
        """Whether texts speak of all words, for lists that are short enough to be looked through."""
        if not self.words:
            return True
        kept = {word for text in texts if text is not None for word in kept_words(str(text))}
        return all(fits(kept, word) or not kept.isdisjoint(self.instead.get(word, ())) for word in self.words)

    def page_of(self, found: Sequence[Found]) -> Sequence[Found]:
        """The page that is wanted of all that fits."""
        first = (self.page - 1) * self.per_page
        return found[first : first + self.per_page]


@lru_cache(maxsize=10_000)
def kept_words(text: str) -> frozenset[str]:
    """The words of a text of a short list, which is looked through at every search."""
    return frozenset(words_of_stored(text))


@dataclass(frozen=True)
class Fact:
    """One fact of a thing. name: its heading."""

    name: str
    value: Any


@dataclass(frozen=True)
class Table:
    """A table on the page of a thing. headings: by column. note: a sentence above it. empty: shown without rows."""

    title: str
    headings: Mapping[str, str]
    rows: Sequence[Values]
    note: Message | None = None
    empty: str | None = None


@dataclass(frozen=True)
class Chart:
    """A chart on the page of a thing. picture: SVG. says: what it shows, for who does not see it."""

    title: str
    picture: str
    says: Message

    @property
    def encoded(self) -> str:
        """The picture as the address of an image has it: its styles are its own, which those of the page refuse."""
        return b64encode(self.picture.encode()).decode()


@dataclass(frozen=True)
class Thing:
    """One thing as its page shows it.

    lead: the sentence that says most. about: what the rules of its room take, for the moves. why: as of a row.
    """

    key: str
    title: Text
    unit: str
    state: Any
    facts: Sequence[Fact]
    lead: Text | None = None
    parts: Sequence[Table | Chart] = ()
    related: Sequence[Link] = ()
    deadline: date | None = None
    why: Message | None = None
    about: Any = None

    @property
    def links(self) -> Iterator[Link]:
        """Every link of its page."""
        shown = [fact.value for fact in self.facts]
        shown += [
            value for part in self.parts if isinstance(part, Table) for row in part.rows for value in row.values()
        ]
        for value in [*shown, *self.related]:
            yield from (
                each for each in (value if isinstance(value, list | tuple) else [value]) if isinstance(each, Link)
            )


@dataclass(frozen=True)
class Work:
    """A part of the work list: what waits for the person, the most pressing first, and how much there is of it."""

    title: str
    rows: Sequence[Row]
    total: int


def _no_work(look: Look) -> Sequence[Work]:
    return ()


def _no_moves(look: Look, thing: Thing) -> Sequence[Move]:
    return ()


@dataclass(frozen=True)
class Kind:
    """A kind of thing.

    name: in addresses, as in /desk/case. title: of its list. one: of a single thing. place: in the menu, from the left.
    columns: headings of its list; the first leads to the thing. rows: what a person sees of it. thing: one by its key;
    raises NotSeenError. moves: exactly those that the person may make with it now. work: what waits for the person.
    seen: of some keys those of things that the person sees, for links of other pages: the others stay text. None where
    pages name only what who looks at them sees.
    """

    name: str
    title: str
    one: str
    place: int
    columns: Mapping[str, str]
    rows: Callable[[Look, Wish], Rows]
    thing: Callable[[Look, str], Thing]
    moves: Callable[[Look, Thing], Sequence[Move]] = _no_moves
    work: Callable[[Look], Sequence[Work]] = field(default=_no_work)
    seen: Callable[[Look, Collection[str]], Collection[str]] | None = None


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by its name, in the order of the menu."""
    from deployments.web.desk import things

    found = [import_module(f"{things.__name__}.{each.name}").KIND for each in pkgutil.iter_modules(things.__path__)]
    return {kind.name: kind for kind in sorted(found, key=lambda kind: kind.place)}


def leading_nowhere(look: Look, links: Iterable[Link]) -> frozenset[tuple[str, str]]:
    """Kind and key of the links to what is not there, or not for who looks."""
    keys: dict[str, set[str]] = {}
    for link in links:
        keys.setdefault(link.kind, set()).add(link.key)
    return frozenset(
        (name, key)
        for name, named in keys.items()
        if name in kinds() and (seen := kinds()[name].seen) is not None
        for key in named - set(seen(look, named))
    )
