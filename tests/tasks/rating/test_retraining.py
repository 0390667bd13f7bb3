"""Training happens once per date; a version becomes champion where it is better; the one in use is found by date."""

from datetime import date, timedelta
from hashlib import sha256
from math import inf
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest

from sql.register.tables import RatingModel
from sql.stores import Stores
from sql.terms import ModelState
from tasks.rating import retraining
from tasks.rating.past_sums import Numbers
from tasks.rating.rating import Rating
from tasks.rating.retraining import champion, champion_row, rating_threshold, retrain
from tests.tasks.analysis.trade import know_one_enterprise
from tests.tasks.rating.inspected import LAST_DAY, inspected_history

NOVEMBER = date(2020, 11, 30)


@pytest.fixture
def inspected(stores: Stores) -> Stores:
    know_one_enterprise(stores)
    history, outcomes = inspected_history(1_200)
    offices = {"O0": "SHA1", "O1": "QDG1", "O2": "SZN1", "O3": "NGB1"}
    stores.lake.write_by_month("declarations", "lodged_on", "t", history.assign(office=history["office"].map(offices)))
    stores.lake.write_by_month("outcomes", "inspected_on", "t", outcomes)
    return stores


def states(stores: Stores) -> dict[str, str]:
    rows = stores.register.read(RatingModel, ["key", "state"], order_by=["key"])
    return {str(key): str(state) for key, state in zip(rows["key"], rows["state"], strict=True)}


def test_the_first_version_is_champion_and_its_file_is_the_one_of_the_card(inspected: Stores) -> None:
    assert champion(inspected, NOVEMBER) is None
    summary = retrain(inspected, NOVEMBER, seed=1, reason="first")
    assert summary["model_promoted"]
    row = champion_row(inspected, NOVEMBER)
    assert row is not None
    assert sha256((inspected.folder / row.path).read_bytes()).hexdigest() == row.content_hash
    assert row.window_to <= NOVEMBER
    assert row.outcomes > 900
    rating = champion(inspected, NOVEMBER)
    assert rating is not None
    assert rating is champion(inspected, NOVEMBER)


def test_a_repeated_training_changes_nothing(inspected: Stores) -> None:
    first = retrain(inspected, NOVEMBER, seed=1, reason="first")
    before = states(inspected)
    assert retrain(inspected, NOVEMBER, seed=1, reason="again") == first
    assert states(inspected) == before


def test_two_trainings_of_the_same_input_write_the_same_bytes(
    inspected: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*arguments: Any) -> None:
        compute = arguments[4]
        compute()
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(retraining, "complete_once", killed)
        with pytest.raises(KeyboardInterrupt):
            retrain(inspected, NOVEMBER, seed=1, reason="cut short")
    path = inspected.folder / "models" / f"rating-{NOVEMBER}.npz"
    written = path.read_bytes()
    assert champion(inspected, NOVEMBER) is None  # the file alone is no model
    retrain(inspected, NOVEMBER, seed=1, reason="repeated")
    assert path.read_bytes() == written


