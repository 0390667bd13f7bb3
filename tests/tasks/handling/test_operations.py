"""The life of a special operation: planned by a person, approved by another, told day by day, closed with a report."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sql.register.tables import InspectionRequest, Notification, OperationStanding, OutboxEvent, RiskParameter
from sql.stores import Stores
from sql.terms import DeliveryState, HandlingKind, Language, Priority, TaskState, Violation
from tasks.delivery.deliver import deliver, fan_out
from tasks.handling.approval import HandlingRefusedError
from tasks.handling.decide import decide, decide_by_policy
from tasks.handling.execute import execute_approved
from tasks.handling.measure import measure_results
from tasks.handling.operation_report import operation_page, operation_seen, operations_seen
from tasks.handling.personal import PersonalProposal, propose_personally
from tests.deployments.commands.shell import shell
from tests.in_chinese import english_of, untold
from tests.persons import Officer
from tests.tasks.handling.findings import EVE
from tests.tasks.handling.test_handling import inspected

PLAN = PersonalProposal(
    kind=HandlingKind.SPECIAL_OPERATION,
    priority=Priority.IPR,
    subject_kind="importer+hs4",
    subjects=("X+6404", "Y+6404"),
    unit="SHA",
    statement="Shoes of known brands at a tenth of their price",
    what_to_check="Open every carton, compare with the brand's list",
    days=10,
)


def planned(stores: Stores) -> str:
    told = propose_personally(stores, PLAN, actor="Wang", unit="SHA", as_of=EVE)
    return str(told["measure"])


def started(stores: Stores) -> str:
    measure = planned(stores)
    decide(stores, measure, decision="approve", actor="Li", unit="SH", as_of=EVE, reason="agreed")
    execute_approved(stores, EVE)
    return measure


def test_a_person_s_plan_waits_for_another_person_whatever_the_policy_approves_by_itself(stores: Stores) -> None:
    measure = planned(stores)
    assert decide_by_policy(stores, EVE)["measures_waiting"] == 1
    with pytest.raises(HandlingRefusedError, match="another officer"):
        decide(stores, measure, decision="approve", actor="Wang", unit="SH", as_of=EVE, reason="mine")
    told = stores.register.read(OutboxEvent, ["unit", "body"], OutboxEvent.kind == "approval").iloc[0]
    assert told["unit"] == "SH"
    assert "Shoes of known brands" in str(told["body"])


def test_an_approved_operation_has_period_offices_and_a_parameter_in_force(stores: Stores) -> None:
    measure = started(stores)
    operation = operation_seen(stores, "SHA", measure).operation
    assert (operation["starts_on"].date(), operation["ends_on"].date()) == (
        EVE + timedelta(days=1),
        EVE + timedelta(days=10),
    )
    assert set(operation["offices"].split(";")) >= {"SHA1"}
    parameter = stores.register.read(
        RiskParameter, ["state", "conditions"], RiskParameter.code == operation["parameter"]
    )
    assert parameter["state"].tolist() == ["active"]
    assert "6404" in parameter["conditions"].iloc[0]


def test_it_stands_day_by_day_and_closes_with_finds_and_cost_in_a_document(stores: Stores) -> None:
    measure = started(stores)
    code = operation_seen(stores, "SHA", measure).operation["parameter"]
    days = [EVE + timedelta(days=number) for number in range(1, 11)]
    measure_results(stores, days[0])
    inspected(stores, code, Violation.VIOLATION, Violation.NONE)
    for day in days[1:]:
        measure_results(stores, day)
    standing = operation_seen(stores, "SHA", measure).standing
    assert standing["inspected"].tolist() == [0] * 5 + [2] * 5
    assert operations_seen(stores, "SHA").empty
    closed = operations_seen(stores, "SHA", closed=True).iloc[0]
    assert (closed["state"], closed["found"]) == (TaskState.DONE, 1)
    route = {"unit": "CN", "kind": "operation_closed", "min_severity": "low", "channel": "file", "language": "zh"}
    fan_out(stores, days[-1], [route])
    deliver(stores, days[-1], {})
    assert set(stores.register.read(Notification, ["state"])["state"]) == {DeliveryState.DELIVERED}
    with stores.register.reading() as session:
        page = operation_page(stores.lake.currency, session, measure, Language.CHINESE) or ""
    for words in ("专项行动总结报告", "SHA1", "Y+6404", code, "2021-01-13", "<svg"):
        assert words in page
    assert english_of(page, measure[:12], code) == []
    assert untold(stores) == []


def test_repeating_a_day_changes_nothing(stores: Stores) -> None:
    started(stores)
    for _ in range(2):
        measure_results(stores, EVE + timedelta(days=1))
    assert len(stores.register.read(OperationStanding, ["operation"])) == 1


def test_another_unit_sees_no_operation(stores: Stores) -> None:
    measure = started(stores)
    assert operations_seen(stores, "QD").empty
    with pytest.raises(HandlingRefusedError, match="QD has no operation"):
        operation_seen(stores, "QD", measure)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (replace(PLAN, unit="QDG"), "may not propose for QDG"),
        (replace(PLAN, subjects=()), "needs subjects"),
        (replace(PLAN, subjects=("X",)), "2 values"),
        (replace(PLAN, subjects=("X+6404", "Y+")), "2 values"),
        (replace(PLAN, subjects=("X+6404", "Y+0901")), "would hit 4 pairs of importer and hs4, not only the 2 named"),
        (replace(PLAN, subject_kind="colour"), "no text column"),
        (replace(PLAN, days=0), "0 days cannot be"),
        (replace(PLAN, statement=" "), "say why"),
        (replace(PLAN, amount_at_stake=float("nan")), "cannot be"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_in_a_sentence(stores: Stores, wrong: PersonalProposal, sentence: str) -> None:
    with pytest.raises(HandlingRefusedError, match=sentence):
        propose_personally(stores, wrong, actor="Wang", unit="SHA", as_of=EVE)


def test_inspections_of_different_goods_of_different_importers_are_asked_for_each_by_itself(stores: Stores) -> None:
    asked = replace(PLAN, kind=HandlingKind.ASK_INSPECTION, subjects=("X+6404", "Y+0901"))
    measure = str(propose_personally(stores, asked, actor="Wang", unit="SHA", as_of=EVE)["measure"])
    decide(stores, measure, decision="approve", actor="Li", unit="SHA", as_of=EVE, reason="agreed")
    execute_approved(stores, EVE)
    requests = stores.register.read(InspectionRequest, ["subject"], order_by=["key"])
    assert requests["subject"].tolist() == ["X+6404", "Y+0901"]


def test_the_same_plan_is_not_proposed_twice(stores: Stores) -> None:
    planned(stores)
    with pytest.raises(HandlingRefusedError, match="proposed already"):
        planned(stores)


def test_the_whole_life_is_reached_from_a_shell(stores: Stores) -> None:
    day = ("--as-of", str(EVE))
    given = ("--kind", "special_operation", "--priority", "ipr", "--subject", "X", "--statement", "why", "--days", "5")
    told = shell(stores, "handling", "propose", *given, "--what-to-check", "open", Officer("Wang", "SHA"), *day)
    measure = told.out.split()[1].rstrip(",")
    assert "approving unit SH" in told.out
    decided = ("handling", "decide", measure, "approve", Officer("Li", "SH"), "--reason", "agreed", *day)
    assert "state approved" in shell(stores, *decided).out
    execute_approved(stores, EVE)
    measure_results(stores, EVE + timedelta(days=1))
    assert [each["measure"] for each in shell(stores, "operations", "list", "--json").json] == [measure]
    shown = shell(stores, "operations", "show", measure, "--json").json
    assert (shown["offices"].split(";")[0][:3], len(shown["standing"])) == ("SHA", 1)
