"""Receivers on loopback: a mail server and a web server that fail, deny what they took, and note all they got."""

import email
import hmac
import json
import socketserver
import threading
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message as Mail
from enum import StrEnum
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Mood(StrEnum):
    """How a receiver treats one message."""

    TAKES = "takes it"
    REFUSES = "refuses it"
    DENIES = "takes it and denies that it did"
    HANGS_UP = "hangs up without a word"
    STALLS = "holds the line without a word, then hangs up"


_STALL_SECONDS = 0.7

Moods = Callable[[int], Mood]


class Inbox:
    """What a receiver took, and what it denied; `mood` says how it treats the n-th message."""

    def __init__(self, mood: Moods = lambda number: Mood.TAKES) -> None:
        self.taken: list[Mail | dict[str, object]] = []
        self.paths: list[str] = []
        self.denied = 0
        self._mood, self._number, self._lock = mood, 0, threading.Lock()

    def receive(self, message: Mail | dict[str, object]) -> Mood:
        with self._lock:
            mood = self._mood(self._number)
            self._number += 1
            if mood in (Mood.TAKES, Mood.DENIES):
                self.taken.append(message)
            self.denied += mood is Mood.DENIES
            return mood


@contextmanager
def mail_server(inbox: Inbox) -> Iterator[int]:
    """A mail server on a free port of loopback."""

    class Session(socketserver.StreamRequestHandler):
        def say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

        def handle(self) -> None:
            self.say("220 loopback")
            while line := self.rfile.readline():
                word = line.split()[0].upper() if line.split() else b""
                if word == b"QUIT":
                    self.say("221 bye")
                    return
                if word != b"DATA":
                    self.say("250 ok")
                    continue
                self.say("354 go on")
                mood = inbox.receive(email.message_from_bytes(self.content()))
                if mood is Mood.STALLS:
                    _stall()
                if mood in (Mood.HANGS_UP, Mood.STALLS):
                    return
                self.say("250 taken" if mood is Mood.TAKES else "451 try again later")

        def content(self) -> bytes:
            lines = []
            while (line := self.rfile.readline()) not in (b".\r\n", b""):
                lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
            return b"".join(lines)

    yield from _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Session))


@contextmanager
def web_server(inbox: Inbox, secret: str, location: str = "") -> Iterator[int]:
    """A web server on a free port of loopback that takes what is signed with `secret`; it can redirect instead."""

    class Post(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            inbox.paths.append(self.path)
            if location:
                self.send_response(302)
                self.send_header("location", location)
                self.end_headers()
                return
            content = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
            signature = b64encode(hmac.new(secret.encode(), content, sha256).digest()).decode()
            if f"v1,{signature}" not in self.headers["webhook-signature"].split():
                self.send_response(401)
                self.end_headers()
                return
            mood = inbox.receive(json.loads(body) | {"id": self.headers["webhook-id"]})
            if mood is Mood.STALLS:
                _stall()
            if mood not in (Mood.HANGS_UP, Mood.STALLS):
                self.send_response(204 if mood is Mood.TAKES else 500)
                self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    yield from _served(ThreadingHTTPServer(("127.0.0.1", 0), Post))


def _lines_break(request: object, client: object) -> None:
    """A sender that was killed leaves a broken line: nothing to tell of."""


def _stall() -> None:
    threading.Event().wait(_STALL_SECONDS)


def _served(server: socketserver.TCPServer) -> Iterator[int]:
    server.handle_error = _lines_break  # type: ignore[assignment]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
