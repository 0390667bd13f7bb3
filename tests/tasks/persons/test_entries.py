"""Entries of persons: one spelling for what looks the same, and nothing that looks like another."""

from datetime import date

import pytest

from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.terms import AccountKind
from tasks.persons.entries import PersonEntry, faults_of, faults_of_account, normalised

UNITS = Organisation(organisation())
DAY = date(2021, 3, 1)


def entry(**changes: object) -> PersonEntry:
    usual: dict[str, object] = {"number": "17", "name": "Zhang Wei", "unit": "SH", "roles": ("analyst",)}
    return PersonEntry(**{**usual, "valid_from": DAY, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["Zhang Wei", "张伟", "Иванов Иван", "Li 伟", "Ólafur Þór", "O'Neill"])
def test_names_of_one_alphabet_are_taken(name: str) -> None:
    assert list(faults_of(entry(name=name), UNITS)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "zh\u0430ng"}, "mixes letters that look alike, Cyrillic and Latin"),
        ({"name": "\u039fliver"}, "mixes letters that look alike, Greek and Latin"),
        ({"name": "Li\u200bWei"}, "cannot be seen"),
        ({"name": "Li\u202eieW"}, "cannot be seen"),
        ({"name": ""}, "the name is missing"),
        ({"number": "zhang"}, "the number zhang cannot be"),
        ({"number": "system"}, "the number system cannot be"),
        ({"number": "1 7"}, "cannot be"),
        ({"number": "\u0410-1"}, "cannot be"),
        ({"unit": "MARS"}, "MARS is no unit"),
        ({"roles": ()}, "has no role"),
        ({"roles": ("king",)}, "king is no role"),
        ({"valid_to": date(2021, 2, 1)}, "lies after valid_to"),
        ({"accounts": {AccountKind.PROXY: " li"}}, "cannot be"),
        ({"accounts": {AccountKind.OPENID: "li\n"}}, "cannot be"),
    ],
)
def test_what_nobody_can_be_is_refused(changes: dict[str, object], said: str) -> None:
    assert any(said in fault for fault in faults_of(entry(**changes), UNITS))


def test_width_and_composition_make_no_other_person() -> None:
    assert normalised("１７") == "17"
    assert normalised("  Zhang   Ｗei ") == "Zhang Wei"
    assert normalised("O\u0301lafur") == normalised("Ólafur")


def test_an_account_may_be_any_printable_name() -> None:
    assert not list(faults_of_account(AccountKind.OPENID, "https://id.example|248289761001"))
    assert list(faults_of_account(AccountKind.OPENID, "x" * 300))
