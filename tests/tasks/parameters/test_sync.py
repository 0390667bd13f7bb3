"""Parameters kept in a file: the plan says what would change, and applying it changes just that."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from sql.register.tables import ParameterTest, RiskParameter
from sql.stores import Stores
from tasks.parameters.active import active_parameters
from tasks.parameters.life import expire_overdue, review_parameter
from tasks.parameters.life_rules import ParameterRefusedError
from tasks.parameters.published_format import ParameterFaultsError
from tasks.parameters.sync import apply_sync, plan_sync
from tests.tasks.clearance.lodged import enforce, parameter

DAY = date(2021, 3, 1)
NEXT = date(2021, 3, 2)


def entry(code: str, **facts: object) -> dict[str, object]:
    ordinary: dict[str, object] = {"code": code, "owner": "SH", "priority": "revenue", "lane": "high"}
    ordinary |= {"reason": "cheap", "instruction": "look", "valid_from": date(2021, 1, 1)}
    return ordinary | {"conditions": {"hs_code": {"prefix": ["87"]}}} | facts


def written(folder: Path, *entries: dict[str, object], name: str = "shanghai.yaml") -> Path:
    path = folder / name
    path.write_text(yaml.safe_dump({"parameters": list(entries)}), encoding="utf-8")
    return path


def synced(stores: Stores, folder: Path, *entries: dict[str, object], as_of: date = DAY) -> dict[str, list[str]]:
    plan = plan_sync(stores, written(folder, *entries), "SH")
    return apply_sync(stores, plan, actor="Li", as_of=as_of, reason="the file says so")


def approve(stores: Stores, *keys: str, as_of: date = DAY) -> None:
    for key in keys:
        for move in ("approve", "activate"):
            review_parameter(stores, key, move=move, actor="Wang", unit="SH", as_of=as_of, reason="reviewed")


def states(stores: Stores) -> dict[str, str]:
    rows = stores.register.read(RiskParameter, ["key", "state"], order_by=["key"])
    return {str(key): str(state) for key, state in zip(rows["key"], rows["state"], strict=True)}


def test_what_is_new_is_drafted_and_tested_and_waits_for_another_officer(stores: Stores, tmp_path: Path) -> None:
    assert synced(stores, tmp_path, entry("A"), entry("B")) == {"drafted": ["A|1", "B|1"], "retired": []}
    assert states(stores) == {"A|1": "tested", "B|1": "tested"}
    assert len(stores.register.read(ParameterTest, ["key"])) == 2
    with pytest.raises(ParameterRefusedError, match="another officer"):
        review_parameter(stores, "A|1", move="approve", actor="Li", unit="SH", as_of=DAY, reason="mine")


def test_planning_changes_nothing_and_applying_twice_changes_nothing_more(stores: Stores, tmp_path: Path) -> None:
    plan = plan_sync(stores, written(tmp_path, entry("A")), "SH")
    assert states(stores) == {}
    apply_sync(stores, plan, actor="Li", as_of=DAY, reason="new")
    again = plan_sync(stores, written(tmp_path, entry("A")), "SH")
    assert again.changes_nothing
    assert apply_sync(stores, again, actor="Li", as_of=NEXT, reason="again") == {"drafted": [], "retired": []}
    assert states(stores) == {"A|1": "tested"}


def test_a_change_is_a_new_version_and_the_old_one_steers_until_it_is_activated(stores: Stores, tmp_path: Path) -> None:
    synced(stores, tmp_path, entry("A"))
    approve(stores, "A|1")
    plan = plan_sync(stores, written(tmp_path, entry("A", lane="medium", valid_to=date(2021, 6, 30))), "SH")
    assert plan.lines() == [
        "~ A: lane high → medium; valid_to open → 2021-06-30",
        "0 to add, 1 to change, 0 to retire, 0 unchanged.",
    ]
    apply_sync(stores, plan, actor="Li", as_of=DAY, reason="milder")
    assert states(stores) == {"A|1": "active", "A|2": "tested"}
    assert [row.key for row in active_parameters(stores, NEXT)] == ["A|1"]
    approve(stores, "A|2")
    assert states(stores) == {"A|1": "retired", "A|2": "active"}


def test_a_version_that_was_never_activated_gives_way_to_the_next(stores: Stores, tmp_path: Path) -> None:
    synced(stores, tmp_path, entry("A"))
    told = synced(stores, tmp_path, entry("A", reason="dear"))
    assert told == {"drafted": ["A|2"], "retired": ["A|1"]}
    assert states(stores) == {"A|1": "retired", "A|2": "tested"}


def test_what_is_no_longer_in_the_file_is_retired_and_comes_back_as_a_new_version(
    stores: Stores, tmp_path: Path
) -> None:
    synced(stores, tmp_path, entry("A"), entry("B"))
    approve(stores, "A|1")
    plan = plan_sync(stores, written(tmp_path, entry("B")), "SH")
    assert plan.lines()[0] == "- A|1: no longer in shanghai.yaml"
    apply_sync(stores, plan, actor="Li", as_of=DAY, reason="gone")
    assert states(stores) == {"A|1": "retired", "B|1": "tested"}
    assert synced(stores, tmp_path, entry("A"), entry("B"), as_of=NEXT)["drafted"] == ["A|2"]


def test_what_expired_as_the_file_says_is_not_entered_again_until_the_file_says_otherwise(
    stores: Stores, tmp_path: Path
) -> None:
    synced(stores, tmp_path, entry("A", valid_to=NEXT))
    approve(stores, "A|1")
    expire_overdue(stores, NEXT)
    plan = plan_sync(stores, written(tmp_path, entry("A", valid_to=NEXT)), "SH")
    assert (plan.changes_nothing, plan.unchanged) == (True, ("A|1",))
    assert synced(stores, tmp_path, entry("A", valid_to=date(2021, 6, 30)), as_of=NEXT)["drafted"] == ["A|2"]


def test_a_file_answers_only_for_what_was_entered_from_it(stores: Stores, tmp_path: Path) -> None:
    enforce(stores, parameter("CN-1", '{"hs_code": {"prefix": ["09"]}}'), as_of=DAY)
    synced(stores, tmp_path, entry("A"))
    other = plan_sync(stores, written(tmp_path, entry("B"), name="other.yaml"), "SH")
    apply_sync(stores, other, actor="Li", as_of=DAY, reason="another file")
    assert states(stores) == {"A|1": "tested", "B|1": "tested", "CN-1|1": "active"}
    with pytest.raises(ParameterRefusedError, match=r"A is kept in another file, shanghai\.yaml"):
        plan_sync(stores, written(tmp_path, entry("A"), name="other.yaml"), "SH")


def test_a_unit_plans_for_its_own_jurisdiction_only(stores: Stores, tmp_path: Path) -> None:
    path = written(tmp_path, entry("A"), entry("B", owner="QD"), entry("C", owner="CN"))
    with pytest.raises(ParameterRefusedError, match=r"B belongs to QD.*C belongs to CN"):
        plan_sync(stores, path, "SH")
    with pytest.raises(ParameterRefusedError, match="MARS is no unit"):
        plan_sync(stores, path, "MARS")


def test_nothing_of_a_refused_file_is_planned(stores: Stores, tmp_path: Path) -> None:
    with pytest.raises(ParameterFaultsError, match="lane"):
        plan_sync(stores, written(tmp_path, entry("A"), entry("B", lane="red")), "SH")


def test_a_plan_that_the_center_has_overtaken_is_refused_whole(stores: Stores, tmp_path: Path) -> None:
    synced(stores, tmp_path, entry("A"), entry("B"))
    stale = plan_sync(stores, written(tmp_path, entry("A", reason="dear"), entry("C")), "SH")
    synced(stores, tmp_path, entry("A", reason="dearer"), entry("B"))
    before = states(stores)
    with pytest.raises(ParameterRefusedError, match=r"changed since the plan: A\. Plan again"):
        apply_sync(stores, stale, actor="Li", as_of=DAY, reason="late")
    assert states(stores) == before


def test_a_run_cut_short_before_testing_is_finished_by_the_next(
    stores: Stores, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pulled(*_: object) -> None:
        raise RuntimeError("pulled the plug")

    with monkeypatch.context() as broken:
        broken.setattr("tasks.parameters.sync.record_past_test", pulled)
        with pytest.raises(RuntimeError, match="plug"):
            synced(stores, tmp_path, entry("A"))
    assert states(stores) == {"A|1": "draft"}
    plan = plan_sync(stores, written(tmp_path, entry("A")), "SH")
    assert (plan.changes_nothing, plan.lines()[0]) == (False, "? A|1: drafted before, to be tested")
    apply_sync(stores, plan, actor="Li", as_of=DAY, reason="again")
    assert states(stores) == {"A|1": "tested"}
