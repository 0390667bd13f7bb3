"""Results of inspections of a period, with their grounds, offices and hours."""

import pandas as pd
from sqlmodel import col

from sql.jurisdiction import Organisation
from sql.messages import msgid
from sql.reference import organisation
from sql.register.tables import Inspection
from sql.terms import TaskState
from tasks.records.lane_policy import hours_of_inspections
from tasks.reporting.director.facts import Known, within
from tasks.reporting.director.periods import Period

ELSEWHERE = msgid("ordered elsewhere")  # ground of results that files of other systems brought


def results_of(known: Known, period: Period) -> pd.DataFrame:
    """Inspections with a result of the period: declaration_id, ground, office, inspected_on, violated, recovered_duty,
    hours, hours_recorded.

    Hours that nobody recorded are those of the lane policy of the office.
    """
    outcomes = known.outcomes
    outcomes = outcomes[within(outcomes["inspected_on"], period)]
    offices = known.stores.register.read(
        Inspection,
        ["declaration_id", "office"],
        col(Inspection.state) == TaskState.DONE,
        col(Inspection.inspected_on).between(period.first_day, period.last_day),
    ).set_index("declaration_id")["office"]
    units = Organisation(organisation(period.last_day))
    office = outcomes["declaration_id"].map(offices).astype("object").fillna(units.nation).astype("str")
    usual = hours_of_inspections(known.stores, office, period.last_day, units)
    recorded = outcomes["officer_hours"].astype("float64")
    return pd.DataFrame(
        {
            "declaration_id": outcomes["declaration_id"],
            "ground": outcomes["selected_by"].astype("object").fillna(ELSEWHERE).astype("str"),
            "office": office,
            "inspected_on": outcomes["inspected_on"],
            "violated": outcomes["violated"],
            "recovered_duty": outcomes["recovered_duty"],
            "hours": recorded.fillna(usual),
            "hours_recorded": recorded.notna(),
        }
    ).reset_index(drop=True)
