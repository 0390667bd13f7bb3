"""The speed of giving lanes to a million declarations by a thousand parameters, and the growth of its cost."""

import json
import resource
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
import pyarrow.parquet as pq
import zen

from benchmarks.declarations_made_up import write_declarations
from benchmarks.measurement import Effort, Measurement, effort_of
from benchmarks.parameters_made_up import made_up_parameters
from sql.jurisdiction import Organisation
from sql.lake import SCHEMAS, conformed
from sql.queries import query
from sql.reference import organisation
from tasks.clearance.decision.active_parameters import meaning_of
from tasks.clearance.files.screen_file import screen_file
from tasks.parameters.conditions import Condition, conditions_text
from tasks.parameters.matching import in_jurisdiction, joining
from tasks.parameters.published_format import Parameter

DECLARATIONS = 1_000_000
PARAMETERS = 1_000
ZEN_SAMPLE = 2_000
_MANY = 10


def measure() -> list[Measurement]:
    """`customs-risk screen` beside the bare join in DuckDB and beside zen-engine, and ten times as much of each."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        lodged = write_declarations(folder / "lodged.parquet", DECLARATIONS)
        many = write_declarations(folder / "many.parquet", _MANY * DECLARATIONS)
        few, thousand, more = (made_up_parameters(count) for count in (1, PARAMETERS, _MANY * PARAMETERS))
        _screened(write_declarations(folder / "warm.parquet", 1_000), few, folder)  # imports do not count
        bare = effort_of(lambda: bare_join(lodged, thousand, folder / "bare.parquet"))
        screened = effort_of(lambda: _screened(lodged, thousand, folder))
        by_zen = effort_of(lambda: hits_by_zen(lodged, thousand, ZEN_SAMPLE))
        scaled = Effort(by_zen.processor / ZEN_SAMPLE * DECLARATIONS, by_zen.wall / ZEN_SAMPLE * DECLARATIONS)
        ten_times_parameters = effort_of(lambda: _screened(lodged, more, folder))
        once, _ = _in_a_process(lodged, thousand, folder)
        grown, peak = _in_a_process(many, thousand, folder)
    what = f"screen by {PARAMETERS:,} parameters"
    faster = f"{scaled.wall / screened.wall:,.0f} times faster on the wall; zen decided {ZEN_SAMPLE:,} declarations"
    return [
        Measurement(
            *(what, DECLARATIONS, screened, "the bare join in DuckDB, Parquet to Parquet", bare),
            note=f"{screened.wall / bare.wall:.1f} × on the wall",
        ),
        Measurement(what, DECLARATIONS, screened, "zen-engine, one decision table, scaled", scaled, faster),
        Measurement(
            *(f"screen by {_MANY * PARAMETERS:,} parameters", DECLARATIONS, ten_times_parameters),
            *(f"by {PARAMETERS:,} parameters", screened),
        ),
        Measurement(
            *(f"the command, {what}", _MANY * DECLARATIONS, grown, f"the command, {DECLARATIONS:,} rows", once),
            note=f"peak memory {peak:.1f} GB, {grown.wall / once.wall:.1f} × on the wall",
        ),
    ]


def bare_join(lodged: Path, parameters: Sequence[Parameter], out: Path) -> None:
    """The same lanes by DuckDB alone: no checks, no refusals, no parameter file."""
    matched = in_jurisdiction([(each, 1) for each in parameters], Organisation(organisation()))
    lodged_columns = pq.read_schema(lodged)
    columns = ", ".join(
        name if name in lodged_columns.names else f"null::{_KINDS.get(str(kind), 'varchar')} as {name}"
        for name, kind in ((field.name, field.type) for field in SCHEMAS["declarations"])
    )
    with duckdb.connect() as connection:
        connection.execute(f"create view arriving as select {columns} from read_parquet('{lodged}')")
        connection.register("meaning", meaning_of([each.parameter for each in matched])[["parameter", "lane"]])
        join = joining(connection, matched, several_items=False)
        connection.execute(f"create table hits as select * from ({join}) join meaning using (parameter)")
        lanes = query("highest_lane_that_hits_demand")
        connection.execute(f"copy ({lanes}) to '{out}' (format parquet)")


_KINDS = {"double": "double", "list<item: string>": "varchar[]", "list<element: string>": "varchar[]"}


def hits_by_zen(lodged: Path, parameters: Sequence[Parameter], sample: int) -> dict[str, list[str]]:
    """Codes that hit the first declarations of a file by zen-engine, which collects the rows of one decision table."""
    decision = zen.ZenEngine().create_decision(json.dumps(_decision_table(parameters)))
    rows = pq.ParquetFile(lodged).read_row_group(0).slice(0, sample)
    hits = {}
    for row in conformed(rows, SCHEMAS["declarations"]).to_pylist():
        mass, worth = row["net_mass"], row["item_value"]
        row["unit_value"] = worth / mass if mass and worth is not None else None
        row["lodged_on"] = row["lodged_on"].isoformat()
        answer = decision.evaluate(row)["result"]
        hits[row["declaration_id"]] = sorted(each["code"] for each in answer)
    return hits


def _decision_table(parameters: Sequence[Parameter]) -> dict[str, Any]:
    columns = sorted({column for each in parameters for column in each.conditions})
    inputs = [{"id": column, "name": column, "field": column} for column in columns]
    rules = [
        {
            "_id": each.code,
            "code": json.dumps(each.code),
            **{column: _cell(each.conditions.get(column)) for column in columns},
        }
        for each in parameters
    ]
    table = {"hitPolicy": "collect", "inputs": inputs, "outputs": [{"id": "code", "name": "code", "field": "code"}]}
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": {"x": 0, "y": 0}},
            {
                "id": "table",
                "type": "decisionTableNode",
                "name": "table",
                "position": {"x": 1, "y": 0},
                "content": table | {"rules": rules},
            },
            {"id": "out", "type": "outputNode", "name": "out", "position": {"x": 2, "y": 0}},
        ],
        "edges": [
            {"id": "a", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "b", "sourceId": "table", "targetId": "out", "type": "edge"},
        ],
    }


def _cell(condition: Condition | None) -> str:
    """A condition of one kind in the language of zen's tables; an empty cell has no condition."""
    if condition is None:
        return ""
    if condition.among is not None:
        return ", ".join(map(json.dumps, condition.among))
    if condition.prefixes is not None:
        return " or ".join(f"startsWith($, {json.dumps(start)})" for start in condition.prefixes)
    if condition.present is not None:
        return "$ != null" if condition.present else "$ == null"
    return f">= {condition.minimum}" if condition.minimum is not None else f"< {condition.maximum}"


