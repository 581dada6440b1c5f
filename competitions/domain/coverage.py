"""Who holds the predikat, which kelurahan is Kelurahan BANTAR, and coverage (DOMAIN 4 Tracks, 9)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final


KENCANA_YEARS: Final = 3
"""Years in a row with a win that open the Kencana track (DOMAIN 4, default)."""

BANTAR_PERCENT: Final = 75
"""Share of a kelurahan's RTs that must hold the predikat, in percent (DOMAIN 4)."""


def percent(part: int, whole: int | None) -> Decimal | None:
    """`part` of `whole` in percent, half up to 2 places; None without a whole (DOMAIN 9: it needs its own year's)."""
    if not whole:
        return None
    return Decimal((2 * part * 10_000 + whole) // (2 * whole)).scaleb(-2)


@dataclass(frozen=True, slots=True)
class Coverage:
    """RTs that ever took part, of the RTs of that year (DOMAIN 9).

    `from_recaps`: yearly participations added up, in which one RT may be counted more than once; it may pass 100 %.
    """

    took_part: int
    rts: int | None
    from_recaps: bool = False

    @property
    def percent(self) -> Decimal | None:
        return percent(self.took_part, self.rts)


def bantar_threshold(rts: int, share: int = BANTAR_PERCENT) -> int:
    """RTs that must hold the predikat before a kelurahan of `rts` RTs is Kelurahan BANTAR, rounded up (DOMAIN 4)."""
    return -(-share * rts // 100)


def is_kelurahan_bantar(holders: int, rts: int, share: int = BANTAR_PERCENT) -> bool:
    """A kelurahan without RTs is none."""
    return rts > 0 and holders >= bantar_threshold(rts, share)


def holds_predikat(won_on: Iterable[date], lost_on: Iterable[date], day: date) -> bool:
    """Held from the win until a recorded loss, else for good (DOMAIN 4); a win after a loss starts it anew.

    A loss recorded on the day of the win counts as the later of the two.
    """
    last_win = max((win for win in won_on if win <= day), default=None)
    last_loss = max((loss for loss in lost_on if loss <= day), default=None)
    return last_win is not None and (last_loss is None or last_loss < last_win)


def win_streak(years_won: Collection[int], year: int) -> int:
    """Years in a row with at least one win, counted back from the year before `year`."""
    streak = 0
    while year - 1 - streak in years_won:
        streak += 1
    return streak


def kencana_eligible(years_won: Collection[int], year: int, years: int = KENCANA_YEARS) -> bool:
    """Kencana is for RTs that won in the `years` consecutive years before the edition's (DOMAIN 4)."""
    return win_streak(years_won, year) >= years
