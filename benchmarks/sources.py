"""How fast a file of goods items is collected into the lake, quality and quarantine included, beside DuckDB alone."""

import multiprocessing
import resource
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from benchmarks.measurement import Effort, Measurement, effort_of
from sql.reference import organisation
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.prepare import prepare_register
from tasks.collection.sources.check import read_file, write_items
from tasks.collection.sources.columns import Installation

ITEMS = 2_000_000
_DRAWN = "create macro drawn(number, salt, most) as (hash(number, salt) % most)::integer"
_ROWS = """
select
    (222020210000000000 + i // 3)::varchar as declaration_id,
    date '2021-01-01' + drawn(i // 3, 0, 360) as lodged_on,
    ['SHA1', 'SZN1', 'QDG1', 'TJN1', 'XMN1'][1 + drawn(i // 3, 1, 5)] as office,
    if(drawn(i // 3, 2, 4) = 0, 'export', 'import') as direction,
    '0110' as trade_mode,
    ['sea', 'air', 'road'][1 + drawn(i // 3, 3, 3)] as transport_mode,
    'D' || drawn(i // 3, 4, 900) as declarant,
    'I' || drawn(i // 3, 5, 60000) as importer,
    'S' || drawn(i // 3, 6, 90000) as seller,
    ['US', 'JP', 'KR', 'DE', 'VN', 'TH', 'BR'][1 + drawn(i // 3, 7, 7)] as country_of_departure,
    ['USD', 'EUR', 'CNY', 'JPY'][1 + drawn(i // 3, 8, 4)] as currency,
    i % 3 + 1 as item_number,
    lpad((1 + drawn(i, 9, 96))::varchar, 2, '0') || lpad((1 + drawn(i, 10, 6))::varchar, 2, '0')
        || lpad((drawn(i, 11, 90))::varchar, 2, '0') || '0000' as hs_code,
    ['US', 'JP', 'KR', 'DE', 'VN', 'TH', 'CN'][1 + drawn(i, 12, 7)] as country_of_origin,
    (drawn(i, 13, 25))::double as duty_rate,
    round(0.1 + drawn(i, 14, 1000000) / 100, 2) as net_mass,
    drawn(i, 15, 5000) as quantity,
    ['KGM', 'PCE', 'SET'][1 + drawn(i, 16, 3)] as unit,
    case when drawn(i, 17, 20000) = 0 then 'unknown value' else (1 + drawn(i, 18, 100000000) / 100)::varchar end
        as item_value,
    if(drawn(i, 19, 9) = 0, 'L' || drawn(i, 20, 4000), null) as licences,
    'goods of kind ' || drawn(i, 21, 40000) as goods_description
from range({items}) as numbers (i)
"""


def measure() -> list[Measurement]:
    """Collecting a CSV file, and reading it to canonical rows in Parquet, beside DuckDB's conversion of the file."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "items.csv"
        with duckdb.connect() as session:
            session.execute(_DRAWN)
            session.sql(_ROWS.format(items=ITEMS)).write_csv(str(path))
        bare, _ = _in_new_process(_converted, path, folder / "bare.parquet")
        stores = Stores.embedded(folder / "data")
        prepare_register(stores)
        collected = _in_new_process(_collected, path, folder / "data")
        read = _in_new_process(_read, path, folder / "canonical.parquet")
    return [
        _beside(bare, "collect a CSV file into the lake", *collected),
        _beside(bare, "read a CSV file to canonical rows", *read),
    ]


def _beside(bare: Effort, what: str, effort: Effort, gigabytes: float) -> Measurement:
    told = f"{bare.wall / effort.wall:.0%} as fast on the wall, most memory {gigabytes:.1f} GB"
    return Measurement(what, ITEMS, effort, "DuckDB converts the file to Parquet", bare, told)


def _converted(path: Path, out: Path) -> None:
    with duckdb.connect() as session:
        session.read_csv(str(path)).write_parquet(str(out))


def _collected(path: Path, data: Path) -> None:
    told = collect_file(Stores.embedded(data), path, date(2021, 12, 31), date(2021, 10, 1))
    assert told["rows_accepted"] + told["rows_quarantined"] == ITEMS
    assert told["rows_quarantined"] > 0


def _read(path: Path, out: Path) -> None:
    installation = Installation("Asia/Shanghai", frozenset(organisation()["code"]))
    write_items([read_file(path, None, installation)], out)


def _in_new_process(work: object, path: Path, out: Path) -> tuple[Effort, float]:
    """What a piece of work takes, and the most memory (GB), in a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (work, path, out))


def _measured(work: object, path: Path, out: Path) -> tuple[Effort, float]:
    assert callable(work)
    effort = effort_of(lambda: work(path, out))
    return effort, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
