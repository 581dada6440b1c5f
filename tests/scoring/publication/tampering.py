"""What somebody with the database's password, and without the key, can do to a published result."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

from bantar.accounts.models import User
from competitions.enums import AwardSource, NominationStatus, Phase
from competitions.models import Award, Edition
from rt_registry.enums import Role
from scoring.models import Result, ResultEntry
from scoring.selectors.frozen import live_result
from scoring.selectors.tally import tally_of
from scoring.services.decisions import record_decision
from scoring.services.publication import approve_result, draft_result, publish_result
from scoring.services.result_rows import columns_of, inputs_of
from tests.factories import (
    NOW,
    create_edition,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_scored_nomination,
    create_sheet,
    create_user,
)


@dataclass(frozen=True)
class Published:
    """Three winners (one of two RTs), a fail, an entry taken out; a decision; a second version that corrects."""

    edition: Edition
    first: Result
    newest: Result
    publisher: User


def publish_twice() -> Published:
    committee, publisher = create_user(role=Role.COMMITTEE), create_user(role=Role.PUBLISHER)
    edition = create_edition(phase=Phase.TALLY, budget=1_000_000)
    kelurahan = create_kelurahan()
    rts = [create_rt(kelurahan=kelurahan, kk=60, year=edition.year) for _ in range(2)]
    joined = create_nomination(edition=edition, rts=rts, status=NominationStatus.CARRIED_OUT)
    for value in (3, 4, 4):
        create_sheet(nomination=joined, value=value)
    for value, kk in [(4, 80), (3, 40), (2, 120)]:
        create_scored_nomination(edition=edition, value=value, kk=kk)
    create_nomination(edition=edition, status=NominationStatus.NOT_ASSESSED, reason="Banjir")

    def decide() -> None:
        (blocker,) = tally_of(edition).blockers
        assert blocker.facts is not None
        given = {"kind": blocker.code, "facts": blocker.facts, "reason": "APBD-P"}
        record_decision(edition=edition, by=committee, now=NOW, **given)

    def publish(reason: str = "") -> Result:
        result = draft_result(edition=edition, by=committee, now=NOW, reason=reason)
        approve_result(result=result, by=publisher, now=NOW)
        return publish_result(result=result, by=publisher, now=NOW)

    decide()
    first = publish()
    create_scored_nomination(edition=edition, value=4, kk=45)
    decide()
    newest = publish("Satu entri terlewat")
    create_user()
    create_nomination(edition=create_edition())
    return Published(edition, first, newest, publisher)


@contextmanager
def undone() -> Iterator[None]:
    """What is done inside is taken back, whatever constraint it would break at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def write(model: type[models.Model], pk: int, column: str, value: object) -> None:
    """Raw SQL, as from the database's own prompt."""
    table, key = connection.ops.quote_name(model._meta.db_table), connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {key} = %s WHERE id = %s", [value, pk])


def other(field: models.Field[Any, Any], value: object) -> object:
    """Another value that the column takes, as the database wants it."""
    if isinstance(field, models.BinaryField):
        whole = bytes(value)  # type: ignore[call-overload]
        return whole[:-1] + bytes([whole[-1] ^ 1])
    if isinstance(field, models.ForeignKey):
        strangers = field.related_model._default_manager.exclude(pk=value).order_by("-pk")
        changed: object = strangers.values_list("pk", flat=True).first() or 987_654
    elif isinstance(field, models.JSONField):
        changed = {**value, "x": 1} if isinstance(value, dict) else {"x": 1}
    elif field.choices:
        changed = next(code for code, _word in field.flatchoices if code != value)
    else:
        changed = _first_value(field) if value is None else _changed(value)
    return field.get_db_prep_save(changed, connection)


def _first_value(field: models.Field[Any, Any]) -> object:
    if isinstance(field, models.UUIDField):
        return UUID(int=1)
    if isinstance(field, models.DateTimeField):
        return NOW
    return NOW.date() if isinstance(field, models.DateField) else 1


def _changed(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, Decimal):
        return value - Decimal("0.01")
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    return value + 1 if isinstance(value, int) else f"{str(value)[:-1]}x"


def leaves(value: object, *path: str | int) -> Iterator[tuple[str | int, ...]]:
    """The place of every single value in a JSON document."""
    if isinstance(value, dict):
        for key, inside in value.items():
            yield from leaves(inside, *path, key)
    elif isinstance(value, list) and value:
        for place, inside in enumerate(value):
            yield from leaves(inside, *path, place)
    else:
        yield path


def with_leaf(document: Any, path: tuple[str | int, ...], change: Callable[[Any], Any]) -> Any:
    """A copy of the document in which that one value is another one."""
    if not path:
        return change(document)
    step, rest = path[0], path[1:]
    if isinstance(document, list):
        return [with_leaf(one, rest, change) if place == step else one for place, one in enumerate(document)]
    return {key: with_leaf(one, rest, change) if key == step else one for key, one in document.items()}


def another(value: object) -> object:
    """A value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value - 1 if value > 1 else value + 1
    if isinstance(value, str):
        return f"{value[:-1]}9" if value[-1:] != "9" else f"{value[:-1]}8"
    return [1] if isinstance(value, list) else "x"


def rewrite_everything(published: Published) -> Result:
    """Freeze what the live tables say now in place of what was published: rules, inputs, rows, digest and awards."""
    result, live = published.newest, live_result(published.edition)
    Result.objects.filter(pk=result.pk).update(
        rules=live.document["rules"],
        inputs=inputs_of(live.document),
        digest=live.digest(),
        prize_total=live.tally.prize_total,
    )
    for row in live.document["entries"]:
        columns = columns_of(row, live.means)
        ResultEntry.objects.filter(result=result, entry=row["entry"]).update(**columns)
        awards = Award.objects.filter(edition=published.edition, entry_code=row["entry"], source=AwardSource.PUBLISHED)
        awards.update(total=columns["total"], prize=columns["prize"])
    return Result.objects.select_related("edition").get(pk=result.pk)
