"""An instruction to an office is answered by inspections of its importer, of its evidence, or of what it led to."""

from datetime import date, timedelta

import pandas as pd
import pytest

from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import FindingDeclaration, Instruction
from sql.stores import Stores
from sql.terms import AnswerFound, Severity, TaskState, Violation
from tasks.answering.from_inspections import RESULTS, results_for
from tasks.handling.measure import measure_results
from tests.tasks.handling.findings import EVE, finding, found
from tests.tasks.post_clearance.inspected import inspected

LATER = EVE + timedelta(days=7)
_ASKED = ["key", "finding", "subject_kind", "subject", "issued_on"]
FOUND, CLEAN = Violation.VIOLATION, Violation.NONE


def instructed(stores: Stores, subject: str, subject_kind: str = "importer") -> None:
    """An instruction issued on `EVE` because of a finding on the subject."""
    row = finding("undervaluation", subject, subject_kind=subject_kind)
    found(stores, row)
    instruction = {
        "key": f"{row['key']}|SHA1",
        "finding": row["key"],
        "unit": "SHA1",
        "severity": Severity.MEDIUM,
        "what_to_check": as_written("the value"),
    }
    with stores.register.writing() as session:
        insert_new(session, Instruction, [instruction | {"issued_on": EVE, "due_on": LATER, "state": TaskState.OPEN}])


def result(stores: Stores, as_of: date = LATER) -> str | None:
    measure_results(stores, as_of)
    (row,) = stores.register.read(Instruction, ["state", "answered_on", "answered_by", "done"]).to_dict("records")
    if row["state"] == TaskState.OPEN:
        return None
    assert row["answered_on"].date() == as_of
    assert row["answered_by"] == RESULTS
    return str(row["done"])


def verdict(stores: Stores) -> AnswerFound:
    (found,) = stores.register.read(Instruction, ["found"])["found"]
    return AnswerFound(found)


def test_inspections_of_the_importer_after_its_issue_answer_it(stores: Stores) -> None:
    instructed(stores, "X")
    inspected(stores, "X", FOUND, CLEAN, FOUND, inspected_on=EVE + timedelta(days=1))
    assert result(stores) == "3 inspections of the importer, 2 with a violation"
    assert verdict(stores) is AnswerFound.CONFIRMED


@pytest.mark.parametrize(("importer", "days"), [("X", 0), ("Y", 1), ("X", 8)])
def test_earlier_inspections_those_of_others_and_those_to_come_do_not(stores: Stores, importer: str, days: int) -> None:
    instructed(stores, "X")
    inspected(stores, importer, FOUND, inspected_on=EVE + timedelta(days=days))
    assert result(stores) is None


def test_of_a_subject_of_importer_and_goods_the_importer_counts(stores: Stores) -> None:
    instructed(stores, "X+090121", "importer+hs_code")
    inspected(stores, "X", CLEAN, inspected_on=LATER)
    assert result(stores) == "1 inspections of the importer, 0 with a violation"
    assert verdict(stores) is AnswerFound.UNDECIDED  # of other goods of the enterprise: it clears nobody


def test_a_code_that_holds_a_plus_is_one_importer(stores: Stores) -> None:
    instructed(stores, "X+1")
    inspected(stores, "X", FOUND, inspected_on=LATER)
    assert result(stores) is None
    inspected(stores, "X+1", CLEAN, inspected_on=LATER)
    assert result(stores, LATER + timedelta(days=1)) == "1 inspections of the importer, 0 with a violation"


def test_a_finding_on_goods_alone_is_answered_by_no_importer(stores: Stores) -> None:
    instructed(stores, "090121+CO", "hs_code+country_of_origin")
    inspected(stores, "090121", FOUND, inspected_on=LATER)
    assert result(stores) is None


def test_an_inspection_of_a_declaration_behind_the_finding_answers_it(stores: Stores) -> None:
    instructed(stores, "090121+CO", "hs_code+country_of_origin")
    inspected(stores, "Z", CLEAN, inspected_on=LATER)
    with stores.register.writing() as session:
        key = str(stores.register.read(Instruction, ["finding"])["finding"].iloc[0])
        insert_new(session, FindingDeclaration, [{"finding": key, "declaration_id": f"Z-{LATER}-0"}])
    assert result(stores) == "1 inspections of what it names or asked for, 0 with a violation"
    assert verdict(stores) is AnswerFound.UNFOUNDED


def test_an_inspection_that_its_finding_led_to_answers_it(stores: Stores) -> None:
    asked = pd.DataFrame([("K", "F", "hs_code", "0901", pd.Timestamp(EVE))], columns=pd.Index(_ASKED))
    codes = pd.DataFrame({"finding": ["F"], "code": ["REQUEST-0a"]})
    none = pd.DataFrame({"finding": [], "declaration_id": []}, dtype="object")
    done = {"importer": "Z", "inspected_on": pd.Timestamp(LATER), "violation": "none"}
    inspections = pd.DataFrame(
        [
            {"declaration_id": "1", "parameters": "SH-1;REQUEST-0a-2"} | done | {"violation": "violation"},
            {"declaration_id": "2", "parameters": "REQUEST-0b-1"} | done,
            {"declaration_id": "3", "parameters": None} | done,
            {"declaration_id": "4", "parameters": "REQUEST-0a-1"} | done | {"inspected_on": pd.Timestamp(EVE)},
        ]
    )
    assert results_for(asked, none, codes, inspections).values.tolist() == [["K", 1, 1, True]]
