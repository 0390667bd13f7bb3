"""Outages are told in one sentence that says what to do; a fault of the program is none."""

import errno
import os
import sqlite3
from pathlib import Path

import duckdb
import httpx
import psycopg
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import IntegrityError, OperationalError

from tasks.running.outages import outage, shown
from tasks.running.patience import Tried, pause_after

ADMIN_SHUTDOWN, UNDEFINED_TABLE = psycopg.errors.AdminShutdown("terminating"), psycopg.errors.UndefinedTable("no t")
OUTAGES: list[tuple[BaseException, str]] = [
    (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/x"), "/data/x: the disk is full: make room"),
    (OSError(errno.EDQUOT, "quota"), "the disk is full"),
    (OSError(errno.EROFS, "read-only", "/data/x"), "/data/x: the file system is read-only"),
    (PermissionError(errno.EACCES, "denied", "/data/\udcff"), "/data/\\udcff: this user may not read or write it"),
    (OSError(errno.EIO, "io"), "a disk does not answer"),
    (OSError("Error writing bytes to file. Detail: [errno 28] No space left on device"), "the disk is full"),
    (duckdb.IOException("IO Error: Could not write file: No space left on device"), "the disk is full"),
    (pa.ArrowInvalid("IOError: Read-only file system"), "the file system is read-only"),
    (OperationalError("insert", {}, sqlite3.OperationalError("database or disk is full")), "the disk is full"),
    (OperationalError("insert", {}, sqlite3.OperationalError("attempt to write a readonly database")), "is read-only"),
    (OperationalError("select", {}, psycopg.OperationalError("connection refused")), "the database cannot be reached"),
    (OperationalError("select", {}, ADMIN_SHUTDOWN), "the database cannot be reached"),
    (httpx.ConnectError("refused"), "the Prefect server does not answer"),
    (BaseExceptionGroup("parts", [ValueError("x"), OSError(errno.ENOSPC, "full")]), "the disk is full"),
]
FAULTS: list[BaseException] = [
    ValueError("no space left on device"),
    KeyError("disk is full"),
    FileNotFoundError(errno.ENOENT, "missing", "x"),
    IntegrityError("insert", {}, sqlite3.IntegrityError("UNIQUE constraint failed")),
    OperationalError("select", {}, sqlite3.OperationalError("no such table: x")),
    OperationalError("select", {}, UNDEFINED_TABLE),
]


@pytest.mark.parametrize(("problem", "told"), OUTAGES, ids=lambda each: type(each).__name__)
def test_an_outage_is_one_sentence(problem: BaseException, told: str) -> None:
    sentence = outage(problem)
    assert sentence is not None
    assert told in sentence
    assert "\n" not in sentence
    assert not sentence.endswith(".")


@pytest.mark.parametrize("problem", FAULTS, ids=lambda each: type(each).__name__)
def test_a_fault_of_the_program_is_no_outage(problem: BaseException) -> None:
    assert outage(problem) is None


def test_what_caused_an_error_counts() -> None:
    problem = RuntimeError("it failed")
    problem.__cause__ = OSError(errno.ENOSPC, "full")
    problem.__cause__.__context__ = problem  # a circle ends
    assert "the disk is full" in str(outage(problem))


NAMES = st.binary(min_size=1, max_size=20).filter(
    lambda name: b"\0" not in name and b"/" not in name and name not in (b".", b"..")
)


@given(NAMES)
def test_every_name_of_a_file_can_be_shown(name: bytes) -> None:
    told = shown(Path(os.fsdecode(name)).name)
    assert told.isprintable()
    assert told.encode()


def test_pauses_double_up_to_their_limit() -> None:
    assert [pause_after(number, 2.0, 30.0) for number in (1, 2, 3, 4, 5, 500)] == [2, 4, 8, 16, 30, 30]
    assert Tried().once_more(10.0, 2.0, 30.0).once_more(20.0, 2.0, 30.0) == Tried(2, 24.0)
