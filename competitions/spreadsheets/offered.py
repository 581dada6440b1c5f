"""The kinds of sheets of the competition, and which year an edition is of."""

from competitions.enums import NominationStatus, Track
from competitions.services.import_guards import entries_in_the_way
from competitions.spreadsheets.editions import choices, year_of
from competitions.spreadsheets.nominations import NOMINATIONS, TRACK
from competitions.spreadsheets.recap import RECAP
from competitions.spreadsheets.winners import WINNERS
from rt_registry.services.import_undo import register_undo_guard
from rt_registry.spreadsheets.edition_choices import register_edition_choices
from rt_registry.spreadsheets.kinds import register
from rt_registry.spreadsheets.preview_words import STATUS, register_preview_words
from rt_registry.spreadsheets.years import register_edition_years


register(NOMINATIONS)
register(RECAP)
register(WINNERS)
register_edition_years(year_of)
register_undo_guard(NOMINATIONS.name, entries_in_the_way)
register_edition_choices(choices)
register_preview_words(NOMINATIONS.name, STATUS, NominationStatus.choices)
register_preview_words(NOMINATIONS.name, TRACK.key, Track.choices)
