"""Long lists are found, ordered and counted by indexes alone: nothing but the rows of a page is read whole."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import event

from sql.register.listed import Sought
from sql.stores import Stores
from sql.terms import ParameterState
from tasks.analysis.findings import findings_beside, findings_sought
from tasks.answering.asked import INSTRUCTION, WARNING
from tasks.answering.listing import asked_sought, asked_to_answer
from tasks.parameters.listing import LIVING, parameters_sought, parameters_waiting
from tasks.post_clearance.listing import cases_seen, number_of_cases
from tasks.supervision.listing import hints_sought
from tests.tasks.handling.findings import finding

DAY = date(2021, 4, 1)
SECOND = Sought(per_page=25, page=2)  # of which an empty register does not say how many there are
LISTS: dict[str, tuple[str, Callable[[Stores], object]]] = {
    "findings": ("finding", lambda stores: findings_sought(stores, "CN", None, SECOND)),
    "instructions": (
        "instruction",
        lambda stores: asked_sought(stores, INSTRUCTION, "CN", DAY, answered=True, sought=SECOND),
    ),
    "warnings": (
        "functional_warning",
        lambda stores: asked_sought(stores, WARNING, "CN", DAY, answered=False, sought=SECOND),
    ),
    "instructions to answer": (
        "instruction",
        lambda stores: asked_to_answer(stores, INSTRUCTION, "CN", DAY, "N1", 8),
    ),
    "hints": ("hint", lambda stores: hints_sought(stores, "CN", None, answered=False, sought=SECOND)),
    "parameters": ("risk_parameter", lambda stores: parameters_sought(stores, "CN", LIVING, SECOND)),
    "parameters to approve": (
        "risk_parameter",
        lambda stores: parameters_waiting(stores, "CN", ParameterState.TESTED, 8, not_by="N1"),
    ),
    "cases": ("case_file", lambda stores: cases_seen(stores, "CN", page=2, per_page=25)),
    "number of cases": ("case_file", lambda stores: number_of_cases(stores, "CN")),
}


def plans(stores: Stores, look: Callable[[Stores], object]) -> list[list[str]]:
    """How SQLite answers each question that a list asks."""
    asked: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *more: Any) -> None:
        if statement.startswith("SELECT"):
            asked.append((statement, parameters))

    event.listen(stores.register.engine, "before_cursor_execute", note)
    look(stores)
    event.remove(stores.register.engine, "before_cursor_execute", note)
    assert asked
    with stores.register.engine.connect() as connection:
        return [
            [str(row[-1]) for row in connection.exec_driver_sql(f"explain query plan {statement}", parameters)]
            for statement, parameters in asked
        ]


@pytest.mark.parametrize("name", LISTS)
def test_a_page_is_found_and_all_are_counted_by_the_index(stores: Stores, name: str) -> None:
    table, look = LISTS[name]
    for plan in plans(stores, look):
        assert any(f"{table} USING COVERING INDEX ix_{table}_listed" in step for step in plan), plan
        assert f"SCAN {table}" not in plan


def test_what_stands_beside_a_finding_is_read_in_order_and_no_further(stores: Stores) -> None:
    shown = finding("surge")
    of_subject, of_detector = plans(stores, lambda at: findings_beside(at, "CN", shown, DAY, 10))
    assert of_subject == ["SEARCH finding USING INDEX ix_finding_subject (subject=? AND analysed_on>?)"]
    assert of_detector == ["SEARCH finding USING INDEX ix_finding_listed (analysed_on=?)"]
