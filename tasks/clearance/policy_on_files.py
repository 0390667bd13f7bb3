"""A file as a lane policy sees it: many offices and days, each a batch of its own."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from sql.jurisdiction import Organisation
from tasks.clearance.chance import draws
from tasks.clearance.lane_policy import figures_of_offices
from tasks.clearance.lanes import Screened

_NO_RATINGS = pd.DataFrame(
    {name: pd.Series(dtype="str") for name in ("declaration_id", "reasons")}
    | {"probability": pd.Series(dtype="float64")}
)


def screened_by_policy(
    arriving: pa.Table,
    hits: pd.DataFrame,
    figures: Mapping[str, Mapping[str, float]],
    ratings: pd.DataFrame | None,
    units: Organisation,
    key: bytes,
) -> Screened:
    """What `assign_lanes` needs to give a file its lanes; caps and capacity hold per office and day.

    arriving: columns of the lake's declarations. hits: as in `Screened`. figures: by unit, see `read_policy_file`.
    ratings: declaration_id, probability, reasons; the rates of an office become thresholds over all ratings given.
    key: of the random sample.
    """
    lodged = arriving.select(["declaration_id", "office", "importer", "lodged_on"]).to_pandas()
    offices = sorted(lodged["office"].unique())
    policies = figures_of_offices(figures, offices, units)
    policies["rating_high"], policies["rating_medium"] = np.inf, np.inf
    rated = _NO_RATINGS if ratings is None else ratings[ratings["declaration_id"].isin(lodged["declaration_id"])]
    if len(rated):
        high = policies["high_rate"]
        policies["rating_high"] = _reached_by(high, rated["probability"])
        policies["rating_medium"] = _reached_by(high + policies["medium_rate"], rated["probability"])
    days = lodged["office"] + " " + lodged["lodged_on"].astype("str")
    batches = pd.DataFrame({"batch": days, "office": lodged["office"]}).drop_duplicates()
    by_batch = batches.merge(policies, on="office").drop(columns="office").rename(columns={"batch": "office"})
    thresholds = ["rating_high", "rating_medium"]
    return Screened(
        declarations=lodged.assign(office=days)[["declaration_id", "office", "importer"]],
        hits=hits,
        ratings=rated,
        thresholds=by_batch[["office", *thresholds]],
        policies=by_batch.drop(columns=thresholds),
        draws=draws(lodged["declaration_id"], key),
    )


def _reached_by(shares: "pd.Series[float]", probabilities: "pd.Series[float]") -> "pd.Series[float]":
    """The rating that each share of the rated declarations reaches; nobody reaches the threshold of no share."""
    reached = pd.Series(np.quantile(probabilities, 1.0 - shares.clip(upper=1.0)), index=shares.index)
    return reached.where(shares > 0, np.inf)
