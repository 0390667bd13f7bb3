"""Messages speak the language of their route; what leaves the house carries a number and a link, and names nobody."""

from datetime import date

import pytest

from sql.register.tables import OutboxEvent
from sql.terms import Language, Severity
from tasks.notification.wording import heading, number_of, worded, worded_digest

DAY = date(2021, 3, 31)
EVENT = OutboxEvent(
    key="case|TA-SHA-2021-0001|2021-03-31",
    kind="case",
    reference="TA-SHA-2021-0001|2021-03-31",
    unit="SHA",
    severity=Severity.HIGH,
    occurred_on=DAY,
    subject="Targeted audit of Importer X",
    body="Importer X repeats violations.",
)
HINT = OutboxEvent(**EVENT.model_dump() | {"key": "hint|SHA|2021-03-31", "kind": "hint", "reference": "SHA|2021-03-31"})


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


def test_chinese_messages_are_chinese_and_keep_the_record() -> None:
    told = worded(EVENT, EVENT.key, Language.CHINESE, None)
    assert told.subject == "案卷 TA-SHA-2021-0001"
    for words in ("紧急程度: 紧急", "2021年3月31日", "原文：Importer X repeats violations.", "致SHA"):
        assert words in told.body
    assert worded(EVENT, EVENT.key, Language.ENGLISH, None).subject == EVENT.subject


def test_what_the_system_writes_is_told_in_chinese_line_by_line() -> None:
    lines = ["- seal differs: BILL1. Seal X1 found where the manifest tells S1.", "- something that nobody translated"]
    event = OutboxEvent(
        **HINT.model_dump() | {"subject": "2 hints of enforcement supervision, 2021-03-31", "body": "\n".join(lines)}
    )
    told = worded(event, event.key, Language.CHINESE, None)
    assert told.subject == "2021-03-31执法监督风险提示2条"
    assert "\n- 封志不符：BILL1。实际封志号X1，舱单所列为S1。\n原文：- something" in told.body
    assert event.body in worded(event, event.key, Language.ENGLISH, None).body


def test_what_is_no_case_has_a_short_number_of_its_own() -> None:
    assert number_of(HINT).startswith("N-")
    assert number_of(HINT) == number_of(HINT)


def test_a_kind_that_nobody_named_is_a_notice() -> None:
    assert heading("something new", Language.CHINESE) == "通知"
