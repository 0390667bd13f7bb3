"""Which importers are audited first where officers cannot audit all: by expected recovery, and not to be foreseen."""

import numpy as np
import pandas as pd

from tasks.records.random_sample import draws

DAYS_PER_AUDIT = 5.0  # officer-days of any audit: notice, visit, report
DAYS_PER_GROUND = 0.5  # and of each declaration that it looks into


def by_amount(grounds: pd.DataFrame, most: int) -> list[str]:
    """Up to `most` importers, the largest amounts first. grounds: importer, amount."""
    amounts = grounds.groupby("importer", sort=True)["amount"].sum().sort_values(ascending=False, kind="stable")
    return [str(importer) for importer in amounts.index[:most]]


def by_expected_recovery(grounds: pd.DataFrame, most: int, occasion: str, key: bytes) -> list[str]:
    """Up to `most` importers: half of the places, rounded up, to the largest recovery per officer-day, the rest drawn.

    grounds: importer, amount. Among the others each place is drawn with chances in proportion to the recovery per
    officer-day (Efraimidis and Spirakis, 2006), so that effort spreads and nobody can rely on being too small.
    `occasion`: what the draw is for; the same occasion and `key` draw the same, and nobody foresees it without the key.
    """
    table = grounds.groupby("importer", sort=True)["amount"].agg(["sum", "size"])
    worth = (table["sum"] / (DAYS_PER_AUDIT + DAYS_PER_GROUND * table["size"])).sort_values(
        ascending=False, kind="stable"
    )
    certain = worth.iloc[: (most + 1) // 2]
    rest = worth.iloc[len(certain) :]
    drawn = draws([f"{occasion}|{importer}" for importer in rest.index], key)
    # A worth of nothing keeps a chance that is next to none, and no division by it.
    score = np.log(np.maximum(drawn, np.finfo("float64").tiny)) / np.maximum(rest.to_numpy(), 1e-9)
    chosen = rest.index[np.argsort(-score, kind="stable")][: most - len(certain)]
    return [str(importer) for importer in [*certain.index, *chosen]]
