"""Every page type with somebody who may open it. A new page without a line here fails `test_axe`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.urls import reverse
from django.utils import timezone

from competitions.enums import NominationStatus, Phase
from competitions.models import Award, Edition, Nomination
from rt_registry.models import RT
from scoring.enums import DocumentKind, MessageOutcome, PaperStatus
from scoring.models import (
    AssessmentTeam,
    Assessor,
    FieldMessage,
    PrizeHandover,
    Result,
    ResultEntry,
    Score,
    ScoreSheet,
    SheetPhoto,
)
from scoring.selectors.papers import missing_rows
from scoring.services.documents import issue_document
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.e2e import uploads
from tests.e2e.demo import Demo
from tests.factories import (
    create_decree,
    create_edition,
    create_handover,
    create_nomination,
    create_paper,
    create_sheet,
)


OPERATOR: Final = "operator.kenali-besar"
VERIFIER: Final = "verifikator.alam-barajo"


@dataclass(frozen=True)
class Visit:
    """Who opens which address."""

    who: str
    path: str


Opening = Callable[[Demo], Visit]


def public(name: str, *args: object, query: str = "") -> Opening:
    return lambda demo: Visit("", reverse(name, args=args) + query)


def as_(who: str, name: str, *args: object, query: str = "") -> Opening:
    return lambda demo: Visit(who, reverse(name, args=args) + query)


def of_edition(who: str, name: str, slug: str = "") -> Opening:
    """A page of the edition under assessment, or of the one named."""
    return lambda demo: Visit(who, reverse(name, args=[slug or demo.assessing.slug]))


def operators(name: str, status: NominationStatus) -> Opening:
    """A page of an entry, as the operator of its kelurahan."""

    def opening(demo: Demo) -> Visit:
        entry = demo.entry(status)
        return Visit(f"operator.{entry.kelurahan.slug}", reverse(name, args=[entry.pk]))

    return opening


def verifiers(name: str, status: NominationStatus) -> Opening:
    def opening(demo: Demo) -> Visit:
        entry = demo.entry(status)
        return Visit(f"verifikator.{entry.kelurahan.kecamatan.slug}", reverse(name, args=[entry.pk]))

    return opening


def assessors(name: str, *, begun: bool = False) -> Opening:
    """A page of an assessor's sheet: one that nobody has begun, or one that is submitted."""

    def opening(demo: Demo) -> Visit:
        if begun:
            sheet = demo.submitted_sheet
            who = sheet.assessor.user.username if sheet.assessor.user else ""
            return Visit(who, reverse(name, args=[sheet.nomination_id]))
        visit = demo.visit_today
        return Visit(demo.member_of(visit.team), reverse(name, args=[visit.nomination_id]))

    return opening


def importing(path: Callable[[], str]) -> Opening:
    """A page of an import, made when it is looked at."""
    return lambda demo: Visit("admin", path())


def roster_rt(name: str, who: str = OPERATOR) -> Opening:
    def opening(demo: Demo) -> Visit:
        rt = RT.objects.filter(kelurahan__slug="kenali-besar", active_until=None).order_by("number")[0]
        return Visit(who, reverse(name, args=[rt.pk]))

    return opening


def account(name: str) -> Opening:
    def opening(demo: Demo) -> Visit:
        return Visit("admin", reverse(name, args=[demo.user(OPERATOR).pk]))

    return opening


def carried_out(demo: Demo) -> Nomination:
    return demo.submitted_sheet.nomination


def entry_page(name: str, who: str = "panitia") -> Opening:
    def opening(demo: Demo) -> Visit:
        return Visit(who, reverse(name, args=[demo.assessing.slug, carried_out(demo).pk]))

    return opening


def team(demo: Demo) -> Visit:
    first = AssessmentTeam.objects.filter(edition=demo.assessing).order_by("pk")[0]
    return Visit("panitia", reverse("scoring:team", args=[demo.assessing.slug, first.pk]))


def assessor(demo: Demo) -> Visit:
    return Visit("panitia", reverse("scoring:assessor", args=[Assessor.objects.order_by("pk")[0].pk]))


def checked_document(demo: Demo) -> Visit:
    """The check of a document, issued on the result of 2020 by whoever looks first."""
    publisher = demo.user("pejabat")
    result = Result.objects.get(edition__slug="2020-1", version=1)
    create_decree(result=result, by=publisher, dated=date(2020, 8, 17))
    press = issue_document(
        result=result, kind=DocumentKind.PRESS, site="https://bantar.test", by=publisher, now=timezone.now()
    )
    return Visit("", reverse("scoring:verification-code", args=[press.codes.get().code]))


