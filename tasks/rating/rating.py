"""The rating: a calibrated probability of violation per declaration, learned from inspection outcomes."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from tasks.rating.calibration import Calibration, Truths, calibrated, calibration_error, precision_at
from tasks.rating.declared import days_of
from tasks.rating.features import Features
from tasks.rating.knowledge import PastKnowledge
from tasks.rating.past_sums import Days, Numbers
from tasks.rating.reasons import reasons
from tasks.rating.trees import Trees
from tasks.records.membership import is_among

FEWEST_OUTCOMES = 200
HELD_OUT = 0.2  # share of the outcomes, the latest, that only calibrate and measure
LARGEST_WEIGHT = 20.0  # of an inspection drawn by chance, so that a few do not outweigh all others
SAME_GOODS = "hs_code+net_mass+item_value"  # the key of goods whose like was inspected


class MissingOutcomesError(ValueError):
    """Too few outcomes, or outcomes of one kind only, to learn from."""


@dataclass(frozen=True)
class RatingCard:
    """The data that a rating learned from, and its quality on the latest period, which it did not learn from."""

    trained_on: date
    window_from: date
    window_to: date
    outcomes: int
    violations: int
    held_out_from: date
    held_out: int
    features: tuple[str, ...]
    precision_at_five_percent: float
    precision_at_ten_percent: float
    precision_on_new_goods: float | None  # at 5 % of the held-out declarations of goods never inspected before
    calibration_error: float


@dataclass(frozen=True)
class Rating:
    """A trained rating; it gives every declaration a probability, even one with values never seen before."""

    card: RatingCard
    knowledge: PastKnowledge = field(repr=False)
    trees: Trees = field(repr=False)
    calibration: Calibration

    def rate(self, declarations: pd.DataFrame) -> pd.DataFrame:
        """Probability of violation for each declaration, in their order.

        `declarations`: canonical columns. Only outcomes known before the day of lodgement of each count.
        Returns: declaration_id, probability, reasons.
        """
        features = Features.of(self.knowledge, declarations)
        return pd.DataFrame(
            {
                "declaration_id": declarations["declaration_id"].to_numpy(),
                "probability": self.probabilities(features),
                "reasons": pd.array(reasons(features), dtype="str"),
            }
        )

    def probability_of(self, declarations: pd.DataFrame) -> Numbers:
        """The probabilities that `rate` gives, without the reasons, which take longer."""
        return self.probabilities(Features.of(self.knowledge, declarations))

    def probabilities(self, features: Features) -> Numbers:
        """Calibrated probabilities, to six digits."""
        if not len(features.values):
            return np.zeros(0)
        return np.asarray(np.round(self.calibration.probability(self.trees.scores(features.values)), 6))


def train_rating(history: pd.DataFrame, outcomes: pd.DataFrame, as_of: date, seed: int) -> Rating:
    """Learn from declarations and the outcomes known at the end of `as_of`.

    `history`: declarations with canonical columns, inspected or not. `outcomes`: declaration_id, inspected_on,
    violation, and optionally selected_by and selection_probability; an inspection drawn by chance weighs as many
    declarations as it represents. Each row learns only from outcomes of earlier days. The latest fifth is held out
    of training, to calibrate and measure the trees.
    Raises MissingOutcomesError for fewer than 200 outcomes or only one kind of outcome.
    """
    today = pd.Timestamp(as_of)
    history = history[pd.to_datetime(history["lodged_on"]) <= today]
    history = history.sort_values(["lodged_on", "declaration_id"], ignore_index=True)
    known = outcomes[pd.to_datetime(outcomes["inspected_on"]) <= today]
    known = known[is_among(known["declaration_id"], history["declaration_id"])]
    if len(known) < FEWEST_OUTCOMES or known["violation"].eq("none").nunique() < 2:
        raise MissingOutcomesError(
            f"{len(known)} outcomes by {as_of.isoformat()}, of them {int(known['violation'].ne('none').sum())} "
            f"violations: a rating needs {FEWEST_OUTCOMES} outcomes of both kinds"
        )
    knowledge = PastKnowledge.of(history, known)
    inspected = history[is_among(history["declaration_id"], known["declaration_id"])].reset_index(drop=True)
    results = known.drop_duplicates("declaration_id").set_index("declaration_id").loc[inspected["declaration_id"]]
    violated = results["violation"].ne("none").to_numpy()
    weights = selection_weights(results)
    features = Features.of(knowledge, inspected)
    held_out = _held_out(days_of(inspected["lodged_on"]), violated)
    learned = ~held_out
    trees = Trees.trained(features.names, features.values[learned], violated[learned], weights[learned], seed)
    scores = trees.scores(features.values[held_out])
    card = _card(as_of, inspected, violated, held_out, features, scores, weights)
    return Rating(card, knowledge, trees, calibrated(scores, violated[held_out], weights[held_out]))


def rate_file(history: pd.DataFrame, declarations: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Rate declarations by learning from inspected ones; the rule behind `customs-risk rate`.

    `history`, `declarations`: one row per goods item. `history`: canonical columns and the outcome's `violation`,
    missing where not inspected, and optionally `inspected_on` (else the day of lodgement). Outcomes of the rated
    declarations are ignored, whether `declarations` carries them or the history holds the same declarations.
    Returns: declaration_id, probability.
    """
    history = history[~is_among(history["declaration_id"], declarations["declaration_id"])]
    if history.empty:
        raise MissingOutcomesError("the history holds only the declarations to rate: add a history of earlier ones")
    history = history.assign(declaration_id=_item_names(history))  # each goods item is learned from by itself
    inspected = history[history["violation"].notna()]
    outcomes = pd.DataFrame(
        {
            "declaration_id": inspected["declaration_id"],
            "inspected_on": inspected["inspected_on"].fillna(inspected["lodged_on"])
            if "inspected_on" in inspected
            else inspected["lodged_on"],
            "violation": inspected["violation"],
        }
    )
    last = max(pd.to_datetime(history["lodged_on"]).max(), pd.to_datetime(outcomes["inspected_on"]).max())
    rating = train_rating(history, outcomes, last.date(), seed)
    return of_declarations(declarations["declaration_id"], rating.probability_of(declarations))


