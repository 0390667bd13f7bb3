"""A mistake of a person is told in one sentence, as the message of the failed run, not as a program's failure."""

import inspect
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import ParamSpec

from prefect.states import Failed

from flows.publishing import Summary
from sql.jurisdiction import UnknownUnitError
from tasks.analysis.request import AnalysisRefusedError
from tasks.clearance.inspections.inspections import InspectionRefusedError
from tasks.handling.approval import HandlingRefusedError
from tasks.parameters.life_rules import ParameterRefusedError
from tasks.post_clearance.case_states import CaseRefusedError

Parameters = ParamSpec("Parameters")
_NEEDED = {
    "officer": "nobody acts without a name: give the name or number of the officer",
    "reason": "this needs a reason: say why, in a sentence",
}


class FormRefusedError(ValueError):
    """A form that leaves empty what every act needs; the message says what."""


_REFUSALS = (
    *(AnalysisRefusedError, CaseRefusedError, FormRefusedError, HandlingRefusedError, InspectionRefusedError),
    *(ParameterRefusedError, UnknownUnitError, FileNotFoundError),
)


class WithoutTraceback(logging.Filter):
    """Leaves out of the log of a run how a refusal came about in the program: the sentence says it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        if record.exc_info and isinstance(record.exc_info[1], _REFUSALS):
            record.exc_info = None
        return True


for _name in ("prefect.task_runs", "prefect.flow_runs"):
    logging.getLogger(_name).addFilter(WithoutTraceback())


def told_plainly(flow: Callable[Parameters, Summary]) -> Callable[Parameters, Summary]:
    """Let a flow that refuses what it was asked end as failed, with the refusal as its message.

    An officer without a name, and a reason without words, are refused of every form.

    Who calls the flow from Python gets the refusal as the exception that it is.
    """

    @wraps(flow)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Summary:
        try:
            _check_filled(inspect.signature(flow).bind(*args, **kwargs).arguments)
            return flow(*args, **kwargs)
        except _REFUSALS as refusal:
            sentence = str(refusal)
            failed: Summary = Failed(data=refusal, message=f"{sentence[:1].upper()}{sentence[1:]}.")  # type: ignore[assignment]
            return failed

    return run


def _check_filled(given: Mapping[str, object]) -> None:
    for name, sentence in _NEEDED.items():
        if name in given and not str(given[name]).strip():
            raise FormRefusedError(sentence)
