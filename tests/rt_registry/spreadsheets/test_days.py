from datetime import date

import pytest

from rt_registry.spreadsheets.cells import CellProblem
from rt_registry.spreadsheets.days import parse_day
from rt_registry.spreadsheets.grid import make_cell


MAY_DAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    "raw",
    [
        *("2026-05-01", "2026-5-1", "2026-05-01T00:00:00", "1/5/2026", "01.05.2026", "1-5-2026", "1 Mei 2026"),
        *("01 may 2026", 46143, 46143.5, {"date": "2026-05-01"}, {"datetime": "2026-05-01T08:30:00"}),
    ],
)
def test_a_day_however_it_is_written(raw):
    assert parse_day(make_cell(raw, "A1")) == MAY_DAY


@pytest.mark.parametrize("raw", ["", " ", "-", None])
def test_no_day(raw):
    assert parse_day(make_cell(raw, "A1")) is None


@pytest.mark.parametrize(
    "raw", ["31/2/2026", "1 Xyz 2026", "2026", 2026, "5/2026", "kemarin", True, "0000-01-01", 1e300]
)
def test_what_is_no_day_is_refused(raw):
    with pytest.raises(CellProblem) as refused:
        parse_day(make_cell(raw, "A1"))

    assert refused.value.code == "not_a_day"
