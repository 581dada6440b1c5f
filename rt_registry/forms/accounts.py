"""Forms of the accounts; whether an act is allowed stands in the services."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rt_registry.enums import Role
from rt_registry.forms.fields import KelurahanField, ReasonField
from rt_registry.models import Kecamatan, Kelurahan


SHEET_MAX_BYTES = 1024 * 1024


class AccountFilterForm(forms.Form):
    q = forms.CharField(label=_("Name, username, e-mail or office"), required=False, max_length=80)
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("All")),
            ("active", _("Have signed in")),
            ("waiting", _("Have not signed in yet")),
            ("run-out", _("Slip ran out unused")),
            ("off", _("Switched off")),
            ("no-role", _("Without a role")),
        ],
    )


class PersonForm(forms.Form):
    display_name = forms.CharField(label=_("Name as shown"), max_length=150)
    organisation = forms.CharField(label=_("Office or agency"), max_length=120, required=False)
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("For notices only; the sign-in works without it.")
    )


class RoleForm(forms.Form):
    """A role and, where the role has one, its territory."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "—"), *Role.choices])
    kelurahan = KelurahanField(required=False, help_text=_("For a kelurahan operator."))
    kecamatan = forms.ModelChoiceField(
        label=_("Kecamatan"),
        queryset=Kecamatan.objects.order_by("name"),
        required=False,
        empty_label="—",
        help_text=_("For a verifier or a pendamping."),
    )

    def territory(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {"role": data["role"], "kelurahan": data["kelurahan"], "kecamatan": data["kecamatan"]}

    def place(self) -> Kelurahan | Kecamatan | None:
        return self.cleaned_data.get("kelurahan") or self.cleaned_data.get("kecamatan")


class AddAccountForm(PersonForm, RoleForm):
    username = forms.CharField(
        label=_("Username"),
        required=False,
        max_length=60,
        help_text=_("Empty: proposed from the role and its territory or the name, for example operator.kenali-besar."),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    field_order = ["display_name", "role", "kelurahan", "kecamatan", "username", "organisation", "email"]


class EndForm(forms.Form):
    reason = ReasonField()


class OptionalReasonForm(forms.Form):
    reason = ReasonField(required=False)


class SheetForm(forms.Form):
    """The sheet of accounts, as a file or as the file that was previewed a moment ago."""

    file = forms.FileField(
        label=_("Sheet (Excel, LibreOffice or CSV)"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.ods,.csv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > SHEET_MAX_BYTES:
            raise ValidationError(_("The file is larger than 1 MB; a sheet of accounts is much smaller."))
        return file
