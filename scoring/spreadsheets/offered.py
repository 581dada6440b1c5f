"""The kinds of sheets of scoring."""

from rt_registry.spreadsheets.kinds import register
from scoring.spreadsheets.scores import SCORES_KIND


register(SCORES_KIND)
