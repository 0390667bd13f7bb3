"""Keys that an installation makes for itself at first use, and keeps where only its owner can read them."""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_bytes
from tempfile import NamedTemporaryFile

FOLDER = "keys"
_BYTES = 32
SHORTEST = 16  # bytes of a key that nobody tries out


def kept_key(folder: Path, name: str) -> bytes:
    """The key `name` of the data folder `folder`; made by chance where there is none yet, by one of many at once.

    Raises OSError where it can be neither read nor written.
    """
    keys = folder / FOLDER
    kept = keys / f"{name}.key"
    if not kept.is_file():
        keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        with NamedTemporaryFile(dir=keys, prefix=f".{name}.") as unfinished:  # readable by its owner alone
            unfinished.write(token_bytes(_BYTES).hex().encode())
            unfinished.flush()
            os.fsync(unfinished.fileno())
            with suppress(FileExistsError):  # another was faster: its key holds
                os.link(unfinished.name, kept)
    return bytes.fromhex(kept.read_text(encoding="ascii"))


def has_key(folder: Path, name: str) -> bool:
    """Whether the data folder keeps a key of this name."""
    return (folder / FOLDER / f"{name}.key").is_file()
