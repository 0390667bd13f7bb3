"""Errors that a user causes: one clear sentence, exit status 2, no traceback."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer


def refuse(sentence: str) -> NoReturn:
    """Print what is wrong and what to do, and exit with status 2."""
    typer.secho(f"customs-risk: {sentence}", err=True, fg=typer.colors.RED)
    raise typer.Exit(2)


@contextmanager
def refusals(*refused: type[Exception]) -> Iterator[None]:
    """Turn errors of these kinds into refusals; their messages are sentences for the user."""
    try:
        yield
    except refused as problem:
        refuse(str(problem))
