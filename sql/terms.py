"""The closed vocabularies of customs risk management, as the register stores them."""

from enum import StrEnum


class Priority(StrEnum):
    """What a risk endangers; the four priorities of risk analysis."""

    REVENUE = "revenue"
    SECURITY = "security"
    IPR = "ipr"
    DRUGS = "drugs"


GRAVE = frozenset({Priority.SECURITY, Priority.DRUGS})  # rare and heavy: not to be weighed by hit rates alone


class Method(StrEnum):
    """How a finding was made; the four methods of risk analysis."""

    REGRESSION = "regression"
    DYNAMIC_FOCUS = "dynamic_focus"
    PROBABILITY_EVALUATION = "probability_evaluation"
    HORIZONTAL_ANALOGY = "horizontal_analogy"


class Lane(StrEnum):
    """Clearance lane by risk rating: fast release, document inspection, targeted inspection."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class SelectionGround(StrEnum):
    """Why a declaration was sent to inspection."""

    PARAMETER = "parameter"
    RATING = "rating"
    CHANCE = "chance"
    DISCRETION = "discretion"


class DrawGround(StrEnum):
    """From whom an inspector was drawn: of those on shift, the skilled with room, all skilled, or all."""

    DRAWN = "drawn"
    OVER_LOAD = "over_load"
    WITHOUT_SKILL = "without_skill"


class ExceptionKind(StrEnum):
    """In what an officer departs from a decision of the system."""

    WAIVER = "waiver"
    RE_ROUTE = "re_route"
    RE_ASSIGNMENT = "re_assignment"
    NO_LOAD = "no_load"
    LATE_SCORING = "late_scoring"


class ExceptionOutcome(StrEnum):
    """What became of an exception; chance has some of the waived inspected all the same."""

    WITHDRAWN = "withdrawn"
    INSPECTED_BY_CHANCE = "inspected_by_chance"
    RE_ROUTED = "re_routed"
    DRAWN_ANEW = "drawn_anew"


class Violation(StrEnum):
    """Result of an inspection; critical threatens public safety or society."""

    NONE = "none"
    VIOLATION = "violation"
    CRITICAL = "critical"


class UnitLevel(StrEnum):
    """The four levels of the risk organisation."""

    NATIONAL = "national"
    SUB_CENTER = "sub_center"
    REGIONAL = "regional"
    LOCAL = "local"


class Traffic(StrEnum):
    """Kind of customs office; only offices of like traffic are compared."""

    SEA_PORT = "sea_port"
    AIRPORT = "airport"
    LAND_BORDER = "land_border"
    INLAND = "inland"


class InformationKind(StrEnum):
    """Kinds of risk information in the information module."""

    INTELLIGENCE = "intelligence"
    TIP_OFF = "tip_off"
    SEIZURE_NOTICE = "seizure_notice"
    AGENCY_NOTICE = "agency_notice"
    INSPECTION_FINDING = "inspection_finding"
    PRESS = "press"


class BatchState(StrEnum):
    """What became of a collected file."""

    COLLECTED = "collected"
    UNREADABLE = "unreadable"


class QuarantineState(StrEnum):
    """Life of a row that failed validation."""

    OPEN = "open"
    REPAIRED = "repaired"
    REPLAYED = "replayed"
    DISMISSED = "dismissed"


class DutyReportState(StrEnum):
    """Whether a unit met a reporting duty for a period."""

    ON_TIME = "on_time"
    LATE = "late"
    MISSING = "missing"


class ParameterState(StrEnum):
    """Life of one version of a risk parameter."""

    DRAFT = "draft"
    TESTED = "tested"
    APPROVED = "approved"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    EXPIRED = "expired"
    RETIRED = "retired"


class HitEffect(StrEnum):
    """Why a hit of a parameter only counts."""

    SHADOW = "shadow"
    SUPPRESSED = "suppressed"
    CAPPED = "capped"


class ResultKind(StrEnum):
    """The three results of risk analysis."""

    INSTRUCTION = "instruction"
    WARNING = "warning"
    REPORT = "report"


class HandlingKind(StrEnum):
    """The four methods of risk handling."""

    SET_PARAMETER = "set_parameter"
    ASK_INSPECTION = "ask_inspection"
    SPECIAL_OPERATION = "special_operation"
    POLICY_RECOMMENDATION = "policy_recommendation"


class HandlingState(StrEnum):
    """Life of one handling measure."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXECUTED = "executed"
    MEASURED = "measured"


