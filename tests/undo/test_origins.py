"""Every stored value knows its file, sheet, row and cell."""

import pytest
from django.urls import reverse

from bantar.accounts.models import User
from competitions.models import Award, Nomination, RecapRow
from rt_registry.models import RT, HouseholdCount
from rt_registry.selectors.imports import origin_of, origins_of
from scoring.models import ScoreSheet
from tests.factories import create_kecamatan
from tests.rt_registry.spreadsheets.books import xlsx
from tests.sheets import run
from tests.undo.test_undo_whole import brought, undo
from tests.undo.worlds import build


pytestmark = pytest.mark.django_db


def test_a_figure_of_a_wide_recap_knows_the_column_of_its_year():
    jelutung = create_kecamatan(name="Jelutung")
    rows = [
        ("REKAP",),
        ("Kecamatan", "Diusulkan 2015", "Terlaksana 2015", "Diusulkan 2016"),
        ("Jelutung", 17, 12, 33),
    ]
    run("recap", data=xlsx(rows), file_name="rekap lama.xlsx")

    later, earlier = (RecapRow.objects.get(kecamatan=jelutung, recap__year=year) for year in (2016, 2015))
    found = {**origins_of([later]), **origins_of([earlier])}

    assert (found[later.pk]["nominated"].cell, found[earlier.pk]["nominated"].cell) == ("D3", "B3")
    origin = found[earlier.pk]["carried_out"]
    assert (origin.file_name, origin.row, origin.cell) == ("rekap lama.xlsx", 3, "C3")
    assert str(origin).startswith("rekap lama.xlsx")


def test_each_figure_keeps_the_sheet_that_said_it_last_and_an_undo_gives_it_back():
    world = build()
    first = brought("recap", world, first=True)
    second = brought("recap", world, first=False)
    row = RecapRow.objects.get(kecamatan__name="Pasar Jambi")

    both = {name: (origin.import_id, origin.cell) for name, origin in origin_of(row).items() if origin.cell}
    undo(second)
    after = origin_of(row)["nominated"]

    assert both["nominated"] == (second, "B2")
    assert both["carried_out"] == (first, "C2")
    assert (after.import_id, after.cell) == (first, "B2")


def test_records_of_every_kind_have_one():
    world = build()
    for kind in ("roster", "winners", "nominations", "scores"):
        brought(kind, world, first=True)

    count = HouseholdCount.objects.get(rt__number=9)
    records = {
        origin_of(count)["kk"].cell: count,
        origin_of(RT.objects.get(number=9))["head_name"].cell: "head",
        origin_of(Award.objects.get(rt=world.rts[0]))["prize"].cell: "prize",
        origin_of(Nomination.objects.get(label__contains="03+04"))["kk"].cell: "entry",
        origin_of(ScoreSheet.objects.get(assessor__name="Budi baru"))["assessor_id"].cell: "sheet",
    }

    assert set(records) == {"D3", "C3", "G2"}
    assert origin_of(world.rts[5]) == {}


def test_the_page_of_an_rt_names_the_cell_of_each_count(client):
    brought("roster", build(), first=True)
    client.force_login(User.objects.get(username="admin"))

    response = client.get(reverse("rt_registry:roster-rt", args=[RT.objects.get(number=9).pk]))

    assert "lembar.csv · D3" in response.content.decode()


def test_the_admin_lists_what_an_import_wrote_and_that_it_was_taken_back(client):
    world = build()
    brought("recap", world, first=True)
    number = brought("recap", world, first=False)
    undo(number)
    client.force_login(User.objects.get(username="admin"))

    page = client.get(reverse("admin:rt_registry_importbatch_change", args=[number])).content.decode()

    assert "nominated 3 → 4" in page
    assert "salah berkas" in page


def test_the_origins_of_many_are_one_query(django_assert_num_queries):
    brought("winners", build(), first=True)
    awards = list(Award.objects.all())

    with django_assert_num_queries(1):
        found = origins_of(awards)

    assert [found[award.pk]["total"].row for award in awards] == [2, 3, 3]
