"""Every content comes in from a file that no simulator wrote, and what changes later is a version too."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from sql.contents import CONTENTS
from sql.register.tables import CategoryChange, Enterprise, InformationItem, ProcessingTradeManual
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.sources.check import template
from tasks.supervision.supervise import raise_hints

DAY = date(2021, 3, 10)
DECLARATION = {
    "declaration_id": "D1", "lodged_on": "2021-03-01", "office": "SHA1", "direction": "import", "importer": "F1",
    "hs_code": "870310", "country_of_departure": "DE", "country_of_origin": "DE", "net_mass": "1200",
    "item_value": "45000", "currency": "CNY",
}  # fmt: skip
ROWS: dict[str, dict[str, str]] = {
    "officer_actions": {
        "action_id": "ACT1", "declaration_id": "D1", "office": "SHA1", "officer": "O17", "action": "released",
        "happened_at": "2021-03-02 14:05", "reason": "documents complete",
    },
    "manual_movements": {
        "movement_id": "M1", "manual_number": "C2201", "moved_on": "2 March 2021", "movement": "import",
        "quantity": "1,250.5", "declaration_id": "D1",
    },
    "manifests": {
        "bill_number": "COSU1", "office": "SHA1", "arrived_on": "2021-02-01", "container": "MSKU9070323",
        "manifest_mass": "18000 kg", "seal_on_manifest": "S1", "seal_found": "S1",
    },
    "information": {
        "key": "I1", "kind": "intelligence", "source": "liaison officer", "reliability": "B", "priority": "revenue",
        "subject_kind": "importer", "subject": "F1", "summary": "Undervalues cars.", "received_on": "2021-03-01",
        "valid_to": "2021-12-31", "unit": "SHA",
    },
    "manuals": {
        "number": "C2201", "enterprise": "F1", "office": "SHA1", "hs_code": "720839", "opened_on": "2020-01-15",
        "expires_on": "2021-01-31", "imported_quantity": "5000", "exported_quantity": "100",
        "unit_consumption": "1.1", "scrap_share": "0.05", "duty_suspended": "90000",
    },
    "enterprises": {
        "enterprise": "F1", "name": "Import & Co. Ltd", "category": "B", "office": "SHA1",
        "registered_on": "2015-06-01", "address": "1 Harbour Road",
    },
    "licences": {
        "licence_number": "L-77", "kind": "import licence", "holder": "F1", "hs_code": "870310",
        "valid_from": "2021-01-01", "valid_to": "2021-12-31", "quantity": "40", "unit": "pcs",
    },
    "outcomes": {
        "declaration_id": "D1", "inspected_on": "2021-03-03", "violation": "violation", "kind": "undervaluation",
        "recovered_duty": "1200.50", "officer_hours": "3",
    },
}  # fmt: skip


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def as_excel(rows: Sequence[Mapping[str, str]]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def collect(stores: Stores, folder: Path, content: bytes, day: date = DAY) -> dict[str, Any]:
    path = folder / "sent"
    path.write_bytes(content)
    return collect_file(stores, path, day, date(2022, 1, 1), latest=day)


def kept(stores: Stores, content: str) -> list[dict[str, Any]]:
    """The rows that count, from the lake or the register."""
    if content == "information":
        model = InformationItem
        items = stores.register.read(model, list(model.model_fields)).to_dict("records")
        return [{str(name): value for name, value in item.items()} for item in items]
    with stores.lake.connect(content) as lake:
        return [dict(row) for row in lake.sql(f"select * from {content}").to_arrow_table().to_pylist()]


@pytest.mark.parametrize("write", [as_csv, as_excel], ids=["csv", "excel"])
@pytest.mark.parametrize("content", ROWS)
def test_a_content_comes_in_from_a_file(stores: Stores, tmp_path: Path, content: str, write: Any) -> None:
    collect(stores, tmp_path, as_csv([DECLARATION]))
    told = collect(stores, tmp_path, write([ROWS[content]]))
    assert (told["rows_accepted"], told["rows_quarantined"]) == (1, 0), told
    (row,) = kept(stores, content)
    values: dict[str, dict[str, Any]] = {
        "manual_movements": {"moved_on": date(2021, 3, 2), "quantity": 1250.5},
        "manifests": {"arrived_on": date(2021, 2, 1), "manifest_mass": 18000.0, "container": "MSKU9070323"},
        "manuals": {"expires_on": date(2021, 1, 31), "imported_quantity": 5000.0},
        "enterprises": {"category": "B", "registered_on": date(2015, 6, 1), "address": "1 Harbour Road"},
        "licences": {"valid_to": date(2021, 12, 31), "quantity": 40.0, "unit": "PCE"},
        "outcomes": {"violation": "violation", "recovered_duty": 1200.5},
        "officer_actions": {"officer": "O17", "action": "released"},
        "information": {"summary": "Undervalues cars.", "unit": "SHA"},
    }
    expected = values[content]
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("content", "column", "refused"),
    [
        ("information", "valid_to", 0),
        ("manuals", "expires_on", 0),
        ("licences", "valid_to", 0),
        ("information", "received_on", 1),
        ("manuals", "opened_on", 1),
    ],
)
def test_what_ends_may_end_in_the_future_and_what_happened_cannot(
    stores: Stores, tmp_path: Path, content: str, column: str, refused: int
) -> None:
    told = collect(stores, tmp_path, as_csv([ROWS[content] | {column: "2021-03-11"}]))
    assert (told["rows_accepted"], told["rows_quarantined"]) == (1 - refused, refused)


@pytest.mark.parametrize("content", [*ROWS, "declarations"])
def test_a_template_names_the_columns_of_its_content(content: str) -> None:
    names = template(content).strip().split(",")
    assert set(ROWS.get(content, DECLARATION)) <= set(names)
    assert set(CONTENTS[content].headers) <= {*names, "unit"}


def test_a_bill_may_have_several_containers(stores: Stores, tmp_path: Path) -> None:
    bill = ROWS["manifests"]
    told = collect(stores, tmp_path, as_csv([bill, {**bill, "container": "CSQU3054383", "manifest_mass": "900"}]))
    assert (told["rows_accepted"], told["rows_quarantined"]) == (2, 0)
    told = collect(stores, tmp_path, as_csv([{**bill, "container": "TGHU1234567"}]))
    assert told["rows_accepted"] == 1
    assert len(kept(stores, "manifests")) == 3


def test_a_bill_that_is_declared_late_is_a_version(stores: Stores, tmp_path: Path) -> None:
    bill = ROWS["manifests"]
    collect(stores, tmp_path, as_csv([bill]))
    number_alone = {name: bill[name] for name in ("bill_number", "office", "arrived_on", "container")}
    told = collect(stores, tmp_path, as_csv([{**number_alone, "declaration_id": "D1"}]), date(2021, 3, 20))
    assert told["rows_accepted"] == 1
    (row,) = kept(stores, "manifests")
    assert (row["declaration_id"], row["manifest_mass"], row["version"]) == ("D1", 18000.0, 2)
    assert row["received_on"] == date(2021, 3, 20)
    again = collect(stores, tmp_path, as_csv([{**number_alone, "declaration_id": "D1", "seal_found": "S1"}]))
    assert (again["rows_accepted"], again["rows_repeated"]) == (0, 1)


def test_a_manual_that_is_extended_is_a_version(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, as_csv([ROWS["manuals"]]))
    extended = ROWS["manuals"] | {"expires_on": "2021-07-31", "exported_quantity": "2300"}
    assert collect(stores, tmp_path, as_csv([extended]), date(2021, 3, 20))["rows_accepted"] == 1
    manual = stores.register.read(ProcessingTradeManual, ["expires_on", "exported_quantity", "version"]).iloc[0]
    assert (str(manual["expires_on"])[:10], manual["exported_quantity"], manual["version"]) == ("2021-07-31", 2300, 2)
    assert [row["version"] for row in kept(stores, "manuals")] == [2]
    with stores.lake.connect("manual_versions") as lake:
        days = lake.sql("select expires_on from manual_versions order by version").fetchall()
    assert days == [(date(2021, 1, 31),), (date(2021, 7, 31),)]


def test_an_enterprise_that_moved_or_changed_category_is_a_version(stores: Stores, tmp_path: Path) -> None:
    collect(stores, tmp_path, as_csv([ROWS["enterprises"]]))
    moved = ROWS["enterprises"] | {"category": "C", "office": "SZN1", "address": "2 Bay Street"}
    assert collect(stores, tmp_path, as_csv([moved]), date(2021, 3, 20))["rows_accepted"] == 1
    (row,) = kept(stores, "enterprises")
    assert (row["category"], row["office"], row["name"], row["version"]) == ("C", "SZN1", "Import & Co. Ltd", 2)
    assert stores.register.read(Enterprise, ["code", "category"]).to_dict("records") == [
        {"code": "F1", "category": "C"}
    ]
    change = stores.register.read(CategoryChange, ["category_before", "category_after", "changed_on"]).iloc[0]
    assert (change["category_before"], change["category_after"], str(change["changed_on"])[:10]) == (
        *("B", "C"),
        "2021-03-20",
    )


def test_honest_trade_that_is_reported_later_is_no_longer_hinted_at(stores: Stores, tmp_path: Path) -> None:
    bill = ROWS["manifests"]
    manual = ROWS["manuals"] | {"exported_quantity": "4300", "last_export_on": "2021-01-20"}
    collect(stores, tmp_path, as_csv([DECLARATION]))
    collect(stores, tmp_path, as_csv([bill, {**bill, "container": "CSQU3054383"}]))
    collect(stores, tmp_path, as_csv([manual]))
    assert raise_hints(stores, DAY)["hints_raised"] == 2
    late = date(2021, 3, 20)
    collect(stores, tmp_path, as_csv([{**bill, "declaration_id": "D1"}]), late)
    collect(stores, tmp_path, as_csv([manual | {"expires_on": "2021-07-31"}]), late)
    told = raise_hints(stores, late)
    assert (told["hints_raised"], told["hints_withdrawn"]) == (0, 2)


def test_a_wrong_row_costs_itself_alone(stores: Stores, tmp_path: Path) -> None:
    right = ROWS["manual_movements"]
    wrong = [{**right, "movement_id": f"W{place}"} | each for place, each in enumerate(
        [{"movement": "lost"}, {"quantity": "-1"}, {"moved_on": "soon"}, {"manual_number": ""}]
    )]  # fmt: skip
    told = collect(stores, tmp_path, as_csv([right, *wrong]))
    assert (told["rows_accepted"], told["rows_quarantined"]) == (1, 4)
