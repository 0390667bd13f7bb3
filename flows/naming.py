"""Names of runs: what they do, and for which business date, even if the date is left empty."""

from collections.abc import Callable

from prefect.runtime import flow_run

from blocks.settings import Settings


def named(pattern: str) -> Callable[[], str]:
    """The name of a run from the parameters of its flow; an empty date is today, as in the flow."""

    def name() -> str:
        parameters = dict(flow_run.parameters)
        today = Settings().today()
        for date_parameter in ("as_of", "business_day"):
            if parameters.get(date_parameter) is None:
                parameters[date_parameter] = today
        return pattern.format(**parameters)

    return name
