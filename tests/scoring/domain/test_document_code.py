"""Codes on documents: forgiving to type, hopeless to guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.document_code import ALPHABET, new_code, read_code, read_digest


@given(
    st.text(ALPHABET, min_size=16, max_size=16), st.sampled_from(["", "-", " ", " - ", "\u2013", "."]), st.booleans()
)
def test_a_code_is_read_however_it_is_typed(plain, between, is_small):
    typed = between.join(plain[start : start + 4] for start in (0, 4, 8, 12)).replace("0", "O").replace("1", "l")

    code = read_code(typed.lower() if is_small else typed)

    assert code is not None
    assert code.replace("-", "") == plain


@given(st.text(max_size=40))
def test_anything_else_is_no_code_and_no_error(text):
    code = read_code(text)

    assert code is None or read_code(code) == code


def test_new_codes_read_as_themselves_and_differ():
    codes = {new_code() for _ in range(50)}

    assert len(codes) == 50
    assert all(read_code(code) == code and len(code) == 19 for code in codes)


@pytest.mark.parametrize("text", ["", "XXXX", "7K3M-Q0ZD-4V9A-H2R", "7K3M-Q0ZD-4V9A-H2RTX", "7K3M-Q0ZD-4V9A-H2RU"])
def test_what_has_another_form_is_no_code(text):
    assert read_code(text) is None


def test_a_digest_is_read_in_groups_and_capitals():
    digest = "0123456789abcdef" * 4

    assert read_digest(" ".join(digest[n : n + 8] for n in range(0, 64, 8)).upper()) == digest
    assert read_digest(digest[:-1]) is None
