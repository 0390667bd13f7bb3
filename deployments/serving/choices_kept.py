"""Keeps the choices of forms current: an organisation that is loaded, goods that were never declared before."""

import asyncio
from datetime import date

from prefect.client.orchestration import get_client
from sqlmodel import func, select

from blocks.settings import Settings
from blocks.stores import load_stores
from deployments.forms import Choices, choices_of
from deployments.registration import update_forms
from sql.register.tables import CollectionBatch, OrganisationUnit

_EVERY_SECONDS = 30.0
_Changes = tuple[int, int, date]


async def keep_choices() -> None:
    """Renew forms, without end, when what they offer has changed since deployments were registered."""
    seen: _Changes | None = None
    offered: Choices | None = None
    async with get_client() as client:
        while True:
            changes = await asyncio.to_thread(changes_so_far)
            if changes != seen:
                choices = await asyncio.to_thread(lambda: choices_of(load_stores(), Settings().today()))
                if choices != offered:
                    await update_forms(client, choices)
                seen, offered = changes, choices
            await asyncio.sleep(_EVERY_SECONDS)


def changes_so_far() -> _Changes:
    """How much was collected, how much of an organisation was loaded, and the day, from which units open and close."""
    with load_stores().register.reading() as session:
        batches = session.exec(select(func.count()).select_from(CollectionBatch)).one()
        units = session.exec(select(func.count()).select_from(OrganisationUnit)).one()
    return batches, units, Settings().today()
