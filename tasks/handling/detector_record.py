"""How often what detectors had inspected was in violation: the record that a detector's next measures are judged by."""

from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd
from sqlmodel import col, select

from sql.register.tables import Finding, HandlingMeasure, Inspection
from sql.stores import Stores
from sql.terms import SelectionGround, TaskState
from tasks.answering.answered import answered
from tasks.answering.from_inspections import RESULTS
from tasks.parameters.evidence import Record, weighed
from tasks.parameters.request_codes import by_measure

WINDOW = timedelta(days=90)  # what a detector found longer ago tells no more: it gets another chance
FEWEST_RATED = 15
_JUDGED = ["detector", "violated"]


@dataclass(frozen=True)
class Experience:
    """What the window showed: by chance, by code of parameter or request, and by detector.

    A detector's record holds what persons answered to its instructions and warnings, too.

    margin: the lowest rated third of what the rating selected; empty where that is too little to judge by.
    """

    chance: Record
    margin: Record
    codes: dict[str, Record]
    detectors: dict[str, Record]


def experience(inspections: pd.DataFrame, measures: pd.DataFrame, answers: pd.DataFrame | None = None) -> Experience:
    """The record of chance, of each parameter or request for inspection, and of each detector behind measures.

    answers: detector, violated (whether it was as analysis suspected): what persons answered to the instructions and
    warnings of a detector; each counts as one inspection for it.

    inspections: done ones: declaration_id, selected_by, selection_probability, parameters (codes joined by ;), rating,
    violated. Those that the rating or an officer selected would have been done anyway: they say nothing about a
    parameter and are left out. measures: outcome (a code), detector. A declaration counts once for a detector.
    """
    drawn = inspections[inspections["selected_by"] == SelectionGround.CHANCE]
    told = inspections[inspections["selected_by"].isin([SelectionGround.PARAMETER, SelectionGround.CHANCE])]
    told = told.assign(code=told["parameters"].fillna("").str.split(";")).explode("code")
    told = told[told["code"].fillna("") != ""]
    told["code"] = by_measure(told["code"])
    of_detector = told.merge(measures, left_on="code", right_on="outcome").drop_duplicates(
        ["declaration_id", "detector"]
    )
    judged = pd.concat([of_detector[_JUDGED], *([] if answers is None else [answers[_JUDGED]])], ignore_index=True)
    return Experience(
        chance=weighed(drawn["violated"], drawn["selection_probability"]),
        margin=lowest_rated(inspections),
        codes=_records(told.drop_duplicates(["declaration_id", "code"]), "code"),
        detectors=_records(judged.astype({"violated": "bool"}), "detector"),
    )


def experience_up_to(stores: Stores, as_of: date) -> Experience:
    """The experience of the ninety days that end on `as_of`."""
    done = stores.register.read(
        Inspection,
        ["declaration_id", "selected_by", "selection_probability", "parameters", "rating", "violation"],
        col(Inspection.state) == TaskState.DONE,
        col(Inspection.inspected_on) <= as_of,
        col(Inspection.inspected_on) > as_of - WINDOW,
        order_by=["declaration_id"],
    )
    measures = stores.register.frame(
        select(col(HandlingMeasure.outcome), col(Finding.detector))
        .join(Finding, col(Finding.key) == col(HandlingMeasure.finding))
        .where(col(HandlingMeasure.outcome).is_not(None))
    )
    judged = answered(stores, as_of - WINDOW + timedelta(days=1), as_of)
    by_persons = judged[judged["answered_by"] != RESULTS]  # inspections count by what selected them
    return experience(done.assign(violated=done["violation"] != "none"), measures, by_persons)


def lowest_rated(inspections: pd.DataFrame) -> Record:
    """The record of the lowest rated third of what the rating selected: there lies what it selects next, or no more.

    inspections: declaration_id, selected_by, rating, violated. Empty where the third has fewer than fifteen.
    """
    rated = inspections[inspections["selected_by"] == SelectionGround.RATING]
    third = rated.sort_values(["rating", "declaration_id"], kind="stable").head(len(rated) // 3)
    return Record(len(third), int(third["violated"].sum())) if len(third) >= FEWEST_RATED else Record(0, 0)


def _records(rows: pd.DataFrame, name: str) -> dict[str, Record]:
    table = rows.groupby(name)["violated"].agg(["size", "sum"])
    return {str(each): Record(float(row["size"]), float(row["sum"])) for each, row in table.to_dict("index").items()}
