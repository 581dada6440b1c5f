"""The number of entries or RTs that a total row prints in the column of the RTs."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from rt_registry.spreadsheets.report import Problem
from rt_registry.spreadsheets.roster import RT_NUMBER
from rt_registry.spreadsheets.sums import sum_mismatch
from rt_registry.spreadsheets.tables import Table


COUNT: Final = re.compile(r"([0-9]{1,5})(?:[.,]0+)?\s*(?:rt|entri|peserta|pemenang|kampung)?\.?", re.IGNORECASE)


def wrong_counts(table: Table, rts: Mapping[int, int]) -> Iterator[Problem]:
    """Counts that fit neither the rows nor the RTs in them, above or since the total before; `rts`: by row number."""
    before = 0
    for total in table.totals:
        match = COUNT.fullmatch(total.get(RT_NUMBER.key).text.strip())
        above = [count for row, count in rts.items() if row < total.number] or list(rts.values())
        since = [count for row, count in rts.items() if before < row < total.number] or above
        if match and int(match[1]) not in {len(above), sum(above), len(since), sum(since)}:
            is_last = total is table.totals[-1]
            yield sum_mismatch(total, RT_NUMBER.key, match[1], len(above if is_last else since))
        before = total.number
