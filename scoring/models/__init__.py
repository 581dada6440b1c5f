from scoring.models.field import FieldDevice, FieldMessage, HeldVisit, PhotoPart, SheetPhoto
from scoring.models.paper import PaperPage, PaperSheet
from scoring.models.result import Decision, Result, ResultEntry
from scoring.models.rulebook import Indicator, IndicatorWeight, RuleBook
from scoring.models.sheet import ConflictMark, Score, ScoreSheet, SheetRevision
from scoring.models.team import AssessmentTeam, Assessor, Assignment, Office, TeamMember


__all__ = [
    "AssessmentTeam",
    "Assessor",
    "Assignment",
    "ConflictMark",
    "Decision",
    "FieldDevice",
    "FieldMessage",
    "HeldVisit",
    "Indicator",
    "IndicatorWeight",
    "Office",
    "PaperPage",
    "PaperSheet",
    "PhotoPart",
    "Result",
    "ResultEntry",
    "RuleBook",
    "Score",
    "ScoreSheet",
    "SheetPhoto",
    "SheetRevision",
    "TeamMember",
]
