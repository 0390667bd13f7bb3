"""An amendment or a cancellation after selection for inspection raises a hint; one before it does not."""

from datetime import date, datetime

import pandas as pd
import pytest

from sql.register import insert_new
from sql.register.tables import Hint, Inspection
from sql.stores import Stores
from sql.terms import Lane, Language, SelectionGround
from tasks.documents.translation import translated
from tasks.records.declaration_changes import COMPARED, changes_between
from tasks.supervision.supervise import raise_hints
from tests.conftest import fill_lake
from tests.in_chinese import untold
from tests.tasks.supervision.facts import facts, hints_by, subjects

AS_OF = date(2021, 3, 31)
SELECTED = date(2021, 3, 20)


def item(identifier: str, version: int, number: int = 1, **told: object) -> dict[str, object]:
    usual = {"declaration_id": identifier, "version": version, "item_number": number, "office": "SHA1"}
    usual |= {"function": "lodged" if version == 1 else "amended", "lodged_on": SELECTED, "importer": "IMP1"}
    return usual | {"hs_code": "090121", "net_mass": 100.0, "containers": ["ABCU1"]} | told


def change(identifier: str, version: int, moment: datetime, function: str = "amended") -> dict[str, object]:
    return {
        **{"declaration_id": identifier, "version": version, "function": function, "received_at": moment},
        **{"lodged_on": SELECTED, "office": "SHA1"},
    }


@pytest.fixture
def changed(stores: Stores) -> Stores:
    """A: amended after its selection, twice; B: on the day of it; C: cancelled after it; D: amended, never selected."""
    items = [
        *(item("A", 1), item("A", 1, 2), item("A", 2, net_mass=80.0, containers=["ABCU2"]), item("A", 2, 2)),
        *(item("A", 3, net_mass=80.0, containers=["ABCU2"]),),
        *(item("B", 1), item("B", 2, net_mass=80.0)),
        *(item("C", 1), item("C", 2, function="cancelled")),
        *(item("D", 1), item("D", 2, hs_code="090122")),
    ]
    late, same_day = datetime(2021, 3, 24, 9), datetime(2021, 3, 20, 9)
    changes = [
        *(change("A", 2, late), change("A", 3, datetime(2021, 3, 25)), change("B", 2, same_day)),
        *(change("C", 2, late, "cancelled"), change("D", 2, late)),
    ]
    fill_lake(stores.lake, "declarations", "lodged_on", items)
    fill_lake(stores.lake, "declaration_changes", "lodged_on", changes)
    asked = {"office": "SHA1", "importer": "IMP1", "lodged_on": SELECTED, "lane": Lane.HIGH, "parameters": ""}
    asked |= {"selected_by": SelectionGround.RATING, "selection_probability": 1.0, "what_to_check": "the goods"}
    with stores.register.writing() as session:
        insert_new(session, Inspection, [asked | {"declaration_id": each, "requested_on": SELECTED} for each in "ABC"])
    return stores


def test_changes_name_the_columns_that_differ_from_the_version_before(changed: Stores) -> None:
    table = changes_between(changed, SELECTED, AS_OF).set_index(["declaration_id", "version"])
    assert table["changed"].to_dict() == {
        ("A", 2): "net_mass;containers",
        ("A", 3): "item_number",
        ("B", 2): "net_mass",
        ("C", 2): "",
        ("D", 2): "hs_code",
    }
    assert table["after_selection"].to_dict() == {
        ("A", 2): True,
        ("A", 3): True,
        ("B", 2): False,
        ("C", 2): True,
        ("D", 2): False,
    }


def test_changes_are_those_received_in_the_period(changed: Stores) -> None:
    table = changes_between(changed, date(2021, 3, 25), AS_OF)
    assert list(zip(table["declaration_id"], table["version"], strict=True)) == [("A", 3)]
    assert changes_between(changed, date(2021, 4, 1), date(2021, 4, 2)).empty


def test_changes_after_selection_raise_hints_and_others_do_not(changed: Stores) -> None:
    raise_hints(changed, AS_OF)
    hints = changed.register.read(Hint, ["rule", "subject", "evidence"], order_by=["rule", "subject"])
    ours = hints[hints["rule"].str.endswith("_after_selection")]
    assert list(zip(ours["rule"], ours["subject"], strict=True)) == [
        ("amended_after_selection", "A"),
        ("cancelled_after_selection", "C"),
    ]
    assert str(ours["evidence"].iloc[0]) == (
        "Selected for inspection on 2021-03-20; amended on 2021-03-24: net mass, containers."
    )
    assert untold(changed) == []


def test_the_evidence_is_wholly_chinese_in_chinese() -> None:
    row = {"declaration_id": "A", "version": 2, "office": "SHA1", "changed": "hs_code;item_number;importer"}
    row |= {"received_at": pd.Timestamp(2021, 3, 24), "selected_on": pd.Timestamp(2021, 3, 20)}
    for function, rule in (("amended", "amended_after_selection"), ("cancelled", "cancelled_after_selection")):
        changes = [row | {"function": function, "after_selection": True}]
        assert subjects(hints_by(rule, facts(changes=changes))) == ["A"]


def test_every_column_that_an_amendment_may_change_has_a_chinese_name() -> None:
    assert [name for name in COMPARED if translated(Language.CHINESE, name).isascii()] == []
