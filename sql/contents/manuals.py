"""Processing-trade manuals: material imported under suspended duty, and the products that leave again."""

from dataclasses import replace

from sql.contents.description import KNOWN_UNIT, NOT_NEGATIVE, VERSION, Column, ColumnKind, Content, Need

_TEXT, _NUMBER, _DATE = ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.DATE


def _amount(name: str, description: str, unit: str) -> Column:
    return Column(name, _NUMBER, description, unit=unit, need=Need.VALUE, checks=(NOT_NEGATIVE,), updated=True)


CONTENT = Content(
    name="manuals",
    description="Processing-trade manuals, one row each; the register keeps the latest version, the lake all",
    tables=("manuals",),
    month_column="opened_on",
    versioned=True,
    every_version="manual_versions",
    columns=(
        Column("number", _TEXT, "Number of the manual", need=Need.VALUE, key=True),
        Column("enterprise", _TEXT, "Enterprise that processes the goods", need=Need.VALUE, updated=True),
        Column(
            "office",
            _TEXT,
            "Customs office in charge, by unit code",
            need=Need.VALUE,
            checks=(KNOWN_UNIT,),
            updated=True,
        ),
        Column("hs_code", _TEXT, "Commodity code of the imported material", need=Need.VALUE, updated=True),
        Column("opened_on", _DATE, "Day of opening", need=Need.VALUE, past=True, updated=True),
        Column("expires_on", _DATE, "Last day for the export of the products", need=Need.VALUE, updated=True),
        Column("written_off_on", _DATE, "Day of the write-off", past=True, updated=True),
        _amount("imported_quantity", "Material imported to date", "kg"),
        _amount("exported_quantity", "Products exported to date", "kg"),
        _amount("unit_consumption", "Material declared per kilogram of product", "kg per kg"),
        _amount("scrap_share", "Share of the material that becomes scrap", "0 to 1"),
        _amount("duty_suspended", "Duty suspended", "currency of the installation"),
        Column("last_export_on", _DATE, "Day of the last export", past=True, updated=True),
        *(replace(column, updated=True) for column in VERSION),
    ),
)