def official_sheet(demo: Demo) -> Visit:
    sheet = demo.submitted_sheet
    return Visit("panitia", reverse("scoring:official-sheet", args=[demo.assessing.slug, sheet.pk]))


def field_sheet(demo: Demo) -> Visit:
    """What a phone handed in too late to count."""
    kept = FieldMessage.objects.filter(outcome=MessageOutcome.KEPT, nomination__edition=demo.assessing)[0]
    return Visit(
        "panitia", reverse("scoring:field-sheet", args=[demo.assessing.slug, kept.nomination_id, kept.assessor_id])
    )


def sheet_with_photos(demo: Demo) -> Visit:
    photo = SheetPhoto.objects.filter(distance_m__gt=0).order_by("taken_at")[0]
    sheet = ScoreSheet.objects.get(nomination=photo.nomination, assessor=photo.assessor)
    return Visit("panitia", reverse("scoring:official-sheet", args=[demo.assessing.slug, sheet.pk]))


def paper(status: PaperStatus, *, own: bool) -> Opening:
    """A paper sheet, typed in by the one who looks at it or by somebody else."""

    def opening(demo: Demo) -> Visit:
        row = missing_rows(demo.assessing)[-1]
        by = demo.user("panitia") if own else None
        made = create_paper(nomination=row.visit.nomination, assessor=row.missing[-1].assessor, by=by, status=status)
        return Visit("panitia", reverse("scoring:paper", args=[demo.assessing.slug, made.pk]))

    return opening


def paper_pictures(demo: Demo) -> Visit:
    row = missing_rows(demo.assessing)[-1]
    query = f"?entri={row.visit.nomination_id}&penilai={row.missing[0].assessor.pk}"
    return Visit("panitia", reverse("scoring:paper-new", args=[demo.assessing.slug]) + query)


def prizes(name: str, *, handed: bool | None = None) -> Opening:
    """The ledger of 2020, some prizes of which are handed over, or a prize that is or is not."""

    def opening(demo: Demo) -> Visit:
        result = Result.objects.get(edition__slug="2020-1")
        decree = result.decrees.filter(replaced_at=None).first() or create_decree(result=result)
        lines = list(result.entries.filter(winner=True).order_by("pk")[:3])
        if not PrizeHandover.objects.exists():
            for line in lines[:2]:
                create_handover(line=line, decree=decree, by=demo.user("panitia"), receipt=str(line.pk))
        about = [] if handed is None else [lines[0 if handed else 2].nomination_id]
        return Visit("panitia", reverse(name, args=["2020-1", *about]))

    return opening


def winner(demo: Demo) -> ResultEntry:
    return ResultEntry.objects.filter(result__edition__slug="2020-1", winner=True).order_by("pk")[0]


def result_entry(demo: Demo) -> Visit:
    kelurahan, numbers = winner(demo).entry.split("/")
    return Visit("", reverse("scoring:result-entry", args=["2020-1", kelurahan, numbers]))


def corrected(demo: Demo) -> Edition:
    """An edition with one entry, published and corrected by whoever looks first."""
    known = Edition.objects.filter(slug="koreksi").first()
    if known is not None:
        return known
    edition = create_edition(slug="koreksi", year=2020, period=3, phase=Phase.TALLY)
    rt = RT.objects.filter(kelurahan__slug="kenali-besar", active_until=None).order_by("pk")[0]
    entry = create_nomination(edition=edition, rts=[rt], status=NominationStatus.CARRIED_OUT)
    for _ in range(3):
        create_sheet(nomination=entry, value=3)
    for reason in ("", "Salah salin satu lembar nilai"):
        now, publisher = timezone.now(), demo.user("pejabat")
        result = draft_result(edition=edition, by=demo.user("panitia"), now=now, reason=reason)
        result = approve_result(result=result, by=publisher, now=now)
        publish_result(result=result, by=publisher, now=now)
        Score.objects.filter(sheet__nomination=entry, indicator__code="B1").update(value=4)
    return Edition.objects.get(slug="koreksi")


def correction(demo: Demo) -> Visit:
    return Visit("", reverse("scoring:result-changes", args=[corrected(demo).slug]))


def corrected_result(demo: Demo) -> Visit:
    return Visit("", reverse("scoring:result", args=[corrected(demo).slug]))


