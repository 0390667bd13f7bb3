"""Single administrative documents of ASYCUDA World, one per file or several in one root.

Beside the values of the document a row has `@declaration_id`, `@item_number` (its place among the items) and
`@direction`.
"""

import re
from pathlib import Path

from tasks.collection.sources.nested.rows import RowBuilder, Values, add_value
from tasks.collection.sources.nested.xml import Element, NestedForm, element_names, records
from tasks.collection.sources.raw import FileKind, RawRows, ReadingHints

_FORM = NestedForm(items=("Item",), types={"Taxation_line": "Duty_tax_code", "Supplementary_unit": None})
_DIRECTIONS = {"IM": "import", "EX": "export"}
_MARK = "@asycuda_document"
_TYPE = "Identification/Type/Type_of_declaration"


def read_asycuda_xml(path: Path, hints: ReadingHints) -> RawRows:
    """Rows of ASYCUDA World declarations, one per item. Raises UnreadableFileError."""
    built = RowBuilder()
    for declaration in records(path, "ASYCUDA"):
        kind = (declaration.findtext(_TYPE) or "").strip()[:2].upper()
        derived: Values = {_MARK: ["yes"]}
        add_value(derived, "@declaration_id", _number(declaration))
        add_value(derived, "@direction", _DIRECTIONS.get(kind))
        for number, (header, *item) in enumerate(_FORM.rows(declaration), start=1):
            built.add(derived, header, *item, {"@item_number": [str(number)]} if item else {})
    return built.raw_rows(ReadingHints("asycuda_xml"))


def _number(declaration: Element) -> str:
    """Number under which the declaration is registered, which counts per office, year and series.

    Before registration: the declarant and the reference that the declarant gave it.
    """
    registered = _texts(declaration, "Identification/Registration", ("Serial_number", "Number"))
    if registered[-1]:
        office = _texts(declaration, "Identification/Office_segment", ("Customs_clearance_office_code",))
        year = re.findall(r"(?<!\d)\d{4}(?!\d)", _texts(declaration, "Identification/Registration", ("Date",))[0])
        parts = [*office, *year[:1], *registered]
    else:
        reference = _texts(declaration, "Declarant", ("Reference/Number",))
        parts = [*_texts(declaration, "Declarant", ("Declarant_code",)), *reference] if reference[0] else []
    return "-".join(part for part in parts if part)


def _texts(declaration: Element, path: str, names: tuple[str, ...]) -> list[str]:
    return [(declaration.findtext(f"{path}/{name}") or "").strip() for name in names]


def _recognises(head: bytes, path: Path) -> bool:
    return "ASYCUDA" in element_names(head)[:3]


KIND = FileKind("asycuda_xml", 11, _recognises, read_asycuda_xml)
