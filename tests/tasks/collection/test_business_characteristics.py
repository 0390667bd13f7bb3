"""The data module tells trade by month, customs and direction as a hand adds it up."""

from datetime import date

import pytest

from sql.stores import Stores
from tasks.collection.business_characteristics import business_characteristics
from tests.conftest import fill_lake

MARCH = date(2021, 3, 31)


def lodged(name: str, **told: object) -> dict[str, object]:
    usual: dict[str, object] = {"declaration_id": name, "lodged_on": date(2021, 3, 1), "office": "SHA1"}
    return usual | {"direction": "import", "item_value": 1000.0, "duty_rate": 8.0} | told


def collected(stores: Stores, *rows: dict[str, object]) -> list[dict[str, object]]:
    fill_lake(stores.lake, "declarations", "lodged_on", list(rows))
    table = business_characteristics(stores, MARCH)
    return [{str(name): value for name, value in row.items()} for row in table.to_dict("records")]


def test_value_duty_and_containers_are_summed_per_month_office_and_direction(stores: Stores) -> None:
    rows = collected(
        stores,
        lodged("1", containers=["ABCU1", "ABCU2"]),
        lodged("2", item_value=500.0, duty_rate=10.0),
        lodged("3", direction="export", duty_rate=0.0),
        lodged("4", office="QDG1"),
        lodged("5", lodged_on=date(2021, 2, 28)),
    )
    by_group = {(row["month"], row["office"], row["direction"]): row for row in rows}
    assert set(by_group) == {
        *(("2021-02", "SHA1", "import"), ("2021-03", "QDG1", "import")),
        *(("2021-03", "SHA1", "export"), ("2021-03", "SHA1", "import")),
    }
    imports = by_group["2021-03", "SHA1", "import"]
    assert (imports["declarations"], imports["value"], imports["teu"]) == (2, 1500.0, 4)
    assert imports["duty"] == pytest.approx(80.0 + 50.0)


def test_a_declaration_of_several_items_counts_once_and_so_do_its_containers(stores: Stores) -> None:
    (row,) = collected(
        stores,
        *(lodged("1", item_number=number, containers=["ABCU1"]) for number in (1, 2, 3)),
        *(lodged("unusual", item_number=number, containers=["ABCU2"]) for number in (5, 7)),
        lodged("3"),
    )
    assert (row["declarations"], row["items"], row["value"], row["teu"]) == (3, 6, 6000.0, 4)


def test_what_is_lodged_after_the_business_date_does_not_count_and_its_last_day_does(stores: Stores) -> None:
    rows = collected(stores, lodged("1", lodged_on=MARCH), lodged("2", lodged_on=date(2021, 4, 1)))
    assert [(row["month"], row["declarations"]) for row in rows] == [("2021-03", 1)]


def test_a_declaration_without_direction_is_an_import_and_one_without_rate_levies_nothing(stores: Stores) -> None:
    rows = collected(stores, lodged("1", direction=None), lodged("2", duty_rate=None))
    assert [(row["direction"], row["declarations"], row["value"], row["duty"]) for row in rows] == [
        ("import", 2, 2000.0, 80.0)
    ]


def test_a_month_in_which_no_rate_is_known_has_duty_of_nothing_known(stores: Stores) -> None:
    (row,) = collected(stores, lodged("1", duty_rate=None, item_value=None))
    assert row["declarations"] == 1
    assert row["value"] != row["value"]
    assert row["duty"] != row["duty"]
