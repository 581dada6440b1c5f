"""Rows of a recap that are settled later: columns per year, and sums that do not hold."""

import pytest

from competitions.models import RecapRow
from rt_registry.models import ParkedRow
from rt_registry.selectors.imports import origin_of
from rt_registry.spreadsheets.door import import_spreadsheet
from rt_registry.spreadsheets.parking import check_parked_row, resolve_parked_row
from tests.factories import NOW, create_user
from tests.rt_registry.spreadsheets.books import xlsx
from tests.sheets import pair_of_kecamatan


pytestmark = pytest.mark.django_db


def park(*rows):
    report = import_spreadsheet(
        kind="recap", data=xlsx(rows), file_name="rekap.xlsx", by=create_user(), now=NOW, park=True
    )
    assert report.stored, report.problems
    return ParkedRow.objects.select_related("batch").get()


def resolve(parked, **options):
    cells = options.pop("cells", {})
    return resolve_parked_row(parked=parked, cells=cells, by=create_user(), now=NOW, **options)


def test_a_row_with_columns_per_year_is_settled_in_each_of_them():
    pair_of_kecamatan()
    parked = park(
        ("Kecamatan", "Diusulkan 2015", "Diusulkan 2016"),
        ("Pasar Jambi", 3, 4),
        ("Seberang Sana", 13, 14),
    )

    assert resolve(parked, cells={"kecamatan": "Danau Sipin"}).stored

    rows = RecapRow.objects.filter(kecamatan__name="Danau Sipin").order_by("recap__year")
    assert [(row.recap.year, row.nominated) for row in rows] == [(2015, 13), (2016, 14)]
    assert [origin_of(row)["nominated"].cell for row in rows] == ["B3", "C3"]


def test_a_sum_that_does_not_hold_is_settled_with_a_note():
    pair_of_kecamatan()
    parked = park(
        ("REKAPITULASI TAHUN 2020",),
        ("Kecamatan", "Diusulkan", "Besar", "Sedang", "Kecil", "Jumlah"),
        ("Pasar Jambi", 3, 0, 1, 0, 1),
        ("Danau Sipin", 13, 0, 5, 8, 12),
    )

    refused = resolve(parked)
    assert (refused.stored, [p.code for p in refused.problems]) == (False, ["sum_mismatch"])
    assert not check_parked_row(parked=parked, cells={}, acknowledge="Sesuai surat", by=None, now=NOW).blocking()

    assert resolve(parked, acknowledge="Sesuai surat").stored
    assert RecapRow.objects.get(kecamatan__name="Danau Sipin").nominated == 13
