"""Why nothing is done to an inspection."""


class InspectionRefusedError(ValueError):
    """A result, re-routing, exception or draw that cannot be made; the message says why."""
