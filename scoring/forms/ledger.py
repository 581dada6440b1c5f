"""What is typed at a hand-over. The amount is not among it: it is always the line's prize."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rt_registry.forms.fields import DayField, LineField
from scoring.models import ResultEntry


class HandoverForm(forms.Form):
    """`line` travels along: the line of the version that the page showed."""

    line = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    handed_on = DayField(label=_("Handed over on"))
    receipt = LineField(label=_("Number of the receipt"), max_length=60)
    received_by = LineField(label=_("Received by"), max_length=120)
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea({"rows": 2}))


def _small() -> forms.TextInput:
    return forms.TextInput({"class": "form-control", "autocomplete": "off"})


class RowForm(forms.Form):
    """One prize among several: both fields, or neither where it was not handed over."""

    receipt = LineField(label=_("Number of the receipt"), max_length=60, required=False, widget=_small())
    received_by = LineField(label=_("Received by"), max_length=120, required=False, widget=_small())

    def __init__(self, data: Mapping[str, Any] | None = None, *, line: ResultEntry) -> None:
        super().__init__(data, prefix=f"p{line.pk}")
        self.line = line
        for field in self.fields.values():
            field.widget.attrs |= {"aria-label": f"{line.label}: {field.label}"}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if any(cleaned.values()):
            for name in set(self.fields) - {name for name, value in cleaned.items() if value} - set(self.errors):
                self.add_error(name, _("Give both, receipt and receiver, or leave both empty."))
        return cleaned

    @property
    def is_given(self) -> bool:
        return bool(self.cleaned_data.get("receipt"))


class DayForm(forms.Form):
    """The day of a ceremony, and a row for each prize that may be handed over there."""

    handed_on = DayField(label=_("Handed over on"))

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        lines: Sequence[ResultEntry],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        self.rows = [RowForm(data, line=line) for line in lines]

    def clean(self) -> dict[str, Any]:
        rows = [row.is_valid() for row in self.rows]
        if not all(rows):
            raise forms.ValidationError(_("A row lacks its receipt or its receiver; it is marked below."))
        if not any(row.is_given for row in self.rows):
            raise forms.ValidationError(_("No row is filled in."))
        return super().clean() or {}

    def given(self) -> list[RowForm]:
        return [row for row in self.rows if row.is_given]


class CancelForm(forms.Form):
    handover = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)
    reason = forms.CharField(label=_("Reason"), max_length=2000, widget=forms.Textarea({"rows": 2}))
