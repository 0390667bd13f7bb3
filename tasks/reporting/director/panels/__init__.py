"""The panels of the page, in its order."""

from tasks.reporting.director.panel import Director, Panel
from tasks.reporting.director.panels import answers, cases, lanes, offices, selection, staff, trade, worth

_WRITERS = (
    trade.panel,
    lanes.panel,
    selection.panel,
    offices.panel,
    cases.panel,
    answers.panel,
    worth.panel,
    staff.panel,
)


def panels(director: Director) -> list[Panel]:
    """Every panel of the page."""
    return [write(director) for write in _WRITERS]
