"""The seal of a published result: its whole document, and a statement about it signed with a key no database holds."""

import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, Final

from django.db.models import Model

from bantar.accounts.models import User
from bantar.signing import public_key, sign
from competitions.models import NominationRT
from scoring.domain.statement import pack, sha256, statement_bytes, statement_of
from scoring.domain.tally import TAKEN_OUT
from scoring.enums import SheetStatus
from scoring.models import Decision, Result, ResultSeal, RuleBook, Score, ScoreSheet


PERSONS: Final = ("drafted_by", "approved_by", "scheduled_by", "published_by", "discarded_by")
MOMENTS: Final = ("drafted_at", "approved_at", "scheduled_at", "publish_at", "published_at", "discarded_at")
TEXTS: Final = ("schedule_problem", "discard_reason")


def seal_result(*, result: Result, document: Mapping[str, Any], now: datetime) -> ResultSeal:
    """Seal a published result and store the seal; call it inside the transaction of the publication."""
    seal = draft_seal(result=result, document=document, now=now)
    seal.save()
    return seal


def draft_seal(*, result: Result, document: Mapping[str, Any], now: datetime) -> ResultSeal:
    """The same, not stored yet. `result` must say what it will say once published; afterwards it knows its seal."""
    packed, columns = pack(document), sheet_columns()
    seal = ResultSeal(result=result, document=packed, key=public_key(), sealed_at=now)
    seal.acts = {
        **acts_of(result, seal),
        "names": {name: _username(getattr(result, name)) for name in PERSONS},
        "columns": columns,
        "sheets": sheets_of(result.edition_id, columns),
        "salt": secrets.token_hex(16),
    }
    seal.statement = statement_about(result, acts=seal.acts)
    seal.signature = sign(statement_bytes(seal.statement))
    return seal


def statement_about(result: Result, *, acts: Mapping[str, Any]) -> dict[str, Any]:
    """The statement as the rows of result and edition would have it now."""
    edition = result.edition
    return statement_of(
        edition={"edition": edition.slug, "name": edition.name, "year": edition.year, "period": edition.period},
        version=result.version or 0,
        document_digest=result.digest,
        previous=_previous_digest(result),
        published_at=moment(result.published_at) or "",
        simulated=result.simulated,
        reason=result.reason,
        acts=acts,
    )


def acts_of(result: Result, seal: ResultSeal) -> dict[str, Any]:
    """Who acted and when, and the records behind the entries, as the tables have it now; four queries."""
    return {
        "result": result.pk,
        "status": str(result.status),
        **{name: getattr(result, f"{name}_id") for name in PERSONS},
        **{name: moment(getattr(result, name)) for name in MOMENTS},
        **{name: getattr(result, name) for name in TEXTS},
        "sealed_at": moment(seal.sealed_at),
        "document": sha256(bytes(seal.document)),
        "entries": _records(result),
        "decisions": _decisions(result),
        "levels": RuleBook.objects.filter(edition_id=result.edition_id).values_list("levels", flat=True).first(),
    }


def moment(value: datetime | None) -> str | None:
    """One instant, the same text in every time zone."""
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else None


def _previous_digest(result: Result) -> str | None:
    before = Result.objects.filter(edition_id=result.edition_id, version=(result.version or 0) - 1)
    return before.values_list("digest", flat=True).first()


def _records(result: Result) -> dict[str, list[Any]]:
    """Per entry its row, the nomination it belongs to, the RTs of that, and why it was taken out."""
    rows = list(result.entries.order_by("entry").values_list("entry", "pk", "nomination_id", "state", "state_reason"))
    members: dict[int, list[int]] = {}
    of_rows = NominationRT.objects.filter(nomination__result_entries__result=result)
    for nomination, rt in of_rows.order_by("rt_id").values_list("nomination_id", "rt_id"):
        members.setdefault(nomination, []).append(rt)
    return {
        entry: [pk, nomination, members.get(nomination, []), reason if state in TAKEN_OUT else ""]
        for entry, pk, nomination, state, reason in rows
    }


def _decisions(result: Result) -> dict[str, list[Any]]:
    """Every decision recorded for the edition so far, with its reason, and by whom."""
    columns = ("kind", "facts", "chosen_id", "reason", "decided_by_id")
    rows = Decision.objects.filter(edition_id=result.edition_id).order_by("pk")
    return {str(row[0]): [*row[2:], moment(row[1])] for row in rows.values_list("pk", "decided_at", *columns)}


def sheet_columns() -> dict[str, list[str]]:
    """Every column of a sheet and of its lines. Sealed with their digests: what a later program adds was not asked."""
    return {"sheet": _columns(ScoreSheet), "line": _columns(Score)}


def sheets_of(edition_id: int, columns: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """A digest of each submitted sheet in these columns, its lines and their notes included; two queries."""
    submitted = ScoreSheet.objects.filter(nomination__edition_id=edition_id, status=SheetStatus.SUBMITTED)
    sheets = submitted.order_by("pk").values_list("pk", *columns["sheet"])
    lines = Score.objects.filter(sheet__nomination__edition_id=edition_id, sheet__status=SheetStatus.SUBMITTED)
    lines = lines.order_by("sheet_id", "indicator_id")
    by_sheet = {
        pk: list(rows) for pk, rows in groupby(lines.values_list("sheet_id", *columns["line"]).iterator(), _first)
    }
    return {str(pk): sha256(json.dumps([facts, by_sheet.get(pk, [])], default=str).encode()) for pk, *facts in sheets}


_first: Final = itemgetter(0)


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.local_concrete_fields if not field.primary_key]


def _username(user: User | None) -> str | None:
    return user.get_username() if user else None
