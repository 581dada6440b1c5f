import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rt_registry.domain.region_names import (
    KECAMATAN_ALIASES,
    KELURAHAN_ALIASES,
    How,
    Region,
    match_region,
)
from rt_registry.names_alike import similarity


KECAMATAN = [
    Region("15.71.01", "Telanaipura"),
    Region("15.71.03", "Jambi Timur"),
    Region("15.71.04", "Pasar Jambi"),
    Region("15.71.06", "Danau Teluk"),
    Region("15.71.07", "Kota Baru"),
    Region("15.71.09", "Alam Barajo"),
    Region("15.71.10", "Danau Sipin"),
    Region("15.71.11", "Paal Merah"),
]
KELURAHAN = [
    Region("15.71.01.1001", "Simpang IV Sipin", "15.71.01"),
    Region("15.71.01.1004", "Telanaipura", "15.71.01"),
    Region("15.71.02.1004", "Thehok", "15.71.02"),
    Region("15.71.03.1001", "Sijenjang", "15.71.03"),
    Region("15.71.03.1005", "Sulanjana", "15.71.03"),
    Region("15.71.04.1003", "Pasar Jambi", "15.71.04"),
    Region("15.71.07.1002", "Simpang III Sipin", "15.71.07"),
    Region("15.71.07.1004", "Paal Lima", "15.71.07"),
    Region("15.71.07.1005", "Kenali Asam Bawah", "15.71.07"),
    Region("15.71.07.1006", "Kenali Asam Atas", "15.71.07"),
    Region("15.71.07.1012", "Kenali Asam", "15.71.07", since=2023),
    Region("15.71.09.1001", "Kenali Besar", "15.71.09"),
    Region("15.71.09.1002", "Rawa Sari", "15.71.09"),
    Region("15.71.09.1005", "Beliung", "15.71.09"),
    Region("15.71.11.1002", "Payo Selincah", "15.71.11"),
    Region("15.71.11.1003", "Eka Jaya", "15.71.11"),
    Region("15.71.11.1005", "Paal Merah", "15.71.11"),
]


def kecamatan(text, **how):
    return match_region(text, KECAMATAN, aliases=KECAMATAN_ALIASES, alike=similarity, **how)


def kelurahan(text, **how):
    return match_region(text, KELURAHAN, aliases=KELURAHAN_ALIASES, alike=similarity, **how)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Pall Merah", "Paal Merah"),
        ("Paalmerah", "Paal Merah"),
        ("Danau sipin", "Danau Sipin"),
        ("Pasar", "Pasar Jambi"),
        ("Alambarajo", "Alam Barajo"),
        ("Kotabaru", "Kota Baru"),
        ("Danauteluk", "Danau Teluk"),
        ("Kec. TELANAIPURA", "Telanaipura"),
        ("Kecamatan  Jambi-Timur", "Jambi Timur"),
        ("15.71.09", "Alam Barajo"),
        ("157109", "Alam Barajo"),
        ("157109.0", "Alam Barajo"),
    ],
)
def test_a_kecamatan_is_found_for_certain(typed, name):
    match = kecamatan(typed)

    assert match.is_certain
    assert match.region.name == name


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("Rawasari", "Rawa Sari"),
        ("Belung", "Beliung"),
        ("Ekajaya", "Eka Jaya"),
        ("Kenalibesar", "Kenali Besar"),
        ("Paal V", "Paal Lima"),
        ("Pall V", "Paal Lima"),
        ("Paal 5", "Paal Lima"),
        ("The Hok", "Thehok"),
        ("Sijinjang", "Sijenjang"),
        ("Sulan Jana", "Sulanjana"),
        ("Payo Silincah", "Payo Selincah"),
        ("Kel. Kenali Besar", "Kenali Besar"),
        ("Simpang 4 Sipin", "Simpang IV Sipin"),
        ("Simpang Tiga Sipin", "Simpang III Sipin"),
        ("KENALI ASAM ATAS", "Kenali Asam Atas"),
        ("Kenali Asam", "Kenali Asam"),
        ("15.71.09.1001", "Kenali Besar"),
        ("1571091001", "Kenali Besar"),
    ],
)
def test_a_kelurahan_is_found_for_certain(typed, name):
    match = kelurahan(typed)

    assert match.is_certain
    assert match.region.name == name


