"""A sender in a process of its own, so that it can be killed."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sql.lake import Lake
from sql.register import Register
from sql.register.notary import Notary
from sql.stores import Stores
from tasks.delivery.deliver import deliver


def send_what_is_due(register_url: str, folder: Path, as_of: date, channels: Mapping[str, str]) -> None:
    """Deliver what is due, on stores that are there already."""
    deliver(Stores(Register(register_url, Notary.of(folder)), Lake(folder / "lake"), folder), as_of, channels)
