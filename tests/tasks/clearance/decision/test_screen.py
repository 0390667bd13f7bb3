"""A business day is screened once: every declaration gets its lane, also when a run is cut short halfway."""

from datetime import date, timedelta

import pandas as pd
import pytest

from sql.register import insert_new
from sql.register.tables import CountedHits, Enterprise, Inspection, LanePolicyVersion, ScreeningBatch
from sql.stores import Stores
from sql.terms import Lane
from tasks.clearance.decision import screened_batches
from tasks.clearance.decision.screen import screen_day
from tasks.lifecycle.integrity import altered_decisions, altered_records
from tasks.parameters.suppression import suppress
from tasks.records.decisions import decisions_up_to
from tests.tasks.clearance.lodged import DAY, EVE, KEY, enforce, lodge, parameter

SUSPECT = '{"importer": {"in": ["I9"]}}'


def policy(stores: Stores, **figures: float) -> None:
    """A national policy from `EVE` on, without a random sample unless it is asked for."""
    ordinary = {"high_rate": 0.05, "medium_rate": 0.15, "random_rate": 0.0, "parameter_cap": 1.0}
    version = ordinary | {"inspections_per_day": 60, "hours_per_inspection": 2.0} | figures
    row = version | {"key": f"CN|{EVE}", "unit": "CN", "valid_from": EVE, "reason": "test", "author": "Li"}
    with stores.register.writing() as session:
        insert_new(session, LanePolicyVersion, [row])


def policy_of_exports(stores: Stores, **figures: float) -> None:
    """Figures of exports alone, nationally from `EVE` on."""
    row = {"key": f"CN|export|{EVE}", "unit": "CN", "direction": "export", "valid_from": EVE}
    with stores.register.writing() as session:
        insert_new(session, LanePolicyVersion, [row | figures | {"reason": "test", "author": "Li"}])


def lanes(stores: Stores) -> dict[str, str]:
    decided = decisions_up_to(stores, DAY)
    assert decided["declaration_id"].is_unique
    return dict(zip(decided["declaration_id"], decided["lane"], strict=True))


def inspections(stores: Stores) -> pd.DataFrame:
    columns = ["declaration_id", "selected_by", "selection_probability", "parameters", "what_to_check", "requested_on"]
    return stores.register.read(Inspection, columns, order_by=["declaration_id"])


def test_every_declaration_of_the_day_gets_its_lane_and_the_suspect_one_is_inspected(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT), parameter("CN-2", '{"net_mass": {"max": 5}}', lane=Lane.MEDIUM))
    lodge(
        stores,
        [
            {"declaration_id": "A"},
            {"declaration_id": "B", "importer": "I9"},
            {"declaration_id": "C", "net_mass": 1.0},
            {"declaration_id": "D", "lodged_on": DAY + timedelta(days=1), "importer": "I9"},
        ],
    )
    told = screen_day(stores, DAY, KEY)
    assert lanes(stores) == {"A": "low", "B": "high", "C": "medium"}
    assert told == {
        **{"declarations_screened": 3, "lane_low": 1, "lane_medium": 1, "lane_high": 1, "inspections_asked": 1},
    }
    row = inspections(stores).iloc[0]
    assert (row["declaration_id"], row["selected_by"], row["selection_probability"]) == ("B", "parameter", 1.0)
    assert (row["parameters"], row["what_to_check"]) == ("CN-1", "instruction of CN-1")


def test_exports_have_the_policy_that_is_set_for_exports(stores: Stores) -> None:
    policy(stores)
    policy_of_exports(stores, random_rate=1.0)
    directions = {"A": "export", "B": "import", "C": None}
    lodge(stores, [{"declaration_id": name, "direction": each} for name, each in directions.items()])
    screen_day(stores, DAY, KEY)
    assert inspections(stores)[["declaration_id", "selected_by"]].values.tolist() == [["A", "chance"]]


def test_screening_again_screens_nothing(stores: Stores) -> None:
    policy(stores)
    lodge(stores, [{"declaration_id": "A"}])
    screen_day(stores, DAY, KEY)
    assert screen_day(stores, DAY, KEY)["declarations_screened"] == 0
    assert len(stores.register.read(ScreeningBatch, ["key"])) == 1