def published(parameters: Sequence[Parameter]) -> str:
    """Parameters as a JSON file of the published format."""

    def plain(value: object) -> object:
        return value.isoformat() if isinstance(value, date) else value

    entries = [
        {name: plain(value) for name, value in vars(each).items() if value is not None and value != {}}
        | {
            block: json.loads(conditions_text(held))
            for block, held in (("conditions", each.conditions), ("any_item", each.any_item))
            if held
        }
        for each in parameters
    ]
    return json.dumps({"parameters": entries}, ensure_ascii=False)


def _screened(lodged: Path, parameters: Sequence[Parameter], folder: Path) -> None:
    path = folder / f"parameters-{len(parameters)}.json"
    path.write_text(published(parameters), encoding="utf-8")
    screen_file(lodged, path, folder / "lanes.parquet")


def _in_a_process(lodged: Path, parameters: Sequence[Parameter], folder: Path) -> tuple[Effort, float]:
    """The command in a separate process, imports included: its effort and its peak memory in GB."""
    path = folder / "parameters.json"
    path.write_text(published(parameters), encoding="utf-8")
    command = [sys.executable, "-m", "deployments.command_line", "screen", "--declarations", str(lodged)]
    command += ["--parameters", str(path), "--out", str(folder / "lanes.parquet")]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    wall = effort_of(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL)).wall
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Effort(processor, wall), after.ru_maxrss / 1e6
