"""Processing trade: manuals that do not add up are found, honest ones are not."""

from tests.tasks.supervision.facts import facts, hints_by, subjects


def _manual(number: str, **changed: object) -> dict[str, object]:
    honest: dict[str, object] = {
        "number": number,
        "office": "SHA1",
        "hs_code": "5205220000",
        "opened_on": "2020-06-01",
        "expires_on": "2021-05-31",
        "written_off_on": None,
        "imported_quantity": 1000.0,
        "exported_quantity": 850.0,
        "unit_consumption": 1.1,
        "scrap_share": 0.04,
        "duty_suspended": 50_000.0,
        "last_export_on": "2021-03-01",
    }
    return honest | changed


def test_a_manual_overdue_for_write_off_is_found() -> None:
    given = facts(
        manuals=[
            _manual("running"),
            _manual("overdue", expires_on="2021-01-31"),
            _manual("in grace", expires_on="2021-03-15"),
            _manual("settled", expires_on="2021-01-31", written_off_on="2021-02-10"),
        ]
    )
    assert subjects(hints_by("overdue_write_off", given)) == ["overdue"]


def test_imports_without_exports_are_found() -> None:
    silent = {"exported_quantity": 0.0, "last_export_on": None}
    given = facts(
        manuals=[_manual("honest"), _manual("diverted", **silent), _manual("new", opened_on="2021-02-01", **silent)]
    )
    assert subjects(hints_by("import_without_export", given)) == ["diverted"]


def test_a_unit_consumption_far_over_that_of_peers_is_found() -> None:
    peers = [_manual(f"peer {number}", unit_consumption=1.1 + number / 100) for number in range(6)]
    wasteful = _manual("wasteful", unit_consumption=1.8)
    alone = _manual("alone", unit_consumption=1.8, hs_code="3907400000")
    assert subjects(hints_by("unit_consumption_off_peers", facts(manuals=[*peers, wasteful, alone]))) == ["wasteful"]
