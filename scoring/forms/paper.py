"""Forms of paper sheets: which one it is, its pictures, and why it goes back."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from competitions.forms.fields import SeveralFilesField, bare_helper, files_of
from competitions.forms.nominations import ACCEPTED
from competitions.models import Edition, Nomination
from scoring.domain.paper import PaperCode, read_paper_code
from scoring.models import Assessor
from scoring.paper_refusals import UnknownPaperCode
from scoring.services.paper_pages import Upload


class ChoosePaperForm(forms.Form):
    """The code on the paper, or entry and assessor."""

    kode = forms.CharField(
        label=_("Code on the paper"),
        required=False,
        max_length=500,
        help_text=_("It stands under the QR code; the address in the QR code will do as well."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}),
    )
    entri = forms.ModelChoiceField(
        label=_("Entry"), required=False, queryset=Nomination.objects.none(), empty_label="—"
    )
    penilai = forms.ModelChoiceField(
        label=_("Assessor"), required=False, queryset=Assessor.objects.none(), empty_label="—"
    )

    def __init__(self, *args: Any, edition: Edition, **more: Any) -> None:
        super().__init__(*args, **more)
        entries = Nomination.objects.for_edition(edition).competing().exclude(assignment=None)
        people = Assessor.objects.filter(memberships__edition=edition)
        entry_field, assessor_field = cast("Any", self.fields["entri"]), cast("Any", self.fields["penilai"])
        entry_field.queryset = entries.select_related("kelurahan__kecamatan").order_by("label", "pk")
        entry_field.label_from_instance = lambda entry: f"{entry.label} ({entry.kelurahan.kecamatan.name})"
        assessor_field.queryset = people.order_by("name", "pk")
        self.helper = bare_helper()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        code = cleaned.get("kode")
        if code and read_paper_code(code) is None:
            self.add_error("kode", str(UnknownPaperCode()))
        elif not code and not self.errors and not (cleaned.get("entri") and cleaned.get("penilai")):
            raise forms.ValidationError(_("Please enter the code, or choose the entry and the assessor."))
        return cleaned

    def code(self) -> PaperCode:
        """What was chosen, as a code; without one on the paper its version of the rules is unknown."""
        found = read_paper_code(self.cleaned_data["kode"])
        return found or PaperCode(self.cleaned_data["entri"].pk, self.cleaned_data["penilai"].pk, "")


class PicturesForm(forms.Form):
    pictures = SeveralFilesField(
        label=_("Photos or a scan of both pages"),
        help_text=_("JPEG, PNG, WebP or PDF, at most 10 MB each. Kept private: only committee, publisher and auditor."),
        error_messages={"required": _("Please choose at least one file.")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["pictures"].widget.attrs["accept"] = ACCEPTED
        self.helper = bare_helper()

    def uploads(self) -> Sequence[Upload]:
        return files_of(self.cleaned_data.get("pictures"))
