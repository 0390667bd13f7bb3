"""Customs control: late inspections, changed seals and undeclared arrivals are found."""

from tests.tasks.supervision.facts import facts, hints_by, subjects


def _bill(number: str, **changed: object) -> dict[str, object]:
    honest: dict[str, object] = {
        "bill_number": number,
        "office": "SHA1",
        "arrived_on": "2021-03-01",
        "declaration_id": "1",
        "container": "ABCU1",
        "manifest_mass": 100.0,
        "seal_on_manifest": "S1",
        "seal_found": "S1",
    }
    return honest | changed


def test_inspections_left_open_or_done_late_are_found() -> None:
    def asked(name: str, day: str, done: str | None, state: str) -> dict[str, object]:
        return {"declaration_id": name, "office": "SHA1", "requested_on": day, "inspected_on": done, "state": state}

    given = facts(
        inspections=[
            asked("prompt", "2021-03-01", "2021-03-02", "done"),
            asked("late", "2021-03-01", "2021-03-20", "done"),
            asked("open", "2021-03-01", None, "open"),
            asked("fresh", "2021-03-30", None, "open"),
            asked("withdrawn", "2021-03-01", None, "withdrawn"),
        ]
    )
    assert subjects(hints_by("inspection_overdue", given)) == ["late", "open"]


def test_a_seal_that_differs_is_found_and_an_unknown_one_is_not() -> None:
    given = facts(manifests=[_bill("same"), _bill("changed", seal_found="S2"), _bill("unknown", seal_found=None)])
    assert subjects(hints_by("seal_differs", given)) == ["changed"]


def test_an_arrival_undeclared_after_fourteen_days_is_found() -> None:
    given = facts(
        manifests=[
            _bill("declared"),
            _bill("undeclared", declaration_id=None),
            _bill("recent", declaration_id=None, arrived_on="2021-03-25"),
        ]
    )
    assert subjects(hints_by("manifest_undeclared", given)) == ["undeclared"]


def test_a_bill_of_several_containers_is_declared_once_one_of_them_is_and_is_one_hint_otherwise() -> None:
    given = facts(
        manifests=[
            *(_bill("declared"), _bill("declared", declaration_id=None, container="ABCU2")),
            _bill("undeclared", declaration_id=None, manifest_mass=70.0),
            _bill("undeclared", declaration_id=None, container="ABCU2"),
        ]
    )
    hints = hints_by("manifest_undeclared", given)
    assert subjects(hints) == ["undeclared"]
    assert hints["stake"].tolist() == [170.0]
