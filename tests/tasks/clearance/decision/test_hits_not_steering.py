"""What only counts, and what fails, never touches a decision: a declaration always gets its lane."""

from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest
from sqlmodel import Session

from sql.register.tables import CountedHits, OutboxEvent, RiskParameter, ScreeningError
from sql.stores import Stores
from sql.terms import ModelState
from tasks.clearance.decision import shadow_hits
from tasks.clearance.decision.hits_not_steering import FLOOD, Failure, record_failures
from tasks.clearance.decision.screen import screen_day
from tasks.parameters.life import draft, review_parameter
from tasks.parameters.suppression import suppress
from tasks.records.decisions import decisions_up_to
from tests.in_chinese import untold
from tests.tasks.clearance.decision.test_screen import lanes, policy
from tests.tasks.clearance.lodged import DAY, EVE, KEY, enforce, lodge, parameter

SUSPECT = '{"importer": {"in": ["I9"]}}'


def lot(stores: Stores, count: int, name: str = "A", day: date = DAY) -> None:
    lodge(stores, [{"declaration_id": f"{name}{n}", "importer": "I9", "lodged_on": day} for n in range(count)], name)


def counted(stores: Stores) -> list[tuple[object, ...]]:
    rows = stores.register.read(CountedHits, ["parameter", "office", "effect", "hits"], order_by=["key"])
    return list(rows.itertuples(index=False, name=None))


def errors(stores: Stores) -> pd.DataFrame:
    return stores.register.read(ScreeningError, ["subject", "reason", "declarations"], order_by=["key"])


def in_shadow(stores: Stores, code: str = "CN-7") -> None:
    """A parameter that was approved and counts from `DAY` on."""
    with stores.register.writing() as session:
        draft(session, [parameter(code, SUSPECT)], actor="Li", unit="CN", as_of=EVE)
    for move in ("test", "approve", "shadow"):
        review_parameter(stores, f"{code}|1", move=move, actor="Wang", unit="CN", as_of=EVE, reason="try it")


def test_a_parameter_in_shadow_counts_and_steers_nothing(stores: Stores) -> None:
    policy(stores)
    in_shadow(stores)
    lot(stores, 3)
    screen_day(stores, DAY, KEY)
    assert set(lanes(stores).values()) == {"low"}
    assert set(decisions_up_to(stores, DAY)["parameters"]) == {""}
    assert counted(stores) == [("CN-7|1", "SHA1", "shadow", 3)]


def test_every_lot_of_a_day_is_counted_once(stores: Stores) -> None:
    policy(stores)
    in_shadow(stores)
    lot(stores, 3)
    screen_day(stores, DAY, KEY)
    screen_day(stores, DAY, KEY)
    lot(stores, 2, "B")
    screen_day(stores, DAY, KEY)
    assert [row[-1] for row in counted(stores)] == [3, 2]


def test_shadow_ends_by_itself_and_with_activation(stores: Stores) -> None:
    policy(stores)
    in_shadow(stores)
    over = DAY + timedelta(days=14)
    lot(stores, 1, day=over)
    screen_day(stores, over, KEY)
    assert counted(stores) == []
    review_parameter(stores, "CN-7|1", move="activate", actor="Wang", unit="CN", as_of=EVE, reason="it is good")
    lot(stores, 1, "B")
    screen_day(stores, DAY, KEY)
    assert lanes(stores) == {"B0": "high"}
    assert counted(stores) == []


def test_a_shadow_that_fails_leaves_the_decisions_as_they_are(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT))
    in_shadow(stores)
    lot(stores, 2)

    def broken(*_: object) -> pd.DataFrame:
        raise duckdb.OutOfMemoryException("no room")

    monkeypatch.setattr(shadow_hits, "match_parameters", broken)
    screen_day(stores, DAY, KEY)
    assert set(lanes(stores).values()) == {"high"}
    assert errors(stores).to_dict("records") == [{"subject": "CN-7|1", "reason": "no room", "declarations": 2}]


