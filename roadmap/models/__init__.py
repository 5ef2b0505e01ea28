"""WHAT: the plan, its progress, its proof. One file a noun; rules about one row are constraints."""

from roadmap.models.activity import Activity, Milestone, Responsibility
from roadmap.models.amendment import Amendment
from roadmap.models.approval import InstitutionalApproval
from roadmap.models.closing import ClosingText, PeriodClosing
from roadmap.models.closing_paper import ClosingPaper, UnilateralAnswer, UnilateralRecord
from roadmap.models.closing_signature import ClosingEnd, ClosingSeal, ClosingSignature
from roadmap.models.comment import Comment
from roadmap.models.conformity import Conformity, MaintainedPosition
from roadmap.models.declaration import Declaration
from roadmap.models.difference import DifferenceNote
from roadmap.models.evidence import Evidence
from roadmap.models.expungement import Expungement, ExpungementDecision
from roadmap.models.former import FormerResponsibility
from roadmap.models.head import SentHead
from roadmap.models.job import Job
from roadmap.models.offline import OfflineUpload
from roadmap.models.preparation import MatrixRow, Preparation, RowText
from roadmap.models.progress import ProgressReport
from roadmap.models.reminder import Reminder
from roadmap.models.roadmap import Axis, CutoffDate, DeclaredFigure, Roadmap
from roadmap.models.state_signature import ClosingOriginal, SignatureCheck, SignedUpload, StateSignature
from roadmap.models.step import RoadmapStep
from roadmap.models.upload import WorkbookUpload

__all__ = [
    "Activity",
    "Amendment",
    "Axis",
    "ClosingEnd",
    "ClosingOriginal",
    "ClosingPaper",
    "ClosingSeal",
    "ClosingSignature",
    "ClosingText",
    "Comment",
    "Conformity",
    "CutoffDate",
    "Declaration",
    "DeclaredFigure",
    "DifferenceNote",
    "Evidence",
    "Expungement",
    "ExpungementDecision",
    "FormerResponsibility",
    "InstitutionalApproval",
    "Job",
    "MaintainedPosition",
    "MatrixRow",
    "Milestone",
    "OfflineUpload",
    "PeriodClosing",
    "Preparation",
    "ProgressReport",
    "Reminder",
    "Responsibility",
    "Roadmap",
    "RoadmapStep",
    "RowText",
    "SentHead",
    "SignatureCheck",
    "SignedUpload",
    "StateSignature",
    "UnilateralAnswer",
    "UnilateralRecord",
    "WorkbookUpload",
]
