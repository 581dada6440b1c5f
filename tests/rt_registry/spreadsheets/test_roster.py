from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from bantar.trace.models import TraceEntry
from rt_registry.models import RT, HouseholdCount, ImportBatch, ImportedRecord
from rt_registry.selectors.imports import origin_of
from tests.factories import NOW, create_edition, create_kelurahan, create_rt, create_user
from tests.rt_registry.spreadsheets.books import ods, xlsx
from tests.sheets import cells, codes, counts, csv_bytes, picture, real_names, run


pytestmark = pytest.mark.django_db
HEADER = ("kode_kelurahan", "rt", "ketua_rt", "jumlah_kk", "tahun")


def test_a_new_rt_is_active_from_the_first_of_january_with_its_count(django_user_model):
    kelurahan, clerk = create_kelurahan(), create_user()

    report = run("roster", HEADER, (kelurahan.code, "017", "Ketua RT 017", 80, 2020), by=clerk)

    rt = RT.objects.get()
    count = HouseholdCount.objects.get()
    assert (report.exit_code(), report.stored, counts(report)) == (0, True, (1, 0, 0, 0))
    assert (rt.kelurahan, rt.number, rt.head_name, rt.active_from) == (kelurahan, 17, "Ketua RT 017", date(2020, 1, 1))
    assert (count.kk, count.counted_on, count.recorded_by) == (80, date(2020, 1, 1), clerk)
    assert ImportBatch.objects.get().pk == report.import_id


def test_a_second_run_changes_nothing():
    kelurahan = create_kelurahan()
    rows = [HEADER, *((kelurahan.code, n, f"Ketua {n}", 50 + n, 2020) for n in range(1, 6))]
    run("roster", *rows)
    before = picture()

    report = run("roster", *rows)

    assert counts(report) == (0, 0, 5, 0)
    assert (report.stored, report.import_id) == (True, None)
    assert picture() == before


def test_absent_rts_stay_as_they_are():
    rt = create_rt(number=1)

    run("roster", HEADER, (rt.kelurahan.code, 2, "", 40, 2026))

    assert list(RT.objects.order_by("number").values_list("number", "active_until")) == [(1, None), (2, None)]


def test_an_earlier_year_makes_a_known_rt_begin_earlier():
    rt = create_rt(number=3, kk=None, active_from=date(2024, 5, 1))

    report = run("roster", HEADER, (rt.kelurahan.code, "RT 03", "", 70, 2021))

    rt.refresh_from_db()
    assert (rt.active_from, counts(report)) == (date(2021, 1, 1), (0, 1, 0, 0))


def test_a_count_of_this_year_is_corrected_and_traced():
    rt = create_rt(number=3, kk=70, year=2026)

    report = run("roster", HEADER, (rt.kelurahan.code, 3, "", 75, 2026))

    assert (report.exit_code(), counts(report)) == (0, (0, 1, 0, 0))
    assert rt.household_counts.get().kk == 75
    assert TraceEntry.objects.get(act="rt.changed").details == {"KK": [70, 75]}


def test_a_count_of_a_past_year_that_differs_is_a_decision():
    rt = create_rt(number=3, kk=70, year=2020)
    rows = (HEADER, (rt.kelurahan.code, 3, "", 75, 2020))

    asked, acknowledged = run("roster", *rows), run("roster", *rows, acknowledge="data lama keliru")

    said = asked.problems[0].as_dict()
    assert (asked.exit_code(), asked.stored, said["code"], said["cell"]) == (1, False, "contradicts_stored", "D2")
    assert (said["printed"], said["computed"]) == ("75", "70")
    assert (acknowledged.exit_code(), acknowledged.stored) == (0, True)
    assert rt.household_counts.get().kk == 75
    assert ImportBatch.objects.get().note == "data lama keliru"


