"""Declared values in the currency of the installation, at the exchange rate of the day."""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pyarrow as pa
import pyarrow.compute as pc

DEFAULT_CURRENCY = "CNY"
LONGEST_AGE = 10  # days after its own day for which a rate holds, where no later one is known
NO_RATES = pa.schema([("currency", pa.string()), ("day", pa.date32()), ("rate", pa.float64())])
_LETTERS = re.compile(r"[A-Z]{3}")
_BEYOND_ANY_DAY = 1_000_000  # days: no date32 of a declaration lies so far from 1970

# Every pair of currencies in both directions, as published before turned round; a rate holds until the next one, at
# most its longest age; a currency without a rate in ours takes the way through a third one.
_RATES_OF_DAYS = """
with
published as (
    select currency, base, valid_from, arg_max(rate, loaded_at) as rate
    from exchange_rates where rate > 0 and currency <> base group by all
),
both_ways as (
    select currency, base, valid_from, rate, 0 as turned from published
    union all
    select base, currency, valid_from, 1 / rate, 1 from published
),
pairs as (select currency, base, valid_from, arg_min(rate, turned) as rate from both_ways group by all),
spans as (
    select *, least(
        coalesce(lead(valid_from) over (partition by currency, base order by valid_from), date '9999-12-31'),
        valid_from + cast($longest_age + 1 as integer)
    ) as until
    from pairs
),
days as (
    select currency, base, cast(unnest(range(valid_from, until, interval 1 day)) as date) as day, rate from spans
),
ours as (select currency, day, rate from days where base = $currency),
found as (
    select currency, day, rate, '' as through from ours
    union all
    select days.currency, days.day, days.rate * ours.rate, days.base
    from days join ours on days.base = ours.currency and days.day = ours.day
    where days.currency <> $currency
)
select currency, day, arg_min(rate, through) as rate from found group by all order by all
"""


class UnknownCurrencyError(ValueError):
    """A currency is not written as a currency; the message says how to write it."""


def checked_currency(code: str) -> str:
    """An ISO 4217 code. Raises UnknownCurrencyError."""
    if not _LETTERS.fullmatch(code):
        raise UnknownCurrencyError(f"{code} is no currency: write three letters, such as CNY")
    return code


def rates_of_days(rates: pa.Table, currency: str) -> pa.Table:
    """What one unit of each currency costs in `currency`, for every day that has a rate: currency, day, rate.

    rates: columns of the content `exchange_rates`.
    """
    import duckdb  # here: who only names the currency starts without it

    with duckdb.connect() as session:
        session.register("exchange_rates", rates)
        found = session.sql(_RATES_OF_DAYS, params={"currency": currency, "longest_age": LONGEST_AGE})
        return found.to_arrow_table().cast(NO_RATES)


@dataclass(frozen=True)
class Money:
    """The currency of an installation, and its exchange rates by day as `rates_of_days` gives them.

    An amount without a currency is in the currency of the installation. One without a rate has no value.
    """

    currency: str = DEFAULT_CURRENCY
    rates: pa.Table = field(default_factory=NO_RATES.empty_table)

    def query(self, rows: str, rates: str) -> str:
        """A query for the rows of the view `rows` with their `value`; `rates`: name of the view of the rates."""
        ours = f"{rows}.currency is null or {rows}.currency = '{checked_currency(self.currency)}'"
        if not len(self.rates):
            value = f"case when {ours} then item_value end"
            return f"select * replace (coalesce(value, {value}) as value) from {rows}"  # noqa: S608  # nosec B608  # our own names
        value = f"case when {ours} then item_value else item_value * {rates}.rate end"
        return (
            f"select {rows}.* replace (coalesce({rows}.value, {value}) as value) from {rows} "  # noqa: S608  # nosec B608  # our own names
            f"left join {rates} on {rates}.currency = {rows}.currency and {rates}.day = {rows}.lodged_on"
        )

    def values(self, items: pa.Table) -> pa.ChunkedArray:
        """The value of each item: of `item_value`, `currency` and `lodged_on`, or the value that it brings."""
        amounts = items.column("item_value")
        found = amounts
        if "currency" in items.column_names:
            currency = items.column("currency")
            foreign = pc.fill_null(pc.not_equal(currency, self.currency), False)
            if pc.any(foreign).as_py():
                nothing = pa.scalar(None, pa.float64())
                if len(self.rates):
                    rates = pc.coalesce(pc.if_else(foreign, nothing, 1.0), self._foreign(currency, items["lodged_on"]))
                    found = pc.multiply(amounts, rates)
                else:
                    found = pc.if_else(foreign, nothing, amounts)
        if "value" in items.column_names and items.column("value").null_count < len(items):
            return pc.coalesce(items.column("value"), found)
        return found

    def with_values(self, items: pa.Table) -> pa.Table:
        """Items with their `value`."""
        values = self.values(items)
        if "value" in items.column_names:
            return items.set_column(items.column_names.index("value"), "value", values)
        return items.append_column("value", values)

    def rate(self, currency: str | None, day: date) -> float | None:
        """What one unit of a currency costs on a day; None where no rate is known."""
        if currency is None or currency == self.currency:
            return 1.0
        return self._by_day.get((currency, day))

    def _foreign(self, currencies: pa.ChunkedArray, days: pa.ChunkedArray) -> pa.ChunkedArray:
        """The rate of each currency on its day."""
        known = pc.unique(self.rates.column("currency"))
        rates = _numbers_of_days(self.rates.column("currency"), self.rates.column("day"), known)
        places = pc.index_in(_numbers_of_days(currencies, days, known), value_set=rates)
        return self.rates.column("rate").take(places)

    @cached_property
    def _by_day(self) -> dict[tuple[str, date], float]:
        columns = (self.rates.column(name).to_pylist() for name in ("currency", "day"))
        return dict(zip(zip(*columns, strict=True), self.rates.column("rate").to_pylist(), strict=True))


def _numbers_of_days(currencies: pa.ChunkedArray, days: pa.ChunkedArray, known: pa.Array) -> pa.ChunkedArray:
    """One number for each currency and day; none for a currency that is not known."""
    places = pc.index_in(currencies, value_set=known).cast(pa.int64())
    numbers = pc.cast(pc.cast(days, pa.date32()), pa.int32()).cast(pa.int64())
    return pc.add(pc.multiply(places, _BEYOND_ANY_DAY), numbers)
