"""All specimens, by what they are about."""

from typing import Final

from tests.specimens.forms import FORMS
from tests.specimens.layouts import LAYOUTS
from tests.specimens.model import Specimen


SPECIMENS: Final[list[Specimen]] = [*FORMS, *LAYOUTS]
BY_NAME: Final = {specimen.name: specimen for specimen in SPECIMENS}
