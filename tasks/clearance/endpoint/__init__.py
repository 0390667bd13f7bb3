"""Screening one declaration at a time: the answer of the batch, within milliseconds."""
