"""`customs-risk parameters`: the parameter center from a shell."""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from deployments.errors import refusals, refuse
from deployments.options import Act, Group, Look, ReasonedAct
from deployments.presentation import print_list, print_record, print_summary
from sql.terms import ParameterState, Priority

group = Group(no_args_is_help=True, help="Risk parameters: schema, draft, sync, test, approve, activate, retire.")


class PublishedFile(StrEnum):
    """Files that have a published format."""

    PARAMETERS = "parameters"
    LANE_POLICIES = "lane-policies"


Name = Annotated[str, typer.Argument(help="Code of a parameter (its latest version), or CODE|VERSION in quotes.")]


@group.command("list")
def list_parameters(
    look: Look,
    state: Annotated[list[ParameterState] | None, typer.Option(help="States to list; repeat for more.")] = None,
    priority: Annotated[Priority | None, typer.Option(help="Only this priority.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Include expired and retired versions.")] = False,
) -> None:
    """List the parameters of a unit and the units below it."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.parameters.listing import LIVING, parameters_seen

    states = tuple(state) if state else tuple(ParameterState) if every else LIVING
    with refusals(UnknownUnitError):
        rows = parameters_seen(look.stores, look.unit, states, priority)
    columns = ["key", "owner", "priority", "lane", "state", "valid_from", "valid_to", "reason"]
    print_list(rows, columns, title="Risk parameters", as_json=look.as_json)


@group.command()
def show(name: Name, look: Look) -> None:
    """Show a parameter: conditions, lane, owner, life, and its tests on past declarations."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.parameters.life_rules import ParameterRefusedError
    from tasks.parameters.listing import parameter_seen

    with refusals(UnknownUnitError, ParameterRefusedError):
        seen = parameter_seen(look.stores, look.unit, name)
    if look.as_json:
        more = {"tests": seen.tests.to_dict("records"), "counted": seen.hits_not_steering.to_dict("records")}
        print_record(seen.parameter | more, title="", as_json=True)
        return
    blocks = {
        block: [
            f"{column}: {', '.join(f'{kind} {value}' for kind, value in condition.items())}"
            for column, condition in (seen.parameter[block] or {}).items()
        ]
        for block in ("conditions", "any_item")
    }
    key = seen.parameter["key"]
    print_record({**seen.parameter, **blocks}, title=f"Risk parameter {key}", as_json=False)
    columns = ["tested_on", "declarations", "hits", "inspected", "found", "hit_rate", "base_rate", "overlapping"]
    print_list(seen.tests, [*columns, "officer_hours_per_day"], title="Tests on past declarations", as_json=False)
    print_list(seen.hits_not_steering, list(seen.hits_not_steering.columns), title="Hits without effect", as_json=False)


@group.command("test")
def try_on_the_past(name: Name, act: Act) -> None:
    """Test a parameter on the declarations of the last half year, and show its hits and hit rate."""
    _review(name, "test", act, "tested on past declarations")
    show(name, Look(data=act.data))


