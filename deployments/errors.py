"""Errors that a user causes: one clear sentence, exit status 2, no traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

OUTAGE = 75  # exit status: the same command may succeed later (EX_TEMPFAIL of sysexits.h)


def refuse(sentence: str) -> NoReturn:
    """Print what is wrong and what to do, and exit with status 2."""
    tell(sentence)
    raise typer.Exit(2)


def tell(sentence: str) -> None:
    """Print a sentence about what went wrong."""
    typer.secho(f"customs-risk: {sentence}", err=True, fg=typer.colors.RED)


@contextmanager
def refusals(*refused: type[Exception]) -> Iterator[None]:
    """Turn errors of these kinds into refusals; their messages are sentences for the user."""
    try:
        yield
    except refused as problem:
        refuse(str(problem))


@contextmanager
def outages_told() -> Iterator[None]:
    """End the process with one sentence where the work met an outage, such as a full disk; other errors go on."""
    try:
        yield
    except Exception as problem:
        from tasks.running.outages import outage  # imported late: help needs no library

        if (sentence := outage(problem)) is None:
            raise
        tell(sentence)
        sys.exit(OUTAGE)
