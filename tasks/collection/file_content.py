"""What a file must have to be read at all."""


class UnreadableFileError(ValueError):
    """A file that cannot be read at all; the message is one sentence for its sender."""


def checked_header(names: list[str]) -> list[str]:
    """The names of a header, trimmed. Raises UnreadableFileError where a name stands there twice or none does."""
    header = [name.strip() for name in names]
    named = [name for name in header if name]
    if not named:
        raise UnreadableFileError("its first line names no column")
    twice = sorted({name for name in named if named.count(name) > 1})
    if twice:
        raise UnreadableFileError(f"its header names the column {twice[0]} twice")
    return header
