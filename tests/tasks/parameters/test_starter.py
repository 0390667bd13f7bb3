"""The parameters that a new installation screens by."""

from datetime import date, timedelta

from sqlmodel import col

from sql.register.tables import RiskParameter
from sql.stores import Stores
from sql.terms import ParameterState
from tasks.parameters.active import active_parameters
from tasks.parameters.life import retire
from tasks.parameters.starter import load_starter_parameters

DAY = date(2021, 1, 9)
NEXT = DAY + timedelta(days=1)


def test_the_starter_set_is_in_force_from_the_next_day_on(stores: Stores) -> None:
    entered = load_starter_parameters(stores, DAY)["starter_parameters"]
    assert len(active_parameters(stores, DAY)) == 0
    assert len(active_parameters(stores, NEXT)) == entered > 5


def test_a_starter_parameter_that_was_retired_stays_so_on_later_days(stores: Stores) -> None:
    told = load_starter_parameters(stores, DAY)
    gone = active_parameters(stores, NEXT)[0]
    retire(stores, gone.key, actor="feedback", unit=gone.owner, as_of=NEXT, reason="finds nothing")
    assert load_starter_parameters(stores, NEXT) == told
    versions = stores.register.read(RiskParameter, ["key", "state"], col(RiskParameter.code) == gone.code)
    assert versions.to_dict("records") == [{"key": gone.key, "state": ParameterState.RETIRED}]
