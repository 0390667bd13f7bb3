"""Screening is a join: parameters are rows, conditions are columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import duckdb
import pandas as pd
import pyarrow as pa
from jinja2 import Environment, StrictUndefined, Template

from sql.jurisdiction import Organisation
from sql.queries import query
from tasks.parameters.columns import COLUMNS, KEY_ORDER, ColumnKind
from tasks.parameters.published_format import Condition, Parameter

_TEMPLATES = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701  it writes SQL of our own columns


@dataclass(frozen=True)
class MatchedParameter:
    """One version of a parameter as the join takes it: `offices` bounds what it can hit; None for everywhere."""

    parameter: Parameter
    version: int
    offices: tuple[str, ...] | None


def in_jurisdiction(parameters: Sequence[tuple[Parameter, int]], units: Organisation) -> list[MatchedParameter]:
    """Parameters with the offices that their owner's jurisdiction holds."""
    offices = {owner: tuple(units.below(owner)) for owner in {parameter.owner for parameter, _ in parameters}}
    top = {owner for owner in offices if units.above(owner) is None}
    return [
        MatchedParameter(parameter, version, None if parameter.owner in top else offices[parameter.owner])
        for parameter, version in parameters
    ]


def match_parameters(
    connection: duckdb.DuckDBPyConnection, arriving: pd.DataFrame | pa.Table, parameters: Sequence[MatchedParameter]
) -> pd.DataFrame:
    """Every hit of a parameter on a declaration.

    arriving: declarations with all columns of the lake's table. A missing or undefined value satisfies no condition
    but `present: false`; unit value is item_value / net_mass, undefined at zero mass.
    Returns: declaration_id, parameter (its code), version; by both.
    """
    if not parameters:
        return pd.DataFrame(
            {"declaration_id": pd.Series(dtype="str"), "parameter": pd.Series(dtype="str"), "version": 0}
        )
    table, keys = parameter_tables(parameters)
    connection.register("arriving", arriving)
    connection.register("parameters", table)
    connection.register("parameter_keys", keys)
    return connection.execute(matching_statement(parameters)).df()


def matching_statement(parameters: Sequence[MatchedParameter]) -> str:
    """The join for these parameters: only columns that a condition speaks of take part."""
    used = sorted({column for each in parameters for column in each.parameter.conditions})
    keys = {key for each in parameters if (key := _key(each.parameter.conditions)) is not None}
    pairs = sorted({(column, length) for column, values in keys for length in _lengths(values)})
    return _template().render(
        texts=[column for column in used if COLUMNS[column] is ColumnKind.TEXT],
        lists=[column for column in used if COLUMNS[column] is ColumnKind.TEXTS],
        numbers=[column for column in used if COLUMNS[column] is ColumnKind.NUMBER],
        all_lists=[column for column, kind in COLUMNS.items() if kind is ColumnKind.TEXTS],
        keys=pairs,
    )


def parameter_tables(parameters: Sequence[MatchedParameter]) -> tuple[pa.Table, pa.Table]:
    """Parameters as rows with their conditions as columns, and the keys they are looked up by."""
    fields: dict[str, tuple[list[object], pa.DataType]] = {
        "parameter_number": (list(range(len(parameters))), pa.int64()),
        "code": ([each.parameter.code for each in parameters], pa.string()),
        "version": ([each.version for each in parameters], pa.int64()),
        "valid_from": ([each.parameter.valid_from for each in parameters], pa.date32()),
        "valid_to": ([each.parameter.valid_to for each in parameters], pa.date32()),
        "offices": ([each.offices for each in parameters], pa.list_(pa.string())),
        "has_key": ([_key(each.parameter.conditions) is not None for each in parameters], pa.bool_()),
    }
    nothing = Condition()
    for column in sorted({column for each in parameters for column in each.parameter.conditions}):
        conditions = [each.parameter.conditions.get(column, nothing) for each in parameters]
        fields[f"{column}_present"] = ([condition.present for condition in conditions], pa.bool_())
        if COLUMNS[column] is ColumnKind.NUMBER:
            fields[f"{column}_min"] = ([condition.minimum for condition in conditions], pa.float64())
            fields[f"{column}_max"] = ([condition.maximum for condition in conditions], pa.float64())
        else:
            fields[f"{column}_in"] = ([condition.among for condition in conditions], pa.list_(pa.string()))
            fields[f"{column}_prefix"] = ([condition.prefixes for condition in conditions], pa.list_(pa.string()))
    table = pa.table({name: pa.array(values, kind) for name, (values, kind) in fields.items()})
    rows = [
        (number, f"{key[0]}/{_length(value, prefixed)}", value)
        for number, each in enumerate(parameters)
        if (key := _key(each.parameter.conditions)) is not None
        for value, prefixed in key[1]
    ]
    keys = pa.table(
        {
            "parameter_number": pa.array([row[0] for row in rows], pa.int64()),
            "key_name": pa.array([row[1] for row in rows], pa.string()),
            "key_value": pa.array([row[2] for row in rows], pa.string()),
        }
    )
    return table, keys


def _key(conditions: Mapping[str, Condition]) -> tuple[str, tuple[tuple[str, bool], ...]] | None:
    """The most selective column with values to look up: its name, and its values each with whether it is a prefix."""
    for column in KEY_ORDER:
        condition = conditions.get(column)
        if condition is not None and condition.among is not None:
            return column, tuple((value, False) for value in condition.among)
        if condition is not None and condition.prefixes is not None:
            return column, tuple((value, True) for value in condition.prefixes)
    return None


def _lengths(values: tuple[tuple[str, bool], ...]) -> set[int]:
    return {_length(value, prefixed) for value, prefixed in values}


def _length(value: str, prefixed: bool) -> int:
    return len(value) if prefixed else 0


@cache
def _template() -> Template:
    return _TEMPLATES.from_string(query("declarations_hit_by_parameters"))
