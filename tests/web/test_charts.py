"""Drawings from numbers: nothing leaves its frame, a gap is no zero, neighbours meet."""

import re
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from bantar.web import charts, geometry


values = st.lists(st.one_of(st.none(), st.floats(0, 10**7)), min_size=3, max_size=3)


@given(st.lists(values, min_size=1, max_size=4))
def test_bars_stand_on_the_base_and_inside_the_frame(columns: list[list[float | None]]) -> None:
    series = [(f"s{i}", column) for i, column in enumerate(columns)]

    chart = charts.grouped_bars(title="t", names=["a", "b", "c"], series=series, label=str)

    assert len(chart.marks) == sum(value is not None for column in columns for value in column)
    for mark in chart.marks:
        assert mark.y >= 0
        assert abs(mark.y + mark.height - chart.base) <= 0.11
        assert chart.left <= mark.x <= mark.x + mark.width <= chart.width


@given(st.floats(0, 10**9))
def test_an_axis_holds_its_largest_value_in_few_round_steps(most: float) -> None:
    limit, step = charts.axis(most)

    assert limit >= most * (1 - 1e-6)
    assert 1 <= round(limit / step) <= 5
    assert re.fullmatch(r"[125]0*|0\.0*[125]|[125]e[+-]\d+", f"{step:.12g}")


def test_a_missing_year_breaks_the_line() -> None:
    chart = charts.lines_over_years(
        title="t", years=[2015, 2016, 2020, 2026], series=[("a", [1, 2, None, 4])], label=lambda v: f"{v:g}"
    )

    assert [len(line.dots) for line in chart.lines] == [2, 1]
    assert [(name.text, name.row) for name in chart.names] == [("2015", 0), ("2016", 1), ("2020", 0), ("2026", 0)]


def test_years_stand_true_to_time() -> None:
    chart = charts.lines_over_years(title="t", years=[2015, 2016, 2020], series=[("a", [1, 1, 1])], label=str)
    first, second, third = (dot.x for dot in chart.lines[0].dots)

    assert third - second == pytest.approx(4 * (second - first), abs=0.2)


def test_awards_are_gold_and_nothing_else_is() -> None:
    chart = charts.grouped_bars(
        title="t", names=["2020"], series=[("Diusulkan", [158]), ("Pemenang", [112])], label=str, awards="Pemenang"
    )

    assert chart.series == (("series-0", "Diusulkan"), ("series-award", "Pemenang"))


@pytest.mark.parametrize(
    ("component", "chart"),
    [
        ("bars", charts.grouped_bars(title="A & B", names=["<x>"], series=[("s", [3.5])], label=str)),
        ("bars", charts.grouped_bars(title="kosong", names=[], series=[], label=str)),
        ("line", charts.lines_over_years(title="A", years=[2015, 2020], series=[("s", [1, 2.5])], label=str)),
        ("line", charts.lines_over_years(title="kosong", years=[], series=[], label=str)),
        ("hbars", charts.lying_bars(title="A", rows=[("Paal Merah", 3.5), ("<b>", None)], label=str)),
        ("hbars", charts.lying_bars(title="kosong", rows=[], label=str)),
    ],
)
def test_a_chart_is_one_named_image_without_styles_or_commas(component: str, chart: charts.Chart) -> None:
    printed = render_to_string(f"components/_chart_{component}.html", {"chart": chart})
    root = ElementTree.fromstring(printed)
    svg = root.find("svg")

    assert svg is not None
    assert (svg.get("role"), svg.get("aria-label")) == ("img", chart.title)
    assert "style=" not in printed
    numbers = [
        v for e in svg.iter() for k, v in e.attrib.items() if k in {"x", "y", "x1", "y2", "width", "height", "cx"}
    ]
    assert [v for v in numbers if not re.fullmatch(r"-?\d+(\.\d+)?", v)] == []


@pytest.mark.parametrize(("value", "expected"), [(None, 0), (0, 1), (9.99, 1), (10, 2), (25, 3), (99, 3)])
def test_shades(value: float | None, expected: int) -> None:
    assert charts.shade(value, [10, 25]) == expected


def square(west: float, south: float, name: str) -> dict[str, object]:
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return {"properties": {"kode": name, "nama": name}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def test_regions_are_projected_north_up_and_fill_the_width() -> None:
    drawing = geometry.svg_shapes([square(103, -2, "Barat Daya"), square(104, -1, "Timur")], width=200)
    west, east = drawing.shapes

    assert (drawing.width, drawing.height) == (200, 200)
    assert (west.path, east.path) == ("M0 200l100 0 0 -100 -100 0 0 100z", "M100 100l100 0 0 -100 -100 0 0 100z")
    assert ((west.x, west.y), (east.x, east.y)) == ((50.0, 150.0), (150.0, 50.0))
    assert [word for word, _ in west.words] == ["Barat", "Daya"]


def test_a_map_of_nothing_is_empty_and_odd_geometry_draws_nothing() -> None:
    point = {"properties": {"kode": "1", "nama": "Titik"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}

    assert geometry.svg_shapes([]).shapes == ()
    assert geometry.svg_shapes([square(0, 0, "a"), point]).shapes[1].path == ""


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(-50, 50)), min_size=1, max_size=8))
def test_a_label_never_fails(ring: list[tuple[float, float]]) -> None:
    x, y = geometry.label_point(ring)

    assert (x, y) == (x, y)
