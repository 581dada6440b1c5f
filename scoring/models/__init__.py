from scoring.models.document import Decree, DocumentCode, DocumentIssue, Minutes
from scoring.models.field import FieldDevice, FieldMessage, HeldVisit, PhotoPart, SheetPhoto
from scoring.models.ledger import PrizeHandover
from scoring.models.paper import PaperPage, PaperSheet
from scoring.models.result import Decision, Result, ResultEntry
from scoring.models.rulebook import Indicator, IndicatorWeight, RuleBook
from scoring.models.seal import ResultCheck, ResultSeal
from scoring.models.served import RenderedPage, Rendering
from scoring.models.sheet import ConflictMark, Score, ScoreSheet, SheetRevision
from scoring.models.team import AssessmentTeam, Assessor, Assignment, Office, TeamMember


__all__ = [
    "AssessmentTeam",
    "Assessor",
    "Assignment",
    "ConflictMark",
    "Decision",
    "Decree",
    "DocumentCode",
    "DocumentIssue",
    "FieldDevice",
    "FieldMessage",
    "HeldVisit",
    "Indicator",
    "IndicatorWeight",
    "Minutes",
    "Office",
    "PaperPage",
    "PaperSheet",
    "PhotoPart",
    "PrizeHandover",
    "RenderedPage",
    "Rendering",
    "Result",
    "ResultCheck",
    "ResultEntry",
    "ResultSeal",
    "RuleBook",
    "Score",
    "ScoreSheet",
    "SheetPhoto",
    "SheetRevision",
    "TeamMember",
]
