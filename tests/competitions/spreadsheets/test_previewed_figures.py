import pytest

from rt_registry.spreadsheets.draft_picture import picture_of
from tests.factories import create_rt
from tests.sheets import run


@pytest.mark.django_db
def test_a_preview_prints_totals_and_prizes_as_people_read_them():
    rt = create_rt()
    header = ("kode_kelurahan", "rt", "tahun", "periode", "kategori", "nilai", "hadiah")

    report = run("winners", header, (rt.kelurahan.code, rt.number, 2026, 1, "besar", "85,25", 10_000_000), dry_run=True)

    [change] = picture_of(report)["changes"]
    shown = {field["name"]: field["after"] for field in change["fields"]}
    assert (shown["nilai"], shown["hadiah"], shown["tahun"]) == ("85,25", "10.000.000", "2026")
