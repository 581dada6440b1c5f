"""Accept-Encoding and If-None-Match, as RFC 9110 wants them."""

import pytest

from bantar.served.asked import best_encoding, has_already


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", "identity"),
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("x-gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0.2, gzip;q=0.8", "gzip"),
        ("br;q=0.8,gzip;q=0.8", "br"),
        ("gzip;q=0", "identity"),
        ("gzip;q=0.000", "identity"),
        ("*", "br"),
        ("*;q=0", None),
        ("identity;q=0", None),
        ("identity;q=0, gzip", "gzip"),
        ("*;q=0, gzip;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("zstd, deflate", "identity"),
        ("br;q=nonsense", "identity"),
        ("br;q=2", "identity"),
        ("br ; q=1.0 , gzip", "br"),
        (",,;q=1,", "identity"),
        ("br;level=9", "br"),
    ],
)
def test_best_encoding(accepted: str, encoding: str | None) -> None:
    assert best_encoding(accepted) == encoding


@pytest.mark.parametrize(
    ("if_none_match", "has"),
    [
        ('"abc-br"', True),
        ('W/"abc-br"', True),
        ('"other", W/"abc-br" , "more"', True),
        ("*", True),
        (" * ", True),
        ('"abc"', False),
        ('"abc-gzip"', False),
        ("abc-br", False),
        ('"x*"', False),
        ("", False),
        ('"unfinished, "abc-br', False),
    ],
)
def test_if_none_match(if_none_match: str, has: bool) -> None:
    assert has_already(if_none_match, '"abc-br"') is has
