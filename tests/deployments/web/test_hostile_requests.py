"""Whatever is sent to the endpoint, and however slowly: nothing ends it or holds it up, good declarations go on."""

import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from deployments.web.connections import TimedConnection
from deployments.web.guard import Endpoint
from deployments.web.screening import screening_application
from deployments.web.server import web_server
from deployments.web.site import Site
from sql.stores import Stores
from tasks.clearance.endpoint.declared_json import declaration_of
from tasks.clearance.endpoint.screening import MOST_WAITING, BusyError
from tasks.collection.one_declaration import DeclarationRefusedError
from tests.deployments.web.hostile_requests import hostile_requests
from tests.ending import ends
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.endpoint.answering import SUSPECT, answering, declared
from tests.tasks.clearance.lodged import enforce, parameter

JSON = {"content-type": "application/json"}
PATIENCE = 60.0  # seconds, on a machine that others use too


@contextmanager
def listening(stores: Stores, most: int = 400, seconds: float = PATIENCE) -> Iterator[tuple[str, int]]:
    """A server of the endpoint in a thread; yields its address."""
    server = web_server(Site(screening_application(answering(stores), None)), Endpoint("127.0.0.1", 0, None))
    server.config.http = type("Connection", (TimedConnection,), {"seconds": seconds})
    server.config.limit_concurrency = most
    started = threading.Event()
    startup = server.startup

    async def starting(sockets: list[socket.socket] | None = None) -> None:
        await startup(sockets)
        started.set()

    server.startup = starting  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        assert started.wait(PATIENCE)
        yield server.servers[0].sockets[0].getsockname()
    finally:
        server.should_exit = True
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.fixture
def address(stores: Stores) -> Iterator[tuple[str, int]]:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT))
    with listening(stores) as found:
        yield found


def posted(headers: dict[str, str], body: bytes) -> bytes:
    lines = {"host": "risk.test", "connection": "close", "content-length": str(len(body))} | headers
    if "transfer-encoding" in headers:
        del lines["content-length"]
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
    return b"POST /declarations HTTP/1.1\r\n" + head.encode() + b"\r\n" + body


def ask(address: tuple[str, int], sent: bytes) -> tuple[int, dict[str, object]]:
    """Status and content of the answer; 0 where the connection ended without one."""
    with closing(socket.create_connection(address, PATIENCE)) as connection:
        with suppress(OSError):  # refused before all was sent: the answer may be there
            connection.sendall(sent)
        return answer_on(connection)


def answer_on(connection: socket.socket) -> tuple[int, dict[str, object]]:
    received = b""
    with suppress(ConnectionResetError):
        while part := connection.recv(65_536):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    if head.startswith(b"HTTP/1.1 100"):
        head, _, body = body.partition(b"\r\n\r\n")
    status = int(head.split(b" ")[1]) if head else 0
    return status, json.loads(body) if b"application/json" in head else {}


def good(address: tuple[str, int], name: str) -> int:
    return ask(address, posted(JSON, json.dumps(declared(name, importer="I9")).encode()))[0]


def test_three_hundred_hostile_requests_break_nothing(address: tuple[str, int]) -> None:
    statuses: Counter[int] = Counter()
    for number, (name, (headers, body)) in enumerate(hostile_requests()):
        with ends():
            status, content = ask(address, posted(headers, body))
        assert status in {200, 400, 411, 413, 415, 422}, name
        assert status != 422 or {"column", "value", "reason"} == content.keys(), name
        statuses[status] += 1
        if number % 40 == 0:
            assert good(address, f"good-{number}") == 200
    assert statuses.total() >= 300
    assert statuses[422] > 200


@pytest.mark.parametrize(
    ("body", "place", "reason"),
    [
        (
            b'{"declaration_id": "A", "items": [{}, {"net_mass": NaN}]}',
            "items[1].net_mass",
            "is no number that JSON has",
        ),
        (b'{"declaration_id": "A", "item_value": 1e999}', "item_value", "is too large a number"),
        (b'{"items": [{"hs_code": "1", "hs_code": "2"}]}', "items[0].hs_code", "stands there twice"),
        (b'{"importer": "I\\ud800"}', "importer", "holds half of a character, \\ud800"),
        (b'{"\\udc00": 1}', "\\udc00", "holds half of a character, \\udc00"),
        (b'{"items": [{"a": [[]]}]}', "items[0].a[0]", "is nested deeper than 4 levels"),
        (b'{"importer": "\xff"}', "the declaration", "is no text in UTF-8: see byte 15"),
        (b'{"importer": }', "the declaration", "is no JSON: Expecting value at line 1, column 14"),
        (b"[]", "the declaration", "must be one JSON object"),
    ],
)
def test_a_refusal_names_the_place(body: bytes, place: str, reason: str) -> None:
    with pytest.raises(DeclarationRefusedError) as refused:
        declaration_of(body)
    assert (refused.value.column, refused.value.reason) == (place, reason)


def test_the_spelling_of_a_code_hides_nothing(address: tuple[str, int]) -> None:
    for number, importer in enumerate(("I9", "Ｉ９", "I\u200b9", "\u202eI9\u202c", "I٩", " I9\u00a0")):
        body = json.dumps(declared(f"S{number}", importer=importer), ensure_ascii=number % 2 == 0).encode()
        assert ask(address, posted(JSON, body))[1]["parameters"] == "CN-1"


def test_connections_that_are_slow_or_half_open_end(stores: Stores) -> None:
    whole = posted(JSON, json.dumps(declared("slow")).encode())
    with listening(stores, seconds=0.2) as address:
        waiting = [socket.create_connection(address, PATIENCE) for _ in range(4)]
        for connection, begun in zip(waiting, (b"", whole[:1], whole[:60], whole[:-1]), strict=True):
            connection.sendall(begun)
        assert [answer_on(connection) for connection in waiting] == [(0, {})] * 4
        for connection in waiting:
            connection.close()


def test_two_hundred_connections_at_once_get_their_answers(address: tuple[str, int]) -> None:
    connections = [socket.create_connection(address, PATIENCE) for _ in range(200)]
    for number, connection in enumerate(connections):
        connection.sendall(posted(JSON, json.dumps(declared(f"C{number}")).encode()))
    statuses = Counter(answer_on(connection)[0] for connection in connections)
    for connection in connections:
        connection.close()
    assert statuses.keys() <= {200, 503}
    assert statuses[200] > 100


def test_more_connections_than_are_kept_get_503_at_once(stores: Stores) -> None:
    with listening(stores, most=10) as address:
        idle = [socket.create_connection(address, PATIENCE) for _ in range(12)]
        assert good(address, "one too many") == 503
        for each in idle:
            each.close()


def test_more_declarations_than_are_answered_in_a_moment_are_sent_away(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT))
    screening = answering(stores)
    coming = [screening.submit(declared(f"D{number}")) for number in range(MOST_WAITING)]
    with pytest.raises(BusyError, match="send it again"):
        screening.submit(declared("one too many"))
    screening.settle()
    assert all(each.result().lane == "low" for each in coming)
