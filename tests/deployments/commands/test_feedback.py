"""Changes that feedback proposes, from a shell."""

from datetime import date

import pytest

from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import FeedbackProposal
from sql.stores import Stores
from tests.deployments.commands.shell import shell
from tests.persons import Officer

LI = Officer("Li", "SH")
ACTS = ("--as-of", "2021-03-02", "--reason", "agreed")


@pytest.fixture
def proposed(stores: Stores) -> Stores:
    row = {"as_of": date(2021, 3, 1), "action": "move_capacity", "reason": as_written("idle hours"), "content": "{}"}
    rows = [
        row | {"key": unit, "target": f"{unit} sea_port", "unit": unit, "state": "proposed"} for unit in ("SH", "QD")
    ]
    with stores.register.writing() as session:
        insert_new(session, FeedbackProposal, rows)
    return stores


def test_a_proposal_is_listed_and_decided_once_by_a_unit_that_holds_it(proposed: Stores) -> None:
    assert [each["key"] for each in shell(proposed, "feedback", "list", "--unit", "SH", "--json").json] == ["SH"]
    given = ("feedback", "decide", "SH", "approve", *ACTS)
    assert "has no proposal" in shell(proposed, *given, Officer("Li", "QD")).refusal
    told = shell(proposed, *given, LI)
    assert told.out.strip() == "proposal SH, state approved"
    assert "approved already" in shell(proposed, *given, Officer("Li", "CN")).refusal
    assert shell(proposed, "feedback", "list", "--unit", "SH", "--json").json == []
    assert len(shell(proposed, "feedback", "list", "--all", "--json").json) == 2
