"""Inspected import declarations as the Korea Customs Service publishes them: declaration and outcome in one row."""

import pandas as pd

from tasks.collection.formats import Part, SourceFormat

_DECLARED = {
    "declaration_id": "Declaration ID",
    "lodged_on": "Date",
    "office": "Office ID",
    "process_type": "Process Type",
    "import_type": "Import Type",
    "import_use": "Import Use",
    "payment_type": "Payment Type",
    "transport_mode": "Mode of Transport",
    "declarant": "Declarant ID",
    "importer": "Importer ID",
    "seller": "Seller ID",
    "courier": "Courier ID",
    "hs_code": "HS6 Code",
    "country_of_departure": "Country of Departure",
    "country_of_origin": "Country of Origin",
    "duty_rate": "Tax Rate",
    "duty_type": "Tax Type",
    "origin_mark": "Country of Origin Indicator",
    "net_mass": "Net Mass",
    "item_value": "Item Price",
}
_FOUND = {"declaration_id": "Declaration ID", "fraud": "Fraud", "critical_fraud": "Critical Fraud"}


def _violation(rows: pd.DataFrame) -> pd.DataFrame:
    """Critical Fraud 2 threatens public safety or society; Fraud 1 is a violation; 0 is none, and all else unknown."""
    violation = rows["fraud"].map({"0": "none", "1": "violation"}).astype("str")
    violation = violation.mask(rows["critical_fraud"] == "2", "critical")
    unknown = rows["fraud"].isna() | ~rows["critical_fraud"].isin(["0", "1", "2"])
    return rows[["declaration_id"]].assign(violation=violation.mask(unknown))


FORMATS = (
    SourceFormat(
        "korea_customs_service",
        (
            Part("declarations", _DECLARED, frozenset(_DECLARED), {"currency": "KRW", "direction": "import"}),
            Part("outcomes", _FOUND, frozenset(_FOUND), derive=_violation),
        ),
        office_source="korea_customs_service",
    ),
    SourceFormat(  # the same without outcomes, as a declaration looks on the day it is lodged
        "korea_customs_service_lodged",
        (Part("declarations", _DECLARED, frozenset(_DECLARED), {"currency": "KRW", "direction": "import"}),),
        office_source="korea_customs_service",
    ),
)
