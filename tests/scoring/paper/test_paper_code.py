"""The code on the paper: what it covers, and that it is read however it is typed."""

import pytest

from scoring.domain.paper import PaperCode, read_paper_code, rules_code


ASKED = {
    "scale_max": 4,
    "levels": {"0": "tidak ada", "4": "sangat baik"},
    "indicators": [("B1", "Rapi"), ("B2", "Ada")],
}
CODE = PaperCode(1204, 37, "3f9a2c1b77aa")


def test_the_same_rules_have_the_same_code_whatever_stands_beside_them():
    with_more = {**ASKED, "levels": {"4": "sangat baik", "0": "tidak ada", "9": "di luar skala"}}

    assert rules_code(**ASKED) == rules_code(**with_more) == "4210fe1ea01c"


@pytest.mark.parametrize(
    "changed",
    [
        {"scale_max": 5},
        {"levels": {"0": "tidak ada", "4": "amat baik"}},
        {"indicators": [("B1", "Rapi sekali"), ("B2", "Ada")]},
        {"indicators": [("B2", "Ada"), ("B1", "Rapi")]},
    ],
)
def test_whatever_a_sheet_asks_is_in_its_code(changed):
    assert rules_code(**{**ASKED, **changed}) != rules_code(**ASKED)


@pytest.mark.parametrize(
    "text",
    [
        "1204-37-3f9a2c1b77aa",
        " 1204 - 37 - 3F9A 2C1B 77AA ",
        "1204–37–3f9a2c1b77aa",
        "https://contoh.test/panitia/2026-1/kertas/baru/?kode=1204-37-3f9a2c1b77aa",
    ],
)
def test_code_is_read_as_people_and_cameras_give_it(text):
    assert read_paper_code(text) == CODE
    assert str(CODE) == "1204-37-3f9a2c1b77aa"


@pytest.mark.parametrize("text", ["", "1204-37", "1204-37-3f9a2c1b77", "abc", "-" * 5000])
def test_anything_else_is_no_code(text):
    assert read_paper_code(text) is None