def _item_names(items: pd.DataFrame) -> "pd.Series[str]":
    """A name for each goods item: that of its declaration, with the item's number where there are several."""
    names = items["declaration_id"]
    if names.is_unique or "item_number" not in items:
        return names
    several = names.duplicated(keep=False)
    return names.where(~several, names + "#" + items["item_number"].astype("int64").astype("str"))


def of_declarations(declaration_ids: "pd.Series[str]", probabilities: Numbers) -> pd.DataFrame:
    """Probability that a declaration violates, from those of its goods items: 1 − Π(1 − p), items taken as independent.

    Returns: declaration_id, probability; one row per declaration, in the order of their first items.
    """
    items = pd.DataFrame({"declaration_id": declaration_ids.to_numpy(), "probability": probabilities})
    if items["declaration_id"].is_unique:
        return items
    passes = (1.0 - items["probability"]).groupby(items["declaration_id"], sort=False).prod()
    return (1.0 - passes).round(6).rename("probability").reset_index()


def selection_weights(outcomes: pd.DataFrame) -> Numbers:
    """Declarations that each inspection represents: 1, or the inverse of its probability if chance drew it."""
    if "selection_probability" not in outcomes or "selected_by" not in outcomes:
        return np.ones(len(outcomes))
    chance = outcomes["selection_probability"].where(outcomes["selected_by"] == "chance").astype("float64")
    weights: Numbers = np.asarray((1.0 / chance).fillna(1.0).clip(upper=LARGEST_WEIGHT), dtype=np.float64)
    return weights


def _held_out(days: Days, violated: Truths) -> Truths:
    """The latest days with a fifth of the outcomes; a single day is split by order instead of time."""
    latest = days > np.quantile(days, 1 - HELD_OUT)
    if latest.any() and len(set(violated[~latest].tolist())) == 2:
        return np.asarray(latest)
    every_fifth = np.arange(len(days)) % round(1 / HELD_OUT) == 0
    if len(set(violated[~every_fifth].tolist())) == 2:
        return np.asarray(every_fifth)
    raise MissingOutcomesError(
        "too few outcomes of one kind to train on some and measure on the others: add inspected history"
    )


def _card(
    as_of: date,
    inspected: pd.DataFrame,
    violated: Truths,
    held_out: Truths,
    features: Features,
    scores: Numbers,
    weights: Numbers,
) -> RatingCard:
    lodged = pd.to_datetime(inspected["lodged_on"])
    truths, held_weights = violated[held_out], weights[held_out]
    half = np.arange(len(scores)) % 2 == 0  # calibrate one half, measure the other: the error is not flattered
    line = calibrated(scores[half], truths[half], held_weights[half])
    rest = ~half if (~half).any() else half
    keys = [key.name for key in features.keys]
    new_goods = features.record.inspected[held_out, keys.index(SAME_GOODS)] == 0 if SAME_GOODS in keys else None
    values = features.values[~held_out]
    varied = np.fmin.reduce(values) < np.fmax.reduce(values)
    return RatingCard(
        trained_on=as_of,
        window_from=lodged.min().date(),
        window_to=lodged.max().date(),
        outcomes=len(inspected),
        violations=int(violated.sum()),
        held_out_from=lodged[held_out].min().date(),
        held_out=int(held_out.sum()),
        features=tuple(name for name, varies in zip(features.names, varied, strict=True) if varies),
        precision_at_five_percent=round(precision_at(scores, truths), 4),
        precision_at_ten_percent=round(precision_at(scores, truths, 0.10), 4),
        precision_on_new_goods=None
        if new_goods is None or not new_goods.any()
        else round(precision_at(scores[new_goods], truths[new_goods]), 4),
        calibration_error=round(calibration_error(line.probability(scores[rest]), truths[rest], held_weights[rest]), 4),
    )
