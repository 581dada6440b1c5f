"""A few drawn pictures as evidence, each saying that it is simulated; one of them released."""

from datetime import datetime
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from competitions.enums import DocumentKind, NominationStatus
from competitions.models import Edition, Nomination
from competitions.services.evidence import add_evidence, release_photo
from competitions.services.nominations import submit_nomination
from scoring.demo.editions import SHOWCASE, Demo


SIZE = (1200, 800)
PICTURES = 6
STAYS_A_DRAFT = 1


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


def seed_photos(demo: Demo, edition: Edition, now: datetime) -> None:
    """Give some draft entries a photo, hand all but one of them in, and release one photo."""
    drafts = Nomination.objects.filter(edition=edition, status=NominationStatus.DRAFT).select_related("kelurahan")
    shown_first = sorted(drafts, key=lambda entry: (entry.kelurahan.slug != SHOWCASE, entry.code))
    for number, entry in enumerate(shown_first[:PICTURES]):
        operator = demo.people.operators[entry.kelurahan_id]
        upload = SimpleUploadedFile(f"gotong-royong-{number}.jpg", draw_picture(entry.label, number * 17), "image/jpeg")
        evidence = add_evidence(nomination=entry, kind=DocumentKind.PHOTO, upload=upload, by=operator, now=now)
        if number != STAYS_A_DRAFT:
            submit_nomination(nomination=entry, by=operator, now=now)
        if number == 0:
            by = demo.people.officials.committee
            release_photo(evidence=evidence, caption="Gotong royong (data simulasi)", by=by, now=now)
