"""One thing of each kind for tests of the desk, at Shanghai; a new kind comes with its example here."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlmodel import col

from sql.messages import as_written
from sql.register import insert_new
from sql.register.tables import (
    BatchQuality,
    CategoryChange,
    CollectionBatch,
    Enterprise,
    FeedbackProposal,
    Finding,
    FindingDeclaration,
    FunctionalWarning,
    HandlingMeasure,
    Hint,
    InformationItem,
    Instruction,
    Notification,
    OutboxEvent,
    PolicyRecommendation,
    QualityFault,
    QuarantinedRow,
)
from sql.register.tables.notifications import Matters
from sql.stores import Stores
from sql.terms import (
    BatchState,
    CaseKind,
    DeliveryState,
    HandlingKind,
    HandlingState,
    HintFamily,
    InformationKind,
    Priority,
    Role,
    Severity,
)
from tasks.clearance.decision.screen import screen_day
from tasks.handling.decide import decide
from tasks.handling.execute import execute_approved
from tasks.handling.personal import propose_personally
from tasks.handling.propose import propose_handling
from tasks.parameters.drafts import draft
from tests.persons import Officer, enter
from tests.tasks.clearance.decision.test_screen import policy
from tests.tasks.clearance.lodged import DAY, KEY, enforce, lodge, parameter
from tests.tasks.collection.declared import collect, csv_text, row
from tests.tasks.handling.findings import EVE, finding, found
from tests.tasks.handling.test_operations import PLAN
from tests.tasks.post_clearance.test_cases import opened

TODAY = date(2021, 4, 1)
# As persons wrote it, and as the reason of a parameter, which is text in one language, has it.
WRITTEN = (
    *("declares less than its peers", "of SH", "of CN", "reason", "instruction", "items", "lodged.csv"),
    "proposed by an officer",
)


def _case(stores: Stores) -> str:
    opened(stores, "D2", "D3", kind=CaseKind.ANTI_SMUGGLING)
    return opened(stores, "D1", "D2")


def _measure(stores: Stores) -> str:
    found(stores, finding("undervaluation", "X<B>"))
    propose_handling(stores, EVE)
    return str(stores.register.read(HandlingMeasure, ["key"], order_by=["key"])["key"].iloc[0])


def _hint(stores: Stores) -> str:
    row = {
        "key": "H1",
        "family": HintFamily.REVENUE,
        "rule": "price_under_reference",
        "subject_kind": "declaration_id",
        "subject": "D1",
        "evidence": as_written("X"),
        "compared": '{"reference_value": 2.5}',
        "severity": Severity.HIGH,
        "unit": "SHA1",
        "raised_on": DAY,
        "due_on": TODAY,
    }
    with stores.register.writing() as session:
        insert_new(session, Hint, [row])
    return "H1"


def _instruction(stores: Stores) -> str:
    one, other = finding("surge", "I8"), finding("undervaluation", "I8")
    found(stores, one, other)
    rows = [
        {
            "key": f"{each['key']}|SHA1",
            "finding": each["key"],
            "unit": "SHA1",
            "severity": Severity.HIGH,
            "what_to_check": as_written("X"),
            "issued_on": EVE,
            "due_on": DAY,
        }
        for each in (one, other)
    ]
    with stores.register.writing() as session:
        insert_new(session, Instruction, rows)
    return str(rows[0]["key"])


def _warning(stores: Stores) -> str:
    row = {
        "key": "W1",
        "unit": "SHA",
        "department": "duty collection",
        "severity": Severity.LOW,
        "what": as_written("X"),
        "since": EVE,
        "magnitude": 1.0,
        "raised_on": EVE,
        "due_on": TODAY,
    }
    with stores.register.writing() as session:
        insert_new(session, FunctionalWarning, [row])
    return "W1"


def _parameter(stores: Stores) -> str:
    with stores.register.writing() as session:
        conditions = '{"importer": {"in": ["I1"]}, "licences": {"present": false}}'
        [key] = draft(session, [parameter("SH-1", conditions, owner="SH")], actor="N1", unit="SH", as_of=DAY)
    return key


def _inspection(stores: Stores) -> str:
    policy(stores)
    enforce(stores, parameter("CN-1", '{"importer": {"in": ["I9"]}}'))
    lodge(stores, [{"declaration_id": "D9", "importer": "I9", "item_number": number} for number in (1, 2)])
    screen_day(stores, DAY, KEY)
    return "D9"


def _finding(stores: Stores) -> str:
    lodge(stores, [{"declaration_id": "D8", "importer": "I8"}])
    one, other = finding("undervaluation", "I8"), finding("undervaluation", "I7")
    found(stores, one, other)
    with stores.register.writing() as session:
        insert_new(session, FindingDeclaration, [{"finding": one["key"], "declaration_id": "D8"}])
    keys = stores.register.read(Finding, ["key"], col(Finding.subject) == "I8")
    return str(keys["key"].iloc[0])


def _enterprise(stores: Stores) -> str:
    lodged: list[dict[str, object]] = [
        {"declaration_id": "E1", "importer": "ZX70", "declarant": "Q1"},
        {"declaration_id": "E2", "importer": "ZX71", "declarant": "Q1"},
    ]
    lodge(stores, lodged, "of enterprises")
    opened(stores, "E1")
    found(stores, finding("undervaluation", "ZX70"))
    change = {"key": f"ZX70|{DAY}", "enterprise": "ZX70", "changed_on": DAY, "rule": "registered"}
    change |= {"category_before": "B", "category_after": "C"}
    change |= {"grounds": "The administration's list of enterprises names this category."}
    with stores.register.writing() as session:
        insert_new(session, Enterprise, [{"code": "ZX70", "category": "C", "first_seen_on": EVE, "last_seen_on": DAY}])
        insert_new(session, CategoryChange, [change])
    return "ZX70"


def _information(stores: Stores) -> str:
    row = {
        "key": "INF9",
        "kind": InformationKind.TIP_OFF,
        "source": "X",
        "reliability": "B",
        "priority": Priority.REVENUE,
        "subject_kind": "importer",
        "subject": "ZX70",
        "summary": "X",
        "received_on": EVE,
        "valid_to": TODAY,
        "unit": "SHA1",
    }
    with stores.register.writing() as session:
        insert_new(session, InformationItem, [row])
    return "INF9"


def _quarantine(stores: Stores) -> str:
    content = csv_text([row(), row(declaration_id="D2", net_mass="-3", goods_description="X")])
    with TemporaryDirectory() as folder:
        collect(stores, Path(folder), content)
    return str(stores.register.read(QuarantinedRow, ["key"])["key"].iloc[0])


def _recommendation(stores: Stores) -> str:
    plan = replace(PLAN, kind=HandlingKind.POLICY_RECOMMENDATION, statement="X", what_to_check="X")
    measure = str(propose_personally(stores, plan, actor="W", unit="SHA", as_of=EVE)["measure"])
    texts = {name: as_written("X") for name in ("recommendation", "reasoning", "evidence")}
    row = {"key": "R9", "measure": measure, "addressee": "SH", "issued_on": EVE, "follow_up_on": TODAY}
    with stores.register.writing() as session:
        insert_new(session, PolicyRecommendation, [row | texts])
    return measure


def _operation(stores: Stores) -> str:
    plan = replace(PLAN, statement="X", what_to_check="X")
    measure = str(propose_personally(stores, plan, actor="W", unit="SHA", as_of=EVE)["measure"])
    decide(stores, measure, decision="approve", actor="L", unit="SH", as_of=EVE, reason="X")
    execute_approved(stores, EVE)
    return measure


def _proposal(stores: Stores) -> str:
    proposal: dict[str, object] = {
        "key": "P9|X",
        "as_of": EVE,
        "action": "retire_parameter",
        "target": "SH-9",
        "unit": "SH",
    }
    proposal |= {"reason": as_written("X"), "content": "{}", "state": HandlingState.PROPOSED}
    with stores.register.writing() as session:
        insert_new(session, FeedbackProposal, [proposal])
    return "P9|X"


def _notification(stores: Stores) -> str:
    event: dict[str, object] = {
        "key": "X|TA-9",
        "kind": "case",
        "reference": "TA-9",
        "unit": "SH",
        "severity": Severity.HIGH,
    }
    event |= {"occurred_on": EVE, "subject": as_written("X"), "body": as_written("X"), "about": Matters()}
    told = {"key": "X|TA-9|L", "event": "X|TA-9", "occurred_on": EVE, "unit": "SH", "channel": "L", "problem": "X"}
    with stores.register.writing() as session:
        insert_new(session, OutboxEvent, [event])
        insert_new(session, Notification, [told | {"state": DeliveryState.FAILED}])
    return "X|TA-9|L"


def _person(stores: Stores) -> str:
    enter(stores, Officer("N41", "SHA", [Role.INSPECTOR]))
    return "N41"


def _unit(stores: Stores) -> str:
    _person(stores)
    return "SHA"


def _source(stores: Stores) -> str:
    batch = {"key": "B9", "file_name": "F9", "content": "declarations", "received_on": EVE}
    quality: dict[str, object] = {"key": "B9|SHA1", "batch": "B9", "unit": "SHA1", "source": "SRC9", "rows": 4}
    quality |= {"received_on": EVE}
    quality |= {"accuracy": 0.75, "completeness": 0.5, "timeliness": 1.0}
    fault: dict[str, object] = {
        "key": "B9|F",
        "batch": "B9",
        "unit": "SHA1",
        "source": "SRC9",
        "content": "declarations",
    }
    fault |= {"column_name": "office", "reason": "is no known office", "rows": 1}
    with stores.register.writing() as session:
        insert_new(session, CollectionBatch, [batch | {"state": BatchState.COLLECTED}])
        insert_new(session, BatchQuality, [quality])
        insert_new(session, QualityFault, [fault])
    return "SRC9"


EXAMPLES: Mapping[str, Callable[[Stores], str]] = {
    "case": _case,
    "declaration": _inspection,
    "enterprise": _enterprise,
    "finding": _finding,
    "hint": _hint,
    "information": _information,
    "instruction": _instruction,
    "inspection": _inspection,
    "measure": _measure,
    "notification": _notification,
    "operation": _operation,
    "parameter": _parameter,
    "person": _person,
    "proposal": _proposal,
    "quarantine": _quarantine,
    "recommendation": _recommendation,
    "source": _source,
    "unit": _unit,
    "warning": _warning,
}
