"""Names of runs: what they do, and for which business date, even where the date was left empty."""

from collections.abc import Callable

from prefect.runtime import flow_run

from blocks.settings import Settings


def named(pattern: str) -> Callable[[], str]:
    """A name for runs of a flow from its parameters; a date that was left empty is today, as it is for the flow."""

    def name() -> str:
        given = dict(flow_run.parameters)
        today = Settings().today()
        for date_parameter in ("as_of", "business_day"):
            if given.get(date_parameter) is None:
                given[date_parameter] = today
        return pattern.format(**given)

    return name
