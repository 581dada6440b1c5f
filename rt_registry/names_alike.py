"""How alike two names are; which of them is meant is a rule of `domain.region_names`."""

from rapidfuzz import fuzz


def similarity(one: str, other: str) -> float:
    """How alike two squashed names are, 0 to 1, the same in both directions."""
    return float(fuzz.ratio(one, other)) / 100
