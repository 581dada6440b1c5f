"""What an operator fills in: the entry, its evidence, a withdrawal."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from competitions.enums import DocumentKind, Track, WithdrawalReason
from competitions.forms.fields import SeveralFilesField, bare_helper, files_of, is_pk, reason_field
from rt_registry.models import RT


ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf"


class RTsField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """The RTs ticked; what cannot be the key of any RT is refused before the database is asked."""

    def clean(self, value: Any) -> Any:
        if isinstance(value, (list, tuple)) and not all(is_pk(one) for one in value):
            raise forms.ValidationError(self.error_messages["invalid_pk_value"], code="invalid_pk_value")
        return super().clean(value)


class EntryForm(forms.Form):
    """RTs of one kelurahan, a track and a note."""

    rts = RTsField(
        label=_("RT"),
        queryset=RT.objects.none(),
        error_messages={
            "required": _("Please choose at least one RT."),
            "invalid_choice": _("One of the chosen RTs is not an active RT of this kelurahan. Please choose again."),
            "invalid_pk_value": _("One of the chosen RTs is not known. Please choose again."),
            "invalid_list": _("Please choose the RTs from the list."),
        },
    )
    track = forms.ChoiceField(
        label=_("Track"),
        choices=Track.choices,
        initial=Track.REGULER,
        widget=forms.RadioSelect,
        help_text=_("Kencana is for RTs that won in each of the three years before."),
        error_messages={"invalid_choice": _("Please choose Reguler or Kencana.")},
    )
    note = forms.CharField(
        label=_("Note to the verifier"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Optional: what the residents have done, where the RTs of a joined entry touch."),
        error_messages={"max_length": _("Please say it in at most 2,000 characters.")},
    )

    def __init__(self, *args: object, rts: QuerySet[RT], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        cast("forms.ModelMultipleChoiceField[RT]", self.fields["rts"]).queryset = rts
        self.helper = bare_helper()

    def chosen(self) -> list[RT]:
        return list(self.cleaned_data["rts"])

    def chosen_ids(self) -> set[int]:
        """The ids to tick again, whatever was wrong."""
        values = self["rts"].value() or []
        return {int(value) for value in values if is_pk(value)}


class EvidenceForm(forms.Form):
    """One kind of document and any number of files of it."""

    kind = forms.ChoiceField(
        label=_("What they show"),
        choices=DocumentKind.choices,
        initial=DocumentKind.PHOTO,
        error_messages={"invalid_choice": _("Please choose what the file shows.")},
    )
    documents = SeveralFilesField(
        label=_("Photos or PDF"),
        help_text=_("JPEG, PNG, WebP or PDF, at most 10 MB each. Kept private: only the offices concerned see them."),
        error_messages={"required": _("Please choose at least one file.")},
    )

    def __init__(self, *args: object, optional: bool = False, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["documents"].widget.attrs["accept"] = ACCEPTED
        self.fields["documents"].required = self.fields["kind"].required = not optional
        self.helper = bare_helper()

    def uploads(self) -> "Sequence[UploadedFile[bytes]]":
        return files_of(self.cleaned_data.get("documents"))


class WithdrawForm(forms.Form):
    reason_code = forms.ChoiceField(
        label=_("Why does the RT not take part?"),
        choices=WithdrawalReason.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose the reason from the list."),
            "invalid_choice": _("Please choose the reason from the list."),
        },
    )
    reason = reason_field(_("Explanation"), _("Needed for “another reason”, welcome otherwise."), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.helper = bare_helper()
