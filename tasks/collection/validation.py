"""What a row must satisfy to be taken in; every failure is told with its column, value and reason."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from sql.reference import country_codes
from sql.terms import InformationKind, Priority, Violation

_EARLIEST, _LATEST = pd.Timestamp("2000-01-01"), pd.Timestamp("2099-12-31")


@dataclass(frozen=True)
class ContentRules:
    """Rules of one kind of content.

    `key`: identifying column, whose repetition within a file is refused. `checks`: per column, checks with reasons in
    words. `numbers`, `dates`, `lists`: columns to convert. `required`: columns that no row may leave empty.
    """

    key: str
    required: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    dates: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    checks: Mapping[str, tuple[pa.Check, ...]] = field(default_factory=dict)


def _known(values: Iterable[str], reason: str) -> pa.Check:
    return pa.Check.isin(sorted(values), error=reason)


_COUNTRY = (_known(country_codes(), "is no ISO 3166 country code"),)
_DATE = (pa.Check.in_range(_EARLIEST, _LATEST, error="is no possible date"),)
_NOT_NEGATIVE = (pa.Check.ge(0, error="is negative"),)

RULES: dict[str, ContentRules] = {
    "declarations": ContentRules(
        key="declaration_id",
        required=("declaration_id", "lodged_on", "office", "importer", "hs_code"),
        numbers=("duty_rate", "net_mass", "item_value", "quantity"),
        dates=("lodged_on",),
        lists=("licences", "containers", "route"),
        checks={
            "lodged_on": _DATE,
            "hs_code": (pa.Check.str_matches(r"^\d{6}(\d{2}){0,2}$", error="is no HS code of 6, 8 or 10 digits"),),
            "country_of_departure": _COUNTRY,
            "country_of_origin": _COUNTRY,
            "duty_rate": _NOT_NEGATIVE,
            "net_mass": _NOT_NEGATIVE,
            "item_value": _NOT_NEGATIVE,
            "quantity": _NOT_NEGATIVE,
        },
    ),
    "outcomes": ContentRules(
        key="declaration_id",
        required=("declaration_id", "violation"),
        numbers=("recovered_duty", "officer_hours"),
        dates=("inspected_on",),
        checks={
            "violation": (_known(Violation, "is neither none, violation nor critical"),),
            "inspected_on": _DATE,
            "recovered_duty": _NOT_NEGATIVE,
            "officer_hours": _NOT_NEGATIVE,
        },
    ),
    "officer_actions": ContentRules(
        key="action_id",
        required=("action_id", "declaration_id", "office", "officer", "action", "happened_at"),
        dates=("happened_at",),
        checks={"happened_at": _DATE},
    ),
    "manual_movements": ContentRules(
        key="movement_id",
        required=("movement_id", "manual_number", "moved_on", "movement"),
        numbers=("quantity",),
        dates=("moved_on",),
        checks={
            "moved_on": _DATE,
            "quantity": _NOT_NEGATIVE,
            "movement": (_known(("import", "export", "home_sale", "scrap"), "is no movement of a manual"),),
        },
    ),
    "manifests": ContentRules(
        key="bill_number",
        required=("bill_number", "office", "arrived_on"),
        numbers=("manifest_mass",),
        dates=("arrived_on",),
        checks={"arrived_on": _DATE, "manifest_mass": _NOT_NEGATIVE},
    ),
    "amendments": ContentRules(
        key="amendment_id",
        required=("amendment_id", "declaration_id", "office", "amended_on"),
        dates=("amended_on",),
        checks={"amended_on": _DATE},
    ),
    "information": ContentRules(
        key="key",
        required=("key", "kind", "source", "reliability", "priority", "subject", "received_on", "valid_to", "unit"),
        dates=("received_on", "valid_to"),
        checks={
            "kind": (_known(InformationKind, "is no kind of risk information"),),
            "priority": (_known(Priority, "is no priority"),),
            "reliability": (_known("ABCDEF", "is no reliability grade from A to F"),),
        },
    ),
    "manuals": ContentRules(
        key="number",
        required=("number", "enterprise", "office", "hs_code", "opened_on", "expires_on"),
        numbers=("imported_quantity", "exported_quantity", "unit_consumption", "scrap_share", "duty_suspended"),
        dates=("opened_on", "expires_on", "written_off_on", "last_export_on"),
        checks={"imported_quantity": _NOT_NEGATIVE, "exported_quantity": _NOT_NEGATIVE},
    ),
}


@dataclass(frozen=True)
class Validated:
    """Rows that may be taken in, and the failures of the others.

    failures: row_number, column_name, value, reason; the first failure of each row, by row number.
    """

    accepted: pd.DataFrame
    failures: pd.DataFrame


def validate(content: str, rows: pd.DataFrame, units: frozenset[str], cut: frozenset[int] = frozenset()) -> Validated:
    """Check rows of one kind of content; the index of `rows` is the row number.

    rows: canonical columns, text or typed. units: codes of known offices. cut: rows whose fields do not match the
    header. Accepted rows have numbers, timestamps and lists in place of text.
    """
    rules = RULES[content]
    typed, problems = _converted(rows, rules)
    if cut:
        lost = pd.Index(sorted(cut.intersection(rows.index)))
        problems.append(_failures(pd.Series("", index=lost), "", "the row has more or fewer fields than the header"))
    for column in rules.required:
        missing = typed.index[typed[column].isna() & rows[column].isna()]
        problems.append(_failures(pd.Series(pd.NA, index=missing), column, "is missing"))
    repeated = typed[rules.key].duplicated() & typed[rules.key].notna()
    problems.append(_failures(typed.loc[repeated, rules.key], rules.key, "stands in the file twice"))
    for column in {"office", "unit"} & set(rules.required):
        unknown = typed[column].notna() & ~typed[column].isin(units)
        problems.append(_failures(rows.loc[unknown, column], column, "is no known office"))
    problems.append(_schema_failures(typed, rules))
    every = pd.concat(problems, ignore_index=True)
    first = every.drop_duplicates("row_number").sort_values("row_number", ignore_index=True)
    return Validated(typed.drop(index=pd.Index(first["row_number"])), first)


def _converted(rows: pd.DataFrame, rules: ContentRules) -> tuple[pd.DataFrame, list[pd.DataFrame]]:
    typed, problems = rows.copy(), []
    for column in (*rules.numbers, *rules.dates):
        if column not in typed:
            continue
        given = rows[column]
        if column in rules.numbers:
            numbers = pd.to_numeric(given, errors="coerce").astype("float64")
            typed[column], reason = numbers.where(numbers.abs() != float("inf")), "is no number"
        else:
            typed[column], reason = pd.to_datetime(given, errors="coerce", format="ISO8601"), "is no possible date"
        problems.append(_failures(given[given.notna() & typed[column].isna()], column, reason))
    for column in rules.lists:
        # Parquet brings lists as they are; their dtype alone does not tell them from texts.
        if column in typed and pd.api.types.infer_dtype(typed[column], skipna=True) == "string":
            typed[column] = typed[column].str.split(";")
    return typed, problems


def _schema_failures(typed: pd.DataFrame, rules: ContentRules) -> pd.DataFrame:
    columns = {
        name: pa.Column(checks=list(checks), nullable=True, required=False) for name, checks in rules.checks.items()
    }
    try:
        pa.DataFrameSchema(columns).validate(typed, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
        by_value = cases[cases["index"].notna()]
        return pd.DataFrame(
            {
                "row_number": by_value["index"].astype("int64"),
                "column_name": by_value["column"].astype("str"),
                "value": by_value["failure_case"].astype("str"),
                "reason": by_value["check"].astype("str"),
            }
        )
    return _failures(pd.Series(dtype="str"), "", "")


def _failures(values: "pd.Series[str]", column: str, reason: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row_number": values.index.astype("int64"),
            "column_name": column,
            "value": values.astype("str").to_numpy(),
            "reason": reason,
        }
    ).astype({"column_name": "str", "value": "str", "reason": "str"})
