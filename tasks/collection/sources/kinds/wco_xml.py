"""Declarations of the WCO Data Model (3.x): originals, amendments and cancellations.

Beside the values of the message a row has its place in the file, `@function` (lodged, amended, cancelled), `@direction`
(import, export) and `@type`, the type of a message that is itself a declaration.
In an amendment `@changes` holds the paths that it says it changes, `@removed_items` the items that it takes out, and
`@not_understood` what its pointers name in codes that are not known here.
"""

from collections.abc import Iterator
from pathlib import Path

from tasks.collection.sources.nested.moments import iso_moment
from tasks.collection.sources.nested.rows import RowBuilder, Values
from tasks.collection.sources.nested.xml import Element, NestedForm, element_names, records
from tasks.collection.sources.raw import (
    CHANGES,
    MESSAGE,
    NOT_UNDERSTOOD,
    REMOVED_ITEMS,
    FileKind,
    RawRows,
    ReadingHints,
)

_FORM = NestedForm(
    items=("GoodsShipment", "GovernmentAgencyGoodsItem"),
    types={
        "Classification": "IdentificationTypeCode",
        "Origin": "TypeCode",
        "DutyTaxFee": "TypeCode",
        "GovernmentProcedure": None,
        **dict.fromkeys(("InvoiceLine", "GoodsMeasure", "ExportCountry", "Destination")),
        **dict.fromkeys(("Importer", "Exporter", "Seller", "Declarant", "Agent", "Consignee", "DeclarationOffice")),
    },
)
_MARK = "@wco_declaration"
_PARTS = frozenset({"MetaData", "GoodsShipment", "FunctionCode", "FunctionalReferenceID", "TypeCode"})
_FUNCTIONS = {"1": "cancelled", "4": "amended", "5": "amended", "13": "amended"}  # by FunctionCode; others: lodged
_FUNCTIONS_BY_TYPE = {"COR": "amended", "INV": "cancelled"}
_DIRECTIONS = {"IM": "import", "EX": "export"}
_SECTIONS = {  # what a DocumentSectionCode points at
    "02A": "AdditionalDocument",
    "03A": "AdditionalInformation",
    "04A": "Address",
    "06A": "Amendment",
    "23A": "Commodity",
    "41A": "CustomsValuation",
    "42A": "",
    "57A": "Exporter",
    "65A": "GoodsMeasure",
    "67A": "GoodsShipment",
    "68A": "GovernmentAgencyGoodsItem",
    "79A": "InvoiceLine",
    "93A": "Packaging",
}
_TAGS = {  # what a TagID points at
    "108": "CustomsValueAmount",
    "109": "InvoiceAmount",
    "112": "ItemChargeAmount",
    "117": "FreightChargeAmount",
    "126": "GrossMassMeasure",
    "128": "NetNetWeightMeasure",
    "144": "QuantityQuantity",
    "146": "TotalPackageQuantity",
    "228": "GoodsItemQuantity",
    "239": "Line",
    "241": "CityName",
    "245": "PostcodeID",
    "360": "LPCOExemptionCode",
    "R031": "Name",
}
_ITEM = "68A"


def read_wco_xml(path: Path, hints: ReadingHints) -> RawRows:
    """Rows of WCO declarations, one per goods item. Raises UnreadableFileError."""
    built = RowBuilder()
    not_understood: set[str] = set()
    for place, declaration in enumerate(records(path, "Declaration"), 1):
        _write_moments(declaration)
        message, unknown = _message(declaration, place)
        not_understood |= unknown
        _number_over_shipments(declaration)
        for number, parts in enumerate(_FORM.rows(declaration)):
            has_item = len(parts) > len(_FORM.items)
            pointed = _pointed_item(declaration, number) if has_item else {}
            built.add({_MARK: ["yes"]}, message, *parts, pointed)
    notes = []
    if not_understood:
        notes.append(f"amendments point at what is not understood: {', '.join(sorted(not_understood))}")
    return built.raw_rows(ReadingHints("wco_xml"), notes)


