"""One declaration is rated as in a batch of it; a model that fails is told, and keeps no lane back."""

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from sql.lake import SCHEMAS
from sql.stores import Stores
from tasks.clearance.decision.rated import Rater, SingleRater, SingleRating
from tasks.rating import Rating, train_rating
from tasks.rating.calibration import Calibration
from tasks.rating.trees import Trees
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.endpoint.answering import answering, declared, found
from tests.tasks.clearance.lodged import DAY
from tests.tasks.rating.inspected import inspected_history


@pytest.fixture(scope="module")
def rating() -> Rating:
    return train_rating(*inspected_history(600), date(2020, 12, 31), seed=1)


def seen(**values: Any) -> dict[str, Any]:
    return declared("D", **values) | {"lodged_on": DAY}


def in_a_batch(rater: Rater, declaration: dict[str, Any]) -> tuple[list[Any], dict[str, str]]:
    ratings, failures = rater.rate(pa.Table.from_pylist([declaration], SCHEMAS["declarations"]).to_pandas())
    told = {each.subject: each.reason for each in failures}
    return ratings[["probability", "reasons"]].to_numpy().tolist(), told


def test_one_is_rated_as_in_a_batch(rating: Rating) -> None:
    rater, declaration = Rater(rating=rating), seen(importer="I2", net_mass=4)
    assert SingleRater.of(rater).rate([declaration]) == SingleRating(*in_a_batch(rater, declaration)[0][0])


def test_without_a_model_there_is_no_rating_and_nothing_to_tell() -> None:
    assert SingleRater.of(Rater()).rate([seen()]) == SingleRating(None, None, {})


def test_what_fails_is_told_as_in_a_batch(rating: Rating) -> None:
    unknown = replace(rating, trees=Trees("not a model"))
    vague = replace(rating, calibration=Calibration(intercept=float("nan")))
    for rater in (Rater(problem="OSError: gone"), Rater(rating=vague)):
        assert SingleRater.of(rater).rate([seen()]) == SingleRating(failures=in_a_batch(rater, seen())[1])
    told = SingleRater.of(Rater(rating=unknown)).rate([seen()])
    assert told.probability is None
    assert told.failures["rating"].startswith("UnknownTreesError")
    broken = replace(rating, knowledge=replace(rating.knowledge, outcomes={}))
    failed = SingleRater.of(Rater(rating=broken)).rate([seen()])
    assert failed == SingleRating(failures=in_a_batch(Rater(rating=broken), seen())[1])
    assert failed.failures["rating"].startswith("UnknownTreesError: the model takes")


def test_the_answer_tells_the_rating_of_the_batch(rating: Rating, stores: Stores) -> None:
    policy(stores)
    found(stores)
    screening, rater = answering(stores), Rater(rating=rating)
    screening.use(replace(screening.current, rater=SingleRater.of(rater)))
    answer = screening.answer(declared("A", importer="I2"))
    assert [[answer.rating, answer.rating_reasons]] == in_a_batch(rater, seen(importer="I2"))[0]


def test_a_failing_model_costs_no_declaration_its_lane(stores: Stores) -> None:
    policy(stores)
    found(stores)
    screening = answering(stores)
    screening.use(replace(screening.current, rater=SingleRater(problem="OSError: gone")))
    answer = screening.answer(declared("A"))
    assert (answer.rating, answer.failures) == (None, {"rating": "OSError: gone"})
