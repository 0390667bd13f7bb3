"""An inspector departs from an inspection by a form, for a reason that they choose from the national list."""

from datetime import timedelta

import pytest
from prefect.utilities.callables import parameter_schema

from flows import make_exception as form
from sql.register.tables import InspectionException
from sql.stores import Stores
from tasks.clearance.decision.screen import screen_day
from tasks.clearance.inspections.exception_reasons import reasons
from tests.flows.cycle import without_engine
from tests.persons import Officer, bind_prefect
from tests.tasks.clearance.decision.test_screen import SUSPECT, policy
from tests.tasks.clearance.lodged import DAY, KEY, enforce, lodge, parameter


def test_the_form_offers_the_reasons_for_leaving_an_inspection() -> None:
    offered = parameter_schema(form.make_exception).properties["reason"]["enum"]
    assert offered == [each.code for each in reasons().values() if each.kind != "re_route"]
    assert len(offered) > 5


def test_an_exception_by_the_form_is_recorded_with_its_outcome(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT))
    lodge(stores, [{"declaration_id": "A", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    bind_prefect(stores, Officer("Li", "SHA1"))
    monkeypatch.setattr(form, "load_stores", lambda: stores)
    with without_engine():
        told = form.make_exception("A", "scanned_clean", as_of=DAY + timedelta(days=1))
    assert told["kind"] == "waiver"
    kept = stores.register.read(InspectionException, ["declaration_id", "reason", "officer", "outcome"]).iloc[0]
    assert kept[["declaration_id", "reason", "officer"]].tolist() == ["A", "scanned_clean", "Li"]
    assert kept["outcome"] == told["outcome"]
