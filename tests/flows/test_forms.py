"""Forms act for a unit: no flow that a person fills in can reach beyond a jurisdiction."""

import inspect
from importlib import import_module
from typing import get_type_hints

import pytest

from deployments.table import DEPLOYMENTS

FORMS = [each.flow for each in DEPLOYMENTS if "form" in each.tags]


@pytest.mark.parametrize("flow", FORMS)
def test_a_form_asks_for_which_unit_a_person_acts(flow: str) -> None:
    function = getattr(import_module(f"flows.{flow}"), flow).fn
    assert inspect.signature(function).parameters["unit"].default is inspect.Parameter.empty
    assert get_type_hints(function)["unit"] is str
