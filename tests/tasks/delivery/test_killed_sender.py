"""The sender is killed at random points, receivers fail and lie: nothing is lost, and no double but theirs."""

from email.message import Message as Mail
from io import BytesIO

from pypdf import PdfReader

from sql.stores import Stores
from sql.terms import DeliveryState
from tests.tasks.delivery.persecution import persecute


def attached_to(mail: Mail | dict[str, object]) -> str:
    assert not isinstance(mail, dict)
    (attached,) = (part for part in mail.walk() if part.get_filename())
    payload = attached.get_payload(decode=True)
    assert isinstance(payload, bytes)
    return PdfReader(BytesIO(payload)).pages[0].extract_text()


def test_one_message_per_case_unit_and_channel_however_often_the_sender_dies(stores: Stores) -> None:
    outcome = persecute(stores, cases=8, kills=10, seed=5)
    assert outcome.killed >= 10
    assert outcome.lost == set()
    assert set(outcome.states) == {DeliveryState.DELIVERED}
    assert outcome.unexcused == 0, "a double where the receiver did not deny that it took the message"
    assert outcome.denied >= 1, "the receivers never lied: the test shows nothing"
    assert outcome.repeats >= 1, "no sender died between a receiver's yes and its own note: the test shows nothing"
    for key, message in outcome.messages:
        if key.endswith("|mail"):
            assert key.split("|")[1] in attached_to(message)
