"""Messages are kept as text and values, and shown as a person reads them; no JSON and no placeholder is left over."""

from datetime import date

import pandas as pd
import pytest
from sqlalchemy.exc import StatementError

from sql.messages import Message, as_written, lines, messages, word
from sql.register import insert_new
from sql.register.tables import OutboxEvent
from sql.stores import Stores
from sql.terms import Severity

DAY = date(2021, 3, 31)
SHARE = Message("{share:.0%} of {peers:,} declarations since {day}", {"share": 0.25, "peers": 12_345, "day": DAY})
WHOLE = lines([Message("- {what}: {rest}", {"what": word("anti_smuggling"), "rest": SHARE}), as_written("{as it is}")])


def event(subject: object, body: object) -> dict[str, object]:
    named = {"key": "hint|A", "kind": "hint", "reference": "A", "unit": "SHA", "severity": Severity.LOW}
    return named | {"occurred_on": DAY, "subject": subject, "body": body}


def test_english_is_the_text_with_its_values() -> None:
    assert str(SHARE) == "25% of 12,345 declarations since 2021-03-31"
    assert str(WHOLE) == f"- anti smuggling: {SHARE}\n{{as it is}}"
    assert str(Message("{kind:capitalized} {of}", {"kind": word("sports_shoes"), "of": ["A", "B"]})) == (
        "Sports shoes A, B"
    )


@pytest.mark.parametrize("message", [SHARE, WHOLE, as_written("50 % {sic}"), Message("nothing", {"none": None})])
def test_what_is_stored_comes_back_the_same(message: Message) -> None:
    assert Message.of_stored(message.stored()) == message


@pytest.mark.parametrize("stored", ["nothing", "3", "[]", '{"text": "A"}', ""])
def test_what_is_no_message_is_shown_as_it_stands(stored: str) -> None:
    assert str(Message.of_stored(stored)) == stored


def test_the_register_keeps_messages_and_refuses_plain_text(stores: Stores) -> None:
    with stores.register.writing() as session:
        insert_new(session, OutboxEvent, [event(SHARE, WHOLE)])
    kept = stores.register.read(OutboxEvent, ["subject", "body"]).iloc[0].tolist()
    assert kept == [SHARE, WHOLE]
    with pytest.raises(StatementError, match="is no message"), stores.register.writing() as session:
        insert_new(session, OutboxEvent, [event("Hello", WHOLE) | {"key": "hint|B"}])


def test_rows_of_a_table_become_messages_with_plain_values() -> None:
    table = pd.DataFrame({"label": ["shoes", "toys"], "peers": [3, 4], "since": pd.to_datetime(["2021-01-02"] * 2)})
    made = messages(pd.Series(["{label:capitalized} {peers}", "{since}"]), table, words=["label"])
    assert made.map(str).tolist() == ["Shoes 3", "2021-01-02"]
    assert made[0] == Message("{label:capitalized} {peers}", {"label": Message("shoes"), "peers": 3})
