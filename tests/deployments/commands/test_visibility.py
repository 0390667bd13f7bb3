"""What may not be seen is not seen: every command that lists or shows is found by itself, and tried for each level.

A new list of what belongs to units fails here until it takes `Look`, and shows a person their own unit and what is
below it. Without any option no list shows more.
"""

import inspect
import json
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import pytest
import typer

from deployments import commands
from sql.jurisdiction import Organisation
from sql.reference import organisation
from sql.stores import Stores
from tests.deployments.commands.everything import UNITS, fill_with_every_unit, mark
from tests.deployments.commands.shell import shell
from tests.persons import Officer

ORGANISATION = Organisation(organisation())
OF_NO_UNIT = ("rates ", "organisation ", "inspections reasons")  # reference data, the same for everybody
PRINTING = ("print_list(", "print_record(")


def found() -> dict[str, Callable[..., Any]]:
    """Every command of a group that prints what it reads, by what is typed for it."""
    groups = {
        module.name: import_module(f"{commands.__name__}.{module.name}") for module in iter_modules(commands.__path__)
    }
    return {
        words: command.callback
        for name, module in groups.items()
        if isinstance(getattr(module, "group", None), typer.Typer)
        for command in module.group.registered_commands
        if command.callback is not None and any(each in inspect.getsource(command.callback) for each in PRINTING)
        if not (words := f"{name} {command.name or command.callback.__name__}").startswith(OF_NO_UNIT)
    }


READING = found()
LISTS = {
    name: command
    for name, command in READING.items()
    if not any(each.default is inspect.Parameter.empty for each in inspect.signature(command).parameters.values())
    and "require(" not in inspect.getsource(command)  # what acts is tried in test_entitlement
}
SHOWS = sorted(
    name for name, command in READING.items() if name not in LISTS and "require(" not in inspect.getsource(command)
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Stores:
    from sql.register import insert_new
    from sql.register.tables import Unit

    opened = Stores.embedded(tmp_path_factory.mktemp("everything"))
    with opened.register.writing() as session:
        insert_new(session, Unit, organisation())
    fill_with_every_unit(opened)
    return opened


def test_commands_that_read_are_found() -> None:
    assert {"cases list", "quarantine list", "notifications list", "cases show", "handling list"} <= set(READING)


@pytest.mark.parametrize("name", sorted(READING))
def test_a_command_that_reads_shows_what_the_person_at_the_shell_may_see(name: str) -> None:
    assert "within" in inspect.signature(READING[name]).parameters


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_shows_a_unit_itself_and_what_is_below_and_nothing_else(filled: Stores, name: str, unit: str) -> None:
    options = ["--all"] if "every" in inspect.signature(LISTS[name]).parameters else []
    told = shell(filled, *name.split(), Officer(mark(unit), unit), "--json", *options)
    assert told.status == 0
    text = json.dumps(told.json, ensure_ascii=False)
    below = ORGANISATION.seen_by(unit)
    assert [other for other in UNITS if other not in below and mark(other) in text] == []
    if name != "quarantine files":  # files that cannot be read belong to no unit: the nation sees them
        assert mark(unit) in text, "the list shows nothing: the test shows nothing"


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_narrows_to_a_unit_below_and_refuses_any_other(filled: Stores, name: str) -> None:
    officer = Officer(mark("SH"), "SH")
    for other in ("CN", "QD"):
        refusal = shell(filled, *name.split(), officer, "--unit", other).refusal
        assert refusal == f"you act for SH, which does not see {other}: name SH or a unit below it"
    assert "XX is no unit" in shell(filled, *name.split(), officer, "--unit", "XX").refusal
    below = json.dumps(shell(filled, *name.split(), officer, "--unit", "SHA1", "--json").json)
    assert mark("SHA") not in below


@pytest.mark.parametrize("name", SHOWS)
def test_what_is_shown_of_another_unit_is_refused_as_if_it_were_not_there(filled: Stores, name: str) -> None:
    officer = Officer(mark("QDG"), "QDG")
    refused = shell(filled, *name.split(), mark("SHA1"), officer).refusal
    missing = shell(filled, *name.split(), "nothing-like-it", officer).refusal
    assert refused == missing.replace("nothing-like-it", mark("SHA1"))
