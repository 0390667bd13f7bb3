"""A file of persons, read whole or refused with its faults."""

from datetime import date
from pathlib import Path

import pytest

from sql.terms import AccountKind
from tasks.collection.persons_file import read_persons
from tasks.persons.entries import PersonEntry
from tasks.persons.person import PersonRefusedError

DAY = date(2021, 3, 1)


def written(folder: Path, text: str) -> Path:
    path = folder / "persons.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_persons_come_with_roles_validity_and_accounts(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "工号,姓名,unit,roles,valid_from,valid_to,operating_system\n"
        '17,张伟,SH,"analyst;approver",2021-01-01,2021-12-31,zhang\n18,Li,QD,inspector,,,\n',
    )
    first, second = read_persons(path, DAY)
    assert first == PersonEntry(
        *("17", "张伟", "SH", ("analyst", "approver"), date(2021, 1, 1), date(2021, 12, 31)),
        accounts={AccountKind.OPERATING_SYSTEM: "zhang"},
    )
    assert (second.valid_from, second.valid_to) == (DAY, None)


def test_missing_columns_and_wrong_dates_are_refused(tmp_path: Path) -> None:
    with pytest.raises(PersonRefusedError, match="has no column unit, roles"):
        read_persons(written(tmp_path, "number,name\n17,Li\n"), DAY)
    with pytest.raises(PersonRefusedError, match="row 2: valid_to soon is no date"):
        read_persons(written(tmp_path, "number,name,unit,roles,valid_to\n1,A,SH,analyst,\n2,B,SH,analyst,soon\n"), DAY)
