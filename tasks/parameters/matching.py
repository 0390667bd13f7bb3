"""Screening is a join: parameters are rows, conditions are columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from jinja2 import Environment, StrictUndefined, Template

from sql.contents.borders import HITS
from sql.jurisdiction import Organisation
from sql.queries import query
from tasks.parameters.columns import COLUMNS, SUMS, WORTH, ColumnKind
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
_TEMPLATES = Environment(undefined=StrictUndefined, autoescape=False)  # noqa: S701  # nosec B701  # it writes SQL of our own columns


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

    arriving: goods items with all columns of the lake's table, every item of each declaration. All conditions of a
    parameter hold on one and the same item, and those of its block `any_item` on one item, the same or another.
    A missing or undefined value satisfies no condition but `present: false`; unit value is item_value / net_mass,
    undefined at zero mass; a sum over the items is undefined where an item has nothing to add.
    Returns: declaration_id, parameter (its code), version, items (numbers of the items that satisfy the conditions,
    ascending, joined by ;, empty for a declaration of one item); by declaration_id and parameter.
    """
    if not parameters:
        texts = {name: pd.Series(dtype="str") for name in ("declaration_id", "parameter", "items")}
        return pd.DataFrame(texts | {"version": 0})[list(HITS.names)]
    connection.register("arriving", arriving)
    return connection.execute(joining(connection, parameters, has_several_items(arriving))).df()


def has_several_items(arriving: pd.DataFrame | pa.Table) -> bool:
    """Whether a declaration may have several items: then one has an item with a number above 1."""
    if isinstance(arriving, pa.Table):
        return bool((pc.max(arriving.column("item_number")).as_py() or 1) > 1)
    return bool(arriving["item_number"].max() > 1)


def joining(connection: duckdb.DuckDBPyConnection, parameters: Sequence[MatchedParameter], several_items: bool) -> str:
    """The join of `arriving` with parameters, in SQL; registers the parameters as tables of the connection.

    several_items: whether a declaration may have several rows.
    """
    branches = branches_of([dict(each.parameter.conditions) for each in parameters])
    connection.register("parameters", _parameter_rows(parameters))
    connection.register("parameter_keys", _key_rows(branches))
    return _statement(parameters, branches, several_items)


def _statement(parameters: Sequence[MatchedParameter], branches: Sequence[Branch], several_items: bool) -> str:
    """The join for these parameters: only columns with a condition take part."""
    columns = {column for each in parameters for column, _ in each.parameter.every_condition}
    return _template().render(
        columns=sorted(columns - SUMS),
        sums=sorted(columns & SUMS),
        worth=WORTH,
        several=several_items,
        numbers=[column for column, kind in COLUMNS.items() if kind is ColumnKind.NUMBER],
        lists=[column for column, kind in COLUMNS.items() if kind is ColumnKind.TEXTS],
        branches=[
            {
                "key": _key_expression(branch),
                "bounded": any(parameters[number].offices is not None for number, _ in branch.members),
                "checks": branch.checks,
                "summed": several_items and any(column in SUMS for column, _, _ in branch.checks),
            }
            for branch in branches
        ],
        any_checks=sorted(
            {
                (column, kind)
                for each in parameters
                for column, condition in each.parameter.any_item.items()
                for kind in condition.by_kind
            }
        ),
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
        "any_item": ([bool(each.parameter.any_item) for each in parameters], pa.bool_()),
    }
    fields |= _condition_fields([each.parameter.conditions for each in parameters], "")
    fields |= _condition_fields([each.parameter.any_item for each in parameters], "any_")
    return pa.table({name: pa.array(values, kind) for name, (values, kind) in fields.items()})


def _condition_fields(
    blocks: Sequence[Mapping[str, Condition]], prefix: str
) -> dict[str, tuple[list[object], pa.DataType]]:
    """A column for each kind of condition on each column that the blocks of the parameters have conditions on."""
    fields: dict[str, tuple[list[object], pa.DataType]] = {}
    nothing = Condition()
    for column in sorted({column for block in blocks for column in block}):
        conditions = [block.get(column, nothing).by_kind for block in blocks]
        for kind in KINDS_OF[COLUMNS[column]]:
            fields[f"{prefix}{column}_{kind}"] = ([condition.get(kind) for condition in conditions], _STORED[kind])
    return fields


@cache
def _template() -> Template:
    return _TEMPLATES.from_string(query("declarations_hit_by_parameters"))
