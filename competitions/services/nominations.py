"""The kelurahan's acts: start an entry, change it, check it, submit it, withdraw it (DOMAIN 5)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from bantar.accounts.models import User
from competitions.domain.calendar import wib_date
from competitions.domain.eligibility import EntryFacts, check_entry, submission_closed
from competitions.domain.messages import BrokenRule
from competitions.domain.nomination_states import Act
from competitions.entry_names import MOST_RTS, category_of, entry_code, entry_label
from competitions.enums import NominationStatus, Phase, Track, WithdrawalReason
from competitions.models import Edition, Nomination, NominationRT
from competitions.refusals import NotEditable, ReasonMissing, RuleBroken, TooManyRTs, UnknownWithdrawalReason
from competitions.rule_words import say
from competitions.selectors.eligibility import documents_of, entered_as, entry_facts
from competitions.services.entries import ActBy, act_on, lock_edition, locked, trace
from competitions.services.notices import tell_verifiers_of_submission
from rt_registry.models import RT, Kelurahan
from rt_registry.selectors.rts import kk_in_year


@transaction.atomic
def start_nomination(
    *,
    edition: Edition,
    kelurahan: Kelurahan,
    rts: Sequence[RT],
    track: str,
    by: User | None,
    now: datetime,
    status: NominationStatus = NominationStatus.DRAFT,
    note: str = "",
) -> Nomination:
    """Begin an entry as a draft, or note that an RT is willing; the full check waits for the submission."""
    edition = lock_edition(edition.pk)
    if edition.phase != Phase.NOMINATION or status not in NominationStatus.private_to_kelurahan():
        raise RuleBroken(BrokenRule("not_open"))
    _check_choice(edition=edition, kelurahan=kelurahan, rts=rts, track=track)
    nomination = Nomination(
        edition=edition, kelurahan=kelurahan, track=track, status=status, note=note.strip(), created_by=by
    )
    nomination.created_at = nomination.updated_at = now
    _write_members(nomination, rts)
    act = "nomination.willing" if status == NominationStatus.WILLING else "nomination.started"
    trace(nomination, act, ActBy(by, now))
    return nomination


@transaction.atomic
def change_nomination(
    *,
    nomination: Nomination,
    rts: Sequence[RT],
    track: str,
    note: str,
    by: User | None,
    now: datetime,
    status: NominationStatus | None = None,
) -> Nomination:
    """Change RTs, track and note of a draft or returned entry; `status` may turn willing into draft and back."""
    nomination = _editable(nomination)
    _check_choice(edition=nomination.edition, kelurahan=nomination.kelurahan, rts=rts, track=track, besides=nomination)
    private = NominationStatus.private_to_kelurahan()
    if status is not None and nomination.status in private and status in private:
        nomination.status = status
    before = {"label": nomination.label, "track": nomination.track, "note": nomination.note}
    nomination.track, nomination.note, nomination.updated_at = track, note.strip(), now
    _write_members(nomination, rts)
    after = {"label": nomination.label, "track": nomination.track, "note": nomination.note}
    changes = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    trace(nomination, "nomination.changed", ActBy(by, now, details=changes))
    return nomination


def broken_rules(*, nomination: Nomination, now: datetime) -> list[BrokenRule]:
    """Every rule that keeps the entry from being submitted now, the calendar's included."""
    day = wib_date(now)
    closed = submission_closed(nomination.status, nomination.edition.phase, nomination.edition.calendar(), day)
    return [*([closed] if closed else []), *check_entry(_facts(nomination, now))]


def precheck(*, nomination: Nomination, by: User | None = None, now: datetime) -> list[str]:
    """The sentences of all broken rules at once, in the reader's language; empty: it may be submitted."""
    return [say(rule) for rule in broken_rules(nomination=nomination, now=now)]


@transaction.atomic
def submit_nomination(*, nomination: Nomination, by: User | None, now: datetime) -> Nomination:
    """Hand the entry in: pre-check, then copy numbers, KK and size category as of now."""
    nomination = locked(nomination)
    broken = broken_rules(nomination=nomination, now=now)
    if broken:
        raise RuleBroken(*broken)
    _write_members(nomination, [member.rt for member in _members(nomination)])
    nomination = act_on(
        nomination,
        Act.SUBMIT,
        ActBy(by, now, details={"kk": nomination.kk, "category": nomination.category_code}),
        submitted_at=now,
        submitted_by=by,
        kk_source="",
        kk_confirmed_by=None,
        kk_confirmed_at=None,
        neighbours_confirmed=False,
        reason="",
    )
    tell_verifiers_of_submission(nomination)
    return nomination


