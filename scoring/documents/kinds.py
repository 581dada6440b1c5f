"""Each kind of document with what sets it in type."""

from collections.abc import Callable, Mapping
from typing import Final

from scoring.documents.annex import annex_pdf
from scoring.documents.certificates import certificates_pdf
from scoring.documents.facts import Facts
from scoring.documents.handover import handover_pdf
from scoring.documents.minutes import minutes_pdf
from scoring.documents.press import press_pdf
from scoring.enums import DocumentKind


MAKERS: Final[Mapping[DocumentKind, Callable[[Facts], bytes]]] = {
    DocumentKind.ANNEX: annex_pdf,
    DocumentKind.MINUTES: minutes_pdf,
    DocumentKind.CERTIFICATE: certificates_pdf,
    DocumentKind.HANDOVER: handover_pdf,
    DocumentKind.PRESS: press_pdf,
}

FILE_NAMES: Final[Mapping[DocumentKind, str]] = {
    DocumentKind.ANNEX: "lampiran-keputusan",
    DocumentKind.MINUTES: "berita-acara",
    DocumentKind.CERTIFICATE: "piagam",
    DocumentKind.HANDOVER: "serah-terima-hadiah",
    DocumentKind.PRESS: "ringkasan-media",
}
