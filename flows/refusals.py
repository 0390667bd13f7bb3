"""A mistake of a person, and an outage, end a run with one sentence as its message, not with a program error.

What a person entered and the rules refuse ends as Refused, a state of its own, which is no fault of the system: Prefect
counts it with the cancelled runs, so that nothing that watches for failures reports it.
"""

import inspect
import logging
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, ParamSpec

from prefect.client.schemas.objects import State
from prefect.states import Failed

from flows.acting import started_by_a_person
from flows.publishing import Summary
from sql.refusal import RefusedError
from tasks.running.outages import outage
from tasks.running.refusing import in_a_sentence, refused

Parameters = ParamSpec("Parameters")
_NEEDED = {"reason": "every decision needs a reason: say why, in a sentence"}


class FormRefusedError(RefusedError):
    """A form without a reason; the message says what is missing."""


_PLAIN = (RefusedError, FileNotFoundError)  # what is told without a traceback


class WithoutTraceback(logging.Filter):
    """Removes the traceback of a refusal or an outage from the log of a run; its message is enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record."""
        problem = record.exc_info[1] if record.exc_info else None
        if problem is not None and (isinstance(problem, _PLAIN) or outage(problem) is not None):
            record.exc_info = None
        return True


for _name in ("prefect.task_runs", "prefect.flow_runs"):
    logging.getLogger(_name).addFilter(WithoutTraceback())


def with_plain_refusals(flow: Callable[Parameters, Summary]) -> Callable[Parameters, Summary]:
    """End a run with the refusal of its flow as the message, or with the outage that it met.

    A refusal ends as Refused where a person entered what is refused, else as failed: then something in the installation
    is wrong. An empty reason is refused in every form. A caller in Python gets the exception.
    """

    @wraps(flow)
    def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Summary:
        try:
            _check_filled(inspect.signature(flow).bind(*args, **kwargs).arguments)
            return flow(*args, **kwargs)
        except _PLAIN as problem:
            if isinstance(problem, RefusedError) and started_by_a_person():
                return _as_summary(refused(problem))
            return _failed(problem, str(problem))
        except Exception as problem:
            if (sentence := outage(problem)) is None:
                raise
            return _failed(problem, sentence)

    return run


def _failed(problem: Exception, sentence: str) -> Summary:
    return _as_summary(Failed(data=problem, message=in_a_sentence(sentence)))


def _as_summary(state: State[Any]) -> Summary:
    """A state that a flow returns is the state of its run."""
    summary: Summary = state  # type: ignore[assignment]
    return summary


def _check_filled(entered: Mapping[str, object]) -> None:
    for name, sentence in _NEEDED.items():
        if name in entered and not str(entered[name]).strip():
            raise FormRefusedError(sentence)
