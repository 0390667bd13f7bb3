"""Screening a file by a lane policy: every office and day in it is one batch."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sql.jurisdiction import Organisation
from tasks.clearance.decision.lanes import Screened
from tasks.clearance.files.file_slices import ScreenedSlice
from tasks.records.lane_policy import by_direction
from tasks.records.membership import is_among
from tasks.records.random_sample import draws
from tasks.records.trader import directions_of, traders

_NO_RATINGS = pd.DataFrame(
    {name: pd.Series(dtype="str") for name in ("declaration_id", "reasons")}
    | {"probability": pd.Series(dtype="float64")}
)


def screened_by_policy(
    lodged: pd.DataFrame,
    hits: pd.DataFrame,
    figures: Mapping[str, Mapping[str, float]],
    ratings: pd.DataFrame | None,
    units: Organisation,
    key: bytes,
) -> Screened:
    """The input of `assign_lanes` for a file; caps and capacity hold per office and day.

    lodged: declaration_id, version, office, importer, exporter, direction, lodged_on. hits: as in `Screened`. figures:
    by unit, see `read_policy_file`. ratings: declaration_id, probability, reasons; the rates of an office become
    thresholds over all ratings. key: of the random sample.
    """
    lodged = lodged.fillna({"office": ""}).assign(importer=traders(lodged), direction=directions_of(lodged))
    offices = sorted(lodged["office"].unique())
    policies = by_direction(figures, offices, units)
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
        declarations=lodged.assign(office=days)[["declaration_id", "version", "office", "direction", "importer"]],
        hits=hits,
        ratings=rated,
        thresholds=by_batch[["office", "direction", *thresholds]],
        policies=by_batch.drop(columns=thresholds),
        draws=draws(lodged["declaration_id"], key),
    )


def lodged_and_hits(
    screened: Sequence[ScreenedSlice], last_is_whole: bool = False
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Declarations and hits of all slices together.

    last_is_whole: whether the last slice holds the declarations that others hold parts of.

    Returns: lodged (declaration_id, version, office, importer, lodged_on); hits (declaration_id, parameter, version,
    items).
    """
    lodged = [pd.read_parquet(each.lodged) for each in screened]
    hits = [pd.read_parquet(each.hits) for each in screened]
    if last_is_whole:
        whole = lodged[-1]["declaration_id"]
        lodged = [*(part[~is_among(part["declaration_id"], whole)] for part in lodged[:-1]), lodged[-1]]
        hits = [*(part[~is_among(part["declaration_id"], whole)] for part in hits[:-1]), hits[-1]]
    return pd.concat(lodged, ignore_index=True), pd.concat(hits, ignore_index=True)


def _reached_by(shares: "pd.Series[float]", probabilities: "pd.Series[float]") -> "pd.Series[float]":
    """The rating that each share of the rated declarations reaches; nobody reaches the threshold of no share."""
    reached = pd.Series(np.quantile(probabilities, 1.0 - shares.clip(upper=1.0)), index=shares.index)
    return reached.where(shares > 0, np.inf)
