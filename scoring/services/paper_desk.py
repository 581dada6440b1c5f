"""What every act on a paper sheet shares: lock and read anew, who may, what is typed, trace."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.models import Nomination
from scoring.models import Assessor, Indicator, PaperSheet, ScoreSheet
from scoring.paper_refusals import AssessorInConflict, NotCommittee, NotInTheTeam, OwnPaper, SheetThere
from scoring.permissions import can_type_papers
from scoring.refusals import InConflict, NotAssigned
from scoring.services.sheet_gate import check_may_assess, check_open, gated
from scoring.services.sheet_lines import Line, VisitFacts
from scoring.services.teams import check_own_kecamatan


EMPTY: Final = Line()


def check_may_come(nomination: Nomination, assessor: Assessor, *, now: datetime) -> None:
    """Whether a sheet of this assessor may come in now: the rules of every sheet, said to the committee."""
    words: dict[str, Any] = {"assessor": assessor, "entry": nomination.label}
    sheet = gated(ScoreSheet.objects.filter(nomination=nomination, assessor=assessor)).first()
    try:
        if sheet is None:
            check_may_assess(nomination, assessor, now=now)
        elif sheet.is_submitted:
            raise SheetThere(**words)
        else:
            check_open(sheet)
            check_own_kecamatan([assessor], [nomination], now=now)
    except NotAssigned as refusal:
        raise NotInTheTeam(**words) from refusal
    except InConflict as refusal:
        raise AssessorInConflict(**words) from refusal


def paper_lines(paper: PaperSheet) -> dict[str, Line]:
    """What was typed so far, by indicator code."""
    return {code: Line(line["value"], line["note"]) for code, line in paper.scores.items()}


def paper_facts(paper: PaperSheet) -> VisitFacts:
    return VisitFacts(paper.visited_at, paper.place, paper.note)


def sheet_codes() -> list[str]:
    return list(Indicator.objects.order_by("order").values_list("code", flat=True))


def locked_paper(paper: PaperSheet) -> PaperSheet:
    """Lock the paper and read it anew, with the assessor's account as it is now."""
    rows = PaperSheet.objects.select_for_update(of=("self",)).select_related(
        "nomination__edition__rulebook", "nomination__kelurahan__kecamatan", "nomination__assignment", "assessor"
    )
    fresh = rows.select_related("typed_by").get(pk=paper.pk)
    fresh.assessor_user_id = fresh.assessor.user_id
    return fresh


def check_second(assessor_user: int | None, by: User) -> None:
    """The typist: of the committee, and not the assessor."""
    if not can_type_papers(by):
        raise NotCommittee
    if assessor_user == by.pk:
        raise OwnPaper


def is_submitted(paper: PaperSheet) -> bool:
    """Whether the sheet of this assessor and entry is submitted, by whatever way."""
    sheets = ScoreSheet.objects.filter(nomination_id=paper.nomination_id, assessor_id=paper.assessor_id)
    return sheets.submitted().exists()


def touch(paper: PaperSheet, *fields: str) -> None:
    paper.revision += 1
    paper.save(update_fields=[*fields, "revision"])


def trace(
    act: str,
    paper: PaperSheet,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    scope = paper.nomination.edition.slug
    record(act=act, subject=paper, by=by, now=now, scope=scope, reason=reason, details=details)
