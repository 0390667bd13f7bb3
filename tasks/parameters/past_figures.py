"""Figures of parameters over a past period: hits, violations found, overlap with other parameters, and cost."""

from collections.abc import Sequence

import pandas as pd


def figures_of(
    hits: pd.DataFrame, active_hits: pd.DataFrame, outcomes: pd.DataFrame, keys: Sequence[str], days: int
) -> pd.DataFrame:
    """Figures of each tested parameter over a past period.

    hits: declaration_id, key and hours (that an inspection takes there) of the tested parameters. active_hits:
    declaration_id hit by active ones. outcomes: declaration_id, violation of the period. Returns, by key: hits,
    inspected, found, hit_rate, base_rate, overlapping, inspections_per_day, officer_hours_per_day.
    """
    known = hits.merge(outcomes, on="declaration_id", how="left")
    known["inspected"] = known["violation"].notna()
    known["found"] = known["inspected"] & (known["violation"] != "none")
    known["overlapping"] = known["declaration_id"].isin(active_hits["declaration_id"])
    known["hits"] = True
    index = pd.Index(keys, name="key")
    groups = known.groupby("key")
    table = groups[["hits", "inspected", "found", "overlapping"]].sum().astype("int64").reindex(index, fill_value=0)
    hours = groups["hours"].sum().reindex(index, fill_value=0.0)
    base = float((outcomes["violation"] != "none").mean()) if len(outcomes) else float("nan")
    return table.assign(
        hit_rate=table["found"] / table["inspected"].where(table["inspected"] > 0),
        base_rate=base,
        inspections_per_day=table["hits"] / days,
        officer_hours_per_day=hours / days,
    ).reset_index()


def overlaps(hits: pd.DataFrame, active_hits: pd.DataFrame) -> pd.DataFrame:
    """With which active parameters one tested parameter shares its hits.

    hits: declaration_id of the tested one. active_hits: declaration_id, key. Returns, most shared first: parameter,
    shared (declarations that both hit), share_of_tested, share_of_active.
    """
    of_active = active_hits.groupby("key", sort=True).size()
    both = active_hits[active_hits["declaration_id"].isin(hits["declaration_id"])]
    shared = both.groupby("key", sort=True).size().rename("shared")
    table = shared.rename_axis("parameter").reset_index()
    table["share_of_tested"] = table["shared"] / max(len(hits), 1)
    table["share_of_active"] = table["shared"] / table["parameter"].map(of_active).astype("float64")
    return table.sort_values(["shared", "parameter"], ascending=[False, True], ignore_index=True)


def workload(
    hits: pd.DataFrame, selected: "pd.Series[str]", lodged: pd.DataFrame, policies: pd.DataFrame, days: int
) -> pd.DataFrame:
    """The work that a parameter would add at each office, against its capacity.

    hits: declaration_id. selected: declarations that active parameters send to inspection already. lodged:
    declaration_id, office, lodged_on of the period. policies: office, inspections_per_day. Returns, heaviest first:
    office, hits, extra (hits that nothing selects yet), extra_per_day, busiest_day (most extra ones on one day),
    capacity (inspections per day), share_of_capacity (extra per day ÷ capacity; missing without capacity).
    """
    mine = lodged[lodged["declaration_id"].isin(hits["declaration_id"])]
    extra = mine[~mine["declaration_id"].isin(selected)]
    by_day = extra.groupby(["office", "lodged_on"]).size()
    table = pd.DataFrame({"hits": mine.groupby("office", sort=True).size()}).rename_axis("office").reset_index()
    table["extra"] = table["office"].map(extra.groupby("office").size()).astype("float64").fillna(0).astype("int64")
    table["extra_per_day"] = table["extra"] / days
    table["busiest_day"] = (
        table["office"].map(by_day.groupby("office").max()).astype("float64").fillna(0).astype("int64")
    )
    capacity = policies.set_index("office")["inspections_per_day"]
    table["capacity"] = table["office"].map(capacity).astype("float64")
    table["share_of_capacity"] = table["extra_per_day"] / table["capacity"].where(table["capacity"] > 0)
    return table.sort_values(["extra", "office"], ascending=[False, True], ignore_index=True)
