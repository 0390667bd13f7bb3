"""A unit sees enterprises that declare at its offices, with what happened there and nothing else."""

from datetime import date

import pandas as pd
import pytest

from sql.sought_words import words_typed
from sql.stores import Stores
from tasks.collection.registered_enterprises import register_enterprises
from tasks.enterprises.enterprises_seen import (
    EnterpriseNotSeenError,
    enterprise_seen,
    enterprises_linked,
    enterprises_named,
    enterprises_sought,
)
from tests.tasks.clearance.lodged import DAY, lodge


@pytest.fixture
def lodged(stores: Stores) -> Stores:
    """I1 declares at two regions, I2 shares its declarant at one of them, and the agent Q9 declares for everybody."""
    rows: list[dict[str, object]] = [
        {"declaration_id": "D1", "importer": "I1", "declarant": "Q1", "office": "SHA1"},
        {"declaration_id": "D2", "importer": "I1", "declarant": "Q1", "office": "QDG1"},
        {"declaration_id": "D3", "importer": "I2", "declarant": "Q1", "office": "QDG1"},
        {"declaration_id": "D4", "importer": "I1", "declarant": "Q9", "office": "SHA1"},
    ]
    many: list[dict[str, object]] = [
        {"declaration_id": f"E{number}", "importer": f"J{number}", "declarant": "Q9"} for number in range(20)
    ]
    lodge(stores, [*rows, *many])
    registered = [
        {"enterprise": "I1", "name": "上海海贸", "address": "1 Pier Road", "office": "SHA", "received_on": DAY},
        {"enterprise": "I3", "name": "Silent", "address": "1 Pier Road", "office": "SHA", "received_on": DAY},
    ]
    rows_of_list = pd.DataFrame(registered).assign(category=None)
    stores.lake.write("enterprises", f"{DAY:%Y-%m}", "registered", rows_of_list.drop(columns="category"))
    with stores.register.writing() as session:
        register_enterprises(session, rows_of_list)
    return stores


def sought(stores: Stores, unit: str, typed: str, *, registered: bool = False) -> list[str]:
    named = enterprises_named(stores, words_typed(typed))
    rows, total = enterprises_sought(
        *(stores, unit, typed.split(), date(1900, 1, 1)), registered=registered, named=named, page=1, per_page=50
    )
    assert total == len(rows)
    return [str(code) for code in rows["code"]]


def test_a_unit_sees_the_declarations_at_its_own_offices(lodged: Stores) -> None:
    assert enterprise_seen(lodged, "SHA", "I1", DAY).declarations["declaration_id"].tolist() == ["D4", "D1"]
    assert len(enterprise_seen(lodged, "CN", "I1", DAY).declarations) == 3
    for unit, code in (("SHA", "I2"), ("SHA", "I9"), ("QDG", "I3")):
        with pytest.raises(EnterpriseNotSeenError, match=f"{unit} has no enterprise {code}"):
            enterprise_seen(lodged, unit, code, DAY)


def test_enterprises_are_found_by_number_name_and_address(lodged: Stores) -> None:
    assert sought(lodged, "SHA", "海贸") == ["I1"]
    assert sought(lodged, "SHA", "pier", registered=True) == ["I1", "I3"]
    assert sought(lodged, "QDG", "i") == ["I1", "I2"]
    assert sought(lodged, "QDG", "i1 pier", registered=True) == ["I1"]
    for latin in ("haimao", "shanghai", "hai mao", "shhm"):
        assert sought(lodged, "SHA", latin) == ["I1"], latin
    assert sought(lodged, "SHA", "100%") == []


def test_a_shared_declarant_or_address_links_and_an_agent_of_everybody_does_not(lodged: Stores) -> None:
    links = enterprises_linked(lodged, "CN", "I1", 10)[["code", "shared", "by_what"]].to_dict("split")["data"]
    assert links == [["I3", "address", "1 Pier Road"], ["I2", "declarant", "Q1"]]
    assert enterprises_linked(lodged, "SHA", "I1", 10)["code"].tolist() == ["I3"]
