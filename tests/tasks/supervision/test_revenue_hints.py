"""Revenue: what was released too cheaply or at a rate it may not have is found, ordinary trade is not."""

from tests.tasks.supervision.facts import facts, hints_by, subjects


def _declaration(name: str, **changed: object) -> dict[str, object]:
    honest: dict[str, object] = {
        "declaration_id": name,
        "office": "SHA1",
        "lane": "low",
        "duty_type": "FAS1",
        "country_of_origin": "VN",
        "origin_mark": "Y",
        "duty_rate": 8.0,
        "value": 1000.0,
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
    assert subjects(hints_by("price_under_reference", given)) == ["cheap"]


def test_a_preference_for_goods_of_another_origin_is_found() -> None:
    given = facts(
        declarations=[
            _declaration("asean"),
            _declaration("from outside", country_of_origin="BR"),
            _declaration("ordinary rate", country_of_origin="BR", duty_type="A"),
        ]
    )
    assert subjects(hints_by("preference_without_origin", given)) == ["from outside"]


def test_a_declaration_of_several_items_is_one_hint_that_names_them() -> None:
    several = [
        _declaration("mixed", item_number=number, item_count=4, country_of_origin=origin, value=100.0 * number)
        for number, origin in enumerate(("VN", "BR", "BR", "CL"), start=1)
    ]
    alone = _declaration("one of two", item_number=2, item_count=2, country_of_origin="BR")
    hints = hints_by("preference_without_origin", facts(declarations=[*several, alone]))
    assert subjects(hints) == ["mixed", "one of two"]
    assert [str(evidence) for evidence in hints["evidence"]] == [
        "Item 4: Duty type FAS1 claimed for goods of origin CL. Likewise items 2, 3.",
        "Item 2: Duty type FAS1 claimed for goods of origin BR.",
    ]
    assert hints["stake"].tolist() == [900.0, 1000.0]


def test_british_goods_are_of_the_european_agreement_until_the_end_of_2020_and_of_their_own_from_then() -> None:
    days = {
        "of the union, last day": ("FEU1", "2020-12-31"),
        "of the union, too late": ("FEU1", "2021-01-01"),
        "of its own, first day": ("FGB1", "2021-01-01"),
        "of its own, too early": ("FGB1", "2020-12-31"),
    }
    british = [
        _declaration(name, duty_type=duty_type, lodged_on=day, country_of_origin="GB")
        for name, (duty_type, day) in days.items()
    ]
    german = _declaration("german", duty_type="FEU1", lodged_on="2021-01-01", country_of_origin="DE")
    found = subjects(hints_by("preference_without_origin", facts(declarations=[*british, german])))
    assert found == ["of the union, too late", "of its own, too early"]


def test_a_preference_without_mark_is_found_where_marks_are_usual() -> None:
    marked = [_declaration(f"marked {number}") for number in range(9)]
    bare = _declaration("bare", origin_mark=None)
    ordinary = _declaration("ordinary", origin_mark=None, duty_type="A")
    assert subjects(hints_by("preference_without_mark", facts(declarations=[*marked, bare, ordinary]))) == ["bare"]


def test_a_source_that_records_no_marks_raises_no_hints() -> None:
    given = facts(declarations=[_declaration(str(number), origin_mark=None) for number in range(9)])
    assert hints_by("preference_without_mark", given).empty
