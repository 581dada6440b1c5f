"""An edition out of its file (CONTRACT 4) or form, and back into the file."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from competitions.enums import DocumentKind, NominationStatus, Phase
from competitions.models import Edition, Nomination, SizeCategory
from scoring.domain.edition_file import EditionValues, WrongEdition, read_edition, write_edition
from scoring.models import Indicator, IndicatorWeight, RuleBook
from scoring.refusals import (
    CategoriesInUse,
    EditionNotInDraft,
    EditionWrong,
    IdentityFixed,
    NoIndicators,
    RulesFrozen,
    SlugTaken,
)
from scoring.selectors.tally import rules_of


def edition_values(data: object) -> EditionValues:
    """Read an edition file; an EditionWrong names everything that is wrong with it."""
    try:
        return read_edition(data, documents=DocumentKind.values)
    except WrongEdition as wrong:
        raise EditionWrong(wrong.problems) from wrong


@transaction.atomic
def load_edition(*, data: object, by: User | None, now: datetime) -> Edition:
    """Create the edition of this file, or bring it to what the file says while it is in draft.

    What the file leaves out has its default; loading the dump of an edition changes nothing.
    """
    values = edition_values(data)
    edition = Edition.objects.select_for_update().filter(slug=values.slug).first()
    if edition is None:
        return _create(values, by=by, now=now)
    if edition.phase != Phase.DRAFT or edition.is_archive:
        raise EditionNotInDraft(slug=edition.slug, phase=edition.get_phase_display())
    return _update(edition, values, by=by, now=now)


@transaction.atomic
def create_edition(*, data: object, by: User | None, now: datetime) -> Edition:
    """Create a new edition; an address already in use is refused."""
    values = edition_values(data)
    if Edition.objects.filter(slug=values.slug).exists():
        raise SlugTaken(slug=values.slug)
    return _create(values, by=by, now=now)


@transaction.atomic
def change_edition(*, edition: Edition, data: object, by: User | None, now: datetime) -> Edition:
    """Change an edition from its form: everything in draft, most until assessment, nothing afterwards."""
    values = edition_values(data)
    edition = Edition.objects.select_for_update().get(pk=edition.pk)
    if edition.phase not in Phase.before_assessment() or edition.is_archive:
        raise RulesFrozen
    identity = (edition.slug, edition.year, edition.period)
    if edition.phase != Phase.DRAFT and identity != (values.slug, values.year, values.period):
        raise IdentityFixed
    if values.slug != edition.slug and Edition.objects.filter(slug=values.slug).exists():
        raise SlugTaken(slug=values.slug)
    _check_categories_free(edition, values)
    return _update(edition, values, by=by, now=now)


def dump_edition(edition: Edition) -> dict[str, Any]:
    """The file of an edition; eight queries at most."""
    named = IndicatorWeight.objects.filter(rulebook__edition=edition).values_list("indicator__code", flat=True)
    return write_edition(
        EditionValues(
            slug=edition.slug,
            year=edition.year,
            period=edition.period,
            name=edition.name,
            rules=rules_of(edition),
            levels=edition.rulebook.levels,
            calendar=edition.calendar(),
            quota_per_kelurahan=edition.quota_per_kelurahan,
            required_documents=tuple(edition.required_documents),
            named_weights=frozenset(named),
        )
    )


def _create(values: EditionValues, *, by: User | None, now: datetime) -> Edition:
    if not Indicator.objects.exists():
        raise NoIndicators
    edition = Edition(slug=values.slug)
    try:
        with transaction.atomic():
            _write(edition, values)
    except IntegrityError as clash:
        raise SlugTaken(slug=values.slug) from clash
    record(act="edition.created", subject=edition, by=by, now=now, scope=edition.slug)
    return edition


def _update(edition: Edition, values: EditionValues, *, by: User | None, now: datetime) -> Edition:
    changes = _changes(dump_edition(edition), write_edition(values))
    if changes:
        _write(edition, values)
        record(act="edition.changed", subject=edition, by=by, now=now, scope=edition.slug, details=changes)
    return edition


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    keys = [*before, *(key for key in after if key not in before)]
    return {key: [before.get(key), after.get(key)] for key in keys if before.get(key) != after.get(key)}


def _check_categories_free(edition: Edition, values: EditionValues) -> None:
    """The ranges stand once an entry was judged by them; prizes may still change."""
    before = {(category.code, category.min_kk, category.max_kk) for category in edition.size_table()}
    after = {(category.code, category.min_kk, category.max_kk) for category in values.rules.categories}
    if before == after:
        return
    judged = Nomination.objects.for_edition(edition).filter(status__in=NominationStatus.nominated()).count()
    if judged:
        raise CategoriesInUse(count=judged)


def _write(edition: Edition, values: EditionValues) -> None:
    edition.slug, edition.year, edition.period = values.slug, values.year, values.period
    edition.name = values.name
    edition.budget = values.rules.budget
    edition.quota_per_kelurahan = values.quota_per_kelurahan
    edition.required_documents = list(values.required_documents)
    for name in ("nomination", "verification", "assessment", "objection"):
        span = values.calendar.span(name)
        setattr(edition, f"{name}_opens", span.first if span else None)
        setattr(edition, f"{name}_closes", span.last if span else None)
    edition.save()
    _write_categories(edition, values)
    _write_rulebook(edition, values)


def _write_categories(edition: Edition, values: EditionValues) -> None:
    edition.categories.all().delete()
    SizeCategory.objects.bulk_create(
        SizeCategory(
            edition=edition,
            code=category.code,
            min_kk=category.min_kk,
            max_kk=category.max_kk,
            prize=category.prize,
            kencana_prize=category.kencana_prize,
        )
        for category in values.rules.categories
    )


def _write_rulebook(edition: Edition, values: EditionValues) -> None:
    rules = values.rules
    book, _ = RuleBook.objects.update_or_create(
        edition=edition,
        defaults={
            "scale_max": rules.scale_max,
            "levels": dict(values.levels),
            "weight_bersih": rules.aspect_weights.bersih,
            "weight_aman": rules.aspect_weights.aman,
            "weight_pintar": rules.aspect_weights.pintar,
            "aggregation": rules.aggregation,
            "quorum": rules.quorum,
            "pass_mark": rules.pass_mark,
            "aspect_floor": rules.aspect_floor,
            "mode": rules.mode,
            "top_n": rules.top_n,
            "best_in_city_prize": rules.best_in_city_prize,
        },
    )
    edition.rulebook = book
    book.indicator_weights.all().delete()
    ids = dict(Indicator.objects.values_list("code", "pk"))
    IndicatorWeight.objects.bulk_create(
        IndicatorWeight(rulebook=book, indicator_id=ids[indicator.code], weight=indicator.weight)
        for indicator in rules.indicators
        if (indicator.weight != 1 or indicator.code in values.named_weights) and indicator.code in ids
    )
