"""The state of a run that was refused, and the tasks by which a person acts: a refusal is no fault of theirs."""

from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar, cast

from prefect import Task
from prefect.client.schemas.objects import State
from prefect.states import Cancelled

from sql.refusal import RefusedError
from tasks.running.retrying import RETRYING

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")

REFUSED = "Refused"
"""Name of the state; it counts with the cancelled runs, so that nothing that watches for failures reports it."""


def refused(refusal: RefusedError) -> State[Any]:
    """The state in which a refused run ends, with the refusal as its message, and for a caller in Python."""
    return Cancelled(name=REFUSED, message=in_a_sentence(str(refusal)), data=refusal)


def in_a_sentence(text: str) -> str:
    """The text with a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."


class _Act(Task[Parameters, Result]):
    """Raises the refusal of its run, as any other task does."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        result = super().__call__(*args, **kwargs)
        if not isinstance(result, State):
            return result
        refusal: Any = getattr(result.data, "result", result.data)  # Prefect puts it into a record
        raise refusal


def act(name: str, run_name: str | None = None) -> Callable[[Callable[Parameters, Result]], Task[Parameters, Result]]:
    """Make a function the Prefect task by which a person acts. `name` and `run_name`: as of `retrying`."""

    def made(rule: Callable[Parameters, Result]) -> Task[Parameters, Result]:
        @wraps(rule)
        def run(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
            try:
                return rule(*args, **kwargs)
            except RefusedError as refusal:
                return cast(Result, refused(refusal))

        return _Act(run, name=name, task_run_name=run_name, **RETRYING)

    return made
