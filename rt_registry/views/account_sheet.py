"""Accounts from a sheet: look first, then all of them or none, then their slips."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bantar.accounts.models import User
from bantar.web.http import SignedInRequest, go_to, require
from rt_registry.forms.accounts import SHEET_MAX_BYTES, SheetForm
from rt_registry.models import ImportBatch
from rt_registry.permissions import can_manage_accounts
from rt_registry.spreadsheets.accounts import ACCOUNTS
from rt_registry.spreadsheets.door import import_spreadsheet
from rt_registry.spreadsheets.report import ImportReport, Resolution
from rt_registry.spreadsheets.writing import TEXT, XLSX, SheetColumn, SheetData, write_xlsx
from rt_registry.views.pages import sent


EXAMPLE = (
    ("Operator Kenali Besar", "", "", "operator", "Kenali Besar", "Kelurahan Kenali Besar"),
    ("Kasi PMK Alam Barajo", "", "", "verifikator", "Alam Barajo", "Kecamatan Alam Barajo"),
    ("Penilai Dinas Kesehatan", "", "", "penilai", "", "Dinas Kesehatan"),
)


@dataclass(frozen=True)
class Upload:
    """A sheet with its name; the preview carries it along, so that it is chosen only once."""

    name: str
    data: bytes

    @property
    def carried(self) -> str:
        return base64.b64encode(self.data).decode("ascii")


@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest) -> HttpResponse:
    """Preview a sheet; with `store` store it and go to its accounts."""
    require(can_manage_accounts(request.user))
    if "carried" in request.POST:
        return _second_step(request, _carried(request.POST))
    form = SheetForm(sent(request), request.FILES or None)
    if not form.is_valid():
        return render(request, "rt_registry/account_sheet.html", {"form": form, "columns": ACCOUNTS.columns})
    file = form.cleaned_data["file"]
    return _preview(request, Upload(file.name, file.read()))


def _carried(sent: Mapping[str, str]) -> Upload | None:
    try:
        data = base64.b64decode(sent.get("carried", ""), validate=True)
    except (binascii.Error, ValueError):
        return None
    return Upload(sent.get("file_name", "").replace("\0", "")[:255], data) if 0 < len(data) <= SHEET_MAX_BYTES else None


def _second_step(request: SignedInRequest, sheet: Upload | None) -> HttpResponse:
    if sheet is None:
        return go_to(request, "rt_registry:account-sheet", message=_("Choose the sheet once more."))
    report = _import(request, sheet, dry_run=False)
    if not report.stored or report.exit_code():
        return _show(request, sheet, report)
    if report.import_id is None:
        return go_to(request, "rt_registry:accounts", message=_("Everybody on this sheet has this account already."))
    return go_to(request, "rt_registry:account-batch", report.import_id, message=_("The accounts are made."))


def _preview(request: SignedInRequest, sheet: Upload) -> HttpResponse:
    return _show(request, sheet, _import(request, sheet, dry_run=True))


def _import(request: SignedInRequest, sheet: Upload, *, dry_run: bool) -> ImportReport:
    return import_spreadsheet(
        kind=ACCOUNTS.name,
        data=sheet.data,
        file_name=sheet.name,
        by=request.user,
        now=timezone.now(),
        dry_run=dry_run,
        accept_suggestions="accept" in request.POST,
    )


def _show(request: HttpRequest, sheet: Upload, report: ImportReport) -> HttpResponse:
    blocking = report.blocking()
    suggested = [problem for problem in blocking if problem.resolved_by == Resolution.SUGGESTION]
    context = {
        "sheet": sheet,
        "report": report,
        "blocking": blocking,
        "said": [problem for problem in report.problems if problem not in blocking],
        "only_suggestions": bool(suggested) and len(suggested) == len(blocking),
        "nothing_to_do": not (report.rows.new or report.rows.changed),
        "form": SheetForm(),
    }
    return render(request, "rt_registry/account_sheet_preview.html", context)


@require_safe
def batch(request: SignedInRequest, pk: int) -> HttpResponse:
    """The accounts one sheet has made, ready for their slips."""
    require(can_manage_accounts(request.user))
    stored = get_object_or_404(ImportBatch, pk=pk, kind=ACCOUNTS.name)
    made = list(User.objects.filter(date_joined=stored.imported_at).order_by("username"))
    return render(request, "rt_registry/account_batch.html", {"batch": stored, "made": made})


@require_safe
def example(request: SignedInRequest) -> HttpResponse:
    """An example sheet with the columns and one row per kind of role."""
    require(can_manage_accounts(request.user))
    columns = [SheetColumn(column.key, TEXT, 24) for column in ACCOUNTS.columns]
    response = HttpResponse(write_xlsx([SheetData("Akun", columns, EXAMPLE)]), content_type=XLSX)
    response["Content-Disposition"] = 'attachment; filename="akun-contoh.xlsx"'
    return response
