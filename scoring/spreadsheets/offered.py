"""The kinds of sheets of scoring."""

from rt_registry.services.import_undo import register_undo_guard
from rt_registry.spreadsheets.kinds import register
from rt_registry.spreadsheets.preview_words import STATUS, register_preview_words
from scoring.enums import SheetStatus
from scoring.services.import_guards import results_and_sheets_in_the_way
from scoring.spreadsheets.scores import SCORES_KIND


register(SCORES_KIND)
register_undo_guard(SCORES_KIND.name, results_and_sheets_in_the_way)
register_preview_words(SCORES_KIND.name, STATUS, SheetStatus.choices)
