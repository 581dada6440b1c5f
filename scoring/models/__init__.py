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
    "Indicator",
    "IndicatorWeight",
    "Office",
    "Result",
    "ResultEntry",
    "RuleBook",
    "Score",
    "ScoreSheet",
    "SheetRevision",
    "TeamMember",
]