@group.command()
def suppress(
    code: Annotated[str, typer.Argument(help="Code of the parameter, without a version.")],
    enterprise: Annotated[str, typer.Argument(help="Code of the enterprise.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="Last day, YYYY-MM-DD.")],
    act: ReasonedAct,
) -> None:
    """Suppress a parameter for one enterprise until a day; its hits are still counted."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.parameters.life_rules import ParameterRefusedError
    from tasks.parameters.listing import parameter_key
    from tasks.parameters.suppression import suppress as hold_back
    from tasks.persons.roles import Action

    stores = act.stores
    signed = act.signed(Action.RUN_PARAMETER)
    with refusals(UnknownUnitError, ParameterRefusedError):
        parameter_key(stores, act.person.unit, code)
        summary = hold_back(
            stores,
            code,
            enterprise,
            until=until.date(),
            **signed,
        )
    print_summary(summary)


@group.command()
def draft(
    file: Annotated[Path, typer.Argument(help="YAML or JSON file of parameters in the published format.")], act: Act
) -> None:
    """Enter the parameters of a file as drafts; parameters equal to their latest version are skipped."""
    from sql.reference import organisation
    from tasks.parameters.life import draft as enter
    from tasks.parameters.life_rules import ParameterRefusedError
    from tasks.parameters.published_format import ParameterFaultsError, read_parameter_file
    from tasks.persons.roles import Action

    if not file.is_file():
        refuse(f"there is no file {file}.")
    stores = act.stores
    signed = act.signed(Action.DRAFT_PARAMETER)
    try:
        parameters = read_parameter_file(file, frozenset(organisation()["code"]))
    except ParameterFaultsError as faults:
        refuse(f"{file} is refused, nothing was drafted:\n{faults}")
    with refusals(ParameterRefusedError), stores.register.writing() as session:
        keys = enter(session, parameters, **signed)
    print_summary({"drafts": ", ".join(keys)})


@group.command()
def schema(
    of: Annotated[PublishedFile, typer.Argument(help="What the file holds.")] = PublishedFile.PARAMETERS,
) -> None:
    """Print the JSON Schema of a file of parameters, or of lane policies: for editors and checks before a sync."""
    from tasks.clearance.policy.policy_file import policy_schema
    from tasks.parameters.published_format import parameter_schema

    found = policy_schema() if of is PublishedFile.LANE_POLICIES else parameter_schema()
    typer.echo(json.dumps(found, indent=2, ensure_ascii=False))


@group.command()
def sync(
    file: Annotated[Path, typer.Argument(help="YAML or JSON file of all parameters that are maintained in it.")],
    act: Act,
    plan: Annotated[bool, typer.Option("--plan", help="Show the changes without making them.")] = False,
    reason: Annotated[str, typer.Option(help="Why; recorded in the audit trail.")] = "parameter file synchronised",
) -> None:
    """Synchronise parameters with a file: new versions wait for approval, removed parameters are retired.

    The changes are shown first; with --plan the command stops there. The same file again changes nothing.
    """
    from tasks.parameters.life_rules import ParameterRefusedError
    from tasks.parameters.published_format import ParameterFaultsError
    from tasks.parameters.sync import apply_sync, plan_sync
    from tasks.persons.roles import Action

    if not file.is_file():
        refuse(f"there is no file {file}.")
    stores = act.stores
    signed = act.signed(Action.DRAFT_PARAMETER)
    with refusals(ParameterRefusedError):
        try:
            planned = plan_sync(stores, file, act.person.unit)
        except ParameterFaultsError as faults:
            refuse(f"{file} is refused, nothing was changed:\n{faults}")
        for line in planned.lines():
            typer.echo(line)
        if plan or planned.changes_nothing:
            return
        summary = apply_sync(stores, planned, actor=signed["actor"], as_of=act.day, reason=reason)
    print_summary({"to_approve": ", ".join(summary["drafted"]), "retired": ", ".join(summary["retired"])})


def _review(name: str, move: str, act: Act, reason: str) -> None:
    from sql.jurisdiction import UnknownUnitError
    from tasks.parameters.life import review_parameter
    from tasks.parameters.life_rules import ACTIONS, ParameterMove, ParameterRefusedError
    from tasks.parameters.listing import parameter_key

    signed = act.signed(ACTIONS[ParameterMove(move)]) | {"reason": reason}
    with refusals(UnknownUnitError, ParameterRefusedError):
        key = parameter_key(act.stores, act.person.unit, name)
        print_summary(review_parameter(act.stores, key, move=move, **signed))


def _add_move(move: str, description: str) -> None:
    def review(name: Name, act: ReasonedAct) -> None:
        _review(name, move, act, act.reason)

    group.command(move, help=description)(review)


for _move, _description in {
    "approve": "Approve a tested parameter; its author cannot.",
    "shadow": "Count the hits of an approved parameter for two weeks without any effect; `show` lists them.",
    "activate": "Activate an approved or suspended parameter; it replaces earlier versions.",
    "suspend": "Suspend an active parameter.",
    "retire": "Retire a parameter for good.",
}.items():
    _add_move(_move, _description)
