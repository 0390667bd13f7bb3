"""Inspections with results, and the declarations behind them, that follow-up is tried on."""

from datetime import date

from sql.register import insert_new
from sql.register.tables import Inspection
from sql.stores import Stores
from sql.terms import Lane, SelectionGround, TaskState, Violation
from tests.conftest import lake_frame

DAY = date(2021, 3, 31)


def inspected(
    stores: Stores,
    importer: str,
    *violations: Violation,
    office: str = "SHA1",
    inspected_on: date = date(2021, 3, 30),
    recovered_duty: float | None = None,
    item_value: float = 1000.0,
    items: int = 1,
) -> None:
    """Declarations of an importer, each of so many items at 8 % duty, and what their inspections found."""
    names = [f"{importer}-{inspected_on}-{number}" for number in range(len(violations))]
    rows = [
        {
            "declaration_id": name,
            "office": office,
            "importer": importer,
            "lodged_on": inspected_on,
            "lane": Lane.HIGH,
            "selected_by": SelectionGround.RATING,
            "selection_probability": 1.0,
            "parameters": "",
            "what_to_check": "the goods",
            "requested_on": inspected_on,
            "state": TaskState.DONE,
            "inspected_on": inspected_on,
            "violation": violation,
            "recovered_duty": recovered_duty,
        }
        for name, violation in zip(names, violations, strict=True)
    ]
    with stores.register.writing() as session:
        insert_new(session, Inspection, rows)
    declared: list[dict[str, object]] = [
        {
            "declaration_id": name,
            "lodged_on": inspected_on,
            "office": office,
            "importer": importer,
            "duty_rate": 8.0,
            "item_value": item_value,
            "item_number": number,
            "hs_code": "090121",
            "country_of_origin": "CO",
        }
        for name in names
        for number in range(1, items + 1)
    ]
    file_name = f"{importer}-{inspected_on}"
    stores.lake.write_by_month("declarations", "lodged_on", file_name, lake_frame("declarations", declared))
