"""Why nothing is done to an inspection."""

from sql.refusal import RefusedError


class InspectionRefusedError(RefusedError):
    """A result, re-routing, exception or draw that cannot be made; the message says why."""
