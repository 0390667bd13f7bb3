"""Reading YAML or JSON that people wrote, with the line of everything, so that every fault names its place.

Positions come from the C loader of PyYAML: ruamel.yaml keeps them in its pure loader alone, seven times as slow.
"""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError
from pydantic_core import ErrorDetails

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
WHOLE = "the file"
NOTHING_IT_SAYS = (
    object()
)  # of a scalar that is not of the type it names: no field takes it, so each says what it wants
OF_SEVERAL = "several"  # the type of an error that several fields cause together
_PLAIN = ("tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_NUMBERS = ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float")
_LONGEST = 400  # characters of a number: any that a computer holds is shorter
_BEFORE = "\ufeff \t\r\n"
_PAIR = re.compile(r"(?P<before>(?<!\\)(?:\\\\)*)\\u(?P<high>[dD][89abAB]..)\\u(?P<low>[dD][c-fC-F]..)")
_LONE = re.compile(r"(?P<before>(?<!\\)(?:\\\\)*)\\u[dD][89a-fA-F]..")


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: the place in the document, and its line where it is known."""

    place: str
    what: str
    line: int | None = None

    def __str__(self) -> str:
        where = self.place if self.line is None else f"line {self.line}, {self.place}"
        return f"{where}: {self.what}"


class FaultsError(ValueError):
    """A document that is refused, with every fault."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass
class Document:
    """The content of a text. lines: line of every place such as `parameters[3].lane`, in the order of the text.

    faults: what no content can express, such as a key that stands twice.
    """

    content: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def located(self, faults: Iterable[Fault]) -> list[Fault]:
        """Faults with their lines, in the order of the text; a missing place has the line of the place around it."""
        order = {place: number for number, place in enumerate(self.lines)}
        nearest = [(fault, _nearest(fault.place, self.lines)) for fault in faults]
        nearest.sort(key=lambda each: order.get(each[1], 0))
        return [Fault(fault.place, fault.what, self.lines.get(place)) for fault, place in nearest]

    def repeated(self, entries: str, name: str) -> list[Fault]:
        """Faults of texts named `name` that an earlier entry of the list `entries` has already."""
        places: dict[str, str] = {}
        faults = []
        listed = self.content.get(entries) if isinstance(self.content, dict) else None
        for number, entry in enumerate(listed if isinstance(listed, list) else ()):
            value = entry.get(name) if isinstance(entry, dict) else None
            if not isinstance(value, str):
                continue
            place = f"{entries}[{number}].{name}"
            if (first := places.setdefault(value, place)) != place:
                faults.append(Fault(place, f"{value} stands at {first} already, in line {self.lines[first]}"))
        return faults


def faults_of(problem: ValidationError, sentence: Callable[[ErrorDetails], str], around: str = "") -> list[Fault]:
    """Everything that a model refuses; sentence: the words for an error.

    around: the place of the content; without one it is a file, which holds one list. An error of the type OF_SEVERAL
    has the place around its field.
    """
    faults = []
    for error in problem.errors(include_url=False, include_input=False):
        path = error["loc"][:-1] if error["type"] == OF_SEVERAL else error["loc"]
        place = WHOLE if not around and len(path) < 2 else _place(around, path)
        faults.append(Fault(place, sentence(error)))
    return faults


def _place(around: str, path: Iterable[int | str]) -> str:
    for part in path:
        around += f"[{part}]" if isinstance(part, int) else f".{part}"
    return around.removeprefix(".")


