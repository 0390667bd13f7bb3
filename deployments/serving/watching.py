"""Watching the inbox of an installation for as long as it is served."""

import asyncio
import logging
from itertools import count

from blocks.settings import Settings
from blocks.stores import data_folder, load_stores
from deployments.inbox import Inbox, announce, inbox_folder
from sql.register.tables import CollectionBatch

_EVERY_SECONDS = 1.0
_BLOCK_READ_AFTER = 30  # looks


async def watch_inbox() -> None:
    """Announce files as they arrive, for ever, in the inbox that the stores block names at the time."""
    inbox = await asyncio.to_thread(opened_inbox)
    for look in count(1):
        await asyncio.sleep(_EVERY_SECONDS)
        if look % _BLOCK_READ_AFTER == 0 and inbox_folder(await asyncio.to_thread(data_folder)) != inbox.folder:
            inbox = await asyncio.to_thread(opened_inbox)
        files = await asyncio.to_thread(inbox.arrived)
        if files:
            await asyncio.to_thread(announce, files, Settings().today())
            logging.getLogger("prefect.inbox").info("%s arrived", ", ".join(path.name for path in files))


def opened_inbox() -> Inbox:
    """The inbox of the installation, made where it is not there; what was collected before is known."""
    stores = load_stores()
    folder = inbox_folder(stores.folder)
    folder.mkdir(parents=True, exist_ok=True)
    return Inbox(folder, known=set(stores.register.read(CollectionBatch, ["key"])["key"]))
