"""Connections that end: whoever sends slowly, or nothing at all, holds none for long."""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

REQUEST_SECONDS = 30.0  # from the first byte of a request, or the opening, to the end of its answer
MOST_AT_ONCE = 400  # connections; a request on one more gets 503 at once


class TimedConnection(H11Protocol):
    """HTTP as uvicorn speaks it, but a request that is not answered in time ends its connection.

    Between requests the time for keeping a connection open counts instead.
    """

    seconds = REQUEST_SECONDS
    _limit: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Count from the opening."""
        super().connection_made(transport)
        self._start()

    def data_received(self, data: bytes) -> None:
        """Count from the first byte of a request."""
        self._start()
        super().data_received(data)

    def on_response_complete(self) -> None:
        """Stop counting, unless the next request has begun."""
        self._stop()
        super().on_response_complete()
        begun = self.cycle is not None and not self.cycle.response_complete
        if begun or self.conn.trailing_data[0]:
            self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        """Stop counting."""
        self._stop()
        super().connection_lost(exc)

    def _start(self) -> None:
        if self._limit is None:
            self._limit = self.loop.call_later(self.seconds, self._end)

    def _stop(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _end(self) -> None:
        self.transport.abort()
