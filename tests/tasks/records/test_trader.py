"""The exporter answers for exports, the importer for everything else: in frames, declarations and queries."""

import pandas as pd

from sql.stores import Stores
from tasks.records.trader import trader_of, traders

ROWS = [
    {"direction": direction, "importer": importer, "exporter": exporter}
    for direction in ("import", "export", None)
    for importer in ("I", None)
    for exporter in ("E", None)
]
EXPECTED = ["I", "I", "", "", "E", "I", "E", "", "I", "I", "", ""]


def test_the_exporter_answers_for_exports(stores: Stores) -> None:
    frame = pd.DataFrame(ROWS, dtype="str")
    assert traders(frame).tolist() == EXPECTED
    assert [trader_of(row) for row in ROWS] == EXPECTED
    with stores.lake.connect(frames={"given": frame.reset_index()}) as lake:
        asked = "select coalesce(trader(direction, importer, exporter), '') from given order by index"
        assert [row[0] for row in lake.sql(asked).fetchall()] == EXPECTED
