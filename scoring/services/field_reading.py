"""Lock the visits that a delivery speaks of, and read what stands, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from django.db.models import Q

from bantar.accounts.models import User
from competitions.models import Edition, Nomination
from scoring.domain.merging import FACTS, Said, StandingLine
from scoring.enums import MessageKind, MessageOutcome
from scoring.field_refusals import NotAnAssessor
from scoring.models import Assessor, FieldDevice, FieldMessage, Indicator, Score, ScoreSheet, SheetPhoto
from scoring.services.field_desk import Bench, Desk
from scoring.services.field_gate import known_entries, own_kecamatan
from scoring.services.sheet_gate import gated


def bench_for(device: FieldDevice, *, by: User, now: datetime, as_file: bool = False) -> Bench:
    """The phone's owner fills the sheets, whoever delivers; `as_file`: the phone itself could not."""
    assessor = Assessor.objects.select_related("user").filter(user=device.user_id).first()
    if assessor is None or assessor.user is None:
        raise NotAnAssessor
    codes = dict(Indicator.objects.order_by("order").values_list("code", "pk"))
    file_of = str(assessor.user) if as_file else ""
    return Bench(device, assessor, assessor.user, by, now, codes, own_kecamatan(assessor.user, now), file_of)


def open_desks(bench: Bench, visits: Collection[int]) -> dict[int, Desk]:
    """Lock editions, entries and sheets, always in this order, and read the sheets of the visits one may know of."""
    known = known_entries(bench.user, visits).values_list("pk", "edition_id")
    entries, editions = {pk for pk, _ in known}, {edition for _, edition in known}
    _lock(Edition.objects.select_for_update(no_key=True).filter(pk__in=editions).order_by("pk"))
    _lock(Nomination.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=entries).order_by("pk"))
    own = {"assessor": bench.assessor, "nomination__in": entries}
    locked = ScoreSheet.objects.select_for_update(of=("self",)).filter(**own).order_by("pk")
    sheets = {sheet.nomination_id: sheet for sheet in gated(locked)}
    desks = {entry.pk: Desk(bench, entry, sheets.get(entry.pk)) for entry in known_entries(bench.user, entries)}
    _read_lines(desks)
    _read_messages(desks, bench)
    for photo in SheetPhoto.objects.filter(**own).select_related("indicator").order_by("announced_at", "pk"):
        desks[photo.nomination_id].photos[str(photo.pk)] = photo
    return desks


def _lock(rows: Iterable[object]) -> None:
    for _ in rows:
        pass


def _read_lines(desks: dict[int, Desk]) -> None:
    of_sheet = {desk.sheet.pk: desk for desk in desks.values() if desk.sheet is not None}
    rows = Score.objects.filter(sheet__in=of_sheet).values_list(
        "sheet_id", "indicator__code", "value", "note", "version", "device"
    )
    for pk, code, value, note, version, said_by in rows:
        of_sheet[pk].lines[code] = StandingLine(Said(value, note), version, str(said_by) if said_by else None)
    for desk in of_sheet.values():
        sheet = desk.sheet
        if sheet is not None:
            said = Said(note=sheet.note, place=sheet.place)
            device = str(sheet.facts_device) if sheet.facts_device else None
            desk.lines[FACTS] = StandingLine(said, sheet.facts_version, device)


def _read_messages(desks: dict[int, Desk], bench: Bench) -> None:
    """What phones differ on, the newest word of this phone on each line, and photos taken back before they came."""
    about = FieldMessage.objects.filter(nomination__in=desks, assessor=bench.assessor)
    undecided = Q(outcome=MessageOutcome.CONFLICT, settled_at=None)
    own_words = Q(device=bench.device, kind__in=(MessageKind.LINE, MessageKind.FACTS))
    taken_back = Q(kind=MessageKind.PHOTO_REMOVED)
    rows = about.exclude(outcome=MessageOutcome.KEPT).filter(undecided | own_words | taken_back)
    latest: dict[tuple[int, str], int] = defaultdict(int)
    for message in rows.select_related("device").order_by("received_at", "seq"):
        desk = desks[message.nomination_id]
        if message.outcome == MessageOutcome.CONFLICT and message.settled_at is None:
            desk.conflicts.append(message)
        if message.kind == MessageKind.PHOTO_REMOVED:
            desk.removed.add(str(message.content.get("photo")))
        elif message.device_id == bench.device.pk:
            place = (message.nomination_id, message.code)
            latest[place] = max(latest[place], message.seq)
    for (nomination, code), seq in latest.items():
        desks[nomination].latest[code] = seq
