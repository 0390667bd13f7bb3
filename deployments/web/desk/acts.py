"""Doing a move: as the flow that its form in Prefect runs, in this process, or as the rule of its room itself."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from deployments.web.desk.look import Look
from deployments.web.desk.thing import Summary, Values
from sql.refusal import RefusedError
from tasks.running.outages import outage

TAG = "desk"  # of runs that persons started at the desk


def import_acts() -> None:
    """Import every flow that persons start, so that the first move of the desk takes no longer than others."""
    from deployments.table import DEPLOYMENTS

    for each in DEPLOYMENTS:
        if "form" in each.tags:
            import_module(f"flows.{each.flow}")


class HinderedError(RefusedError):
    """An outage hinders what was asked for; the message says what is lacking."""


def by_flow(name: str, **fixed: Any) -> Callable[[Look, Values], Summary]:
    """An act that runs a flow, with fixed parameters and the values of the form.

    The run is seen in Prefect's user interface like one that was started there, but it is the person of the desk who
    acts. Values that were left empty are not passed. Raises RefusedError as the flow does.
    """

    def act(look: Look, values: Values) -> Summary:
        # Imported late: flows bring everything along that any of them does.
        from prefect import tags

        from flows.acting import acting_as

        flow = getattr(import_module(f"flows.{name}"), name)
        filled = {name: value for name, value in values.items() if value is not None}
        try:
            with acting_as(look.person), tags(TAG):
                state = flow(**fixed, **filled, return_state=True)
        except Exception as problem:
            raise _told(problem) from problem
        if state.is_completed():
            return dict(state.result())
        ended: Any = getattr(state.data, "result", state.data)  # Prefect puts it into a record
        raise _told(ended) if isinstance(ended, BaseException) else RuntimeError(state.message)

    return act


def _told(problem: BaseException) -> BaseException:
    """The problem, or an outage as a refusal that says what is lacking."""
    lacking = None if isinstance(problem, RefusedError) else outage(problem)
    return problem if lacking is None else HinderedError(lacking)
