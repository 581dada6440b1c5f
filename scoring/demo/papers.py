"""Paper sheets in the demo: one waits for its third person, one is being typed in, one is confirmed."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import Final

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from bantar.accounts.models import User
from competitions.models import Edition, Nomination
from scoring.demo.editions import Demo
from scoring.models import Assessor, PaperSheet
from scoring.selectors.papers import missing_rows, rules_code_of
from scoring.selectors.sheets import indicators
from scoring.services.paper import begin_paper, finish_paper, save_paper
from scoring.services.paper_check import confirm_paper
from scoring.services.sheet_lines import VisitFacts


SIZE: Final = (1000, 1400)
INK: Final = (20, 33, 27)
PEN: Final = (36, 52, 140)
NOTES: Final = {"B3": "Kerja bakti tiap Jumat pagi.", "A2": "Pos ronda terisi tiap malam."}


def seed_papers(demo: Demo, edition: Edition, now: datetime) -> None:
    """Three sheets that visits of the past days still lack came on paper."""
    people = demo.people.officials
    missing = _missing(demo, edition)
    if len(missing) < len(("waiting", "typing", "confirmed")):
        return
    desk = _Desk(edition, [one.code for one in indicators()], rules_code_of(edition, indicators()), now)
    desk.typed(*missing[0], by=people.second)
    begun = desk.taken_in(*missing[1], by=people.committee)
    first = {code: value for code, value in desk.scores.items() if code.startswith("B")}
    save_paper(paper=begun, scores=first, notes={}, revision=0, by=people.committee, now=now)
    paper = desk.typed(*missing[2], by=people.second)
    confirm_paper(paper=paper, revision=paper.revision, by=people.committee, now=now)


def _missing(demo: Demo, edition: Edition) -> list[tuple[Nomination, Assessor]]:
    return [
        (row.visit.nomination, row.missing[0].assessor)
        for row in missing_rows(edition)
        if row.visit.closed_at is None and row.visit.visit_on is not None and row.visit.visit_on < demo.today
    ]


class _Desk:
    """Where the papers of one edition are taken in; everybody wrote the same scores, which is quickly compared."""

    def __init__(self, edition: Edition, codes: Sequence[str], rules_code: str, now: datetime) -> None:
        self.rules_code, self.now = rules_code, now
        self.scores = {code: (3, 4, 3, 2, 3, 4, 3)[number % 7] for number, code in enumerate(codes)}

    def taken_in(self, nomination: Nomination, assessor: Assessor, *, by: User) -> PaperSheet:
        picture = draw_paper(nomination.label, assessor.name, self.scores)
        return begin_paper(
            nomination=nomination,
            assessor=assessor,
            uploads=[SimpleUploadedFile("kertas.jpg", picture, "image/jpeg")],
            rules_code=self.rules_code,
            by=by,
            now=self.now,
        )

    def typed(self, nomination: Nomination, assessor: Assessor, *, by: User) -> PaperSheet:
        paper = self.taken_in(nomination, assessor, by=by)
        return finish_paper(
            paper=paper,
            scores=self.scores,
            notes=NOTES,
            facts=VisitFacts(self.now - timedelta(days=1), "Balai RT"),
            revision=0,
            by=by,
            now=self.now,
        )


def draw_paper(entry: str, assessor: str, scores: Mapping[str, int]) -> bytes:
    """A filled-in sheet on a table, as JPEG bytes."""
    picture = Image.new("RGB", SIZE, (250, 249, 244))
    pen = ImageDraw.Draw(picture)
    pen.text((60, 40), "DATA SIMULASI: Lembar Penilaian", fill=INK, font_size=34)
    pen.text((60, 90), f"{entry} - {assessor}", fill=INK, font_size=28)
    for row, (code, score) in enumerate(scores.items()):
        top = 150 + row * 56
        pen.text((60, top + 6), code, fill=INK, font_size=26)
        for value in range(5):
            left = 140 + value * 70
            pen.rectangle((left, top, left + 40, top + 40), outline=INK, width=2)
            pen.text((left + 13, top + 8), str(value), fill=(120, 130, 125), font_size=22)
            if value == score:
                pen.line((left - 4, top - 4, left + 44, top + 44), fill=PEN, width=5)
                pen.line((left + 44, top - 4, left - 4, top + 44), fill=PEN, width=5)
        pen.text((520, top + 6), NOTES.get(code, ""), fill=PEN, font_size=24)
        pen.line((60, top + 50, SIZE[0] - 60, top + 50), fill=(190, 196, 190))
    out = BytesIO()
    picture.rotate(0.8, expand=True, fillcolor=(92, 78, 66)).save(out, "JPEG", quality=75)
    return out.getvalue()
