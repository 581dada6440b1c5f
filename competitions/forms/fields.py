"""Fields that say in a sentence what is wrong."""

from collections.abc import Sequence
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.widgets import ClearableFileInput
from django.utils.translation import gettext_lazy as _


def bare_helper() -> FormHelper:
    """Fields alone: the page writes the <form> with its address and buttons."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def is_pk(value: object) -> bool:
    """Whether a text from outside can be a key at all: whole digits that fit a column."""
    text = str(value)
    return text.isascii() and text.isdigit() and len(text) <= 18


class SeveralFilesInput(ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """Any number of files; whether they are good is judged one by one by the service."""

    widget = SeveralFilesInput

    def __init__(self, **options: Any) -> None:
        options.setdefault("max_length", None)
        super().__init__(allow_empty_file=True, **options)

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = data if isinstance(data, (list, tuple)) else [data]
        return [super(SeveralFilesField, self).clean(one, initial) for one in given if one] or self._none(initial)

    def _none(self, initial: Any) -> "Sequence[UploadedFile[bytes]]":
        super().clean(None, initial)
        return []


def reason_field(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": _("Please give a reason. Everybody concerned can read it on the page of the entry."),
            "max_length": _("Please say it in at most 2,000 characters."),
        },
    )


def kk_field(**options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        label=_("Number of KK"),
        min_value=1,
        max_value=20_000,
        error_messages={
            "required": _("Please enter the number of KK."),
            "invalid": _("Please enter the number of KK in digits, for example 84."),
            "min_value": _("An entry has at least 1 KK."),
            "max_value": _("More than 20,000 KK in one entry cannot be right."),
        },
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "min": 1, "step": 1}),
        **options,
    )


def files_of(value: object) -> "list[UploadedFile[bytes]]":
    return cast("list[UploadedFile[bytes]]", value or [])
