import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bantar.trace.models import TraceEntry
from competitions.enums import NominationStatus, Phase
from competitions.models import Nomination
from rt_registry.enums import Role
from scoring.enums import SheetSource
from scoring.models import Assessor, ConflictMark, RuleBook, Score, ScoreSheet, SheetRevision
from scoring.services.sheets import reopen_sheet
from scoring.spreadsheets.scores import CODES
from tests.factories import (
    NOW,
    create_assessor,
    create_edition,
    create_kelurahan,
    create_nomination,
    create_rt,
    create_sheet,
    create_user,
)
from tests.sheets import SCORES_HEADER, cells, codes, counts, picture, run, score_row, score_rows


pytestmark = pytest.mark.django_db


@pytest.fixture
def kelurahan():
    return create_kelurahan()


@pytest.fixture
def edition():
    return create_edition(slug="uji", phase=Phase.VERIFICATION)


@pytest.fixture
def entry(kelurahan, edition):
    return create_nomination(edition=edition, rts=[create_rt(kelurahan=kelurahan, number=1)])


@pytest.fixture
def assessor():
    return create_assessor(name="Siti Aminah", user=create_user(username="penilai1", role=Role.ASSESSOR))


def score(*rows, **options):
    return run("scores", SCORES_HEADER, *rows, **{"edition": "uji", **options})


def test_a_row_is_a_submitted_sheet_that_moves_the_edition(kelurahan, edition, entry, assessor):
    report = score(score_row(kelurahan, "001", "penilai1", 3, B1=4, P7=0))

    sheet = ScoreSheet.objects.get()
    entry.refresh_from_db()
    edition.refresh_from_db()
    assert (report.exit_code(), codes(report), counts(report)) == (0, [], (1, 0, 0, 0))
    assert (sheet.assessor, sheet.is_submitted, sheet.source) == (assessor, True, SheetSource.IMPORT)
    assert sheet.batch_id == report.import_id
    values = dict(sheet.scores.values_list("indicator__code", "value"))
    assert values == {code: {"B1": 4, "P7": 0}.get(code, 3) for code in CODES}
    assert SheetRevision.objects.get(sheet=sheet).scores["B1"] == {"value": 4, "note": ""}
    assert (entry.status, edition.phase) == (NominationStatus.CARRIED_OUT, Phase.ASSESSMENT)
    assert set(TraceEntry.objects.values_list("act", flat=True)) >= {"sheet.submitted", "nomination.carried_out"}


@pytest.mark.parametrize("typed", ["penilai1", "PENILAI1", " Penilai 1 ", "Siti Aminah", "siti  aminah", "SITI AMINAH"])
def test_people_are_found_case_and_spaces_aside(kelurahan, entry, assessor, typed):
    report = score(score_row(kelurahan, 1, typed))

    assert (codes(report), ScoreSheet.objects.get().assessor) == ([], assessor)


@pytest.mark.parametrize("typed", ["penilai11", "penilai2", "Siti Aminah, S.Pd", "Siti", "S. Aminah"])
def test_nobody_is_found_by_likeness(kelurahan, entry, assessor, typed):
    report = score(score_row(kelurahan, 1, typed))

    added = Assessor.objects.exclude(pk=assessor.pk).get()
    assert (cells(report), report.exit_code()) == ([("unknown_assessor", "C2")], 0)
    assert (added.name, added.user, ScoreSheet.objects.get().assessor) == (typed, None, added)


def test_the_same_unknown_name_is_the_same_assessor_said_once(kelurahan, edition, entry):
    create_nomination(edition=edition, rts=[create_rt(kelurahan=kelurahan, number=2)])

    first = score(score_row(kelurahan, 1, "Budi Santoso"), score_row(kelurahan, 2, "budi  SANTOSO"))
    again = score(score_row(kelurahan, 1, "BUDI SANTOSO"))

    assert (codes(first), counts(first)) == (["unknown_assessor"], (2, 0, 0, 0))
    assert (codes(again), counts(again), Assessor.objects.count()) == ([], (0, 0, 1, 0), 1)


