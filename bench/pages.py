"""The pages that `make bench` measures, and as whom."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from competitions.models import Nomination
from rt_registry.models import RT
from scoring.models import Assignment, ResultEntry


@dataclass(frozen=True)
class Page:
    """A page as one person sees it. `aim`: how many times the bare view's time it may take, if that is promised."""

    name: str
    url: Callable[[], str]
    user: str | None = None
    aim: float | None = None


def plain(name: str, **kwargs: object) -> Callable[[], str]:
    return lambda: reverse(name, kwargs=kwargs or None)


RUNNING = {"slug": "latihan-sementara"}
LARGEST = {"slug": "2020-1"}


def of_winner() -> str:
    winner = ResultEntry.objects.filter(result__edition__slug="2020-1", winner=True).order_by("entry")[0]
    kelurahan, numbers = winner.entry.split("/")
    return reverse("scoring:result-entry", kwargs={"slug": "2020-1", "kelurahan": kelurahan, "numbers": numbers})


def of_rt_with_story() -> str:
    rt = RT.objects.filter(awards__isnull=False).order_by("pk")[0]
    return reverse("scoring:rt", kwargs={"pk": rt.pk})


def sheet_of_assessor() -> str:
    """A visit ahead: an empty sheet."""
    ahead = Assignment.objects.filter(
        team__members__assessor__user__username="penilai1", nomination__edition__phase="assessment", closed_at=None
    )
    waiting = ahead.exclude(nomination__sheets__assessor__user__username="penilai1").order_by("visit_on", "pk")[0]
    return reverse("scoring:sheet", kwargs={"nomination_id": waiting.nomination_id})


def nomination_of_operator() -> str:
    entry = Nomination.objects.filter(kelurahan__slug="kenali-besar").order_by("pk")[0]
    return reverse("competitions:nomination", kwargs={"pk": entry.pk})


PAGES = (
    Page("home", plain("scoring:home")),
    Page("results of 2020, uncached", plain("scoring:result", **LARGEST), aim=2),
    Page("one entry of a result", of_winner),
    Page("hasil.json of 2020", plain("scoring:result-json", **LARGEST)),
    Page("RT", of_rt_with_story),
    Page("regions", plain("scoring:regions")),
    Page("kecamatan", plain("scoring:kecamatan", kecamatan="alam-barajo")),
    Page("statistics", plain("scoring:statistics")),
    Page("indicators", plain("scoring:indicators")),
    Page("map", plain("scoring:map")),
    Page("kelurahan desk", plain("competitions:kelurahan-desk"), user="operator.kenali-besar"),
    Page("nomination", nomination_of_operator, user="operator.kenali-besar"),
    Page("roster", plain("rt_registry:roster"), user="operator.kenali-besar"),
    Page("kecamatan desk", plain("competitions:kecamatan-desk"), user="verifikator.alam-barajo"),
    Page("assessor's day", plain("scoring:assessor-day"), user="penilai1"),
    Page("score form", sheet_of_assessor, user="penilai1", aim=4),
    Page("cockpit", plain("scoring:cockpit", **RUNNING), user="panitia"),
    Page("cockpit ranking, 158 entries", plain("scoring:cockpit-ranking", **LARGEST), user="panitia", aim=3),
    Page("committee's entries", plain("competitions:entries", **LARGEST), user="panitia"),
    Page("trace", plain("rt_registry:trace"), user="auditor"),
)
