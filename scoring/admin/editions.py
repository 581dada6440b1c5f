"""Editions and their rules: changed through the service of the edition file, and only until assessment freezes them."""

from typing import Any, Final

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from bantar.web.admin_base import PlainForm, ReadOnlyAdmin, ReadOnlyInline, ServiceAdmin, ServiceForm, take_over
from bantar.web.http import signed_in_user
from competitions.enums import Phase
from competitions.models import Edition, SizeCategory
from scoring.models import Indicator, IndicatorWeight, RuleBook
from scoring.services.edition_file import change_edition, dump_edition


SPANS: Final = ("nomination", "verification", "assessment", "objection")


def is_open(edition: Edition) -> bool:
    """Whether the rules may still change."""
    return edition.phase in Phase.before_assessment() and not edition.is_archive


class SizeCategoryInline(ReadOnlyInline):
    model = SizeCategory


@admin.register(Edition)
class EditionAdmin(ServiceAdmin):
    """New editions and their phases belong to the committee's pages; here names, budget and calendar are corrected."""

    form = ServiceForm
    EDITABLE: Final = (
        *("name", "budget", "quota_per_kelurahan"),
        *(f"{span}_{end}" for span in SPANS for end in ("opens", "closes")),
    )
    fields = ("slug", "year", "period", "phase", "is_archive", "simulated", *EDITABLE, "required_documents")
    readonly_fields = ("slug", "year", "period", "phase", "is_archive", "simulated", "required_documents")
    list_display = ("name", "slug", "year", "period", "phase", "is_archive", "simulated")
    list_filter = ("phase", "year", "is_archive")
    search_fields = ("name", "slug")
    inlines = (SizeCategoryInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Edition | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or is_open(obj))

    def save_model(self, request: HttpRequest, obj: Edition, form: PlainForm, change: bool) -> None:
        said = form.cleaned_data
        data = dump_edition(Edition.objects.get(pk=obj.pk))
        data |= {"name": said["name"], "budget": said["budget"]}
        if said["quota_per_kelurahan"] is not None:
            data["quota_per_kelurahan"] = said["quota_per_kelurahan"]
        else:
            data.pop("quota_per_kelurahan", None)
        data["calendar"] = _calendar(said)
        _change(request, obj, obj, data)


def _calendar(said: dict[str, Any]) -> dict[str, list[str]]:
    spans = {span: (said[f"{span}_opens"], said[f"{span}_closes"]) for span in SPANS}
    return {
        span: [opens.isoformat(), closes.isoformat()] for span, (opens, closes) in spans.items() if opens and closes
    }


def _change(request: HttpRequest, obj: Any, edition: Edition, data: dict[str, Any]) -> None:
    change_edition(edition=edition, data=data, by=signed_in_user(request), now=timezone.now())
    take_over(obj, obj)


class IndicatorWeightInline(ReadOnlyInline):
    model = IndicatorWeight
    fields = ("indicator", "weight")


@admin.register(RuleBook)
class RuleBookAdmin(ServiceAdmin):
    """Read only once assessment has begun. Weights of indicators are set on the edition's own page."""

    form = ServiceForm
    PLAIN: Final = ("scale_max", "aggregation", "quorum", "mode", "top_n", "best_in_city_prize")
    MARKS: Final = ("pass_mark", "aspect_floor")
    WEIGHTS: Final = ("bersih", "aman", "pintar")
    fields = ("edition", *PLAIN, *MARKS, *(f"weight_{aspect}" for aspect in WEIGHTS))
    readonly_fields = ("edition",)
    list_display = ("edition", "scale_max", "aggregation", "quorum", "pass_mark", "aspect_floor", "mode", "top_n")
    list_select_related = ("edition",)
    inlines = (IndicatorWeightInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: RuleBook | None = None) -> bool:
        return super().has_change_permission(request, obj) and (obj is None or is_open(obj.edition))

    def save_model(self, request: HttpRequest, obj: RuleBook, form: PlainForm, change: bool) -> None:
        said = form.cleaned_data
        edition = Edition.objects.get(pk=obj.edition_id)
        data = dump_edition(edition)
        data |= {name: said[name] for name in self.PLAIN}
        data |= {name: str(said[name]) for name in self.MARKS}
        data["aspect_weights"] = {aspect: said[f"weight_{aspect}"] for aspect in self.WEIGHTS}
        if "levels" in data and said["scale_max"] != dump_edition(edition)["scale_max"]:
            data.pop("levels")  # words for a scale that is no more
        _change(request, obj, edition, data)


@admin.register(Indicator)
class IndicatorAdmin(ReadOnlyAdmin):
    """The official wording; it comes with the reference data."""

    list_display = ("code", "aspect", "wording")
    list_filter = ("aspect",)
