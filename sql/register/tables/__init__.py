"""The tables of the register."""

from sql.register.tables.audit import AuditEntry, ChainedEntry, ContentEntry, RecordSeal
from sql.register.tables.cases import (
    CaseDeclaration,
    CaseFile,
    CaseGround,
    CaseJournalEntry,
    CaseNumber,
    CaseRecord,
    CaseSubject,
)
from sql.register.tables.clearance import (
    EndpointAnswer,
    Inspection,
    InspectionException,
    InspectorDraw,
    LaneChange,
    LanePolicyVersion,
    RatingModel,
    RosterEntry,
    ScreeningBatch,
)
from sql.register.tables.collection import (
    BatchQuality,
    CollectionBatch,
    InformationItem,
    QualityFault,
    QuarantinedRow,
    ReportingDutyPeriod,
)
from sql.register.tables.enterprises import CategoryChange, Enterprise
from sql.register.tables.feedback import FeedbackIndicator, FeedbackProposal
from sql.register.tables.findings import (
    AnalysisReport,
    Finding,
    FindingDeclaration,
    FunctionalWarning,
    Instruction,
)
from sql.register.tables.handling import (
    HandlingMeasure,
    InspectionRequest,
    OperationStanding,
    PolicyRecommendation,
    SpecialOperation,
)
from sql.register.tables.notifications import Notification, OutboxEvent
from sql.register.tables.organisation import OrganisationUnit, Unit
from sql.register.tables.parameters import CountedHits, ParameterTest, RiskParameter, ScreeningError, Suppression
from sql.register.tables.persons import PersonAccount, RegisteredPerson, SignInLink
from sql.register.tables.search import SoughtWord
from sql.register.tables.stages import StageCompletion
from sql.register.tables.supervision import Hint, ProcessingTradeManual

__all__ = [
    "AnalysisReport",
    "AuditEntry",
    "BatchQuality",
    "CaseDeclaration",
    "CaseFile",
    "CaseGround",
    "CaseJournalEntry",
    "CaseNumber",
    "CaseRecord",
    "CaseSubject",
    "CategoryChange",
    "ChainedEntry",
    "CollectionBatch",
    "ContentEntry",
    "CountedHits",
    "EndpointAnswer",
    "Enterprise",
    "FeedbackIndicator",
    "FeedbackProposal",
    "Finding",
    "FindingDeclaration",
    "FunctionalWarning",
    "HandlingMeasure",
    "Hint",
    "InformationItem",
    "Inspection",
    "InspectionException",
    "InspectionRequest",
    "InspectorDraw",
    "Instruction",
    "LaneChange",
    "LanePolicyVersion",
    "Notification",
    "OperationStanding",
    "OrganisationUnit",
    "OutboxEvent",
    "ParameterTest",
    "PersonAccount",
    "PolicyRecommendation",
    "ProcessingTradeManual",
    "QualityFault",
    "QuarantinedRow",
    "RatingModel",
    "RecordSeal",
    "RegisteredPerson",
    "ReportingDutyPeriod",
    "RiskParameter",
    "RosterEntry",
    "ScreeningBatch",
    "ScreeningError",
    "SignInLink",
    "SoughtWord",
    "SpecialOperation",
    "StageCompletion",
    "Suppression",
    "Unit",
]