def rt_with_awards(demo: Demo) -> Visit:
    award = Award.objects.filter(edition__year=demo.year - 1).order_by("pk")[0]
    return Visit("", reverse("scoring:rt", args=[award.rt_id]))


def rt_without_awards(demo: Demo) -> Visit:
    rt = RT.objects.filter(awards=None, entries=None, active_until=None).order_by("pk")[0]
    return Visit("", reverse("scoring:rt", args=[rt.pk]))


PUBLIC_PAGES: Final[dict[str, Opening]] = {
    "scoring:home": public("scoring:home"),
    "scoring:home in English": lambda demo: Visit("", "/en/"),
    "scoring:search": public("scoring:search", query="?q=kenali"),
    "scoring:search nothing": public("scoring:search", query="?q=zzzz"),
    "scoring:results": public("scoring:results"),
    "scoring:result": public("scoring:result", "2020-1"),
    "scoring:result filtered": public("scoring:result", "2020-1", query="?kecamatan=15.71.08&kategori=besar"),
    "scoring:result-entry": result_entry,
    "scoring:result-recount": public("scoring:result-recount", "2020-1"),
    "scoring:result-changes": correction,
    "scoring:result corrected": corrected_result,
    "scoring:verification": public("scoring:verification"),
    "scoring:verification-draft": public("scoring:verification-draft"),
    "scoring:verification-code": checked_document,
    "scoring:open-data": public("scoring:open-data"),
    "scoring:open-data in English": lambda demo: Visit("", "/en/data/"),
    "scoring:dataset": public("scoring:dataset", "2020-1"),
    "scoring:dataset of regions": public("scoring:dataset", "kode_wilayah"),
    "scoring:rt": rt_with_awards,
    "scoring:rt without awards": rt_without_awards,
    "scoring:regions": public("scoring:regions"),
    "scoring:kecamatan": public("scoring:kecamatan", "alam-barajo"),
    "scoring:kelurahan": public("scoring:kelurahan", "alam-barajo", "kenali-besar"),
    "scoring:statistics": public("scoring:statistics"),
    "scoring:indicators": public("scoring:indicators"),
    "scoring:map": public("scoring:map"),
    "account_login": public("account_login"),
    "accounts:redeem-slip": public("accounts:redeem-slip"),
    "404": lambda demo: Visit("", "/tidak-ada/"),
}

