"""What of the register cannot be said in Chinese, and what of a page is in the other language."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

from sqlmodel import SQLModel

from sql.messages import Message, filled
from sql.register.tables.notifications import Matters
from sql.register.tables.vocabulary import MessageText, RecordText
from sql.stores import Stores
from sql.terms import Language
from tasks.documents.translation import rendered, translations

_NO_TEXT = re.compile(r"<(style|head|metadata|code)\b.*?</\1>|<!--.*?-->|<[^>]+>", re.DOTALL)
_CHINESE = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]+")
_ENGLISH = re.compile(r"\b[A-Za-z]*[a-z]{2}[A-Za-z]*\b")  # SHA, HS and an X in a code are no English


def untold(stores: Stores) -> list[str]:
    """Texts of messages in any table of the register that the Chinese catalogue does not know."""
    return sorted({text for message in messages_of(stores) for text in texts_unknown(message)})


def texts_unknown(message: Message) -> Iterator[str]:
    """The texts of a message and of those within it that the Chinese catalogue does not know."""
    words = "" if message.written else filled(message.text, message.values, lambda value, form: "")
    if _ENGLISH.search(words) and translations(Language.CHINESE).gettext(message.text) == message.text:
        yield message.text
    for value in message.values.values():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, Message):
                yield from texts_unknown(each)


def left_english(messages: Iterable[Message]) -> list[str]:
    """Messages that are not wholly Chinese in Chinese; their names and codes must be in capitals."""
    return [str(each) for each in messages if _ENGLISH.search(rendered(Language.CHINESE, each))]


def english_of(page: str, *written: str) -> list[str]:
    """English words of a page of HTML, but for what officers and importers have `written` themselves."""
    text = unescape(_NO_TEXT.sub(" ", page))
    for words in written:
        text = text.replace(words, " ")
    return sorted(set(_ENGLISH.findall(text)))


def chinese_of(page: str, *written: str) -> list[str]:
    """Chinese words of a page of HTML, but for names of data and the name of the language, as `written`."""
    text = unescape(_NO_TEXT.sub(" ", page))
    for words in ("中文", *written):
        text = text.replace(words, " ")
    return sorted(set(_CHINESE.findall(text)))


def messages_of(stores: Stores) -> Iterator[Message]:
    """Every message that the register holds."""
    for table in SQLModel.__subclasses__():
        columns = [each for each in table.__table__.columns if isinstance(each.type, MessageText)]  # type: ignore[attr-defined]
        for column in columns:
            yield from stores.register.read(table, [column.name])[column.name].dropna()
        matters = [each for each in table.__table__.columns if _of_matters(each.type)]  # type: ignore[attr-defined]
        for column in matters:
            for about in stores.register.read(table, [column.name])[column.name]:
                yield from (text for each in about.first for text in (each.what, each.reason) if text is not None)


def _of_matters(kind: object) -> bool:
    return isinstance(kind, RecordText) and kind.record is Matters
