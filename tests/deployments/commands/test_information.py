"""The information module from a shell."""

import pytest

from sql.stores import Stores
from tests.deployments.commands.shell import Answer, shell
from tests.persons import Officer

TIP = {
    "--kind": "tip_off",
    "--source": "letter",
    "--reliability": "C",
    "--priority": "revenue",
    "--subject": "IMP1",
    "--summary": "Declares half of what it pays",
    "--as-of": "2021-03-01",
}


def add(stores: Stores, **changes: str) -> Answer:
    given = TIP | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
    given_as = [each for pair in given.items() for each in pair]
    return shell(stores, "information", "add", Officer("Li", "SHA"), *given_as)


def listed(stores: Stores, *given: str) -> list[str]:
    rows = shell(stores, "information", "list", "--json", "--as-of", "2021-03-02", *given).json
    return [row["subject"] for row in rows]


def test_an_item_is_entered_once_listed_while_valid_and_shown(stores: Stores) -> None:
    assert "entered" in add(stores).out
    assert "entered before" in add(stores).out
    add(stores, subject="IMP2", kind="intelligence")
    assert sorted(listed(stores)) == ["IMP1", "IMP2"]
    assert listed(stores, "--kind", "tip_off") == ["IMP1"]
    assert listed(stores, "--subject", "IMP2") == ["IMP2"]
    late = shell(stores, "information", "list", "--as-of", "2022-03-02", "--json")
    assert late.json == []
    key = shell(stores, "information", "list", "--all", "--subject", "IMP1", "--json").json[0]["key"]
    shown = shell(stores, "information", "show", key, "--json").json
    assert (shown["source"], shown["valid_to"], shown["unit"]) == ("letter", "2021-08-28", "SHA")
    assert "Declares half" in shell(stores, "information", "show", key).out


def test_another_unit_does_not_see_an_item(stores: Stores) -> None:
    key = add(stores).out.split()[1].rstrip(",")
    assert listed(stores, "--unit", "SH") == ["IMP1"]
    assert listed(stores, "--unit", "QD") == []
    assert f"QD has no item of information {key}" in shell(stores, "information", "show", key, "--unit", "QD").refusal


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"reliability": "Z"}, "reliability Z is no reliability grade from A to F"),
        ({"subject_kind": "colour"}, "colour is no column of a declaration"),
        ({"subject_kind": "importer+hs_code"}, "does not give one value"),
        ({"valid_to": "2021-02-01"}, "its validity ended on 2021-02-01"),
        ({"summary": " "}, "summary is empty"),
        ({"for_unit": "QD"}, "SHA may not enter information for QD"),
    ],
)
def test_what_is_not_right_is_refused_in_a_sentence(stores: Stores, changes: dict[str, str], sentence: str) -> None:
    assert sentence in add(stores, **changes).refusal
    assert shell(stores, "information", "list", "--all", "--json").json == []
