"""`customs-risk cases`: case files of targeted audit and anti-smuggling from a shell."""

from typing import Annotated

import typer

from deployments.data_folder import business_date
from deployments.errors import refusals
from deployments.options import Act, AsOf, Group, Look, ReasonedAct
from deployments.presentation import print_list, print_record, print_remark, print_summary
from sql.terms import CaseKind, CaseState, DocumentFormat, Language

group = Group(no_args_is_help=True, help="Case files: open, list, show, acknowledge, list moves, move, merge, close.")

Number = Annotated[str, typer.Argument(help="Number of the case file, as in TA-SH-2021-0001.")]


@group.command("list")
def list_cases(
    look: Look,
    state: Annotated[list[CaseState] | None, typer.Option(help="States to list; repeat for more.")] = None,
    kind: Annotated[CaseKind | None, typer.Option(help="Only this kind.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Include ended cases.")] = False,
    search: Annotated[str, typer.Option(help="Words to find in number, subject, unit or state; all must match.")] = "",
    page: Annotated[int, typer.Option(min=1, help="Page of the list.")] = 1,
    per_page: Annotated[int, typer.Option(min=1, max=10_000, help="Cases on a page.")] = 100,
) -> None:
    """List the cases of a unit and the units below it, the nearest deadline first."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.post_clearance.listing import OPEN, cases_seen, number_of_cases

    states = tuple(state) if state else tuple(CaseState) if every else OPEN
    stores = look.stores
    with refusals(UnknownUnitError):
        rows = cases_seen(stores, look.unit, states, kind, search=search, page=page, per_page=per_page)
        total = number_of_cases(stores, look.unit, states, kind, search=search)
    columns = ["number", "subject", "unit", "state", "deadline_on", "deadline_for", "amount_at_stake"]
    columns.append("acknowledged_by")
    print_list(rows, columns, title="Case files", as_json=look.as_json, currency=look.stores.lake.currency)
    if total > len(rows) and not look.as_json:
        print_remark(f"Page {page} of {-(-total // per_page):,}; {total:,} cases in all. See --page and --search.")


@group.command("open")
def open_case(
    kind: Annotated[CaseKind, typer.Argument(help="targeted_audit or anti_smuggling.")],
    act: ReasonedAct,
    subject: Annotated[
        list[str] | None,
        typer.Option(
            "--on",
            help="Whom the case is on: importer=31001234, declarant=…, seller=…, courier=… or person=NAME; repeat for "
            "more. Default: whom the grounds speak of.",
        ),
    ] = None,
    concerned: Annotated[
        list[str] | None, typer.Option(help="Who else is concerned, written alike; repeat for more.")
    ] = None,
    ground: Annotated[
        list[str] | None,
        typer.Option(help="inspection:DECLARATION, finding:KEY, hint:KEY or information:KEY; repeat for more."),
    ] = None,
    for_unit: Annotated[
        str | None, typer.Option(help="Unit whose case it is. Default: the regional customs of your unit.")
    ] = None,
) -> None:
    """Open a case by your decision, or join its grounds to the case that is open on a subject."""
    from tasks.persons.roles import Action
    from tasks.post_clearance.case_states import CaseRefusedError
    from tasks.post_clearance.opening import open_by_decision

    with refusals(CaseRefusedError):
        summary = open_by_decision(
            act.stores,
            kind,
            subjects=subject or [],
            concerned=concerned or [],
            grounds=ground or [],
            for_unit=for_unit,
            **act.signed(Action.OPEN_CASE),
        )
    print_summary(summary)


@group.command()
def show(number: Number, look: Look) -> None:
    """Show a case file: subject, state, deadline, grounds, declarations involved, outcome."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.post_clearance.case_states import CaseRefusedError
    from tasks.post_clearance.listing import case_seen

    with refusals(UnknownUnitError, CaseRefusedError):
        seen = case_seen(look.stores, look.unit, number)
    if look.as_json:
        grounds = seen.grounds.to_dict("records")
        whole = {**seen.case, "subjects": seen.subjects.to_dict("records"), "grounds": grounds}
        print_record({**whole, "declarations": seen.declarations}, title="", as_json=True)
        return
    print_record({**seen.case, "declarations": len(seen.declarations)}, title=f"Case file {number}", as_json=False)
    print_list(seen.subjects, ["role", "kind", "name", "added_on", "added_by"], title="Subjects", as_json=False)
    columns = ["added_on", "ground_kind", "source", "statement"]
    print_list(seen.grounds, columns, title="Grounds", as_json=False)


