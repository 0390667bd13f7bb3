"""Offices with a significantly lower hit rate than others with like traffic."""

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule, hints_of, no_hints

FEWEST = 20


def find(facts: Facts) -> pd.DataFrame:
    """Offices with a hit rate whose 95 % interval (Wilson) is below the hit rate of other offices with like traffic."""
    done = facts.inspections[facts.inspections["state"] == "done"].merge(
        facts.offices, left_on="office", right_on="code"
    )
    done = done.assign(found=(done["violation"] != "none").astype("int64"))
    table = done.groupby(["office", "traffic"])["found"].agg(["sum", "size"]).reset_index()
    like = table.groupby("traffic")[["sum", "size"]].transform("sum")
    others = like - table[["sum", "size"]]
    table = table.assign(peer_rate=others["sum"] / others["size"].where(others["size"] > 0))
    table = table[(table["size"] >= FEWEST) & table["peer_rate"].notna()]
    low, high = proportion_confint(table["sum"], table["size"], method="wilson")
    rows = table.assign(rate=table["sum"] / table["size"], rate_low=low, rate_high=high)
    rows = rows[rows["rate_high"] < rows["peer_rate"]]
    if rows.empty:
        return no_hints()
    return hints_of(
        rows,
        subject="office",
        unit="office",
        evidence="Finds {rate:.0%} of {size} inspections; offices of like traffic find {peer_rate:.0%}.",
        compared=["rate", "rate_low", "rate_high", "peer_rate"],
        severity=Severity.HIGH,
    )


RULES = (
    HintRule(
        "find_rate_under_peers",
        HintFamily.LAW_ENFORCEMENT,
        "office",
        "Customs enforcement supervision: inspection results compared with like offices",
        15,
        find,
    ),
)
