"""Which failures of a task are tried again, and that every task says so."""

from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from prefect import Task
from prefect.states import Failed
from sqlalchemy.exc import OperationalError

import tasks
from tasks.handling.approval import HandlingRefusedError
from tasks.running.retrying import passes

STAGES = sorted(path.parent.name for path in Path(tasks.__file__).parent.glob("*/tasks.py"))


def failed_by(problem: Exception) -> bool:
    nothing = cast(Any, SimpleNamespace())
    return passes(nothing, nothing, Failed(data=problem))


@pytest.mark.parametrize(
    "problem", [OperationalError("insert", {}, Exception("database is locked")), ConnectionResetError(), TimeoutError()]
)
def test_a_cause_that_passes_is_tried_again(problem: Exception) -> None:
    assert failed_by(problem)


@pytest.mark.parametrize("problem", [HandlingRefusedError("no"), ValueError("wrong"), KeyError("missing")])
def test_a_refusal_or_a_fault_is_not(problem: Exception) -> None:
    assert not failed_by(problem)


@pytest.mark.parametrize("stage", STAGES)
def test_every_task_is_tried_again_under_that_condition(stage: str) -> None:
    found = [each for each in vars(import_module(f"tasks.{stage}.tasks")).values() if isinstance(each, Task)]
    assert found
    assert all(each.retries == 2 and each.retry_condition_fn is passes for each in found)
