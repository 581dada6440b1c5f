"""Every export comes in again unchanged, whatever names and states it holds."""

from collections.abc import Sequence
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bantar.accounts.models import User
from competitions.enums import NominationStatus, Phase, Track
from competitions.services.recaps import RecapValue, store_recap
from rt_registry.domain.region_names import normalise
from rt_registry.enums import Role, SuccessionKind
from rt_registry.models import RT, HouseholdCount, RoleGrant, RTSuccession
from rt_registry.spreadsheets.exporting import as_csv, as_xlsx, export_kinds, export_of
from rt_registry.spreadsheets.kinds import ImportStopped, kind_names
from rt_registry.spreadsheets.report import ImportReport
from tests.factories import (
    NOW,
    create_assessor,
    create_edition,
    create_kecamatan,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_sheet,
    create_user,
    grant_role,
)
from tests.sheets import picture, run


pytestmark = pytest.mark.django_db
NAMES = [
    *("=HYPERLINK(1)", "+62 811", "-Budi", "@siti", "\tTab", "Budi\tSantoso", "'Aziz", "'=x", "''=y", "＝wide"),
    *(
        "É. Ñuñez",
        "Ketua 👩‍🌾",
        'a,b;"c"',
        "#N/A",
        "_x0041_",
        "two\nlines",
        "  spaced  out ",
        "TRUE",
        "007",
        "1e5",
        "x\u200by",
    ),
]
FORMATS = {"xlsx": as_xlsx, "csv": as_csv}
both_formats = pytest.mark.parametrize("file_format", sorted(FORMATS))


def again(kind: str, file_format: str, edition: str = "") -> ImportReport:
    """Export a kind and import the file; nothing may be stored by that."""
    return imported(kind, FORMATS[file_format](export_of(kind, edition)), file_format, edition)


def imported(kind: str, data: bytes, file_format: str, edition: str = "") -> ImportReport:
    before = picture()
    report = run(kind, data=data, file_name=f"ekspor.{file_format}", edition=edition, dry_run=True)
    if not unchanged(report)[1]:
        report = run(kind, data=data, file_name=f"ekspor.{file_format}", edition=edition)
    assert picture() == before
    return report


def unchanged(report: ImportReport) -> tuple[int, int, list[str]]:
    said = [f"{problem.code} {problem.cell} {problem.value} {problem.message}" for problem in report.problems]
    said += [f"{row} {fields}" for row, fields in report.preview.changes.items()]
    return int(report.exit_code()), report.rows.read - report.rows.unchanged, said


def test_every_kind_has_its_export():
    assert export_kinds() == kind_names()
    with pytest.raises(ImportStopped):
        export_of("x")


# The roster ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def roster():
    kelurahan = create_kelurahan()
    for number, name in enumerate(NAMES, 1):
        create_rt(kelurahan=kelurahan, number=number, kk=80 if number % 2 else None, year=2020 + number % 7)
        RT.objects.filter(kelurahan=kelurahan, number=number).update(head_name=name)
    return kelurahan


def late_rts(kelurahan) -> Sequence[RT]:
    """An RT that began in the middle of a year, one that ended in it, and its namesake who took over."""
    begun = create_rt(kelurahan=kelurahan, number=101, year=2026, active_from=date(2026, 5, 1), kk=None)
    ended = create_rt(kelurahan=kelurahan, number=102, year=2026)
    heir = create_rt(kelurahan=kelurahan, number=103, kk=None, active_from=date(2026, 6, 1))
    RT.objects.filter(pk=ended.pk).update(active_until=date(2026, 6, 1))
    RT.objects.filter(pk=heir.pk).update(number=102)
    RTSuccession.objects.create(predecessor=ended, successor=heir, kind=SuccessionKind.RENUMBER, on=date(2026, 6, 1))
    for rt in (begun, heir):
        HouseholdCount.objects.create(rt=rt, counted_on=date(2026, 7, 1), kk=70, source="uji", recorded_at=NOW)
    brief = create_rt(kelurahan=kelurahan, number=104, kk=None, active_from=date(2025, 2, 1))
    RT.objects.filter(pk=brief.pk).update(active_until=date(2025, 9, 1))
    return begun, ended, heir, brief


@both_formats
def test_the_roster(roster, file_format):
    late_rts(roster)

    report = again("roster", file_format)

    assert unchanged(report) == (0, 0, [])
    assert report.rows.unchanged == len(NAMES) + 4


@both_formats
def test_the_roster_from_its_page(roster, file_format):
    late_rts(roster)
    client = Client()
    client.force_login(create_user(role=Role.COMMITTEE))

    for year in (2025, 2026):
        data = client.get(reverse(f"rt_registry:roster-{file_format}"), {"year": year}).content
        assert unchanged(imported("roster", data, file_format)) == (0, 0, [])


# Accounts ------------------------------------------------------------------------------------------------------------


