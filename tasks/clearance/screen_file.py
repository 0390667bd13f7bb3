"""Screening a file against a file of parameters: parameters alone decide."""

from pathlib import Path

import duckdb

from sql.jurisdiction import Organisation
from sql.lake import SCHEMAS, conformed
from sql.queries import query
from sql.reference import organisation
from tasks.collection.frames import checked_declarations
from tasks.parameters.matching import in_jurisdiction, match_parameters
from tasks.parameters.published_format import read_parameter_file


def screen_file(declarations: Path, parameters: Path, out: Path) -> dict[str, int]:
    """Write declaration_id, lane and parameters (codes hit, sorted, joined by ;) of every valid declaration.

    `out`: CSV, or Parquet where its name ends so. Raises ParameterFaultsError before anything is screened.
    Returns: screened, refused (rows that failed validation).
    """
    units = Organisation(organisation())
    read = read_parameter_file(parameters, frozenset(units.lineages))
    checked = checked_declarations(declarations)
    rows = checked.accepted
    columns = [name for name in rows.columns if name in SCHEMAS["declarations"].names]
    arriving = conformed(rows[columns], SCHEMAS["declarations"])
    with duckdb.connect() as connection:
        hits = match_parameters(connection, arriving, in_jurisdiction([(each, 1) for each in read], units))
        lanes = {each.code: each.lane.value for each in read}
        connection.register("hits", hits.assign(lane=hits["parameter"].map(lanes).astype("str")))
        connection.register("arriving", arriving)
        decided = connection.execute(query("highest_lane_that_hits_demand")).df()
    if out.suffix == ".parquet":
        decided.to_parquet(out, index=False)
    else:
        decided.to_csv(out, index=False)
    return {"screened": len(decided), "refused": len(checked.failures)}
