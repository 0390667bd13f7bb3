"""The rating: the probability that a declaration violates, learned from outcomes of inspections."""

from tasks.rating.accuracy import Accuracy, UnknownOutcomesError, accuracy_of, beside_published
from tasks.rating.rating import MissingOutcomesError, Rating, rate_file, train_rating

__all__ = [
    "Accuracy",
    "MissingOutcomesError",
    "Rating",
    "UnknownOutcomesError",
    "accuracy_of",
    "beside_published",
    "rate_file",
    "train_rating",
]