def read_text(path: Path) -> str:
    """The text of a file in UTF-8. Raises FaultsError where it is in another encoding."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise FaultsError([Fault(WHOLE, "is no text in UTF-8: save it in that encoding")]) from problem


def read_document(text: str) -> Document:
    """The document that YAML or JSON text holds: mappings, lists, texts, numbers, truths, dates.

    A scalar that is not of the type it seems to have, such as the date 2021-02-30, stays a text. Raises
    FaultsError where the text is neither.
    """
    as_json = _is_json(text)
    loader = _LOADER(_for_yaml(text) if as_json else text)
    try:
        root = loader.get_single_node()
        document = Document()
        if root is not None:
            document.content = _Reader(loader, as_json, document).value(root, "")
        return document
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        what = f"is neither YAML nor JSON: {problem.problem or problem.context}"
        raise FaultsError([Fault(WHOLE, what, None if mark is None else mark.line + 1)]) from problem
    except yaml.YAMLError as problem:
        what = f"is neither YAML nor JSON: {' '.join(str(problem).split())}"
        raise FaultsError([Fault(WHOLE, what)]) from problem
    except RecursionError as problem:
        raise FaultsError([Fault(WHOLE, "is nested too deeply")]) from problem
    finally:
        loader.dispose()


def read_json(text: str) -> Any:
    """The content of JSON text; None where it is no JSON, or a mapping has the same name twice.

    Far quicker than `read_document`, which keeps the line of everything; the content is the same.
    """
    if not text.lstrip(_BEFORE).startswith(("{", "[")) or "\\ud" in text.lower():  # half a sign is replaced there
        return None
    try:
        return json.loads(text.lstrip("\ufeff"), object_pairs_hook=_each_once)
    except (ValueError, RecursionError):
        return None


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise ValueError("a name stands twice in the same place")
    return held


class _Reader:
    """Turns the nodes of one text into its values, and notes the line of each."""

    def __init__(self, loader: Any, as_json: bool, document: Document) -> None:
        self._loader, self._as_json, self._document = loader, as_json, document
        self._read: dict[int, Any] = {}
        self._open: set[int] = set()

    def value(self, node: yaml.Node, place: str) -> Any:
        """The value of `node`; place: its path, empty for the whole."""
        self._document.lines.setdefault(place, node.start_mark.line + 1)
        if isinstance(node, yaml.ScalarNode):
            return self._scalar(node)
        if node.tag not in _PLAIN:
            self._fault(place, "has a type of its own: write a plain list or mapping", node)
            return None
        if not node.value:
            return {} if isinstance(node, yaml.MappingNode) else []
        if id(node) in self._open:
            self._fault(place, "refers to itself", node)
            return None
        if id(node) not in self._read:  # an alias is read once, however often it is used
            self._open.add(id(node))
            held = self._mapping(node, place) if isinstance(node, yaml.MappingNode) else self._list(node, place)
            self._read[id(node)] = held
            self._open.discard(id(node))
        return self._read[id(node)]

    def _mapping(self, node: yaml.MappingNode, place: str) -> dict[str, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._fault(place, "a name must be a text", key)
                return {}
            name = str(key.value)
            if name in seen:
                self._fault(f"{place}.{name}".lstrip("."), "stands twice in the same place", key)
            seen.add(name)
        self._loader.flatten_mapping(node)
        node.value = list({str(key.value): (key, value) for key, value in node.value}.values())  # or merges multiply
        return {str(key.value): self.value(value, f"{place}.{key.value}".lstrip(".")) for key, value in node.value}

    def _list(self, node: yaml.Node, place: str) -> list[Any]:
        return [self.value(each, f"{place}[{number}]") for number, each in enumerate(node.value)]

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        text = str(node.value)
        if self._as_json:
            return text if node.style == '"' else json.loads(text)
        if len(text) > _LONGEST and node.tag in _NUMBERS:  # in base 60 a long number takes YAML minutes
            return text
        try:
            return self._loader.construct_object(node)
        except (ValueError, LookupError, AttributeError):
            if node.tag != self._loader.resolve(yaml.ScalarNode, text, (True, False)):  # !!int "", !!timestamp "x"
                return NOTHING_IT_SAYS
            return text  # 2021-02-30

    def _fault(self, place: str, what: str, node: yaml.Node) -> None:
        self._document.faults.append(Fault(place or WHOLE, what, node.start_mark.line + 1))


def _for_yaml(text: str) -> str:
    """JSON that a YAML reader takes: blanks for the tabs between tokens, and characters for surrogate pairs."""

    def character(pair: re.Match[str]) -> str:
        high, low = int(pair["high"], 16), int(pair["low"], 16)
        return pair["before"] + chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))

    return _LONE.sub(r"\g<before>\\ufffd", _PAIR.sub(character, text.replace("\t", " ")))


def _is_json(text: str) -> bool:
    if not text.lstrip(_BEFORE).startswith(("{", "[")):
        return False
    try:
        json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return False
    return True


def _nearest(place: str, lines: Mapping[str, int]) -> str:
    while place and place not in lines:
        place = place[: max(place.rfind("."), place.rfind("["), 0)]
    return place
