"""The kinds of sheets of the registry."""

from rt_registry.services.account_guards import last_administrator_in_the_way
from rt_registry.services.import_undo import register_undo_guard
from rt_registry.spreadsheets.accounts import ACCOUNTS
from rt_registry.spreadsheets.kinds import register
from rt_registry.spreadsheets.roster import ROSTER


register(ACCOUNTS)
register(ROSTER)
register_undo_guard(ACCOUNTS.name, last_administrator_in_the_way)
