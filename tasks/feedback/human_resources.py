"""Allocates officers to the customs houses where they find most."""

import numpy as np
import pandas as pd

SHRUNK_TO = 10.0  # weight, in inspections, of the hit rate of like offices


def allocation(done: pd.DataFrame, usual_hours: "float | pd.Series[float]") -> pd.DataFrame:
    """Inspection hours used and advised per office; like offices of a sub-center redistribute their hours.

    done: inspections with a result: office, traffic, sub_center, violated, officer_hours. usual_hours: hours of
    an inspection without recorded hours, for all or for each. The hit rate of an office shrinks towards that of offices
    with like traffic by ten inspections (empirical Bayes). Advised hours are proportional to used hours × the square
    root of the hit rate: officers go where they find most, with diminishing returns. An office without like offices,
    or with unknown traffic, keeps its hours.
    Returns: office, sub_center, traffic, inspections, find_rate, hours_used, hours_advised; by office.
    """
    hours = done["officer_hours"].astype("float64").fillna(usual_hours)
    traffic = done["traffic"].fillna(done["office"])  # an office with unknown traffic is like no other
    done = done.assign(hours=hours, traffic=traffic)
    by_office = done.groupby(["office", "traffic", "sub_center"], sort=True)
    table = by_office.agg(size=("violated", "size"), sum=("violated", "sum"), hours=("hours", "sum")).reset_index()
    like = table.groupby("traffic")[["size", "sum"]].transform("sum")
    prior = like["sum"] / like["size"]
    rate = (table["sum"] + SHRUNK_TO * prior) / (table["size"] + SHRUNK_TO)
    used = table["hours"]
    weight = used * np.sqrt(rate)
    among = [table["sub_center"], table["traffic"]]
    advised = weight / weight.groupby(among).transform("sum") * used.groupby(among).transform("sum")
    return pd.DataFrame(
        {
            "office": table["office"],
            "sub_center": table["sub_center"],
            "traffic": table["traffic"],
            "inspections": table["size"],
            "find_rate": rate,
            "hours_used": used,
            "hours_advised": advised.fillna(used),
        }
    )
