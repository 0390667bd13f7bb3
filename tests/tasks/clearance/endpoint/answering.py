"""An endpoint's screening over small stores, for tests."""

from typing import Any

from sql.stores import Stores
from tasks.clearance.endpoint.current_rules import current_rules
from tasks.clearance.endpoint.earlier import decided_in_batches
from tasks.clearance.endpoint.journals import journals_of
from tasks.clearance.endpoint.screening import SingleScreening
from tests.tasks.clearance.lodged import DAY, KEY, enforce, parameter

SUSPECT = '{"importer": {"in": ["I9"]}}'


def found(stores: Stores) -> None:
    """Put a parameter into force that hits nothing: a new installation answers nothing before its first."""
    enforce(stores, parameter("CN-0", '{"importer": {"in": ["nobody"]}}'))


def answering(stores: Stores) -> SingleScreening:
    """What answers on `DAY`."""
    return SingleScreening(journals_of(stores), KEY, current_rules(stores, DAY), decided_in_batches(stores))


def declared(name: str, **values: Any) -> dict[str, Any]:
    """A harmless declaration of `DAY` as JSON brings it, but for `values`."""
    ordinary = {"declaration_id": name, "lodged_on": DAY.isoformat(), "office": "SHA1", "importer": "I1"}
    ordinary |= {"hs_code": "870310", "country_of_departure": "CN", "country_of_origin": "CN"}
    return ordinary | {"duty_rate": 8.0, "net_mass": 10.0, "item_value": 100.0} | values
