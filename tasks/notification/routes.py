"""Which channels an event goes to: routes by unit, kind and severity."""

import pandas as pd

from sql.jurisdiction import Organisation
from sql.terms import Severity

RANK = {severity: rank for rank, severity in enumerate((Severity.LOW, Severity.MEDIUM, Severity.HIGH))}
FILE = "file"


def routed(events: pd.DataFrame, routes: pd.DataFrame, units: Organisation) -> pd.DataFrame:
    """Event and channel, once each.

    events: key, kind, unit, severity. routes: unit (and all below it), kind (* for all), min_severity, channel.
    Returns: event, unit, channel; an event that no route takes goes to the channel `file`.
    """
    pairs = []
    for route in routes.to_dict("records"):
        below = set(units.below(str(route["unit"])))
        rank = events["severity"].map(RANK)
        takes = events["unit"].isin(below) & (rank >= RANK[Severity(str(route["min_severity"]))])
        if route["kind"] != "*":
            takes &= events["kind"] == route["kind"]
        pairs.append(events.loc[takes, ["key", "unit"]].assign(channel=route["channel"]))
    found = pd.concat(pairs) if pairs else events[["key", "unit"]].iloc[:0].assign(channel=FILE)
    rest = events.loc[~events["key"].isin(found["key"]), ["key", "unit"]].assign(channel=FILE)
    every = pd.concat([found, rest]).drop_duplicates(["key", "channel"]).rename(columns={"key": "event"})
    return every.sort_values(["event", "channel"], ignore_index=True)