class TaskState(StrEnum):
    """Life of something asked of a unit: instruction, warning, inspection, hint, operation."""

    OPEN = "open"
    DONE = "done"
    WITHDRAWN = "withdrawn"


class AnswerFound(StrEnum):
    """What whoever was asked found: what analysis suspected, nothing of it, or what does not let it be told."""

    CONFIRMED = "confirmed"
    UNFOUNDED = "unfounded"
    UNDECIDED = "undecided"


class Language(StrEnum):
    """Languages that documents and messages are written in, by their ISO 639-1 codes."""

    ENGLISH = "en"
    CHINESE = "zh"


class DocumentFormat(StrEnum):
    """How a document is written: for a browser, or for paper."""

    HTML = "html"
    PDF = "pdf"


class HintFamily(StrEnum):
    """The four families of enforcement-supervision hints."""

    REVENUE = "revenue"
    PROCESSING_TRADE = "processing_trade"
    CUSTOMS_CONTROL = "customs_control"
    LAW_ENFORCEMENT = "law_enforcement"


class Severity(StrEnum):
    """How pressing a hint or a notification is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


RANK = {severity: rank for rank, severity in enumerate((Severity.LOW, Severity.MEDIUM, Severity.HIGH))}


class CaseKind(StrEnum):
    """Follow-up after clearance."""

    TARGETED_AUDIT = "targeted_audit"
    ANTI_SMUGGLING = "anti_smuggling"


class GroundKind(StrEnum):
    """What a case can rest on."""

    INSPECTION = "inspection"
    FINDING = "finding"
    HINT = "hint"
    INFORMATION = "information"
    DECISION = "decision"  # of a person, with a reason
    TRANSFER = "transfer"  # from a case of another kind


class CaseRole(StrEnum):
    """What somebody is to a case: one whom it is on, or a person concerned, such as an owner, driver or declarant."""

    SUBJECT = "subject"
    CONCERNED = "concerned"


class Party(StrEnum):
    """Before the law: a natural person, or a unit, as enterprises and bodies are."""

    PERSON = "person"
    UNIT = "unit"


class CaseState(StrEnum):
    """States of a case file; which moves are allowed is decided in tasks/post_clearance/case_states.py."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    NOTIFIED = "notified"
    IN_PROGRESS = "in_progress"
    REPORTED = "report_out_for_comment"
    CLUE = "clue"
    ACCEPTED = "accepted"
    FILED = "filed"
    INVESTIGATING = "investigating"
    CONCLUDED = "concluded"
    CLOSED = "closed"
    REJECTED = "rejected"
    TRANSFERRED = "transferred"
    MERGED = "merged"


class DeliveryState(StrEnum):
    """Life of one notification on one channel."""

    PENDING = "pending"
    DELIVERED = "delivered"
    FAILED = "failed"


class ModelState(StrEnum):
    """Life of one trained rating model."""

    CHALLENGER = "challenger"
    CHAMPION = "champion"
    RETIRED = "retired"


class FeedbackAim(StrEnum):
    """The three aims of performance feedback."""

    ACCURATE_RATING = "accurate_rating"
    EFFECTIVE_HANDLING = "effective_handling"
    HUMAN_RESOURCES = "human_resources"


class Role(StrEnum):
    """What a person is there for; `tasks.persons.roles` says what each role may do."""

    ANALYST = "analyst"
    PARAMETER_OFFICER = "parameter_officer"
    APPROVER = "approver"
    INSPECTOR = "inspector"
    AUDITOR = "auditor"
    ANTI_SMUGGLING_OFFICER = "anti_smuggling_officer"
    SUPERVISOR = "supervisor"
    PLATFORM_ENGINEER = "platform_engineer"


class AccountKind(StrEnum):
    """How a person comes in: what vouches for the name of the account."""

    OPERATING_SYSTEM = "operating_system"  # the account that runs the shell
    OPENID = "openid"  # subject of the OpenID Connect provider
    PROXY = "proxy"  # name that the trusted proxy sends
    PREFECT = "prefect"  # the one login of the Prefect user interface
