"""Requests that are made to break an endpoint, by kind: each as its headers and its body."""

import gzip
import json
from collections.abc import Iterator
from random import Random
from typing import Any

from tests.tasks.clearance.endpoint.answering import declared

Sent = tuple[dict[str, str], bytes]
_JSON = {"content-type": "application/json"}
_WHOLE = json.dumps(declared("H")).encode()


def hostile_requests() -> Iterator[tuple[str, Sent]]:
    """Name and content of each."""
    for kind in (_bodies, _numbers, _texts, _keys, _depths, _items, _headers, _spoilt):
        for number, sent in enumerate(kind()):
            yield f"{kind.__name__[1:]}-{number}", sent


def _bodies() -> Iterator[Sent]:
    texts: tuple[str, ...] = (
        "",
        " ",
        "null",
        "true",
        "0",
        "[]",
        "{}",
        '""',
        "{",
        "}",
        "[{}]",
        "{}{}",
        "{} {}",
        "NaN",
        '{"a"}',
        "{'a': 1}",
    )
    encoded = [each.encode() for each in texts]
    encoded += [_WHOLE.decode().encode(codec) for codec in ("utf-16", "utf-32", "utf-16-le", "cp037")]
    encoded += [
        b"\xff" * 100,
        b"\x00" * 100,
        b"\xef\xbb\xbf",
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        b"\xc0\x80",
        _WHOLE + b"\x00",
    ]
    encoded += [gzip.compress(_WHOLE), b"PK\x03\x04", b"<?xml version='1.0'?><a/>", b"%PDF-1.7", b"declaration_id=H"]
    for body in encoded:
        yield _JSON, body


def _numbers() -> Iterator[Sent]:
    written: tuple[str, ...] = (
        "NaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "-1e400",
        "1e-400",
        "9007199254740993",
        "1" * 400,
        "1" * 5_000,
    )
    written += ("1." + "1" * 5_000, "-0", "-0.0", "-1", "0x10", "1_000", "+1", "01", "1.", ".5", "1e", "true", "false")
    written += ("18446744073709551616", "1e308", "[1]", '{"a": 1}', '"1e400"', '"NaN"', '"٣"', '"1,2,3"')
    for column in ("item_value", "packages", "net_mass"):
        for each in written:
            yield _JSON, _WHOLE[:-1].replace(f'"{column}"'.encode(), b'"seller"') + f', "{column}": {each}}}'.encode()


def _texts() -> Iterator[Sent]:
    written: tuple[str, ...] = (
        '"\\ud800"',
        '"\\udfff\\ud800"',
        '"a\\udc00"',
        '"\\u0000"',
        '"\\u0000\\u0000"',
        '"\\u202e\\u2066"',
        '"\\ufffe"',
    )
    written += (
        '"' + "x" * 5_000 + '"',
        '"' + "中" * 5_000 + '"',
        '"' + "e" + "\\u0301" * 3_000 + '"',
        '"\\ufdfa"',
        '"\\r\\n"',
    )
    written += (
        '"\'; drop table decisions; --"',
        '"{{7*7}}"',
        '"${jndi:ldap://x}"',
        '"=cmd|calc"',
        '"../../etc/passwd"',
    )
    written += ('"' + "\\ufdfa" * 600 + '"', '"\\ud83d\\ude00"', '"\\uDEAD"', '"%00"', '"<script>"')
    for column in ("declaration_id", "importer", "hs_code", "office", "goods_description"):
        for each in written:
            body = _WHOLE[:-1].replace(f'"{column}"'.encode(), b'"seller"')
            yield _JSON, body + f', "{column}": {each}}}'.encode()


def _keys() -> Iterator[Sent]:
    for key in (
        "importer",
        "declaration_id",
        "items",
        "\\ud800",
        "",
        " ",
        "IMPORTER",
        "__class__",
        "importer\\u0000",
        "ｉmporter",
    ):
        yield _JSON, _WHOLE[:-1] + f', "{key}": "I9", "{key}": "I1"}}'.encode()
        yield _JSON, _WHOLE[:-1] + f', "{key}": "I9"}}'.encode()
    many = {f"k{number}": number for number in range(20_000)}
    yield _JSON, json.dumps(declared("H") | many).encode()
    yield _JSON, _WHOLE[:-1] + b', "version": 1, "received_at": "now", "function": "cancelled"}'


def _depths() -> Iterator[Sent]:
    for depth in (5, 30, 200, 900, 1_500, 50_000, 400_000):
        yield _JSON, b"[" * depth
        yield _JSON, b"[" * depth + b"]" * depth
        yield _JSON, _WHOLE[:-1] + b', "licences": ' + b"[" * depth + b"]" * depth + b"}"
        yield _JSON, (b'{"a":' * depth)[: 1 << 20]
        yield _JSON, _WHOLE[:-1] + b', "items": ' + (b'[{"items": ' * depth + b"1" + b"}]" * depth)[: 1 << 19] + b"}"


def _items() -> Iterator[Sent]:
    header = {name: declared("H")[name] for name in ("declaration_id", "lodged_on", "office", "importer")}
    item = {"hs_code": "870310", "net_mass": 1.0}
    lists: tuple[Any, ...] = ({}, None, 1, "x", [1], [None], [[]], [{}, 1], [{"items": []}], [item | {"importer": "I"}])
    lists += (
        [item] * 9_999,
        [{}] * 10_000,
        [{"hs_code": "x"}] * 9_999,
        [item | {"item_number": 0}],
        [item | {"item_number": 2**63}],
    )
    lists += ([item | {"item_number": "x"}], [item | {"item_number": 1.5}], [{"goods_description": "x" * 900_000}])
    for items in lists:
        yield _JSON, json.dumps(header | {"items": items}).encode()


def _headers() -> Iterator[Sent]:
    for kind in (
        "",
        "text/plain",
        "application/xml",
        "multipart/form-data",
        "application/json; charset=utf-16",
        "json",
        "*/*",
    ):
        yield {"content-type": kind}, _WHOLE
    for name, value in (
        *(("content-encoding", "gzip"), ("content-length", "-1"), ("content-length", "99999999999999999999")),
        *(
            ("content-length", "٣"),
            ("content-length", "1e3"),
            ("transfer-encoding", "chunked"),
            ("x-api-key", "\xff" * 900),
        ),
        *(
            ("expect", "100-continue"),
            ("accept", "\xfe"),
            ("cookie", "a" * 20_000),
            ("x" * 70_000, "a"),
            ("upgrade", "websocket"),
            ("x-http-method-override", "DELETE"),
        ),
    ):
        yield _JSON | {name: value}, _WHOLE


def _spoilt() -> Iterator[Sent]:
    """A good body with some of its bytes lost, doubled or turned into others."""
    chance = Random(14)
    for _ in range(60):
        body = bytearray(_WHOLE)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(body))
            body[place : place + chance.randint(0, 3)] = chance.randbytes(chance.randint(0, 4))
        yield _JSON, bytes(body)
