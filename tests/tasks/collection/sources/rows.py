"""Raw rows that tests make up, and what becomes of them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pyarrow as pa

from tasks.collection.sources.columns import Installation
from tasks.collection.sources.mapping import SourceMapping, canonical_mapping
from tasks.collection.sources.normalise import Canonical, normalise
from tasks.collection.sources.raw import RawRows

SHANGHAI = Installation("Asia/Shanghai", frozenset({"CN", "SHA", "SHA1", "SZN1"}))
_DECLARATION = {
    "lodged_on": "2021-04-06",
    "office": "SZN1",
    "direction": "import",
    "importer": "FIRM7",
    "seller": "S9",
    "hs_code": "640411",
    "country_of_departure": "VN",
    "country_of_origin": "VN",
    "duty_rate": "8",
    "net_mass": "12",
    "item_value": "340",
    "currency": "EUR",
}


def raw_rows(columns: Mapping[str, Sequence[str | None]]) -> RawRows:
    """Columns of text as a reader hands them over, numbered from 1, in two chunks."""
    table = pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})
    half = len(table) // 2
    return RawRows(
        pa.concat_tables([table.slice(0, half), table.slice(half)]), pa.array(range(1, len(table) + 1), pa.int64())
    )


def declarations(columns: Mapping[str, Sequence[str | None]]) -> RawRows:
    """Declarations with these columns; the others are right and the same in every row."""
    count = len(next(iter(columns.values())))
    numbers = [f"D{number}" for number in range(1, count + 1)]
    whole = {"declaration_id": numbers} | {name: [value] * count for name, value in _DECLARATION.items()}
    return raw_rows({**whole, **columns})


def read(
    columns: Mapping[str, Sequence[str | None]], mapping: SourceMapping | None = None, **installation: Any
) -> Canonical:
    """Declarations with these columns, read by the canonical mapping or another."""
    setting = Installation(SHANGHAI.zone, SHANGHAI.units, **installation)
    return normalise(declarations(columns), mapping or canonical_mapping("declarations"), setting)


def day(number: int, month: int = 4) -> date:
    """A day of 2021."""
    return date(2021, month, number)


def reasons(canonical: Canonical) -> list[tuple[int, str, str]]:
    """Row, column and reason of each refusal."""
    table = canonical.refused
    return list(zip(*(table.column(each).to_pylist() for each in ("row_number", "column_name", "reason")), strict=True))
