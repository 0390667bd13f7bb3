"""Routes: the channels of an event by unit, kind and severity."""

import pandas as pd

from sql.jurisdiction import Organisation
from sql.terms import RANK, Severity

FILE = "file"
DEFAULTS = {"language": "en", "quiet_hours": "", "digest_at": "", "passes_from": "high"}  # of a route


def routed(events: pd.DataFrame, routes: pd.DataFrame, units: Organisation) -> pd.DataFrame:
    """Pairs of event and channel, each once.

    events: key, kind, unit, severity. routes: unit (and all below it), kind (* for all), min_severity, channel; and
    language, quiet_hours, digest_at, passes_from (lowest severity that ignores quiet hours and digests).
    Returns: event, unit, channel, language, quiet_hours, digest_at (missing if it is sent at once). An event
    without a route goes to the channel `file`; of several routes to one channel, the first applies.
    """
    options = list(DEFAULTS)
    for name, default in DEFAULTS.items():
        routes = routes.assign(**{name: routes[name].fillna(default) if name in routes else default})
    rank = events["severity"].map(RANK)
    pairs = []
    for route in routes.to_dict("records"):
        below = set(units.below(str(route["unit"])))
        takes = events["unit"].isin(below) & (rank >= RANK[Severity(str(route["min_severity"]))])
        if route["kind"] != "*":
            takes &= events["kind"] == route["kind"]
        how = {name: route[name] for name in ("channel", *options)}
        pairs.append(events.loc[takes, ["key", "unit", "severity"]].assign(**how))
    found = pd.concat(pairs) if pairs else events.iloc[:0]
    rest = events.loc[~events["key"].isin(found["key"]), ["key", "unit", "severity"]].assign(channel=FILE, **DEFAULTS)
    every = pd.concat([found, rest]).drop_duplicates(["key", "channel"]).rename(columns={"key": "event"})
    passes = every["severity"].map(RANK).astype("int64") >= every["passes_from"].map(RANK).astype("int64")
    for name in ("quiet_hours", "digest_at"):
        every[name] = every[name].mask(passes | (every[name] == ""))
    chosen = every[["event", "unit", "channel", "language", "quiet_hours", "digest_at"]]
    return chosen.sort_values(["event", "channel"], ignore_index=True)
