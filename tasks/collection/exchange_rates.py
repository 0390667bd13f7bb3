"""Exchange rates that an operator loads: read by a mapping, compared with what is known, kept in the lake."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from sqlmodel import col

from sql.lake import SCHEMAS, Money, conformed
from sql.lake.money import rates_of_days
from sql.queries import query
from sql.reference import national_unit, organisation
from sql.register.audit_trail import Change, record_changes
from sql.register.tables import QualityFault
from sql.stores import Stores
from tasks.collection.ended_faults import end_faults
from tasks.collection.sources.columns import Installation
from tasks.collection.sources.mapping import read_mapping
from tasks.collection.sources.normalise import normalise
from tasks.collection.sources.raw import ReadingHints
from tasks.collection.sources.reading import read_raw
from tasks.collection.sources.recognised import mappings_for
from tasks.collection.validation import all_failures, failures_of

CONTENT = "exchange_rates"
NO_RATE = "has no exchange rate on the day of lodgement"
_LETTERS = r"[A-Z]{3}"
_KEY = ["currency", "base", "valid_from"]


class NoRatesError(ValueError):
    """A file holds no exchange rates that can be recognised; the message says how to bring them."""


@dataclass(frozen=True)
class RatesRead:
    """Exchange rates of a file.

    rows: currency, base, valid_from, rate, source. refused: row_number, column_name, value, reason. mapping: its name.
    """

    rows: pd.DataFrame
    refused: pd.DataFrame
    mapping: str


@dataclass(frozen=True)
class RatesLoaded:
    """What became of a file of rates.

    fresh: how many are new or differ from those known. resolved: how many goods items had no rate before and have one.
    """

    read: RatesRead
    fresh: int
    resolved: int = 0


def rates_of(path: Path, mapping: Path | None, ours: str) -> RatesRead:
    """Exchange rates of a file, by a mapping or by the known one that fits; a rate without a base is in `ours`.

    What a table quotes for 100 or 1,000 units of a currency (`units`) becomes the rate of one.

    Raises NoRatesError, MappingError or UnreadableFileError with one sentence.
    """
    described = None if mapping is None else read_mapping(mapping)
    raw = read_raw(path, ReadingHints() if described is None else described.file)
    fitting = mappings_for(raw.rows.column_names, raw.titles) if described is None else (described,)
    chosen = next((each for each in fitting if each.content == CONTENT), None)
    if chosen is None:
        raise NoRatesError(
            f"{path.name} holds no exchange rates that are known by their header: name its columns currency, base, "
            "valid_from and rate, or describe it with --mapping"
        )
    canonical = normalise(raw, chosen, Installation("UTC", frozenset()))
    rows: pd.DataFrame = canonical.items.to_pandas(date_as_object=False).set_axis(pd.Index(canonical.row_numbers))
    rows["base"] = rows["base"].fillna(ours)
    strange = {name: ~rows[name].str.fullmatch(_LETTERS).fillna(False).astype(bool) for name in ("currency", "base")}
    units = rows.pop("units").fillna(1.0)
    rows["rate"] = rows["rate"] / units.where(units > 0)
    wrong = rows["rate"] <= 0
    failures = [
        canonical.refused.to_pandas(),
        *(failures_of(rows.loc[places, name], name, "is no known currency") for name, places in strange.items()),
        failures_of(rows.loc[wrong, "rate"].astype("str"), "rate", "is no exchange rate"),
        failures_of(units[units <= 0].astype("str"), "units", "is no number of units"),
    ]
    good = ~(strange["currency"] | strange["base"] | wrong) & (units > 0) & (rows["currency"] != rows["base"])
    return RatesRead(rows[good], all_failures(failures), chosen.name)


def money_of_file(path: Path, currency: str) -> Money:
    """The exchange rates of a file by day, in `currency`. Raises as `rates_of` does."""
    rows = rates_of(path, None, currency).rows.assign(loaded_at=pd.Timestamp(0))
    return Money(currency, rates_of_days(conformed(rows, SCHEMAS[CONTENT]), currency))


def load_rates(stores: Stores, path: Path, mapping: Path | None, *, actor: str, unit: str, at: datetime) -> RatesLoaded:
    """Take the rates of a file into the lake, those that are new or differ from what is known.

    `at`: moment of loading, UTC. The same file again changes nothing. Raises as `rates_of` does.
    """
    read = rates_of(path, mapping, stores.lake.currency)
    fresh = _fresh(stores, read.rows).assign(loaded_at=pd.Timestamp(at))
    if fresh.empty:
        return RatesLoaded(read, 0)
    name = f"{at:%Y%m%dT%H%M%S}-{sha256(path.read_bytes()).hexdigest()[:20]}"
    stores.lake.write(CONTENT, f"{at:%Y-%m}", name, fresh)
    lacking = _faults_that_remain(stores)
    resolved = int((lacking["rows"] - lacking["remaining"]).sum())
    facts = {"file": path.name, "mapping": read.mapping, "rates": len(fresh), "items_with_a_rate_now": resolved}
    change = Change(at.date(), CONTENT, name, "load", actor, unit, f"rates of {path.name}", after=facts)
    with stores.register.writing() as session:
        end_faults(session, lacking)
        record_changes(session, [change])
    return RatesLoaded(read, len(fresh), resolved)


def _faults_that_remain(stores: Stores) -> pd.DataFrame:
    """Faults of items without an exchange rate: key, rows, and how many of these have none still (`remaining`)."""
    faults = stores.register.read(
        QualityFault,
        ["key", "batch", "unit", "reason", "rows"],
        col(QualityFault.column_name) == "currency",
        col(QualityFault.reason).endswith(NO_RATE),
        order_by=["key"],
    )
    if faults.empty:
        return faults.assign(remaining=0)[["key", "rows", "remaining"]]
    asked = {"units": organisation()["code"].tolist(), "nation": national_unit(), "reason": f" {NO_RATE}"}
    with stores.lake.connect("declaration_versions", frames={"faults": faults}) as lake:
        return lake.execute(query("faults_of_items_without_a_rate"), asked).df()


def without_rate(items: pa.Table, money: Money) -> pa.ChunkedArray | None:
    """Whether the currency of each item has no exchange rate on its day; None where no item lacks one.

    items: canonical columns. Such items have no value, and no comparison or sum has them.
    """
    if not {"item_value", "currency", "lodged_on"} <= set(items.column_names):
        return None
    lacking = pc.and_(pc.is_null(money.values(items)), pc.is_valid(items.column("item_value")))
    return lacking if pc.any(lacking).as_py() else None


def rates_on(stores: Stores, day: date, currencies: Sequence[str] = ()) -> pd.DataFrame:
    """The rate of each currency that counts on a day: currency, rate (in the currency of the installation)."""
    rates = stores.lake.money.rates
    wanted = pc.equal(rates.column("day"), pa.scalar(day, pa.date32()))
    found: pd.DataFrame = rates.filter(wanted).select(["currency", "rate"]).to_pandas()
    return found[found["currency"].isin(list(currencies))] if currencies else found


def latest_rates(stores: Stores) -> pd.DataFrame:
    """Per currency and base as published: first and last day, number of days, source of the last."""
    with stores.lake.connect(CONTENT) as lake:
        rates: pd.DataFrame = lake.sql(
            "select currency, base, min(valid_from)::timestamp as first_day, max(valid_from)::timestamp as last_day, "
            "count(distinct valid_from) as days, arg_max(source, valid_from) as source from exchange_rates "
            "group by all order by all"
        ).df()
    return rates


def _fresh(stores: Stores, rows: pd.DataFrame) -> pd.DataFrame:
    """Rates that the lake does not hold, or holds with another value."""
    with stores.lake.connect(CONTENT, frames={"arriving": rows.drop_duplicates(_KEY, keep="last")}) as lake:
        fresh: pd.DataFrame = lake.sql(
            "select arriving.* from arriving left join (select currency, base, valid_from, arg_max(rate, loaded_at) as "
            "known from exchange_rates group by all) using (currency, base, valid_from) "
            "where known is distinct from rate order by all"
        ).df()
    return fresh
