"""Who acts in a flow: the person whom the desk runs it for, else the person bound to Prefect."""

from datetime import date
from threading import Thread

import pytest

from flows.acting import acting_as, check_other_hands, signed
from sql.stores import Stores
from sql.terms import Role
from tasks.persons.person import Person, PersonRefusedError
from tasks.persons.roles import Action
from tests.persons import BEGIN, Officer, bind_prefect

DAY = date(2021, 3, 31)
WANG = Person("18", "Wang", "SHA", frozenset({Role.APPROVER}), BEGIN)


@pytest.fixture
def shared(stores: Stores) -> Stores:
    """Stores of an installation whose person at Prefect is Li."""
    bind_prefect(stores, Officer("Li", "SH"))
    return stores


def test_an_act_of_the_desk_is_of_its_person_and_one_of_prefect_of_who_is_bound(shared: Stores) -> None:
    with acting_as(WANG):
        assert signed(shared, Action.DECIDE_HANDLING, DAY) == {"actor": "18", "unit": "SHA", "as_of": DAY}
        others: list[str] = []
        thread = Thread(target=lambda: others.append(signed(shared, Action.LOOK, DAY)["actor"]))
        thread.start()
        thread.join()
    assert others == [signed(shared, Action.LOOK, DAY)["actor"]] == ["Li"]


def test_roles_count_at_the_desk_as_elsewhere(shared: Stores) -> None:
    with acting_as(WANG), pytest.raises(PersonRefusedError, match="18 may not answer hints"):
        signed(shared, Action.ANSWER_HINT, DAY)


def test_what_was_proposed_in_prefect_is_approved_at_the_desk_and_not_there(shared: Stores) -> None:
    with pytest.raises(PersonRefusedError, match="Prefect"):
        check_other_hands(shared, "Li")
    with acting_as(WANG):
        check_other_hands(shared, "Li")
