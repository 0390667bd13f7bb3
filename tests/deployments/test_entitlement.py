"""What may not be done is refused: every command and form that changes something is found by itself, and tried.

A new one fails here until it says which action it is, and refuses everybody whom `tasks.persons.roles` does not let.
"""

import inspect
import re
from collections.abc import Callable
from datetime import date, datetime
from enum import Enum
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any, Literal, get_args, get_origin, get_type_hints

import pytest
import typer
from typer.models import OptionInfo

from deployments import commands
from deployments.options import with_single_options
from deployments.table import DEPLOYMENTS
from sql.stores import Stores
from sql.terms import Role
from tasks.persons.person import PersonRefusedError
from tasks.persons.roles import MAY, Action
from tests.deployments.commands.shell import shell
from tests.flows.cycle import without_engine
from tests.persons import Officer, bind_prefect

FORMS = [each.flow for each in DEPLOYMENTS if "form" in each.tags]
# Of the machine: they act on files and processes that the account of the operating system may reach anyway.
OF_THE_MACHINE = {
    *("run", "serve", "watch", "deploy", "doctor", "config", "screen", "backtest", "rate", "screening-endpoint"),
    *("sources propose", "sources check", "sources read", "sources template", "parameters schema"),
}
# Reference data and what a person sees of their own unit: see test_visibility for each of the latter.
READING = {
    *("rates list", "organisation list", "organisation show", "inspections reasons", "cases document"),
}


def callbacks() -> dict[str, Callable[..., Any]]:
    """Every command by what is typed for it."""
    found: dict[str, Callable[..., Any]] = {}
    for module in iter_modules(commands.__path__):
        loaded, name = import_module(f"{commands.__name__}.{module.name}"), module.name.replace("_", "-")
        group = getattr(loaded, "group", None)
        if not isinstance(group, typer.Typer):
            found[name] = with_single_options(getattr(loaded, module.name))
            continue
        for command in group.registered_commands:
            assert command.callback is not None
            found[f"{name} {command.name or command.callback.__name__.replace('_', '-')}"] = command.callback
    return found


COMMANDS = callbacks()


def source_of(name: str) -> str:
    """The source of a command, with that of the shared function that it hands over to."""
    source = inspect.getsource(COMMANDS[name])
    return source + (
        inspect.getsource(import_module("deployments.commands.parameters")._review) if "_review(" in source else ""
    )


ACTING = sorted(name for name in COMMANDS if re.search(r"\.signed\(|require\(", source_of(name)))


def test_every_command_looks_acts_as_somebody_or_is_of_the_machine() -> None:
    looking = {name for name in COMMANDS if "look.unit" in source_of(name) or "look.stores" in source_of(name)}
    assert set(COMMANDS) == set(ACTING) | looking | OF_THE_MACHINE | READING
    assert not OF_THE_MACHINE & set(ACTING)


@pytest.mark.parametrize("name", ACTING)
def test_a_command_refuses_who_has_only_roles_that_are_not_entitled(stores: Stores, tmp_path: Path, name: str) -> None:
    action = refused_action(shell(stores, *typed(name, tmp_path), Officer("Nobody", "CN", [])).refusal)
    others = [role for role in Role if role not in MAY[action]]
    if others:
        assert refused_action(shell(stores, *typed(name, tmp_path), Officer("Other", "CN", others)).refusal) is action


def refused_action(refusal: str) -> Action:
    """The action that a refusal names."""
    named = re.fullmatch(r"\w+ may not (.*): that takes the role .*", refusal)
    assert named is not None, refusal
    return Action(named.group(1))


def typed(name: str, folder: Path) -> list[str]:
    """A command with something for all that it requires."""
    words = name.split()
    for each in inspect.signature(COMMANDS[name]).parameters.values():
        if each.default is inspect.Parameter.empty:
            kind, how = get_args(each.annotation)
            if isinstance(how, OptionInfo):
                named = [*(how.param_decls or ()), how.default, f"--{each.name.replace('_', '-')}"]
                words.append(next(text for text in named if isinstance(text, str)))
            words.append(text_for(kind, each.name, folder))
    return words


def text_for(kind: Any, name: str, folder: Path) -> str:
    """Something that can be typed for a parameter."""
    kind = next(iter(get_args(kind)), kind)  # one of a list
    if kind is Path:
        path = folder / "given.yaml"
        path.write_text("parameters: []", encoding="utf-8")
        return str(path)
    if isinstance(kind, type) and issubclass(kind, Enum):
        return str(next(iter(kind)).value)
    return "2021-03-02" if kind is datetime else "column=value" if name == "cells" else "17"


@pytest.mark.parametrize("flow", FORMS)
def test_a_form_refuses_who_is_bound_to_prefect_without_the_role(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, flow: str
) -> None:
    module = import_module(f"flows.{flow}")
    monkeypatch.setattr(module, "load_stores", lambda: stores)
    bind_prefect(stores, Officer("17", "CN", []))
    action = refused_by(module, flow)
    others = [role for role in Role if role not in MAY[action]]
    bind_prefect(stores, Officer("17", "CN", others))
    if others:
        assert refused_by(module, flow) is action


def refused_by(module: Any, flow: str) -> Action:
    """The action that the person bound to Prefect is refused."""
    with without_engine():
        state = filled_in(getattr(module, flow))
    assert isinstance(state.data, PersonRefusedError)
    return refused_action(state.message.removesuffix("."))


def filled_in(form: Callable[..., Any]) -> Any:
    """Run a form with something for all that it requires."""
    hints = get_type_hints(form)
    required = [
        each.name for each in inspect.signature(form).parameters.values() if each.default is inspect.Parameter.empty
    ]
    return form(**{name: _value(hints[name]) for name in required})


def _value(kind: Any) -> Any:
    if get_origin(kind) is Literal:
        return get_args(kind)[0]
    if get_origin(kind) is list:
        return ["X"]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return next(iter(kind))
    return {date: date(2021, 3, 2), float: 1.0, int: 1}.get(kind, "X")
