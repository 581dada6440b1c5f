"""Forgetting what imports were taught: a spelling or the meaning of a header is asked anew from then on."""

from datetime import datetime

from django.db import transaction

from bantar.accounts.models import User
from bantar.trace.services import record
from rt_registry.models import RegionAlias, SheetShape


@transaction.atomic
def forget_spelling(*, alias: RegionAlias, by: User, now: datetime) -> None:
    """What it placed so far stays where it is."""
    details = {"level": alias.level, "typed": alias.typed, "code": alias.code, "parent": alias.parent}
    record(act="spelling.forgotten", subject=alias, by=by, now=now, details=details)
    alias.delete()


@transaction.atomic
def forget_header(*, shape: SheetShape, by: User, now: datetime) -> None:
    """What was read with it stays as it is."""
    details = {"kind": shape.kind, "signature": shape.signature, "columns": shape.columns}
    record(act="header.forgotten", subject=shape, by=by, now=now, details=details)
    shape.delete()
