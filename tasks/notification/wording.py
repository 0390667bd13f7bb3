"""What messages say: in the language of their route; in full to a unit's own mail, number and link to chat services."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sql.register import keyed_text
from sql.register.tables import OutboxEvent
from sql.terms import Language
from tasks.documents.pages import page
from tasks.documents.translation import rendered, translations
from tasks.notification.links import DAYS

_MESSAGES = Path(__file__).parent / "messages"
_CASE = re.compile(r"\b(?:TA|AS)-[A-Z0-9]+-\d{4}-\d{4,}\b")


@dataclass(frozen=True)
class Wording:
    """A message in words. subject and body: in full. title and brief: what it is, its number and the link, no more."""

    subject: str
    body: str
    title: str
    brief: str


def worded(event: OutboxEvent, key: str, language: Language, link: str | None) -> Wording:
    """What is told of one event. `key`: of the notification; `link`: that acknowledges it, where there is one."""
    title = f"{heading(event.kind, language)} {number_of(event)}"
    body = rendered(language, event.body)
    full, brief = _told("notice.txt", language, event=event, key=key, heading=title, body=body, link=link)
    return Wording(rendered(language, event.subject), full, title, brief)


def worded_digest(events: Sequence[OutboxEvent], key: str, unit: str, language: Language, link: str | None) -> Wording:
    """What is told of several events in one message."""
    _ = translations(language).gettext
    title = _("%(count)s notices for %(unit)s") % {"count": len(events), "unit": unit}
    notices = [worded(event, event.key, language, None) for event in events]
    full, brief = _told("digest.txt", language, notices=notices, key=key, unit=unit, link=link)
    return Wording(title, full, title, brief)


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
    return headings(language).get(kind, _("Notice"))


def headings(language: Language) -> dict[str, str]:
    """What events are, in a few words, by kind."""
    _ = translations(language).gettext
    return {
        "anchor": _("Anchor of the audit trail"),
        "approval": _("Measures for approval"),
        "case": _("Case file"),
        "deadline": _("Deadline missed"),
        "escalation": _("A decision is overdue"),
        "hint": _("Hints of enforcement supervision"),
        "instruction": _("Instructions for control"),
        "integrity_hint": _("Hints on the integrity of officers"),
        "operation": _("Special operation"),
        "operation_closed": _("Special operation closed"),
        "parameter_cap": _("A parameter floods its lane"),
        "parameter_review": _("A parameter for review"),
        "recommendation": _("Policy recommendation"),
        "reminder": _("A decision is waiting"),
        "reporting_duty": _("Reports are missing"),
        "screening_error": _("An error in screening"),
        "unread": _("Not acknowledged"),
        "warning": _("Warning"),
    }
