"""Declarations that are asked for at once are rated together, each with its own rating."""

import threading
from typing import Any

import pandas as pd

from sql.register.tables import RatingModel
from sql.terms import ModelState
from tasks.clearance.immediate.rated_together import OneRating, RatedTogether
from tasks.clearance.rated import Rater
from tests.tasks.clearance.immediate.answering import declared
from tests.tasks.clearance.lodged import DAY

VERSION = RatingModel(
    key="rating-made-up",
    trained_on=DAY,
    window_from=DAY,
    window_to=DAY,
    outcomes=200,
    features="net_mass",
    path="models/made-up.joblib",
    content_hash="",
    quantiles="[]",
    state=ModelState.CHAMPION,
)


class ByMass:
    """Rates by mass alone, and waits at the first batch until it may go on; without a mass it gives no probability."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        self.begun, self.go_on = threading.Event(), threading.Event()

    def rate(self, declarations: pd.DataFrame) -> pd.DataFrame:
        self.sizes.append(len(declarations))
        self.begun.set()
        self.go_on.wait(30)
        return pd.DataFrame(
            {
                "declaration_id": declarations["declaration_id"],
                "probability": declarations["net_mass"] / 100,
                "reasons": "mass",
            }
        )


def seen(mass: float | None) -> dict[str, Any]:
    return declared("D", net_mass=mass) | {"lodged_on": DAY}


def test_who_waits_is_rated_together_and_everybody_gets_their_own() -> None:
    model, told = ByMass(), dict[int, OneRating]()
    rater, together = Rater(VERSION, model), RatedTogether()  # type: ignore[arg-type]

    def ask(mass: int) -> None:
        told[mass] = together.rate(rater, seen(float(mass)))

    threads = [threading.Thread(target=ask, args=(mass,)) for mass in range(1, 9)]
    threads[0].start()
    model.begun.wait(30)
    for each in threads[1:]:
        each.start()
    while len(together._waiting) < 7:
        assert all(each.is_alive() for each in threads)
    model.go_on.set()
    for each in threads:
        each.join()
    assert model.sizes == [1, 7]
    assert {mass: each.probability for mass, each in told.items()} == {mass: mass / 100 for mass in range(1, 9)}


def test_without_a_model_or_a_probability_there_is_no_rating() -> None:
    model = ByMass()
    model.go_on.set()
    assert RatedTogether().rate(Rater(), seen(1.0)) == OneRating(None, None, {})
    unrated = RatedTogether().rate(Rater(VERSION, model), seen(None))  # type: ignore[arg-type]
    assert unrated.probability is None
    assert unrated.failures == {"rating": "it gave no probability between 0 and 1"}
