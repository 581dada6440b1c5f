"""Names in the order in which people count: Penilai 9 before Penilai 10."""

import re


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key to sort by: runs of digits compare as numbers, the rest as words."""
    parts = re.findall(r"[0-9]+|[^0-9]+", name.casefold())
    return [(0, int(part), "") if part[0].isdigit() else (1, 0, part) for part in parts]
