"""Sheets in the admin: django-import-export's upload, two steps and permissions before our one door (STACK 4)."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from import_export.admin import ExportMixin, ImportMixin
from import_export.forms import ExportForm
from import_export.results import Result

from bantar.web.http import signed_in_user
from rt_registry.forms.sheets import SheetConfirmForm, SheetImportForm
from rt_registry.sheet_formats import AnySheet, CsvOut, ParkedUpload, SheetFormat, Upload, XlsxOut, forget_old_uploads
from rt_registry.spreadsheets.door import import_spreadsheet
from rt_registry.spreadsheets.kinds import Kind, kind_named
from rt_registry.spreadsheets.report import ImportReport
from rt_registry.spreadsheets.storing import FileNotKept
from rt_registry.spreadsheets.writing import SheetData


SHOWN: Final = 200
NO_PREVIEW: Final = "-"
"""What no preview has for a fingerprint: a confirmation without one is shown what it would do."""


@dataclass(frozen=True)
class Field:
    """What the library's page lists as a column."""

    column_name: str


class DoorResult(Result):  # type: ignore[misc]
    """The door's report where the library expects its own result."""

    def __init__(self, report: ImportReport, sha256: str) -> None:
        super().__init__()
        self.report, self.sha256 = report, sha256

    def has_errors(self) -> bool:
        """Whether nothing that the confirmation offers could let it pass."""
        return self.report.unreadable or any(problem.resolved_by is None for problem in self.report.blocking())

    def has_validation_errors(self) -> bool:
        return False

    def context(self) -> dict[str, Any]:
        """What the page prints: first what stands in the way, and no more than a screenful of thousands."""
        blocking = self.report.blocking()
        known = {id(problem) for problem in blocking}
        said = [*blocking, *(problem for problem in self.report.problems if id(problem) not in known)]
        changes = sorted(self.report.preview.changes.items())
        return {
            "report": self.report,
            "problems": said[:SHOWN],
            "more": max(len(said) - SHOWN, 0),
            "changes": [
                (row, [(name, *both) for name, both in fields.items()]) for row, fields in changes[:SHOWN] if fields
            ],
            "more_changes": max(len(changes) - SHOWN, 0),
        }


class DoorResource:
    """Hands an upload to the door; the library's own reading and writing is not used."""

    def __init__(self, *, kind: str, **_others: Any) -> None:
        self.kind: Kind[Any] = kind_named(kind)

    @classmethod
    def get_display_name(cls) -> str:
        return str(gettext_lazy("Sheet"))

    def get_user_visible_fields(self) -> list[Field]:
        return [Field(column.key) for column in self.kind.columns]

    def import_data(
        self, dataset: Upload, *, dry_run: bool, file_name: str, user: Any, options: dict[str, Any], **_others: Any
    ) -> DoorResult:
        report = import_spreadsheet(
            kind=self.kind.name,
            data=dataset.data,
            file_name=file_name,
            by=user,
            now=timezone.now(),
            dry_run=dry_run,
            **options,
        )
        return DoorResult(report, hashlib.sha256(dataset.data).hexdigest())


