"""The number of entries or RTs that a total row prints in the column of the RTs."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import accumulate
from typing import Final

from rt_registry.spreadsheets.report import Problem
from rt_registry.spreadsheets.roster import RT_NUMBER
from rt_registry.spreadsheets.sums import sum_mismatch
from rt_registry.spreadsheets.tables import Table


COUNT: Final = re.compile(r"([0-9]{1,5})(?:[.,]0+)?\s*(?:rt|entri|peserta|pemenang|kampung)?\.?", re.IGNORECASE)


def wrong_counts(table: Table, rts: Mapping[int, int]) -> Iterator[Problem]:
    """Counts that fit neither the rows nor the RTs in them, above or since the total before; `rts`: by row number."""
    rows, before = sorted(rts), 0
    running = list(accumulate((rts[row] for row in rows), initial=0))
    for total in table.totals:
        match = COUNT.fullmatch(total.get(RT_NUMBER.key).text.strip())
        above = bisect_left(rows, total.number) or len(rows)
        start = bisect_right(rows, before, 0, above)
        start = 0 if start == above else start
        since = above - start
        if match and int(match[1]) not in {above, running[above], since, running[above] - running[start]}:
            is_last = total is table.totals[-1]
            yield sum_mismatch(total, RT_NUMBER.key, match[1], above if is_last else since)
        before = total.number
