"""Workers take the files in an order that leaves none of them idle at the end."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.conftest import LONG_FILES, LONG_FOLDERS, longest_first


HERE = Path(__file__).parent


def test_what_is_called_long_is_there():
    assert {path.name for path in HERE.rglob("test_*.py")} >= LONG_FILES
    assert {path.name for path in HERE.iterdir()} >= LONG_FOLDERS


def test_long_files_come_first_then_those_of_many_tests_and_each_file_stays_together():
    names = ["few.py", "many.py", "e2e/a.py", "few.py", "many.py", "many.py", "test_backup.py"]
    items: list[Any] = [SimpleNamespace(path=Path(name), number=number) for number, name in enumerate(names)]

    longest_first(items)

    assert [(item.path.as_posix(), item.number) for item in items] == [
        ("e2e/a.py", 2),
        ("test_backup.py", 6),
        ("many.py", 1),
        ("many.py", 4),
        ("many.py", 5),
        ("few.py", 0),
        ("few.py", 3),
    ]