@pytest.mark.parametrize("source", ["title", "header", "edition", "slug", "file"])
def test_the_year_may_stand_elsewhere(source):
    kelurahan = create_kelurahan()
    create_edition(slug="uji", year=2019)
    header = ("kode_kelurahan", "rt", "jumlah KK 2019" if source == "header" else "jumlah_kk")
    rows = [("Data RT Tahun 2019",)] if source == "title" else []
    options = {
        "edition": {"edition": "uji", "slug": "2019-3"}.get(source, ""),
        "file_name": "rt_2019.csv" if source == "file" else "rt.csv",
    }

    report = run("roster", *rows, header, (kelurahan.code, 4, 55), **options)

    assert (report.exit_code(), counts(report)) == (0, (1, 0, 0, 0))
    assert HouseholdCount.objects.get().counted_on == date(2019, 1, 1)


def test_counts_of_several_years_side_by_side_are_one_row_each():
    kelurahan = create_kelurahan()
    rows = [("kode_kelurahan", "rt", "KK 2019", "KK 2020"), (kelurahan.code, 4, 55, 60), (kelurahan.code, 5, 70, 71)]

    first, second = run("roster", *rows), run("roster", *rows)

    assert (counts(first), counts(second)) == ((2, 0, 0, 0), (0, 0, 2, 0))
    assert list(RT.objects.get(number=4).household_counts.order_by("counted_on").values_list("kk", flat=True)) == [
        55,
        60,
    ]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("99.99.99.9999", 1, "", 80, 2020), ("unknown_region", "A2")),
        (("Antah Berantah", 1, "", 80, 2020), ("unknown_region", "A2")),
        (("", 1, "", 80, 2020), ("missing", "A2")),
        (("{code}", 0, "", 80, 2020), ("rt_out_of_range", "B2")),
        (("{code}", -4, "", 80, 2020), ("rt_not_a_number", "B2")),
        (("{code}", 1000, "", 80, 2020), ("rt_out_of_range", "B2")),
        (("{code}", "tujuh", "", 80, 2020), ("rt_not_a_number", "B2")),
        (("{code}", "1.5", "", 80, 2020), ("rt_not_a_number", "B2")),
        (("{code}", "1-4", "", 80, 2020), ("rt_range", "B2")),
        (("{code}", "011+012", "", 80, 2020), ("several_rts", "B2")),
        (("{code}", "", "", 80, 2020), ("missing", "B2")),
        (("{code}", 1, "x" * 121, 80, 2020), ("too_long", "C2")),
        (("{code}", 1, "", "banyak", 2020), ("not_a_number", "D2")),
        (("{code}", 1, "", -5, 2020), ("out_of_range", "D2")),
        (("{code}", 1, "", 0, 2020), ("out_of_range", "D2")),
        (("{code}", 1, "", 5001, 2020), ("out_of_range", "D2")),
        (("{code}", 1, "", "80,5", 2020), ("not_whole", "D2")),
        (("{code}", 1, "", 80, "dua ribu"), ("not_a_year", "E2")),
        (("{code}", 1, "", 80, 20), ("not_a_year", "E2")),
        (("{code}", 1, "", 80, ""), ("year_unknown", "E2")),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_stored(row, expected):
    kelurahan = create_kelurahan()
    good = (kelurahan.code, 99, "", 80, 2020)
    filled = [value.format(code=kelurahan.code) if isinstance(value, str) else value for value in row]
    before = picture()

    report = run("roster", HEADER, filled, good)

    assert expected in cells(report)
    assert (report.exit_code(), report.stored) == (1, False)
    assert counts(report) == (1, 0, 0, 1)
    assert picture() == before


