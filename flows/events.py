"""The events by which flows start each other."""

from enum import StrEnum


class Event(StrEnum):
    """Name of an event; each carries `as_of`, `occasion` and the summary of its flow.

    `occasion` names the cause of a chain of flows, such as arrived files: a stage runs once more for each occasion of a
    business date. It is empty for the regular run of the date.
    """

    DAY_OPENED = "customs-risk.day.opened"
    """A working day begins."""
    FILE_ARRIVED = "customs-risk.inbox.file-arrived"
    """Files are complete in the inbox; `files` holds their paths."""
    COLLECTION_COMPLETED = "customs-risk.collection.completed"
    """Files were collected, their rows accepted or quarantined."""
    DECLARATIONS_LODGED = "customs-risk.declarations.lodged"
    """Declarations have no lane yet; `business_day` and `until` name the first and last of their days."""
    ANALYSIS_COMPLETED = "customs-risk.analysis.completed"
    """Findings, instructions, warnings and the analysis report are ready."""
    QUESTION_ANSWERED = "customs-risk.analysis.question-answered"
    """What a person asked for was analysed, and measures proposed; handling, which decides, is not started."""
    HANDLING_COMPLETED = "customs-risk.handling.completed"
    """Measures were proposed, decided, executed and measured."""
    CLEARANCE_COMPLETED = "customs-risk.clearance.completed"
    """Every declaration of the day has its lane."""
    INSPECTION_RECORDED = "customs-risk.inspection.recorded"
    """A person recorded the result of an inspection."""
    HINTS_RAISED = "customs-risk.hints.raised"
    """Supervision raised hints."""
    CASE_OPENED = "customs-risk.case.opened"
    """A targeted audit or an anti-smuggling case was opened."""
    WARNING_RAISED = "customs-risk.warning.raised"
    """An expected event did not happen in time, or records were altered."""
    NOTIFICATION_DELIVERED = "customs-risk.notification.delivered"
    """A channel took a notification."""
    NOTIFICATION_FAILED = "customs-risk.notification.failed"
    """A notification could not be delivered after the last try."""
    FEEDBACK_COMPLETED = "customs-risk.feedback.completed"
    """The figures and proposals of feedback are ready."""

    # The next four only serve alarms. On a SQLite record Prefect may fail to count an event for an alarm, and then
    # forgets what else the event was to start: an alarm therefore never waits for an event that starts flows.
    DAY_SEEN = "customs-risk.alarm.day-seen"
    """A business day was opened."""
    COLLECTION_DUE = "customs-risk.alarm.collection-due"
    """The collection of the date is expected from now on."""
    COLLECTION_SEEN = "customs-risk.alarm.collection-seen"
    """The expected collection completed."""
    FEEDBACK_SEEN = "customs-risk.alarm.feedback-seen"
    """The weekly feedback completed."""