def test_a_run_cut_short_between_lake_and_register_is_repeated_with_the_same_result(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy(stores, random_rate=0.5)
    enforce(stores, parameter("CN-1", SUSPECT))
    lodge(stores, [{"declaration_id": f"A{number}", "importer": f"I{number}"} for number in range(20)])

    def pulled(*_: object) -> None:
        raise RuntimeError("pulled the plug")

    with monkeypatch.context() as broken:
        broken.setattr(screened_batches, "_request_inspections", pulled)
        with pytest.raises(RuntimeError, match="plug"):
            screen_day(stores, DAY, KEY)
    assert stores.lake.file_names("decisions")
    assert decisions_up_to(stores, DAY).empty
    assert inspections(stores).empty
    told = screen_day(stores, DAY, KEY)
    decided = decisions_up_to(stores, DAY)
    assert len(decided) == told["declarations_screened"] == 20
    assert sorted(decided.loc[decided["selected_by"].notna(), "declaration_id"]) == (
        inspections(stores)["declaration_id"].tolist()
    )


def test_a_second_lot_of_the_day_is_screened_within_what_the_first_left_of_the_capacity(stores: Stores) -> None:
    policy(stores, inspections_per_day=3)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I1"]}}'))
    lodge(stores, [{"declaration_id": "A"}, {"declaration_id": "B"}], "first")
    screen_day(stores, DAY, KEY)
    lodge(stores, [{"declaration_id": "C"}, {"declaration_id": "D"}, {"declaration_id": "E", "office": "QDG1"}], "more")
    assert screen_day(stores, DAY, KEY)["declarations_screened"] == 3
    given = lanes(stores)
    assert sorted(given.values()) == ["high", "high", "high", "high", "medium"]
    assert given["E"] == "high"


def test_a_second_lot_of_the_day_is_screened_within_what_the_first_left_of_a_cap(stores: Stores) -> None:
    policy(stores, parameter_cap=0.5)
    enforce(stores, parameter("CN-1", SUSPECT))
    first: list[dict[str, object]] = [{"declaration_id": f"A{number}", "importer": "I9"} for number in range(4)]
    lodge(stores, first, "first")
    screen_day(stores, DAY, KEY)
    lodge(stores, [{"declaration_id": "B", "importer": "I9"}, {"declaration_id": "C"}], "more")
    screen_day(stores, DAY, KEY)
    assert sorted(lanes(stores).values()) == ["high", "high", "high", "low", "low", "low"]


def test_a_parameter_that_is_not_yet_or_no_longer_valid_hits_nothing(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT), as_of=DAY)
    lodge(stores, [{"declaration_id": "B", "importer": "I9"}])
    screen_day(stores, DAY, KEY)
    assert lanes(stores) == {"B": "low"}


def test_a_day_without_declarations_leaves_no_batch(stores: Stores) -> None:
    assert screen_day(stores, date(2021, 3, 7), KEY)["declarations_screened"] == 0
    assert stores.register.read(ScreeningBatch, ["key"]).empty


def test_the_exporter_of_an_export_is_the_enterprise_in_question(stores: Stores) -> None:
    """Its category, its suppressions and its inspections are the exporter's."""
    policy(stores)
    enforce(stores, parameter("CN-1", '{"enterprise_category": {"in": ["D"]}}'), parameter("CN-2", SUSPECT))
    seen = {"first_seen_on": EVE, "last_seen_on": EVE}
    with stores.register.writing() as session:
        insert_new(
            session, Enterprise, [{"code": "E1", "category": "D"} | seen, {"code": "I9", "category": "A"} | seen]
        )
    lodge(
        stores,
        [
            {"declaration_id": "A", "direction": "export", "importer": "I9", "exporter": "E1"},
            {"declaration_id": "B", "direction": "import", "importer": "I9", "exporter": "E1"},
        ],
    )
    as_of = {"until": DAY, "actor": "Li", "unit": "CN", "as_of": EVE, "reason": "known to be sound"}
    suppress(stores, "CN-2", "E1", **as_of)  # type: ignore[arg-type]
    screen_day(stores, DAY, KEY)
    rows = stores.register.read(Inspection, ["declaration_id", "importer", "parameters"], order_by=["declaration_id"])
    assert rows.values.tolist() == [["A", "E1", "CN-1;CN-2"], ["B", "I9", "CN-2"]]
    held_back = stores.register.read(CountedHits, ["parameter", "effect"])
    assert held_back.values.tolist() == [["CN-2|1", "suppressed"]]


def test_a_file_of_decisions_that_was_changed_or_removed_is_named(stores: Stores) -> None:
    policy(stores)
    lodge(stores, [{"declaration_id": "A"}])
    screen_day(stores, DAY, KEY)
    lake = stores.lake.folder
    assert altered_decisions(stores.register, lake) == []
    (path,) = (lake / "decisions").glob("*/*.parquet")
    rows = pd.read_parquet(path)
    stores.lake.write(
        "decisions", f"{DAY:%Y-%m}", path.stem, rows.drop(columns="month", errors="ignore").assign(lane="high")
    )
    named = f"the decisions of the screening batch {DAY}-1, whose file"
    assert altered_decisions(stores.register, lake) == [f"{named} was changed"]
    path.unlink()
    assert altered_decisions(stores.register, lake) == [f"{named} is gone"]
    assert altered_records(stores.register) == []
