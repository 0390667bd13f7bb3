"""Revenue: what was released too cheaply or at a rate it may not have is found, ordinary trade is not."""

from tasks.supervision.revenue import preference_without_mark, preference_without_origin, price_under_reference
from tests.tasks.supervision.facts import facts, subjects


def _declaration(name: str, **changed: object) -> dict[str, object]:
    honest: dict[str, object] = {
        "declaration_id": name,
        "office": "SHA1",
        "lane": "low",
        "duty_type": "FAS1",
        "country_of_origin": "VN",
        "origin_mark": "Y",
        "duty_rate": 8.0,
        "item_value": 1000.0,
        "net_mass": 10.0,
        "unit_value": 100.0,
        "reference_value": 105.0,
        "peers": 40,
    }
    return honest | changed


def test_a_released_price_far_under_its_peers_is_found() -> None:
    given = facts(
        declarations=[
            _declaration("cheap", unit_value=10.0),
            _declaration("usual"),
            _declaration("inspected", unit_value=10.0, lane="high"),
            _declaration("without peers", unit_value=10.0, peers=3),
        ]
    )
    assert subjects(price_under_reference.find(given)) == ["cheap"]


def test_a_preference_for_goods_of_another_origin_is_found() -> None:
    given = facts(
        declarations=[
            _declaration("asean"),
            _declaration("from outside", country_of_origin="BR"),
            _declaration("ordinary rate", country_of_origin="BR", duty_type="A"),
        ]
    )
    assert subjects(preference_without_origin.find(given)) == ["from outside"]


def test_a_preference_without_mark_is_found_where_marks_are_usual() -> None:
    marked = [_declaration(f"marked {number}") for number in range(9)]
    bare = _declaration("bare", origin_mark=None)
    ordinary = _declaration("ordinary", origin_mark=None, duty_type="A")
    assert subjects(preference_without_mark.find(facts(declarations=[*marked, bare, ordinary]))) == ["bare"]


def test_a_source_that_records_no_marks_raises_no_hints() -> None:
    given = facts(declarations=[_declaration(str(number), origin_mark=None) for number in range(9)])
    assert preference_without_mark.find(given).empty
