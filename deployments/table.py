"""The table of deployments: each flow with its schedule and the events that start it."""

from datetime import timedelta

from deployments.deployment import FORM, FlowEvent, ServedDeployment, Users
from flows.events import Event

_DAYS = {
    "business_day": "{{ event.payload.business_day }}",
    "until": "{{ event.payload.until }}",
    "occasion": "{{ event.payload.occasion }}",
}


DEPLOYMENTS = (
    ServedDeployment("open_business_day", ("calendar",), crons=("30 5 * * *",)),
    ServedDeployment(
        "collect_risk_information",
        ("collection",),
        flow_events=(FlowEvent(Event.FILE_ARRIVED, lists=("files",)), FlowEvent(Event.DAY_OPENED)),
        most_at_once=1,
    ),
    ServedDeployment(
        "analyse_risk",
        ("analysis", Users.ANALYSTS),
        flow_events=(FlowEvent(Event.COLLECTION_COMPLETED),),
        most_at_once=1,
    ),
    ServedDeployment("handle_risk", ("handling",), flow_events=(FlowEvent(Event.ANALYSIS_COMPLETED),), most_at_once=1),
    ServedDeployment(
        "screen_declarations",
        ("clearance",),
        crons=("0 22 * * *",),
        flow_events=(FlowEvent(Event.DECLARATIONS_LODGED, _DAYS),),
        most_at_once=1,
    ),
    ServedDeployment("supervise_enforcement", ("supervision",), crons=("30 22 * * *",), most_at_once=1),
    ServedDeployment(
        "follow_up_clearance",
        ("after clearance",),
        flow_events=(FlowEvent(Event.CLEARANCE_COMPLETED), FlowEvent(Event.INSPECTION_RECORDED)),
        most_at_once=1,
    ),
    ServedDeployment("open_targeted_audit", ("after clearance",), most_at_once=1),
    ServedDeployment("open_anti_smuggling_case", ("after clearance",), most_at_once=1),
    ServedDeployment(
        "notify_units",
        ("notification",),
        crons=("*/30 * * * *",),
        flow_events=tuple(
            FlowEvent(event)
            for event in (
                Event.ANALYSIS_COMPLETED,  # instructions, warnings, and missing reports found by collection
                Event.QUESTION_ANSWERED,  # the same, and measures for approval
                Event.HANDLING_COMPLETED,  # approvals, operations, recommendations
                Event.HINTS_RAISED,
                Event.CASE_OPENED,
                Event.WARNING_RAISED,
            )
        ),
        most_at_once=1,
    ),
    ServedDeployment(
        "give_feedback",
        ("feedback",),
        crons=("0 23 * * 0",),
        flow_events=(FlowEvent(Event.INSPECTION_RECORDED, threshold=20, within=timedelta(days=1)),),
        most_at_once=1,
    ),
    # After feedback, which on Sundays is measured at eleven.
    ServedDeployment("report_to_director", ("reporting",), crons=("45 23 * * *",), most_at_once=1),
    ServedDeployment("raise_warning", ("alarm",)),
    ServedDeployment("record_inspection_result", (FORM, "clearance", Users.INSPECTORS)),
    ServedDeployment("make_exception", (FORM, "clearance", Users.INSPECTORS)),
    ServedDeployment("decide_handling", (FORM, "handling", Users.APPROVERS)),
    ServedDeployment("propose_handling", (FORM, "handling", Users.ANALYSTS)),
    ServedDeployment("answer_recommendation", (FORM, "handling", Users.APPROVERS)),
    ServedDeployment("take_instruction", (FORM, "analysis", Users.INSPECTORS)),
    ServedDeployment("answer_instruction", (FORM, "analysis", Users.INSPECTORS)),
    ServedDeployment("take_warning", (FORM, "analysis", Users.ANALYSTS)),
    ServedDeployment("answer_warning", (FORM, "analysis", Users.ANALYSTS)),
    ServedDeployment("decide_feedback", (FORM, "feedback", Users.APPROVERS)),
    ServedDeployment("decide_waiting_handling", (FORM, "handling", Users.APPROVERS)),
    ServedDeployment("open_case", (FORM, "after clearance", Users.AUDITORS)),
    ServedDeployment("acknowledge_case", (FORM, "after clearance", Users.AUDITORS)),
    ServedDeployment("move_case", (FORM, "after clearance", Users.AUDITORS)),
    ServedDeployment("merge_cases", (FORM, "after clearance", Users.AUDITORS)),
    ServedDeployment("hand_over_case", (FORM, "after clearance", Users.AUDITORS)),
    ServedDeployment("write_case_file", (FORM, "after clearance", Users.AUDITORS)),
    ServedDeployment("record_case_outcome", (FORM, "after clearance", Users.AUDITORS)),
    ServedDeployment("review_parameter", (FORM, "parameters", Users.PARAMETER_OFFICERS)),
    ServedDeployment("risk_lifecycle", ("whole cycle",), most_at_once=1),
    ServedDeployment("simulate_trade", ("sample data",), most_at_once=1),
)
