import pytest

from rt_registry.domain.texts import as_read, read_alike


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Siti \t Aminah\n", "Siti Aminah"),
        ("Si\u200bti", "Siti"),
        ("e\u0301", "\u00e9"),
        ("\u202eSiti\x00", "Siti"),
        ("\U0001f469\u200d\U0001f33e", "\U0001f469\u200d\U0001f33e"),
        ("'=x", "'=x"),
        ("a\u00a0b", "a b"),
    ],
)
def test_a_text_as_people_read_it(text, expected):
    assert as_read(text) == expected
    assert read_alike(text, expected)


def test_other_texts_are_others():
    assert not read_alike("Siti", "siti")
