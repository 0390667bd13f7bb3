"""Trying parameters on past declarations before anybody enters them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.stores import Stores
from tasks.enterprises.lodged_declarations import lodged_between
from tasks.parameters.matching import in_jurisdiction, match_parameters
from tasks.parameters.past_test import TEST_DAYS
from tasks.parameters.published_format import Parameter
from tasks.records.known_outcomes import known_outcomes, outcomes_of_declarations


def tried_on_the_past(stores: Stores, parameters: Sequence[Parameter], as_of: date) -> pd.DataFrame:
    """Results of inspections of the last 180 days, known by `as_of`, on declarations that parameters would have hit.

    All parameters are tried in one join; parameters with the same code count as one.
    Returns one row per code: code, inspected, found, base_inspected, base_found (of all inspections of declarations
    lodged in the period).
    """
    first_day = as_of - timedelta(days=TEST_DAYS - 1)
    outcomes = outcomes_of_declarations(known_outcomes(stores, as_of))[["declaration_id", "violation"]]
    past = lodged_between(stores, first_day, as_of)
    inspected = pa.array(outcomes["declaration_id"], type=pa.string())
    known = past.filter(pc.is_in(past["declaration_id"], value_set=inspected))
    tested = [(replace(each, valid_from=first_day, valid_to=None), 1) for each in parameters]
    with stores.lake.connect() as lake:
        hits = match_parameters(lake, known, in_jurisdiction(tested, Organisation(organisation(as_of))))
    found = outcomes.set_index("declaration_id")["violation"] != "none"
    hits = hits.assign(found=hits["declaration_id"].map(found).astype("bool"))
    sums = hits.groupby("parameter")["found"].agg(["size", "sum"]).astype("int64")
    codes = list(dict.fromkeys(each.code for each in parameters))
    table = sums.reindex(codes, fill_value=0).set_axis(["inspected", "found"], axis=1)
    base = found[found.index.isin(known.column("declaration_id").to_pylist())]
    return table.rename_axis("code").reset_index().assign(base_inspected=len(base), base_found=int(base.sum()))
