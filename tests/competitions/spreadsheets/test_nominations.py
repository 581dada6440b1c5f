from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bantar.trace.models import TraceEntry
from competitions.enums import AwardSource, NominationStatus, Phase, Track
from competitions.models import Award, Nomination
from rt_registry.enums import SuccessionKind
from rt_registry.models import RTSuccession
from tests.factories import create_edition, create_kelurahan, create_nomination, create_rt, create_user
from tests.sheets import cells, codes, counts, picture, run


pytestmark = pytest.mark.django_db
HEADER = ("kode_kelurahan", "rt", "jumlah_kk", "jalur")


@pytest.fixture
def kelurahan():
    return create_kelurahan()


@pytest.fixture
def edition():
    return create_edition(slug="uji", phase=Phase.NOMINATION)


def nominate(*rows, **options):
    return run("nominations", HEADER, *rows, **{"edition": "uji", **options})


def test_entries_arrive_verified_and_carried_out_and_move_the_edition(kelurahan, edition):
    clerk = create_user()
    rt = create_rt(kelurahan=kelurahan, number=17, kk=120)

    report = nominate((kelurahan.code, "017", 120, "reguler"), by=clerk)

    entry = Nomination.objects.get()
    edition.refresh_from_db()
    assert (report.exit_code(), codes(report), counts(report)) == (0, [], (1, 0, 0, 0))
    assert (entry.status, entry.track, entry.kk, entry.category_code) == ("carried_out", "reguler", 120, "besar")
    assert (entry.code, list(entry.rts.all())) == (f"{kelurahan.code}/017", [rt])
    assert (entry.submitted_by, entry.decided_by, entry.kk_source) == (clerk, clerk, "lembar.csv")
    assert edition.phase == Phase.VERIFICATION
    assert TraceEntry.objects.get(act="nomination.imported").details["import"] == report.import_id


def test_a_second_run_changes_nothing(kelurahan, edition):
    for number in (1, 2, 3):
        create_rt(kelurahan=kelurahan, number=number)
    rows = [(kelurahan.code, "1", "", ""), (kelurahan.code, "002+003", 160, "Kencana")]
    nominate(*rows)
    before = picture()

    report = nominate(*rows)

    assert (report.exit_code(), counts(report), report.import_id) == (0, (0, 0, 2, 0), None)
    assert picture() == before


@pytest.mark.parametrize("phase", sorted(Phase.before_publication()))
def test_entries_are_taken_in_every_phase_before_publication(kelurahan, phase):
    edition = create_edition(slug="uji", phase=phase)
    create_rt(kelurahan=kelurahan, number=1)

    report = nominate((kelurahan.code, 1, "", ""))

    edition.refresh_from_db()
    early = {Phase.DRAFT, Phase.NOMINATION}
    assert report.exit_code() == 0
    assert edition.phase == (Phase.VERIFICATION if phase in early else phase)


@pytest.mark.parametrize("phase", sorted(Phase.after_publication()))
def test_a_published_edition_takes_nothing_not_even_what_it_has(kelurahan, phase):
    edition = create_edition(slug="uji", phase=phase)
    create_nomination(edition=edition, rts=[create_rt(kelurahan=kelurahan, number=1)])

    report = nominate((kelurahan.code, 1, "", ""))

    assert (codes(report), report.exit_code(), report.stored) == (["published"], 1, False)


@pytest.mark.parametrize(
    ("slug", "expected", "suggestion"), [("uyi", "unknown_edition", "uji"), ("", "edition_missing", None)]
)
def test_without_a_known_edition_the_use_is_wrong(edition, slug, expected, suggestion):
    report = nominate(("x", 1, "", ""), edition=slug)

    assert (codes(report), report.exit_code(), report.problems[0].suggestion) == ([expected], 2, suggestion)


@pytest.mark.parametrize(
    ("kk", "category"), [(30, "kecil"), (59, "kecil"), (60, "sedang"), (99, "sedang"), (100, "besar")]
)
def test_the_category_follows_the_kk_of_the_sheet(kelurahan, edition, kk, category):
    create_rt(kelurahan=kelurahan, number=1, kk=80)

    report = nominate((kelurahan.code, 1, kk, ""))

    assert Nomination.objects.get().category_code == category
    assert cells(report) == [("kk_differs", "C2")]
    assert (report.problems[0].severity, report.exit_code()) == ("warning", 0)


def test_a_blank_count_comes_from_the_roster_of_the_editions_year(kelurahan):
    create_edition(slug="uji", year=2021)
    rt = create_rt(kelurahan=kelurahan, number=1, kk=70, year=2021)
    rt.household_counts.create(counted_on=date(2026, 1, 1), kk=300, recorded_at="2026-01-01T00:00Z")

    nominate((kelurahan.code, 1, "", ""))

    assert Nomination.objects.get().kk == 70


