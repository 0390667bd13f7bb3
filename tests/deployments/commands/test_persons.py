"""Persons from a shell."""

from pathlib import Path

import pytest

from sql.stores import Stores
from sql.terms import Role
from tests.deployments.commands.shell import run, shell
from tests.persons import CHIEF, Officer

ADD = ("persons", "add", "17", "--name", "Li", "--unit", "SH", "--role", "analyst", "--role", "approver")


def test_a_person_is_added_bound_shown_and_retired(stores: Stores) -> None:
    assert shell(stores, *ADD).out.strip() == "person 17, state new"
    assert shell(stores, *ADD).out.strip() == "person 17, state unchanged"
    shell(stores, "persons", "bind", "17", "--system", "li", "--openid", "li@id")
    listed = shell(stores, "persons", "list", "--unit", "SH", "--json").json
    assert [(each["number"], each["roles"], each["accounts"]) for each in listed] == [
        ("17", "analyst;approver", "openid: li@id; operating_system: li")
    ]
    shown = shell(stores, "persons", "show", "17", "--json").json
    assert "decide on measures" in shown["may"]
    assert [each["action"] for each in shown["changes"]] == ["add", "bind", "bind"]
    assert "released" in shell(stores, "persons", "bind", "17", "--openid", "li@id", "--release").out
    assert "name an account" in shell(stores, "persons", "bind", "17").refusal
    assert "valid to" in shell(stores, "persons", "retire", "17", "--reason", "moved").out
    assert [each["number"] for each in shell(stores, "persons", "list", "--json").json] == [CHIEF.number]
    assert len(shell(stores, "persons", "list", "--all", "--json").json) == 2


def test_a_link_that_signs_in_is_issued_where_pages_are_served(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    shell(stores, *ADD)
    asked = ("persons", "sign-in-link", "17")
    assert "no page would open it" in shell(stores, *asked).refusal
    served = stores.folder / "prefect"
    served.mkdir()
    (served / "served").write_text("http://127.0.0.1:4300/api")
    (served / "link-secret").write_text("s")
    assert shell(stores, *asked).out.startswith("http://127.0.0.1:4301/sign-in/link/")
    monkeypatch.setenv("CUSTOMS_RISK_PUBLIC_ADDRESS", "https://risk.test/")
    monkeypatch.setenv("CUSTOMS_RISK_LINK_SECRETS", '["t"]')
    assert shell(stores, *asked).out.startswith("https://risk.test/sign-in/link/")
    inspector = Officer("18", "CN", [Role.INSPECTOR])
    assert "takes the role platform engineer" in shell(stores, *asked, inspector).refusal


def test_a_file_of_persons_is_loaded_whole_or_refused_with_every_fault(stores: Stores, tmp_path: Path) -> None:
    path = tmp_path / "persons.csv"
    path.write_text("number,name,unit,roles\n17,Li,SH,analyst\n18,zh\u0430ng,MARS,king\n", encoding="utf-8")
    refusal = shell(stores, "persons", "load", str(path)).refusal
    assert "nobody was entered" in refusal
    assert all(said in refusal for said in ("Cyrillic and Latin", "MARS is no unit", "king is no role"))
    path.write_text("number,name,unit,roles\n17,Li,SH,analyst\n", encoding="utf-8")
    assert shell(stores, "persons", "load", str(path)).out.strip() == "new 1, changed 0, unchanged 0"
    assert "there is no file" in shell(stores, "persons", "load", str(tmp_path / "none.csv")).refusal


@pytest.mark.parametrize(
    "given", [ADD, ("persons", "bind", "17", "--system", "li"), ("persons", "retire", "17", "--reason", "x")]
)
def test_only_a_platform_engineer_changes_persons(stores: Stores, given: tuple[str, ...]) -> None:
    officer = Officer("18", "CN", [role for role in Role if role is not Role.PLATFORM_ENGINEER])
    assert "that takes the role platform engineer" in shell(stores, *given, officer).refusal


def test_the_first_who_opens_an_installation_is_its_platform_engineer(stores: Stores) -> None:
    listed = run("persons", "list", "--data", str(stores.folder), "--json").json
    assert [(each["number"], each["unit"], each["roles"]) for each in listed] == [("P-1", "CN", "platform_engineer")]
    assert (
        "P-1 may not decide on measures"
        in run(*("handling", "decide", "M", "approve", "--reason", "x", "--data", str(stores.folder))).refusal
    )
