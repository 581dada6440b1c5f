"""An upload on its way: opened, looked at, answered, then stored exactly as it was shown, or given up."""

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.web.errors import Refusal
from rt_registry.enums import ImportState
from rt_registry.models import ImportBatch, ImportDraft
from rt_registry.spreadsheets.door import import_spreadsheet, plain_name
from rt_registry.spreadsheets.draft_picture import picture_of
from rt_registry.spreadsheets.headers import Taught
from rt_registry.spreadsheets.kinds import Progress, silent
from rt_registry.spreadsheets.marked import mark, marked_name
from rt_registry.spreadsheets.reading import check_size, read_workbook
from rt_registry.spreadsheets.report import ImportReport, Problem, Severity
from rt_registry.spreadsheets.spellings import ConfirmedName
from rt_registry.spreadsheets.storing import keep_file


KEPT_FOR: Final = timedelta(days=14)
OPEN: Final = frozenset({ImportState.WAITING, ImportState.WORKING, ImportState.READY, ImportState.FAILED})
NOTHING_SHOWN: Final = "-"
"""The fingerprint of a confirmation that saw no preview; no preview has it."""


class DraftIsOver(Refusal):
    message = _("This upload is stored or cancelled already; nothing about it can be changed.")


class FileIsGone(Refusal):
    message = _("The uploaded file is no longer there. Choose it once more.")


def open_draft(
    *, kind: str, edition_slug: str, file: File[Any], file_name: str, by: User, now: datetime
) -> ImportDraft:
    """Keep an upload as it came. Raises UnreadableFile on one that is too large, before it is read; FileNotKept."""
    check_size(file.size)
    forget_old_drafts(now=now)
    draft = ImportDraft(
        kind=kind,
        edition_slug=edition_slug,
        file_name=plain_name(file_name),
        file_sha256=_digest(file),
        size=file.size,
        uploaded_by=by,
        uploaded_at=now,
    )
    draft.file = keep_file(file)
    draft.save()
    return draft


