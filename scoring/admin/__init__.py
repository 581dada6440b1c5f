"""Rules, teams, sheets and results in the admin."""

from scoring.admin import editions, results, sheets, teams


__all__ = ["editions", "results", "sheets", "teams"]