def test_suppressed_hits_count_and_steer_nothing(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", '{"hs_code": {"prefix": ["8703"]}}'))
    suppress(stores, "CN-1", "I9", until=DAY, actor="Li", unit="CN", as_of=EVE, reason="audited last week")
    lot(stores, 2)
    lodge(stores, [{"declaration_id": "B"}], "B")
    screen_day(stores, DAY, KEY)
    assert lanes(stores) == {"A0": "low", "A1": "low", "B": "high"}
    assert counted(stores) == [("CN-1|1", "SHA1", "suppressed", 2)]
    assert decisions_up_to(stores, DAY)["parameters"].tolist() == ["CN-1"] * 3


def test_a_parameter_that_floods_its_lane_alarms_its_owner_once(stores: Stores) -> None:
    policy(stores, parameter_cap=0.1)
    enforce(stores, parameter("CN-1", SUSPECT))
    lot(stores, FLOOD + 2)
    screen_day(stores, DAY, KEY)
    screen_day(stores, DAY, KEY)
    assert counted(stores) == [("CN-1|1", "SHA1", "capped", FLOOD)]
    events = stores.register.read(OutboxEvent, ["kind", "unit", "subject"])
    assert events["kind"].tolist() == ["parameter_cap"]
    assert str(events["subject"].iloc[0]) == f"CN-1|1 floods its lane: {FLOOD} hits beyond its cap on {DAY}"
    assert untold(stores) == []


def test_what_fails_for_several_reasons_is_one_error_that_counts_all(stores: Stores) -> None:
    failures = [Failure("rating", "it is late", 2), Failure("CN-1|1", "no column", 9), Failure("rating", "no mass", 3)]
    with stores.register.writing() as session:
        record_failures(session, "batch", DAY, failures)
    told = errors(stores).to_dict("records")
    assert told == [
        {"subject": "CN-1|1", "reason": "no column", "declarations": 9},
        {"subject": "rating", "reason": "it is late; no mass", "declarations": 5},
    ]
    assert len(stores.register.read(OutboxEvent, ["key"])) == 2


def test_a_flood_that_comes_in_small_batches_is_one_too_and_alarms_once(stores: Stores) -> None:
    policy(stores, parameter_cap=0.0)
    enforce(stores, parameter("CN-1", SUSPECT))
    told = []
    for name in "ABCDEF":
        lot(stores, FLOOD // 2 - 1, name)
        screen_day(stores, DAY, KEY)
        told.append(stores.register.read(OutboxEvent, ["subject"])["subject"].map(str).tolist())
    assert [len(each) for each in told] == [0, 0, 1, 1, 1, 1]
    assert told[-1] == [f"CN-1|1 floods its lane: 12 hits beyond its cap on {DAY}"]


def test_a_parameter_that_cannot_be_read_is_an_error_and_the_others_steer(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT), parameter("CN-2", SUSPECT))
    with stores.register.writing() as session:
        row = session.get_one(RiskParameter, "CN-2|1")
        row.conditions = '{"colour": {"in": ["red"]}}'
        session.add(row)
    lot(stores, 2)
    screen_day(stores, DAY, KEY)
    assert set(lanes(stores).values()) == {"high"}
    [error] = errors(stores).to_dict("records")
    assert (error["subject"], error["declarations"]) == ("CN-2|1", 2)
    assert "is no column of a declaration" in error["reason"]
    assert stores.register.read(OutboxEvent, ["kind"])["kind"].tolist() == ["screening_error"]
    assert untold(stores) == []


def champion_at(session: Session, path: str) -> None:
    from sql.register.tables import RatingModel

    session.add(
        RatingModel(
            key="rating-1",
            trained_on=EVE,
            window_from=EVE,
            window_to=EVE,
            outcomes=1,
            features="",
            path=path,
            content_hash="0",
            quantiles="[0.0, 0.5, 1.0]",
            state=ModelState.CHAMPION,
        )
    )


def test_a_rating_that_cannot_be_loaded_is_an_error_and_parameters_steer(stores: Stores) -> None:
    policy(stores)
    enforce(stores, parameter("CN-1", SUSPECT))
    with stores.register.writing() as session:
        champion_at(session, "models/gone.npz")
    lot(stores, 2)
    screen_day(stores, DAY, KEY)
    assert set(lanes(stores).values()) == {"high"}
    [error] = errors(stores).to_dict("records")
    assert (error["subject"], error["declarations"]) == ("rating", 2)
    assert error["reason"].startswith("FileNotFoundError")


def test_a_declaration_without_a_probability_is_an_error_and_the_others_are_rated(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Half:
        def rate(self, declarations: pd.DataFrame) -> pd.DataFrame:
            rated = declarations[["declaration_id"]].assign(reasons="because", probability=0.99)
            return rated.assign(probability=rated["probability"].where(rated.index > 0, np.nan))

    policy(stores)
    with stores.register.writing() as session:
        champion_at(session, "models/half.npz")
    monkeypatch.setattr("tasks.clearance.decision.rated.champion", lambda *_: Half())
    lot(stores, 3)
    screen_day(stores, DAY, KEY)
    assert lanes(stores) == {"A0": "low", "A1": "high", "A2": "high"}
    assert errors(stores)["declarations"].tolist() == [1]
