"""A policy recommendation is answered once, by its addressee; one that is late is asked for once."""

from datetime import timedelta

import pytest

from sql.messages import Message
from sql.register.tables import AuditEntry, OutboxEvent
from sql.stores import Stores
from sql.working_days import add_working_days
from tasks.handling.answers import answer_recommendation, ask_for_answers, recommendations_seen
from tasks.handling.approval import HandlingRefusedError
from tasks.handling.decide import decide_by_policy
from tasks.handling.execute import execute_approved
from tasks.handling.propose import propose_handling
from tests.deployments.commands.shell import shell
from tests.in_chinese import english_of, untold
from tests.persons import Officer
from tests.tasks.handling.findings import EVE, finding, found


@pytest.fixture
def issued(stores: Stores) -> Stores:
    found(stores, finding("duty_by_volume"))
    propose_handling(stores, EVE)
    decide_by_policy(stores, EVE)
    execute_approved(stores, EVE)
    return stores


def measure(stores: Stores) -> str:
    return str(recommendations_seen(stores, "CN", answered=True)["measure"].iloc[0])


def test_the_addressee_answers_once(issued: Stores) -> None:
    key = measure(issued)
    answer_recommendation(issued, key, "Rates were corrected.", actor="Li", unit="CN", as_of=EVE)
    assert recommendations_seen(issued, "CN").empty
    assert recommendations_seen(issued, "CN", answered=True)["answer"].tolist() == ["Rates were corrected."]
    assert "answer" in issued.register.read(AuditEntry, ["action"])["action"].tolist()
    with pytest.raises(HandlingRefusedError, match="was answered on"):
        answer_recommendation(issued, key, "Once more.", actor="Li", unit="CN", as_of=EVE)


def test_its_chinese_document_is_chinese(stores: Stores) -> None:
    statement = Message(
        "Weekly duty {weekly_duty:,.0f} {currency}; {expected_duty:,.0f} is expected for these goods, at least "
        "{lowest_duty:,.0f}. Declarations with less than their usual duty: {declarations}.",
        {"weekly_duty": 200.0, "currency": "CNY", "expected_duty": 500.0, "lowest_duty": 400.0, "declarations": 3},
    )
    compared = '{"declarations": 3, "expected_duty": 500.0, "lowest_duty": 400.0, "weekly_duty": 200.0}'
    row = finding("duty_by_volume", statement=statement, compared=compared)
    found(stores, row)
    propose_handling(stores, EVE)
    decide_by_policy(stores, EVE)
    execute_approved(stores, EVE)
    page = (stores.folder / "recommendations" / f"{measure(stores)}.zh.html").read_text(encoding="utf-8")
    assert english_of(page, measure(stores)[:12], str(row["key"])) == []
    assert "周征税款200CNY，按所进口货物应为500" in page


@pytest.mark.parametrize(("unit", "answer", "sentence"), [("SHA", "Done.", "has no rec"), ("CN", " ", "needs words")])
def test_what_is_no_answer_is_refused(issued: Stores, unit: str, answer: str, sentence: str) -> None:
    with pytest.raises(HandlingRefusedError, match=sentence):
        answer_recommendation(issued, measure(issued), answer, actor="Li", unit=unit, as_of=EVE)


def test_a_late_answer_is_asked_for_once_and_one_that_came_is_not(issued: Stores) -> None:
    due = add_working_days(EVE, 30)
    assert ask_for_answers(issued, due) == {"recommendations_unanswered": 0}
    for _ in range(2):
        assert ask_for_answers(issued, due + timedelta(days=1)) == {"recommendations_unanswered": 1}
    asked = issued.register.read(OutboxEvent, ["unit", "attachment"], OutboxEvent.kind == "reminder")
    assert asked.values.tolist() == [["CN", f"recommendations/{measure(issued)}.html"]]
    assert untold(issued) == []
    answer_recommendation(issued, measure(issued), "Done.", actor="Li", unit="CN", as_of=due)
    assert ask_for_answers(issued, due + timedelta(days=2)) == {"recommendations_unanswered": 0}


def test_it_is_answered_from_a_shell(issued: Stores) -> None:
    key = measure(issued)
    assert [each["measure"] for each in shell(issued, "recommendations", "list", "--json").json] == [key]
    given = ("--answer", "Done.", Officer("Li", "CN"), "--as-of", "2021-02-01")
    assert shell(issued, "recommendations", "answer", key, *given).out.strip() == (
        f"recommendation {key}, answered by Li"
    )
