"""What the register keeps of a file: a row with a gap that it cannot keep waits in quarantine, and the others go on."""

from datetime import date
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from sql.contents import CONTENTS
from sql.contents.description import VERSION
from sql.register.tables import InformationItem, ProcessingTradeManual
from sql.stores import Stores
from tasks.collection.collect import collect_file
from tasks.collection.quarantine import open_quarantine

DAY = date(2021, 1, 4)
GOOD = {
    "manuals": {
        **{"number": "C1", "enterprise": "E1", "office": "SHA1", "hs_code": "520522", "opened_on": "2020-01-01"},
        **{"expires_on": "2020-12-31", "written_off_on": "", "imported_quantity": "10", "exported_quantity": "9"},
        **{"unit_consumption": "1.1", "scrap_share": "0", "duty_suspended": "5", "last_export_on": ""},
    },
    "information": {
        **{"key": "K1", "kind": "tip_off", "source": "a letter", "reliability": "B", "priority": "revenue"},
        **{"subject_kind": "importer", "subject": "I1", "summary": "Cheap", "received_on": "2021-01-01"},
        **{"valid_to": "2021-12-31", "unit": "SHA"},
    },
}
TABLES: dict[str, type[SQLModel]] = {"manuals": ProcessingTradeManual, "information": InformationItem}
NEEDED = [
    (content, name)
    for content, table in TABLES.items()
    for name, column in table.__table__.columns.items()  # type: ignore[attr-defined]
    if not column.nullable and name not in {given.name for given in VERSION}  # which collection gives
]


def test_what_the_register_cannot_leave_empty_no_row_may_leave_empty() -> None:
    assert [(content, name) for content, name in NEEDED if name not in CONTENTS[content].required] == []


@pytest.mark.parametrize(("content", "column"), [("manuals", "duty_suspended"), ("information", "summary")])
def test_a_row_with_a_gap_waits_and_the_others_are_kept(
    stores: Stores, tmp_path: Path, content: str, column: str
) -> None:
    good = GOOD[content]
    gap = good | {CONTENTS[content].key: "GAP", column: ""}
    file = tmp_path / f"{content}.csv"
    file.write_text("\n".join([",".join(good), ",".join(gap.values()), ",".join(good.values())]))
    told = collect_file(stores, file, DAY, DAY)
    assert (told["rows_accepted"], told["rows_quarantined"]) == (1, 1)
    waiting = open_quarantine(stores)
    assert waiting[["column_name", "reason"]].to_numpy().tolist() == [[column, "is missing"]]


@pytest.mark.parametrize("column", ["unit_consumption", "scrap_share", "duty_suspended"])
def test_no_quantity_of_a_manual_is_under_nothing(stores: Stores, tmp_path: Path, column: str) -> None:
    good = GOOD["manuals"]
    wrong = good | {"number": "WRONG", column: "-0.1"}
    file = tmp_path / "manuals.csv"
    file.write_text("\n".join([",".join(good), ",".join(wrong.values()), ",".join(good.values())]))
    assert collect_file(stores, file, DAY, DAY)["rows_quarantined"] == 1
    assert open_quarantine(stores)[["column_name", "reason"]].to_numpy().tolist() == [[column, "is negative"]]