@pytest.mark.parametrize(("printed", "kk"), [("", 55), (57, 57), ("25+32", 57)])
def test_joined_rts_enter_whatever_each_ones_kk(kelurahan, edition, printed, kk):
    for number, count in ((11, 25), (12, 30)):
        create_rt(kelurahan=kelurahan, number=number, kk=count)

    report = nominate((kelurahan.code, "RT 12 dan 11", printed, ""))

    entry = Nomination.objects.get()
    assert report.exit_code() == 0
    assert (entry.code, entry.kk, entry.neighbours_confirmed) == (f"{kelurahan.code}/011+012", kk, True)
    assert list(entry.members.values_list("number", "kk")) == [(11, 25), (12, 30)]


def test_kencana_without_known_history_is_taken_with_a_warning(kelurahan, edition):
    rt, other = (create_rt(kelurahan=kelurahan, number=n) for n in (1, 2))
    for year in (2023, 2024, 2025):
        past = create_edition(year=year)
        Award.objects.create(edition=past, rt=rt, entry_code="x", label="x", source=AwardSource.IMPORTED)

    report = nominate((kelurahan.code, 1, "", "kencana"), (kelurahan.code, other.number, "", "Kencana"))

    assert cells(report) == [("kencana_history", "D3")]
    assert set(Nomination.objects.values_list("track", flat=True)) == {Track.KENCANA}


def test_quota_and_documents_are_not_asked_of_a_sheet(kelurahan, edition):
    edition.quota_per_kelurahan, edition.required_documents = 1, ["photo"]
    edition.save()
    rows = [(create_rt(kelurahan=kelurahan, number=n).kelurahan.code, n, "", "") for n in (1, 2)]

    assert nominate(*rows).exit_code() == 0


@pytest.mark.parametrize(
    "status", [NominationStatus.DRAFT, NominationStatus.SUBMITTED, NominationStatus.RETURNED, NominationStatus.VERIFIED]
)
def test_an_entry_on_its_way_is_carried_out(kelurahan, edition, status):
    rt = create_rt(kelurahan=kelurahan, number=1, kk=80)
    entry = create_nomination(edition=edition, rts=[rt], status=status, reason="kurang foto")

    report = nominate((kelurahan.code, 1, "", ""))

    entry.refresh_from_db()
    assert (counts(report), entry.status, entry.kk) == ((0, 1, 0, 0), "carried_out", 80)


def test_a_corrected_count_changes_the_entry_until_assessment_and_not_after(kelurahan, edition):
    create_rt(kelurahan=kelurahan, number=1, kk=80)
    nominate((kelurahan.code, 1, 80, ""))

    changed = nominate((kelurahan.code, 1, 110, "kencana"))
    edition.refresh_from_db()
    edition.phase = Phase.ASSESSMENT
    edition.save()
    locked = nominate((kelurahan.code, 1, 80, "kencana"))

    entry = Nomination.objects.get()
    assert (counts(changed), entry.kk, entry.category_code, entry.track) == ((0, 1, 0, 0), 110, "besar", "kencana")
    assert (cells(locked)[-1], locked.exit_code()) == (("locked", "C2"), 1)


def test_a_disqualified_entry_stays_so(kelurahan, edition):
    rt = create_rt(kelurahan=kelurahan, number=1, kk=80)
    create_nomination(edition=edition, rts=[rt], status=NominationStatus.DISQUALIFIED, reason="curang")

    report = nominate((kelurahan.code, 1, 80, ""))

    assert (codes(report), counts(report)) == (["taken_out"], (0, 0, 1, 0))
    assert Nomination.objects.get().status == NominationStatus.DISQUALIFIED


