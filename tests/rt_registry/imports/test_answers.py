"""What a person answers: sheet, columns, names, sums, rows to set aside."""

import pytest

from rt_registry.enums import ImportState
from rt_registry.models import Kelurahan, ParkedRow, RegionAlias, SheetShape
from tests.rt_registry.imports.desk import GOOD, HEADER, RECAP, WRONG_SUM, Desk, rts, text
from tests.specimens.files import xlsx


pytestmark = pytest.mark.django_db


def test_names_are_placed_one_by_one_and_known_from_then_on(desk: Desk, city: dict[str, Kelurahan]):
    rows = [HEADER, ("Alam Barajo", "Kenali Bsar", 1, 80, 2019), ("Alam Barajo", "Entah", 2, 90, 2019)]
    draft = desk.upload(*rows)
    assert {name["typed"] for name in draft.report["names"]} == {"Kenali Bsar", "Entah"}

    desk.place(draft, "Kenali Bsar", city["Kenali Besar"].code)
    assert [name["typed"] for name in draft.report["names"]] == ["Entah"]
    assert draft.report["blocking"] is True
    page = desk.place(draft, "Entah", city["Rawa Sari"].code, other=True)
    assert 'value="store"' in text(page)
    desk.store(draft)

    assert draft.state == ImportState.STORED
    assert rts() == {("Kenali Besar", 1, 80), ("Rawa Sari", 2, 90)}
    aliases = set(RegionAlias.objects.values_list("typed", "code", "confirmed_by"))
    assert aliases == {
        ("Kenali Bsar", city["Kenali Besar"].code, desk.user.pk),
        ("Entah", city["Rawa Sari"].code, desk.user.pk),
    }
    again = desk.upload(*rows, name="lagi.csv")
    assert again.report["names"] == []
    assert again.report["rows"]["unchanged"] == 2


def test_a_name_is_offered_regions_of_the_right_parent_only(desk: Desk, city: dict[str, Kelurahan]):
    draft = desk.upload(HEADER, ("Alam Barajo", "Entah", 2, 90, 2019))

    desk.place(draft, "Entah", city["Telanaipura"].code, other=True)

    assert draft.report["names"]
    assert draft.answers.get("names") is None


def test_a_name_placed_can_be_placed_otherwise(desk: Desk, city: dict[str, Kelurahan]):
    draft = desk.upload(HEADER, ("Alam Barajo", "Kenali Bsar", 1, 80, 2019))
    question = draft.report["names"][0]
    desk.place(draft, "Kenali Bsar", city["Kenali Besar"].code)

    desk.act(draft, "names", **{f"other-{question['id']}": city["Beliung"].code})
    desk.store(draft)

    assert rts() == {("Beliung", 1, 80)}


def test_a_mapping_is_corrected_and_remembered(desk: Desk):
    rows = [("Tempat", "Nomer", "Banyaknya orang rumah", "Thn", "X"), ("Kenali Besar", 1, 80, 2019, "abc")]
    draft = desk.upload(*rows)
    assert draft.report["header_row"] is None
    assert [heading["text"] for heading in draft.report["header"]["headings"]] == [*rows[0]]

    columns = {"column-0": "kelurahan", "column-1": "rt", "column-2": "jumlah_kk", "column-3": "tahun"}
    page = desk.act(draft, "columns", first="1", last="1", **columns)
    assert draft.report["rows"]["new"] == 1
    assert 'value="store"' in text(page)
    desk.store(draft)

    assert rts() == {("Kenali Besar", 1, 80)}
    assert SheetShape.objects.get().columns == {
        "0": "kelurahan",
        "1": "rt",
        "2": "jumlah_kk",
        "3": "tahun",
        "4": "",
    }
    next_one = desk.upload(rows[0], ("Beliung", 7, 60, 2020, ""))
    assert next_one.report["rows"]["new"] == 1


