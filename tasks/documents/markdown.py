"""Markdown that says what was meant, whoever wrote the text in it: tables that can be copied, and pictures."""

import re
from base64 import b64encode
from collections.abc import Collection, Sequence

_MEANS_SOMETHING = re.compile(r"([\\`*_\[\]<>|~$#&!])")
_NOT_IN_A_LINE = re.compile(r"[\x00-\x20\x7f\u2028\u2029]+")


def plain(text: str) -> str:
    """Text in one line, of which nothing is taken for a mark of Markdown or HTML."""
    return _MEANS_SOMETHING.sub(r"\\\1", _NOT_IN_A_LINE.sub(" ", text).strip())


def table(headings: Sequence[str], rows: Sequence[Sequence[str]], numbers: Collection[int] = ()) -> str:
    """A table of texts; `numbers`: places of the columns that stand to the right."""
    lines = [
        [plain(heading) or " " for heading in headings],
        ["---:" if place in numbers else "---" for place in range(len(headings))],
        *([plain(cell) for cell in row] for row in rows),
    ]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def picture(svg: str, words: str) -> str:
    """A picture as part of the text, so that whoever shows it calls no other server; `words`: what it shows."""
    return f"![{plain(words)}](data:image/svg+xml;base64,{b64encode(svg.encode()).decode()})"


def link(words: str, address: str) -> str:
    """A link; `address`: of our own making."""
    return f"[{plain(words)}]({address})"
