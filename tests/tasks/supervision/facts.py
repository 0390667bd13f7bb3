"""Facts for a test of one rule; tables that the test leaves out are empty."""

from datetime import date

import pandas as pd

from sql.reference import organisation
from tasks.supervision.hint_rule import Facts, hint_rules
from tests.in_chinese import left_english

AS_OF = date(2021, 3, 31)
_COLUMNS = {
    "declarations": (
        *("declaration_id", "office", "lodged_on", "declarant", "lane", "duty_type", "country_of_origin"),
        *("origin_mark", "duty_rate", "value", "net_mass", "unit_value", "reference_value", "peers"),
        *("item_number", "item_count", "currency"),
    ),
    "changes": (
        *("declaration_id", "version", "function", "received_at", "office", "importer", "changed", "selected_on"),
        "after_selection",
    ),
    "inspections": ("declaration_id", "office", "state", "requested_on", "inspected_on", "violation"),
    "manuals": (
        *("number", "office", "hs_code", "opened_on", "expires_on", "written_off_on", "imported_quantity"),
        *("exported_quantity", "unit_consumption", "scrap_share", "duty_suspended", "last_export_on"),
    ),
    "manifests": (
        *("bill_number", "office", "arrived_on", "declaration_id", "container", "manifest_mass"),
        *("seal_on_manifest", "seal_found"),
    ),
    "officer_actions": ("action_id", "declaration_id", "office", "officer", "action", "happened_at", "reason"),
}
_NUMBERS = {
    *("duty_rate", "value", "net_mass", "unit_value", "reference_value", "peers", "imported_quantity"),
    *("exported_quantity", "unit_consumption", "scrap_share", "duty_suspended", "manifest_mass"),
}
_USUAL: dict[str, object] = {"item_number": 1, "item_count": 1, "currency": "CNY"}
_KEPT = {"item_number", "item_count", "version"}


def facts(**tables: list[dict[str, object]]) -> Facts:
    """Facts at `AS_OF` with these rows per table."""
    frames = {name: _frame(columns, tables.get(name, [])) for name, columns in _COLUMNS.items()}
    return Facts(as_of=AS_OF, offices=organisation()[["code", "traffic"]], **frames)


def hints_by(rule: str, facts: Facts) -> pd.DataFrame:
    """The hints that a rule raises on facts."""
    return next(each for each in hint_rules() if each.name == rule).hints(facts)


def subjects(hints: pd.DataFrame) -> list[str]:
    """The subjects of hints, whose evidence must be translated into Chinese."""
    assert left_english(hints["evidence"]) == []
    return [str(subject) for subject in hints["subject"]]


def _frame(columns: tuple[str, ...], rows: list[dict[str, object]]) -> pd.DataFrame:
    frame = pd.DataFrame([_USUAL | row for row in rows], columns=pd.Index(columns))
    for name in columns:
        if name in _KEPT:
            continue
        if name in _NUMBERS:
            frame[name] = frame[name].astype("float64")
        elif name == "after_selection":
            frame[name] = frame[name].astype("bool")
        elif name.endswith(("_on", "_at")):
            frame[name] = pd.to_datetime(frame[name])
        else:
            frame[name] = frame[name].astype("str")
    return frame
