"""Which version of a declaration counts, now and at an earlier moment."""

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from sql.lake import Lake

DAY = pd.Timestamp(2021, 3, 1)
SECOND, THIRD = datetime(2021, 3, 2, 8), datetime(2021, 3, 4, 8)


def item(identifier: str, version: int, number: int, mass: float, function: str = "lodged") -> dict[str, object]:
    return {
        "declaration_id": identifier,
        "version": version,
        "item_number": number,
        "net_mass": mass,
        "function": function,
        "lodged_on": DAY,
    }


def change(identifier: str, version: int, function: str, received_at: datetime) -> dict[str, object]:
    return {
        "declaration_id": identifier,
        "version": version,
        "function": function,
        "received_at": received_at,
        "lodged_on": DAY,
        "office": "SH-WGQ",
    }


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A: lodged with two items, amended to one; B: lodged, amended, cancelled; C: lodged only."""
    lake = Lake(tmp_path)
    first = [item("A", 1, 1, 10), item("A", 1, 2, 20), item("B", 1, 1, 30), item("C", 1, 1, 40)]
    lake.write("declarations", "2021-03", "first", pd.DataFrame(first))
    return lake


def amend(lake: Lake) -> None:
    second = [item("A", 2, 1, 11, "amended"), item("B", 2, 1, 31, "amended")]
    lake.write("declarations", "2021-03", "second", pd.DataFrame(second))
    changes = [change("A", 2, "amended", SECOND), change("B", 2, "amended", SECOND)]
    lake.write("declaration_changes", "2021-03", "second", pd.DataFrame(changes))
    lake.write("declarations", "2021-03", "third", pd.DataFrame([item("B", 3, 1, 31, "cancelled")]))
    lake.write("declaration_changes", "2021-03", "third", pd.DataFrame([change("B", 3, "cancelled", THIRD)]))


def counting(lake: Lake, known_at: datetime | None = None) -> list[tuple[str, int, float]]:
    with lake.connect("declarations", known_at=known_at) as connection:
        return connection.sql("select declaration_id, item_number, net_mass from declarations order by all").fetchall()


LODGED = [("A", 1, 10.0), ("A", 2, 20.0), ("B", 1, 30.0), ("C", 1, 40.0)]


def test_every_declaration_counts_until_one_is_changed(lake: Lake) -> None:
    assert counting(lake) == LODGED


def test_the_latest_version_counts_and_none_of_a_cancelled_declaration(lake: Lake) -> None:
    amend(lake)

    assert counting(lake) == [("A", 1, 11.0), ("C", 1, 40.0)]


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2021, 3, 2, 7, 59), LODGED),
        (SECOND, [("A", 1, 11.0), ("B", 1, 31.0), ("C", 1, 40.0)]),
        (THIRD, [("A", 1, 11.0), ("C", 1, 40.0)]),
    ],
)
def test_what_counted_at_a_moment_can_be_asked_for_it(
    lake: Lake, moment: datetime, expected: list[tuple[str, int, float]]
) -> None:
    amend(lake)

    assert counting(lake, moment) == expected


def test_a_first_version_counts_from_its_receipt(lake: Lake) -> None:
    late = item("D", 1, 1, 50) | {"received_at": THIRD}
    lake.write("declarations", "2021-03", "late", pd.DataFrame([late]))

    assert counting(lake, SECOND) == LODGED
    assert counting(lake, THIRD) == [*LODGED, ("D", 1, 50.0)]


def test_a_cancellation_of_an_unknown_declaration_counts_for_nothing(lake: Lake) -> None:
    lake.write("declarations", "2021-03", "gone", pd.DataFrame([item("E", 1, 1, 1, "cancelled")]))
    lake.write("declaration_changes", "2021-03", "gone", pd.DataFrame([change("E", 1, "cancelled", THIRD)]))

    assert counting(lake) == LODGED


def test_all_versions_are_kept(lake: Lake) -> None:
    amend(lake)

    with lake.connect("declaration_versions") as connection:
        versions = connection.sql(
            "select declaration_id, version from declaration_versions group by all order by all"
        ).fetchall()

    assert versions == [("A", 1), ("A", 2), ("B", 1), ("B", 2), ("B", 3), ("C", 1)]
