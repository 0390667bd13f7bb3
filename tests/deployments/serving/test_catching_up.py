"""An event whose runs were lost or failed is emitted again, after pauses that grow, until it is answered."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import pytest

from deployments.serving import catching_up
from flows.events import Event
from tasks.lifecycle.flow_events import Unanswered

LOST = Unanswered(Event.COLLECTION_COMPLETED.value, date(2021, 3, 1), "", {})


@asynccontextmanager
async def no_server() -> AsyncIterator[None]:
    yield None


def test_what_stays_unanswered_is_emitted_again_and_what_is_answered_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    now, emitted = 0.0, list[float]()

    async def look_later(seconds: float) -> None:
        nonlocal now
        now += seconds
        if now > 4_000:
            raise asyncio.CancelledError

    async def idle(_: object) -> bool:
        return False

    monkeypatch.setattr(catching_up, "get_client", no_server)
    monkeypatch.setattr(catching_up, "monotonic", lambda: now)
    monkeypatch.setattr(catching_up, "_busy", idle)
    monkeypatch.setattr(catching_up, "_missing", lambda: [LOST] if now < 3_000 else [])
    monkeypatch.setattr(catching_up, "announce", lambda *_: emitted.append(now))
    monkeypatch.setattr(asyncio, "sleep", look_later)
    with pytest.raises(asyncio.CancelledError):
        asyncio.run(catching_up.catch_up())
    assert emitted == [20, 320, 920, 2_120]
