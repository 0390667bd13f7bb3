"""Rise and fall of an enterprise's compliance category, by published rules.

The rules are rows of the reference table `enterprise_category_rules` (scheme of 2008: AA, A, B, C, D): the first that
applies, in their order, decides.
"""

import pandas as pd

DEFAULT_CATEGORY = "B"


def recategorised(records: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Enterprises whose category changes.

    records: one row per enterprise: enterprise, category, inspected, violations, critical (counts of the last year),
    days_known. rules: rule, order, from (categories joined by ;), to, least and largest values, grounds; as text.
    Returns: enterprise, category_before, category_after, rule, grounds; by enterprise.
    """
    share = records["violations"] / records["inspected"].where(records["inspected"] > 0)
    undecided = pd.Series(True, index=records.index)
    changes = []
    for rule in rules.sort_values("order").to_dict("records"):
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
