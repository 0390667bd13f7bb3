"""Choices of forms: a person reads a code with its name, and the flow takes the code."""

_BETWEEN = " · "


def choice(code: str, name: str) -> str:
    """How a form offers a code."""
    return f"{code}{_BETWEEN}{name}"


def code_of(chosen: str) -> str:
    """The code of what was chosen; a code that was written without its name is itself."""
    return chosen.partition(_BETWEEN)[0].strip()
