"""The kinds of sheets of the registry."""

from rt_registry.spreadsheets.accounts import ACCOUNTS
from rt_registry.spreadsheets.kinds import register
from rt_registry.spreadsheets.roster import ROSTER


register(ACCOUNTS)
register(ROSTER)
