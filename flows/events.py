"""The events by which flows set each other off; the arrows of the cycle."""

from enum import StrEnum


class Event(StrEnum):
    """Name of an event; each carries `as_of` and `occasion`, and what else its flow tells.

    `occasion` names what set a chain of flows off, such as files that arrived: what a stage did once for a business
    date it does once more for each occasion of that date. It is empty for the regular run of the date.
    """

    DAY_OPENED = "customs-risk.day.opened"  # a working day begins
    FILE_ARRIVED = "customs-risk.inbox.file-arrived"  # files: paths of complete files in the inbox
    COLLECTION_COMPLETED = "customs-risk.collection.completed"
    DECLARATIONS_LODGED = "customs-risk.declarations.lodged"  # business_day, until: days that wait for their lanes
    ANALYSIS_COMPLETED = "customs-risk.analysis.completed"
    HANDLING_COMPLETED = "customs-risk.handling.completed"
    CLEARANCE_COMPLETED = "customs-risk.clearance.completed"
    INSPECTION_RECORDED = "customs-risk.inspection.recorded"  # a person recorded a result
    HINTS_RAISED = "customs-risk.hints.raised"
    CASE_OPENED = "customs-risk.case.opened"
    WARNING_RAISED = "customs-risk.warning.raised"  # an event that was expected stayed away
    NOTIFICATION_DELIVERED = "customs-risk.notification.delivered"
    NOTIFICATION_FAILED = "customs-risk.notification.failed"
    FEEDBACK_COMPLETED = "customs-risk.feedback.completed"

    # For alarms alone. On a SQLite record Prefect may fail to count an event for an alarm, and then forgets what else
    # the event was to set off: what an alarm waits for is therefore no event that sets flows off.
    DAY_SEEN = "customs-risk.alarm.day-seen"
    COLLECTION_DUE = "customs-risk.alarm.collection-due"  # from now on a collection of the date is waited for
    COLLECTION_SEEN = "customs-risk.alarm.collection-seen"
    FEEDBACK_SEEN = "customs-risk.alarm.feedback-seen"
