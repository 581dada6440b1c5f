"""Forms of the roster: they read what was typed; whether it may be stands in the services."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from rt_registry.domain.rt_code import format_rt
from rt_registry.forms.fields import DayField, HeadField, KelurahanField, KKField, ReasonField, RTNumberField
from rt_registry.models import RT, HouseholdCount, Kelurahan
from rt_registry.services.succession import NewRT


PLACES_OF_A_SPLIT = 4
LONGEST_KEY = 18


class RosterFilterForm(forms.Form):
    q = forms.CharField(label=_("RT number or head"), required=False, max_length=60)
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All active RTs")),
            ("missing", _("KK missing for the year")),
            ("closed", _("Closed RTs")),
        ],
    )
    year = forms.IntegerField(label=_("KK of the year"), required=False, min_value=2014, max_value=2100)


class AddRTForm(forms.Form):
    number = RTNumberField()
    head_name = HeadField()
    active_from = DayField(label=_("Exists since"), help_text=_("The day of the decision that formed the RT."))
    kk = KKField(required=False)
    counted_on = DayField(label=_("KK counted on"), required=False, help_text=_("Empty: today."))
    source = forms.CharField(
        label=_("Source of the count"), required=False, max_length=200, help_text=_("For example: family register.")
    )


class ChangeRTForm(forms.Form):
    head_name = HeadField()
    active_from = DayField(label=_("Exists since"))


class CountForm(forms.Form):
    kk = KKField()
    counted_on = DayField(label=_("As of"))
    source = forms.CharField(label=_("Source of the count"), required=False, max_length=200)


class CloseRTForm(forms.Form):
    on = DayField(label=_("Ended on"), help_text=_("From this day the RT no longer exists."))
    reason = ReasonField()


class ReopenRTForm(forms.Form):
    reason = ReasonField()


class SuccessionForm(forms.Form):
    on = DayField(label=_("From which day"), help_text=_("The old RT ends and the new one begins on this day."))
    note = forms.CharField(
        label=_("Decision or note"),
        required=False,
        max_length=300,
        help_text=_("For example the number of the decree."),
    )


class RenumberForm(SuccessionForm):
    number = RTNumberField(label=_("New number"))
    field_order = ["number", "on", "note"]

    def successors(self, rt: RT) -> list[NewRT | RT]:
        return [NewRT(rt.kelurahan, self.cleaned_data["number"], rt.head_name)]


class MoveForm(SuccessionForm):
    kelurahan = KelurahanField(label=_("To which kelurahan"))
    number = RTNumberField(label=_("Number there"))
    field_order = ["kelurahan", "number", "on", "note"]

    def __init__(self, *args: Any, kelurahan: QuerySet[Kelurahan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kelurahan"].queryset = kelurahan.order_by("kecamatan__name", "name")  # type: ignore[attr-defined]

    def successors(self, rt: RT) -> list[NewRT | RT]:
        return [NewRT(self.cleaned_data["kelurahan"], self.cleaned_data["number"], rt.head_name)]


class SplitForm(SuccessionForm):
    """Two to four new RTs; an empty line is none."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place in range(1, PLACES_OF_A_SPLIT + 1):
            self.fields[f"number_{place}"] = RTNumberField(required=place <= 2)
            self.fields[f"head_{place}"] = HeadField(help_text="")
            self.fields[f"kk_{place}"] = KKField(required=False)

    def places(self) -> list[list[forms.BoundField]]:
        return [
            [self[f"{name}_{place}"] for name in ("number", "head", "kk")] for place in range(1, PLACES_OF_A_SPLIT + 1)
        ]

    def successors(self, rt: RT) -> list[NewRT | RT]:
        data = self.cleaned_data
        return [
            NewRT(rt.kelurahan, data[f"number_{place}"], data[f"head_{place}"], data[f"kk_{place}"])
            for place in range(1, PLACES_OF_A_SPLIT + 1)
            if data[f"number_{place}"]
        ]


class RTChoiceField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"RT {format_rt(obj.number)}"

    def clean(self, value: Any) -> Any:
        """Numbers beyond any key never reach the database, which could not reckon with them."""
        for pk in value or ():
            if len(str(pk)) > LONGEST_KEY:
                raise ValidationError(self.error_messages["invalid_choice"], params={"value": pk})
        return super().clean(value)


class MergeForm(SuccessionForm):
    """Several RTs of one kelurahan become one, under a number of one of them or a new one."""

    others = RTChoiceField(queryset=RT.objects.none(), label=_("Merged with"), widget=forms.CheckboxSelectMultiple)
    number = RTNumberField(label=_("Number of the merged RT"))
    head_name = HeadField()
    kk = KKField(required=False)
    field_order = ["others", "number", "head_name", "kk", "on", "note"]

    def __init__(self, *args: Any, rt: RT, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = RT.objects.in_kelurahan(rt.kelurahan_id).filter(active_until=None).exclude(pk=rt.pk)
        self.fields["others"].queryset = others.select_related("kelurahan").order_by("number")  # type: ignore[attr-defined]

    def successors(self, rt: RT) -> list[NewRT | RT]:
        data = self.cleaned_data
        return [NewRT(rt.kelurahan, data["number"], data["head_name"], data["kk"])]


@dataclass(frozen=True)
class CountRow:
    rt: RT
    field: forms.BoundField
    newest: HouseholdCount | None
    has_year: bool


class CountsForm(forms.Form):
    """The KK of every RT of a kelurahan on one page; an empty cell leaves its RT as it is."""

    counted_on = DayField(label=_("As of"))
    source = forms.CharField(label=_("Source of the counts"), required=False, max_length=200)

    def __init__(
        self, *args: Any, rts: Sequence[RT], newest: dict[int, HouseholdCount], year: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._rts, self._newest, self._year = rts, newest, year
        for rt in rts:
            label = f"RT {format_rt(rt.number)}"
            self.fields[f"kk_{rt.pk}"] = KKField(label=label, required=False)

    def rows(self) -> list[CountRow]:
        return [self._row(rt) for rt in self._rts]

    def _row(self, rt: RT) -> CountRow:
        newest = self._newest.get(rt.pk)
        has_year = newest is not None and newest.counted_on.year == self._year
        return CountRow(rt, self[f"kk_{rt.pk}"], newest, has_year)

    def counts(self) -> dict[int, int]:
        typed = {rt.pk: self.cleaned_data[f"kk_{rt.pk}"] for rt in self._rts}
        return {pk: kk for pk, kk in typed.items() if kk is not None}
