"""Files that a power cut neither loses nor cuts: whole files take their place, and the disk has them before they count.

A file system may keep what is written in memory for half a minute, and may forget the name of a file whose content it
has. So content is synced before a file gets its name, and the folder after it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

_LONGEST_NAME = 200  # bytes: file systems take 255, and ours needs a few of them


@contextmanager
def published(target: Path, writer: str = "") -> Iterator[Path]:
    """A path to write a file to; when the block ends the file takes the place of `target`, whole and synced.

    writer: tells those apart who may write the same target at the same time. Where the block raises nothing changes.
    """
    make_folder(target.parent)
    name = target.name
    if len(name.encode()) > _LONGEST_NAME:
        name = blake2b(name.encode(), digest_size=8).hexdigest()
    unfinished = target.with_name(f".{name}{writer and '.'}{writer}.unfinished")
    try:
        yield unfinished
        sync_file(unfinished)
        os.replace(unfinished, target)
    except Exception:  # a process that ends here leaves the file, and the next one writes over it
        unfinished.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def publish(target: Path, content: str | bytes, writer: str = "") -> None:
    """Write a small file whole or not at all; text is UTF-8. An earlier file is replaced. See `published`."""
    with published(target, writer) as unfinished:
        unfinished.write_bytes(content.encode() if isinstance(content, str) else content)


def make_folder(folder: Path) -> None:
    """Make a folder with those above it, as far as they lack; their names are synced."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    sync_folder(folder.parent)


def sync_file(path: Path) -> None:
    """Wait until the disk has the content of a file."""
    file = os.open(path, os.O_RDONLY)
    try:
        os.fsync(file)
    finally:
        os.close(file)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has the names in a folder."""
    sync_file(folder)
