"""What measures brought: inspections they caused, what these found, and what they cost."""

import pandas as pd

from tasks.parameters.request_codes import by_measure


def results_by_code(inspections: pd.DataFrame, usual_hours: "float | pd.Series[float]") -> pd.DataFrame:
    """Results of parameters and requests, by their code.

    inspections: done ones: parameters (codes joined by ;), violation, officer_hours, recovered_duty. usual_hours: of an
    inspection whose hours were not recorded, of all or of each. A request's code is cut to its measure:
    REQUEST-<measure>.
    Returns, by code: inspected, found, officer_hours, recovered_duty (missing where never recorded).
    """
    hours = inspections["officer_hours"].astype("float64").fillna(usual_hours)
    rows = inspections.assign(code=inspections["parameters"].fillna("").str.split(";"), hours=hours)
    rows = rows.reset_index(drop=True).explode("code")
    rows = rows[rows["code"].fillna("") != ""]
    rows = rows.assign(
        code=by_measure(rows["code"]),
        found=(rows["violation"] != "none").astype("int64"),
        recovered=rows["recovered_duty"].astype("float64"),
    )
    # An inspection that several subjects of one request asked for was done once.
    rows = rows.reset_index(names="inspection").drop_duplicates(["inspection", "code"])
    groups = rows.groupby("code", sort=True)
    return groups.agg(
        inspected=("found", "size"),
        found=("found", "sum"),
        officer_hours=("hours", "sum"),
        recovered_duty=("recovered", lambda values: values.sum(min_count=1)),
    )
