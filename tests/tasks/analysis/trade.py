"""Small honest trade for tests of detectors."""

import json
from datetime import date, timedelta

import numpy as np
import pandas as pd

from sql.lake import SCHEMAS
from sql.reference import reference_table
from sql.register import insert_new
from sql.register.tables import Enterprise
from sql.stores import Stores
from sql.terms import Language
from tasks.analysis.analysis_input import derived
from tasks.analysis.method import AnalysisInput, Detector, detectors
from tasks.documents.translation import translated
from tests.in_chinese import left_english

AS_OF = date(2020, 12, 27)
FOCUS_DAYS = 28
_FIRST = {"version": 1, "item_number": 1}
_TEXTS = [name for name in SCHEMAS["declarations"].names if name not in {"licences", "containers", "route", *_FIRST}]


def declared(**columns: object) -> pd.DataFrame:
    """Declarations of coffee at 5 a kilogram, unless told otherwise; lists are columns, other values go everywhere."""
    counts = [len(value) for value in columns.values() if isinstance(value, list | np.ndarray | pd.Series)]
    count = counts[0] if counts else 1
    usual: dict[str, object] = {
        "lodged_on": AS_OF - timedelta(days=100),
        "office": "SHA1",
        "declarant": "D1",
        "importer": [f"I{number % 10}" for number in range(count)],
        "seller": [f"S{number % 7}" for number in range(count)],
        "hs_code": "090121",
        "country_of_origin": "CO",
        "country_of_departure": "CO",
        "duty_rate": 8.0,
        "net_mass": 100.0,
        "item_value": 500.0,
        "enterprise_category": "B",
    }
    frame = pd.DataFrame({**usual, **_FIRST, **columns}, index=pd.RangeIndex(count))
    for name in _TEXTS:
        if name not in frame:
            frame[name] = pd.Series(np.nan, index=frame.index, dtype="str")
    for name in ("licences", "containers", "route"):
        if name not in frame:
            frame[name] = pd.Series([None] * count, index=frame.index, dtype="object")
    return frame


def in_items(rows: pd.DataFrame, parts: int) -> pd.DataFrame:
    """The same declarations with every item in so many equal parts of the same goods, numbered anew."""
    numbered = rows if rows["declaration_id"].notna().all() else rows.assign(declaration_id=range(len(rows)))
    numbered = numbered.assign(declaration_id=numbered["declaration_id"].astype("str"))
    split = pd.concat([numbered] * parts).sort_values("declaration_id", kind="stable", ignore_index=True)
    return split.assign(
        item_number=split.groupby("declaration_id").cumcount() + 1,
        **{
            name: split[name] / parts
            for name in ("net_mass", "item_value", "value", "quantity")
            if split[name].notna().any()
        },
    )


def past_days(count: int) -> list[date]:
    """Days spread over the year before the focus period."""
    return [AS_OF - timedelta(days=FOCUS_DAYS + 1 + number * 300 // count) for number in range(count)]


def recent_day(days_ago: int = 3) -> date:
    """A day in the focus period."""
    return AS_OF - timedelta(days=days_ago)


def given(past: pd.DataFrame, recent: pd.DataFrame, outcomes: pd.DataFrame | None = None) -> AnalysisInput:
    """What detectors see of these declarations."""
    rows = pd.concat([past, recent], ignore_index=True)
    numbers = pd.Series([f"N{number:06d}" for number in range(len(rows))], index=rows.index)
    rows["declaration_id"] = (
        rows["declaration_id"].astype("object").fillna(numbers) if "declaration_id" in rows else numbers
    )
    rows = derived(rows.assign(value=rows["item_value"]))
    if "probability" not in rows:
        rows["probability"] = np.nan
    rows["drives"] = rows["drives"].fillna(True).astype("bool") if "drives" in rows else True
    return AnalysisInput(
        as_of=AS_OF,
        past=rows.iloc[: len(past)].reset_index(drop=True),
        recent=rows.iloc[len(past) :].reset_index(drop=True),
        outcomes=pd.DataFrame({"declaration_id": [], "inspected_on": [], "violation": []}, dtype="str")
        if outcomes is None
        else outcomes,
        sensitive=reference_table("sensitive_commodities"),
        routes=reference_table("risk_routes"),
    )


def detector(name: str) -> Detector:
    """The detector of a name."""
    return next(each for each in detectors() if each.name == name)


def findings(name: str, past: pd.DataFrame, recent: pd.DataFrame, outcomes: pd.DataFrame | None = None) -> pd.DataFrame:
    """What a detector finds; whatever it says of it can be told in Chinese too."""
    table = detector(name).find(given(past, recent, outcomes))
    assert left_english(table["statement"]) == []
    compared = {column for values in table["compared"] for column in json.loads(values)}
    assert [column for column in sorted(compared) if translated(Language.CHINESE, column).isascii()] == []
    return table


def found(name: str, past: pd.DataFrame, recent: pd.DataFrame, outcomes: pd.DataFrame | None = None) -> list[str]:
    """The subjects that a detector finds."""
    return [str(subject) for subject in findings(name, past, recent, outcomes)["subject"]]


def coffee(count: int, **columns: object) -> pd.DataFrame:
    """Past coffee whose prices differ as honest prices do."""
    chance = np.random.default_rng(1)
    mass = np.round(np.exp(chance.normal(4.6, 0.6, count)), 1)
    value = np.round(mass * 5.0 * np.exp(chance.normal(0, 0.15, count)), 2)
    return declared(**{"lodged_on": past_days(count), "net_mass": mass, "item_value": value, **columns})


def know_one_enterprise(stores: Stores) -> None:
    """Enter an enterprise, as every register that collected declarations holds some."""
    enterprise = {"code": "I1", "category": "B", "first_seen_on": AS_OF, "last_seen_on": AS_OF}
    with stores.register.writing() as session:
        insert_new(session, Enterprise, [enterprise])
