from datetime import date

import pytest

from rt_registry.models import RT
from rt_registry.selectors.search import search
from tests.factories import create_kecamatan, create_kelurahan, create_rt


pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)


@pytest.fixture(autouse=True)
def _city() -> None:
    alam_barajo = create_kecamatan(name="Alam Barajo")
    telanaipura = create_kecamatan(name="Telanaipura")
    for name, above in [
        ("Kenali Besar", alam_barajo),
        ("Beliung", alam_barajo),
        ("Telanaipura", telanaipura),
        ("Simpang IV Sipin", telanaipura),
        ("Buluran Kenali", telanaipura),
        ("Paal Lima", create_kecamatan(name="Kota Baru")),
    ]:
        kelurahan = create_kelurahan(name=name, kecamatan=above)
        for number in (4, 17):
            create_rt(kelurahan=kelurahan, number=number)


def found(text: str) -> tuple[list[str], list[str], list[str]]:
    result = search(text, day=DAY)
    return [str(rt) for rt in result.rts], [str(k) for k in result.kelurahan], [str(k) for k in result.kecamatan]


@pytest.mark.parametrize(
    "text",
    [
        "rt 17 kenali besar",
        "kenali besar 17",
        "RT.017 KENALIBESAR",
        "Kel. Kenali Besar, RT 17",
        "17 kenalibesar",
        "rt17 kenali besar",
    ],
)
def test_an_rt_is_found_however_it_is_typed(text: str) -> None:
    assert found(text)[0] == ["RT 17 Kenali Besar"]


@pytest.mark.parametrize(
    ("text", "rts", "kelurahan", "kecamatan"),
    [
        ("17 kenali", ["RT 17 Kenali Besar", "RT 17 Buluran Kenali"], [], []),
        ("kenali", [], ["Kenali Besar", "Buluran Kenali"], []),
        ("telanaipura", [], ["Telanaipura"], ["Telanaipura"]),
        ("rt 4 telanaipura", ["RT 04 Telanaipura", "RT 04 Buluran Kenali", "RT 04 Simpang IV Sipin"], [], []),
        ("simpang iv sipin", [], ["Simpang IV Sipin"], []),
        ("simpang 4 sipin", [], ["Simpang IV Sipin"], []),
        ("17 simpang 4 sipin", ["RT 17 Simpang IV Sipin"], [], []),
        ("rt 17 paal v", ["RT 17 Paal Lima"], [], []),
        ("belung", [], ["Beliung"], []),
        ("kenali bsar", [], ["Kenali Besar"], []),
        ("rt 99 beliung", [], ["Beliung"], []),
        ("alam barajo", [], [], ["Alam Barajo"]),
        ("", [], [], []),
        ("rt", [], [], []),
        ("zzz", [], [], []),
        ("%_'\"<>\x00;--", [], [], []),
        ("0", [], [], []),
        ("99999999999", [], [], []),
    ],
)
def test_words_and_numbers(text: str, rts: list[str], kelurahan: list[str], kecamatan: list[str]) -> None:
    assert found(text) == (rts, kelurahan, kecamatan)


def test_a_bare_number_lists_that_rt_everywhere_up_to_the_limit() -> None:
    result = search("17", day=DAY, limit=4)
    assert (len(result.rts), result.more) == (4, True)


def test_closed_rts_are_not_found() -> None:
    RT.objects.filter(number=17).update(active_until=date(2026, 1, 1))
    assert found("rt 17 kenali besar") == ([], ["Kenali Besar"], [])


@pytest.mark.parametrize(("text", "missing"), [("rt 99 beliung", 99), ("rt 17 beliung", None), ("beliung", None)])
def test_an_rt_that_the_region_does_not_have_is_named(text: str, missing: int | None) -> None:
    assert search(text, day=DAY).missing == missing


def test_a_search_takes_two_queries(django_assert_num_queries: object) -> None:
    with django_assert_num_queries(2):  # type: ignore[operator]
        search("17 kenali", day=DAY)
