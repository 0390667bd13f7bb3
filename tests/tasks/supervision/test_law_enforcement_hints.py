"""Law enforcement: conduct that asks for a second look is found, ordinary work is not."""

from tests.tasks.supervision.facts import facts, hints_by, subjects


def _action(name: str, action: str, at: str, **changed: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "action_id": f"{name} {action}",
        "declaration_id": name,
        "office": "SHA1",
        "officer": "SHA1-1",
        "action": action,
        "happened_at": at,
        "reason": None,
    }
    return usual | changed


def test_release_within_seconds_or_at_night_is_found() -> None:
    given = facts(
        officer_actions=[
            _action("usual", "entered", "2021-03-01 09:00:00"),
            _action("usual", "released", "2021-03-01 09:40:00"),
            _action("hasty", "entered", "2021-03-01 09:00:00"),
            _action("hasty", "released", "2021-03-01 09:00:03"),
            _action("night", "entered", "2021-03-01 16:00:00"),
            _action("night", "released", "2021-03-01 23:30:00"),
        ]
    )
    assert subjects(hints_by("hasty_release", given)) == ["hasty", "night"]


def test_a_waived_inspection_needs_a_reason() -> None:
    given = facts(
        officer_actions=[
            _action("bare", "inspection_waived", "2021-03-01 10:00"),
            _action("excused", "inspection_waived", "2021-03-01 10:00", reason="Scanned"),
        ]
    )
    assert subjects(hints_by("action_without_reason", given)) == ["bare inspection_waived"]


def test_an_officer_who_releases_everything_of_one_declarant_is_found() -> None:
    actions: list[dict[str, object]] = []
    declarations: list[dict[str, object]] = []
    for number in range(80):
        favoured = number < 20
        officer = "SHA1-0" if favoured else f"SHA1-{number % 4}"
        declarant = "FAVOURED" if favoured else "USUAL"
        actions.append(_action(str(number), "released", "2021-03-01 10:00", officer=officer))
        declarations += [{"declaration_id": str(number), "declarant": declarant}] * 2  # two items
    found = hints_by("one_officer_one_declarant", facts(officer_actions=actions, declarations=declarations))
    assert subjects(found) == ["SHA1-0+FAVOURED"]


def test_an_office_with_a_significantly_lower_hit_rate_is_found() -> None:
    def inspections(office: str, count: int, hits: int) -> list[dict[str, object]]:
        return [
            {
                "declaration_id": f"{office} {number}",
                "office": office,
                "state": "done",
                "requested_on": "2021-03-01",
                "inspected_on": "2021-03-02",
                "violation": "violation" if number < hits else "none",
            }
            for number in range(count)
        ]

    given = facts(inspections=[*inspections("SHA1", 100, 2), *inspections("NGB1", 100, 30), *inspections("SZN1", 5, 0)])
    assert subjects(hints_by("find_rate_under_peers", given)) == ["SHA1"]
