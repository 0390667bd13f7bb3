"""Grounds for a case: what inspections found against an importer, by published rules."""

import pandas as pd

from sql.messages import word
from sql.terms import Violation


def smuggling_grounds(
    inspections: pd.DataFrame, rules: pd.DataFrame, line: float, goods_without_line: tuple[str, ...]
) -> pd.DataFrame:
    """Inspections that are grounds for an anti-smuggling case of their importer.

    A critical finding is one, a violation with goods whose smuggling is a crime whatever the duty, and every violation
    of an importer that evaded duty as soon as all of it together reaches the line. Duty recovered without a violation,
    such as an amendment asked for by the importer, was not evaded.
    inspections: done ones: declaration_id, importer, office, violation, kind, recovered_duty, inspected_on. rules:
    rows of `case_rules` for anti_smuggling. line: in the currency of the duty; infinite where it is not known.
    goods_without_line: kinds of violations. Returns these columns and statement, by importer and declaration.
    """
    told = rules.set_index("ground")["statement"].map(word).to_dict()
    critical = inspections["violation"] == Violation.CRITICAL
    found = inspections["violation"] != Violation.NONE
    without_line = found & inspections["kind"].isin(goods_without_line)
    evaded = inspections["recovered_duty"].astype("float64").fillna(0.0).where(found, 0.0)
    together = evaded.groupby(inspections["importer"]).transform("sum")
    over = (evaded > 0) & (together >= line)
    statement = over.map({True: told["evaded_duty"], False: None})
    statement = statement.mask(without_line, told["goods_without_line"]).mask(critical, told["critical_inspection"])
    chosen = inspections[(critical | without_line | over) & inspections["importer"].notna()]
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
