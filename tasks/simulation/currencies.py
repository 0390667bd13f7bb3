"""Currencies that declarations are made out in, and their exchange rates."""

import numpy as np
import pandas as pd

from tasks.simulation.forms import PARCELS
from tasks.simulation.plan import Columns, SimulationPlan

OURS = "CNY"
_OURS_SHARE, _DOLLAR_SHARE = 0.2, 0.55  # of importers; the others pay in the currency of their partner, if it has one
_FIRST_RATES = {"USD": 6.9, "EUR": 7.8, "JPY": 0.062, "KRW": 0.0057, "GBP": 8.9}  # CNY
_EURO = ("DE", "FR", "IT", "ES", "NL", "BE", "AT", "FI", "IE", "PT", "GR")
_CURRENCY_OF = {"JP": "JPY", "KR": "KRW", "GB": "GBP"} | dict.fromkeys(_EURO, "EUR")
_WEEKLY_CHANGE = 0.006  # standard deviation of the logarithm


def exchange_rates(plan: SimulationPlan) -> pd.DataFrame:
    """A rate a week of each currency, in the columns of the content `exchange_rates` without source and moment."""
    chance = plan.chance(16)
    mondays = pd.date_range(pd.Timestamp(plan.first_day) - pd.Timedelta(days=7), plan.last_day, freq="W-MON")
    names = list(_FIRST_RATES)
    drift = np.cumsum(chance.normal(0, _WEEKLY_CHANGE, (len(mondays), len(names))), axis=0)
    rates = np.array(list(_FIRST_RATES.values())) * np.exp(drift)
    return pd.DataFrame(
        {
            "currency": pd.Series(np.tile(names, len(mondays)), dtype="str"),
            "base": OURS,
            "valid_from": np.repeat(mondays.to_numpy(), len(names)),
            "rate": np.round(rates, 6).ravel(),
        }
    )


def currencies_of(plan: SimulationPlan, columns: Columns) -> np.ndarray:
    """The currency of the declaration of each item: importers keep to theirs; parcels are paid in ours."""
    kept = plan.chance(17).random(int(columns["importer_place"].max()) + 1)[columns["importer_place"]]
    partner = pd.Series(columns["partner"]).map(_CURRENCY_OF).fillna("USD").to_numpy(dtype=object)
    foreign = np.where(kept < _OURS_SHARE + _DOLLAR_SHARE, "USD", partner)
    ours = (kept < _OURS_SHARE) | np.isin(columns["trade_mode"], PARCELS)
    currencies: np.ndarray = np.where(ours, OURS, foreign).astype(object)
    return currencies


def in_currencies(values: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Values in CNY as they are declared: item_value in the currency, and value, what that is worth on the day.

    values: value, currency, lodged_on. What is a round price stays one: full hundreds stay full hundreds.
    """
    table = rates.pivot_table(index="valid_from", columns="currency", values="rate").assign(**{OURS: 1.0})
    week = table.index.searchsorted(values["lodged_on"].to_numpy(), side="right") - 1
    rate = table.to_numpy()[week, table.columns.get_indexer(pd.Index(values["currency"]))]
    ours = (values["currency"] == OURS).to_numpy()
    amount = values["value"].to_numpy()
    declared = np.round(amount / rate, 2)
    full = (np.mod(amount, 100) == 0) & ~ours
    declared = np.where(full, np.maximum(np.round(declared, -2), 100.0), np.maximum(declared, 0.01))
    declared = np.where(ours, amount, declared)
    return pd.DataFrame({"item_value": declared, "value": declared * rate}, index=values.index)
