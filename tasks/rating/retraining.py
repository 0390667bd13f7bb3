"""Retraining: every training gives a version with its card, which becomes champion only if it is better."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from math import inf
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score
from sqlmodel import Session, col, select

from sql.durable import publish
from sql.queries import query
from sql.register import complete_once
from sql.register.tables import RatingModel
from sql.stores import Stores
from sql.terms import ModelState
from tasks.enterprises.compliance import categories_of_importers
from tasks.enterprises.lodged_declarations import frame_of
from tasks.rating.calibration import precision_at
from tasks.rating.declared import LISTS, NUMBERS, TEXTS
from tasks.rating.grouping import ItemGroups
from tasks.rating.model_file import ModelFileError, read, written
from tasks.rating.past_sums import Numbers
from tasks.rating.rating import MissingOutcomesError, Rating, train_rating
from tasks.records.known_outcomes import known_outcomes

WINDOW_DAYS = 730
QUANTILES = 1_001
MOST_REFERENCE_DECLARATIONS = 50_000
_READ = ("declaration_id", "item_number", "lodged_on", "value", "currency")


@dataclass(frozen=True)
class Trained:
    """A new version, and whether it deserves promotion."""

    row: RatingModel
    better: bool  # than the present champion on the latest period


def retrain(stores: Stores, as_of: date, seed: int, reason: str) -> dict[str, Any]:
    """Train a version on outcomes known at the end of `as_of`; make it champion if it is better than the present one.

    Better: on the latest period, which neither learned from, a higher precision at 5 %; if equal, a higher average
    precision. A champion that cannot be loaded is replaced.
    Happens once per business date. Returns: model_trained (its key or none), model_promoted, and model_missing_because
    where there are too few outcomes to train.
    """

    def compute() -> Trained | str:
        declarations = _known_columns(stores, as_of)
        outcomes = known_outcomes(stores, as_of)
        try:
            rating = train_rating(declarations, outcomes, as_of, seed)
        except MissingOutcomesError as problem:
            return str(problem)
        held_out = declarations[pd.to_datetime(declarations["lodged_on"]) >= pd.Timestamp(rating.card.held_out_from)]
        truths = held_out.merge(_gravest(outcomes), on="declaration_id")
        try:
            present = champion(stores, as_of)
        except (OSError, ModelFileError):
            present = None  # a model that cannot be read rates nothing: the new one is better
        better = present is None or _merit(rating, truths) > _merit(present, truths)
        return Trained(_stored(stores, rating, held_out), better)

    def record(session: Session, computed: Trained | str) -> dict[str, Any]:
        if isinstance(computed, str):
            return {"model_trained": "none", "model_promoted": False, "model_missing_because": computed}
        row = computed.row
        if computed.better:
            for old in session.exec(select(RatingModel).where(RatingModel.state == ModelState.CHAMPION)).all():
                old.state = ModelState.RETIRED
                session.add(old)
            row.state = ModelState.CHAMPION
        session.add(row)
        return {"model_trained": row.key, "model_promoted": computed.better, "model_trained_because": reason}

    return complete_once(stores.register, "retrain", as_of, "", compute, record)


def champion_row(stores: Stores, as_of: date) -> RatingModel | None:
    """The version in use at the end of `as_of`: the latest version promoted by then."""
    with stores.register.reading() as session:
        row = session.exec(
            select(RatingModel)
            .where(col(RatingModel.trained_on) <= as_of, RatingModel.state != ModelState.CHALLENGER)
            .order_by(col(RatingModel.trained_on).desc())
            .limit(1)
        ).first()
        session.expunge_all()
    return row


def champion(stores: Stores, as_of: date) -> Rating | None:
    """The rating that was in use at the end of `as_of`; None before the first was trained."""
    row = champion_row(stores, as_of)
    return None if row is None else _loaded(stores.folder / row.path, row.content_hash)


def rating_threshold(row: RatingModel, share: float) -> float:
    """The rating that `share` of declarations reach, by the held-out period of the model.

    Infinite for a share of 0, which no declaration reaches; 0 for a share of 1, which every declaration reaches.
    """
    if not 0.0 < share < 1.0:
        return inf if share <= 0.0 else 0.0
    quantiles = json.loads(row.quantiles)
    return float(np.interp(1.0 - share, np.linspace(0.0, 1.0, len(quantiles)), quantiles))


def _known_columns(stores: Stores, as_of: date) -> pd.DataFrame:
    """Items of the declarations of the window, each as it stood at the end of its day of lodgement."""
    first_day = as_of - timedelta(days=WINDOW_DAYS)
    frames = {"categories": categories_of_importers(stores, first_day, as_of)}
    with stores.lake.connect("declaration_versions", "declaration_changes", frames=frames) as lake:
        rows = lake.sql(query("declarations_as_lodged"), params={"first_day": first_day, "last_day": as_of})
        return frame_of(rows.select(", ".join([*_READ, *TEXTS, *NUMBERS, *LISTS])).to_arrow_table())


def _gravest(outcomes: pd.DataFrame) -> pd.DataFrame:
    """One outcome per declaration, a violation where there is one: declaration_id, violation."""
    violations_first = outcomes.sort_values("violation", key=lambda found: found.eq("none"), kind="stable")
    return violations_first.drop_duplicates("declaration_id")[["declaration_id", "violation"]]


def _stored(stores: Stores, rating: Rating, held_out: pd.DataFrame) -> RatingModel:
    key = f"rating-{rating.card.trained_on}"
    path = Path("models") / f"{key}.npz"
    target = stores.folder / path
    content = written(rating)
    publish(target, content)
    groups = ItemGroups.of(held_out)
    step = max(1, len(groups.first) // MOST_REFERENCE_DECLARATIONS)
    ratings = _probabilities(rating, held_out[groups.declaration % step == 0])
    quantiles = np.quantile(ratings, np.linspace(0.0, 1.0, QUANTILES)).round(6).tolist()
    card = rating.card
    return RatingModel(
        key=key,
        trained_on=card.trained_on,
        window_from=card.window_from,
        window_to=card.window_to,
        outcomes=card.outcomes,
        features=";".join(card.features),
        precision_at_five_percent=card.precision_at_five_percent,
        calibration_error=card.calibration_error,
        path=path.as_posix(),
        content_hash=sha256(content).hexdigest(),
        quantiles=json.dumps(quantiles),
        state=ModelState.CHALLENGER,
    )


def _probabilities(rating: Rating, items: pd.DataFrame) -> Numbers:
    """The probability of each declaration."""
    return rating.probability_of(items)[ItemGroups.of(items).first]


def _merit(rating: Rating, truths: pd.DataFrame) -> tuple[float, float]:
    """Precision at 5 % and average precision, by declaration. truths: items with the violation of the declaration."""
    violated = (truths["violation"] != "none").to_numpy()[ItemGroups.of(truths).first]
    probabilities = _probabilities(rating, truths)
    ranked = average_precision_score(violated, probabilities) if violated.any() else 0.0
    return round(precision_at(probabilities, violated), 4), round(float(ranked), 4)


@lru_cache(maxsize=2)
def _loaded(path: Path, content_hash: str) -> Rating:
    content = path.read_bytes()
    if sha256(content).hexdigest() != content_hash:
        raise ModelFileError(f"the model file {path.name} is not the one that was trained: restore it or retrain")
    return read(content)
