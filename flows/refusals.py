"""A mistake of a person, and an outage, end a run with one sentence as its message, not with a program error."""

import inspect
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec

from prefect.states import Failed

from flows.publishing import Summary
from sql.jurisdiction import UnknownUnitError
from tasks.analysis.request import AnalysisRefusedError
from tasks.clearance.inspections.refused import InspectionRefusedError
from tasks.handling.approval import HandlingRefusedError
from tasks.parameters.life_rules import ParameterRefusedError
from tasks.persons.person import PersonRefusedError
from tasks.post_clearance.case_states import CaseRefusedError
from tasks.running.outages import outage

Parameters = ParamSpec("Parameters")
_NEEDED = {"reason": "every decision needs a reason: say why, in a sentence"}


class FormRefusedError(ValueError):
    """A form without a reason; the message says what is missing."""


_REFUSALS = (
    *(AnalysisRefusedError, CaseRefusedError, FormRefusedError, HandlingRefusedError, InspectionRefusedError),
    *(ParameterRefusedError, PersonRefusedError, UnknownUnitError, FileNotFoundError),
)


class WithoutTraceback(logging.Filter):
    """Removes the traceback of a refusal or an outage from the log of a run; its message is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        problem = record.exc_info[1] if record.exc_info else None
        if problem is not None and (isinstance(problem, _REFUSALS) or outage(problem) is not None):
            record.exc_info = None
        return True


for _name in ("prefect.task_runs", "prefect.flow_runs"):
    logging.getLogger(_name).addFilter(WithoutTraceback())


def with_plain_refusals(flow: Callable[Parameters, Summary]) -> Callable[Parameters, Summary]:
    """End a run as failed with the refusal of its flow as the message, or with the outage that it met.

    An empty reason is refused in every form. A caller in Python gets the exception.
    """

    @wraps(flow)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Summary:
        try:
            _check_filled(inspect.signature(flow).bind(*args, **kwargs).arguments)
            return flow(*args, **kwargs)
        except _REFUSALS as refusal:
            return _failed(refusal, str(refusal))
        except Exception as problem:
            if (sentence := outage(problem)) is None:
                raise
            return _failed(problem, sentence)

    return run


def _failed(problem: Exception, sentence: str) -> Summary:
    failed: Summary = Failed(data=problem, message=f"{sentence[:1].upper()}{sentence[1:]}.")  # type: ignore[assignment]
    return failed


def _check_filled(entered: Mapping[str, object]) -> None:
    for name, sentence in _NEEDED.items():
        if name in entered and not str(entered[name]).strip():
            raise FormRefusedError(sentence)
