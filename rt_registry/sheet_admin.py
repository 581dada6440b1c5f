"""Sheets in the admin: django-import-export's upload, two steps and permissions before our one door (STACK 4)."""

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages
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
from import_export.formats.base_formats import Format
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import Result
from import_export.tmp_storages import BaseStorage

from bantar.web.http import signed_in_user
from rt_registry.spreadsheets.door import import_spreadsheet
from rt_registry.spreadsheets.kinds import Kind, kind_named
from rt_registry.spreadsheets.reading import UnreadableFile, check_size
from rt_registry.spreadsheets.report import ImportReport, Resolution
from rt_registry.spreadsheets.writing import SheetData, write_csv, write_xlsx


PARKED_IN: Final = "imports"
PARKED_FOR: Final = timedelta(days=1)
NAME: Final = re.compile(r"[0-9a-f]{32}")
SHOWN: Final = 200


@dataclass(frozen=True)
class Upload:
    """The bytes of a file, unread: the door reads them, in a process of its own."""

    data: bytes


class AnySheet(Format):  # type: ignore[misc]
    """One format for all: a file is read as what it is, whatever its extension says."""

    def get_title(self) -> str:
        return "xlsx, xls, ods, csv"

    def create_dataset(self, in_stream: bytes) -> Upload:
        return Upload(in_stream)

    def can_import(self) -> bool:
        return True


class SheetFormat(Format):  # type: ignore[misc]
    """A format in which a list goes out, in the columns in which it can come in again."""

    extension = ""
    content_type = ""

    def get_title(self) -> str:
        return self.extension

    def get_extension(self) -> str:
        return self.extension

    def get_content_type(self) -> str:
        return self.content_type

    def can_export(self) -> bool:
        return True


class XlsxOut(SheetFormat):
    extension = "xlsx"
    content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def export_data(self, dataset: SheetData, **kwargs: Any) -> bytes:
        return write_xlsx([dataset])


class CsvOut(SheetFormat):
    extension = "csv"
    content_type = "text/csv; charset=utf-8"

    def export_data(self, dataset: SheetData, **kwargs: Any) -> bytes:
        return write_csv([column.header for column in dataset.columns], dataset.rows)


class ParkedUpload(BaseStorage):  # type: ignore[misc]
    """An upload between preview and confirmation, in the private store, for a day."""

    def save(self, data: bytes) -> None:
        self.name = uuid4().hex
        _store().save(self._path(), ContentFile(data))

    def read(self) -> bytes:
        with _store().open(self._path()) as file:
            return bytes(file.read())

    def remove(self) -> None:
        _store().delete(self._path())

    def _path(self) -> str:
        return f"{PARKED_IN}/{self.name}"


def _store() -> Storage:
    return storages["default"]


def forget_old_uploads(now: datetime) -> None:
    """Remove what was previewed and never confirmed."""
    try:
        names = _store().listdir(PARKED_IN)[1]
    except FileNotFoundError:
        return
    for path in (f"{PARKED_IN}/{name}" for name in names):
        if _store().get_modified_time(path) < now - PARKED_FOR:
            _store().delete(path)


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
        others = [problem for problem in self.report.problems if problem not in blocking]
        said = [*blocking, *others]
        return {"report": self.report, "problems": said[:SHOWN], "more": max(len(said) - SHOWN, 0)}

    def asks(self, resolution: Resolution) -> bool:
        return any(problem.resolved_by == resolution for problem in self.report.problems)


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


class SheetImportForm(ImportForm):  # type: ignore[misc]
    sheet = forms.CharField(
        label=gettext_lazy("Name of the sheet"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Only needed where several sheets hold such a table, or for a hidden one."),
    )
    field_order = ("resource", "import_file", "edition", "sheet", "format")

    def __init__(
        self, formats: Any, resources: Any, *, editions: Sequence[tuple[str, str]] = (), **kwargs: Any
    ) -> None:
        super().__init__(formats, resources, **kwargs)
        if editions:
            choices = [("", "---"), *editions]
            self.fields["edition"] = forms.ChoiceField(label=_("Edition"), choices=choices, required=False)
            self.order_fields(self.field_order)

    def clean_import_file(self) -> Any:
        file = self.cleaned_data["import_file"]
        try:
            check_size(file.size)
        except UnreadableFile as wrong:
            raise forms.ValidationError(str(wrong)) from wrong
        return file


class SheetConfirmForm(ConfirmImportForm):  # type: ignore[misc]
    """The second step carries the first one's choices, and asks what a person must decide."""

    edition = forms.CharField(widget=forms.HiddenInput, required=False)
    sheet = forms.CharField(widget=forms.HiddenInput, required=False)
    sha256 = forms.CharField(widget=forms.HiddenInput)
    accept_suggestions = forms.BooleanField(label=gettext_lazy("Take the suggested names"), required=False)
    acknowledge = forms.CharField(
        label=gettext_lazy("Store in spite of the contradictions, because"), max_length=500, required=False
    )

    def clean_import_file_name(self) -> str:
        name = str(self.cleaned_data["import_file_name"])
        if not NAME.fullmatch(name):
            raise forms.ValidationError("name")
        return name

    def options(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "edition_slug": data["edition"],
            "sheet": data["sheet"] or None,
            "accept_suggestions": data["accept_suggestions"],
            "acknowledge": data["acknowledge"],
        }


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

    def import_action(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The first step: a dry run, and its report as the preview."""
        forget_old_uploads(timezone.now())
        response = super().import_action(request, **kwargs)
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
        initial = {
            **self.get_confirm_form_initial(None, form),
            "edition": data.get("edition", ""),
            "sheet": data["sheet"],
            "sha256": result.sha256,
        }
        return _asking(SheetConfirmForm(initial=initial), result)

    @method_decorator(require_POST)
    def process_import(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """The second step: the very file that was previewed, for good."""
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
        options = {**form.options(), "expected_sha256": form.cleaned_data["sha256"]}
        result = DoorResource(kind=self.sheet_kind).import_data(
            Upload(data),
            dry_run=False,
            file_name=form.cleaned_data["original_file_name"],
            user=signed_in_user(request),
            options=options,
        )
        if not result.report.stored:
            return self._ask_again(request, form, result)
        parked.remove()
        messages.success(request, _("Stored: %(summary)s.") % {"summary": result.report.summary()})
        return self._to("changelist")

    def _ask_again(self, request: HttpRequest, form: forms.Form, result: DoorResult) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            **result.context(),
            "title": _("Import"),
            "opts": self.model._meta,
            "confirm_form": _asking(form, result),
            "result": result,
        }
        return TemplateResponse(request, [self.import_template_name], context)

    def _to(self, page: str) -> HttpResponse:
        app, model = self.get_model_info()
        return HttpResponseRedirect(reverse(f"admin:{app}_{model}_{page}"))


def _asking(form: forms.Form, result: DoorResult) -> forms.Form:
    """Ask only what the report asks."""
    if not result.asks(Resolution.SUGGESTION):
        form.fields["accept_suggestions"].widget = forms.HiddenInput()
    if not result.asks(Resolution.CONTRADICTION):
        form.fields["acknowledge"].widget = forms.HiddenInput()
    return form


class SheetExportMixin(ExportMixin):  # type: ignore[misc]
    """Export a list in the columns in which it can be imported again, unchanged."""

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
