"""Options that many commands share, each described once, and groups of them that a command takes as one parameter."""

from collections.abc import Callable, Iterator
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer
from typer.core import TyperCommand
from typer.exceptions import TyperException

from deployments.data_folder import business_date, open_stores
from deployments.errors import refusals, refuse
from deployments.persons import person_at_shell, require

if TYPE_CHECKING:
    from sql.stores import Stores
    from tasks.persons.person import Person
    from tasks.persons.roles import Action


class Decision(StrEnum):
    """The decision of a person on a proposal."""

    APPROVE = "approve"
    REJECT = "reject"


def filled(value: str | None) -> str | None:
    """The text of an option. Refuses blanks: every decision needs a reason."""
    if value is not None and not value.strip():
        refuse("a reason cannot be empty: say why")
    return value


Data = Annotated[
    Path | None,
    typer.Option(help="Data folder. Default: CUSTOMS_RISK_DATA_FOLDER, else the folder of the last run."),
]
Mapping = Annotated[
    Path | None,
    typer.Option(help="Mapping (YAML) of files that no known source fits; `customs-risk sources propose` makes one."),
]
Rates = Annotated[
    Path | None,
    typer.Option(help="Exchange rates, as `customs-risk rates load` takes them. Default: those of the data folder."),
]
Within = Annotated[
    str | None,
    typer.Option("--unit", help="Only this unit and what is below it: your own or one below. Default: your own."),
]
Reason = Annotated[str, typer.Option(help="Why; recorded in the audit trail.", callback=filled)]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Business date, YYYY-MM-DD. Default: today.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Verdict = Annotated[Decision, typer.Argument(help="approve or reject.")]


@dataclass(frozen=True, kw_only=True)
class _OnStores:
    """The option of every command that works on stores, and who works on them."""

    data: Data = None

    @cached_property
    def stores(self) -> "Stores":
        """The stores in the data folder."""
        return open_stores(self.data)

    @cached_property
    def person(self) -> "Person":
        """The person at the shell; ends the command where nobody is bound to the account."""
        return person_at_shell(self.stores)


@dataclass(frozen=True, kw_only=True)
class Look(_OnStores):
    """Options of a command that shows something: of which unit, from which data folder, and how it is printed."""

    within: Within = None
    as_json: Json = False

    @cached_property
    def unit(self) -> str:
        """The unit whose jurisdiction is shown: that of the person, or the one below it that was asked for."""
        from sql.jurisdiction import Organisation, UnknownUnitError
        from sql.reference import organisation

        own, units = self.person.unit, Organisation(organisation())
        if self.within is None:
            return own
        with refusals(UnknownUnitError):
            units.seen_by(self.within)
        if not units.holds(own, self.within):
            refuse(f"you act for {own}, which does not see {self.within}: name {own} or a unit below it")
        return self.within


@dataclass(frozen=True, kw_only=True)
class Act(_OnStores):
    """Options of a command that changes something: on which day. The person at the shell acts, for their unit."""

    as_of: AsOf = None

    @property
    def day(self) -> date:
        """The business date of the act."""
        return business_date(self.as_of)

    def signed(self, action: "Action") -> dict[str, Any]:
        """actor, unit and as_of, as the rules take them; ends the command where the person may not do that."""
        require(self.person, action)
        return {"actor": self.person.number, "unit": self.person.unit, "as_of": self.day}


@dataclass(frozen=True, kw_only=True)
class ReasonedAct(Act):
    """An act that needs a reason."""

    reason: Reason

    def signed(self, action: "Action") -> dict[str, Any]:
        """actor, unit, as_of and reason, as the rules take them; ends the command where the person may not."""
        return super().signed(action) | {"reason": self.reason}


Command = TypeVar("Command", bound=Callable[..., None])


class ToldTogether(TyperCommand):
    """A command that says everything that is wrong with its options, not only what it meets first."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the arguments apart. Raises the one error, or one that says all of them."""
        given = list(args)
        try:
            return super().parse_args(ctx, args)
        except TyperException as first:
            wrong = dict.fromkeys([first.format_message(), *self._wrong_with(ctx, given)])
            if len(wrong) > 1:
                ctx.fail("\n".join(wrong))
            raise

    def _wrong_with(self, ctx: Any, given: list[str]) -> Iterator[str]:
        """What is wrong with each option or argument by itself; nothing where they cannot be told apart."""
        try:
            values, _, _ = self.make_parser(ctx).parse_args(args=given)
        except TyperException:
            return
        for parameter in self.get_params(ctx):
            try:
                parameter.handle_parse_result(ctx, values, [])
            except TyperException as problem:
                yield problem.format_message()


class Group(typer.Typer):
    """Commands on one subject. A parameter such as `act: Act` stands for all options of that group."""

    def command(self, *args: Any, **kwargs: Any) -> Callable[[Command], Command]:
        """Add a command, and return it unchanged."""
        add = super().command(*args, **{"cls": ToldTogether, **kwargs})

        def added(command: Command) -> Command:
            add(with_single_options(command))
            return command

        return added


def with_single_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with one parameter for each option of its groups of options."""
    groups: dict[str, Any] = {name: kind for name, kind in get_type_hints(command).items() if is_dataclass(kind)}
    parameters = []
    for parameter in signature(command).parameters.values():
        kind = groups.get(parameter.name)
        parameters += [parameter.replace(kind=Parameter.KEYWORD_ONLY)] if kind is None else _options_of(kind)

    @wraps(command)
    def called(**values: Any) -> None:
        made = {
            name: kind(**{option.name: values.pop(option.name) for option in fields(kind)})
            for name, kind in groups.items()
        }
        command(**values, **made)

    called.__signature__ = Signature(parameters)  # type: ignore[attr-defined]  # typer reads it
    called.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    return called


def _options_of(kind: Any) -> list[Parameter]:
    hints = get_type_hints(kind, include_extras=True)
    options = [
        Parameter(
            option.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if option.default is MISSING else option.default,
            annotation=hints[option.name],
        )
        for option in fields(kind)
    ]
    return sorted(options, key=lambda option: option.default is not Parameter.empty)  # required options first
