from competitions.models.award import Award
from competitions.models.edition import Edition, SizeCategory
from competitions.models.evidence import Evidence, ReleasedPhoto
from competitions.models.nomination import Nomination, NominationRT
from competitions.models.recap import Recap, RecapRow


__all__ = [
    "Award",
    "Edition",
    "Evidence",
    "Nomination",
    "NominationRT",
    "Recap",
    "RecapRow",
    "ReleasedPhoto",
    "SizeCategory",
]
