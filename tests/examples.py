"""How many examples a property test tries."""

import hypothesis


def examples(searching: int) -> int:
    """So many in `make exhaustive`, which tries others each time; in `make test` a third of them, always the same."""
    repeatable = hypothesis.settings.get_profile("repeatable")
    return searching // 3 if hypothesis.settings.default == repeatable else searching
