"""Every kind of message is listed, and says of what it is about what its kind says; chat services learn no name."""

import ast
from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

import tasks
from sql.messages import Message, as_written
from sql.register.tables import OutboxEvent
from sql.register.tables.notifications import Matter, Matters
from sql.stores import Stores
from sql.terms import Language, Severity
from tasks.delivery.deliver import deliver, fan_out
from tasks.documents.translation import translations
from tasks.notification.kinds import KINDS
from tasks.notification.links import LinkMaker
from tasks.notification.outbox import Announcement, announce
from tasks.notification.wording import worded, worded_digest

DAY = date(2021, 3, 31)
DESK = LinkMaker("https://risk.test", ("secret",))
_REASON = Message("{share:.0%} of {inspected:.0f} inspected", {"share": 0.25, "inspected": 4})


def announced() -> Iterator[ast.Call]:
    """Every announcement that code makes."""
    for source in Path(tasks.__file__ or "").parent.rglob("*.py"):
        for call in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "Announcement":
                yield call


def test_every_announcement_of_a_kind_about_something_hands_over_what_it_is_about() -> None:
    silent = {kind for kind, described in KINDS.items() if not described.about}
    without = [call for call in announced() if not any(each.arg == "about" for each in call.keywords)]
    kinds = [_kind(call) for call in without if len(call.args) < 9]  # the ninth is what it is about, too
    assert len(list(announced())) > 15
    assert set(kinds) <= silent | {"reporting_duty", None}  # a reminder of a report is about no page
    literal = {kind for call in announced() if (kind := _kind(call)) is not None}
    assert literal <= set(KINDS)


def _kind(call: ast.Call) -> str | None:
    given = chain(call.args[:1], (each.value for each in call.keywords if each.arg == "kind"))
    return next((str(each.value) for each in given if isinstance(each, ast.Constant)), None)


def event(kind: str, *things: Matter, more: int = 0) -> OutboxEvent:
    return OutboxEvent(
        key=f"{kind}|SHA|1",
        kind=kind,
        reference="SHA|1",
        unit="SHA",
        severity=Severity.HIGH,
        occurred_on=DAY,
        subject=as_written("Importer X"),
        body=as_written("Importer X is to be decided on"),
        about=Matters(list(things), more),
    )


def thing(kind: str, key: str = "K1") -> Matter:
    says = KINDS[kind].says
    return Matter(
        sorted(KINDS[kind].about)[0],
        key,
        as_written("Importer X"),
        _REASON if "reason" in says else None,
        12_345.6 if "amount" in says else None,
        "CNY",
        DAY if "due_on" in says else None,
    )


@pytest.mark.parametrize("kind", [kind for kind, described in KINDS.items() if described.about])
def test_mail_carries_what_is_decided_on_and_chat_the_number_and_the_link_alone(kind: str) -> None:
    told = worded(event(kind, thing(kind)), "key", Language.ENGLISH, None, DESK)
    page = f"https://risk.test/desk/{thing(kind).kind}/K1"
    assert page in told.body
    says = {
        "reason": "Reason: 25% of 4 inspected",
        "amount": "At stake: 12,346 CNY",
        "due_on": "Due on: March 31, 2021",
    }
    for part, words in says.items():
        assert (words in told.body) == (part in KINDS[kind].says)
    assert page in told.brief
    assert "Importer X" not in told.title + told.brief
    chinese = worded(event(kind, thing(kind)), "key", Language.CHINESE, None, DESK).body
    assert ("涉及金额: 12,346 CNY" in chinese) == ("amount" in KINDS[kind].says)


def test_of_several_things_the_link_leads_to_their_list_and_the_rest_is_counted() -> None:
    things = [thing("instruction"), thing("instruction", "K2")]
    told = worded(event("instruction", *things, more=3), "k", Language.ENGLISH, None, DESK)
    assert "And 3 more." in told.body
    assert "https://risk.test/desk/instruction/K2" in told.body
    assert told.page == "https://risk.test/desk/instruction"
    assert "/K2" not in told.brief
    one, several = event("case", thing("case")), event("hint", thing("hint"), thing("hint", "K2"))
    digest = worded_digest([one, several], "digest", "SHA", Language.ENGLISH, None, DESK)
    assert "At stake" not in digest.body  # a case says it only where its currency is known
    assert "Reason: 25% of 4 inspected" in digest.body
    assert digest.body.count("Reason") == 1
    assert "https://risk.test/desk/hint" in digest.brief
    assert "Importer X" not in digest.brief


def test_an_installation_without_secrets_still_leads_to_the_desk(stores: Stores) -> None:
    told = Announcement(
        "case", "TA-SHA-2021-0001|1", "SHA", Severity.HIGH, DAY, _REASON, _REASON, about=[thing("case")]
    )
    with stores.register.writing() as session:
        announce(session, [told])
    fan_out(stores, DAY)
    deliver(stores, DAY, {}, links=LinkMaker("https://risk.test", ()))
    (file,) = (stores.folder / "notifications" / "SHA").iterdir()
    written = file.read_text(encoding="utf-8")
    assert "https://risk.test/desk/case/K1" in written
    assert "acknowledge" not in written


def test_without_a_desk_nothing_is_linked() -> None:
    told = worded(event("case", thing("case")), "k", Language.ENGLISH, None)
    assert "://" not in told.body + told.brief


def test_a_message_tells_of_twenty_things_and_counts_the_others(stores: Stores) -> None:
    many = [thing("hint", f"K{number}") for number in range(23)]
    told = Announcement(
        "hint", "SHA|1", "SHA", Severity.LOW, DAY, as_written("Hints"), as_written("Check."), about=many
    )
    with stores.register.writing() as session:
        assert announce(session, [told]) == 1
    (about,) = stores.register.read(OutboxEvent, ["about"])["about"]
    assert (len(about.first), about.more) == (20, 3)


def test_a_kind_that_is_not_listed_is_refused(stores: Stores) -> None:
    with pytest.raises(KeyError, match="no kind of message is called gossip"), stores.register.writing() as session:
        announce(session, [Announcement("gossip", "1", "SHA", Severity.LOW, DAY, _REASON, _REASON)])


def test_every_heading_is_said_in_chinese() -> None:
    known = translations(Language.CHINESE)
    assert [kind for kind, described in KINDS.items() if known.gettext(described.heading) == described.heading] == []
