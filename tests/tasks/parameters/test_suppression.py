"""One parameter is held back for one enterprise until a day, with a reason; by those who may act on it."""

from datetime import date

import pytest

from sql.register.tables import Suppression
from sql.stores import Stores
from tasks.parameters.life_rules import ParameterRefusedError
from tasks.parameters.suppression import suppress, suppressions_on
from tests.tasks.clearance.lodged import DAY, EVE, enforce, parameter

LAST = date(2021, 3, 31)


@pytest.fixture
def governed(stores: Stores) -> Stores:
    enforce(stores, parameter("SH-1", '{"hs_code": {"prefix": ["87"]}}', owner="SH"))
    return stores


def hold_back(
    stores: Stores, code: str = "SH-1", *, until: date = LAST, unit: str = "SH", reason: str = "audited last week"
) -> dict[str, object]:
    return suppress(stores, code, "I9", until=until, actor="Li", unit=unit, as_of=EVE, reason=reason)


def test_it_holds_from_the_next_day_to_its_last(governed: Stores) -> None:
    hold_back(governed)
    assert suppressions_on(governed, EVE).empty
    for day in (DAY, LAST):
        assert suppressions_on(governed, day).to_dict("records") == [{"parameter": "SH-1", "importer": "I9"}]
    assert suppressions_on(governed, date(2021, 4, 1)).empty


def test_repeating_it_changes_nothing(governed: Stores) -> None:
    assert hold_back(governed) == hold_back(governed)
    assert len(governed.register.read(Suppression, ["key"])) == 1


def test_two_that_overlap_hold_back_once(governed: Stores) -> None:
    hold_back(governed)
    suppress(governed, "SH-1", "I9", until=LAST, actor="Li", unit="SH", as_of=DAY, reason="again")
    assert len(suppressions_on(governed, LAST)) == 1


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"code": "SH-2"}, "no living parameter SH-2"),
        ({"code": "SH-1|1"}, "name the code without a version"),
        ({"until": EVE}, "is past"),
        ({"unit": "QD"}, "may not act on a parameter of SH"),
        ({"unit": "SHA"}, "may not act on a parameter of SH"),
        ({"reason": " "}, "needs a reason"),
    ],
)
def test_it_is_refused_in_a_sentence(governed: Stores, facts: dict[str, object], sentence: str) -> None:
    with pytest.raises(ParameterRefusedError, match=sentence.replace("|", r"\|")):
        hold_back(governed, **facts)  # type: ignore[arg-type]
    assert governed.register.read(Suppression, ["key"]).empty