def _write_moments(declaration: Element) -> None:
    for element in declaration.iter():
        if element.text and (code := element.get("formatCode")):
            element.text = iso_moment(element.text, code)


def _number_over_shipments(declaration: Element) -> None:
    """Number items anew where each goods shipment counts its own."""
    numbers = declaration.findall(f"{'/'.join(_FORM.items)}/SequenceNumeric")
    written = [(number.text or "").strip() for number in numbers]
    if len(declaration.findall(_FORM.items[0])) > 1 and len(set(written)) < len(written):
        for place, number in enumerate(numbers, 1):
            number.text = str(place)


def _message(declaration: Element, place: int) -> tuple[Values, set[str]]:
    """What kind of message it is and what it changes, and the pointers that are not understood."""
    code, kind = (_text(declaration, name) for name in ("FunctionCode", "TypeCode"))
    function = _FUNCTIONS_BY_TYPE.get(kind, _FUNCTIONS.get(code, "lodged"))
    values: Values = {MESSAGE: [str(place)], "@function": [function]}
    if kind and kind not in _FUNCTIONS_BY_TYPE:
        values["@type"] = [kind]
    if direction := _DIRECTIONS.get(kind[:2]):
        values["@direction"] = [direction]
    unknown: set[str] = set()
    if function == "amended":
        places = [_place(amendment) for amendment in declaration.findall("Amendment") if amendment.findall("Pointer")]
        for name, known in ((CHANGES, True), (NOT_UNDERSTOOD, False)):
            if paths := [path for path, understood in places if understood is known]:
                values[name] = paths
        unknown = {path for path, understood in places if not understood}
        if not places and kind in _FUNCTIONS_BY_TYPE:
            values[NOT_UNDERSTOOD] = ["nothing pointed at"]
        if removed := _removed_items(declaration, [path for path, _ in places]):
            values[REMOVED_ITEMS] = removed
    return values, unknown


def _place(amendment: Element) -> tuple[str, bool]:
    """Path that the pointers of an amendment lead to, and whether every code of it is known."""
    steps, understood = [], True
    for pointer in amendment.findall("Pointer"):
        section, tag = _text(pointer, "DocumentSectionCode"), _text(pointer, "TagID")
        name = _SECTIONS.get(section)
        understood = understood and name is not None and (not tag or tag in _TAGS)
        if name != "":
            place = _text(pointer, "SequenceNumeric") if section == _ITEM else ""
            steps.append((name or section) + (f":{place}" if place else ""))
        if tag:
            steps.append(_TAGS.get(tag, tag))
    return "/".join(steps), understood


def _removed_items(declaration: Element, paths: list[str]) -> list[str]:
    """Numbers of the items that an amendment changes as a whole and no longer holds."""
    held = {(number.text or "").strip() for number in declaration.findall(f"{'/'.join(_FORM.items)}/SequenceNumeric")}
    whole = (path.rpartition(f"{_SECTIONS[_ITEM]}:") for path in paths)
    return [number for _, name, number in whole if name and number.isdigit() and number not in held]


def _pointed_item(declaration: Element, number: int) -> Values:
    """The item that an amendment points at, for an item that does not say its number."""
    pointed = list(dict.fromkeys(_item_pointers(declaration)))
    return {"@item_number": [pointed[number]]} if number < len(pointed) else {}


def _item_pointers(declaration: Element) -> Iterator[str]:
    for pointer in declaration.findall("Amendment/Pointer"):
        if _text(pointer, "DocumentSectionCode") == _ITEM and (place := _text(pointer, "SequenceNumeric")):
            yield place


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()


def _recognises(head: bytes, path: Path) -> bool:
    names = element_names(head)
    return "Declaration" in names and not _PARTS.isdisjoint(names)


KIND = FileKind("wco_xml", 10, _recognises, read_wco_xml)
