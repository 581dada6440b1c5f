"""The world of the access list with many more of everything beside what the routes ask for."""

from datetime import timedelta

from django.utils import timezone

from bantar.trace.services import record
from competitions.enums import AwardSource, NominationStatus, Phase
from competitions.models import Award, Edition, Nomination, Recap, RecapRow
from rt_registry.enums import Role, SuccessionKind
from rt_registry.models import HouseholdCount, RTSuccession
from scoring.enums import KeptReason, MessageKind, MessageOutcome, PaperStatus
from scoring.models import Assignment, ConflictMark, SheetRevision
from scoring.services.publication import approve_result, discard_result, draft_result, publish_result
from tests.access.world import World, _evidence, _photo, issue_public
from tests.factories import (
    NOW,
    create_assessor,
    create_device,
    create_edition,
    create_handover,
    create_held_visit,
    create_message,
    create_nomination,
    create_paper,
    create_rt,
    create_scored_nomination,
    create_sheet,
    create_sheet_photo,
    create_team,
    create_user,
    grant_role,
)


def add_crowd(world: World, many: int) -> None:
    """`many` more RTs, people, entries, sheets, editions, results and trace entries, each next to the one there is."""
    _roster(world, many)
    _people(world, many)
    _nominating(world, many)
    _assessing(world, many)
    _published(world, many)
    _years(world, many)


def _roster(world: World, many: int) -> None:
    kelurahan, year = world.rt.kelurahan, timezone.localdate().year
    for n in range(many):
        rt = create_rt(kelurahan=kelurahan, year=year, kk=40 + n)
        HouseholdCount.objects.create(
            rt=world.rt, counted_on=timezone.localdate() - timedelta(days=400 + n), kk=50, source="uji", recorded_at=NOW
        )
        RTSuccession.objects.create(predecessor=rt, successor=world.rt, kind=SuccessionKind.MERGE, on=NOW.date())
        record(act="rt.changed", subject=world.rt, by=world.people["operator"], now=NOW)


def _people(world: World, many: int) -> None:
    for _ in range(many):
        user = create_user(role=Role.COMMITTEE)
        grant_role(world.people["operator"], Role.AUDITOR if _ == 0 else Role.OPERATOR, **_place(world, _))
        record(act="account.created", subject=user, by=user, now=timezone.now())
        record(act="account.changed", subject=world.people["operator"], by=user, now=timezone.now())


def _place(world: World, n: int) -> dict:
    return {} if n == 0 else {"kelurahan": create_rt(kk=None).kelurahan}


def _entry(world: World, edition: Edition, status: NominationStatus, **more: object) -> Nomination:
    rt = create_rt(kelurahan=world.rt.kelurahan, year=edition.year, kk=58)
    return create_nomination(edition=edition, rts=[rt], status=status, **more)


def _nominating(world: World, many: int) -> None:
    for n in range(many):
        for status in ("draft", "submitted", "returned", "verified"):
            _entry(world, world.nominating, NominationStatus(status), reason="alasan" if status == "returned" else "")
        for entry in (world.draft, world.submitted):
            evidence = _evidence(entry, world.people["operator"], sha="cdefghijklmnopqrstuvw"[n])
            if entry == world.submitted:
                _photo(evidence, world.people["committee"])
            record(act="nomination.changed", subject=entry, by=create_user(), now=timezone.now(), scope="usulan")


