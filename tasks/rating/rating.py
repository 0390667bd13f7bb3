"""The rating: a calibrated probability of violation per declaration, learned from inspection outcomes."""

from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from tasks.rating.calibration import Calibration, Truths, calibrated, calibration_error, precision_at
from tasks.rating.declared import days_of
from tasks.rating.features import Features
from tasks.rating.grouping import ItemGroups
from tasks.rating.knowledge import PastKnowledge
from tasks.rating.labels import Labels, labels_of
from tasks.rating.past_sums import Days, Numbers
from tasks.rating.reasons import item_reasons
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
    """A trained rating; it gives every declaration a probability, even one with values never seen before.

    Each goods item gets a score; that some item violates follows from the scores of all, 1 − Π(1 − score), and is
    calibrated on whole declarations.
    """

    card: RatingCard
    knowledge: PastKnowledge = field(repr=False)
    trees: Trees = field(repr=False)
    calibration: Calibration

    def rate(self, items: pd.DataFrame) -> pd.DataFrame:
        """Probability of violation for each declaration, in the order of their first items.

        items: canonical columns, one row per goods item. Only outcomes known before the day of lodgement of each count.
        Returns one row per declaration: declaration_id, probability, reasons (those of the item that drives it, which
        is named where there are several), items (numbers of the items that drive it, such as `1;3`; empty for a
        declaration of one item).
        """
        groups = ItemGroups.of(items)
        features = Features.of(self.knowledge, items, groups)
        scores = self.scores(features)
        return pd.DataFrame(
            {
                "declaration_id": items["declaration_id"].to_numpy()[groups.first],
                "probability": self.probabilities(scores, groups),
                "reasons": pd.array(item_reasons(features, groups, scores), dtype="str"),
                "items": pd.array(groups.driving(scores), dtype="str"),
            }
        )

    def probability_of(self, items: pd.DataFrame) -> Numbers:
        """For each goods item the probability that `rate` gives its declaration, without reasons, which take longer."""
        groups = ItemGroups.of(items)
        features = Features.of(self.knowledge, items, groups)
        return self.probabilities(self.scores(features), groups)[groups.declaration]

    def scores(self, features: Features) -> Numbers:
        """Uncalibrated probability that each item violates."""
        return self.trees.scores(features.values) if len(features.values) else np.zeros(0)

    def probabilities(self, scores: Numbers, groups: ItemGroups) -> Numbers:
        """Calibrated probability of each declaration, to six digits, from the scores of its items."""
        return np.asarray(np.round(self.calibration.probability(groups.any_of(scores), groups.sizes), 6))


@dataclass(frozen=True)
class _Inspected:
    """Inspected declarations, all their items, with features and labels; violated and weights: by declaration."""

    items: pd.DataFrame
    groups: ItemGroups
    labels: Labels
    features: Features
    violated: Truths
    weights: Numbers


