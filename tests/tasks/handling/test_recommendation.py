"""The document of a recommendation shows what was compared as a person reads figures."""

from datetime import date

import pytest

from sql.messages import as_written
from sql.register.tables import Finding, HandlingMeasure
from sql.register.tables.handling import MeasureContent
from sql.terms import HandlingKind, HandlingState, Language, Priority
from tasks.handling.recommendation import follow_up_on, recommendation_page
from tests.tasks.handling.findings import EVE, finding

CONTENT = MeasureContent(
    "price_change", "hs_code", ["090121"], as_written("Prices fell"), as_written("the levy"), days=60
)
MEASURE = HandlingMeasure(
    key="abc",
    kind=HandlingKind.POLICY_RECOMMENDATION,
    finding="F",
    priority=Priority.REVENUE,
    unit="SHA",
    approving_unit="CN",
    amount_at_stake=12_345.0,
    score=0.7,
    content=CONTENT,
    proposed_on=EVE,
    proposed_by="risk analysis",
    state=HandlingState.APPROVED,
    decided_on=EVE,
    decided_by="chief",
)


def page(compared: str) -> str:
    found = Finding.model_validate(finding("price_change", compared=compared))
    return recommendation_page(MEASURE, found, EVE, Language.ENGLISH, "CNY")


@pytest.mark.parametrize(
    ("compared", "shown"),
    [
        ('{"weekly_duty": 1234567.8}', ">1,234,568<"),
        ('{"share_now": 0.123456}', ">0.1235<"),
        ('{"offices": ["SHA1", "QDG1"]}', ">SHA1, QDG1<"),
        ('{"usual_share": null}', ">–<"),
        ('{"label": "<b>"}', ">&lt;b&gt;<"),
    ],
)
def test_figures_lists_and_what_is_not_known(compared: str, shown: str) -> None:
    assert shown in page(compared)


def test_a_recommendation_of_an_officer_rests_on_no_finding() -> None:
    text = recommendation_page(MEASURE, None, EVE, Language.ENGLISH, "CNY")
    assert "from 0 declarations" in text
    assert "Prices fell" in text


def test_thirty_working_days_go_around_the_spring_festival() -> None:
    assert follow_up_on(date(2021, 1, 4)) == date(2021, 2, 19)
