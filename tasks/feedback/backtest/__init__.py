"""Backtest: what policies of selection would have found in a past period, each by what it would have revealed."""
