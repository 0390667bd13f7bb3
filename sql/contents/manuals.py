"""Processing-trade manuals: material imported under suspended duty, and the products that leave again."""

from sql.contents.description import KNOWN_UNIT, NOT_NEGATIVE, Column, ColumnKind, Content, Need

_TEXT, _NUMBER, _DATE = ColumnKind.TEXT, ColumnKind.NUMBER, ColumnKind.DATE


def _amount(name: str, description: str, unit: str, *, updated: bool = False) -> Column:
    return Column(name, _NUMBER, description, unit=unit, need=Need.VALUE, checks=(NOT_NEGATIVE,), updated=updated)


CONTENT = Content(
    name="manuals",
    description="Processing-trade manuals, one row per manual; kept in the register, where a later file updates them",
    columns=(
        Column("number", _TEXT, "Number of the manual", need=Need.VALUE, key=True),
        Column("enterprise", _TEXT, "Enterprise that processes the goods", need=Need.VALUE),
        Column("office", _TEXT, "Customs office in charge, by unit code", need=Need.VALUE, checks=(KNOWN_UNIT,)),
        Column("hs_code", _TEXT, "Commodity code of the imported material", need=Need.VALUE),
        Column("opened_on", _DATE, "Day of opening", need=Need.VALUE, past=True),
        Column("expires_on", _DATE, "Last day for the export of the products", need=Need.VALUE),
        Column("written_off_on", _DATE, "Day of the write-off", past=True, updated=True),
        _amount("imported_quantity", "Material imported to date", "kg", updated=True),
        _amount("exported_quantity", "Products exported to date", "kg", updated=True),
        _amount("unit_consumption", "Material declared per kilogram of product", "kg per kg"),
        _amount("scrap_share", "Share of the material that becomes scrap", "0 to 1", updated=True),
        _amount("duty_suspended", "Duty suspended", "currency of the installation"),
        Column("last_export_on", _DATE, "Day of the last export", past=True, updated=True),
    ),
)
