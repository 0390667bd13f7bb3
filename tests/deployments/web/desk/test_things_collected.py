"""What stands in quarantine is repaired and taken in from its page."""

import pytest
from sqlmodel import col

from sql.register.tables import QuarantinedRow
from sql.stores import Stores
from sql.terms import Language, QuarantineState
from tests.deployments.web.desk.conftest import Sit, told
from tests.deployments.web.desk.examples import EXAMPLES
from tests.persons import Officer
from tests.tasks.collection.declared import CANONICAL, declared, row

ANALYST = Officer("N20", "SH")


def cells(**changes: str) -> dict[str, str]:
    """The fields of the form, in its order: the column that is wrong first."""
    now = row(declaration_id="D2", net_mass="-3", goods_description="X") | changes
    names = sorted(CANONICAL, key=lambda name: name != "net_mass")
    return {str(place): now[name] for place, name in enumerate(names)}


@pytest.mark.usefixtures("at_once")
def test_a_row_is_repaired_and_taken_in_from_its_page(stores: Stores, sit: Sit) -> None:
    key = EXAMPLES["quarantine"](stores)
    person = sit(ANALYST)
    status, page = person.make("quarantine", key, "repair", **cells())
    assert (status, told(page)) == (409, ("fault", "The row says that already: change at least one of its cells."))
    person.speak(Language.CHINESE)
    _, page = person.make("quarantine", key, "repair", **cells())
    assert told(page) == ("fault", "记录内容没有变化：请至少修改一个栏目。")
    person.speak(Language.ENGLISH)
    status, page = person.make("quarantine", key, "replay")
    assert told(page) == ("done", "Refused again: net mass is negative.")
    status, page = person.make("quarantine", key, "repair", **cells(net_mass="3"))
    assert told(page) == ("done", "Repaired. Next, send it through the door again.")
    status, page = person.make("quarantine", key, "replay")
    assert told(page) == ("done", "It passed, and was taken in.")
    assert declared(stores) == ["D1", "D2"]
    assert person.offered("quarantine", key) == []


@pytest.mark.usefixtures("at_once")
def test_the_replay_of_a_row_sends_no_other(stores: Stores, sit: Sit) -> None:
    key = EXAMPLES["quarantine"](stores)
    with stores.register.writing() as session:
        one = session.get_one(QuarantinedRow, key)
        session.add(QuarantinedRow(**one.model_dump() | {"key": f"{key}0", "state": QuarantineState.REPAIRED}))
    sit(ANALYST).make("quarantine", key, "replay")
    left = stores.register.read(QuarantinedRow, ["state"], col(QuarantinedRow.key) == f"{key}0")
    assert left["state"].tolist() == [QuarantineState.REPAIRED]