def _digest(file: File[Any]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.hexdigest()


def prepare(draft: ImportDraft, now: datetime, progress: Progress = silent) -> ImportDraft:
    """Look at the upload with the answers given so far, and keep what there is to show. Stores nothing else."""
    _keep(draft, _through_door(draft, by=draft.uploaded_by, now=now, progress=progress, dry_run=True))
    return draft


def answer(draft: ImportDraft, answers: Mapping[str, Any], *, edition_slug: str | None = None) -> ImportDraft:
    """Add what a person said; the preview is no longer the one to confirm. Another sheet has other columns."""
    with transaction.atomic():
        locked = _locked(draft)
        if locked.state not in OPEN:
            raise DraftIsOver
        merged = {**locked.answers, **answers}
        is_other_sheet = (merged.get("sheet") or "") != (locked.answers.get("sheet") or "")
        if is_other_sheet and "taught" not in answers:
            merged.pop("taught", None)
        locked.answers = merged
        if edition_slug is not None:
            locked.edition_slug = edition_slug
        locked.state, locked.fingerprint = ImportState.WAITING, ""
        locked.save(update_fields=["answers", "edition_slug", "state", "fingerprint"])
    return locked


def confirm(draft: ImportDraft, fingerprint: str, by: User, now: datetime, progress: Progress = silent) -> ImportDraft:
    """Store exactly what the preview with this fingerprint showed, once; the answer is the draft as it is then.

    A draft stored already is answered as it is. Where anything changed since, nothing is stored and there is a new
    preview to look at.
    """
    with transaction.atomic():
        locked = _locked(draft)
        if locked.state == ImportState.STORED:
            return locked
        if locked.state not in OPEN:
            raise DraftIsOver
        report = _through_door(
            locked,
            by=by,
            now=now,
            progress=progress,
            expected_sha256=locked.file_sha256,
            expected_fingerprint=fingerprint or NOTHING_SHOWN,
            stored_file=locked.file.name,
        )
        if report.stored:
            _settle(locked, report)
            return locked
    _keep(
        locked,
        _through_door(locked, by=by, now=now, progress=silent, dry_run=True),
        has_changed=any(problem.code == "changed_meanwhile" for problem in report.problems),
    )
    return locked


def cancel(draft: ImportDraft) -> None:
    """Give an upload up; its file goes."""
    with transaction.atomic():
        locked = _locked(draft)
        if locked.state == ImportState.STORED:
            raise DraftIsOver
        locked.state, locked.report, locked.fingerprint = ImportState.CANCELLED, None, ""
        locked.save(update_fields=["state", "report", "fingerprint"])
        transaction.on_commit(lambda: locked.file.storage.delete(str(locked.file.name)))


def findings(draft: ImportDraft, now: datetime) -> tuple[str, bytes]:
    """A copy of the upload with everything found marked in it, and its name. Raises UnreadableFile."""
    report = _through_door(draft, by=draft.uploaded_by, now=now, progress=silent, dry_run=True)
    workbook = report.preview.workbook or read_workbook(_content(draft))
    marked = mark(workbook, report.sheet, report.problems, header_row=report.header_row)
    return marked_name(draft.file_name), marked


def findings_of(batch: ImportBatch) -> tuple[str, bytes]:
    """The same of a stored import, with what was said of it then. Raises UnreadableFile."""
    workbook = read_workbook(_content(batch))
    problems = [Problem(**{**said, "severity": Severity(said["severity"])}) for said in batch.report["problems"]]
    return marked_name(batch.file_name), mark(workbook, batch.sheet or None, problems, header_row=batch.header_row)


def forget_old_drafts(*, now: datetime) -> None:
    """Uploads that nobody went on with for two weeks go, and cancelled ones; files of stored ones stay with these."""
    for draft in ImportDraft.objects.filter(uploaded_at__lt=now - KEPT_FOR).exclude(state=ImportState.STORED):
        draft.file.storage.delete(str(draft.file.name))
        draft.delete()


def _locked(draft: ImportDraft) -> ImportDraft:
    return ImportDraft.objects.select_for_update(of=("self",)).select_related("uploaded_by").get(pk=draft.pk)


def _through_door(draft: ImportDraft, *, by: User, now: datetime, progress: Progress, **more: Any) -> ImportReport:
    answers = draft.answers
    return import_spreadsheet(
        kind=draft.kind,
        data=_content(draft),
        file_name=draft.file_name,
        edition_slug=draft.edition_slug,
        by=by,
        now=now,
        sheet=answers.get("sheet") or None,
        taught=_taught(answers.get("taught")),
        names=[ConfirmedName(n["level"], n["typed"], n["parent"], n["code"]) for n in answers.get("names", ())],
        accept_suggestions=bool(answers.get("accept")),
        park=bool(answers.get("park")),
        acknowledge=str(answers.get("acknowledge", "")),
        progress=progress,
        **more,
    )


def _taught(said: Mapping[str, Any] | None) -> Taught | None:
    if said is None:
        return None
    return Taught(said["first"], said["last"], {int(index): str(key) for index, key in said["columns"].items()})


def _content(draft: ImportDraft | ImportBatch) -> bytes:
    try:
        with draft.file.storage.open(str(draft.file.name)) as file:
            return bytes(file.read())
    except OSError as gone:
        raise FileIsGone from gone


def _keep(draft: ImportDraft, report: ImportReport, *, has_changed: bool = False) -> None:
    """Keep the preview, unless somebody gave the upload up or stored it meanwhile."""
    draft.report = {**picture_of(report, asked_for=draft.answers.get("sheet")), "has_changed": has_changed}
    draft.fingerprint = report.preview.fingerprint
    draft.state = ImportState.READY if report.preview.workbook else ImportState.FAILED
    said = {"report": draft.report, "fingerprint": draft.fingerprint, "state": draft.state}
    if not ImportDraft.objects.filter(pk=draft.pk, state__in=OPEN).update(**said):
        draft.refresh_from_db()


def _settle(draft: ImportDraft, report: ImportReport) -> None:
    """What was shown is in the batch's own report from now on."""
    draft.state, draft.report = ImportState.STORED, None
    draft.batch = ImportBatch.objects.get(pk=report.import_id) if report.import_id else None
    draft.save(update_fields=["state", "report", "batch"])
