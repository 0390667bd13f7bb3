"""What the commands of instructions and of warnings share."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deployments.data_folder import business_date
from deployments.errors import refusals
from deployments.options import Act, Look
from deployments.presentation import print_list

if TYPE_CHECKING:
    from tasks.answering.asked import Asked


def list_asked(name: str, look: Look, *, detector: str | None, overdue: bool, every: bool, unit: str) -> None:
    """Print the instructions or the warnings that a unit sees, as they stand today."""
    from sql.jurisdiction import UnknownUnitError
    from tasks.answering.asked import KINDS
    from tasks.answering.listing import asked_of
    from tasks.answering.standing import Standing

    kind = next(each for each in KINDS if each.name == name)
    late = (Standing.OVERDUE, Standing.ESCALATED) if overdue else ()
    with refusals(UnknownUnitError):
        rows = asked_of(look.stores, kind, unit, business_date(None), answered=every, standings=late, detector=detector)
    columns = ["key", "unit", "severity", "asks", "amount_at_stake", "due_on", "standing", "taken_by", "found"]
    print_list(rows, columns, title=f"{name.capitalize()}s", as_json=look.as_json, currency=look.stores.lake.currency)


def with_alike(act: Act, kind: "Asked", keys: Sequence[str]) -> list[str]:
    """These keys, and those of all open ones to the same unit on the same subject."""
    from tasks.answering.listing import alike

    return list(dict.fromkeys(each for key in keys for each in alike(act.stores, kind, key, act.person.unit)))
