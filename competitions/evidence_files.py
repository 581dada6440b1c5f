"""What a file is, judged by its content and never by its name; and a public copy of a photo without metadata."""

import hashlib
import io
import re
import unicodedata
import warnings
from dataclasses import dataclass
from typing import IO, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from bantar.web.errors import Refusal


# MPO is what many phones write as .jpg: a JPEG with a second picture behind it.
IMAGE_TYPES: Final = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp"}
PDF: Final = "application/pdf"
RELEASED_EDGE: Final = 1600

_HEIC_BRANDS: Final = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
_READING: Final = ("JPEG", "PNG", "WEBP")
_UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class FileEmpty(Refusal):
    message = _("“%(name)s” is empty. Please choose the file again.")


class FileTooLarge(Refusal):
    message = _("“%(name)s” is too large: at most %(most)s MB. A smaller photo or a scan in black and white will do.")


class FileTypeUnknown(Refusal):
    message = _("“%(name)s” cannot be taken: only photos (JPEG, PNG, WebP) and PDF.")


class FileIsHeic(Refusal):
    message = _(
        "“%(name)s” is a HEIC or AVIF photo, which most offices cannot open. "
        "Please save it as JPEG first (on an iPhone: Settings, Camera, Formats, Most Compatible)."
    )


class ImageBroken(Refusal):
    message = _("“%(name)s” is damaged and cannot be opened as a photo. Please take or send it again.")


class ImageTooManyPixels(Refusal):
    message = _("“%(name)s” has too many pixels (at most %(most)s million). Please send it smaller.")


@dataclass(frozen=True)
class InspectedFile:
    """What an upload turned out to be."""

    content_type: str
    size: int
    sha256: str
    name: str

    @property
    def is_image(self) -> bool:
        return self.content_type != PDF


def max_bytes() -> int:
    return int(getattr(settings, "EVIDENCE_MAX_BYTES", 10 * 1024 * 1024))


def max_pixels() -> int:
    return int(getattr(settings, "EVIDENCE_MAX_PIXELS", 64_000_000))


def inspect(file: IO[bytes], *, name: str, size: int, pixels: int | None = None) -> InspectedFile:
    """Find out what the file is, or refuse it with a sentence; leaves it at its beginning."""
    name = clean_name(name)
    if size == 0:
        raise FileEmpty(name=name)
    if size > max_bytes():
        raise FileTooLarge(name=name, most=max_bytes() // (1024 * 1024))
    head = _head(file)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        raise FileIsHeic(name=name)
    content_type = PDF if head.startswith(b"%PDF-") else _image_type(file, name, pixels)
    return InspectedFile(content_type, size, _sha256(file), name)


def clean_name(name: str) -> str:
    """The last part of a name, readable and short: it is shown, and never used as a path."""
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    name = " ".join(_UNPRINTABLE.sub("", name).split()) or "berkas"
    if len(name) <= 120:
        return name
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:100]}…{dot}{suffix}" if dot and len(suffix) <= 10 else name[:119] + "…"


def image_type(file: IO[bytes]) -> str | None:
    """The type of a stored photo by its first bytes, None if it is none; leaves it at its beginning."""
    head = _head(file)
    if head.startswith(b"\xff\xd8\xff"):
        return IMAGE_TYPES["JPEG"]
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return IMAGE_TYPES["PNG"]
    return IMAGE_TYPES["WEBP"] if head[:4] == b"RIFF" and head[8:12] == b"WEBP" else None


def public_copy(file: IO[bytes], *, name: str, edge: int = RELEASED_EDGE) -> tuple[bytes, int, int]:
    """A new JPEG of at most `edge` pixels, upright, without anything but the picture. Returns (data, width, height)."""
    image = _open(file, name)
    try:
        image.draft("RGB", (edge, edge))
        image.load()
        upright = ImageOps.exif_transpose(image)
        upright.thumbnail((edge, edge), Image.Resampling.LANCZOS)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ImageBroken(name=name) from error
    # A fresh canvas: comments, EXIF, colour profiles and whatever else a format carries stay behind.
    copy = Image.new("RGB", upright.size, "white")
    picture = upright.convert("RGBA")
    copy.paste(picture, mask=picture.getchannel("A"))
    data = io.BytesIO()
    copy.save(data, "JPEG", quality=84, optimize=True, progressive=True)
    return data.getvalue(), copy.width, copy.height


def _head(file: IO[bytes]) -> bytes:
    file.seek(0)
    head = file.read(16)
    file.seek(0)
    return head


def _sha256(file: IO[bytes]) -> str:
    file.seek(0)
    digest = hashlib.sha256()
    while part := file.read(1024 * 1024):
        digest.update(part)
    file.seek(0)
    return digest.hexdigest()


def _open(file: IO[bytes], name: str, pixels: int | None = None) -> Image.Image:
    """Open without decoding, so that a bomb is known by its size before it unfolds."""
    most = min(pixels or max_pixels(), max_pixels())
    file.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            image = Image.open(file, formats=_READING)
    except UnidentifiedImageError as error:
        raise FileTypeUnknown(name=name) from error
    except Image.DecompressionBombError as error:
        raise ImageTooManyPixels(name=name, most=most // 1_000_000) from error
    except (OSError, ValueError, SyntaxError) as error:
        raise ImageBroken(name=name) from error
    if image.width * image.height > most:
        raise ImageTooManyPixels(name=name, most=most // 1_000_000)
    return image


def _image_type(file: IO[bytes], name: str, pixels: int | None = None) -> str:
    """The type of a whole, readable image; decoding it small finds a photo that stops halfway."""
    try:
        _open(file, name, pixels).verify()
        image = _open(file, name, pixels)
        image.draft("RGB", (256, 256))
        image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise ImageBroken(name=name) from error
    file.seek(0)
    return IMAGE_TYPES[image.format or "JPEG"]