def _assessing(world: World, many: int) -> None:
    edition, people = world.assessing, world.people
    teams = [create_team(edition=edition) for _ in range(many)]
    for n, team in enumerate(teams):
        entry = _entry(world, edition, NominationStatus.CARRIED_OUT)
        own = n % 2 == 0
        Assignment.objects.create(nomination=entry, team=world.team if own else team, visit_on=timezone.localdate())
        for member in (world.team if own else team).members.all():
            create_sheet(nomination=entry, assessor=member.assessor, submitted=n % 3 == 0)
        assessor = create_assessor(with_account=False)
        create_sheet(nomination=world.visited, assessor=assessor)
        status = PaperStatus.values[n % 3]
        create_paper(nomination=entry, assessor=assessor, by=people["committee"], status=PaperStatus(status))
        create_paper(nomination=world.visited, assessor=create_assessor(), status=PaperStatus.DISCARDED)
        record(act="paper.typed", subject=world.paper, by=people["committee"], now=timezone.now(), scope=edition.slug)
        ConflictMark.objects.create(nomination=world.visited, assessor=assessor, reason="Saudara", marked_at=NOW)
        SheetRevision.objects.create(
            sheet=world.sheet, at=NOW, by=people["committee"], act="reopened", reason="uji", scores={}
        )
        _field(world, entry, n)
        record(act="sheet.reopened", subject=world.sheet, by=people["committee"], now=timezone.now())
        record(act="visit.assigned", subject=entry, by=people["committee"], now=timezone.now(), scope=edition.slug)
        record(act="edition.changed", subject=edition, by=people["committee"], now=timezone.now(), scope=edition.slug)
        _entry(world, edition, NominationStatus.DISQUALIFIED, reason="alasan")
        _entry(world, edition, NominationStatus.VERIFIED)


def _field(world: World, entry: Nomination, n: int) -> None:
    """More phones, photos and messages, of the sheet that the routes ask for and of others."""
    own = create_device(assessor=world.sheet.assessor, label=f"HP {n}")
    for about in (world.visited, entry):
        create_held_visit(device=own, nomination=about, filled=n, unsent=n)
        create_message(device=own, nomination=about, kind=MessageKind.SUBMIT)
        create_message(device=own, nomination=about, outcome=MessageOutcome.CONFLICT)
        create_message(
            device=own, nomination=about, outcome=MessageOutcome.KEPT, reason=KeptReason.values[n % len(KeptReason)]
        )
        create_sheet_photo(device=own, nomination=about, is_received=n % 2 == 0)


def _published(world: World, many: int) -> None:
    """More entries, and a second version, in the edition that is public; a third version on its way is discarded."""
    committee, publisher = world.people["committee"], world.people["publisher"]
    edition = Edition.objects.get(pk=world.published.pk)
    for n in range(many):
        create_scored_nomination(edition=edition, value=n % 5, kk=40 + 20 * (n % 4))
    for turn in range(min(many, 3)):
        create_sheet(nomination=Nomination.objects.get(edition=edition, code=world.winner.entry), value=4)
        result = draft_result(edition=edition, by=committee, now=NOW, reason="koreksi")
        if turn == 0:
            discard_result(result=result, by=committee, reason="salah", now=NOW)
            result = draft_result(edition=edition, by=committee, now=NOW, reason="koreksi")
        result = approve_result(result=result, by=publisher, now=NOW)
        publish_result(result=result, by=publisher, now=NOW)
    issue_public(edition, publisher)
    _handed_over(world, edition)


def _handed_over(world: World, edition: Edition) -> None:
    """Every prize of the newest version, after many a cancelled line."""
    committee = world.people["committee"]
    result = edition.results.published().latest_first()[0]
    decree = result.decrees.get(replaced_at=None)
    for line in result.entries.filter(winner=True):
        for turn in ("a", "b"):
            create_handover(line=line, decree=decree, by=committee, receipt=f"{line.pk}{turn}", cancelled=True)
        create_handover(line=line, decree=decree, by=committee, receipt=str(line.pk))


def _years(world: World, many: int) -> None:
    """Past years: archives, recaps, editions set up and running, awards of the RT."""
    rt = world.rt
    for n in range(many):
        year = 2001 + n
        archive = create_edition(slug=f"arsip-{n}", year=year, phase=Phase.PUBLISHED)
        Edition.objects.filter(pk=archive.pk).update(is_archive=True)
        Award.objects.create(
            edition=archive, rt=rt, entry_code=f"{rt.kelurahan.code}/001", label=str(rt), source=AwardSource.IMPORTED
        )
        recap = Recap.objects.create(year=year, source="uji")
        RecapRow.objects.create(recap=recap, kecamatan=rt.kelurahan.kecamatan, nominated=9, carried_out=8, winners=7)
        create_edition(slug=f"lain-{n}", year=rt_year(), phase=(Phase.NOMINATION, Phase.ASSESSMENT)[n % 2])


def rt_year() -> int:
    return timezone.localdate().year
