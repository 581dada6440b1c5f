"""What a publisher enters about decree and minutes. Who may and when, the services say."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from bantar.web import formats
from rt_registry.forms.fields import DayField, LineField
from scoring.models import Decree, Minutes
from scoring.services.decrees import DecreeFacts, MinutesFacts


MOST_MEMBERS = 20
BLANK_ROWS = 3


class _Dated(forms.Form):
    """Facts with a date: it lies in the edition's year or later, and not centuries ahead."""

    result = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first, self.last = date(year, 1, 1), date(year + 5, 12, 31)

    def clean_dated(self) -> date:
        day: date = self.cleaned_data["dated"]
        if not self.first <= day <= self.last:
            raise ValidationError(
                _("The date lies between %(first)s and %(last)s."),
                params={"first": formats.tanggal(self.first), "last": formats.tanggal(self.last)},
            )
        return day


class DecreeForm(_Dated):
    number = LineField(
        label=_("Number of the decree"), max_length=100, help_text=_("As it stands on the decree: 412 TAHUN 2020.")
    )
    dated = DayField(label=_("Date of the decree"))
    place = LineField(label=_("Place of the decree"), max_length=80, initial="Jambi")
    signatory = LineField(label=_("Signed by (name)"), max_length=120)
    signatory_position = LineField(label=_("Position"), max_length=120, initial="Wali Kota Jambi")

    def facts(self) -> DecreeFacts:
        return DecreeFacts(**{name: self.cleaned_data[name] for name in DecreeFacts._fields})


class MinutesForm(_Dated):
    number = LineField(label=_("Number of the minutes"), max_length=100)
    dated = DayField(label=_("Date of the meeting"))
    place = LineField(label=_("Place of the meeting"), max_length=120)


class MemberForm(forms.Form):
    name = LineField(label=_("Name"), max_length=120, required=False)
    position = LineField(label=_("Position in the committee"), max_length=80, required=False)
    office = LineField(label=_("Office"), max_length=120, required=False)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("name") and (given.get("position") or given.get("office")):
            raise ValidationError(_("Give the name, or leave the whole row empty."))
        return given


MemberFormSet: type[BaseFormSet[MemberForm]] = formset_factory(
    MemberForm, extra=BLANK_ROWS, max_num=MOST_MEMBERS, validate_max=True, absolute_max=MOST_MEMBERS
)


def decree_form(decree: Decree | None, *, result: int, year: int, data: Mapping[str, Any] | None = None) -> DecreeForm:
    """Empty, or with what is in force."""
    initial: dict[str, Any] = {"result": result}
    if decree is not None:
        initial |= {name: getattr(decree, name) for name in DecreeFacts._fields}
    return DecreeForm(data, initial=initial, year=year, prefix="decree")


def minutes_form(
    minutes: Minutes | None, *, result: int, year: int, data: Mapping[str, Any] | None = None
) -> tuple[MinutesForm, "BaseFormSet[MemberForm]"]:
    """The facts of the minutes and the rows of their members; rows left empty are no members."""
    initial: dict[str, Any] = {"result": result}
    members: list[Any] = []
    if minutes is not None:
        initial |= {"number": minutes.number, "dated": minutes.dated, "place": minutes.place}
        members = list(minutes.members)
    facts = MinutesForm(data, initial=initial, year=year, prefix="minutes")
    return facts, MemberFormSet(data, initial=members, prefix="members")


def minutes_facts(form: MinutesForm, members: "BaseFormSet[MemberForm]") -> MinutesFacts:
    rows = [row.cleaned_data for row in members.forms if row.cleaned_data.get("name")]
    signed = [(row["name"], row.get("position", ""), row.get("office", "")) for row in rows]
    given = form.cleaned_data
    return MinutesFacts(given["number"], given["dated"], given["place"], signed)


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("Everybody who checks the document reads it."),
    )
