"""The two steps of an import in the admin: a file, then what a person decides about its preview."""

import re
from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.forms import ConfirmImportForm, ImportForm

from rt_registry.spreadsheets.reading import UnreadableFile, check_size
from rt_registry.spreadsheets.report import ImportReport, Resolution


NAME: Final = re.compile(r"[0-9a-f]{32}")
QUESTIONS: Final = {"accept_suggestions": Resolution.SUGGESTION, "acknowledge": Resolution.CONTRADICTION}


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
    fingerprint = forms.CharField(widget=forms.HiddenInput, required=False)
    accept_suggestions = forms.BooleanField(label=gettext_lazy("Take the suggested names"), required=False)
    acknowledge = forms.CharField(
        label=gettext_lazy("Store in spite of the contradictions, because"), max_length=500, required=False
    )

    def clean_import_file_name(self) -> str:
        name = str(self.cleaned_data["import_file_name"])
        if not NAME.fullmatch(name):
            raise forms.ValidationError("name")
        return name

    def ask_only(self, report: ImportReport) -> None:
        """Show no question that the report does not raise."""
        raised = {problem.resolved_by for problem in report.problems}
        for field, resolution in QUESTIONS.items():
            if resolution not in raised:
                self.fields[field].widget = forms.HiddenInput()

    def options(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "edition_slug": data["edition"],
            "sheet": data["sheet"] or None,
            "accept_suggestions": data["accept_suggestions"],
            "acknowledge": data["acknowledge"],
        }
