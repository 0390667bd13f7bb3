"""The files of an inbox: those that can be taken in, and names that are passed over, each with the reason."""

import os
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from tasks.running.outages import shown

_UNFINISHED = (".part", ".partial", ".tmp", ".unfinished", ".crdownload", ".filepart")


@dataclass(frozen=True)
class PassedOver:
    """A name that is passed over, escaped where it is no text, and why."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name} is passed over: {self.reason}"


@dataclass(frozen=True)
class Listing:
    """Files that can be taken in, by name within each folder, and names that are passed over."""

    files: dict[Path, os.stat_result] = field(default_factory=dict)
    passed_over: list[PassedOver] = field(default_factory=list)

    def add(self, path: Path) -> None:
        """Add a file, or say why it cannot be taken in; what is no file, or has just gone, is left out."""
        try:
            str(path).encode()  # events and records take only text
            status = path.stat()
        except UnicodeEncodeError:
            self.passed_over.append(PassedOver(shown(path.name), "its name is no text in UTF-8: rename it"))
        except FileNotFoundError:
            if path.is_symlink():
                self.passed_over.append(PassedOver(shown(path.name), "it is a link that leads to no file"))
        except OSError as problem:
            self.passed_over.append(unreadable(path, problem))
        else:
            if stat.S_ISREG(status.st_mode):
                self.files[path] = status


def unreadable(path: Path, problem: OSError) -> PassedOver:
    """A file that the system does not let us read."""
    return PassedOver(shown(path.name), f"it cannot be read ({problem.strerror or type(problem).__name__})")


def inbox_files(folders: Iterable[Path]) -> Listing:
    """What lies in folders now. Hidden names and those of unfinished files wait; a folder that is missing is empty."""
    listing = Listing()
    for folder in folders:
        try:
            names = sorted(os.listdir(folder))
        except FileNotFoundError:
            continue
        except OSError as problem:
            listing.passed_over.append(unreadable(folder, problem))
            continue
        for name in names:
            if not name.startswith(".") and not name.endswith(_UNFINISHED):
                listing.add(folder / name)
    return listing


def named_files(paths: Iterable[Path]) -> Listing:
    """The same of files that are named; one that is not there is passed over."""
    listing = Listing()
    for path in paths:
        before = len(listing.passed_over)
        listing.add(path)
        if path not in listing.files and len(listing.passed_over) == before:
            listing.passed_over.append(PassedOver(shown(path.name), "there is no such file"))
    return listing
