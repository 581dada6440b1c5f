"""The people who score: known by name, from an office, usually with an account (DOMAIN 2)."""

from datetime import datetime

from django.db import IntegrityError, transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from rt_registry.domain.texts import as_read
from rt_registry.permissions import is_assessor
from scoring.models import Assessor, Office
from scoring.refusals import AccountTaken, AssessorKnown, NotAnAssessorAccount
from scoring.services.teams import clean_name


def name_key(name: str) -> str:
    """A name folded for comparing: case and spaces aside, never fuzzily (CONTRACT 6)."""
    return as_read(name).casefold()


def office_named(name: str) -> Office | None:
    """The office of this name, made where it is new; None for an empty name."""
    name = " ".join(name.split())
    if not name:
        return None
    name = clean_name(name, most=120)
    return Office.objects.filter(name__iexact=name).first() or Office.objects.get_or_create(name=name)[0]


@transaction.atomic
def add_assessor(*, name: str, office: str = "", user: User | None = None, by: User | None, now: datetime) -> Assessor:
    """Add an assessor; without an account their sheets come by import or paper."""
    name = clean_name(name, most=150)
    key = name_key(name)
    known = Assessor.objects.filter(name_key=key).first()
    if known is not None:
        raise AssessorKnown(name=known.name)
    _check_account(user)
    assessor = Assessor(name=name, name_key=key, office=office_named(office), user=user)
    _store(assessor)
    record(act="assessor.added", subject=assessor, by=by, now=now)
    return assessor


@transaction.atomic
def change_assessor(
    *, assessor: Assessor, name: str, office: str, user: User | None, by: User | None, now: datetime
) -> Assessor:
    """Change name, office or account of an assessor."""
    name = clean_name(name, most=150)
    key = name_key(name)
    known = Assessor.objects.filter(name_key=key).exclude(pk=assessor.pk).first()
    if known is not None:
        raise AssessorKnown(name=known.name)
    if user != assessor.user:
        _check_account(user)
    before = _shown(assessor)
    assessor.name, assessor.name_key, assessor.office, assessor.user = name, key, office_named(office), user
    after = _shown(assessor)
    if before != after:
        _store(assessor)
        changes = {field: [before[field], after[field]] for field in before if before[field] != after[field]}
        record(act="assessor.changed", subject=assessor, by=by, now=now, details=changes)
    return assessor


def _store(assessor: Assessor) -> None:
    """Somebody may enter the same name, or give away the same account, between the look and the write."""
    try:
        with transaction.atomic():
            assessor.save()
    except IntegrityError as clash:
        if Assessor.objects.filter(name_key=assessor.name_key).exclude(pk=assessor.pk).exists():
            raise AssessorKnown(name=assessor.name) from clash
        raise AccountTaken(name=str(assessor.user)) from clash


def _check_account(user: User | None) -> None:
    if user is None:
        return
    if not is_assessor(user):
        raise NotAnAssessorAccount(name=user.username)
    taken = Assessor.objects.filter(user=user).first()
    if taken is not None:
        raise AccountTaken(name=taken.name)


def _shown(assessor: Assessor) -> dict[str, str | None]:
    return {
        "name": assessor.name,
        "office": assessor.office.name if assessor.office else None,
        "account": assessor.user.username if assessor.user else None,
    }
