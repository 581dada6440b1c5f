"""All specimens, by what they are about."""

from typing import Final

from tests.specimens.figures import FIGURES
from tests.specimens.forms import FORMS
from tests.specimens.kinds import OTHER_KINDS
from tests.specimens.layouts import LAYOUTS
from tests.specimens.model import Specimen
from tests.specimens.names import NAMES
from tests.specimens.real import REAL_RECAPS
from tests.specimens.totals import TOTALS
from tests.specimens.values import VALUES


SPECIMENS: Final[list[Specimen]] = [
    *FORMS,
    *LAYOUTS,
    *TOTALS,
    *VALUES,
    *NAMES,
    *FIGURES,
    *REAL_RECAPS,
    *OTHER_KINDS,
]
BY_NAME: Final = {specimen.name: specimen for specimen in SPECIMENS}
