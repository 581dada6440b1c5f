"""Evidence of an entry: private for good; the committee releases single photos as copies (DOMAIN 10)."""

from datetime import datetime

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.web.errors import Refusal
from competitions.enums import DocumentKind, NominationStatus, Phase
from competitions.evidence_files import InspectedFile, inspect, public_copy
from competitions.models import Evidence, Nomination, ReleasedPhoto
from competitions.refusals import NotEditable, ReasonMissing
from competitions.services.entries import ActBy, locked, trace


class EvidenceTwice(Refusal):
    message = _("“%(name)s” is already there, as “%(there)s”. The same file counts once.")


class TooMuchEvidence(Refusal):
    message = _("An entry holds at most %(most)s files. Remove one to make room for another.")


class PhotoMustBeImage(Refusal):
    message = _("“%(name)s” is a PDF. Please choose its kind of document instead of “Photo”.")


class UnknownDocumentKind(Refusal):
    message = _("Please choose what the file shows.")


class EvidenceRemoved(Refusal):
    message = _("This file was removed already.")


class PhotoReleased(Refusal):
    message = _("A public copy of this photo is released. The committee must withdraw the copy first.")


class NotAPhoto(Refusal):
    message = _("Only photos can be released, not documents.")


class AlreadyReleased(Refusal):
    message = _("A public copy of this photo is released already.")


class NotReleased(Refusal):
    message = _("No public copy of this photo is released.")


def max_files() -> int:
    return int(getattr(settings, "EVIDENCE_MAX_FILES", 20))


@transaction.atomic
def add_evidence(
    *, nomination: Nomination, kind: str, upload: "UploadedFile[bytes]", by: User | None, now: datetime
) -> Evidence:
    """Store one photo or PDF with an entry that is still in the kelurahan's hands."""
    nomination = _in_hand(nomination)
    if kind not in DocumentKind.values:
        raise UnknownDocumentKind
    if nomination.evidence.current().count() >= max_files():
        raise TooMuchEvidence(most=max_files())
    found = inspect(upload, name=upload.name or "", size=upload.size or 0)
    if kind == DocumentKind.PHOTO and not found.is_image:
        raise PhotoMustBeImage(name=found.name)
    _refuse_twice(nomination, found)
    evidence = _store(nomination, kind, upload, found, by=by, now=now)
    trace(nomination, "evidence.added", ActBy(by, now, details={"file": found.name, "kind": str(kind)}))
    return evidence


@transaction.atomic
def adopt_photo(
    *, nomination: Nomination, data: bytes, name: str, origin: str, reason: str, by: User | None, now: datetime
) -> Evidence:
    """Copy a photo that came another way into the evidence, in any phase; `origin` says in the trace whence."""
    if not reason.strip():
        raise ReasonMissing
    nomination = locked(nomination)
    file = ContentFile(data, name=name)
    found = inspect(file, name=name, size=len(data))
    if not found.is_image:
        raise PhotoMustBeImage(name=found.name)
    _refuse_twice(nomination, found)
    evidence = _store(nomination, DocumentKind.PHOTO, file, found, by=by, now=now)
    details = {"file": found.name, "kind": str(DocumentKind.PHOTO), "origin": origin}
    trace(nomination, "evidence.adopted", ActBy(by, now, reason.strip(), details))
    return evidence


@transaction.atomic
def remove_evidence(*, evidence: Evidence, by: User | None, now: datetime, reason: str = "") -> Evidence:
    """Take a file off the entry; it is kept as removed, for those who audit."""
    nomination = _in_hand(evidence.nomination)
    evidence = _current(evidence)
    if ReleasedPhoto.objects.filter(evidence=evidence).exists():
        raise PhotoReleased
    evidence.removed_at = now
    evidence.save(update_fields=["removed_at"])
    trace(nomination, "evidence.removed", ActBy(by, now, reason.strip(), {"file": evidence.original_name}))
    return evidence


@transaction.atomic
def release_photo(*, evidence: Evidence, caption: str, by: User, now: datetime) -> ReleasedPhoto:
    """Make a public copy of one photo: re-encoded, at most 1600 pixels, without metadata."""
    nomination = locked(evidence.nomination)
    evidence = _current(evidence)
    if not evidence.content_type.startswith("image/"):
        raise NotAPhoto
    if ReleasedPhoto.objects.filter(evidence=evidence).exists():
        raise AlreadyReleased
    with evidence.file.open("rb") as file:
        data, width, height = public_copy(file, name=evidence.original_name)
    photo = ReleasedPhoto(
        evidence=evidence, width=width, height=height, caption=caption.strip(), released_by=by, released_at=now
    )
    photo.file.save("photo.jpg", ContentFile(data), save=False)
    try:
        with transaction.atomic():
            photo.save()
    except IntegrityError as error:
        photo.file.delete(save=False)
        raise AlreadyReleased from error
    details = {"file": evidence.original_name, "caption": photo.caption}
    trace(nomination, "photo.released", ActBy(by, now, details=details))
    return photo


@transaction.atomic
def withdraw_release(*, evidence: Evidence, by: User, now: datetime, reason: str = "") -> None:
    """Take the public copy away, file and all."""
    nomination = locked(evidence.nomination)
    photo = ReleasedPhoto.objects.filter(evidence=evidence).first()
    if photo is None:
        raise NotReleased
    stored, name = photo.file.storage, str(photo.file.name)
    photo.delete()
    transaction.on_commit(lambda: stored.delete(name), robust=True)
    trace(nomination, "photo.withdrawn", ActBy(by, now, reason.strip(), {"file": evidence.original_name}))


def _in_hand(nomination: Nomination) -> Nomination:
    nomination = locked(nomination)
    in_time = nomination.edition.phase in {Phase.NOMINATION, Phase.VERIFICATION}
    if nomination.status not in NominationStatus.editable_by_operator() or not in_time:
        raise NotEditable(status=nomination.get_status_display())
    return nomination


def _current(evidence: Evidence) -> Evidence:
    fresh = Evidence.objects.current().filter(pk=evidence.pk).first()
    if fresh is None:
        raise EvidenceRemoved
    return fresh


def _refuse_twice(nomination: Nomination, found: InspectedFile) -> None:
    there = nomination.evidence.current().filter(sha256=found.sha256).first()
    if there is not None:
        raise EvidenceTwice(name=found.name, there=there.original_name)


def _store(
    nomination: Nomination,
    kind: str,
    upload: "File[bytes]",
    found: InspectedFile,
    *,
    by: User | None,
    now: datetime,
) -> Evidence:
    """Write file and row; a row that the database refuses takes its file along."""
    evidence = Evidence(
        nomination=nomination,
        kind=kind,
        content_type=found.content_type,
        size=found.size,
        sha256=found.sha256,
        original_name=found.name,
        uploaded_by=by,
        uploaded_at=now,
    )
    evidence.file.save("file", upload, save=False)
    try:
        with transaction.atomic():
            evidence.save()
    except IntegrityError as error:
        evidence.file.delete(save=False)
        raise EvidenceTwice(name=found.name, there=found.name) from error
    return evidence
