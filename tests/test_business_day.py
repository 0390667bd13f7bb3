"""Rules go by the business day that they are handed: none reads the clock for the organisation of the day."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
DAYS = ("as_of", "day", "business_day", "received_on", "on")


def days_at_hand(function: ast.AST) -> bool:
    """Whether a function is handed a business day."""
    if not isinstance(function, ast.FunctionDef):
        return False
    parameters = [*function.args.args, *function.args.kwonlyargs]
    return any(each.arg in DAYS and each.annotation and ast.unparse(each.annotation) == "date" for each in parameters)


def without_day(source: str) -> Iterator[int]:
    """Lines that ask for the organisation of today although a business day is at hand."""
    for function in filter(days_at_hand, ast.walk(ast.parse(source))):
        calls = [each for each in ast.walk(function) if isinstance(each, ast.Call) and not each.args]
        yield from (each.lineno for each in calls if ast.unparse(each.func) in ("organisation", "national_unit"))


def test_whoever_has_a_business_day_asks_for_the_organisation_of_that_day() -> None:
    assert list(without_day("def rule(as_of: date) -> None:\n    return organisation()")) == [2]
    sources = [path for room in ("tasks", "flows") for path in sorted((ROOT / room).rglob("*.py"))]
    assert {path.relative_to(ROOT): found for path in sources if (found := list(without_day(path.read_text())))} == {}
