from django import forms
from django.utils.translation import gettext_lazy as _

from rt_registry.forms.fields import ReasonField


class DismissForm(forms.Form):
    reason = ReasonField(label=_("Why the row is left out"))


class SpellingFilterForm(forms.Form):
    q = forms.CharField(label=_("Spelling or name"), max_length=80, required=False)

    def text(self) -> str:
        """What is looked for; nonsense finds everything."""
        return self.cleaned_data["q"].strip() if self.is_valid() else ""
