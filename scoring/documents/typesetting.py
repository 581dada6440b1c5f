"""Documents set in type: PDF/A-2a and PDF/UA-1, the same bytes for the same words on every machine."""

import io
import json
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import segno
import typst
from django.core.exceptions import ImproperlyConfigured
from fontTools.ttLib import TTFont


FOLDER: Final = Path(__file__).resolve().parent
FONT_PACKAGE: Final = "fontpkg_plus_jakarta_sans"
FONT: Final = "PlusJakartaSans[wght].ttf"


class NotSet(Exception):
    """The typesetter refused the words of a document; what it says is for those who look after the portal."""


def typeset(template: str, data: Mapping[str, Any], *, dated: datetime) -> bytes:
    """The PDF that a template of this folder makes of `data`; `dated` is the only time in it.

    Words reach the template as data and never as source, so nothing that a person typed is read as a command.
    """
    try:
        pdf = typst.compile(
            FOLDER / template,
            root=FOLDER,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False)},
            format="pdf",
            pdf_standards=["a-2a", "ua-1"],
            timestamp=int(dated.timestamp()),
        )
    except typst.TypstError as error:
        raise NotSet(f"{template}: {error}") from error
    if not isinstance(pdf, bytes):
        raise TypeError(f"{template} gave no PDF")
    return pdf


def printable(value: Any) -> Any:
    """The same data without what our typeface cannot print: letters become plain ones or a dot, signs nothing."""
    if isinstance(value, str):
        return value if value.isascii() and value.isprintable() else _printable_text(value)
    if isinstance(value, Mapping):
        return {key: printable(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [printable(item) for item in value]
    return value


def qr_svg(text: str) -> str:
    """A QR code as a drawing of its own, quiet zone included."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=4, xmldecl=False, dark="#000", light="#fff")
    return out.getvalue().decode()


def _printable_text(text: str) -> str:
    known = _characters()
    shown = "".join(_known(character, known) for character in unicodedata.normalize("NFC", text))
    return " ".join(shown.split())


def _known(character: str, known: frozenset[str]) -> str:
    if character.isspace():
        return " "
    if character in known:
        return character
    plain = "".join(c for c in unicodedata.normalize("NFKD", character) if c in known and not unicodedata.combining(c))
    if plain:
        return plain
    return "\N{MIDDLE DOT}" if unicodedata.category(character)[0] in "LN" else ""


@cache
def _font_folder() -> Path:
    spec = find_spec(FONT_PACKAGE)
    if spec is None or spec.origin is None:
        raise ImproperlyConfigured(f"The package {FONT_PACKAGE} is not installed: run `make setup`.")
    return Path(spec.origin).parent / "files"


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(_font_folder())])


@cache
def _characters() -> frozenset[str]:
    """What the typeface prints, spaces and invisible signs aside."""
    with TTFont(_font_folder() / FONT, lazy=True) as font:
        return frozenset(c for c in map(chr, font.getBestCmap()) if c.isprintable())
