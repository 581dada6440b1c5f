"""The file that a phone exports when it cannot send."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FieldFileForm(forms.Form):
    """Only whether there is a file; what is in it, the service says."""

    file = forms.FileField(
        label=_("File of the phone"),
        allow_empty_file=True,
        help_text=_("Its name ends with .bantar. The app makes it under “Hand over as a file”."),
        widget=forms.ClearableFileInput(attrs={"accept": ".bantar,application/json"}),
        error_messages={"required": _("Please choose the file.")},
    )
