"""Everything `seed_demo` does, in order."""

from datetime import datetime
from random import Random

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from bantar.accounts.models import User
from bantar.planner import refresh_planner_statistics
from bantar.web.errors import Refusal
from competitions.domain.calendar import wib_date
from competitions.enums import Phase
from competitions.models import Edition
from rt_registry.models import RT
from scoring.demo.editions import (
    FAITHFUL,
    Demo,
    seed_2020,
    seed_archive,
    seed_draft,
    seed_nomination,
    seed_past,
    seed_running,
    seed_trials,
)
from scoring.demo.field import seed_phones
from scoring.demo.papers import seed_papers
from scoring.demo.people import create_people
from scoring.demo.photos import seed_photos
from scoring.demo.roster import (
    choose_entries_of_2020,
    create_rts,
    draw_kk_of_2020,
    recap_of_2020,
    record_counts_of_2020,
    record_later_counts,
    split_kelurahan_in_2023,
)
from scoring.services.reference import load_reference


class DatabaseInUse(Refusal):
    message = _("This database already holds accounts or editions. Demo data only goes into a new one.")


def is_seeded() -> bool:
    return RT.objects.filter(simulated=True).exists() and Edition.objects.filter(slug="2020-1").exists()


@transaction.atomic
def seed_demo(*, scale: int, seed: int, password: str, now: datetime) -> None:
    """Fill an empty database with the demo of CONTRACT 5; all or nothing.

    `scale` multiplies RTs, entries and sheets; the same `seed` on the same day gives the same data.
    """
    if User.objects.exists() or Edition.objects.exists() or RT.objects.exists():
        raise DatabaseInUse
    load_reference(by=None, now=now)
    demo = Demo(rng=Random(seed), people=create_people(password), today=wib_date(now), scale=scale)  # noqa: S311
    _seed_editions(demo, now)
    refresh_planner_statistics()


def _seed_editions(demo: Demo, now: datetime) -> None:
    year = demo.today.year
    recap = recap_of_2020(demo.scale)
    rts = create_rts(recap)
    chosen = choose_entries_of_2020(demo.rng, rts, recap)
    kk = draw_kk_of_2020(demo.rng, (rt for group in rts.values() for rt in group), chosen)
    record_counts_of_2020(kk, now)
    seed_2020(demo, chosen, kk)
    heirs = split_kelurahan_in_2023()
    record_later_counts(demo.rng, kk, heirs, [year - 2, year - 1, year], now)
    faithful = _faithful(demo, year)
    seed_archive(demo, year - 3, faithful)
    ids = [rt.pk for rt in faithful]
    seed_past(demo, year - 2, ids, Phase.CLOSED)
    seed_past(demo, year - 1, ids, Phase.PUBLISHED)
    seed_draft(demo)
    seed_trials(demo)
    running = seed_running(demo, ids[:8])
    seed_photos(demo, seed_nomination(demo), now)
    seed_phones(demo, running, now)
    seed_papers(demo, running, now)


def _faithful(demo: Demo, year: int) -> list[RT]:
    """RTs of 60 to 90 KK, active all along, that will have won three years running."""
    able = RT.objects.filter(
        active_until=None, household_counts__counted_on__year=year, household_counts__kk__range=(64, 90)
    )
    return demo.rng.sample(list(able.select_related("kelurahan").order_by("pk")), demo.times(FAITHFUL))
