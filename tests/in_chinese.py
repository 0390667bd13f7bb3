"""What of the register cannot be told in Chinese, and what of a page is English."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from sql.register.tables import CaseGround, Hint, OutboxEvent, SpecialOperation
from sql.stores import Stores
from sql.terms import Language
from tasks.documents.sentences import sentence

_NO_TEXT = re.compile(r"<(style|head|metadata)\b.*?</\1>|<!--.*?-->|<[^>]+>", re.DOTALL)
_ENGLISH = re.compile(r"\b[A-Za-z]*[a-z]{2}[A-Za-z]*\b")  # SHA, HS and an X in a code are no English


def untold(stores: Stores) -> list[str]:
    """Sentences of notices, hints, grounds and operations that no template of the Chinese catalogue fits."""
    return sorted({text for kind, text in _sentences(stores) if sentence(Language.CHINESE, kind, text) is None})


def left_english(kind: str, texts: Iterable[str]) -> list[str]:
    """Sentences of a kind that cannot be told in Chinese, or not wholly; their names and codes must be in capitals."""
    told = {text: sentence(Language.CHINESE, kind, text) for text in texts}
    return [text for text, chinese in told.items() if chinese is None or _ENGLISH.search(chinese)]


def english_of(page: str, *written: str) -> list[str]:
    """English words of a page of HTML, but for what officers and importers have `written` themselves."""
    text = unescape(_NO_TEXT.sub(" ", page))
    for words in written:
        text = text.replace(words, " ")
    return sorted(set(_ENGLISH.findall(text)))


def _sentences(stores: Stores) -> Iterator[tuple[str, str]]:
    for row in stores.register.read(OutboxEvent, ["kind", "subject", "body"]).to_dict("records"):
        kind, body = f"notice {row['kind']}", str(row["body"])
        yield "headline", str(row["subject"])
        whole = sentence(Language.CHINESE, kind, body) is not None
        yield from ((kind, line) for line in ([body] if whole else body.splitlines()))
    for evidence in stores.register.read(Hint, ["evidence"])["evidence"]:
        yield "hint", str(evidence)
    for statement in stores.register.read(CaseGround, ["statement"])["statement"]:
        yield "ground", str(statement)
    for row in stores.register.read(SpecialOperation, ["title", "team", "target"]).to_dict("records"):
        yield from (("operation", str(text)) for text in row.values())
