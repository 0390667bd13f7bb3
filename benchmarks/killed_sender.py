"""Lost and repeated messages while their sender is killed two hundred times.

`python -m benchmarks.killed_sender` prints the count.
"""

from benchmarks.databases import stores_on
from benchmarks.measurement import Measurement, effort_of
from tests.tasks.delivery.persecution import Outcome, persecute, unhurt

CASES, KILLS, SEED = 100, 200, 11


def measure() -> list[Measurement]:
    """Sending messages of a hundred cases through two hundred kills, beside sending them undisturbed."""
    outcomes: list[Outcome] = []
    with stores_on("sqlite") as troubled, stores_on("sqlite") as calm:
        hunted = effort_of(lambda: outcomes.append(persecute(troubled, CASES, KILLS, SEED)))
        peaceful = effort_of(lambda: unhurt(calm, CASES))
    outcome = outcomes[0]
    what = (
        f"{outcome.killed} kills: {len(outcome.lost)} lost; doubles: {outcome.denied} denied by the receiver, "
        f"{outcome.unexcused} other; {outcome.repeats} repeats known by their identifier"
    )
    return [Measurement(what, len(outcome.expected), hunted, "the same messages sent undisturbed", peaceful)]


if __name__ == "__main__":
    for each in measure():
        print(each.what)
