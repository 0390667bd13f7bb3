"""Files of a simulated world, as its sources would send them."""

from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sql.contents import CONTENTS
from sql.durable import published
from sql.lake import Lake, conformed
from tasks.simulation.plan import World
from tasks.simulation.versions import first_and_later


def write_world(world: World, inbox: Path, lake: Lake) -> list[Path]:
    """Put a world's files into the inbox, each whole or not at all; return them.

    Its truth goes into the lake, and so do its exchange rates, which stand in a file beside the inbox as well.
    """
    inbox.mkdir(parents=True, exist_ok=True)
    lake.write_by_month("truth", "lodged_on", "truth", world.truth)
    _write_rates(world.exchange_rates, inbox.parent, lake)
    first, later = first_and_later(world.declarations, world.other_versions)
    months = first["lodged_on"].dt.strftime("%Y-%m")
    written = [
        _parquet(inbox / f"declarations-{month}.parquet", _as_in_lake("declarations", part))
        for month, part in first.groupby(months, sort=True)
    ]
    written.append(_parquet(inbox / "declarations-later-versions.parquet", _as_in_lake("declarations", later)))
    for name, table, rows in (
        ("outcomes-history", "outcomes", world.outcomes),
        ("outcomes-screened", "outcomes", world.sealed),
        ("officer_actions", "officer_actions", world.officer_actions),
        ("manual_movements", "manual_movements", world.manual_movements),
        ("licences", "licences", world.licences),
        ("manifests-first", "manifests", _first(world.manifests, world.first_manifests, ["bill_number", "container"])),
        ("manifests-later", "manifests", _later(world.manifests, world.first_manifests, ["bill_number", "container"])),
    ):
        written.append(_parquet(inbox / f"{name}.parquet", _as_in_lake(table, rows)))
    for name, part in (
        ("manuals-first", _first(world.manuals, world.first_manuals, ["number"])),
        ("manuals-later", _later(world.manuals, world.first_manuals, ["number"])),
    ):
        written.append(_parquet(inbox / f"{name}.parquet", pa.Table.from_pandas(part, preserve_index=False)))
    return [*written, _csv(inbox / "information.csv", world.information)]


def _first(rows: pd.DataFrame, first: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """All rows, those that changed as they came at first."""
    unchanged = ~pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(first[key]))
    return pd.concat([rows[unchanged], first], ignore_index=True)


def _later(rows: pd.DataFrame, first: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The rows that changed, as they are now."""
    return rows[pd.MultiIndex.from_frame(rows[key]).isin(pd.MultiIndex.from_frame(first[key]))]


def _write_rates(rates: pd.DataFrame, folder: Path, lake: Lake) -> None:
    loaded_at = rates["valid_from"].max()
    rows = rates.assign(source="simulation", loaded_at=loaded_at)
    lake.write("exchange_rates", f"{loaded_at:%Y-%m}", "simulation", rows)
    _csv(folder / "exchange-rates.csv", rates)


def _csv(target: Path, rows: pd.DataFrame) -> Path:
    with published(target) as unfinished:
        rows.to_csv(unfinished, index=False, date_format="%Y-%m-%d")
    return target


def _as_in_lake(table: str, rows: pd.DataFrame) -> pa.Table:
    return conformed(rows.drop(columns="value", errors="ignore"), CONTENTS[table].schema)


def _parquet(target: Path, rows: pa.Table) -> Path:
    with published(target) as unfinished:
        pq.write_table(rows, unfinished, compression="zstd")
    return target