DESK_PAGES: Final[dict[str, Opening]] = {
    "accounts:account": as_("pejabat", "accounts:account"),
    "account_logout": as_("pejabat", "account_logout"),
    "account_change_password": as_("pejabat", "account_change_password"),
    "account_reauthenticate": as_("pejabat", "account_reauthenticate"),
    "mfa_index": as_("pejabat", "mfa_index"),
    "mfa_activate_totp": as_("pejabat", "mfa_activate_totp"),
    "403": as_(OPERATOR, "scoring:committee"),
    "rt_registry:roster": as_(OPERATOR, "rt_registry:roster"),
    "rt_registry:roster chosen": as_("admin", "rt_registry:roster"),
    "rt_registry:roster-add": as_(OPERATOR, "rt_registry:roster-add"),
    "rt_registry:roster-counts": as_(OPERATOR, "rt_registry:roster-counts"),
    "rt_registry:roster-rt": roster_rt("rt_registry:roster-rt"),
    "rt_registry:roster-rt-change": roster_rt("rt_registry:roster-rt-change"),
    "rt_registry:roster-rt-close": roster_rt("rt_registry:roster-rt-close"),
    "rt_registry:roster-rt-renumber": roster_rt("rt_registry:roster-rt-renumber"),
    "rt_registry:roster-rt-split": roster_rt("rt_registry:roster-rt-split"),
    "rt_registry:roster-rt-merge": roster_rt("rt_registry:roster-rt-merge"),
    "rt_registry:roster-rt-move": roster_rt("rt_registry:roster-rt-move", who="admin"),
    "rt_registry:accounts": as_("admin", "rt_registry:accounts"),
    "rt_registry:account-add": as_("admin", "rt_registry:account-add"),
    "rt_registry:account-sheet": as_("admin", "rt_registry:account-sheet"),
    "rt_registry:account": account("rt_registry:account"),
    "rt_registry:account-change": account("rt_registry:account-change"),
    "rt_registry:account-grant": account("rt_registry:account-grant"),
    "rt_registry:account-off": account("rt_registry:account-off"),
    "rt_registry:trace": as_("auditor", "rt_registry:trace"),
    "rt_registry:imports": as_("admin", "rt_registry:imports"),
    "rt_registry:import-draft": importing(uploads.messy),
    "rt_registry:import-draft to store": importing(uploads.ready),
    "rt_registry:import-draft unmapped": importing(uploads.unmapped),
    "rt_registry:import-draft unreadable": importing(uploads.unreadable),
    "rt_registry:import-draft working": importing(uploads.working),
    "rt_registry:import-result": importing(uploads.stored),
    "rt_registry:parked-rows": importing(uploads.parked_rows),
    "rt_registry:parked-row": importing(uploads.parked_row),
    "rt_registry:known-spellings": importing(uploads.spellings),
    "competitions:kelurahan-desk": as_(OPERATOR, "competitions:kelurahan-desk"),
    "competitions:nomination-new": as_(OPERATOR, "competitions:nomination-new"),
    "competitions:nomination": operators("competitions:nomination", NominationStatus.RETURNED),
    "competitions:nomination draft": operators("competitions:nomination", NominationStatus.DRAFT),
    "competitions:nomination-change": operators("competitions:nomination-change", NominationStatus.DRAFT),
    "competitions:nomination-withdraw": operators("competitions:nomination-withdraw", NominationStatus.DRAFT),
    "competitions:kecamatan-desk": as_(VERIFIER, "competitions:kecamatan-desk"),
    "competitions:kecamatan-entries": as_(VERIFIER, "competitions:kecamatan-entries"),
    "competitions:check": verifiers("competitions:check", NominationStatus.SUBMITTED),
    "competitions:entries": of_edition("panitia", "competitions:entries"),
    "competitions:entry": entry_page("competitions:entry"),
    "scoring:assessor-day": lambda demo: Visit(demo.member_of(demo.visit_today.team), reverse("scoring:assessor-day")),
    "scoring:field": lambda demo: Visit(demo.member_of(demo.visit_today.team), reverse("scoring:field")),
    "scoring:lead": lambda demo: Visit(demo.member_of(demo.visit_today.team, lead=True), reverse("scoring:lead")),
    "scoring:visit": assessors("scoring:visit"),
    "scoring:sheet": assessors("scoring:sheet"),
    "scoring:sheet read only": assessors("scoring:sheet", begun=True),
    "scoring:committee": as_("panitia", "scoring:committee"),
    "scoring:cockpit": of_edition("pejabat", "scoring:cockpit", "latihan-rekap"),
    "scoring:cockpit-ranking": of_edition("panitia", "scoring:cockpit-ranking", "latihan-rekap"),
    "scoring:decisions": of_edition("panitia", "scoring:decisions", "latihan-rekap"),
    "scoring:entry-compare": entry_page("scoring:entry-compare"),
    "scoring:result-desk": of_edition("pejabat", "scoring:result-desk", "latihan-sementara"),
    "scoring:result-desk to draft": of_edition("panitia", "scoring:result-desk", "latihan-rekap"),
    "scoring:documents": of_edition("pejabat", "scoring:documents", "2020-1"),
    "scoring:documents of a draft": of_edition("panitia", "scoring:documents", "latihan-sementara"),
    "scoring:ledger": prizes("scoring:ledger"),
    "scoring:prizes-several": prizes("scoring:prizes-several"),
    "scoring:prize": prizes("scoring:prize", handed=False),
    "scoring:prize handed over": prizes("scoring:prize", handed=True),
    "scoring:result-difference": as_("panitia", "scoring:result-difference", "2020-1", 1),
    "scoring:field-board": of_edition("panitia", "scoring:field-board"),
    "scoring:field-sheet": field_sheet,
    "scoring:field-file": as_("panitia", "scoring:field-file"),
    "scoring:editions": as_("panitia", "scoring:editions"),
    "scoring:edition-new": as_("panitia", "scoring:edition-new"),
    "scoring:edition": of_edition("panitia", "scoring:edition"),
    "scoring:edition-rules": of_edition("panitia", "scoring:edition-rules"),
    "scoring:teams": of_edition("panitia", "scoring:teams"),
    "scoring:team": team,
    "scoring:assignments": of_edition("panitia", "scoring:assignments"),
    "scoring:assessors": as_("panitia", "scoring:assessors"),
    "scoring:assessor": assessor,
    "scoring:entry-sheets": entry_page("scoring:entry-sheets"),
    "scoring:official-sheet": official_sheet,
    "scoring:papers": of_edition("panitia", "scoring:papers"),
    "scoring:paper-new": of_edition("panitia", "scoring:paper-new"),
    "scoring:paper-new pictures": paper_pictures,
    "scoring:paper": paper(PaperStatus.TYPED, own=False),
    "scoring:paper in typing": paper(PaperStatus.TYPING, own=True),
    "scoring:paper sent back": paper(PaperStatus.RETURNED, own=True),
    "scoring:official-sheet with photos": sheet_with_photos,
}

