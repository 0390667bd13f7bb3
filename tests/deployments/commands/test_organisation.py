"""The organisation of an administration from a shell."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deployments.command_line import app
from sql.reference import use_organisation
from sql.stores import Stores
from tests.deployments.commands.shell import shell

UNITS = "code,name,parent,traffic\nKRA,Authority,,\nCOA,Coast,KRA,\nMSA,Mombasa,COA,sea_port\n"


@pytest.fixture(autouse=True)
def seed_again() -> Iterator[None]:
    yield
    use_organisation(None)


def test_an_organisation_is_loaded_listed_and_shown(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(UNITS)
    assert shell(stores, "organisation", "load", str(path)).out.strip() == "3 units"
    assert "this one already" in shell(stores, "organisation", "load", str(path)).out

    listed = shell(stores, "organisation", "list", "--json").json
    assert [(row["code"], row["level"]) for row in listed] == [
        ("KRA", "national"),
        ("COA", "regional"),
        ("MSA", "local"),
    ]
    under = shell(stores, "organisation", "list", "--under", "COA", "--json").json
    assert [row["code"] for row in under] == ["COA", "MSA"]
    shown = shell(stores, "organisation", "show", "COA", "--json").json
    assert (shown["lineage"], shown["right_below"]) == ("/KRA/COA", ["MSA"])
    assert shell(stores, "organisation", "show", "CN", "--json").json["code"] == "KRA"
    assert "there is no unit SHA" in shell(stores, "organisation", "show", "SHA").refusal
    assert "XX is no unit" in shell(stores, "organisation", "list", "--under", "XX").refusal


def test_officers_act_for_the_new_units_and_for_no_old_one(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(UNITS)
    shell(stores, "organisation", "load", str(path))

    assert shell(stores, "cases", "list", "--unit", "MSA", "--json").json == []
    assert shell(stores, "cases", "list", "--json").json == []
    assert (
        "QDG is no unit: name the code of a unit, such as KRA"
        in shell(stores, "cases", "list", "--unit", "QDG").refusal
    )


def test_a_faulty_organisation_is_refused_with_every_fault(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text("code,name,parent\nA,Authority,\nB,Office,X\nB,Office,A\n")
    refusal = shell(stores, "organisation", "load", str(path)).refusal

    assert "is refused, the organisation stays as it is" in refusal
    assert "the parent X of B is no unit of the file" in refusal
    assert "the code B is there 2 times at once" in refusal
    assert shell(stores, "organisation", "list", "--json").json[0]["code"] == "CN"


def test_an_organisation_can_be_loaded_before_the_first_run(tmp_path: Path) -> None:
    path = tmp_path / "units.csv"
    path.write_text(UNITS)
    new = tmp_path / "new"

    assert CliRunner().invoke(app, ["organisation", "load", str(path), "--data", str(new)]).output.strip() == "3 units"
    use_organisation(None)
    listed = CliRunner().invoke(app, ["organisation", "list", "--data", str(new), "--json"]).output
    assert [row["code"] for row in json.loads(listed)] == ["KRA", "COA", "MSA"]
