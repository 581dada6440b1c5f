"""What is typed at a hand-over. The amount is not among it: it is always the line's prize."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rt_registry.forms.fields import DayField


class HandoverForm(forms.Form):
    """`line` travels along: the line of the version that the page showed."""

    line = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    handed_on = DayField(label=_("Handed over on"))
    receipt = forms.CharField(label=_("Number of the receipt"), max_length=60)
    received_by = forms.CharField(label=_("Received by"), max_length=120)
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))

    def clean_receipt(self) -> str:
        return one_line(self.cleaned_data["receipt"])

    def clean_received_by(self) -> str:
        return one_line(self.cleaned_data["received_by"])


class CancelForm(forms.Form):
    handover = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2}))


def one_line(text: str) -> str:
    """Without line ends and doubled blanks."""
    return " ".join(text.split())
