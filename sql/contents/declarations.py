"""Declarations: what enterprises declare of the goods that cross the border."""

from typing import Any

from sql.contents.description import (
    COUNTRY,
    KNOWN_UNIT,
    NOT_NEGATIVE,
    POSSIBLE_DATE,
    AtLeast,
    Column,
    ColumnKind,
    Content,
    Level,
    Matches,
    Need,
    OneOf,
)

_HS_CODE = Matches(r"[0-9]{6}([0-9]{2}){0,2}", "is no HS code of 6, 8 or 10 digits")
_HEADER, _ITEM = Level.HEADER, Level.ITEM
_MONEY = "currency of the source"
_OURS = "currency of the installation"


def _text(name: str, level: Level, selectivity: int, description: str, **more: Any) -> Column:
    return Column(name, ColumnKind.TEXT, description, level=level, conditions=True, selectivity=selectivity, **more)


def _texts(name: str, level: Level, description: str) -> Column:
    return Column(name, ColumnKind.TEXTS, description, level=level, conditions=True)


def _number(name: str, unit: str, description: str, level: Level = _ITEM, **more: Any) -> Column:
    return Column(
        name,
        ColumnKind.NUMBER,
        description,
        unit=unit,
        level=level,
        conditions=True,
        checks=(NOT_NEGATIVE,),
        **more,
    )


# A number after the level is the selectivity: the lower, the fewer declarations share a value of the column.
CONTENT = Content(
    name="declarations",
    description="Import and export declarations, one row per goods item of each version of a declaration",
    tables=("declarations",),
    changes="declaration_changes",
    every_version="declaration_versions",
    month_column="lodged_on",
    columns=(
        _text("declaration_id", _HEADER, 1, "Number of the declaration", need=Need.VALUE, key=True),
        Column(
            "version",
            ColumnKind.INTEGER,
            "Version of the declaration, from 1; an amendment or a cancellation is the next",
            level=_HEADER,
            checks=(AtLeast(1, "is no version number"),),
            default=1,
        ),
        Column(
            "function",
            ColumnKind.TEXT,
            "lodged, amended or cancelled",
            level=_HEADER,
            checks=(OneOf(("lodged", "amended", "cancelled"), "is neither lodged, amended nor cancelled"),),
            default="lodged",
        ),
        Column(
            "received_at",
            ColumnKind.MOMENT,
            "Moment at which customs received the version, UTC",
            level=_HEADER,
            past=True,
        ),
        Column(
            "item_number",
            ColumnKind.INTEGER,
            "Number of the goods item in the declaration, from 1",
            level=_ITEM,
            checks=(AtLeast(1, "is no item number"),),
            default=1,
        ),
        Column(
            "lodged_on",
            ColumnKind.DATE,
            "Day of lodgement",
            level=_HEADER,
            past=True,
            checks=(POSSIBLE_DATE,),
        ),
        _text("office", _HEADER, 11, "Customs office, by unit code", checks=(KNOWN_UNIT,)),
        _text("process_type", _HEADER, 20, "Customs process"),
        _text("import_type", _HEADER, 15, "Type of import"),
        _text("import_use", _HEADER, 16, "Use of the imported goods"),
        _text("payment_type", _HEADER, 17, "Way of payment"),
        _text("transport_mode", _HEADER, 19, "Mode of transport"),
        _text("declarant", _HEADER, 4, "Enterprise that lodges the declaration"),
        _text(
            "importer",
            _HEADER,
            2,
            "Enterprise that imports the goods, or exports them where no exporter is named",
        ),
        _text("exporter", _HEADER, 24, "Enterprise that exports the goods"),
        _text("seller", _HEADER, 3, "Party abroad that sells or buys the goods"),
        _text("courier", _HEADER, 5, "Courier that carries the consignment"),
        _text("hs_code", _ITEM, 8, "HS code, with leading zeros", checks=(_HS_CODE,)),
        _text(
            "country_of_departure",
            _HEADER,
            10,
            "Country that the goods are sent from, by ISO 3166 code",
            checks=(COUNTRY,),
        ),
        _text(
            "country_of_origin",
            _ITEM,
            9,
            "Country that the goods are made in, by ISO 3166 code",
            checks=(COUNTRY,),
        ),
        _text(
            "country_of_destination",
            _HEADER,
            25,
            "Country that the goods are sent to, by ISO 3166 code",
            checks=(COUNTRY,),
        ),
        _number("duty_rate", "%", "Rate of duty"),
        _text("duty_type", _ITEM, 13, "Duty regime or preference claimed"),
        _text("origin_mark", _ITEM, 18, "How the goods are marked with their origin"),
        _number("net_mass", "kg", "Net mass"),
        _number("item_value", _MONEY, "Declared value"),
        _number(
            "value",
            _OURS,
            "Declared value at the exchange rate of the day; missing where no rate is known",
        ),
        _number("gross_mass", "kg", "Gross mass", _HEADER),
        _number("packages", "number", "Number of packages", _HEADER),
        _text("direction", _HEADER, 23, "import or export"),
        _text("trade_mode", _HEADER, 12, "Kind of trade, such as general trade or processing trade"),
        _text("enterprise_category", _HEADER, 14, "Compliance category of the importer"),
        _texts("licences", _ITEM, "Numbers of licences and certificates"),
        _texts("containers", _HEADER, "Numbers of containers"),
        _texts("route", _HEADER, "Ports on the way, in their order"),
        _text("manual_number", _ITEM, 6, "Number of the processing-trade manual"),
        _number("quantity", "as the column unit says", "Quantity of the goods"),
        _text("unit", _ITEM, 21, "Unit of the quantity"),
        _text("currency", _HEADER, 22, "Currency of the declared value, by ISO 4217 code"),
        _text("goods_description", _ITEM, 7, "Goods in words"),
    ),
    derived=(
        _number("unit_value", f"{_MONEY} per kg", "Value per kilogram", formula="item_value / net_mass, if not zero"),
        _number("total_value", _OURS, "Value of all items", _HEADER, formula="sum of value"),
        _number("total_net_mass", "kg", "Net mass of all items", _HEADER, formula="sum of net_mass"),
        _number("total_duty", _OURS, "Duty of all items", _HEADER, formula="sum of value * duty_rate / 100"),
        _number("item_count", "items", "Number of goods items", _HEADER, formula="number of items"),
        Column("duty", ColumnKind.NUMBER, "Duty", unit=_MONEY, level=_ITEM, formula="item_value * duty_rate / 100"),
        Column("hs4", ColumnKind.TEXT, "HS heading", level=_ITEM, formula="first four digits of hs_code"),
    ),
)
