"""The form of an edition: the same facts as the edition file, handed over in the file's own shape."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from competitions.enums import DocumentKind
from rt_registry.forms.fields import DayField
from scoring.domain.edition_file import DEFAULT_LEVELS
from scoring.domain.rules import DEFAULT_INDICATORS
from scoring.enums import Aggregation, Aspect, WinnerMode


CATEGORY_ROWS: Final = 6
LEVEL_ROWS: Final = 11
SPANS: Final[Mapping[str, str | Promise]] = {
    "nomination": _("Nomination"),
    "verification": _("Verification"),
    "assessment": _("Assessment"),
    "objection": _("Objections"),
}
MOST: Final = 10**15


class WholeField(forms.CharField):
    """A whole number as people write it: 5.000.000, Rp5.000.000, 30."""

    def __init__(self, **more: Any) -> None:
        more.setdefault("widget", forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}))
        super().__init__(max_length=25, **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        digits = text.lower().removeprefix("rp").replace(".", "").replace(" ", "")
        if not digits:
            return None
        if not (digits.isascii() and digits.isdecimal()) or int(digits) > MOST:
            raise ValidationError(_("Please give a whole number in digits, for example 5.000.000."))
        return int(digits)

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class MarkField(forms.CharField):
    """A mark from 0 to 100 as people write it: 75 or 75,00."""

    def __init__(self, **more: Any) -> None:
        super().__init__(max_length=10, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **more)

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace(",", ".")
        try:
            Decimal(text)
        except InvalidOperation as error:
            raise ValidationError(_("Please give a mark such as 75,00.")) from error
        return text

    def prepare_value(self, value: Any) -> Any:
        return str(value).replace(".", ",") if value is not None else value


@dataclass(frozen=True)
class FieldRow:
    """Fields that stand in one row of a table."""

    label: str | Promise
    fields: tuple[BoundField, ...]

    @property
    def errors(self) -> list[str]:
        return [str(error) for one in self.fields for error in one.errors]


class EditionForm(forms.Form):
    """Everything about an edition. `initial` and `data_for_file()` have the shape of the edition file."""

    name = forms.CharField(label=_("Name"), max_length=120)
    slug = forms.RegexField(
        r"^[a-z0-9-]+\Z",
        label=_("Address"),
        max_length=60,
        help_text=_("For example 2026-1: small letters, digits and hyphens."),
        error_messages={"invalid": _("Only small letters a-z, digits and hyphens, for example 2026-1.")},
    )
    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    period = forms.IntegerField(label=_("Period"), min_value=1, max_value=9, initial=1)
    scale_max = forms.IntegerField(
        label=_("Highest score"), min_value=1, max_value=1000, help_text=_("Scores run from 0 to this number.")
    )
    aggregation = forms.ChoiceField(label=_("Score of an indicator"), choices=Aggregation.choices)
    quorum = forms.IntegerField(
        label=_("Quorum"), min_value=1, max_value=1000, help_text=_("An entry with fewer sheets is not ranked.")
    )
    pass_mark = MarkField(label=_("Pass mark"))
    aspect_floor = MarkField(label=_("Lowest mark in each aspect"))
    mode = forms.ChoiceField(label=_("Who wins"), choices=WinnerMode.choices)
    top_n = forms.IntegerField(
        label=_("Winners per category"),
        min_value=1,
        max_value=1000,
        required=False,
        help_text=_("Only if the best of each category win."),
    )
    best_in_city_prize = WholeField(
        label=_("Bonus for the best in the city (rupiah)"), required=False, help_text=_("0: no best in the city.")
    )
    budget = WholeField(label=_("Budget (rupiah)"), required=False, help_text=_("Empty: no limit."))
    quota_per_kelurahan = forms.IntegerField(
        label=_("Quota per kelurahan"), min_value=1, max_value=1000, required=False, help_text=_("Empty: no limit.")
    )
    required_documents = forms.MultipleChoiceField(
        label=_("Required documents"),
        choices=DocumentKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, *args: Any, file: Mapping[str, Any] | None = None, frozen: bool = False, begun: bool = False, **more: Any
    ) -> None:
        """`file` is the edition as it stands; once it has begun its identity is fixed, once frozen everything."""
        super().__init__(*args, **{**more, "initial": _initial(file or {})})
        self.file = file or {}
        self.categories = range(max(CATEGORY_ROWS, len(self.file.get("categories", ()))))
        for number in self.categories:
            self._add_category(number)
        for span in SPANS:
            self.fields[f"{span}_first"] = DayField(label=_("First day"), required=False)
            self.fields[f"{span}_last"] = DayField(label=_("Last day (included)"), required=False)
        for aspect in Aspect:
            self.fields[f"w_{aspect}"] = _weight(str(aspect.label))
        for indicator in DEFAULT_INDICATORS:
            self.fields[f"w_{indicator.code}"] = _weight(indicator.code)
        for value in range(LEVEL_ROWS):
            self.fields[f"level_{value}"] = forms.CharField(label=str(value), max_length=60, required=False)
        for name, field in self.fields.items():
            field.disabled = frozen or (begun and name in {"slug", "year", "period"})

    def _add_category(self, number: int) -> None:
        labels = {
            "min_kk": _("From KK"),
            "max_kk": _("To KK"),
            "prize": _("Prize"),
            "kencana_prize": _("Kencana prize"),
        }
        self.fields[f"c{number}_code"] = forms.RegexField(
            r"^[a-z0-9-]+\Z", label=_("Category"), max_length=20, required=False
        )
        for key, label in labels.items():
            self.fields[f"c{number}_{key}"] = WholeField(label=label, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for span in SPANS:
            if bool(cleaned.get(f"{span}_first")) != bool(cleaned.get(f"{span}_last")):
                self.add_error(f"{span}_last", _("Please give the first and the last day, or neither."))
        for number in self.categories:
            given = [cleaned.get(f"c{number}_{key}") for key in ("min_kk", "max_kk", "prize", "kencana_prize")]
            if any(value is not None for value in given) and not cleaned.get(f"c{number}_code"):
                self.add_error(f"c{number}_code", _("Please name this size category, for example kecil."))
        return cleaned

    def data_for_file(self) -> dict[str, Any]:
        """What was typed, as the edition file says it."""
        values = self.cleaned_data
        data = {name: values[name] for name in ("slug", "year", "period", "name", "scale_max", "aggregation", "quorum")}
        data |= {name: values[name] for name in ("pass_mark", "aspect_floor", "mode", "top_n", "budget")}
        data["best_in_city_prize"] = values["best_in_city_prize"] or 0
        data["quota_per_kelurahan"] = values["quota_per_kelurahan"]
        data["required_documents"] = values["required_documents"]
        data["categories"] = [self._category(n) for n in self.categories if values[f"c{n}_code"]]
        data["calendar"] = {
            span: [values[f"{span}_first"].isoformat(), values[f"{span}_last"].isoformat()]
            for span in SPANS
            if values[f"{span}_first"]
        }
        data["aspect_weights"] = {str(aspect): values[f"w_{aspect}"] for aspect in Aspect}
        named = self.file.get("indicator_weights", ())
        weights = {i.code: values[f"w_{i.code}"] for i in DEFAULT_INDICATORS}
        data["indicator_weights"] = {code: weight for code, weight in weights.items() if weight != 1 or code in named}
        data["levels"] = self._levels()
        return data

    def _levels(self) -> dict[str, str]:
        """The words typed, and those of higher levels, for which the form has no room."""
        kept = {value: word for value, word in self.file.get("levels", {}).items() if int(value) >= LEVEL_ROWS}
        typed = {str(value): self.cleaned_data[f"level_{value}"] for value in range(LEVEL_ROWS)}
        return {**{value: word for value, word in typed.items() if word}, **kept}

    def _category(self, number: int) -> dict[str, Any]:
        row = {key: self.cleaned_data[f"c{number}_{key}"] for key in ("code", "min_kk", "max_kk", "prize")}
        kencana = self.cleaned_data[f"c{number}_kencana_prize"]
        return row if kencana is None else {**row, "kencana_prize": kencana}

    def add_problems(self, problems: Iterable[tuple[str, str]]) -> None:
        """Put what the rules say to the field it speaks of."""
        for key, sentence in problems:
            name = f"{key}_last" if key in SPANS else key
            self.add_error(name if name in self.fields else None, sentence)

    def category_rows(self) -> list[FieldRow]:
        keys = ("code", "min_kk", "max_kk", "prize", "kencana_prize")
        return [FieldRow(str(n + 1), tuple(self[f"c{n}_{key}"] for key in keys)) for n in self.categories]

    def calendar_rows(self) -> list[FieldRow]:
        return [FieldRow(label, (self[f"{span}_first"], self[f"{span}_last"])) for span, label in SPANS.items()]

    def weight_rows(self) -> list[FieldRow]:
        """Per aspect its own weight and those of its indicators."""
        return [
            FieldRow(
                aspect.label,
                (self[f"w_{aspect}"], *(self[f"w_{i.code}"] for i in DEFAULT_INDICATORS if i.aspect == aspect)),
            )
            for aspect in Aspect
        ]

    def level_fields(self) -> list[BoundField]:
        return [self[f"level_{value}"] for value in range(LEVEL_ROWS)]


def _weight(label: str) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=1000, initial=1)


DEFAULTS: Final[Mapping[str, Any]] = {
    "period": 1,
    "scale_max": 4,
    "quorum": 3,
    "pass_mark": "75.00",
    "aspect_floor": "60.00",
    "best_in_city_prize": 0,
    "levels": DEFAULT_LEVELS,
    "categories": (
        {"code": "kecil", "min_kk": 30, "max_kk": 59, "prize": 5_000_000},
        {"code": "sedang", "min_kk": 60, "max_kk": 99, "prize": 7_000_000},
        {"code": "besar", "min_kk": 100, "max_kk": None, "prize": 10_000_000},
    ),
}


def _initial(file: Mapping[str, Any]) -> dict[str, Any]:
    """The form's first values: of the file, or the defaults of the rules for a new edition."""
    known = file or DEFAULTS
    initial = {key: value for key, value in known.items() if not isinstance(value, dict)}
    for number, category in enumerate(known.get("categories", ())):
        initial |= {f"c{number}_{key}": value for key, value in category.items()}
    for span, days in known.get("calendar", {}).items():
        initial[f"{span}_first"], initial[f"{span}_last"] = days
    weights = {**known.get("aspect_weights", {}), **known.get("indicator_weights", {})}
    initial |= {f"w_{code}": weight for code, weight in weights.items()}
    initial |= {f"level_{value}": word for value, word in known.get("levels", {}).items()}
    return initial
