"""Lodged declarations leave the lake with every column that is described, each of its kind."""

from datetime import date

from sql.contents.borders import LODGED
from sql.stores import Stores
from tasks.enterprises.lodged_declarations import frame_of, lodged_between
from tests.borders import conforms
from tests.conftest import fill_lake

DAY = date(2021, 3, 31)


def test_lodged_declarations_hold_what_matching_and_rating_expect(stores: Stores) -> None:
    full = {"importer": "I1", "net_mass": 3, "licences": ["L1"], "route": ["CNSHA"], "enterprise_category": "B"}
    rows: list[dict[str, object]] = [
        {"declaration_id": "D1", "lodged_on": DAY, "office": "SHA1"},
        {"declaration_id": "D2", "lodged_on": DAY, "office": "SHA1", **full},
    ]
    fill_lake(stores.lake, "declarations", "lodged_on", rows)
    lodged = frame_of(lodged_between(stores, DAY, DAY))
    assert len(lodged) == 2
    assert conforms(lodged, LODGED) == []


def test_a_lake_without_declarations_hands_on_the_same_columns(stores: Stores) -> None:
    assert conforms(frame_of(lodged_between(stores, DAY, DAY)), LODGED) == []
