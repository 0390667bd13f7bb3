"""The channel `file`: a readable file per notification in the data folder, in a folder per unit.

It is no channel that an address could name: no address writes files.
"""

import re
from hashlib import sha256
from pathlib import Path

from sql.durable import publish
from tasks.delivery.channels import Channel, DeliveryError, Message

_LONGEST = 150  # characters of a file name, so that every file system accepts it
_ACTS = re.compile(r"[\\`<>\[\]]|^\s*#", re.MULTILINE)  # what makes HTML, links, pictures or headings of a text


def send(folder: str, message: Message) -> None:
    """Write a message to `<folder>/notifications/<unit>/<key>.md`; a repeat replaces its file.

    What persons and traders wrote is text, whatever Markdown would make of it. Raises DeliveryError if it cannot be
    written.
    """
    target = Path(folder).absolute() / "notifications" / _file_name(message.unit) / f"{_file_name(message.key)}.md"
    try:
        publish(target, f"# {as_text(' '.join(message.subject.split()))}\n\n{as_text(message.body)}\n")
    except OSError:
        raise DeliveryError(f"the file {target.name} could not be written") from None


def as_text(written: str) -> str:
    """A text that Markdown shows as it was written: it becomes no HTML, link, picture or heading."""
    return _ACTS.sub(lambda found: f"{found.group()[:-1]}\\{found.group()[-1]}", written)


def _file_name(key: str) -> str:
    """A key as a file name; if characters were replaced, a hash keeps similar keys apart."""
    name = re.sub(r"[^A-Za-z0-9._-]+", "_", key.replace("|", "_"))[:_LONGEST]
    return name if name == key.replace("|", "_") else f"{name}-{sha256(key.encode()).hexdigest()[:10]}"


FILE_CHANNEL = Channel("file", send)
