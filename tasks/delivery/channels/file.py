"""Addresses `file://<folder>`: a readable file per notification, in a folder per unit."""

import re
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from apprise import Apprise, NotifyFormat
from apprise.decorators import notify

from sql.durable import publish
from tasks.delivery.channels import Channel, DeliveryError, Message

_SCHEMA = "customsriskfile"
_LONGEST = 150  # characters of a file name, so that every file system accepts it


@notify(on=_SCHEMA, name="Customs Risk file")  # type: ignore[untyped-decorator, no-untyped-call]
def _write(body: str, title: str, *args: Any, meta: dict[str, Any], **kwargs: Any) -> bool:
    """Write a message to the path in the address; a repeat replaces its file."""
    target = Path(unquote(str(meta["qsd"]["path"])))
    publish(target, f"# {title}\n\n{body}\n")
    return True


def send(address: str, message: Message) -> None:
    """Write a message to `<folder>/notifications/<unit>/<key>.md`. Raises DeliveryError if it cannot be written."""
    folder = Path(address.partition("://")[2]).absolute()
    target = folder / "notifications" / message.unit / f"{_file_name(message.key)}.md"
    sender = Apprise()
    sender.add(f"{_SCHEMA}://file?path={quote(quote(str(target), safe=''), safe='')}")
    if (
        not sender.notify(title=message.subject, body=message.body, body_format=NotifyFormat.TEXT)
        or not target.is_file()
    ):
        raise DeliveryError(f"the file {target.name} could not be written")


def _file_name(key: str) -> str:
    """A key as a file name; if characters were replaced, a hash keeps similar keys apart."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", key.replace("|", "_"))[:_LONGEST]
    return name if name == key.replace("|", "_") else f"{name}-{sha256(key.encode()).hexdigest()[:10]}"


CHANNELS = (Channel("file", send),)
