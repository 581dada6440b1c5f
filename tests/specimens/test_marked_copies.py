"""A share of the specimens: their marked copies read as the uploads do, cell by cell and as tables."""

import pytest

from rt_registry.spreadsheets.choosing import choose_table
from rt_registry.spreadsheets.grid import Sheet, Workbook
from rt_registry.spreadsheets.kinds import ImportStopped, kind_named
from rt_registry.spreadsheets.marked import mark
from rt_registry.spreadsheets.reading import read_workbook
from rt_registry.spreadsheets.report import Problem
from tests.specimens.folder import SPECIMENS
from tests.specimens.model import Specimen


SHARE = [specimen for specimen in SPECIMENS if specimen.code != 2][::4]


def texts(sheet: Sheet) -> dict[str, str]:
    cells = [cell for row in sheet.filled_rows for _column, cell in sheet.cells(row)]
    return {cell.address: "#" if cell.lacks_value else cell.text for cell in cells}


def table(workbook: Workbook, specimen: Specimen) -> object:
    """What the reader makes of a workbook: the header's row, its columns and every cell below; or why it does not."""
    try:
        found, _said = choose_table(workbook, kind_named(specimen.kind), specimen.sheet)
    except ImportStopped as stopped:
        return stopped.code
    columns = [(column.key, column.year, column.letter) for column in found.columns]
    rows = [(row.number, [found.held_cell(row.number, column).text for column in found.columns]) for row in found.rows]
    return found.header_row, columns, rows, [total.number for total in found.totals], found.titles


@pytest.mark.parametrize("specimen", SHARE, ids=[specimen.name for specimen in SHARE])
def test_the_copy_reads_as_the_upload(specimen):
    before = read_workbook(specimen.data())

    after = read_workbook(mark(before, None, [Problem("x", "Look at this.", row=2, cell="B2")]))

    assert [texts(sheet) for sheet in after.sheets[1:]] == [texts(sheet) for sheet in before.sheets]
    assert [sorted(sheet.merges) for sheet in after.sheets[1:]] == [sorted(sheet.merges) for sheet in before.sheets]
    assert table(after, specimen) == table(before, specimen)
