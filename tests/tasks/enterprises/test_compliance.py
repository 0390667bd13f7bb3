"""Importers are entered when they first declare, and rise and fall by what inspections of the last year found."""

from datetime import date, timedelta

from sql.queries import query
from sql.register.tables import CategoryChange, Enterprise
from sql.stores import Stores
from tasks.enterprises.compliance import categories_between, update_enterprises
from tests.conftest import lake_frame

TODAY = date(2021, 3, 31)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def lodged(stores: Stores, *declarations: tuple[str, str, date, str | None]) -> None:
    """Declarations: number, importer, day, and the category declared."""
    rows: list[dict[str, object]] = [
        {"declaration_id": name, "importer": importer, "lodged_on": day, "office": "SHA1", "enterprise_category": given}
        for name, importer, day, given in declarations
    ]
    declared = lake_frame("declarations", rows)
    stores.lake.write_by_month("declarations", "lodged_on", declarations[0][0], declared)


def inspected(stores: Stores, importer: str, category: str, *outcomes: tuple[date, str]) -> None:
    """An importer known for two years, and outcomes of its history by day."""
    names = [f"{importer}{number}" for number in range(len(outcomes))]
    known: list[tuple[str, str, date, str | None]] = [(f"{importer}-first", importer, ago(730), category)]
    days = zip(names, outcomes, strict=True)
    lodged(stores, *known, *[(name, importer, day, category) for name, (day, _) in days])
    results: list[dict[str, object]] = [
        {"declaration_id": name, "inspected_on": day, "violation": violation}
        for name, (day, violation) in zip(names, outcomes, strict=True)
    ]
    if results:
        stores.lake.write_by_month("outcomes", "inspected_on", importer, lake_frame("outcomes", results))


def categories(stores: Stores) -> dict[str, str]:
    rows = stores.register.read(Enterprise, ["code", "category"], order_by=["code"])
    return dict(zip(rows["code"], rows["category"], strict=True))


def changes(stores: Stores) -> list[tuple[str, str, str, str]]:
    columns = ["enterprise", "category_before", "category_after", "rule"]
    return [tuple(row) for row in stores.register.read(CategoryChange, columns, order_by=["key"]).to_numpy()]


def test_an_importer_with_many_items_and_outcomes_of_items_is_judged_by_declarations(stores: Stores) -> None:
    """Two violations in three declarations of ten items each, found item by item, are no more than two."""
    inspected(stores, "X", "B")
    items: list[dict[str, object]] = [
        {"declaration_id": name, "item_number": number, "importer": "X", "lodged_on": ago(20), "office": "SHA1"}
        for name in ("D1", "D2", "D3")
        for number in range(1, 11)
    ]
    outcomes: list[dict[str, object]] = [
        {"declaration_id": row["declaration_id"], "item_number": row["item_number"], "inspected_on": ago(10)}
        | {"violation": "none" if row["declaration_id"] == "D3" else "violation"}
        for row in items
    ]
    stores.lake.write_by_month("declarations", "lodged_on", "items", lake_frame("declarations", items))
    stores.lake.write_by_month("outcomes", "inspected_on", "items", lake_frame("outcomes", outcomes))
    with stores.lake.connect("declarations", "outcomes") as lake:
        lake.execute("create temp view known as select * from outcomes")
        period = {"since": ago(365), "as_of": TODAY}
        record = lake.execute(query("inspection_record_of_importers"), period).fetchall()
    assert record == [("X", 3, 2, 0)]


def test_a_new_importer_is_in_the_category_that_its_first_declaration_gives_or_in_b(stores: Stores) -> None:
    lodged(
        stores, ("1", "X", ago(9), "A"), ("2", "X", ago(3), "AA"), ("3", "Y", ago(1), None), ("4", "Z", ago(-1), "C")
    )
    assert update_enterprises(stores, TODAY) == {"enterprises": 2, "enterprises_new": 2, "categories_changed": 0}
    assert categories(stores) == {"X": "A", "Y": "B"}
    row = stores.register.read(Enterprise, ["first_seen_on", "last_seen_on"], Enterprise.code == "X").iloc[0]
    assert (row["first_seen_on"].date(), row["last_seen_on"].date()) == (ago(9), ago(3))


def test_the_register_s_category_stands_whatever_later_declarations_say(stores: Stores) -> None:
    lodged(stores, ("1", "X", ago(9), "C"))
    update_enterprises(stores, ago(5))
    lodged(stores, ("0", "X", ago(40), "AA"))
    update_enterprises(stores, TODAY)
    assert categories(stores) == {"X": "C"}


def test_a_trusted_importer_falls_by_one_violation_and_any_by_a_critical_one(stores: Stores) -> None:
    inspected(stores, "TRUSTED", "AA", (ago(10), "none"), (ago(9), "violation"))
    inspected(stores, "GRAVE", "B", (ago(10), "critical"))
    inspected(stores, "USUAL", "B", (ago(10), "violation"), (ago(9), "none"))
    assert update_enterprises(stores, TODAY)["categories_changed"] == 2
    assert categories(stores) == {"TRUSTED": "B", "GRAVE": "D", "USUAL": "B"}
    assert changes(stores) == [
        ("GRAVE", "B", "D", "critical_violation"),
        ("TRUSTED", "AA", "B", "violation_of_trusted"),
    ]


def test_what_was_found_more_than_a_year_ago_or_after_the_day_does_not_count(stores: Stores) -> None:
    inspected(stores, "LONG-AGO", "A", (ago(366), "critical"))
    inspected(stores, "TO-COME", "A", (ago(-1), "critical"))
    assert update_enterprises(stores, TODAY)["categories_changed"] == 0
    assert categories(stores) == {"LONG-AGO": "A", "TO-COME": "A"}


def test_clean_inspections_raise_and_the_new_category_counts_from_the_next_day_on(stores: Stores) -> None:
    inspected(stores, "X", "C", *[(ago(20 + number), "none") for number in range(5)])
    update_enterprises(stores, TODAY)
    assert changes(stores) == [("X", "C", "B", "recovered")]
    spans = categories_between(stores, TODAY, TODAY + timedelta(days=1)).sort_values("valid_from")
    assert spans["category"].tolist() == ["C", "B"]
    assert [day.date() for day in spans["valid_from"]] == [TODAY, TODAY + timedelta(days=1)]


def test_the_same_day_again_changes_nothing_and_the_same_record_raises_nobody_twice(stores: Stores) -> None:
    inspected(stores, "X", "C", *[(ago(20 + number), "none") for number in range(5)])
    first = update_enterprises(stores, TODAY)
    assert update_enterprises(stores, TODAY) == first
    assert update_enterprises(stores, TODAY + timedelta(days=1))["categories_changed"] == 0
    assert categories(stores) == {"X": "B"}