def test_a_misspelt_name_is_only_a_suggestion():
    match = kelurahan("Kenaly Besar", parent="15.71.09")

    assert (match.how, match.region.name) == (How.SIMILAR, "Kenali Besar")
    assert not match.is_certain


def test_a_kelurahan_born_later_is_never_guessed():
    match = kelurahan("Kenali Asam", parent="15.71.07", year=2020)

    assert (match.how, match.region) == (How.TOO_EARLY, None)
    assert {region.name for region in match.candidates} == {"Kenali Asam Atas", "Kenali Asam Bawah"}


def test_the_right_name_under_another_kecamatan_is_a_question():
    match = kelurahan("Kenali Besar", parent="15.71.07")

    assert (match.how, match.region.code) == (How.ELSEWHERE, "15.71.09.1001")


def test_two_alike_are_a_question_without_an_answer():
    match = kelurahan("Simpang Sipin")

    assert (match.how, match.region) == (How.AMBIGUOUS, None)


def test_kenali_asam_is_not_one_of_its_neighbours():
    assert kelurahan("Kenali Asm", parent="15.71.07", year=2024).region.name == "Kenali Asam"
    assert kelurahan("Kenali Asm", parent="15.71.07", year=2020).how == How.AMBIGUOUS
    assert kelurahan("Kenali Asam Ats", parent="15.71.07").region.name == "Kenali Asam Atas"
    assert kelurahan("Kenali Asam A", parent="15.71.07").region is None


def test_a_confirmed_spelling_is_certain_for_as_long_as_its_region_exists():
    confirmed = {"kenaly": "15.71.09.1001", "kenaliasam": "15.71.07.1006", "asambaru": "15.71.07.1012"}

    assert kelurahan("Kenaly", confirmed=confirmed).region.name == "Kenali Besar"
    assert kelurahan("Kenali Asam", parent="15.71.07", year=2020, confirmed=confirmed).region.code == "15.71.07.1006"
    assert kelurahan("Kenali Asam", parent="15.71.07", year=2024, confirmed=confirmed).region.code == "15.71.07.1012"
    assert kelurahan("Asam Baru", year=2020, confirmed=confirmed).region is None


def test_levels_never_mix():
    assert kecamatan("Telanaipura").region.code == "15.71.01"
    assert kelurahan("Telanaipura").region.code == "15.71.01.1004"
    assert kecamatan("Kenali Besar").region is None
    assert kecamatan("15.71.09.1001").how == How.UNKNOWN


@pytest.mark.parametrize("typed", ["", "  ", "???", "15.72.01", "15.71.99.1001", "Palembang", "Kel."])
def test_what_means_nothing_is_unknown(typed):
    assert kelurahan(typed).how == How.UNKNOWN


SPACING = st.sampled_from(["{}", " {} ", "Kel. {}", "kelurahan {}", "KEL {}"])


@given(st.sampled_from(KELURAHAN), SPACING, st.booleans(), st.booleans())
def test_case_spaces_and_prefixes_never_matter(region, form, upper, squeezed):
    name = region.name.replace(" ", "") if squeezed else region.name
    typed = form.format(name.upper() if upper else name)

    assert kelurahan(typed).region == region


@given(st.text(max_size=30))
def test_anything_typed_gets_an_answer(text):
    match = kelurahan(text)

    assert match.region is None or match.region in KELURAHAN
    assert match.region is not None or not match.is_certain


def test_every_official_name_is_itself():
    source = Path(__file__).parents[3] / "fixtures" / "regions.csv"
    with source.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    regions = [Region(row["kode_kelurahan"], row["kelurahan"], row["kode_kecamatan"]) for row in rows]
    for region in regions:
        match = match_region(region.name, regions, aliases=KELURAHAN_ALIASES)
        assert (match.how, match.region) == (How.EXACT, region)
