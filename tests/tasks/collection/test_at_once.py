"""Files that arrive at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pandas as pd

from sql.stores import Stores
from tasks.collection.collect import collect_file

DAY = date(2021, 1, 4)


def declarations(path: Path, numbers: range) -> Path:
    rows = pd.DataFrame({"declaration_id": [f"D{number}" for number in numbers]})
    rows = rows.assign(lodged_on="2020-05-04", office="SHA1", importer="I1", hs_code="870310")
    rows = rows.assign(country_of_origin="CN", country_of_departure="CN", duty_rate=8.0, net_mass=1.0, item_value=10.0)
    rows.to_csv(path, index=False)
    return path


def test_files_collected_at_once_bring_every_declaration_once(stores: Stores, tmp_path: Path) -> None:
    files = [declarations(tmp_path / f"{start}.csv", range(start, start + 40)) for start in range(0, 160, 20)]
    with ThreadPoolExecutor(len(files)) as officers:
        told = list(officers.map(lambda path: collect_file(stores, path, DAY, DAY), files))
    assert [each["state"] for each in told] == ["collected"] * len(files)
    with stores.lake.connect("declarations") as lake:
        arrived = [row[0] for row in lake.execute("select declaration_id from declarations").fetchall()]
    assert sorted(arrived) == sorted(f"D{number}" for number in range(180))
