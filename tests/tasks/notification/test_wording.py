"""Messages speak the language of their route; what leaves the house carries a number and a link, and names nobody."""

from datetime import date

import pytest

from sql.messages import Message, as_written, lines, word
from sql.register.tables import OutboxEvent
from sql.terms import Language, Severity
from tasks.notification.wording import heading, number_of, worded, worded_digest

DAY = date(2021, 3, 31)
ON_PAPER = Message(
    "{ground}. {grounds} Acknowledge by {day}.",
    {"ground": as_written("Importer X repeats violations"), "grounds": "D1", "day": DAY},
)


def event(kind: str, reference: str, subject: Message, body: Message) -> OutboxEvent:
    return OutboxEvent(
        key=f"{kind}|{reference}",
        kind=kind,
        reference=reference,
        unit="SHA",
        severity=Severity.HIGH,
        occurred_on=DAY,
        subject=subject,
        body=body,
    )


EVENT = event("case", "TA-SHA-2021-0001|2021-03-31", as_written("Targeted audit of Importer X"), ON_PAPER)
HINTS = lines(
    [
        Message(
            "- {rule}: {subject}. {evidence}",
            {
                "rule": word("seal_differs"),
                "subject": "BILL1",
                "evidence": Message(
                    "Seal {seal_found} found; the manifest says {seal_on_manifest}.",
                    {"seal_found": "X1", "seal_on_manifest": "S1"},
                ),
            },
        ),
        as_written("- something that an officer wrote"),
    ]
)
HINT = event(
    "hint",
    "SHA|2021-03-31",
    Message("{count} hints of enforcement supervision, {day}", {"count": 2, "day": DAY}),
    HINTS,
)


@pytest.mark.parametrize("language", list(Language))
def test_what_leaves_the_house_has_number_and_link_and_names_nobody(language: Language) -> None:
    told = worded(EVENT, f"{EVENT.key}|room", language, "https://risk.test/acknowledge/t")
    assert "TA-SHA-2021-0001" in told.title
    assert "https://risk.test/acknowledge/t" in told.brief
    assert "Importer X" not in told.title + told.brief
    digest = worded_digest([EVENT, HINT], "digest|SHA", "SHA", language, "https://risk.test/acknowledge/d")
    assert "Importer X" not in digest.title + digest.brief
    assert "TA-SHA-2021-0001" in digest.brief
    assert "Importer X" in worded(EVENT, EVENT.key, language, None).body


def test_chinese_messages_are_chinese_and_keep_what_persons_wrote() -> None:
    told = worded(EVENT, EVENT.key, Language.CHINESE, None)
    assert told.subject == "Targeted audit of Importer X"
    for words in ("紧急程度: 高", "2021年3月31日", "Importer X repeats violations。D1请于", "致SHA"):
        assert words in told.body
    assert worded(EVENT, EVENT.key, Language.ENGLISH, None).subject == str(EVENT.subject)


def test_what_the_system_writes_is_said_in_chinese_line_by_line() -> None:
    told = worded(HINT, HINT.key, Language.CHINESE, None)
    assert told.subject == "2021年3月31日执法监督风险提示2条"
    assert "\n- 封志不符：BILL1。实际封志号X1，舱单所列为S1。\n- something that an officer wrote" in told.body
    assert str(HINT.body) in worded(HINT, HINT.key, Language.ENGLISH, None).body


def test_what_is_no_case_has_a_short_number_of_its_own() -> None:
    assert number_of(HINT).startswith("N-")
    assert number_of(HINT) == number_of(HINT)


def test_a_kind_that_nobody_named_is_a_notice() -> None:
    assert heading("something new", Language.CHINESE) == "通知"