@pytest.mark.parametrize(
    ("rows", "code", "exit_code"),
    [
        ([], "empty", 2),
        ([HEADER], "no_rows", 1),
        ([("nama", "alamat"), ("a", "b")], "no_table", 1),
        ([("kode_kelurahan", "ketua_rt", "jumlah_kk"), ("1571011001", "a", 5)], "missing_column", 1),
        ([("kode_kelurahan", "rt", "jumlah_kk"), ("15.71.01.1001", 5, 80)], "year_unknown", 1),
    ],
)
def test_a_sheet_without_a_table_is_refused(rows, code, exit_code):
    before = picture()

    report = run("roster", data=csv_bytes(*rows) or b"", file_name="rt.csv") if rows else run("roster", data=b"")

    assert (codes(report)[0], report.exit_code(), report.stored) == (code, exit_code, False)
    assert picture() == before


def test_the_same_rt_twice_is_a_warning_if_equal_and_an_error_if_not():
    kelurahan = create_kelurahan()
    row = (kelurahan.code, 1, "", 80, 2020)

    equal = run("roster", HEADER, row, row, dry_run=True)
    differing = run("roster", HEADER, row, (kelurahan.code, "001", "", 81, 2020), dry_run=True)

    assert (equal.exit_code(), codes(equal), counts(equal)) == (0, ["duplicate_row"], (1, 0, 1, 0))
    assert (differing.exit_code(), cells(differing), counts(differing)) == (1, [("duplicate_row", "B3")], (1, 0, 0, 1))


def test_a_printed_total_that_does_not_hold_is_a_decision():
    kelurahan = create_kelurahan()
    rows = [HEADER, (kelurahan.code, 1, "", 80, 2020), (kelurahan.code, 2, "", 40, 2020), ("Jumlah", "", "", 130, "")]

    asked, taken = run("roster", *rows), run("roster", *rows, acknowledge="jumlah di kertas salah")

    said = asked.problems[0].as_dict()
    assert (said["code"], said["severity"], said["row"]) == ("sum_mismatch", "decision", 4)
    assert (said["printed"], said["computed"]) == ("130", "120")
    assert (asked.exit_code(), asked.rows.read, taken.exit_code(), taken.stored) == (1, 2, 0, True)


def test_a_name_that_is_almost_right_is_taken_only_when_accepted():
    kelurahan = real_names()["Kenali Besar"]
    rows = [("kelurahan", "rt", "tahun"), ("Kenali Besat", 7, 2020)]

    asked, accepted = run("roster", *rows), run("roster", *rows, accept_suggestions=True)

    assert (asked.exit_code(), asked.problems[0].severity, asked.problems[0].suggestion) == (
        1,
        "decision",
        "Kenali Besar (Alam Barajo)",
    )
    assert (accepted.exit_code(), RT.objects.get().kelurahan) == (0, kelurahan)


def test_telanaipura_in_the_column_of_kelurahan_is_the_kelurahan():
    kelurahan = real_names()["Telanaipura"]

    report = run("roster", ("kecamatan", "kelurahan", "rt", "tahun"), ("Telanaipura", "Telanaipura", "5", 2020))

    assert (report.exit_code(), RT.objects.get().kelurahan) == (0, kelurahan)


@pytest.mark.parametrize("write", [xlsx, ods])
def test_other_formats_say_the_same(write):
    kelurahan = create_kelurahan()
    data = write([HEADER, (kelurahan.code, "005", "Ketua", 80, 2020)])

    report = run("roster", data=data, file_name="roster.txt")

    assert (report.exit_code(), counts(report), RT.objects.get().number) == (0, (1, 0, 0, 0), 5)


