"""Exchange rates: what a currency costs in another one, from a day on."""

from sql.contents.description import POSSIBLE_DATE, AtLeast, Column, ColumnKind, Content, Matches, Need

_TEXT = ColumnKind.TEXT
_LETTERS = Matches(r"[A-Z]{3}", "is no ISO 4217 code of a currency")

CONTENT = Content(
    name="exchange_rates",
    description="Exchange rates as they are published, one row per currency, base and day",
    tables=("exchange_rates",),
    month_column="loaded_at",
    from_files=False,
    columns=(
        Column("currency", _TEXT, "Currency, by ISO 4217 code", need=Need.VALUE, key=True, checks=(_LETTERS,)),
        Column("base", _TEXT, "Currency that the rate is in, by ISO 4217 code", need=Need.VALUE, checks=(_LETTERS,)),
        Column("valid_from", ColumnKind.DATE, "Day of the rate", need=Need.VALUE, checks=(POSSIBLE_DATE,)),
        Column(
            "rate",
            ColumnKind.NUMBER,
            "What one unit of the currency costs",
            unit="units of base",
            need=Need.VALUE,
            checks=(AtLeast(0, "is no exchange rate"),),
        ),
        Column("source", _TEXT, "Who publishes the rate"),
        Column("loaded_at", ColumnKind.MOMENT, "Moment of loading, UTC; of two rates of a day the later one counts"),
    ),
)