def train_rating(history: pd.DataFrame, outcomes: pd.DataFrame, as_of: date, seed: int) -> Rating:
    """Learn from declarations and the outcomes known at the end of `as_of`.

    history: declarations with canonical columns, one row per goods item, inspected or not. outcomes: declaration_id,
    inspected_on, violation, and optionally item_number (missing where the outcome is that of the whole declaration),
    selected_by and selection_probability; an inspection drawn by chance weighs as many declarations as it represents.
    Each item learns only from outcomes of earlier days. The latest fifth is held out of training, to calibrate and
    measure the trees on declarations.

    What an outcome says about each item: see `labels_of`. Items that an outcome leaves open teach nothing. Where an
    outcome does not name the item, a first training takes all candidates for violations, each with its share of the
    weight, and a second one only the highest-scoring candidate of each declaration.
    Raises MissingOutcomesError for fewer than 200 inspected declarations or only one kind of outcome.
    """
    today = pd.Timestamp(as_of)
    history = history[pd.to_datetime(history["lodged_on"]) <= today]
    order = [name for name in ("lodged_on", "declaration_id", "item_number") if name in history]
    history = history.sort_values(order, ignore_index=True)
    known = outcomes[pd.to_datetime(outcomes["inspected_on"]) <= today]
    known = known[is_among(known["declaration_id"], history["declaration_id"])]
    violated = known.loc[known["violation"] != "none", "declaration_id"].nunique()
    inspected = known["declaration_id"].nunique()
    if inspected < FEWEST_OUTCOMES or not 0 < violated < inspected:
        raise MissingOutcomesError(
            f"{inspected} outcomes by {as_of.isoformat()}, of them {violated} "
            f"violations: a rating needs {FEWEST_OUTCOMES} outcomes of both kinds"
        )
    groups = ItemGroups.of(history)
    knowledge = PastKnowledge.learned(history, groups, labels_of(groups, history["declaration_id"], known))
    sample = _inspected(history, known, knowledge)
    first = sample.items.iloc[sample.groups.first]
    held_out = _held_out(days_of(first["lodged_on"]), sample.violated)
    trees = _trained(sample, ~held_out, seed)
    of_held_out = held_out[sample.groups.declaration]
    scores = np.zeros(len(sample.items))
    scores[of_held_out] = trees.scores(sample.features.values[of_held_out])
    combined, sizes = sample.groups.any_of(scores)[held_out], sample.groups.sizes[held_out]
    card = _card(as_of, sample, held_out, combined)
    line = calibrated(combined, sample.violated[held_out], sample.weights[held_out], sizes)
    return Rating(card, knowledge, trees, line)


def _inspected(history: pd.DataFrame, known: pd.DataFrame, knowledge: PastKnowledge) -> _Inspected:
    items = history[is_among(history["declaration_id"], known["declaration_id"])].reset_index(drop=True)
    groups = ItemGroups.of(items)
    labels = labels_of(groups, items["declaration_id"], known)
    results = known.drop_duplicates("declaration_id").set_index("declaration_id")
    weights = selection_weights(results.loc[items["declaration_id"].iloc[groups.first]])
    features = Features.of(knowledge, items, groups)
    return _Inspected(items, groups, labels, features, labels.violated, weights)


def _trained(sample: _Inspected, learned: Truths, seed: int) -> Trees:
    """Trees from the items of the declarations to learn from; twice where violations have several candidates."""
    owner, labels = sample.groups.declaration, sample.labels
    learned_items = learned[owner]
    certain = learned_items & ~np.isnan(labels.violating)
    candidates = learned_items & labels.candidate

    def fitted(positive: Truths, weights: Numbers) -> Trees:
        rows = certain | positive
        violated = (labels.violating == 1.0) | positive
        return Trees.trained(
            sample.features.names, sample.features.values[rows], violated[rows], weights[owner][rows], seed
        )

    if not candidates.any():
        return fitted(candidates, sample.weights)
    number = np.bincount(owner[candidates], minlength=len(learned))
    first = fitted(candidates, sample.weights / np.maximum(number, 1))
    scores = np.full(len(owner), -1.0)
    scores[candidates] = first.scores(sample.features.values[candidates])
    likeliest = np.zeros(len(owner), dtype=bool)
    likeliest[sample.groups.highest(scores)] = True
    return fitted(candidates & likeliest, sample.weights)