NOT_PAGES: Final = frozenset(
    {
        # files and what htmx or scripts fetch
        "competitions:evidence",
        "competitions:photo",
        "competitions:nomination-precheck",
        "rt_registry:roster-xlsx",
        "rt_registry:roster-csv",
        "rt_registry:account-sheet-example",
        "rt_registry:import-template",
        "rt_registry:import-export",
        "rt_registry:import-findings",
        "rt_registry:import-file",
        "rt_registry:import-marked",
        "rt_registry:import-progress",
        "rt_registry:trace-csv",
        "scoring:blank-sheets",
        "scoring:paper-picture",
        "scoring:boundaries",
        "scoring:sheet-photo",
        "scoring:result-json",
        "scoring:result-csv",
        "scoring:result-xlsx",
        # the open API
        "api:openapi",
        "api:index",
        "api:editions",
        "api:edition",
        "api:result",
        "api:entries",
        "api:entry",
        "api:awards",
        "api:rts",
        "api:rt",
        "api:regions",
        "api:indicators",
        "api:recaps",
        "api:statistics",
        "api:unknown",
        # files of open data
        "scoring:data-file",
        "scoring:data-archive",
        "scoring:data-catalogue",
        "scoring:data-ckan",
        "scoring:data-key",
        "scoring:result-annex",
        "scoring:result-press",
        "scoring:document-file",
        "scoring:document-preview",
        "scoring:document-progress",
        "scoring:ledger-csv",
        "scoring:ledger-xlsx",
        # acts: their refusals are shown on the pages above
        "scoring:prize-cancel",
        "competitions:nomination-submit",
        "competitions:evidence-add",
        "competitions:evidence-remove",
        "competitions:evidence-release",
        "competitions:evidence-withdraw",
        "competitions:verify",
        "competitions:return",
        "competitions:reject",
        "competitions:entry-kk",
        "competitions:entry-not-assessed",
        "competitions:entry-disqualified",
        "competitions:entry-reinstated",
        "rt_registry:roster-rt-count",
        "rt_registry:roster-rt-reopen",
        "rt_registry:account-end",
        "rt_registry:account-on",
        "rt_registry:import-cancel",
        "rt_registry:import-restart",
        "rt_registry:import-undo",
        "rt_registry:parked-row-dismiss",
        "rt_registry:spelling-forget",
        "rt_registry:header-forget",
        "scoring:assignment-take-back",
        "scoring:assignments-propose",
        "scoring:conflict-lift",
        "scoring:document-decree",
        "scoring:document-issue",
        "scoring:document-minutes",
        "scoring:document-restart",
        "scoring:document-withdraw",
        "scoring:edition-phase",
        "scoring:field-take-in",
        "scoring:paper-add",
        "scoring:paper-confirm",
        "scoring:paper-discard",
        "scoring:paper-return",
        "scoring:result-approve",
        "scoring:result-discard",
        "scoring:result-draft",
        "scoring:result-publish",
        "scoring:result-schedule",
        "scoring:result-unschedule",
        "scoring:sheet-photo-evidence",
        "scoring:sheet-reopen",
        "scoring:sheet-submit",
        "scoring:team-member",
        "scoring:visit-close",
        "scoring:visit-reopen",
        # reached by acts, in `test_axe_after_acts`
        "rt_registry:account-batch",
        "rt_registry:account-slips",
        "scoring:sheet-summary",
        # shown to people whose account was switched off; and to those without a password, whom slips serve
        "account_inactive",
        "account_set_password",
        # what the app on the phone fetches
        "field-worker",
        "scoring:field-manifest",
        "scoring:field-api:device",
        "scoring:field-api:device-key",
        "scoring:field-api:me",
        "scoring:field-api:openapi",
        "scoring:field-api:photo",
        "scoring:field-api:photo-part",
        "scoring:field-api:plan",
        "scoring:field-api:send",
        # machines
        "healthz",
        "readyz",
    }
)