def test_a_withdrawn_rt_may_come_again(kelurahan, edition):
    rt = create_rt(kelurahan=kelurahan, number=1, kk=80)
    entry = create_nomination(edition=edition, rts=[rt], status=NominationStatus.REJECTED, reason="salah")
    assert not entry.members.get().is_live

    assert counts(nominate((kelurahan.code, 1, 80, ""))) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("99.99.99.9999", 1, "", ""), ("unknown_region", "A2")),
        (("{code}", 44, "", ""), ("unknown_rt", "B2")),
        (("{code}", "001+044", "", ""), ("unknown_rt", "B2")),
        (("{code}", "", "", ""), ("missing", "B2")),
        (("{code}", "1+1", "", ""), ("rt_repeated", "B2")),
        (("{code}", 0, "", ""), ("rt_out_of_range", "B2")),
        (("{code}", "+".join(map(str, range(1, 22))), "", ""), ("too_many_rts", "B2")),
        (("{code}", 2, "", ""), ("kk_unknown", "C2")),
        (("{code}", 3, "", ""), ("kk_below_minimum", "C2")),
        (("{code}", 1, 29, ""), ("kk_below_minimum", "C2")),
        (("{code}", "1+3", 29, ""), ("kk_sum_below_minimum", "C2")),
        (("{code}", 1, 0, ""), ("out_of_range", "C2")),
        (("{code}", 1, -80, ""), ("out_of_range", "C2")),
        (("{code}", 1, "delapan puluh", ""), ("not_a_number", "C2")),
        (("{code}", 1, "80,5", ""), ("not_whole", "C2")),
        (("{code}", 1, 20_001, ""), ("out_of_range", "C2")),
        (("{code}", 1, "", "emas"), ("unknown_track", "D2")),
        (("{code}", 4, "", ""), ("rt_not_active", "B2")),
        (("{code}", 5, "", ""), ("rt_not_active", "B2")),
        (("{code}", "1+6", "", ""), ("already_entered", "B2")),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_stored(kelurahan, edition, row, expected):
    create_rt(kelurahan=kelurahan, number=1, kk=80)
    create_rt(kelurahan=kelurahan, number=2, kk=None)
    create_rt(kelurahan=kelurahan, number=3, kk=20)
    ended = create_rt(kelurahan=kelurahan, number=4)
    ended.active_until = date(2025, 1, 1)
    ended.save()
    create_rt(kelurahan=kelurahan, number=5, active_from=date(2027, 1, 1))
    create_nomination(edition=edition, rts=[create_rt(kelurahan=kelurahan, number=6)])
    create_rt(kelurahan=kelurahan, number=7)
    filled = [value.format(code=kelurahan.code) if isinstance(value, str) else value for value in row]
    before = picture()

    report = nominate(filled, (kelurahan.code, 7, "", ""))

    assert expected in cells(report)
    assert (report.exit_code(), counts(report)) == (1, (1, 0, 0, 1))
    assert picture() == before


def test_suggestions_name_the_nearest_rt_and_what_became_of_one(kelurahan, edition):
    create_rt(kelurahan=kelurahan, number=9)
    ended, heir = create_rt(kelurahan=kelurahan, number=3), create_rt(kelurahan=kelurahan, number=30)
    ended.active_until = date(2024, 1, 1)
    ended.save()
    RTSuccession.objects.create(predecessor=ended, successor=heir, kind=SuccessionKind.RENUMBER, on=date(2024, 1, 1))

    report = nominate((kelurahan.code, 11, "", ""), (kelurahan.code, 3, "", ""))

    assert [problem.suggestion for problem in report.problems] == [f"RT 09 {kelurahan.name}", f"RT 30 {kelurahan.name}"]


def test_an_rt_stands_in_a_sheet_once(kelurahan, edition):
    for number in (1, 2):
        create_rt(kelurahan=kelurahan, number=number)
    first = (kelurahan.code, "001", 80, "")

    equal = nominate(first, (kelurahan.code, "RT.1", 80, "reguler"), dry_run=True)
    joined = nominate(first, (kelurahan.code, "1+2", "", ""), dry_run=True)

    assert (equal.exit_code(), codes(equal), counts(equal)) == (0, ["duplicate_row"], (1, 0, 1, 0))
    assert (joined.exit_code(), cells(joined), counts(joined)) == (1, [("duplicate_row", "B3")], (1, 0, 0, 1))


def test_a_row_of_another_year_is_refused(kelurahan, edition):
    create_rt(kelurahan=kelurahan, number=1)

    report = run("nominations", (*HEADER, "tahun"), (kelurahan.code, 1, "", "", 2025), edition="uji")

    assert cells(report) == [("other_year", "E2")]


def test_a_dry_run_says_the_same_and_stores_nothing(kelurahan, edition):
    create_rt(kelurahan=kelurahan, number=1)
    row = (kelurahan.code, 1, 90, "")
    before = picture()

    dry = nominate(row, dry_run=True)
    after = picture()
    real = nominate(row)

    left_out = {"stored", "import_id"}
    assert {k: v for k, v in dry.as_dict().items() if k not in left_out} == {
        k: v for k, v in real.as_dict().items() if k not in left_out
    }
    assert (dry.stored, after) == (False, before)


def test_queries_do_not_grow_with_the_rows(edition):
    def queries(rows: int) -> int:
        kelurahan = create_kelurahan()
        for number in range(1, rows + 1):
            create_rt(kelurahan=kelurahan, number=number)
        with CaptureQueriesContext(connection) as captured:
            assert counts(nominate(*((kelurahan.code, n, "", "") for n in range(1, rows + 1)))) == (rows, 0, 0, 0)
        return len(captured)

    nominate((create_rt(number=1).kelurahan.code, 1, "", ""))

    assert queries(2) == queries(30)
