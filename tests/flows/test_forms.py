"""Forms ask neither who acts nor for which unit: both follow from the person bound to Prefect."""

import inspect
from importlib import import_module

import pytest

from deployments.table import DEPLOYMENTS

FORMS = [each.flow for each in DEPLOYMENTS if "form" in each.tags]


@pytest.mark.parametrize("flow", [each.flow for each in DEPLOYMENTS])
def test_no_form_lets_a_person_say_who_they_are(flow: str) -> None:
    function = getattr(import_module(f"flows.{flow}"), flow).fn
    assert not {"officer", "unit", "actor", "person"} & set(inspect.signature(function).parameters)


@pytest.mark.parametrize("flow", FORMS)
def test_a_form_acts_as_the_person_bound_to_prefect(flow: str) -> None:
    source = inspect.getsource(import_module(f"flows.{flow}"))
    assert "signed(stores, " in source or "person_acting(stores, " in source
