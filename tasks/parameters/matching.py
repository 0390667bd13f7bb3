"""Screening is a join: parameters are rows, conditions are columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import duckdb
import pandas as pd
import pyarrow as pa
from jinja2 import Environment, StrictUndefined, Template

from sql.jurisdiction import Organisation
from sql.queries import query
from tasks.parameters.columns import COLUMNS, ColumnKind
from tasks.parameters.conditions import KINDS_OF, Condition, ConditionKind
from tasks.parameters.join_branches import Branch, branches_of
from tasks.parameters.published_format import Parameter

_STORED = {
    ConditionKind.AMONG: pa.list_(pa.string()),
    ConditionKind.PREFIX: pa.list_(pa.string()),
    ConditionKind.MINIMUM: pa.float64(),
    ConditionKind.MAXIMUM: pa.float64(),
    ConditionKind.PRESENT: pa.bool_(),
}
_TEMPLATES = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701  it writes SQL of our own columns


@dataclass(frozen=True)
class MatchedParameter:
    """One version of a parameter with its scope: the offices where it can hit; None for everywhere."""

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
    connection.register("arriving", arriving)
    return connection.execute(joining(connection, parameters)).df()


def joining(connection: duckdb.DuckDBPyConnection, parameters: Sequence[MatchedParameter]) -> str:
    """The join of `arriving` with parameters, in SQL; registers the parameters as tables of the connection."""
    branches = branches_of([dict(each.parameter.conditions) for each in parameters])
    connection.register("parameters", _parameter_rows(parameters))
    connection.register("parameter_keys", _key_rows(branches))
    return _statement(parameters, branches)


def _statement(parameters: Sequence[MatchedParameter], branches: Sequence[Branch]) -> str:
    """The join for these parameters: only columns with a condition take part."""
    return _template().render(
        columns=sorted({column for each in parameters for column in each.parameter.conditions}),
        numbers=[column for column, kind in COLUMNS.items() if kind is ColumnKind.NUMBER],
        lists=[column for column, kind in COLUMNS.items() if kind is ColumnKind.TEXTS],
        branches=[
            {
                "key": _key_expression(branch),
                "bounded": any(parameters[number].offices is not None for number, _ in branch.members),
                "checks": branch.checks,
            }
            for branch in branches
        ],
    )


def _key_expression(branch: Branch) -> str | None:
    if branch.column is None:
        return None
    return f"left(screened.{branch.column}, {branch.length})" if branch.length else f"screened.{branch.column}"


def _key_rows(branches: Sequence[Branch]) -> pa.Table:
    """The values that parameters are looked up by: branch, parameter_number, key_value."""
    rows = [(number, *member) for number, branch in enumerate(branches) for member in branch.members]
    return pa.table(
        {
            "branch": pa.array([row[0] for row in rows], pa.int64()),
            "parameter_number": pa.array([row[1] for row in rows], pa.int64()),
            "key_value": pa.array([row[2] for row in rows], pa.string()),
        }
    )


def _parameter_rows(parameters: Sequence[MatchedParameter]) -> pa.Table:
    """Parameters as rows with their conditions as columns."""
    fields: dict[str, tuple[list[object], pa.DataType]] = {
        "parameter_number": (list(range(len(parameters))), pa.int64()),
        "code": ([each.parameter.code for each in parameters], pa.string()),
        "version": ([each.version for each in parameters], pa.int64()),
        "valid_from": ([each.parameter.valid_from for each in parameters], pa.date32()),
        "valid_to": ([each.parameter.valid_to for each in parameters], pa.date32()),
        "offices": ([each.offices for each in parameters], pa.list_(pa.string())),
    }
    nothing = Condition()
    for column in sorted({column for each in parameters for column in each.parameter.conditions}):
        conditions = [each.parameter.conditions.get(column, nothing).by_kind for each in parameters]
        for kind in KINDS_OF[COLUMNS[column]]:
            fields[f"{column}_{kind}"] = ([condition.get(kind) for condition in conditions], _STORED[kind])
    return pa.table({name: pa.array(values, kind) for name, (values, kind) in fields.items()})


@cache
def _template() -> Template:
    return _TEMPLATES.from_string(query("declarations_hit_by_parameters"))
