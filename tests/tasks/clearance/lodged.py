"""Small lots of declarations that tests lodge."""

from datetime import date

import pandas as pd

from sql.stores import Stores
from sql.terms import Lane, Priority
from tasks.parameters.conditions import conditions_of
from tasks.parameters.life import Endorsed, put_into_force
from tasks.parameters.published_format import Parameter

EVE = date(2021, 3, 1)
DAY = date(2021, 3, 2)
KEY = b"a key for tests"


def lodge(stores: Stores, rows: list[dict[str, object]], file_name: str = "lodged") -> None:
    """Put declarations of `DAY` into the lake; what a row does not say is harmless."""
    ordinary = {"lodged_on": DAY, "office": "SHA1", "importer": "I1", "hs_code": "870310", "net_mass": 10.0}
    ordinary |= {"item_value": 100.0, "country_of_origin": "CN", "country_of_departure": "CN", "duty_rate": 8.0}
    stores.lake.write("declarations", f"{DAY:%Y-%m}", file_name, pd.DataFrame([ordinary | row for row in rows]))


def parameter(code: str, conditions: str, *, lane: Lane = Lane.HIGH, owner: str = "CN") -> Parameter:
    """A parameter that holds from the year 2021 on."""
    return Parameter(
        code=code,
        owner=owner,
        priority=Priority.REVENUE,
        lane=lane,
        reason=f"reason of {code}",
        instruction=f"instruction of {code}",
        valid_from=date(2021, 1, 1),
        valid_to=None,
        conditions=conditions_of(conditions),
    )


def enforce(stores: Stores, *parameters: Parameter, as_of: date = EVE) -> list[str]:
    """Put parameters into force from the day after `as_of`; return their keys."""
    endorsed = [Endorsed(parameter, "Li", "Wang") for parameter in parameters]
    return put_into_force(stores, endorsed, unit="CN", as_of=as_of)
