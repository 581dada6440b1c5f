"""One object of every class, and one person of every role, with a neighbour beside each."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase
from competitions.models import Edition, Evidence, Nomination, ReleasedPhoto
from rt_registry.enums import ImportState, Role
from rt_registry.models import RT, ImportBatch, ImportDraft, ParkedRow, RegionAlias, RoleGrant, SheetShape
from scoring.enums import DocumentKind
from scoring.models import (
    AssessmentTeam,
    Assignment,
    ConflictMark,
    DocumentIssue,
    PaperSheet,
    Result,
    ResultEntry,
    Score,
    ScoreSheet,
    SheetPhoto,
)
from scoring.services.documents import issue_document
from scoring.services.publication import approve_result, draft_result, publish_result
from tests.factories import (
    NOW,
    create_assessor,
    create_decree,
    create_device,
    create_edition,
    create_held_visit,
    create_import_draft,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_paper,
    create_parked_row,
    create_region_alias,
    create_rt,
    create_scored_nomination,
    create_sheet,
    create_sheet_photo,
    create_team,
    create_user,
)


ROLES = (
    "anonymous",
    "nobody",
    "operator",
    "other_operator",
    "verifier",
    "other_verifier",
    "pendamping",
    "other_pendamping",
    "assessor",
    "other_assessor",
    "lead",
    "committee",
    "publisher",
    "admin",
    "auditor",
)
OFFICIALS = frozenset({"committee", "publisher", "admin", "auditor"})
SIGNED_IN = frozenset(ROLES) - {"anonymous"}


@dataclass
class World:
    """The objects that the routes are asked about; the `other_...` people belong to a neighbour of them."""

    people: dict[str, User]
    rt: RT
    nominating: Edition
    draft: Nomination
    submitted: Nomination
    evidence: Evidence
    photo: ReleasedPhoto
    assessing: Edition
    visited: Nomination
    assignment: Assignment
    team: AssessmentTeam
    sheet: ScoreSheet
    sheet_photo: SheetPhoto
    conflict: ConflictMark
    paper: PaperSheet
    grant: RoleGrant
    batch: ImportBatch
    upload: ImportDraft
    long_upload: ImportDraft
    parked: ParkedRow
    alias: RegionAlias
    shape: SheetShape
    published: Edition
    winner: ResultEntry
    document: DocumentIssue


def create_world() -> World:
    kecamatan, kelurahan = _territory("Telanaipura", "Simpang IV Sipin")
    other_kecamatan, other_kelurahan = _territory("Jelutung", "Talang Jauh")
    lead, assessor, other = (create_assessor() for _ in range(3))
    people = {
        "nobody": create_user(),
        "operator": create_user(role=Role.OPERATOR, kelurahan=kelurahan),
        "other_operator": create_user(role=Role.OPERATOR, kelurahan=other_kelurahan),
        "verifier": create_user(role=Role.VERIFIER, kecamatan=kecamatan),
        "other_verifier": create_user(role=Role.VERIFIER, kecamatan=other_kecamatan),
        "pendamping": create_user(role=Role.PENDAMPING, kecamatan=kecamatan),
        "other_pendamping": create_user(role=Role.PENDAMPING, kecamatan=other_kecamatan),
        "assessor": assessor.user,
        "other_assessor": other.user,
        "lead": lead.user,
        "committee": create_user(role=Role.COMMITTEE),
        "publisher": create_user(role=Role.PUBLISHER),
        "admin": create_user(role=Role.ADMIN),
        "auditor": create_user(role=Role.AUDITOR),
    }
    year = timezone.localdate().year
    nominating = create_edition(slug="usulan", year=year, period=2, phase=Phase.NOMINATION)
    draft = create_nomination(
        edition=nominating, rts=[create_rt(kelurahan=kelurahan, year=year)], status=NominationStatus.DRAFT
    )
    submitted = create_nomination(
        edition=nominating, rts=[create_rt(kelurahan=kelurahan, year=year)], status=NominationStatus.SUBMITTED
    )
    evidence = _evidence(draft, people["operator"])
    assessing = create_edition(slug="penilaian", year=year, period=1, phase=Phase.ASSESSMENT)
    visited = create_nomination(edition=assessing, rts=[create_rt(kelurahan=kelurahan, year=year)])
    team = create_team(edition=assessing, assessors=[lead, assessor])
    create_team(edition=assessing, assessors=[other])
    assignment = Assignment.objects.create(nomination=visited, team=team, visit_on=timezone.localdate())
    device = create_device(assessor=assessor)
    create_held_visit(device=device, nomination=visited)
    published = create_edition(slug="terbit", year=year - 1, phase=Phase.TALLY)
    corrected = create_scored_nomination(edition=published, value=4)
    _publish(published, people)
    Score.objects.filter(sheet__nomination=corrected, indicator__code="B1").update(value=3)
    published.refresh_from_db()
    return World(
        people=people,
        published=published,
        winner=_publish(published, people, reason="Salah salin"),
        document=issue_public(published, people["publisher"]),
        rt=draft.members.get().rt,
        nominating=nominating,
        draft=draft,
        submitted=submitted,
        evidence=evidence,
        photo=_photo(_evidence(submitted, people["operator"], sha="b"), people["committee"]),
        assessing=assessing,
        visited=visited,
        assignment=assignment,
        team=team,
        sheet=create_sheet(nomination=visited, assessor=assessor, submitted=False),
        sheet_photo=create_sheet_photo(device=device, nomination=visited),
        conflict=ConflictMark.objects.create(nomination=visited, assessor=lead, reason="Saudara", marked_at=NOW),
        paper=create_paper(nomination=visited, assessor=assessor, by=people["committee"]),
        grant=RoleGrant.objects.get(user=people["operator"]),
        batch=ImportBatch.objects.create(
            kind="accounts",
            file=ContentFile(b"nama\n", name="akun.csv"),
            file_name="akun.csv",
            file_sha256="0" * 64,
            imported_at=NOW,
            report={"problems": []},
        ),
        upload=create_import_draft(by=people["admin"], state=ImportState.READY),
        long_upload=create_import_draft(by=people["admin"], state=ImportState.WORKING),
        parked=create_parked_row(),
        alias=create_region_alias(kelurahan=kelurahan),
        shape=SheetShape.objects.create(
            kind="roster", signature="0" * 64, columns={"0": "kelurahan", "1": ""}, taught_at=NOW
        ),
    )


def _territory(kecamatan_name: str, kelurahan_name: str):
    kecamatan = create_kecamatan(name=kecamatan_name)
    return kecamatan, create_kelurahan(name=kelurahan_name, kecamatan=kecamatan)


def _publish(edition: Edition, people: dict[str, User], reason: str = "") -> ResultEntry:
    result = draft_result(edition=edition, by=people["committee"], now=NOW, reason=reason)
    result = approve_result(result=result, by=people["publisher"], now=NOW)
    return publish_result(result=result, by=people["publisher"], now=NOW).entries.get()


def _evidence(nomination: Nomination, by: User, sha: str = "a") -> Evidence:
    evidence = Evidence(
        nomination=nomination,
        kind="photo",
        content_type="image/jpeg",
        size=3,
        sha256=sha * 64,
        original_name="foto.jpg",
        uploaded_by=by,
        uploaded_at=NOW,
    )
    evidence.file.save("foto.jpg", ContentFile(b"abc"), save=False)
    evidence.save()
    return evidence


def _photo(evidence: Evidence, by: User) -> ReleasedPhoto:
    photo = ReleasedPhoto(evidence=evidence, width=1, height=1, released_by=by, released_at=NOW + timedelta(days=1))
    photo.file.save("foto.jpg", ContentFile(b"abc"), save=False)
    photo.save()
    return photo


def issue_public(edition: Edition, by: User) -> DocumentIssue:
    """Decree, annex and summary for the press of the newest version; the annex."""
    result = Result.objects.filter(edition=edition).published().latest_first()[0]
    create_decree(result=result, by=by)
    annex, _press = (
        issue_document(result=result, kind=kind, site="https://uji.test", by=by, now=NOW)
        for kind in DocumentKind.public()
    )
    return annex
