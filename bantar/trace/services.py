from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from django.db import models
from django.utils.translation import gettext_noop

from bantar.accounts.models import User
from bantar.bulk import insert_rows
from bantar.trace.models import TraceEntry


COMMAND_LINE = gettext_noop("command line")
COLUMNS = (
    *("at", "actor_id", "actor_label", "act", "subject_type", "subject_id", "subject_label"),
    *("scope", "reason", "details"),
)


class Traced(NamedTuple):
    """One object and what happened to it, for `record_many`."""

    subject: models.Model
    details: Mapping[str, Any] = MappingProxyType({})
    reason: str = ""


def record(
    *,
    act: str,
    subject: models.Model,
    by: User | None,
    now: datetime,
    scope: str = "",
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> TraceEntry:
    """Write one act into the trace; call it inside the transaction of the act itself.

    `act` is a dotted code such as "nomination.verified"; `scope` the edition's slug; `by=None` stands for the command
    line. `details` must be JSON: for changes use {"field": [before, after]}.
    """
    entry = _entry(act=act, subject=subject, by=by, now=now, scope=scope, reason=reason, details=details or {})
    entry.save()
    return entry


def record_many(*, act: str, traced: Iterable[Traced], by: User | None, now: datetime, scope: str = "") -> int:
    """Trace a bulk write: one entry per object, in one go."""
    who = (now, by.pk if by else None, _label(by), act)
    label_of = cache(lambda model: str(model._meta.label_lower))
    rows = (
        (*who, label_of(type(subject)), str(subject.pk), str(subject)[:200], scope, reason, dict(details))
        for subject, details, reason in traced
    )
    return insert_rows(TraceEntry, COLUMNS, rows)


def _label(by: User | None) -> str:
    return str(by)[:200] if by else COMMAND_LINE


def _entry(
    *,
    act: str,
    subject: models.Model,
    by: User | None,
    now: datetime,
    scope: str,
    reason: str,
    details: Mapping[str, Any],
) -> TraceEntry:
    return TraceEntry(
        at=now,
        actor=by,
        actor_label=_label(by),
        act=act,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        subject_label=str(subject)[:200],
        scope=scope,
        reason=reason,
        details=dict(details),
    )
