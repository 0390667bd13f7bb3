"""One thing of each kind for tests of the desk, at Shanghai; a new kind comes with its example here."""

from collections.abc import Callable, Mapping
from datetime import date

from sql.stores import Stores
from tasks.handling.propose import propose_handling
from tests.tasks.handling.findings import EVE, finding, found
from tests.tasks.post_clearance.test_cases import DAY as CASE_DAY
from tests.tasks.post_clearance.test_cases import opened

TODAY = date(2021, 4, 1)


def _case(stores: Stores) -> str:
    assert CASE_DAY < TODAY
    return opened(stores, "D1", "D2")


def _measure(stores: Stores) -> str:
    found(stores, finding("undervaluation", "X<B>"))
    propose_handling(stores, EVE)
    from sql.register.tables import HandlingMeasure

    return str(stores.register.read(HandlingMeasure, ["key"], order_by=["key"])["key"].iloc[0])


EXAMPLES: Mapping[str, Callable[[Stores], str]] = {"case": _case, "measure": _measure}