def test_the_old_champion_is_retired_only_by_one_that_is_better(
    inspected: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    week = timedelta(days=7)
    merits = {
        NOVEMBER: (0.8, 0.5),
        NOVEMBER + week: (0.7, 0.9),
        NOVEMBER + 2 * week: (0.8, 0.5),
        LAST_DAY: (0.8, 0.6),
    }
    monkeypatch.setattr(retraining, "_merit", lambda rating, truths: merits[rating.card.trained_on])
    promoted = [retrain(inspected, day, seed=1, reason="regular")["model_promoted"] for day in merits]
    assert promoted == [True, False, False, True]
    assert list(states(inspected).values()) == [
        ModelState.RETIRED,
        ModelState.CHALLENGER,
        ModelState.CHALLENGER,
        ModelState.CHAMPION,
    ]
    earlier = champion_row(inspected, LAST_DAY - timedelta(days=1))
    assert earlier is not None
    assert earlier.trained_on == NOVEMBER


def test_of_two_as_right_at_the_top_the_one_that_ranks_better_has_more_merit() -> None:
    class Rated:
        def __init__(self, *probabilities: float) -> None:
            self.probabilities = np.array(probabilities)

        def probability_of(self, declarations: pd.DataFrame) -> Numbers:
            return self.probabilities

    truths = pd.DataFrame({"violation": ["fraud", "none", "fraud", "none"]})
    better, worse = (cast(Rating, Rated(0.9, 0.2, 0.8, 0.1)), cast(Rating, Rated(0.9, 0.8, 0.2, 0.1)))
    assert retraining._merit(better, truths) == (1.0, 1.0)
    assert retraining._merit(worse, truths) < retraining._merit(better, truths)
    assert retraining._merit(better, truths.assign(violation="none")) == (0.0, 0.0)


def test_too_few_outcomes_train_nothing_and_say_why(inspected: Stores) -> None:
    summary = retrain(inspected, date(2020, 1, 10), seed=1, reason="too early")
    assert summary["model_trained"] == "none"
    assert "needs 200 outcomes" in summary["model_missing_because"]
    assert states(inspected) == {}


def test_a_model_file_that_was_changed_is_refused(inspected: Stores) -> None:
    retrain(inspected, NOVEMBER, seed=1, reason="first")
    path = inspected.folder / "models" / f"rating-{NOVEMBER}.npz"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(RuntimeError, match="restore it or retrain"):
        champion(inspected, NOVEMBER)
    assert retrain(inspected, LAST_DAY, seed=1, reason="the file was changed")["model_promoted"]
    assert champion(inspected, LAST_DAY) is not None


def test_the_threshold_of_a_share_is_reached_by_that_share(inspected: Stores) -> None:
    retrain(inspected, NOVEMBER, seed=1, reason="first")
    row, rating = champion_row(inspected, NOVEMBER), champion(inspected, NOVEMBER)
    assert row is not None
    assert rating is not None
    history, _ = inspected_history(1_200)
    late = history[history["lodged_on"] > pd.Timestamp(rating.card.held_out_from)]
    reached = (rating.rate(late)["probability"] >= rating_threshold(row, 0.2)).mean()
    assert 0.1 < reached < 0.35


def test_no_share_is_reached_by_no_rating_and_the_whole_by_each() -> None:
    row = RatingModel(
        key="rating",
        trained_on=NOVEMBER,
        window_from=NOVEMBER,
        window_to=NOVEMBER,
        outcomes=500,
        features="hs_code",
        path="models/m",
        content_hash="h",
        quantiles="[0.1, 0.4, 0.9]",
        state=ModelState.CHAMPION,
    )
    assert [rating_threshold(row, share) for share in (0.0, 0.5, 1.0)] == [inf, 0.4, 0.0]


def test_training_sees_declarations_as_they_stood_at_the_end_of_their_day_of_lodgement(stores: Stores) -> None:
    know_one_enterprise(stores)
    day, names = pd.Timestamp(NOVEMBER), ["A", "B", "C", "D"]
    first = pd.DataFrame({"declaration_id": names, "lodged_on": day, "office": "SHA1", "item_value": 1.0})
    same_day, later = day + pd.Timedelta(hours=20), day + pd.Timedelta(hours=30)
    changed = pd.DataFrame(
        {
            "declaration_id": names,
            "version": 2,
            "function": ["amended", "amended", "cancelled", "cancelled"],
            "received_at": [same_day, later, same_day, later],
        }
    )
    second = first.drop(columns="item_value").merge(changed).assign(item_value=2.0)
    stores.lake.write_by_month("declarations", "lodged_on", "first", first)
    stores.lake.write_by_month("declarations", "lodged_on", "second", second)
    stores.lake.write_by_month("declaration_changes", "lodged_on", "second", second.drop(columns="item_value"))
    known = retraining._known_columns(stores, NOVEMBER)
    assert dict(zip(known["declaration_id"], known["item_value"], strict=True)) == {"A": 2.0, "B": 1.0, "D": 1.0}
