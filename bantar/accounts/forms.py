from crispy_forms.helper import FormHelper
from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User


class RedeemSlipForm(forms.Form):
    """The slip's username and code, and the password its owner chooses."""

    username = forms.CharField(
        label=_("Username"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )
    code = forms.CharField(
        label=_("Code on the slip"),
        max_length=40,
        help_text=_("Ten letters and digits; small letters and spaces do no harm."),
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Your own password"),
        max_length=128,
        strip=False,
        help_text=lazy(password_validators_help_text_html, SafeString)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password_again = forms.CharField(
        label=_("The same password again"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def clean_password(self) -> str:
        password = str(self.cleaned_data["password"])
        validate_password(password, User(username=self.cleaned_data.get("username", "")))
        return password

    def clean_password_again(self) -> str:
        again = str(self.cleaned_data["password_again"])
        chosen = self.cleaned_data.get("password")
        if chosen is not None and chosen != again:
            raise ValidationError(_("The two passwords differ."))
        return again


class EmailForm(forms.Form):
    """Where notices go."""

    email = forms.EmailField(
        label=_("E-mail address"),
        required=False,
        help_text=_("For notices about your work only. Leave it empty to get none."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = FormHelper()
        self.helper.form_tag = False
