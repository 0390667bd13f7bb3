"""The policy that holds at an office is that of the nearest unit above it, in its latest version by the day."""

from datetime import date

import pandas as pd
import pytest

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.register import insert_new
from sql.register.tables import LanePolicyVersion
from sql.stores import Stores
from tasks.clearance.policy.adoption import load_default_policy
from tasks.records.lane_policy import LanePolicy, hours_of_inspections, lane_policies, lane_policy

UNITS = Organisation(organisation())
DAY = date(2021, 3, 31)


def put(stores: Stores, unit: str, valid_from: date, inspections_per_day: int) -> None:
    version = {
        "key": f"{unit}|{valid_from}",
        "unit": unit,
        "valid_from": valid_from,
        "high_rate": 0.05,
        "medium_rate": 0.15,
        "random_rate": 0.02,
        "parameter_cap": 0.2,
        "inspections_per_day": inspections_per_day,
        "hours_per_inspection": 2.0,
        "reason": "capacity",
        "author": "an officer",
    }
    with stores.register.writing() as session:
        insert_new(session, LanePolicyVersion, [version])


@pytest.fixture
def governed(stores: Stores) -> Stores:
    put(stores, "CN", date(2020, 1, 1), 10)
    put(stores, "SH", date(2020, 1, 1), 20)
    put(stores, "SHA", date(2021, 3, 31), 30)
    put(stores, "SHA", date(2021, 4, 1), 40)
    put(stores, "QDG1", date(2021, 1, 1), 50)
    return stores


@pytest.mark.parametrize(
    ("office", "day", "capacity"),
    [
        ("SHA1", date(2021, 3, 30), 20),  # the sub-center's, before its region has one of its own
        ("SHA1", date(2021, 3, 31), 30),
        ("SHA1", date(2021, 4, 1), 40),
        ("HZH1", DAY, 20),
        ("QDG1", DAY, 50),
        ("QDG1", date(2020, 12, 31), 10),
        ("GZH1", DAY, 10),
    ],
)
def test_the_nearest_unit_decides(governed: Stores, office: str, day: date, capacity: int) -> None:
    assert lane_policy(governed, office, day, UNITS).inspections_per_day == capacity


def test_offices_keep_the_order_in_which_they_were_asked_for(governed: Stores) -> None:
    table = lane_policies(governed, ["QDG1", "SHA1"], DAY, UNITS)
    assert table["office"].tolist() == ["QDG1", "SHA1"]
    assert table["inspections_per_day"].tolist() == [50, 30]


def test_an_inspection_takes_the_hours_that_the_policy_of_its_office_says(governed: Stores) -> None:
    with governed.register.writing() as session:
        session.get_one(LanePolicyVersion, "QDG1|2021-01-01").hours_per_inspection = 6.5
    offices = pd.Series(["QDG1", "SHA1", "QDG1"], index=[7, 8, 9])
    assert hours_of_inspections(governed, offices, DAY, UNITS).to_dict() == {7: 6.5, 8: 2.0, 9: 6.5}
    assert hours_of_inspections(governed, offices.iloc[:0], DAY, UNITS).empty


def test_without_any_version_the_default_holds(stores: Stores) -> None:
    assert lane_policy(stores, "SHA1", DAY, UNITS) == LanePolicy()


def test_the_default_is_put_into_force_once_from_the_next_day_on(stores: Stores) -> None:
    assert load_default_policy(stores, DAY) == {"default_policies": 1}
    assert load_default_policy(stores, DAY) == {"default_policies": 0}
    valid_from = stores.register.read(LanePolicyVersion, ["valid_from"])["valid_from"]
    assert valid_from.dt.date.tolist() == [date(2021, 4, 1)]