@both_formats
def test_accounts(file_format):
    kelurahan = create_kelurahan(name="Telanaipura", kecamatan=create_kecamatan(name="Telanaipura"))
    for number, name in enumerate(NAMES):
        user = create_user(username=f"orang.{number}", email=f"o{number}@example.org")
        User.objects.filter(pk=user.pk).update(display_name=name)
        grant_role(user, Role.ASSESSOR)
        grant_role(user, Role.OPERATOR, kelurahan=kelurahan)
    create_user(role=Role.VERIFIER, kecamatan=kelurahan.kecamatan)
    for role in set(Role) - Role.of_a_kelurahan() - Role.of_a_kecamatan():
        create_user(role=role)
    off = create_user(role=Role.AUDITOR)
    User.objects.filter(pk=off.pk).update(is_active=False)
    RoleGrant.objects.filter(user=create_user(role=Role.AUDITOR)).update(active_until=date(2021, 1, 1))
    create_user()

    report = again("accounts", file_format)

    assert unchanged(report) == (0, 0, [])
    assert report.rows.unchanged == 2 * len(NAMES) + 6


# Recaps --------------------------------------------------------------------------------------------------------------


@both_formats
def test_recaps(file_format):
    first, second = create_kecamatan(name="Pasar Jambi"), create_kecamatan(name="Telanaipura")
    rows = [RecapValue(first, 4, 58, 3, None, 0, 1, 0, 1), RecapValue(second, nominated=20, winners=7)]
    store_recap(year=2019, rows=rows, source="uji", by=None, now=NOW)
    store_recap(year=2020, rows=rows[:1], source="uji", by=None, now=NOW)

    report = again("recap", file_format)

    assert (unchanged(report), report.rows.unchanged) == ((0, 0, []), 3)


@both_formats
def test_a_recap_with_sums_that_were_acknowledged(file_format):
    kecamatan = create_kecamatan(name="Pasar Jambi")
    header = ("kecamatan", "tahun", "pemenang_besar", "pemenang_sedang", "pemenang_kecil", "pemenang_jumlah")
    stored = run("recap", header, (kecamatan.name, 2019, 1, 2, 3, 7), acknowledge="dicetak begitu")

    report = again("recap", file_format)

    assert (stored.stored, unchanged(report)[:2]) == (True, (0, 0))


# Entries, sheets, winners --------------------------------------------------------------------------------------------


@both_formats
def test_entries_of_every_status(file_format):
    edition, kelurahan = create_edition(slug="uji", phase=Phase.ASSESSMENT), create_kelurahan()
    for status in set(NominationStatus) - {NominationStatus.WITHDRAWN}:
        rts = [create_rt(kelurahan=kelurahan), create_rt(kelurahan=kelurahan)]
        create_nomination(edition=edition, rts=rts[:1], status=status, track=Track.KENCANA, reason="other")
        create_nomination(edition=edition, rts=rts[1:], status=status, kk=95, reason="other")
    joined = [create_rt(kelurahan=kelurahan), create_rt(kelurahan=kelurahan)]
    create_nomination(edition=edition, rts=joined, status=NominationStatus.CARRIED_OUT)

    report = again("nominations", file_format, "uji")

    assert unchanged(report)[:2] == (0, 0)
    assert report.rows.unchanged == 2 * len(NominationStatus.entered()) + 1


@both_formats
def test_score_sheets(file_format):
    edition, kelurahan = create_edition(slug="uji", phase=Phase.ASSESSMENT), create_kelurahan()
    statuses = [NominationStatus.CARRIED_OUT, NominationStatus.DISQUALIFIED, NominationStatus.NOT_ASSESSED]
    for status in statuses:
        create_nomination(edition=edition, rts=[create_rt(kelurahan=kelurahan)], status=status, reason="other")
    entry, *others = edition.nominations.order_by("pk")
    names = {normalise(name): name for name in NAMES}
    for name in names.values():
        create_sheet(nomination=entry, assessor=create_assessor(name=name, with_account=False))
    for other in (entry, *others):
        create_sheet(nomination=other, assessor=create_assessor())
    create_sheet(nomination=entry, submitted=False)

    report = again("scores", file_format, "uji")

    assert unchanged(report) == (0, 0, [])
    assert report.rows.unchanged == len(names) + 3


@both_formats
def test_winners_of_the_archives(file_format):
    kelurahan = create_kelurahan()
    for number in (1, 2, 3):
        create_rt(kelurahan=kelurahan, number=number)
    header = ("kode_kelurahan", "rt", "tahun", "periode", "nilai", "hadiah", "kategori", "jalur")
    rows = [
        (kelurahan.code, "1+2", 2019, 1, "80,5", "Rp10.000.000", "besar", "reguler"),
        (kelurahan.code, 3, 2019, 2, "", "", "", "kencana"),
    ]
    assert run("winners", header, *rows).stored

    report = again("winners", file_format)

    assert (unchanged(report), report.rows.unchanged) == ((0, 0, []), 2)