@group.command()
def journal(number: Number, look: Look) -> None:
    """Show the journal of a case and verify its chain of hashes; exit with 1 if an entry was altered."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.post_clearance.case_states import CaseRefusedError
    from tasks.post_clearance.listing import journal_seen

    with refusals(UnknownUnitError, CaseRefusedError):
        seen = journal_seen(look.stores, look.unit, number)
    columns = ["sequence", "happened_on", "actor", "event", "text"]
    print_list(seen.entries, columns, title=f"Journal of {number}", as_json=look.as_json)
    if seen.broken is not None:
        typer.secho(f"Entry {seen.broken} was altered: its hash does not verify.", err=True, fg="red")
        raise typer.Exit(1)
    if not look.as_json:
        print_remark("Every entry verifies.")


@group.command()
def acknowledge(number: Number, act: Act) -> None:
    """Acknowledge a case: you take it over."""
    from tasks.post_clearance.case_moves import acknowledge_case
    from tasks.post_clearance.case_states import CaseRefusedError
    from tasks.post_clearance.entitlement import action_of

    with refusals(CaseRefusedError):
        summary = acknowledge_case(act.stores, number, **act.signed(action_of(number)))
    print_summary(summary)


@group.command()
def moves(number: Number, look: Look, as_of: AsOf = None) -> None:
    """List the moves that you may make with a case now, with the fields that each needs."""
    import pandas as pd

    from sql.jurisdiction import Organisation, UnknownUnitError
    from sql.reference import organisation
    from tasks.post_clearance.case_states import CaseRefusedError
    from tasks.post_clearance.listing import case_seen
    from tasks.post_clearance.procedure.keeping import case_as_it_stands
    from tasks.post_clearance.procedure.moves import moves_now

    day = business_date(as_of)
    with refusals(UnknownUnitError, CaseRefusedError):
        case_seen(look.stores, look.unit, number)
    now = case_as_it_stands(look.stores, number, day)
    offered = [] if now is None else moves_now(now, look.person, day, Organisation(organisation(day)))
    rows = [
        {
            "move": each.name,
            "what": each.title,
            "fields": "; ".join(
                f"{field.name}{'' if field.required else '?'}"
                + (f" ({', '.join(value for value, _ in field.choices)})" if field.choices else "")
                for field in each.fields
            ),
        }
        for each in offered
    ]
    print_list(pd.DataFrame(rows), ["move", "what", "fields"], title=f"Moves of {number}", as_json=look.as_json)


@group.command()
def move(
    number: Number,
    event: Annotated[str, typer.Argument(help="One of cases moves NUMBER.")],
    act: Act,
    text: Annotated[str, typer.Option(help="Entry for the journal.")] = "",
    field: Annotated[
        list[str] | None,
        typer.Option("--set", help="A field of the move, as period_from=2021-01-01; repeat for each."),
    ] = None,
) -> None:
    """Move a case to its next state, or record a step of its procedure; a refusal says what is allowed or missing."""
    from tasks.post_clearance.case_moves import move_case
    from tasks.post_clearance.case_states import CaseRefusedError
    from tasks.post_clearance.entitlement import action_of

    details = dict(each.partition("=")[::2] for each in field or [])
    with refusals(CaseRefusedError):
        summary = move_case(
            act.stores, number, event, **act.signed(action_of(number, event)), text=text, details=details
        )
    print_summary(summary)


@group.command()
def close(
    number: Number,
    outcome: Annotated[str, typer.Option(help="prosecution, penalty, duty recovered, or no violation.")],
    act: Act,
    recovered_duty: Annotated[float | None, typer.Option(help="In the currency of the installation.")] = None,
    officer_hours: Annotated[float | None, typer.Option(help="Officer hours spent on the case.")] = None,
) -> None:
    """Close a concluded case with its outcome; feedback uses it."""
    from tasks.post_clearance.case_moves import close_case
    from tasks.post_clearance.case_states import CaseRefusedError
    from tasks.post_clearance.entitlement import action_of

    with refusals(CaseRefusedError):
        summary = close_case(
            act.stores,
            number,
            outcome=outcome,
            recovered_duty=recovered_duty,
            officer_hours=officer_hours,
            **act.signed(action_of(number)),
        )
    print_summary(summary)


@group.command()
def merge(
    number: Number,
    into: Annotated[str, typer.Option(help="Number of the case that continues with the grounds of both.")],
    act: ReasonedAct,
) -> None:
    """Merge a case into another on the same subject."""
    from tasks.persons.roles import Action
    from tasks.post_clearance.case_states import CaseRefusedError
    from tasks.post_clearance.merging import merge_cases

    with refusals(CaseRefusedError):
        summary = merge_cases(act.stores, number, into, **act.signed(Action.ASSIGN_CASE))
    print_summary(summary)


@group.command()
def reassign(number: Number, to: Annotated[str, typer.Option(help="Receiving unit.")], act: ReasonedAct) -> None:
    """Hand a case to another unit, which is notified and must acknowledge it; a unit above both must act."""
    from tasks.persons.roles import Action
    from tasks.post_clearance.case_states import CaseRefusedError
    from tasks.post_clearance.reassignment import reassign_case

    with refusals(CaseRefusedError):
        summary = reassign_case(act.stores, number, to, **act.signed(Action.ASSIGN_CASE))
    print_summary(summary)


@group.command()
def document(
    number: Number,
    look: Look,
    language: Annotated[Language, typer.Option(help="en for English, zh for Chinese.")] = Language.ENGLISH,
    document_format: Annotated[
        DocumentFormat, typer.Option("--format", help="pdf for paper, html for a browser.")
    ] = DocumentFormat.PDF,
) -> None:
    """Write the current case file as a document for a chief, and print its path."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.post_clearance.case_file import case_document
    from tasks.post_clearance.case_states import CaseRefusedError

    with refusals(UnknownUnitError, CaseRefusedError):
        path = case_document(look.stores, number, look.unit, language, document_format)
    typer.echo(str(look.stores.folder / path))
