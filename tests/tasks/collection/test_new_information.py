"""An officer's item of information: subjects as everywhere else, and what tells nothing is refused in a sentence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from sql.register.tables import InformationItem
from sql.stores import Stores
from sql.terms import InformationKind, Priority
from tasks.collection.new_information import InformationRefusedError, NewInformation, add_information

DAY = date(2021, 3, 31)
TIP_OFF = NewInformation(
    kind=InformationKind.TIP_OFF,
    source="hotline",
    reliability="B",
    priority=Priority.REVENUE,
    subject_kind="importer",
    subject="91310000+A",
    summary="Declares half of what it pays.",
    valid_to=DAY,
    unit="SHA",
)


def add(stores: Stores, item: NewInformation) -> str:
    return str(add_information(stores, item, actor="Li", unit="SHA", as_of=DAY)["state"])


@pytest.mark.parametrize(
    ("subject_kind", "subject"),
    [("importer", "91310000+A"), ("hs_code+importer", "870322+91310000+A"), ("importer+country_of_origin", "X+CN")],
)
def test_the_last_value_of_a_subject_may_hold_a_plus(stores: Stores, subject_kind: str, subject: str) -> None:
    item = replace(TIP_OFF, subject_kind=subject_kind, subject=subject)
    assert (add(stores, item), add(stores, item)) == ("entered", "entered before")
    assert stores.register.read(InformationItem, ["subject"])["subject"].tolist() == [subject]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"subject_kind": "importer+hs_code", "subject": "X"}, "does not give one value for importer.hs_code"),
        ({"subject_kind": "importer+hs_code", "subject": "X+"}, "does not give one value"),
        ({"subject_kind": "importer+hs_code", "subject": "+870322"}, "does not give one value"),
        ({"subject_kind": "batch"}, "batch is no column of a declaration"),
        ({"subject_kind": ""}, "is no column of a declaration"),
        ({"subject": " "}, "subject is empty"),
        ({"source": ""}, "source is empty"),
        ({"reliability": "G"}, "no reliability grade"),
        ({"valid_to": DAY - timedelta(days=1)}, "validity ended"),
        ({"unit": "QDG"}, "may not enter information for QDG"),
        ({"summary": "x" * 5000}, "summary .* longer than 4,000"),
    ],
)
def test_what_tells_nothing_is_refused(stores: Stores, changed: dict[str, object], sentence: str) -> None:
    with pytest.raises(InformationRefusedError, match=sentence):
        add(stores, replace(TIP_OFF, **changed))  # type: ignore[arg-type]
    assert stores.register.read(InformationItem, ["key"]).empty