def test_a_column_may_be_of_one_year(desk: Desk):
    draft = desk.upload(("Kelurahan", "RT", "A", "B"), ("Kenali Besar", 1, 80, 85))

    columns = {"column-0": "kelurahan", "column-1": "rt", "column-2": "jumlah_kk", "year-2": "2019"}
    desk.act(draft, "columns", first="1", last="1", **columns)

    assert draft.answers["taught"] == {
        "first": 0,
        "last": 0,
        "columns": {"0": "kelurahan", "1": "rt", "2": "jumlah_kk@2019", "3": ""},
    }
    assert draft.report["rows"]["new"] == 1


def test_the_columns_can_be_found_anew(desk: Desk):
    draft = desk.upload(HEADER, GOOD)
    desk.act(draft, "columns", first="1", last="1", **{"column-0": "kelurahan"})
    assert draft.report["header_row"] is None

    desk.act(draft, "columns-anew")

    assert draft.report["rows"]["new"] == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"first": "0", "last": "1"},
        {"first": "5", "last": "1"},
        {"first": "1", "last": "99"},
        {"first": "x", "last": ""},
        {"first": "1", "last": "1", "column-0": "raja"},
        {"first": "1", "last": "1", "year-0": "99999999999999999999"},
    ],
)
def test_a_wrong_mapping_is_answered_on_the_form(desk: Desk, fields: dict[str, str]):
    draft = desk.upload(HEADER, GOOD)

    page = desk.act(draft, "columns", **fields)

    assert page.status_code == 200
    assert 'id="errors"' in text(page)
    assert "taught" not in draft.answers


def test_another_sheet_is_chosen_by_name(desk: Desk):
    other = [HEADER, (*GOOD[:3], 99, 2020)]
    draft = desk.upload(data=xlsx([HEADER, GOOD], title="Lama", others={"Baru": other}), name="a.xlsx")
    assert draft.report["rows"]["read"] == 0
    assert draft.report["sheets"] == ["Lama", "Baru"]

    desk.act(draft, "sheet", sheet="Baru", edition="")
    assert draft.report["sheet"] == "Baru"
    page = desk.act(draft, "sheet", sheet="Rahasia", edition="")

    assert 'id="errors"' in text(page)
    assert draft.answers["sheet"] == "Baru"


def test_a_wrong_sum_is_shown_with_the_true_figure_and_acknowledged_with_a_note(desk: Desk):
    draft = desk.upload(*RECAP, *WRONG_SUM, kind="recap")
    page = desk.page(draft)
    said = draft.report["sums"][0]
    assert (said["cell"], said["computed"]) == ("D3", "50.00")
    assert "50,00" in text(page)
    assert 'value="store"' not in text(page)

    assert 'id="errors"' in text(desk.act(draft, "note", note="  "))
    desk.act(draft, "note", note="Persentase salah cetak")
    desk.store(draft)

    assert draft.state == ImportState.STORED
    assert draft.batch.note == "Persentase salah cetak"
    assert "Persentase salah cetak" in text(desk.client.get(f"/impor/hasil/{draft.batch_id}/"))  # type: ignore[arg-type]


def test_other_columns_make_other_sums_so_the_note_is_asked_again(desk: Desk):
    draft = desk.upload(*RECAP, *WRONG_SUM, kind="recap")
    desk.act(draft, "note", note="Sudah dilihat")

    columns = {"column-0": "kecamatan", "column-1": "diusulkan", "column-2": "jumlah_rt", "column-3": "persentase"}
    desk.act(draft, "columns", first="2", last="2", **columns)

    assert draft.answers["acknowledge"] == ""
    assert draft.report["blocking"] is True


def test_rows_that_cannot_be_placed_are_set_aside_only_when_asked_for(desk: Desk):
    draft = desk.upload(HEADER, GOOD, ("Alam Barajo", "Kenali Besar", 2, "banyak", 2019))
    assert draft.report["parkable"] == 1
    assert "banyak" in text(desk.page(draft))

    desk.act(draft, "park")
    assert draft.report["parked_rows"] == 1
    desk.act(draft, "park-not")
    assert draft.report["blocking"] is True
    desk.act(draft, "park")
    page = desk.store(draft)

    assert rts() == {("Kenali Besar", 1, 1080)}
    assert ParkedRow.objects.get().cells["jumlah_kk"] == "banyak"
    assert "banyak" in text(page)