def test_an_account_without_an_assessors_record_gets_one(kelurahan, entry):
    user = create_user(username="penilai9", role=Role.ASSESSOR)
    clerk = create_user(username="petugas")

    report = score(score_row(kelurahan, 1, "penilai9"), score_row(kelurahan, 1, "petugas"))

    assert codes(report) == ["account_without_role"]
    assert set(Assessor.objects.values_list("user", flat=True)) == {user.pk, clerk.pk}


@pytest.mark.parametrize("rt", ["011+012", "12", 11, "RT 11 & 12"])
def test_a_joined_entry_is_found_by_any_of_its_rts(kelurahan, edition, assessor, rt):
    rts = [create_rt(kelurahan=kelurahan, number=n) for n in (11, 12)]
    joined = create_nomination(edition=edition, rts=rts)

    report = score(score_row(kelurahan, rt, "penilai1"))

    assert (report.exit_code(), ScoreSheet.objects.get().nomination) == (0, joined)


@pytest.mark.parametrize("phase", sorted(Phase.before_publication() - {Phase.DRAFT}))
def test_sheets_are_taken_in_every_phase_before_publication(kelurahan, edition, entry, assessor, phase):
    edition.phase = phase
    edition.save()

    report = score(score_row(kelurahan, 1, "penilai1"))

    edition.refresh_from_db()
    late = {Phase.TALLY, Phase.PROVISIONAL}
    assert (report.exit_code(), edition.phase) == (0, phase if phase in late else Phase.ASSESSMENT)


def test_after_publication_nothing_is_taken(kelurahan, edition, entry, assessor):
    score(score_row(kelurahan, 1, "penilai1"))
    edition.phase = Phase.PUBLISHED
    edition.save()
    before = picture()

    report = score(score_row(kelurahan, 1, "penilai1"))

    assert (codes(report), report.exit_code(), picture()) == (["published"], 1, before)


def test_equal_is_unchanged_and_different_is_locked_until_reopened(kelurahan, entry, assessor):
    score(score_row(kelurahan, 1, "penilai1"))
    before = picture()

    equal = score(score_row(kelurahan, "01", "Siti Aminah"))
    locked = score(score_row(kelurahan, 1, "penilai1", A3=1))
    after = picture()
    reopen_sheet(sheet=ScoreSheet.objects.get(), reason="salah ketik", by=None, now=NOW)
    corrected = score(score_row(kelurahan, 1, "penilai1", A3=1))

    assert (counts(equal), cells(locked), locked.exit_code(), after) == ((0, 0, 1, 0), [("locked", "M2")], 1, before)
    assert "A3 3 → 1" in str(locked.problems[0].message)
    assert (counts(corrected), Score.objects.get(indicator__code="A3").value) == ((0, 1, 0, 0), 1)
    assert list(SheetRevision.objects.values_list("act", flat=True)) == ["submitted", "reopened", "submitted"]


def test_a_draft_is_handed_in_and_keeps_its_notes(kelurahan, entry, assessor):
    sheet = create_sheet(nomination=entry, assessor=assessor, values={"B1": 1}, value=None, submitted=False)
    sheet.scores.update(note="selokan")

    report = score(score_row(kelurahan, 1, "penilai1"))

    sheet.refresh_from_db()
    first = sheet.scores.get(indicator__code="B1")
    assert (counts(report), sheet.is_submitted, sheet.scores.count()) == ((0, 1, 0, 0), True, 21)
    assert (first.value, first.note) == (3, "selokan")


def test_a_conflict_mark_does_not_matter_to_the_import(kelurahan, entry, assessor):
    ConflictMark.objects.create(nomination=entry, assessor=assessor, reason="saudara", marked_at=NOW)

    assert score(score_row(kelurahan, 1, "penilai1")).exit_code() == 0


