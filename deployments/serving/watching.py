"""Watches the inbox of a served installation."""

import asyncio
import logging
from itertools import count
from pathlib import Path

from blocks.settings import Settings
from blocks.sources import source_folders
from blocks.stores import data_folder, load_stores
from deployments.inbox import Inbox, announce
from sql.register.tables import CollectionBatch

_EVERY_SECONDS = 1.0
_BLOCKS_READ_AFTER = 30  # looks


async def watch_inbox(inbox: Inbox) -> None:
    """Announce arriving files, without end, in the folders that the blocks currently name."""
    for look in count(1):
        await asyncio.sleep(_EVERY_SECONDS)
        if look % _BLOCKS_READ_AFTER == 0 and await asyncio.to_thread(folders) != inbox.folders:
            inbox = await asyncio.to_thread(opened_inbox)
        files = await asyncio.to_thread(inbox.arrived)
        if files:
            await asyncio.to_thread(announce, files, Settings().today())
            logging.getLogger("prefect.inbox").info("%s arrived", ", ".join(path.name for path in files))


def opened_inbox() -> Inbox:
    """The inbox of the installation, created if missing; collected contents are known."""
    stores = load_stores()
    watched = folders()
    for folder in watched:
        folder.mkdir(parents=True, exist_ok=True)
    return Inbox(watched, known=set(stores.register.read(CollectionBatch, ["key"])["key"]))


def folders() -> tuple[Path, ...]:
    """The watched folders, as the blocks currently name them."""
    return tuple(source_folders(data_folder()))
