"""What is entered about a person, and what is wrong with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from unicodedata import category, name, normalize

from sql.jurisdiction import Organisation
from sql.terms import AccountKind, Role

_NUMBER = re.compile(r"(?=.*[A-Z0-9])[A-Za-z0-9][A-Za-z0-9.-]{0,39}")  # what the system does has names in small letters
_LONGEST_NAME = 100
_LONGEST_ACCOUNT = 200
_ALIKE = frozenset({"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "COPTIC", "CHEROKEE", "GEORGIAN", "LISU"})


@dataclass(frozen=True)
class PersonEntry:
    """A person as somebody enters it. roles: words of `Role`. accounts: by which the person comes in."""

    number: str
    name: str
    unit: str
    roles: tuple[str, ...]
    valid_from: date
    valid_to: date | None = None
    accounts: Mapping[AccountKind, str] = field(default_factory=dict)


def normalised(text: str) -> str:
    """Text with one spelling for what looks the same: width and composition of signs, and blanks."""
    return " ".join(normalize("NFKC", text).split())


def faults_of(entry: PersonEntry, units: Organisation) -> Iterator[str]:
    """What is wrong with an entry, whose texts are normalised."""
    if not _NUMBER.fullmatch(entry.number):
        yield f"the number {entry.number or '(empty)'} cannot be: write A-Z, digits, . and -, no small letters alone"
    yield from _faults_of_name(entry.name)
    if entry.unit not in units.lineages:
        yield f"{entry.unit or '(empty)'} is no unit: list them with organisation list"
    if not entry.roles:
        yield f"{entry.number} has no role: name one or more of {', '.join(Role)}"
    for role in entry.roles:
        if role not in list(Role):
            yield f"{role} is no role: use {', '.join(Role)}"
    if entry.valid_to is not None and entry.valid_to < entry.valid_from:
        yield f"valid_from {entry.valid_from} lies after valid_to {entry.valid_to}"
    for kind, account in entry.accounts.items():
        yield from faults_of_account(kind, account)


def faults_of_account(kind: AccountKind, account: str) -> Iterator[str]:
    """What is wrong with the name of an account."""
    if not account or len(account) > _LONGEST_ACCOUNT or not account.isprintable() or account != account.strip():
        yield f"the {kind.replace('_', ' ')} account {account!r} cannot be: write its name as the system gives it"


def _faults_of_name(text: str) -> Iterator[str]:
    if not text or len(text) > _LONGEST_NAME:
        yield f"the name is {'missing' if not text else 'too long'}: write 1 to {_LONGEST_NAME} signs"
    hidden = next((sign for sign in text if category(sign).startswith("C")), None)
    if hidden is not None:
        yield f"the name {text!a} has a sign that cannot be seen (U+{ord(hidden):04X}): write it without"
    alphabets = sorted({_alphabet(sign) for sign in text if sign.isalpha()} & _ALIKE)
    if len(alphabets) > 1:
        mixed = " and ".join(each.capitalize() for each in alphabets)
        yield f"the name {text} mixes letters that look alike, {mixed}: write it in one alphabet"


def _alphabet(letter: str) -> str:
    return name(letter, "").split(" ")[0]
