"""What cannot or must not be read ends in one sentence, within the limits."""

import os
import subprocess
import time
from dataclasses import replace

import pytest

from rt_registry.spreadsheets.files.books import read_book
from rt_registry.spreadsheets.files.limits import Unreadable
from rt_registry.spreadsheets.reading import UnreadableFile, load_file, read_workbook
from tests.rt_registry.spreadsheets.books import ods, xlsx
from tests.rt_registry.spreadsheets.hostile import HOSTILE, ROWS, SMALL, far_cell, many_merges


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_end_in_one_sentence(name):
    data, code = HOSTILE[name]

    with pytest.raises(UnreadableFile) as refused:
        read_workbook(data, SMALL)

    assert refused.value.code == code
    assert "%(" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_a_file_above_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.csv"
    with path.open("wb") as file:
        file.truncate(300 * 1024 * 1024)

    with pytest.raises(UnreadableFile, match="25 MB"):
        load_file(path)


@pytest.mark.parametrize("name", ["absent.xlsx", ".", "nul\0name"])
def test_what_is_no_file_says_so(tmp_path, name):
    with pytest.raises(UnreadableFile) as refused:
        load_file(tmp_path / name)

    assert refused.value.code == "missing"


def test_the_child_ends_at_its_memory_limit():
    rows = [["x" * 200] * 200 for _ in range(200)]
    data = "\n".join(",".join(row) for row in rows).encode()

    with pytest.raises(UnreadableFile) as refused:
        read_workbook(data * 3, replace(SMALL, memory_bytes=48 * 1024 * 1024, max_cells=10**7))

    assert refused.value.code in {"aborted", "bomb"}


def test_the_child_ends_at_its_deadline():
    start = time.monotonic()

    with pytest.raises(UnreadableFile) as refused:
        read_workbook(xlsx(ROWS), replace(SMALL, seconds=0.001))

    assert refused.value.code == "too_slow"
    assert time.monotonic() - start < 5


def test_hundreds_of_thousands_of_merged_cells_are_refused():
    with pytest.raises(UnreadableFile) as refused:
        read_workbook(many_merges(), replace(SMALL, max_unpacked_bytes=50_000_000))

    assert refused.value.code == "too_many_cells"


def test_a_workbook_that_aborts_the_reader_ends_in_one_sentence():
    """Without the look beforehand, the far cell aborts the reading process; this one lives on."""
    unchecked = replace(SMALL, max_cells=10**12)

    with pytest.raises(UnreadableFile) as refused:
        read_workbook(far_cell(), unchecked)

    assert refused.value.code in {"aborted", "bomb"}


def test_mutated_files_are_read_or_refused_but_never_break_the_child():
    """A seeded share of what `make fuzz` does at length, inside this process for speed."""
    originals = [xlsx(ROWS), ods(ROWS)]
    for seed in range(150):
        data = bytearray(originals[seed % 2])
        for step in range(1 + seed % 7):
            data[(seed * 7919 + step * 104_729) % len(data)] = (seed * 31 + step) % 256
        try:
            book = read_book(bytes(data), SMALL)
        except Unreadable:
            continue
        assert book["format"] in {"xlsx", "ods", "csv"}


def test_a_part_whose_checksum_does_not_hold_is_damage():
    """Wherever the part is read afterwards, and by whichever reader."""
    data = bytearray(xlsx(ROWS))
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46 + 16  # the checksum in the list at the archive's end
    data[at] ^= 0xFF

    with pytest.raises(Unreadable) as refused:
        read_book(bytes(data), SMALL)

    assert refused.value.code == "damaged"


def test_the_child_sees_no_secrets(monkeypatch):
    monkeypatch.setitem(os.environ, "SECRET_KEY", "x" * 60)
    seen = {}

    def run(command, **options):
        seen.update(options["env"])
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr("rt_registry.spreadsheets.reading.subprocess.run", run)
    with pytest.raises(UnreadableFile):
        read_workbook(b"a,b", SMALL)

    assert "SECRET_KEY" not in seen
