"""Grounds for a case: what inspections found against an importer, by published rules."""

import pandas as pd

from sql.messages import word


def smuggling_grounds(inspections: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """Inspections that are grounds for an anti-smuggling case: a critical finding, or evaded duty over the line.

    Duty recovered without a violation, such as an amendment asked for by the importer, was not evaded.
    inspections: done ones: declaration_id, importer, office, violation, kind, recovered_duty, inspected_on. rules:
    rows of `case_rules` for anti_smuggling. Returns these columns and statement, by importer and declaration.
    """
    by_ground = rules.set_index("ground")
    told = by_ground["statement"].map(word).to_dict()
    critical = inspections["violation"] == "critical"
    line = float(by_ground["threshold"].astype("float64")["evaded_duty"])
    recovered = inspections["recovered_duty"].astype("float64").fillna(0.0)
    evaded = (recovered >= line) & (inspections["violation"] != "none")
    statement = critical.map({True: told["critical_inspection"], False: told["evaded_duty"]})
    chosen = inspections[(critical | evaded) & inspections["importer"].notna()]
    return chosen.assign(statement=statement.loc[chosen.index]).sort_values(
        ["importer", "declaration_id"], ignore_index=True
    )


def audit_grounds(inspections: pd.DataFrame, rules: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Violations of importers that repeat them: at least the threshold in the days of the rule up to `as_of`.

    Columns as `smuggling_grounds`; `violations` tells how many the importer has.
    """
    rule = rules[rules["ground"] == "repeated_violations"].iloc[0]
    since = as_of - pd.Timedelta(days=int(rule["days"]))
    found = inspections[(inspections["violation"] != "none") & (inspections["inspected_on"] > since)]
    found = found[found["importer"].notna()]
    violations = found.groupby("importer")["declaration_id"].transform("size")
    chosen = found[violations >= float(rule["threshold"])]
    chosen = chosen.assign(
        violations=violations.loc[chosen.index], statement=pd.Series(word(rule["statement"]), chosen.index, "object")
    )
    return chosen.sort_values(["importer", "declaration_id"], ignore_index=True)
