"""Forms of the imports: they read what was typed; what it does to the sheet stands in the services."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rt_registry.forms.fields import ReasonField
from rt_registry.spreadsheets.columns import Column
from rt_registry.spreadsheets.reading import UnreadableFile, check_size


KIND_WORDS: Final = {
    "roster": _("RT roster with KK"),
    "nominations": _("Nominations of an edition"),
    "scores": _("Score sheets of an edition"),
    "winners": _("Winners of past years"),
    "recap": _("Recap of a past year"),
}
"""The kinds in the order in which a person looks for them; accounts have a page of their own, for their slips."""
ACCEPTED: Final = ".xlsx,.xlsm,.xls,.ods,.csv,.tsv,.txt"
HIGHEST_HEADER: Final = 5000
LONGEST_NOTE: Final = 500


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("What does the sheet hold?"), choices=[("", "—"), *KIND_WORDS.items()])
    edition = forms.ChoiceField(
        label=_("Edition"),
        required=False,
        help_text=_("For nominations and scores. For others only where the sheet itself names no year."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("Excel, LibreOffice or CSV, as it is: titles, merged headers and notes may stay."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        error_messages={"empty": _("The file is empty.")},
        allow_empty_file=True,
    )

    def __init__(self, *args: Any, editions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].choices = _editions(editions)  # type: ignore[attr-defined]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            check_size(file.size)
        except UnreadableFile as wrong:
            raise ValidationError(str(wrong)) from wrong
        return file


class ExportForm(forms.Form):
    """Which stored data to take out as a sheet."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[*KIND_WORDS.items()])
    edition = forms.ChoiceField(label=_("Edition"), required=False)

    def __init__(self, *args: Any, editions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["edition"].choices = [("", _("All")), *editions]  # type: ignore[attr-defined]


def _editions(editions: Sequence[tuple[str, str]]) -> list[tuple[str, Any]]:
    return [("", _("As the sheet says")), *editions]


class SheetForm(forms.Form):
    """Which sheet of the file, or which table of a sheet, and for which edition."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    edition = forms.ChoiceField(label=_("Edition"), required=False)

    def __init__(self, *args: Any, sheets: Sequence[str], editions: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("The one that holds such a table")), *((name, name) for name in sheets)]
        self.fields["sheet"].choices = choices  # type: ignore[attr-defined]
        self.fields["edition"].choices = _editions(editions)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class MappingRow:
    """A heading of the sheet beside the fields that say what it means."""

    heading: Mapping[str, Any]
    column: forms.BoundField
    year: forms.BoundField


class ColumnsForm(forms.Form):
    """What each heading means; the rows of the header are counted as a spreadsheet program shows them."""

    first = forms.IntegerField(label=_("Header from row"), min_value=1, max_value=HIGHEST_HEADER)
    last = forms.IntegerField(label=_("to row"), min_value=1, max_value=HIGHEST_HEADER)

    def __init__(
        self, *args: Any, headings: Sequence[Mapping[str, Any]], columns: Sequence[Column], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._headings = headings
        self.choices = [("", _("not read")), *((column.key, column.label or column.key) for column in columns)]
        for heading in headings:
            at = heading["index"]
            name = heading["text"] or heading["letter"]
            self.fields[f"column-{at}"] = forms.ChoiceField(label=name, choices=self.choices, required=False)
            self.fields[f"year-{at}"] = forms.IntegerField(label=name, min_value=1945, max_value=2100, required=False)

    def rows(self) -> Iterator[MappingRow]:
        for heading in self._headings:
            at = heading["index"]
            yield MappingRow(heading, self[f"column-{at}"], self[f"year-{at}"])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first, last = data.get("first"), data.get("last")
        if first and last and not first <= last <= first + 10:
            raise ValidationError(_("The header ends in the row in which it begins, or a few rows below."))
        return data

    def taught(self) -> dict[str, Any]:
        """As the draft keeps it: rows from 0, "jumlah_rt@2017" for a column of a year."""
        data = self.cleaned_data
        columns = {}
        for heading in self._headings:
            at = heading["index"]
            key, year = data[f"column-{at}"], data[f"year-{at}"]
            columns[str(at)] = f"{key}@{year}" if key and year else key
        return {"first": data["first"] - 1, "last": data["last"] - 1, "columns": columns}


@dataclass(frozen=True)
class NameRow:
    """A spelling to place: its candidates as one choice, every other region as another."""

    question: Mapping[str, Any]
    choice: forms.BoundField
    other: forms.BoundField


Regions = Sequence[tuple[str, Sequence[tuple[str, str]]]]
"""Groups of (code, name), as a select shows them."""


class NamesForm(forms.Form):
    """What each unknown spelling means; what is left open stays a question."""

    def __init__(
        self, *args: Any, questions: Sequence[Mapping[str, Any]], regions: Sequence[Regions], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._questions = questions
        for question, groups in zip(questions, regions, strict=True):
            at = question["id"]
            self.fields[f"name-{at}"] = forms.ChoiceField(
                label=question["typed"],
                choices=[tuple(candidate) for candidate in question["candidates"]],
                required=False,
                widget=forms.RadioSelect,
            )
            self.fields[f"other-{at}"] = forms.ChoiceField(
                label=question["typed"], choices=[("", "—"), *groups], required=False
            )

    def rows(self) -> Iterator[NameRow]:
        for question in self._questions:
            at = question["id"]
            yield NameRow(question, self[f"name-{at}"], self[f"other-{at}"])

    def answers(self) -> list[dict[str, Any]]:
        """Each question that was answered, with the code it was answered with."""
        found = []
        for question in self._questions:
            at = question["id"]
            code = self.cleaned_data[f"other-{at}"] or self.cleaned_data[f"name-{at}"]
            if code:
                found.append({name: question[name] for name in KEPT_OF_A_QUESTION} | {"code": code})
        return found


KEPT_OF_A_QUESTION: Final = ("id", "level", "typed", "parent", "candidates", "suggested")


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("Why the sheet is stored in spite of this"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "Kept with the import. Of a wrong sum the computed figure is used, the printed one stays in the report; "
            "where something else is stored, the sheet replaces it."
        ),
    )


class UndoForm(forms.Form):
    reason = ReasonField(label=_("Why it is taken back"))
