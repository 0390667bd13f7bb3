"""Addresses `spool://<file>`: messages are appended to a file that a telex machine prints."""

from pathlib import Path

from tasks.delivery.channels import Channel, DeliveryError, Message


def send(address: str, message: Message) -> None:
    """Append a message's subject. Raises DeliveryError where the file cannot be written."""
    try:
        with Path(address.removeprefix("spool://")).open("a", encoding="utf-8") as spool:
            spool.write(f"{message.unit}: {message.subject}\n")
    except OSError as problem:
        raise DeliveryError(f"the spool cannot be written: {problem.strerror}") from problem


CHANNELS = (Channel("spool", send),)
