"""Who may read the files of the register: their owner alone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from sql.kept_keys import FOLDER

_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_OWN = ("register.sqlite", "register.sqlite-wal", "register.sqlite-shm", FOLDER, "anchors", "models")


def owned_folder(folder: Path) -> None:
    """Make a data folder that only its owner can enter; one that is there stays as it is, its register's files do not.

    Files that another account owns are left as they are: `open_to_others` names them.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in _files_open(folder):
        if path.stat().st_uid == os.geteuid():
            path.chmod(stat.S_IMODE(path.stat().st_mode) & ~_OTHERS)


def open_to_others(folder: Path) -> list[str]:
    """Names of files of the register, its keys, anchors and models that other accounts of the machine can reach."""
    if folder.is_dir() and not folder.stat().st_mode & _OTHERS:
        return []  # nobody else comes in
    return [path.name for path in _files_open(folder)]


def _files_open(folder: Path) -> Iterator[Path]:
    present = (folder / name for name in _OWN)
    yield from (path for path in present if path.exists() and path.stat().st_mode & _OTHERS)