@pytest.mark.parametrize("has_record", [True, False])
def test_no_pendamping_assesses_in_their_own_kecamatan(kelurahan, edition, entry, has_record):
    user = create_user(username="pendamping.sini", role=Role.PENDAMPING, kecamatan=kelurahan.kecamatan)
    if has_record:
        create_assessor(name="Pendamping", user=user)
    elsewhere = create_nomination(edition=edition, rts=[create_rt(number=5)])

    here = score(score_row(kelurahan, 1, "pendamping.sini"))
    there = score(score_row(elsewhere.kelurahan, 5, "pendamping.sini"))

    assert (("own_kecamatan", "C2") in cells(here), here.exit_code(), there.exit_code()) == (True, 1, 0)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"kelurahan": "99.99.99.9999"}, ("unknown_region", "A2")),
        ({"rt": 44}, ("unknown_entry", "B2")),
        ({"rt": "1+2"}, ("several_entries", "B2")),
        ({"rt": "1+44"}, ("unknown_entry", "B2")),
        ({"rt": ""}, ("missing", "B2")),
        ({"rt": "pertama"}, ("rt_not_a_number", "B2")),
        ({"rt": 3}, ("not_competing", "B2")),
        ({"rt": 4}, ("not_competing", "B2")),
        ({"penilai": ""}, ("missing", "C2")),
        ({"penilai": "x" * 151}, ("too_long", "C2")),
        ({"B1": ""}, ("missing", "D2")),
        ({"B1": "-"}, ("missing", "D2")),
        ({"B2": 5}, ("out_of_range", "E2")),
        ({"B2": -1}, ("out_of_range", "E2")),
        ({"A1": 2.5}, ("not_whole", "K2")),
        ({"A1": "2,5"}, ("not_whole", "K2")),
        ({"P7": "baik"}, ("not_a_number", "X2")),
        ({"P7": "3/4"}, ("not_a_number", "X2")),
    ],
)
@pytest.mark.usefixtures("entry", "assessor")
def test_a_bad_row_is_named_and_nothing_is_stored(kelurahan, edition, row, expected):
    create_nomination(edition=edition, rts=[create_rt(kelurahan=kelurahan, number=2)])
    for number, status in ((3, NominationStatus.SUBMITTED), (4, NominationStatus.NOT_ASSESSED)):
        rt = create_rt(kelurahan=kelurahan, number=number)
        create_nomination(edition=edition, rts=[rt], status=status, reason="hujan")
    wanted = {"kelurahan": kelurahan.code, "rt": 1, "penilai": "penilai1", **dict.fromkeys(CODES, 3), **row}
    bad = list(wanted.values())
    before = picture()

    report = score(bad, score_row(kelurahan, 2, "penilai1"))

    assert expected in cells(report)
    assert (report.exit_code(), counts(report)) == (1, (1, 0, 0, 1))
    assert picture() == before


def test_the_scale_is_the_editions(kelurahan, edition, entry, assessor):
    RuleBook.objects.filter(edition=edition).update(scale_max=10)

    assert score(score_row(kelurahan, 1, "penilai1", 10)).exit_code() == 0


def test_an_edition_without_rules_is_refused(kelurahan, edition, entry):
    RuleBook.objects.all().delete()

    assert codes(score(score_row(kelurahan, 1, "penilai1"))) == ["no_rules"]


def test_a_missing_indicator_column_is_named(kelurahan, entry):
    header = [name for name in SCORES_HEADER if name != "A4"]

    report = run("scores", header, [1] * len(header), edition="uji")

    assert (codes(report), "A4" in str(report.problems[0].message)) == (["missing_column"], True)


def test_the_same_sheet_twice(kelurahan, entry, assessor):
    row = score_row(kelurahan, 1, "penilai1")

    equal = score(row, score_row(kelurahan, "001", "Siti Aminah"), dry_run=True)
    differing = score(row, score_row(kelurahan, 1, "penilai1", 2), dry_run=True)

    assert (equal.exit_code(), codes(equal), counts(equal)) == (0, ["duplicate_row"], (1, 0, 1, 0))
    assert (differing.exit_code(), cells(differing)) == (1, [("duplicate_row", "C3")])


def test_queries_do_not_grow_with_the_rows(edition):
    people = [create_assessor(name=f"Orang {n}", with_account=False) for n in range(3)]

    def queries(rows: int) -> int:
        kelurahan = create_kelurahan()
        for number in range(1, rows + 1):
            rt = create_rt(kelurahan=kelurahan, number=number)
            create_nomination(edition=edition, rts=[rt])
        lines = list(score_rows(kelurahan, range(1, rows + 1), people))
        with CaptureQueriesContext(connection) as captured:
            assert counts(run("scores", *lines, edition="uji")) == (rows * 3, 0, 0, 0)
        return len(captured)

    queries(1)
    assert Nomination.objects.get().status == NominationStatus.CARRIED_OUT
    assert queries(1) == queries(2)  # on SQLite one insert takes up to 166 scores
