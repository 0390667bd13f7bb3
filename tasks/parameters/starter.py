"""The parameters that a new installation starts with."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import sql.reference
from sql.jurisdiction import Organisation
from sql.messages import msgid
from sql.reference import organisation, seed_organisation
from sql.register.stages import complete_once, first_summary
from sql.stores import Stores
from tasks.parameters.life import Endorsed, put_into_force
from tasks.parameters.published_format import read_parameters

STARTER_FILE = Path(sql.reference.__file__).parent / "starter_parameters.yaml"
AUTHOR, APPROVER = msgid("parameter center"), msgid("head of the parameter center")


def load_starter_parameters(stores: Stores, as_of: date) -> dict[str, Any]:
    """Put the starter set into force from the day after `as_of`, once per installation.

    Later changes stay, for example a parameter that feedback lowered or retired.
    Returns: starter_parameters.
    """
    done = first_summary(stores.register, "starter_parameters")
    if done is not None:
        return done
    units = Organisation(organisation(as_of))
    known = frozenset(seed_organisation()["code"])
    parameters = [
        replace(each, owner=units.unit(units.holder(each.owner)))
        for each in read_parameters(STARTER_FILE.read_text(encoding="utf-8"), known)
    ]
    endorsed = [Endorsed(parameter, AUTHOR, APPROVER) for parameter in parameters]
    keys = put_into_force(stores, endorsed, unit=units.nation, as_of=as_of)
    return complete_once(
        stores.register,
        "starter_parameters",
        as_of,
        "",
        lambda: keys,
        lambda session, entered: {"starter_parameters": len(entered)},
    )
