"""A few drawn pictures as evidence, each saying that it is simulated; one of them released."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from competitions.enums import DocumentKind
from competitions.models import Edition, Nomination
from competitions.services.evidence import add_evidence, release_photo
from scoring.demo.editions import Demo, at


SIZE = (1200, 800)
PICTURES = 6


def draw_picture(caption: str, hue: int) -> bytes:
    """A street of houses, as JPEG bytes."""
    picture = Image.new("RGB", SIZE, (221, 238, 246))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 560, *SIZE), fill=(120, 150, 96))
    pen.rectangle((0, 640, SIZE[0], 740), fill=(150, 150, 150))
    for i in range(5):
        left = 60 + i * 225
        pen.rectangle((left, 420, left + 160, 620), fill=(240 - 9 * i, 228, 200 - hue % 90))
        pen.polygon([(left - 20, 420), (left + 80, 330), (left + 180, 420)], fill=(150 + hue % 60, 70, 50))
    pen.text((40, 40), f"DATA SIMULASI: {caption}", fill=(20, 33, 27), font_size=34)
    out = BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()


def seed_photos(demo: Demo, edition: Edition) -> None:
    now = at(demo.today)
    for number, entry in enumerate(Nomination.objects.filter(edition=edition).order_by("code")[:PICTURES]):
        upload = SimpleUploadedFile(f"gotong-royong-{number}.jpg", draw_picture(entry.label, number * 17), "image/jpeg")
        evidence = add_evidence(
            nomination=entry, kind=DocumentKind.PHOTO, upload=upload, by=demo.people.officials.committee, now=now
        )
        if number == 0:
            release_photo(
                evidence=evidence, caption="Gotong royong (data simulasi)", by=demo.people.officials.committee, now=now
            )
