"""A published file is whole and on the disk before its name is, and its name before anything counts on it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from sql.durable import publish, published


@contextmanager
def watched() -> Iterator[list[str]]:
    """The syncs and renames of files, in order, by their names."""
    seen: list[str] = []
    replace, make = os.replace, Path.mkdir

    def syncing(file: int) -> None:
        seen.append(f"sync {Path(os.readlink(f'/proc/self/fd/{file}')).name}")

    def replacing(source: Any, target: Any) -> None:
        seen.append(f"name {Path(target).name}")
        replace(source, target)

    def making(path: Path, *values: Any, **named: Any) -> None:
        seen.append(f"name {path.name}")
        make(path, *values, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", syncing)
        patch.setattr(os, "replace", replacing)
        patch.setattr(Path, "mkdir", making)
        yield seen


def test_content_is_synced_before_the_name_and_the_name_before_the_end(tmp_path: Path) -> None:
    with watched() as seen:
        publish(tmp_path / "one" / "two" / "a.txt", "text")
    made = ["name one", f"sync {tmp_path.name}", "name two", "sync one"]
    assert seen == [*made, "sync .a.txt.unfinished", "name a.txt", "sync two"]
    assert (tmp_path / "one" / "two" / "a.txt").read_text() == "text"


def test_what_cannot_be_written_leaves_the_earlier_file_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "a.txt"
    publish(target, "earlier")

    def write_half() -> None:
        with published(target) as unfinished:
            unfinished.write_text("half")
            raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        write_half()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("a.txt", "earlier")]


@pytest.mark.parametrize("name", ["x" * 255, "中" * 85])
def test_the_longest_name_that_a_file_can_have_is_possible(tmp_path: Path, name: str) -> None:
    publish(tmp_path / name, b"content")
    assert [path.name for path in tmp_path.iterdir()] == [name]
