"""How much a sheet may ask for, and the one error that says it cannot be read. No Django: the child imports this."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Enough for 100,000 rows of twenty columns; `make bench` shows what the worst files take within it."""

    max_bytes: int = 25 * 1024 * 1024
    memory_bytes: int = 400 * 1024 * 1024
    seconds: int = 30
    max_unpacked_bytes: int = 100 * 1024 * 1024
    max_cells: int = 2_000_000
    max_columns: int = 16_384
    max_entries: int = 5_000


class Unreadable(Exception):
    """A file that cannot or must not be read; `code` names the sentence, `details` what it fills in."""

    def __init__(self, code: str, **details: str | int) -> None:
        self.code = code
        self.details = details
        super().__init__(code)