class SheetImportMixin(ImportMixin):  # type: ignore[misc]
    """Import one kind of sheet from a model's list. The model itself may be read only: the door is not."""

    sheet_kind = ""
    import_form_class = SheetImportForm
    confirm_form_class = SheetConfirmForm
    import_formats = (AnySheet,)
    tmp_storage_class = ParkedUpload
    import_template_name = "admin/bantar/import.html"

    def edition_choices(self) -> list[tuple[str, str]]:
        """The editions to choose from; none: this kind belongs to no edition."""
        return []

    def has_import_permission(self, request: HttpRequest) -> bool:
        return signed_in_user(request).is_superuser

    def get_import_resource_classes(self, request: HttpRequest) -> list[type[DoorResource]]:
        return [DoorResource]

    def get_import_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"kind": self.sheet_kind}

    def get_import_form_kwargs(self, request: HttpRequest) -> dict[str, Any]:
        return {**super().get_import_form_kwargs(request), "editions": self.edition_choices()}

    def get_import_data_kwargs(self, *, form: forms.Form, **kwargs: Any) -> dict[str, Any]:
        data = form.cleaned_data
        return {"options": {"edition_slug": data.get("edition") or "", "sheet": data.get("sheet") or None}}

    def get_import_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_import_context_data(**kwargs), "sheet_kind": self.sheet_kind}

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The first step: a dry run, and its report as the preview."""
        forget_old_uploads(timezone.now())
        try:
            response = super().import_action(request, **kwargs)
        except FileNotKept as refused:
            messages.error(request, str(refused))
            return self._to("import")
        result = response.context_data.get("result")
        if result is not None:
            form = response.context_data["form"]
            parked = ParkedUpload(name=form.cleaned_data["import_file"].tmp_storage_name)
            response.context_data |= result.context()
            if "confirm_form" in response.context_data:
                response.context_data["confirm_form"] = self._confirm_form(form, result)
            else:
                parked.remove()
        return response  # type: ignore[no-any-return]

    def _confirm_form(self, form: forms.Form, result: DoorResult) -> forms.Form:
        data = form.cleaned_data
        chosen = {"edition": data.get("edition", ""), "sheet": data["sheet"]}
        return self._asking({**self.get_confirm_form_initial(None, form), **chosen}, result)

    def _asking(self, initial: dict[str, Any], result: DoorResult) -> forms.Form:
        """The form that confirms this preview, and no other."""
        pinned = {"sha256": result.sha256, "fingerprint": result.report.preview.fingerprint}
        form = SheetConfirmForm(initial={**initial, **pinned})
        form.ask_only(result.report)
        return form

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The second step: the very file that was previewed, read as it was shown, for good."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        form = SheetConfirmForm(request.POST)
        parked = ParkedUpload(name=form.cleaned_data["import_file_name"]) if form.is_valid() else None
        try:
            data = parked.read() if parked else None
        except OSError:
            data = None
        if parked is None or data is None:
            messages.error(request, _("The preview is no longer there. Choose the file once more."))
            return self._to("import")
        said = form.cleaned_data
        pinned = {"expected_sha256": said["sha256"], "expected_fingerprint": said["fingerprint"] or NO_PREVIEW}
        result = self._import(request, form, data, dry_run=False, **pinned)
        if not result.report.stored:
            return self._look_again(request, form, data, result)
        parked.remove()
        messages.success(request, _("Stored: %(summary)s.") % {"summary": result.report.summary()})
        return self._to("changelist")

    def _import(self, request: HttpRequest, form: SheetConfirmForm, data: bytes, **options: Any) -> DoorResult:
        return DoorResource(kind=self.sheet_kind).import_data(
            Upload(data),
            dry_run=options.pop("dry_run"),
            file_name=form.cleaned_data["original_file_name"],
            user=signed_in_user(request),
            options={**form.options(), **options},
        )

    def _look_again(
        self, request: HttpRequest, form: SheetConfirmForm, data: bytes, refused: DoorResult
    ) -> HttpResponse:
        """Nothing was stored: say why, and show what would happen as things stand now."""
        codes = {problem.code for problem in refused.report.problems}
        if "other_file" in codes:
            messages.error(request, _("The file is not the one that was previewed. Choose it once more."))
            return self._to("import")
        result = self._import(request, form, data, dry_run=True)
        if "changed_meanwhile" in codes:
            messages.error(request, _("The data changed meanwhile; nothing was stored. Look at the preview again."))
        context = {**self.admin_site.each_context(request), "title": _("Import"), "opts": self.model._meta}
        context |= {**self.get_import_context_data(), **result.context(), "result": result}
        if not result.has_errors():
            context["confirm_form"] = self._asking(form.cleaned_data, result)
        return TemplateResponse(request, [self.import_template_name], context)

    def _to(self, page: str) -> HttpResponse:
        app, model = self.get_model_info()
        return HttpResponseRedirect(reverse(f"admin:{app}_{model}_{page}"))


class SheetExportMixin(ExportMixin):  # type: ignore[misc]
    """Export a list in the columns in which it can be imported again, unchanged."""

    sheet_kind = ""
    export_form_class = ExportForm
    export_formats = (XlsxOut, CsvOut)
    sheet_of: Callable[[QuerySet[Any]], SheetData]

    def has_export_permission(self, request: HttpRequest) -> bool:
        return signed_in_user(request).is_superuser

    def get_export_resource_classes(self, request: HttpRequest) -> list[type[DoorResource]]:
        return [DoorResource]

    def get_export_resource_kwargs(self, request: HttpRequest, **kwargs: Any) -> dict[str, Any]:
        return {"kind": self.sheet_kind}

    def get_export_data(self, file_format: SheetFormat, request: HttpRequest, queryset: Any, **kwargs: Any) -> bytes:
        return file_format.export_data(type(self).sheet_of(queryset))  # type: ignore[no-any-return]

    def get_export_filename(self, request: HttpRequest, queryset: Any, file_format: SheetFormat) -> str:
        day = timezone.localdate().isoformat()
        return f"{self.sheet_kind}-{day}.{file_format.get_extension()}"


class SheetMixin(SheetImportMixin, SheetExportMixin):
    """Both ways."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
