"""The rating of one declaration without a frame: to the digit what `Rating.rate` gives a frame of this one row."""

from tasks.rating.single.prepared import PreparedRating

__all__ = ["PreparedRating"]
