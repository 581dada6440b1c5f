"""Fields that several forms of the registry share."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rt_registry.domain.rt_code import RtCodeError, parse_rt
from rt_registry.domain.texts import as_read
from rt_registry.models import Kelurahan
from rt_registry.services.checks import FEWEST_KK, MOST_KK


FIRST_YEAR, LAST_YEAR = 1945, 2100
WHOLE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+|[0-9]+")


class DayField(forms.DateField):
    """A day, from the browser's own calendar."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
        more.setdefault("error_messages", {"invalid": _("Give the day as day-month-year, for example 31-12-2026.")})
        super().__init__(**more)

    def clean(self, value: Any) -> Any:
        return within_time(super().clean(value))


class MomentField(forms.DateTimeField):
    """A moment: day and time. A day alone would quietly mean its midnight."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and 0 < len(value.strip()) <= len("2026-11-24"):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def clean(self, value: Any) -> Any:
        return within_time(super().clean(value))


def within_time(value: Any) -> Any:
    """Keep to years that calendars and databases can reckon with."""
    if value is not None and not FIRST_YEAR <= value.year <= LAST_YEAR:
        raise ValidationError(_("The year must lie between 1945 and 2100."))
    return value


class RTNumberField(forms.CharField):
    """An RT's number as people write it: 17, 017, RT 17."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("RT number"))
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=20, **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        try:
            numbers = parse_rt(text)
        except RtCodeError:
            numbers = ()
        if len(numbers) != 1:
            raise ValidationError(_("An RT has a whole number from 1 to 999."))
        return numbers[0]


class KKField(forms.CharField):
    """A household count as people write it: 84, 1.080."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("KK (households)"))
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=20, **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        digits = text.replace(".", "") if WHOLE.fullmatch(text) and text.isascii() else ""
        if not digits or not FEWEST_KK <= int(digits[:9]) <= MOST_KK or len(digits) > 9:
            raise ValidationError(_("A household count is a whole number from 1 to 5,000."))
        return int(digits)


class LineField(forms.CharField):
    """What is printed in one line: what nobody would see there is not in it, and is no name."""

    def to_python(self, value: Any) -> str:
        return as_read(super().to_python(value) or "")


class HeadField(forms.CharField):
    """The name of an RT's head; it is never public."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Head of the RT"))
        more.setdefault("help_text", _("Seen only by the kelurahan, its kecamatan and the city's officials."))
        super().__init__(max_length=120, required=False, **more)


class KelurahanField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A kelurahan, named with its kecamatan: four names exist twice."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Kelurahan"))
        more.setdefault("empty_label", "—")
        super().__init__(queryset=Kelurahan.objects.with_kecamatan().order_by("kecamatan__name", "name"), **more)

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name} ({obj.kecamatan.name})"


class ReasonField(forms.CharField):
    def __init__(self, **more: Any) -> None:
        more.setdefault("label", _("Reason"))
        more.setdefault("widget", forms.Textarea(attrs={"rows": 2}))
        super().__init__(max_length=300, **more)
