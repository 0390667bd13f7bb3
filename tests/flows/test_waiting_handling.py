"""A person decides on measures one after the other: what cannot be decided stays open and stops no other."""

from datetime import date
from typing import Any

import pytest
from sqlmodel import col

from flows import decide_waiting_handling as form
from flows.decide_waiting_handling import Decision
from sql.register.tables import HandlingMeasure
from sql.stores import Stores
from tests.flows.cycle import without_engine
from tests.persons import Officer, bind_prefect
from tests.tasks.handling.test_waiting import measures

__all__ = ["measures"]
TODAY = date(2021, 4, 2)


def decided(stores: Stores, monkeypatch: pytest.MonkeyPatch, **answers: Decision) -> dict[str, Any]:
    bind_prefect(stores, Officer("Li", "SH"))
    with without_engine():
        monkeypatch.setattr(form, "load_stores", lambda: stores)
        monkeypatch.setattr(form, "pause_flow_run", lambda *, wait_for_input, timeout, key: answers[key])
        summary: dict[str, Any] = form.decide_waiting_handling(as_of=TODAY)
    return summary


def state(stores: Stores, measure: str) -> str:
    return str(stores.register.read(HandlingMeasure, ["state"], col(HandlingMeasure.key) == measure)["state"].iloc[0])


@pytest.mark.usefixtures("measures")
def test_each_answer_is_carried_out(stores: Stores, monkeypatch: pytest.MonkeyPatch) -> None:
    told = decided(
        stores,
        monkeypatch,
        strong=Decision(decision="approve", reason="well founded"),
        weak=Decision(decision="reject", reason="one declaration only"),
    )
    assert told == {"approved": 1, "rejected": 1, "left_open": 0}
    assert (state(stores, "strong"), state(stores, "weak")) == ("approved", "rejected")


@pytest.mark.usefixtures("measures")
def test_a_decision_without_a_reason_is_refused_and_the_next_is_carried_out(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = decided(
        stores,
        monkeypatch,
        strong=Decision(decision="approve", reason=" "),
        weak=Decision(decision="reject", reason="one declaration only"),
    )
    assert told == {"approved": 0, "rejected": 1, "left_open": 0, "refused": "strong: a decision needs a reason"}
    assert (state(stores, "strong"), state(stores, "weak")) == ("proposed", "rejected")


@pytest.mark.usefixtures("measures")
def test_what_the_rules_refuse_is_told_and_the_next_is_carried_out(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    with stores.register.writing() as session:
        session.get_one(HandlingMeasure, "strong").proposed_by = "Li"
    told = decided(
        stores,
        monkeypatch,
        strong=Decision(decision="approve", reason="well founded"),
        weak=Decision(decision="leave open"),
    )
    assert (told["approved"], told["left_open"]) == (0, 1)
    assert told["refused"].startswith("strong: ")
    assert state(stores, "strong") == "proposed"


@pytest.mark.usefixtures("measures")
def test_what_was_proposed_in_prefect_is_decided_elsewhere_whoever_is_bound_to_it_now(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    bind_prefect(stores, Officer("Zhao", "SH"))
    with stores.register.writing() as session:
        session.get_one(HandlingMeasure, "strong").proposed_by = "Zhao"
    told = decided(
        stores,
        monkeypatch,
        strong=Decision(decision="approve", reason="well founded"),
        weak=Decision(decision="leave open"),
    )
    assert "whose login is one for all" in told["refused"]
    assert state(stores, "strong") == "proposed"
