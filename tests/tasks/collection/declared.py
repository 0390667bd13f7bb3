"""Declarations as a source writes them, for tests of collection."""

import csv
import io
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.sources.mapping import built_in_mappings

_KOREA = next(each for each in built_in_mappings() if each.name == "korea_customs_service")
_ORDER = (
    *("declaration_id", "lodged_on", "office", "process_type", "import_type", "import_use", "payment_type"),
    *("transport_mode", "declarant", "importer", "seller", "courier", "hs_code", "country_of_departure"),
    *("country_of_origin", "duty_rate", "duty_type", "origin_mark", "net_mass", "item_value"),
)
HEADER = [*(_KOREA.columns[name].headers[0] for name in _ORDER), "Fraud", "Critical Fraud"]
GOOD = "1,2020-05-04,40,B,11,21,11,10,D1,I1,S1,,870310,CN,CN,8.0,A,Y,10.0,500.0,0,0"
SCREENED_FROM = date(2021, 1, 1)

CANONICAL = [
    *("declaration_id", "lodged_on", "office", "importer", "hs_code", "country_of_departure"),
    *("country_of_origin", "duty_rate", "net_mass", "item_value", "goods_description"),
]


def row(**values: str) -> dict[str, str]:
    """A right declaration with canonical columns, but for `values`."""
    right = {
        "declaration_id": "D1",
        "lodged_on": "2020-05-04",
        "office": "SHA1",
        "importer": "I1",
        "hs_code": "87031000",
        "country_of_departure": "DE",
        "country_of_origin": "DE",
        "duty_rate": "15",
        "net_mass": "1200",
        "item_value": "45000",
        "goods_description": "passenger car",
    }
    return right | values


def csv_text(rows: Iterable[Mapping[str, str]], separator: str = ",") -> str:
    """Rows as CSV with the canonical header."""
    written = io.StringIO(newline="")
    writer = csv.DictWriter(written, CANONICAL, delimiter=separator, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def collect(stores: Stores, folder: Path, content: str | bytes, latest: date | None = None) -> dict[str, Any]:
    """Collect a file with this content."""
    path = folder / "lodged.csv"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return collect_file(stores, path, SCREENED_FROM, SCREENED_FROM, latest)


def declared(stores: Stores) -> list[str]:
    """Identifiers of the declarations in the lake, each as often as it lies there."""
    with stores.lake.connect("declarations") as lake:
        found = lake.execute("select declaration_id from declarations order by 1").fetchall()
    return [str(each[0]) for each in found]
