"""Raw rows from a file of any kind, which is recognised by its bytes and never by its name alone."""

from pathlib import Path

from tasks.collection.sources.kinds import file_kinds
from tasks.collection.sources.raw import FileKind, RawRows, ReadingHints, UnreadableFileError

_HEAD = 65_536  # bytes
_OTHER_KINDS = (
    (b"\x1f\x8b", "compressed with gzip: unpack it first"),
    (b"BZh", "compressed with bzip2: unpack it first"),
    (b"\xfd7zXZ", "compressed with xz: unpack it first"),
    (b"%PDF", "a PDF document: send the table as CSV or Excel"),
)


def read_raw(path: Path, hints: ReadingHints | None = None) -> RawRows:
    """Rows of a file as they come. Raises UnreadableFileError: one sentence for the sender."""
    hints = hints or ReadingHints()
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except OSError as problem:
        raise UnreadableFileError(f"{path} cannot be opened: {problem.strerror}") from problem
    if not head.strip():
        raise UnreadableFileError("the file is empty")
    for mark, kind in _OTHER_KINDS:
        if head.startswith(mark):
            raise UnreadableFileError(f"it is {kind}")
    if head.lstrip(b"\xef\xbb\xbf \r\n\t")[:200].lower().startswith((b"<html", b"<!doctype html", b"<table")):
        raise UnreadableFileError(
            "it is an HTML page under another name: open it in a spreadsheet and save it as Excel"
        )
    return _kind_of(head, path, hints).read(path, hints)


def _kind_of(head: bytes, path: Path, hints: ReadingHints) -> FileKind:
    kinds = file_kinds()
    if hints.kind is not None:
        for kind in kinds:
            if kind.name == hints.kind:
                return kind
        names = ", ".join(kind.name for kind in kinds)
        raise UnreadableFileError(f"there is no file kind {hints.kind}: use one of {names}")
    for kind in kinds:
        if kind.recognises(head, path):
            return kind
    raise UnreadableFileError(
        "it is no table of a kind that can be read: send CSV, Excel, Parquet, JSON, XML or EDIFACT"
    )
