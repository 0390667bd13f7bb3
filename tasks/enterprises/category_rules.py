"""Changes of an enterprise's compliance category by published rules.

The rules are rows of the reference table `enterprise_category_rules` (scheme of 2008: AA, A, B, C, D); the first rule
that applies decides.
"""

from datetime import date, timedelta

import pandas as pd

DEFAULT_CATEGORY = "B"


def recategorised(records: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Enterprises that change their category.

    records: one row per enterprise: enterprise, category, inspected, violations, critical (counts of the last year),
    days_known. rules: rule, order, from (categories joined by ;), to, least and largest values, grounds; as text.
    Returns: enterprise, category_before, category_after, rule, grounds; by enterprise.
    """
    share = records["violations"] / records["inspected"].where(records["inspected"] > 0)
    undecided = pd.Series(True, index=records.index)
    changes = []
    for rule in rules.sort_values("order", key=lambda places: places.astype("int64")).to_dict("records"):
        applies = undecided & records["category"].isin(str(rule["from"]).split(";"))
        for column, values in (
            ("min_inspected", records["inspected"]),
            ("min_violations", records["violations"]),
            ("min_violation_share", share),
            ("min_critical", records["critical"]),
            ("min_days_known", records["days_known"]),
        ):
            if pd.notna(rule[column]):
                applies &= values >= float(rule[column])
        if pd.notna(rule["max_violations"]):
            applies &= records["violations"] <= float(rule["max_violations"])
        hit = records[applies]
        changes.append(
            pd.DataFrame(
                {
                    "enterprise": hit["enterprise"],
                    "category_before": hit["category"],
                    "category_after": str(rule["to"]),
                    "rule": str(rule["rule"]),
                    "grounds": str(rule["grounds"]),
                }
            )
        )
        undecided &= ~applies
    return pd.concat(changes, ignore_index=True).sort_values("enterprise", ignore_index=True)


def category_spans(now: pd.DataFrame, changes: pd.DataFrame, first_day: date, last_day: date) -> pd.DataFrame:
    """The category of each enterprise on the days from `first_day` to `last_day`.

    A change counts from the day after its decision, so that no declaration gets a category that results from its own
    inspection. now: enterprise, category of the register. changes: enterprise, changed_on, category_before,
    category_after of decisions on `first_day` or later, at most one a day.
    Returns: enterprise, category, valid_from, valid_to (both days included; missing: until now).
    """
    changes = changes.merge(now[["enterprise"]]).sort_values(["enterprise", "changed_on"], ignore_index=True)
    next_change = changes.groupby("enterprise")["changed_on"].shift(-1)
    first_change = changes.drop_duplicates("enterprise")
    at_first = now.merge(first_change, how="left", on="enterprise")
    spans = pd.DataFrame(
        {
            "enterprise": pd.concat([at_first["enterprise"], changes["enterprise"]]),
            "category": pd.concat(
                [at_first["category_before"].fillna(at_first["category"]), changes["category_after"]]
            ),
            "valid_from": pd.concat(
                [pd.Series(pd.Timestamp(first_day), at_first.index), changes["changed_on"] + timedelta(days=1)]
            ),
            "valid_to": pd.concat([at_first["changed_on"], next_change]),
        }
    )
    return spans[spans["valid_from"] <= pd.Timestamp(last_day)].reset_index(drop=True)