@pytest.mark.parametrize("again", [False, True])
def test_queries_do_not_grow_with_the_rows(again):
    def queries(rows: int) -> int:
        places = [create_kelurahan() for _ in range(4)]
        at = [(place.code, number) for place in places for number in range(1, rows // 4 + 1)]
        lines = [HEADER, *((code, number, f"Ketua {number}", 60, 2020) for code, number in at)]
        if again:
            run("roster", *lines)
        with CaptureQueriesContext(connection) as captured:
            assert counts(run("roster", *lines)) == ((0, 0, rows, 0) if again else (rows, 0, 0, 0))
        return len(captured)

    assert queries(8) == queries(1000)


@pytest.mark.parametrize("suffix", ["", " baru"])
def test_queries_do_not_grow_with_the_corrections(suffix):
    def queries(rows: int) -> int:
        place = create_kelurahan()
        lines = [(place.code, number, f"Ketua {number}", 60, 2026) for number in range(1, rows + 1)]
        run("roster", HEADER, *lines)
        with CaptureQueriesContext(connection) as captured:
            corrected = ((code, number, f"{head}{suffix}", kk + 1, year) for code, number, head, kk, year in lines)
            assert counts(run("roster", HEADER, *corrected)) == (0, rows, 0, 0)
        return len(captured)

    assert queries(4) == queries(400)


# --- the journal -------------------------------------------------------------------------------------------------


def journalled(model: type[Model]) -> list[tuple[int, int, dict[str, Any] | None, dict[str, Any]]]:
    rows = ImportedRecord.objects.filter(model=model._meta.label_lower).order_by("pk")
    return list(rows.values_list("row", "object_id", "before", "after"))


def test_the_journal_holds_what_was_made_with_its_row():
    kelurahan = create_kelurahan()

    run("roster", HEADER, (kelurahan.code, 1, "A", 80, 2020), (kelurahan.code, 2, "", "", 2021))

    one, two = RT.objects.order_by("number")
    place = {"kelurahan_id": kelurahan.pk, "active_until": None}
    assert journalled(RT) == [
        (2, one.pk, None, {**place, "number": 1, "head_name": "A", "active_from": "2020-01-01"}),
        (3, two.pk, None, {**place, "number": 2, "head_name": "", "active_from": "2021-01-01"}),
    ]
    count = HouseholdCount.objects.get()
    assert journalled(HouseholdCount) == [(2, count.pk, None, {"rt_id": one.pk, "counted_on": "2020-01-01", "kk": 80})]


def test_the_journal_holds_what_stood_there_before():
    rt = create_rt(number=3, kk=70, year=2026, active_from=date(2024, 5, 1))
    count, clerk = HouseholdCount.objects.get(), create_user()
    before = {"kk": 70, "source": count.source, "recorded_by_id": None, "recorded_at": iso(count.recorded_at)}

    run("roster", HEADER, (rt.kelurahan.code, 3, "Baru", 75, 2026), (rt.kelurahan.code, 3, "", "", 2021), by=clerk)

    after = {"kk": 75, "source": "lembar.csv", "recorded_by_id": clerk.pk, "recorded_at": iso(NOW)}
    assert journalled(HouseholdCount) == [(2, count.pk, before, after)]
    assert journalled(RT) == [
        (
            2,
            rt.pk,
            {"active_from": "2024-05-01", "head_name": rt.head_name},
            {"active_from": "2021-01-01", "head_name": "Baru"},
        )
    ]


def iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def test_an_rt_of_several_years_is_journalled_once_by_the_row_that_said_last_what_it_holds():
    kelurahan = create_kelurahan()

    run("roster", HEADER, (kelurahan.code, 1, "Baru", 90, 2021), (kelurahan.code, 1, "Lama", 80, 2020))

    [(row, pk, before, after)] = journalled(RT)
    assert (row, before, after["head_name"], after["active_from"]) == (2, None, "Baru", "2020-01-01")
    assert RT.objects.get().pk == pk
    assert [(line[0], line[3]["kk"]) for line in journalled(HouseholdCount)] == [(3, 80), (2, 90)]


def test_every_count_is_traceable_to_its_cell():
    kelurahan = create_kelurahan()

    run(
        "roster",
        ("kode_kelurahan", "rt", "KK 2019", "KK 2020"),
        (kelurahan.code, 4, 55, 60),
        (kelurahan.code, 5, 70, ""),
    )

    cells = {(one.rt.number, one.counted_on.year): origin_of(one)["kk"].cell for one in HouseholdCount.objects.all()}
    assert cells == {(4, 2019): "C2", (4, 2020): "D2", (5, 2019): "C3"}


def test_a_second_run_writes_nothing_at_all():
    kelurahan = create_kelurahan()
    rows = [HEADER, *((kelurahan.code, n, f"Ketua {n}", 50 + n, 2020) for n in range(1, 6))]
    run("roster", *rows)

    with CaptureQueriesContext(connection) as captured:
        run("roster", *rows)

    written = ("INSERT", "UPDATE", "DELETE", "COPY")
    assert [query["sql"] for query in captured if query["sql"].startswith(written)] == []


def test_the_preview_shows_each_change_by_its_column():
    rt = create_rt(number=3, kk=70, year=2026, active_from=date(2024, 5, 1))
    rows = [(rt.kelurahan.code, 3, "Baru", 75, 2026), (rt.kelurahan.code, 8, "", 40, 2026)]

    report = run("roster", HEADER, *rows, dry_run=True)

    assert report.preview.changes == {
        2: {"ketua_rt": [rt.head_name, "Baru"], "jumlah_kk": [70, 75]},
        3: {"tahun": [None, "2026-01-01"], "jumlah_kk": [None, 40]},
    }


def test_the_preview_of_several_years_names_the_year_of_each_count():
    kelurahan = create_kelurahan()

    report = run("roster", ("kode_kelurahan", "rt", "KK 2019", "KK 2020"), (kelurahan.code, 4, 55, 60), dry_run=True)

    changes = {"tahun": [None, "2019-01-01"], "jumlah_kk@2019": [None, 55], "jumlah_kk@2020": [None, 60]}
    assert report.preview.changes == {2: changes}


# The day an RT began -------------------------------------------------------------------------------------------------

WITH_DAY = (*HEADER, "aktif_sejak")


def test_a_sheet_may_say_the_very_day_an_rt_began():
    kelurahan = create_kelurahan()

    report = run("roster", WITH_DAY, (kelurahan.code, 5, "Siti", 70, 2026, "1 Mei 2026"))

    rt = RT.objects.get()
    assert (counts(report), rt.active_from, rt.household_counts.get().counted_on) == (
        (1, 0, 0, 0),
        date(2026, 5, 1),
        date(2026, 5, 1),
    )
    again = run("roster", WITH_DAY, (kelurahan.code, 5, "Siti", 70, 2026, "2026-05-01"))
    assert counts(again) == (0, 0, 1, 0)


def test_an_earlier_day_moves_the_beginning_and_a_later_one_does_not():
    rt = create_rt(number=5, active_from=date(2020, 7, 1), kk=None)
    row = (rt.kelurahan.code, 5, rt.head_name, "", 2020)

    earlier = run("roster", WITH_DAY, (*row, "2020-03-01"))
    rt.refresh_from_db()
    moved = rt.active_from
    later = run("roster", WITH_DAY, (*row, "2020-12-01"))

    rt.refresh_from_db()
    assert (counts(earlier), moved) == ((0, 1, 0, 0), date(2020, 3, 1))
    assert (counts(later), rt.active_from) == ((0, 0, 1, 0), date(2020, 3, 1))


def test_an_rt_cannot_be_counted_before_it_began():
    kelurahan = create_kelurahan()

    report = run(
        "roster", WITH_DAY, (kelurahan.code, 5, "", 70, 2025, "2026-05-01"), (kelurahan.code, 6, "", "", "", "x")
    )

    assert cells(report)[:1] == [("began_later", "F2")]
    assert ("not_a_day", "F3") in cells(report)


def test_spaces_and_unseen_characters_make_no_other_head():
    rt = create_rt(number=1)
    RT.objects.update(head_name="Siti  \tAmi\u200bnah ")

    report = run("roster", HEADER, (rt.kelurahan.code, 1, "Siti Aminah", "", 2026))

    assert counts(report) == (0, 0, 1, 0)
