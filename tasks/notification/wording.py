"""What messages say: in the language of their route; in full to a unit's own mail, number and link to chat services.

In full is what it is and on whom, why, the amount at stake with its currency, the deadline, and the link to its page
at the desk.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from sql.register import keyed_text
from sql.register.tables import OutboxEvent
from sql.register.tables.notifications import Matter
from sql.terms import Language
from tasks.documents.pages import page
from tasks.documents.translation import rendered, translations
from tasks.notification.kinds import KINDS
from tasks.notification.links import DAYS, LinkMaker

_MESSAGES = Path(__file__).parent / "messages"
_CASE = re.compile(r"\b(?:TA|AS)-[A-Z0-9]+-\d{4}-\d{4,}\b")
_INDENT = "   "


@dataclass(frozen=True)
class Wording:
    """A message in words. subject and body: in full. title and brief: what it is, its number and the link, no more.

    page: link to what it is about at the desk. matters: what it says of each thing, one text each.
    """

    subject: str
    body: str
    title: str
    brief: str
    page: str | None = None
    matters: tuple[str, ...] = ()


def worded(
    event: OutboxEvent, key: str, language: Language, link: str | None, desk: LinkMaker | None = None
) -> Wording:
    """What is told of one event. `key`: of the notification; `link`: that acknowledges it, where there is one.

    desk: makes the links to pages of the desk; None: messages without them.
    """
    title = f"{heading(event.kind, language)} {number_of(event)}"
    body = rendered(language, event.body)
    at = page_of(event, desk)
    told = tuple(_matter(each, language, desk) for each in event.about.first)
    full, brief = _told(
        "notice.txt",
        language,
        event=event,
        key=key,
        heading=title,
        body=body,
        link=link,
        page=at,
        matters=told,
        more=event.about.more,
    )
    return Wording(rendered(language, event.subject), full, title, brief, at, told)


def worded_digest(
    events: Sequence[OutboxEvent],
    key: str,
    unit: str,
    language: Language,
    link: str | None,
    desk: LinkMaker | None = None,
) -> Wording:
    """What is told of several events in one message: of each its subject and page, and why where it is one thing."""
    _ = translations(language).gettext
    title = _("%(count)s notices for %(unit)s") % {"count": len(events), "unit": unit}
    notices = [_short(worded(event, event.key, language, None, desk)) for event in events]
    full, brief = _told("digest.txt", language, notices=notices, key=key, unit=unit, link=link)
    return Wording(title, full, title, brief)


def page_of(event: OutboxEvent, desk: LinkMaker | None) -> str | None:
    """The page at the desk of what an event is about: of its one thing, else the list of their kind."""
    things = event.about.first
    if desk is None or not things:
        return None
    alone = len(things) == 1 and not event.about.more
    return desk.desk(things[0].kind, things[0].key if alone else "")


def _short(wording: Wording) -> Wording:
    """The wording of a notice in a digest: several things are counted by its subject, and stand behind its link."""
    return wording if len(wording.matters) == 1 else replace(wording, matters=())


def _matter(matter: Matter, language: Language, desk: LinkMaker | None) -> str:
    """What a message says of one thing, a line for each of reason, amount, deadline and page."""
    _ = translations(language).gettext
    what = rendered(language, matter.what)
    said = [f"- {what[:1].upper()}{what[1:]}"]
    if matter.reason is not None:
        said.append(f"{_('Reason')}: {rendered(language, matter.reason)}")
    if matter.amount is not None:
        amount = format_decimal(matter.amount, "#,##0", locale=str(language))
        said.append(f"{_('At stake')}: {amount} {matter.currency}".rstrip())
    if matter.due_on is not None:
        said.append(f"{_('Due on')}: {format_date(matter.due_on, 'long', locale=str(language))}")
    if desk is not None and matter.key:
        said.append(desk.desk(matter.kind, matter.key))
    return f"\n{_INDENT}".join(said)


def _told(template: str, language: Language, **values: Any) -> tuple[str, str]:
    """What a template says in full, and what it says without details."""
    full, brief = (
        page(_MESSAGES / template, language, days=DAYS, details=details, **values).strip() for details in (True, False)
    )
    return full, brief


def number_of(event: OutboxEvent) -> str:
    """The number of the case that an event is about, else a short one of the event's own; it names nobody."""
    case = _CASE.search(event.reference)
    return case.group(0) if case else f"N-{keyed_text(event.key)[:8]}"


def heading(kind: str, language: Language) -> str:
    """What an event of a kind is, in a few words."""
    _ = translations(language).gettext
    return _(KINDS[kind].heading) if kind in KINDS else _("Notice")