@transaction.atomic
def withdraw_nomination(
    *, nomination: Nomination, reason_code: str, by: User | None, now: datetime, reason: str = ""
) -> Nomination:
    """*Tidak jadi*, with a reason from the list; “another reason” needs a word of explanation."""
    if reason_code not in WithdrawalReason.values:
        raise UnknownWithdrawalReason
    code, text = WithdrawalReason(reason_code), reason.strip()
    if code == WithdrawalReason.OTHER and not text:
        raise ReasonMissing
    said = text if code == WithdrawalReason.OTHER else f"{_(str(code.label))}{f': {text}' if text else ''}"
    return act_on(
        locked(nomination),
        Act.WITHDRAW,
        ActBy(by, now, said, {"withdrawal_reason": code.value}),
        withdrawal_reason=code,
        reason=text,
        decided_at=now,
        decided_by=by,
    )


def _editable(nomination: Nomination) -> Nomination:
    nomination = locked(nomination)
    in_time = nomination.edition.phase in {Phase.NOMINATION, Phase.VERIFICATION}
    if nomination.status not in NominationStatus.editable_by_operator() or not in_time:
        raise NotEditable(status=nomination.get_status_display())
    return nomination


def _check_choice(
    *, edition: Edition, kelurahan: Kelurahan, rts: Sequence[RT], track: str, besides: Nomination | None = None
) -> None:
    """What must hold even for a draft: some RTs of this kelurahan, each once and in no other entry, a known track."""
    if len(rts) > MOST_RTS:
        raise TooManyRTs(most=MOST_RTS, chosen=len(rts))
    broken = [] if rts else [BrokenRule("no_rts", field="rts")]
    entered = entered_as(edition=edition, rt_ids=[rt.pk for rt in rts], besides=besides)
    seen: set[int] = set()
    for rt in rts:
        if rt.pk in seen:
            broken.append(BrokenRule("rt_twice", {"rt": str(rt)}, field="rts"))
        seen.add(rt.pk)
        if rt.kelurahan_id != kelurahan.pk:
            broken.append(BrokenRule("foreign_kelurahan", {"rt": str(rt)}, field="rts"))
        if rt.pk in entered:
            broken.append(BrokenRule("already_entered", {"rt": str(rt), "entry": entered[rt.pk]}, field="rts"))
    if track not in Track.values:
        broken.append(BrokenRule("unknown_track", {"track": track}, field="track"))
    if broken:
        raise RuleBroken(*broken)


def _write_members(nomination: Nomination, rts: Sequence[RT]) -> None:
    """Store the entry with its RTs and what follows from them: code, name, KK, size category.

    The database has the last word on double entry: two people who enter the same RT at once both pass the check.
    """
    rts = sorted(rts, key=lambda rt: (rt.number, rt.pk))
    counts = kk_in_year([rt.pk for rt in rts], nomination.edition.year)
    numbers = [rt.number for rt in rts]
    known = [count for rt in rts if (count := counts.get(rt.pk)) is not None]
    nomination.code = entry_code(nomination.kelurahan.code, numbers)
    nomination.label = entry_label(nomination.kelurahan.name, numbers)
    nomination.kk = sum(known) if len(known) == len(rts) else None
    nomination.category_code = category_of(nomination.kk, nomination.edition.size_table())
    try:
        with transaction.atomic():
            nomination.save()
            nomination.members.all().delete()
            NominationRT.objects.bulk_create(
                NominationRT(
                    nomination=nomination, edition=nomination.edition, rt=rt, number=rt.number, kk=counts.get(rt.pk)
                )
                for rt in rts
            )
    except IntegrityError as error:
        raise _entered_meanwhile(nomination, rts) from error


def _entered_meanwhile(nomination: Nomination, rts: Sequence[RT]) -> RuleBroken:
    besides = nomination if nomination.pk else None
    entered = entered_as(edition=nomination.edition, rt_ids=[rt.pk for rt in rts], besides=besides)
    rules = [
        BrokenRule("already_entered", {"rt": str(rt), "entry": entered.get(rt.pk, nomination.label)}, field="rts")
        for rt in rts
        if rt.pk in entered or not entered
    ]
    return RuleBroken(*rules)


def _members(nomination: Nomination) -> Sequence[NominationRT]:
    return list(nomination.members.select_related("rt__kelurahan"))


def _facts(nomination: Nomination, now: datetime) -> EntryFacts:
    return entry_facts(
        edition=nomination.edition,
        kelurahan=nomination.kelurahan,
        rts=[member.rt for member in _members(nomination)],
        track=nomination.track,
        day=wib_date(now),
        documents=documents_of(nomination),
        besides=nomination,
    )
