"""Probability evaluation of single declarations, learned from inspection outcomes."""

from tasks.analysis.rating.rating import MissingOutcomesError, Rating, rate_file, train_rating

__all__ = ["MissingOutcomesError", "Rating", "rate_file", "train_rating"]
