"""Text of a file in UTF-8 or GB18030; a file of any other kind is refused by its name.

charset-normalizer guesses any encoding, also wrongly; `sources/encoded_text` reads the others and says what it found.
"""

from tasks.collection.file_content import UnreadableFileError

DAMAGED = "\ufffd"  # stands where a character could not be read
_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_OTHER_KINDS = (
    (b"PK\x03\x04", "an Excel workbook (or another ZIP archive) under another name: save it as CSV"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook under another name: save it as CSV"),
    (b"\x1f\x8b", "compressed with gzip: unpack it first"),
    (b"%PDF", "a PDF document: send the table as CSV"),
    (b"<", "HTML or XML: save it as CSV"),
)
_TOLERATED = 0.01  # share of damaged characters in a text that has next to none beyond ASCII


def decoded(content: bytes) -> str:
    """Text of `content`, without a byte order mark; a character that cannot be read becomes U+FFFD.

    UTF-8 is tried first. Text that is damaged in places is read in the encoding that explains most of it. Raises
    UnreadableFileError for what is no text, and for text in another encoding.
    """
    _refuse_other_kinds(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        cut_short = problem.reason == "unexpected end of data"
    utf_8 = content.decode("utf-8-sig", errors="replace")
    if cut_short or _legible(utf_8) > utf_8.count(DAMAGED):
        return utf_8
    try:
        return content.decode("gb18030").removeprefix("\ufeff")
    except UnicodeDecodeError:
        gb18030 = content.decode("gb18030", errors="replace").removeprefix("\ufeff")
    text = min(utf_8, gb18030, key=lambda each: each.count(DAMAGED))
    if text.count(DAMAGED) > max(_legible(text), _TOLERATED * len(text)):
        raise UnreadableFileError("its encoding is neither UTF-8 nor GB18030")
    return text


def _refuse_other_kinds(content: bytes) -> None:
    for mark, kind in _OTHER_KINDS:
        if content.startswith(mark):
            raise UnreadableFileError(f"it is {kind}")
    if content.startswith(_UTF_16_MARKS):
        raise UnreadableFileError("it is encoded in UTF-16: save it as UTF-8")
    if b"\x00" in content:
        raise UnreadableFileError("it is neither CSV nor Parquet")


def _legible(text: str) -> int:
    """Number of characters beyond ASCII that could be read."""
    return len(text) - len(text.encode("ascii", errors="ignore")) - text.count(DAMAGED)
