"""What verifier and committee fill in."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from competitions.enums import NominationStatus, Track
from competitions.forms.fields import bare_helper, kk_field, reason_field
from competitions.models import Edition, Nomination
from rt_registry.models import Kecamatan, Kelurahan


class PlainForm(forms.Form):
    """Fields alone; the page writes the <form>."""

    @property
    def helper(self) -> FormHelper:
        return bare_helper()


class VerifyForm(PlainForm):
    """The KK with its source and, for a joined entry, that the RTs are neighbours."""

    kk = kk_field(help_text=_("As you found it. If it differs from what was submitted, the size category follows."))
    kk_source = forms.CharField(
        label=_("Where does this number come from?"),
        max_length=200,
        help_text=_("For example: Kartu Keluarga data of the kelurahan, 2 June 2026."),
        error_messages={
            "required": _("Please say where the number of KK comes from."),
            "max_length": _("Please say it in at most 200 characters."),
        },
    )
    neighbours = forms.BooleanField(
        label=_("The joined RTs are neighbours: I have checked it."),
        error_messages={"required": _("Please confirm that the joined RTs are neighbours, or return the entry.")},
    )

    def __init__(self, *args: object, nomination: Nomination, joined: bool, **kwargs: object) -> None:
        kwargs.setdefault("initial", {"kk": nomination.kk, "kk_source": nomination.kk_source})
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        if not joined:
            del self.fields["neighbours"]


class ReturnForm(PlainForm):
    reason = reason_field(_("What must be put right?"), _("The kelurahan reads this and can change the entry again."))


class RejectForm(PlainForm):
    reason = reason_field(_("Why is it rejected?"), _("The kelurahan reads this. The RTs may enter anew."))


class ReasonForm(PlainForm):
    reason = reason_field(_("Reason"), _("Readable on the page of the entry."))


class CorrectKKForm(PlainForm):
    kk = kk_field()
    reason = reason_field(_("Reason"), _("Readable on the page of the entry."))


class ReleaseForm(PlainForm):
    caption = forms.CharField(
        label=_("Caption"),
        required=False,
        max_length=200,
        help_text=_("Public. No names of persons."),
        error_messages={"max_length": _("Please say it in at most 200 characters.")},
    )


class EntryFilterForm(forms.Form):
    """The filters of the committee's list, in the address; what makes no sense filters nothing."""

    q = forms.CharField(label=_("RT or kelurahan"), required=False, max_length=80)
    kecamatan = forms.ModelChoiceField(
        label=_("Kecamatan"),
        queryset=Kecamatan.objects.all(),
        required=False,
        to_field_name="slug",
        empty_label=_("all"),
    )
    kelurahan = forms.ModelChoiceField(
        label=_("Kelurahan"),
        queryset=Kelurahan.objects.all(),
        required=False,
        to_field_name="slug",
        empty_label=_("all"),
    )
    status = forms.ChoiceField(label=_("Status"), required=False)
    category = forms.ChoiceField(label=_("Size category"), required=False)
    track = forms.ChoiceField(label=_("Track"), required=False)
    border = forms.BooleanField(label=_("Near a border of the sizes"), required=False)

    def __init__(self, *args: object, edition: Edition, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        every = ("", _("all"))
        codes = [(category.code, category.code.capitalize()) for category in edition.size_table()]
        choices: dict[str, list[tuple[str, Any]]] = {
            "status": NominationStatus.choices,
            "category": codes,
            "track": Track.choices,
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
            field.choices = [every, *options]
        for field in self.fields.values():
            kind = "form-check-input" if isinstance(field, forms.BooleanField) else "form-control"
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else kind

    def wanted(self) -> dict[str, object]:
        """The filters that make sense and are set."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