def rate_file(history: pd.DataFrame, declarations: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Rate declarations by learning from inspected ones; the rule behind `customs-risk rate`.

    `history`, `declarations`: one row per goods item. `history`: canonical columns and the outcome's `violation`,
    missing where not inspected, and optionally `inspected_on` (else the day of lodgement). Outcomes of the rated
    declarations are ignored, whether `declarations` carries them or the history holds the same declarations.
    Without `value`, the values in the currency of most of the history are compared, and those in others left out.
    Returns: declaration_id, probability; one row per declaration.
    """
    history, declarations = _in_one_currency(history, declarations)
    history = history[~is_among(history["declaration_id"], declarations["declaration_id"])]
    if history.empty:
        raise MissingOutcomesError("the history holds only the declarations to rate: add a history of earlier ones")
    outcomes = _outcomes_in(history)
    last = max(pd.to_datetime(history["lodged_on"]).max(), pd.to_datetime(outcomes["inspected_on"]).max())
    rating = train_rating(history, outcomes, last.date(), seed)
    groups = ItemGroups.of(declarations)
    features = Features.of(rating.knowledge, declarations, groups)
    return pd.DataFrame(
        {
            "declaration_id": declarations["declaration_id"].to_numpy()[groups.first],
            "probability": rating.probabilities(rating.scores(features), groups),
        }
    )


def _in_one_currency(history: pd.DataFrame, declarations: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    frames = (history, declarations)
    if "currency" not in history or any("value" in each and each["value"].notna().any() for each in frames):
        return frames
    usual = history["currency"].mode()
    compared = [
        each.assign(value=each["item_value"].where(each["currency"].isin(usual[:1]) | each["currency"].isna()))
        if "currency" in each
        else each
        for each in frames
    ]
    return compared[0], compared[1]


def _outcomes_in(history: pd.DataFrame) -> pd.DataFrame:
    """The outcomes that rows of goods items bring: those of their items where the rows of a declaration differ.

    What all rows of a declaration of several items repeat is the outcome of the whole declaration.
    """
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
    if history["declaration_id"].is_unique:
        return outcomes
    repeated = history["violation"].groupby(history["declaration_id"]).nunique(dropna=False) == 1
    numbers = pd.Series(ItemGroups.of(history).numbers, index=history.index)[inspected.index]
    return outcomes.assign(item_number=numbers.where(~inspected["declaration_id"].map(repeated)))


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


def _card(as_of: date, sample: _Inspected, held_out: Truths, scores: Numbers) -> RatingCard:
    """The card of a training. scores: uncalibrated, of the declarations held out."""
    features, groups = sample.features, sample.groups
    lodged = pd.to_datetime(sample.items["lodged_on"].iloc[groups.first])
    truths, weights, sizes = sample.violated[held_out], sample.weights[held_out], groups.sizes[held_out]
    half = np.arange(len(scores)) % 2 == 0  # calibrate one half, measure the other: the error is not flattered
    line = calibrated(scores[half], truths[half], weights[half], sizes[half])
    rest = ~half if (~half).any() else half
    new_goods = _new_goods(features, groups, held_out)
    values = features.values[~held_out[groups.declaration]]
    varied = np.fmin.reduce(values) < np.fmax.reduce(values)
    return RatingCard(
        trained_on=as_of,
        window_from=lodged.min().date(),
        window_to=lodged.max().date(),
        outcomes=len(groups.first),
        violations=int(sample.violated.sum()),
        held_out_from=lodged[held_out].min().date(),
        held_out=int(held_out.sum()),
        features=tuple(name for name, varies in zip(features.names, varied, strict=True) if varies),
        precision_at_five_percent=round(precision_at(scores, truths), 4),
        precision_at_ten_percent=round(precision_at(scores, truths, 0.10), 4),
        precision_on_new_goods=None
        if new_goods is None or not new_goods.any()
        else round(precision_at(scores[new_goods], truths[new_goods]), 4),
        calibration_error=round(
            calibration_error(line.probability(scores[rest], sizes[rest]), truths[rest], weights[rest]), 4
        ),
    )


def _new_goods(features: Features, groups: ItemGroups, held_out: Truths) -> Truths | None:
    """Which held-out declarations have only goods that were never inspected before; None without the key of goods."""
    keys = [key.name for key in features.keys]
    if SAME_GOODS not in keys:
        return None
    seen = features.record.inspected[:, keys.index(SAME_GOODS)] > 0
    some_seen = np.bincount(groups.declaration, weights=seen, minlength=len(groups.first)) > 0
    return np.asarray(~some_seen[held_out])
