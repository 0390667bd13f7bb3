"""What an administration may add without changing the package: detectors, hint rules, formats, channels, sections.

Each kind lists its members in modules, such as `DETECTORS = (Detector(...),)`. Members come from three places: the
modules of the package; entry points of installed packages, in the group `customs_risk.<kind>`; and the files
`<folder>/<kind>/<name>.py`, where the setting CUSTOMS_RISK_EXTENSIONS names the folder. A module from outside that
cannot be used is logged, shown by `customs-risk doctor` and left out; the others work.
"""

import logging
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import import_module, invalidate_caches
from importlib.metadata import entry_points
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import Any, Generic, Protocol, TypeVar

SETTING = "CUSTOMS_RISK_EXTENSIONS"
KINDS = ("detectors", "hint_rules", "source_formats", "channels", "report_sections")
MAPPINGS = "mappings"  # folder of descriptions of sources, which are no Python
_LOGGER = logging.getLogger("customs_risk.extensions")

# The folder's files are modules below this one. Sub-processes and Dask workers inherit the variable, and so import
# under the same name what was pickled here.
_named = os.environ.get(SETTING)
__path__ = [str(Path(_named).expanduser().absolute())] if _named else []


class ExtensionError(ValueError):
    """A module or a member that cannot be used; the message says why, in one sentence that names the module."""


class Named(Protocol):
    """Whatever has a name by which it is known among its kind."""

    @property
    def name(self) -> str:
        """The name; no two of a kind share it."""


Member = TypeVar("Member", bound=Named)


@dataclass(frozen=True)
class _Source:
    """Where members are listed: what a message calls the place, and how the list or its module is loaded."""

    place: str
    load: Callable[[], Any]


@dataclass(frozen=True)
class _Found(Generic[Member]):
    members: tuple[Member, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class Kind(Generic[Member]):
    """One kind of member.

    name: plural, as in `KINDS`. package: the modules below it list members of the class `member` in a tuple called
    `listed_as`. families: where the modules lie in sub-packages, which of them come first; the others follow by name.
    objection: why a member cannot be used, as the rest of a sentence; None where it can.
    """

    name: str
    package: str
    listed_as: str
    member: type[Member]
    families: tuple[str, ...] | None = None
    objection: Callable[[Member], str | None] = lambda member: None

    @property
    def members(self) -> tuple[Member, ...]:
        """Every member: those of the package by family and module, of entry points by name, of the folder by file.

        Raises ExtensionError where a module of the package cannot be used.
        """
        return self._found.members

    @property
    def problems(self) -> tuple[str, ...]:
        """One sentence for each module from outside that was left out."""
        return self._found.problems

    @cached_property
    def _found(self) -> _Found[Member]:
        places: dict[str, str] = {}
        members: list[Member] = []
        problems: list[str] = []
        for source in self._inside():
            members += self._members_of(source, places)
        folder_problems()
        for source in self._outside():
            try:
                members += self._members_of(source, places)
            except ExtensionError as problem:
                problems.append(f"{problem} It is left out.")
                _LOGGER.warning(problems[-1])
        return _Found(tuple(members), tuple(problems))

    def _inside(self) -> Iterator[_Source]:
        package = import_module(self.package)
        packages = [package] if self.families is None else self._family_packages(package, self.families)
        for each in packages:
            for module in iter_modules(each.__path__, f"{each.__name__}."):
                yield _Source(module.name, lambda name=module.name: import_module(name))  # type: ignore[misc]

    def _family_packages(self, package: ModuleType, first: tuple[str, ...]) -> list[ModuleType]:
        folders = [path for root in package.__path__ for path in Path(root).iterdir() if any(path.glob("*.py"))]
        for folder in folders:
            if not (folder / "__init__.py").is_file():
                raise ExtensionError(f"{folder} holds modules but no __init__.py: add one, so that they are found.")
        known = [name for name in first if any(folder.name == name for folder in folders)]
        others = sorted(folder.name for folder in folders if folder.name not in known)
        return [import_module(f"{package.__name__}.{name}") for name in (*known, *others)]

    def _outside(self) -> Iterator[_Source]:
        for point in sorted(entry_points(group=f"customs_risk.{self.name}"), key=lambda point: point.name):
            yield _Source(f"The entry point {point.name} = {point.value}", point.load)
        invalidate_caches()
        for root in __path__:
            for file in sorted((Path(root) / self.name).glob("*.py")):
                if not file.stem.startswith("_"):
                    name = f"{__name__}.{self.name}.{file.stem}"
                    yield _Source(str(file), lambda name=name: import_module(name))  # type: ignore[misc]

    def _members_of(self, source: _Source, places: dict[str, str]) -> list[Member]:
        """The members that one source lists; `places` remembers where each name was found."""
        try:
            loaded = source.load()
        except (Exception, SystemExit) as problem:  # whatever a stranger's module raises must not stop the others
            raise ExtensionError(f"{source.place} fails to import: {type(problem).__name__}: {problem}.") from problem
        listed = getattr(loaded, self.listed_as, None) if isinstance(loaded, ModuleType) else loaded
        kind = self.member.__name__
        if not isinstance(listed, tuple) or not all(isinstance(each, self.member) for each in listed):
            raise ExtensionError(f"{source.place} lists no {kind}: define {self.listed_as} = ({kind}(…),) in it.")
        names: dict[str, str] = {}
        for member in listed:
            other = places.get(member.name) or names.get(member.name)
            if other is not None:
                raise ExtensionError(
                    f"{source.place} and {other} both list a {kind} {member.name}: rename one of them."
                )
            if (objection := self.objection(member)) is not None:
                raise ExtensionError(f"{source.place}: the {kind} {member.name} {objection}.")
            names[member.name] = source.place
        places |= names
        return list(listed)


@cache
def folder_problems() -> tuple[str, ...]:
    """One sentence for each thing in the folder of extensions that no kind would look at."""
    problems = []
    for root in map(Path, __path__):
        if not root.is_dir():
            problems.append(f"{SETTING} names {root}, which is no folder: create it, or correct the setting.")
            continue
        strange = [
            path
            for path in root.iterdir()
            if path.name not in (*KINDS, MAPPINGS) and not path.name.startswith((".", "_"))
        ]
        problems += [
            f"{path} is no extension: its folder must be one of {', '.join((*KINDS, MAPPINGS))}." for path in strange
        ]
        nested = [path for kind in KINDS for path in (root / kind).glob("*/*.py")]
        problems += [f"{path} is not looked at: move it up into {path.parent.parent}." for path in nested]
    for problem in problems:
        _LOGGER.warning(problem)
    return tuple(problems)
