"""The anonymous scores behind a published result, as everybody may have them: no row is a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from scoring.domain.canonical import FORMAT, ROWS_PER_SHEET, anonymous
from scoring.domain.rules import whole
from scoring.domain.tally import EntryState
from scoring.selectors.results import Version


UNREADABLE: Final = (KeyError, TypeError, ValueError, AttributeError)


@dataclass(frozen=True)
class Scores:
    """`values`: per ranked entry its rows, the k-th holding the k-th lowest score of each indicator in `codes`."""

    form: str = FORMAT
    codes: Sequence[str] = ()
    decisions: Sequence[Mapping[str, Any]] = ()
    values: Mapping[str, list[list[int]]] = field(default_factory=dict)

    @property
    def is_old(self) -> bool:
        """Stored in the older form, whose digest is made of rows that are sheets."""
        return self.form == ROWS_PER_SHEET


def anonymous_scores(version: Version) -> Scores:
    """The scores of a version; none where somebody has made the stored inputs unreadable. One query if not loaded."""
    try:
        return _read(version.result.inputs, version.rules.quorum)
    except UNREADABLE:
        return Scores()


def _read(inputs: Mapping[str, Any], quorum: int) -> Scores:
    codes = [str(code) for code in inputs["indicators"]]
    values = {
        str(row["entry"]): _rows(row["values"], codes) if _counts(row, quorum) else [] for row in inputs["entries"]
    }
    return Scores(str(inputs.get("format", FORMAT)), codes, list(inputs["decisions"]), values)


def _counts(row: Mapping[str, Any], quorum: int) -> bool:
    """Of an entry taken out, or below the quorum, the scores are nobody's affair; the older form stores them."""
    return row["state"] == EntryState.COUNTED and len(row["values"]) >= quorum


def _rows(values: Sequence[Sequence[int]], codes: Sequence[str]) -> list[list[int]]:
    rows = anonymous([whole(value) for value in row] for row in values)
    if any(len(row) != len(codes) for row in rows):
        raise ValueError("a row does not score every indicator")
    return rows
