"""Small components: escaped, silent where they only repeat, and never with a comma in a drawing."""

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from bantar.web import markup


@pytest.mark.parametrize(
    ("value", "width"),
    [
        (Decimal("87.50"), "87.5%"),
        (0, "0%"),
        (100, "100%"),
        (140, "100%"),
        (-3, "0%"),
        (None, "0%"),
        ("87,5", "0%"),
        ("nan", "0%"),
        (-0.0, "0%"),
        (Decimal("1E+2"), "100%"),
    ],
)
def test_widths_of_drawings(value: object, width: str) -> None:
    assert markup.svg_percent(value) == width


@given(st.one_of(st.text(), st.decimals(), st.floats(), st.none(), st.integers()))
def test_a_width_is_always_one_svg_understands(value: object) -> None:
    number = markup.svg_percent(value).removesuffix("%")

    assert 0 <= float(number) <= 100
    assert not set(number) - set("0123456789.")


def test_a_badge_has_a_word_a_shape_and_a_colour_and_escapes_the_word() -> None:
    drawn = markup.badge("warn", "<b>Dikembalikan</b>")

    assert 'class="state state-warn"' in drawn
    assert "<svg" in drawn
    assert "&lt;b&gt;Dikembalikan" in drawn
    assert "state-idle" in markup.badge("no such tone", "Draf")


@pytest.mark.parametrize(("code", "roofs"), [("kecil", 1), ("sedang", 2), ("besar", 3), ("jumbo", 0)])
def test_a_category_is_told_by_its_word_and_its_roofs(code: str, roofs: int) -> None:
    drawn = markup.category(code, "Kata")

    assert (drawn.count("<path"), "Kata" in drawn) == (roofs, True)


def test_aspect_bars_print_figures_in_the_language_and_widths_for_machines() -> None:
    drawn = markup.aspect_bars((Decimal("87.50"), None, Decimal(60)), floor=60)

    assert 'width="87.5%"' in drawn
    assert ("87,50" in drawn, ">–<" in drawn) == (True, True)
    assert "style=" not in drawn
    with translation.override("en"):
        assert "87.50" in markup.aspect_bars((Decimal("87.50"), None, None))


def test_a_query_keeps_the_filters_and_changes_one_key() -> None:
    request = RequestFactory().get("/hasil/?kecamatan=Paal+Merah&page=3")
    page = Template("{% load bantar_ui %}{% query page=4 %} {% query kecamatan='' page=None %}")

    assert page.render(Context({"request": request})) == "?kecamatan=Paal+Merah&amp;page=4 ?"


def test_a_link_to_a_page_nobody_built_prints_nothing() -> None:
    page = Template("{% load bantar_ui %}[{% nav_link 'no:such-page' 'X' %}][{% nav_link 'account_login' 'Masuk' %}]")

    printed = page.render(Context({"request": RequestFactory().get("/masuk/")}))

    assert printed == '[][<a href="/masuk/" aria-current="page">Masuk</a>]'


def test_a_code_to_scan_is_named_and_drawn_black_on_white() -> None:
    drawn = markup.qr("https://contoh.id/rt/1/", "Kode <QR>")

    assert 'aria-label="Kode &lt;QR&gt;"' in drawn
    assert 'fill="#fff"' in drawn
    assert "style=" not in drawn


def test_a_code_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = markup.qr("https://contoh.id/rt/2/", "Kode")
    monkeypatch.setattr("segno.make", None)

    assert markup.qr("https://contoh.id/rt/2/", "Kode") == first
    assert markup.qr("https://contoh.id/rt/2/", "Nama lain") == first.replace("Kode", "Nama lain")


@pytest.mark.parametrize(
    ("component", "context", "expected"),
    [
        ("empty", {"text": "Kosong.", "hint": "Isi dulu.", "url": "/x/", "action": "Isi"}, ["Kosong.", 'href="/x/"']),
        ("refusal", {"text": "Tidak bisa.", "rule": "Paling sedikit 30 KK."}, ["Tidak bisa.", "<blockquote>", "30 KK"]),
        ("figure", {"value": "158", "unit": "RT", "label": "ikut"}, ["<dt>ikut</dt>", "158", "RT"]),
        ("breadcrumbs", {"crumbs": [("Hasil", "/hasil/"), ("2020", "")]}, ['href="/hasil/"', 'aria-current="page"']),
        ("timeline", {"steps": [{"label": "Nilai", "state": "now"}], "today": "Hari ini"}, ["is-now", "Hari ini"]),
        ("funnel", {"steps": [{"label": "Draf", "count": 4}, {"label": "Masuk", "count": 8}]}, ['"50%"', '"100%"']),
        ("ring", {"value": 5, "max": 7, "label": "Bersih"}, ['stroke-dasharray="71.4 100"', "5/7"]),
        ("trace", {"entries": []}, ["<p"]),
    ],
)
def test_components_print_what_they_get(component: str, context: dict[str, object], expected: list[str]) -> None:
    printed = render_to_string(f"components/_{component}.html", context)

    assert [part for part in expected if part not in printed] == []
    assert "style=" not in printed
