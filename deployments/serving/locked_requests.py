"""Repeats requests that met a locked record, before their caller gets the answer."""

import asyncio
import random

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_UNAVAILABLE = 503  # the transaction was rolled back
_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6)  # seconds before the next try, plus or minus half
_REPEATED = frozenset({"POST", "PUT", "PATCH", "DELETE"})  # reading needs no lock


class RetryLocked:
    """Answers as `app` does, but repeats a changing request if the answer is 503."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http" or scope["method"] not in _REPEATED:
            await self._app(scope, receive, send)
            return
        body = await _whole(receive)
        for pause in _PAUSES:
            answer = _Answer(send)
            try:
                await self._app(dict(scope), _replayed(body, receive), answer)
            except SQLAlchemyError:  # Starlette raises the error after it has answered
                if not answer.withheld:
                    raise
            if not answer.withheld:
                return
            await asyncio.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311  # nosec B311  # so that two do not collide again
        await self._app(scope, _replayed(body, receive), send)


class _Answer:
    """Passes on every answer except 503."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.withheld = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == _UNAVAILABLE:
            self.withheld = True
        if not self.withheld:
            await self._send(message)


async def _whole(receive: Receive) -> list[Message]:
    messages: list[Message] = []
    while not messages or (messages[-1]["type"] == "http.request" and messages[-1].get("more_body", False)):
        messages.append(await receive())
    return messages


def _replayed(messages: list[Message], receive: Receive) -> Receive:
    left = iter(messages)

    async def next_message() -> Message:
        for message in left:
            return message
        return await receive()

    return next_message
