"""A link acknowledges once, for its unit, until its day; nobody else makes one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sql.messages import as_written
from sql.register.tables import AuditEntry, Notification
from sql.stores import Stores
from sql.terms import Severity
from tasks.delivery.deliver import deliver, fan_out
from tasks.notification.acknowledgement import acknowledge_by_link, told_by_link
from tasks.notification.links import DAYS, PATH, LinkMaker, LinkRefusedError, Ticket, signed_token, ticket_of
from tasks.notification.outbox import Announcement, announce

DAY = date(2021, 3, 31)
SECRETS = ("new secret", "old secret")
TICKET = Ticket("case|TA-SHA-2021-0001|file", "SHA", DAY)


@pytest.fixture
def told(stores: Stores) -> Stores:
    with stores.register.writing() as session:
        announce(
            session,
            [
                Announcement(
                    "case",
                    f"TA-{unit}-2021-0001",
                    unit,
                    Severity.HIGH,
                    DAY,
                    as_written("A case"),
                    as_written("Read the file."),
                )
                for unit in ("SHA", "QDG")
            ],
        )
    fan_out(stores, DAY)
    deliver(stores, DAY, {}, links=LinkMaker("https://risk.test/", SECRETS))
    return stores


def token_in_file_of(stores: Stores, unit: str) -> str:
    (file,) = (stores.folder / "notifications" / unit).iterdir()
    text = file.read_text(encoding="utf-8")
    start = f"https://risk.test/{PATH}/"
    return text[text.index(start) + len(start) :].split()[0]


def test_the_link_in_a_message_acknowledges_it_once(told: Stores) -> None:
    token = token_in_file_of(told, "SHA")
    shown = told_by_link(told, token, secrets=SECRETS, today=DAY)
    assert (shown.unit, shown.notices) == ("SHA", ("Case file TA-SHA-2021-0001",))
    acknowledge_by_link(told, token, officer="Li", secrets=SECRETS, today=DAY)
    rows = told.register.read(Notification, ["unit", "acknowledged_by"], order_by=["unit"])
    assert rows.fillna("").values.tolist() == [["QDG", ""], ["SHA", "Li"]]
    assert told.register.read(AuditEntry, ["actor", "unit"]).values.tolist() == [["Li", "SHA"]]
    with pytest.raises(LinkRefusedError, match="Li acknowledged this on 2021-03-31"):
        acknowledge_by_link(told, token, officer="Wang", secrets=SECRETS, today=DAY)
    with pytest.raises(LinkRefusedError, match="Li acknowledged"):
        told_by_link(told, token, secrets=SECRETS, today=DAY)


def test_looking_at_a_link_acknowledges_nothing(told: Stores) -> None:
    told_by_link(told, token_in_file_of(told, "SHA"), secrets=SECRETS, today=DAY)
    assert told.register.read(Notification, ["acknowledged_by"])["acknowledged_by"].isna().all()


def test_a_link_is_over_after_its_days(told: Stores) -> None:
    token = token_in_file_of(told, "SHA")
    last = DAY + timedelta(days=DAYS)
    assert ticket_of(token, SECRETS, last).unit == "SHA"
    with pytest.raises(LinkRefusedError, match="valid until"):
        acknowledge_by_link(told, token, officer="Li", secrets=SECRETS, today=last + timedelta(days=1))


def test_a_link_for_one_unit_says_nothing_for_another(told: Stores) -> None:
    other = signed_token(Ticket(TICKET.key, "QDG", DAY), SECRETS[0])
    with pytest.raises(LinkRefusedError, match="gone"):
        acknowledge_by_link(told, other, officer="Li", secrets=SECRETS, today=DAY)


def test_a_link_needs_the_name_of_who_acknowledges(told: Stores) -> None:
    with pytest.raises(LinkRefusedError, match="name"):
        acknowledge_by_link(told, token_in_file_of(told, "SHA"), officer=" ", secrets=SECRETS, today=DAY)


def test_secrets_rotate_and_a_link_of_an_unknown_secret_is_refused() -> None:
    assert ticket_of(signed_token(TICKET, "old secret"), SECRETS, DAY) == TICKET
    with pytest.raises(LinkRefusedError, match="not issued here"):
        ticket_of(signed_token(TICKET, "guessed"), SECRETS, DAY)


@given(st.text(max_size=80))
def test_whatever_is_made_up_is_refused(token: str) -> None:
    with pytest.raises(LinkRefusedError, match="not issued here"):
        ticket_of(token, SECRETS, DAY)


@given(st.data())
def test_a_token_that_was_changed_anywhere_is_refused(data: st.DataObject) -> None:
    token = signed_token(TICKET, SECRETS[0])
    place = data.draw(st.integers(0, len(token) - 3))  # the last letter carries bits that no byte uses
    letter = data.draw(st.sampled_from("ABCxyz019-_.").filter(lambda each: each != token[place]))
    with pytest.raises(LinkRefusedError):
        ticket_of(token[:place] + letter + token[place + 1 :], SECRETS, DAY)
