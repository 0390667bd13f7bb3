"""Offices with a significantly lower hit rate than others with like traffic."""

import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from sql.terms import HintFamily, Severity
from tasks.supervision.hint_rule import Facts, HintRule

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
    return rows[rows["rate_high"] < rows["peer_rate"]]


RULES = (
    HintRule(
        "find_rate_under_peers",
        HintFamily.LAW_ENFORCEMENT,
        "office",
        "Customs enforcement supervision: inspection results compared with like offices",
        due_working_days=15,
        find=find,
        subject="office",
        evidence="Hit rate {rate:.0%} in {size} inspections; {peer_rate:.0%} at offices with like traffic.",
        compared=("rate", "rate_low", "rate_high", "peer_rate"),
        severity=Severity.HIGH,
    ),
)
