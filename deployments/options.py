"""Options that many commands share, each described once, and groups of them that a command takes as one parameter."""

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, wraps
from getpass import getuser
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, get_type_hints

import typer

from deployments.data_folder import business_date, open_stores
from deployments.errors import refuse

if TYPE_CHECKING:
    from sql.stores import Stores


class Decision(StrEnum):
    """The decision of a person on a proposal."""

    APPROVE = "approve"
    REJECT = "reject"


def filled(value: str | None) -> str | None:
    """The text of an option. Refuses blanks: every act needs the name of an officer, and a reason."""
    if value is not None and not value.strip():
        refuse("an officer's name and a reason cannot be empty: say who acts, and why")
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
Unit = Annotated[str, typer.Option(help="Unit you act for: it sees itself and the units below. CN is the nation.")]
Officer = Annotated[
    str, typer.Option(help="Name or number of the acting officer; recorded in the audit trail.", callback=filled)
]
OptionalOfficer = Annotated[
    str | None,
    typer.Option(
        help="Name or number of the acting officer, for the audit trail. Default: the account of the shell.",
        callback=filled,
    ),
]
Reason = Annotated[str, typer.Option(help="Why; recorded in the audit trail.", callback=filled)]
AsOf = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Business date, YYYY-MM-DD. Default: today.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
NATION = "CN"  # as sql.jurisdiction.NATION, which takes long to import
Verdict = Annotated[Decision, typer.Argument(help="approve or reject.")]


def acting_officer(named: str | None) -> str:
    """The officer that an option names, else the account of the operating system."""
    return named or getuser()


@dataclass(frozen=True, kw_only=True)
class _OnStores:
    """The option of every command that works on stores."""

    data: Data = None

    @cached_property
    def stores(self) -> "Stores":
        """The stores in the data folder."""
        return open_stores(self.data)


@dataclass(frozen=True, kw_only=True)
class Look(_OnStores):
    """Options of a command that shows something: for which unit, from which data folder, and how it is printed."""

    unit: Unit = NATION
    as_json: Json = False


@dataclass(frozen=True, kw_only=True)
class Act(_OnStores):
    """Options of a command that changes something: which officer acts, for which unit, on which day."""

    officer: Officer
    unit: Unit
    as_of: AsOf = None

    @property
    def day(self) -> date:
        """The business date of the act."""
        return business_date(self.as_of)

    @property
    def signed(self) -> dict[str, Any]:
        """actor, unit and as_of, as the rules take them."""
        return {"actor": self.officer, "unit": self.unit, "as_of": self.day}


@dataclass(frozen=True, kw_only=True)
class NationalAct(Act):
    """An act for the nation, unless another unit is named."""

    unit: Unit = NATION


@dataclass(frozen=True, kw_only=True)
class ReasonedAct(Act):
    """An act that needs a reason."""

    reason: Reason

    @property
    def signed(self) -> dict[str, Any]:
        """actor, unit, as_of and reason, as the rules take them."""
        return super().signed | {"reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class NationalReasonedAct(ReasonedAct):
    """An act that needs a reason, for the nation unless another unit is named."""

    unit: Unit = NATION


Command = TypeVar("Command", bound=Callable[..., None])


class Group(typer.Typer):
    """Commands on one subject. A parameter such as `act: Act` stands for all options of that group."""

    def command(self, *args: Any, **kwargs: Any) -> Callable[[Command], Command]:
        """Add a command, and return it unchanged."""
        add = super().command(*args, **kwargs)

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
