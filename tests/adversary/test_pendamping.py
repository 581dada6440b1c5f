"""Who coaches a kecamatan never scores in it, by whatever door (DOMAIN 2)."""

from datetime import timedelta

import pytest
from django.test import Client

from competitions.enums import Phase
from competitions.models import Nomination
from rt_registry.enums import Role
from rt_registry.models import Kecamatan
from rt_registry.spreadsheets.door import import_spreadsheet
from scoring.models import Assessor, Assignment, ScoreSheet
from scoring.refusals import NoTeamMayVisit, OwnKecamatan
from scoring.services.proposal import assign_by_kecamatan
from scoring.services.sheets import open_sheet, save_draft, submit_sheet
from scoring.services.teams import add_member, assign
from tests.factories import (
    NOW,
    create_assessor,
    create_assignment,
    create_edition,
    create_indicators,
    create_nomination,
    create_team,
    create_user,
    grant_role,
)


pytestmark = pytest.mark.django_db


@pytest.fixture
def entry() -> Nomination:
    return create_nomination(edition=create_edition(phase=Phase.ASSESSMENT))


@pytest.fixture
def kecamatan(entry: Nomination) -> Kecamatan:
    return entry.kelurahan.kecamatan


def coaching(kecamatan: Kecamatan) -> Assessor:
    user = create_user(role=Role.ASSESSOR)
    grant_role(user, Role.PENDAMPING, kecamatan=kecamatan)
    return create_assessor(user=user)


def test_neither_team_nor_visit_nor_proposal_brings_them_there(entry: Nomination, kecamatan: Kecamatan) -> None:
    with_them = create_team(edition=entry.edition, assessors=[coaching(kecamatan)])
    other = create_nomination(edition=entry.edition)
    without = create_team(edition=entry.edition)
    create_assignment(nomination=other, team=without)

    with pytest.raises(OwnKecamatan):
        assign(nomination=entry, team=with_them, by=None, now=NOW)
    assign(nomination=entry, team=without, by=None, now=NOW)
    with pytest.raises(OwnKecamatan):
        add_member(team=without, assessor=coaching(kecamatan), by=None, now=NOW)
    Assignment.objects.all().delete()
    without.members.all().delete()
    without.delete()
    with pytest.raises(NoTeamMayVisit):
        assign_by_kecamatan(edition=entry.edition, first_day=NOW.date(), per_day=5, by=None, now=NOW)

    assert not Assignment.objects.exists()


def test_one_who_becomes_pendamping_afterwards_cannot_go_on(entry: Nomination, kecamatan: Kecamatan) -> None:
    team = create_team(edition=entry.edition)
    create_assignment(nomination=entry, team=team)
    begun, new = (member.assessor for member in team.members.all()[:2])
    sheet = open_sheet(nomination=entry, assessor=begun, now=NOW)
    scores: dict[str, int | None] = {indicator.code: 3 for indicator in create_indicators()}
    for assessor in (begun, new):
        assert assessor.user is not None
        grant_role(assessor.user, Role.PENDAMPING, kecamatan=kecamatan)
    later = NOW + timedelta(hours=1)

    with pytest.raises(OwnKecamatan):
        open_sheet(nomination=entry, assessor=new, now=later)
    with pytest.raises(OwnKecamatan):
        save_draft(sheet=sheet, scores={"B1": 4}, notes={}, revision=0, by=begun.user, now=later)
    with pytest.raises(OwnKecamatan):
        submit_sheet(sheet=sheet, scores=scores, notes={}, revision=0, by=begun.user, now=later)
    assert begun.user is not None
    client = Client()
    client.force_login(begun.user)
    answer = client.post(f"/penilaian/{entry.pk}/", {"s_B1": "4", "revision": "0"})

    assert answer.status_code == 409
    sheet.refresh_from_db()
    assert (sheet.is_submitted, sheet.scores.count()) == (False, 0)


def test_a_sheet_does_not_bring_their_scores_either(entry: Nomination, kecamatan: Kecamatan) -> None:
    assessor = coaching(kecamatan)
    codes = [indicator.code for indicator in create_indicators()]
    number = entry.members.get().number
    header = ";".join(["kode_kelurahan", "rt", "penilai", *codes])
    row = ";".join([entry.kelurahan.code, str(number), assessor.name, *["3"] * len(codes)])

    report = import_spreadsheet(
        kind="scores",
        data=f"{header}\n{row}\n".encode(),
        file_name="nilai.csv",
        by=None,
        now=NOW,
        edition_slug=entry.edition.slug,
    )

    assert not report.stored
    assert report.exit_code() == 1
    assert not ScoreSheet.objects.exists()
