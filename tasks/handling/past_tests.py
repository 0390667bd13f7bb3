"""What past declarations say about proposed measures, before anybody decides on them."""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from sql.register.tables import HandlingMeasure
from sql.register.tables.handling import PastTest
from sql.stores import Stores
from sql.terms import HandlingKind, HandlingState
from tasks.handling.execute import parameter_of
from tasks.parameters.conditions import conditions_from
from tasks.parameters.evidence import Record, probability_of_lift
from tasks.parameters.published_format import Parameter
from tasks.parameters.trial import tried_on_the_past
from tasks.records.subjects import conditions_on

_FIGURES = ("inspected", "found", "base_inspected", "base_found")


def with_past_tests(stores: Stores, table: pd.DataFrame, as_of: date, least_inspected: float) -> pd.DataFrame:
    """Proposals whose content carries `past_test`: what inspections of the past had found on their subjects.

    table: key and the columns of `proposals`. A policy recommendation sends nothing to inspection and has none.
    Returns the table with `speaks_against`: a past test of at least so many inspections makes a rate above the base
    less likely than not.
    """
    selecting = table["kind"] != HandlingKind.POLICY_RECOMMENDATION
    asked = {str(row["key"]): _selecting(_as_measure(row), as_of) for row in table[selecting].to_dict("records")}
    tried = [parameter for parameters in asked.values() for parameter in parameters]
    tested = tried_on_the_past(stores, tried, as_of).set_index("code")[list(_FIGURES)].to_dict("index")
    figures = {
        key: PastTest(**{str(name): int(value) for name, value in tested[first.code].items()})
        for key, (first, *_) in asked.items()
    }
    content = [
        replace(content, past_test=figures.get(key))
        for key, content in zip(table["key"], table["content"], strict=True)
    ]
    against = [speaks_against(figures.get(key), least_inspected) for key in table["key"]]
    return table.assign(content=content, speaks_against=against)


def _selecting(measure: HandlingMeasure, as_of: date) -> list[Parameter]:
    """What a measure would send to inspection, under one code; requests are one per subject, at offices of its unit."""
    together = parameter_of(measure, as_of)
    if measure.kind != HandlingKind.ASK_INSPECTION:
        return [together]
    content = measure.content
    each_alone = [conditions_on(content.subject_kind, [subject]) for subject in content.subjects]
    return [replace(together, owner=measure.unit, conditions=conditions_from(conditions)) for conditions in each_alone]


def strongest(table: pd.DataFrame, most: dict[str, int], before: pd.DataFrame) -> pd.DataFrame:
    """The first of each kind that leave at most `most` in the week, in the order given.

    What the past speaks against takes no place of another. before: kind, speaks_against of the week's measures.
    """
    kinds = ["kind", "speaks_against"]
    taken = before.groupby(kinds).size().to_dict()
    places = pd.Series([taken.get(kind, 0) for kind in zip(*(table[name] for name in kinds), strict=True)], table.index)
    rank = table.groupby(kinds).cumcount() + places
    return table[rank < table["kind"].map(most)].reset_index(drop=True)


def speaks_against(test: PastTest | None, least_inspected: float) -> bool:
    """Whether a past test of so many inspections makes a rate above the base less likely than not."""
    if test is None:
        return False
    past, base = Record(test.inspected, test.found), Record(test.base_inspected, test.base_found)
    return past.inspected >= least_inspected and probability_of_lift(past, base, 1.0) < 0.5


def _as_measure(row: Mapping[Hashable, Any]) -> HandlingMeasure:
    given: dict[str, Any] = {
        str(name): value for name, value in row.items() if str(name) in HandlingMeasure.model_fields
    }
    return HandlingMeasure(**given, state=HandlingState.PROPOSED)
