"""The whole cycle for tests: run without Prefect's engine, and everything that a run leaves behind, to compare."""

import pkgutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from prefect import Flow, Task
from prefect.blocks.core import Block
from prefect.logging import disable_run_logger
from prefect.runtime import flow_run
from sqlalchemy import Row, Table
from sqlmodel import SQLModel

import flows
from blocks.settings import Settings
from blocks.stores import load_stores
from sql.kept_keys import FOLDER
from sql.lake import SCHEMAS
from sql.register import Register
from sql.register.notary import Notary
from tasks.running.within_lifecycle import LIFECYCLE

Rows = list[tuple[Any, ...]]
_WRITTEN = ("cases", "notifications", "recommendations", "reports", "unreadable")


@dataclass(frozen=True)
class Cycle:
    """A small simulated trade and the period of it that is screened."""

    declarations: int
    screened_from: date
    last_day: date

    @property
    def first_day(self) -> date:
        """First day that is simulated: a year of history, as `customs-risk run` has it."""
        return date(self.screened_from.year - 1, self.screened_from.month, 1)


@dataclass(frozen=True)
class Left:
    """What a run left behind: rows of every register table, of every lake file, and the text of every document."""

    register: dict[str, Rows]
    lake: dict[str, list[dict[str, Any]]]
    documents: dict[str, str]


@contextmanager
def without_engine() -> Iterator[None]:
    """Flows and tasks as the plain functions they wrap: the same calls in the same order, no server, no events."""
    for module in pkgutil.walk_packages(flows.__path__, "flows."):
        import_module(module.name)
    with pytest.MonkeyPatch.context() as patch, disable_run_logger():
        patch.setattr(Block, "load", _no_block)
        patch.setattr(flow_run, "tags", [LIFECYCLE], raising=False)  # which the runs inside the cycle bear
        for module_name, name, value in _attributes("flows.", "tasks."):
            if isinstance(value, Flow | Task):
                patch.setattr(f"{module_name}.{name}", value.fn)
            elif callable(value) and _module_of(value).startswith(("prefect.artifacts", "prefect.events")):
                patch.setattr(f"{module_name}.{name}", lambda *told, **named: None)
        yield


def give_keys(folder: Path) -> None:
    """Give an installation to be the keys of every other: their draws and signatures can then be compared."""
    keys = folder / FOLDER
    keys.mkdir(parents=True, exist_ok=True)
    for name in ("selection", "trail"):
        (keys / f"{name}.key").write_text(sha256(name.encode()).hexdigest(), encoding="ascii")


def run_cycle(cycle: Cycle, folder: Path, register_url: str | None = None) -> dict[str, Any]:
    """Simulate into `folder` and run the whole cycle on it, as `customs-risk run` does; return the run's summary."""
    from flows import risk_lifecycle, simulate_trade

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CUSTOMS_RISK_DATA_FOLDER", str(folder))
        if register_url is None:
            patch.delenv("CUSTOMS_RISK_REGISTER_URL", raising=False)
        else:
            patch.setenv("CUSTOMS_RISK_REGISTER_URL", register_url)
        give_keys(folder)
        stores = load_stores()
        for module_name, name, _ in _attributes("flows."):
            if name == "load_stores":  # one process opens them once: a restart costs less
                patch.setattr(f"{module_name}.{name}", lambda: stores)
        try:
            simulate_trade.simulate_trade(
                declarations=cycle.declarations,
                first_day=cycle.first_day,
                last_day=cycle.last_day,
                screened_from=cycle.screened_from,
                seed=Settings().seed,
            )
            summary: dict[str, Any] = risk_lifecycle.risk_lifecycle(
                as_of=cycle.last_day, screened_from=cycle.screened_from
            )
        finally:
            stores.register.engine.dispose()
    return summary | {"report": Path(summary["report"]).relative_to(folder).as_posix()}


def left_in(folder: Path, register_url: str | None = None) -> Left:
    """Everything that runs left in a data folder and its register."""
    return Left(
        register_rows(register_url or f"sqlite:///{folder / 'register.sqlite'}"),
        {
            path.relative_to(folder).as_posix(): pq.read_table(path, partitioning=None).to_pylist()
            for table in SCHEMAS
            for path in sorted((folder / "lake" / table).rglob("*.parquet"))
            if path.is_file()
        },
        {
            path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8", errors="backslashreplace")
            for written in _WRITTEN
            for path in sorted((folder / written).rglob("*"))
            if path.is_file() and path.suffix != ".pdf"  # made from pages that are compared, at a time of its own
        },
    )


def register_rows(url: str) -> dict[str, Rows]:
    """Rows of every table of a register, in the order of their keys."""
    register = Register(url, Notary(b"only reads", Path()))
    try:
        with register.engine.connect() as connection:
            tables = SQLModel.metadata.tables
            return {name: _by_key(table, connection.execute(table.select()).all()) for name, table in tables.items()}
    finally:
        register.engine.dispose()


def differences(one: Left, other: Left) -> list[str]:
    """One line for each table, file or document that differs, with the first row that does."""
    found: list[str] = []
    for what, here, there in (
        ("register", one.register, other.register),
        ("lake", one.lake, other.lake),
        ("document", one.documents, other.documents),
    ):
        for name in sorted({*here, *there}):
            mine, yours = here.get(name), there.get(name)
            if mine != yours:
                found.append(f"{what} {name}: {_first_difference(mine, yours)}")
    return found


def _attributes(*packages: str) -> list[tuple[str, str, object]]:
    """Module, name and value of everything that modules of these packages hold."""
    modules = [(name, module) for name, module in sys.modules.items() if name.startswith(packages)]
    return [(module_name, *each) for module_name, module in modules for each in list(vars(module).items())]


def _module_of(value: object) -> str:
    return str(getattr(value, "__module__", ""))  # functions compiled for NumPy have none


def _no_block(name: str, **named: Any) -> Block:
    raise ValueError(f"no block {name} was saved")


def _by_key(table: Table, rows: Sequence[Row[Any]]) -> Rows:
    places = [number for number, column in enumerate(table.columns) if column.primary_key]
    return sorted((tuple(row) for row in rows), key=lambda row: tuple(row[place] for place in places))


def _first_difference(mine: Any, yours: Any) -> str:
    if mine is None or yours is None:
        return "only in one of them"
    if isinstance(mine, str):
        mine, yours = mine.splitlines(), yours.splitlines()
    pairs = [(a, b) for a, b in zip(mine, yours, strict=False) if a != b]
    return f"{len(mine)} and {len(yours)} rows, first difference: {pairs[:1]}"[:600]
