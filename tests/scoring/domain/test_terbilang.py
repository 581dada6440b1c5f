"""Amounts in words: exactly one wording for each number, and the number can be read back from it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.terbilang import HIGHEST, rupiah_in_words, terbilang


ONES = ["nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan"]
SCALES = {
    word: 1000**n for n, word in enumerate(["ribu", "juta", "miliar", "triliun", "kuadriliun", "kuintiliun"], start=1)
}


def read(words: str) -> int:
    """The number that people understand, read word by word."""
    total = group = last = 0
    for word in _spelt(words):
        if word in ONES:
            last = ONES.index(word)
            group += last
        elif word == "belas":
            group += 10
        elif word == "puluh":
            group += last * 9
        elif word == "ratus":
            group += last * 99
        else:
            total += group * SCALES[word]
            group = 0
    return total + group


def _spelt(words: str) -> list[str]:
    """ "seratus" is "satu ratus", "sebelas" "satu belas" """
    spelt: list[str] = []
    for word in words.split():
        if word in ("sepuluh", "sebelas", "seratus", "seribu"):
            spelt += ["satu", word.removeprefix("se")]
        else:
            spelt.append(word)
    return spelt


@given(st.integers(0, HIGHEST))
def test_words_are_read_back_as_the_number(value):
    assert read(terbilang(value)) == value


@given(st.integers(0, HIGHEST))
def test_words_are_spelt_as_people_do(value):
    words = f" {terbilang(value)} "

    for wrong in (" satu belas ", " satu puluh ", " satu ratus ", "  ", " nol "):
        assert wrong not in words or value == 0
    for scale in (" juta ", " miliar ", " triliun "):
        assert f"{scale}satu ribu " not in words
    assert not words.startswith(" satu ribu")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "nol"),
        (10, "sepuluh"),
        (11, "sebelas"),
        (12, "dua belas"),
        (20, "dua puluh"),
        (100, "seratus"),
        (111, "seratus sebelas"),
        (1000, "seribu"),
        (1100, "seribu seratus"),
        (2000, "dua ribu"),
        (11_000, "sebelas ribu"),
        (100_000, "seratus ribu"),
        (1_000_000, "satu juta"),
        (7_500_000, "tujuh juta lima ratus ribu"),
        (1_001_000, "satu juta seribu"),
        (3_000_000_015_000_000, "tiga kuadriliun lima belas juta"),
        (2 * 10**18, "dua kuintiliun"),
    ],
)
def test_words_of_known_numbers(value, words):
    assert terbilang(value) == words


def test_rupiah_in_words():
    assert rupiah_in_words(10_000_000) == "sepuluh juta rupiah"
    assert rupiah_in_words(892_000_000) == "delapan ratus sembilan puluh dua juta rupiah"


@pytest.mark.parametrize("value", [-1, HIGHEST + 1])
def test_what_no_budget_holds_is_refused(value):
    with pytest.raises(ValueError, match="not written in words"):
        terbilang(value)
