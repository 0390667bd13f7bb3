"""Watches the inbox of a served installation."""

import asyncio
import logging
from collections.abc import Iterable
from itertools import count
from pathlib import Path

from sqlmodel import col

from blocks.settings import Settings
from blocks.sources import source_folders
from blocks.stores import data_folder, load_stores
from deployments.inbox import Inbox, announce
from deployments.persons import calendar_day
from sql.register.tables import CollectionBatch
from sql.stores import Stores
from tasks.persons.acting import first_person

_EVERY_SECONDS = 1.0
_BLOCKS_READ_AFTER = 30  # looks
_LOG = "prefect.inbox"


async def watch_inbox() -> None:
    """Announce arriving files, without end, in the folders that the blocks currently name.

    What it passes over is told once. A file that is announced and not collected is announced again.
    """
    stores = await asyncio.to_thread(load_stores)
    await asyncio.to_thread(first_person, stores, calendar_day())
    inbox = await asyncio.to_thread(opened_inbox, stores)
    for look in count(1):
        await asyncio.sleep(_EVERY_SECONDS)
        again: list[Path] = []
        if look % _BLOCKS_READ_AFTER == 0:
            if await asyncio.to_thread(folders) != inbox.folders:
                inbox = await asyncio.to_thread(opened_inbox, stores)
            again = await asyncio.to_thread(_uncollected, stores, inbox)
        files = await asyncio.to_thread(inbox.arrived)
        log = logging.getLogger(_LOG)
        for passed in inbox.to_tell():
            log.warning("%s", passed)
        for found, said in ((files, "%s arrived"), (again, "%s announced again: nothing has collected it")):
            if found:
                await asyncio.to_thread(announce, found, Settings().today())
                log.info(said, ", ".join(path.name for path in found))


def opened_inbox(stores: Stores) -> Inbox:
    """The inbox of the installation, created if missing; collected contents are known."""
    watched = folders()
    make_folders(watched)
    return Inbox(watched, known=set(stores.register.read(CollectionBatch, ["key"])["key"]))


def make_folders(watched: Iterable[Path]) -> None:
    """Make the watched folders that are missing."""
    for folder in watched:
        folder.mkdir(parents=True, exist_ok=True)


def folders() -> tuple[Path, ...]:
    """The watched folders, as the blocks currently name them."""
    return tuple(source_folders(data_folder()))


def _uncollected(stores: Stores, inbox: Inbox) -> list[Path]:
    if not inbox.announced:
        return []
    announced = col(CollectionBatch.key).in_(list(inbox.announced))
    return inbox.uncollected(set(stores.register.read(CollectionBatch, ["key"], announced)["key"]))
