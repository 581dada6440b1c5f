"""What a new version of a result says otherwise than the one before it, for people to read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Change:
    """One figure of an entry: before and now."""

    field: str
    before: object
    now: object


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry that is new, gone or different."""

    entry: str
    label: str
    kind: str
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class ResultDifference:
    """`won` and `lost` hold the labels of those whose win changed, whatever else did."""

    entries: tuple[EntryChange, ...] = ()
    won: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    rules: tuple[Change, ...] = field(default=())
    prize_totals: tuple[int, int] = (0, 0)

    @property
    def is_empty(self) -> bool:
        return not self.entries and not self.rules


def result_difference(
    before: Mapping[str, Row],
    now: Mapping[str, Row],
    rules: tuple[Mapping[str, object], Mapping[str, object]],
    prize_totals: tuple[int, int],
) -> ResultDifference:
    """Compare two results entry by entry, in the order of their codes."""
    codes = sorted(before.keys() | now.keys())
    changed = [_entry(code, before.get(code), now.get(code)) for code in codes]
    return ResultDifference(
        entries=tuple(change for change in changed if change is not None),
        won=tuple(_labels(now, before)),
        lost=tuple(_labels(before, now)),
        rules=tuple(_changes(*rules)),
        prize_totals=prize_totals,
    )


def _entry(code: str, before: Row | None, now: Row | None) -> EntryChange | None:
    if before is None and now is not None:
        return EntryChange(code, str(now["label"]), "new")
    if now is None and before is not None:
        return EntryChange(code, str(before["label"]), "gone")
    if before is None or now is None or before == now:
        return None
    return EntryChange(code, str(now["label"]), "changed", tuple(_changes(before, now)))


def _labels(here: Mapping[str, Row], there: Mapping[str, Row]) -> Sequence[str]:
    """Who wins here and not there."""
    wins_there = {code for code, row in there.items() if row["winner"]}
    return [str(row["label"]) for code, row in sorted(here.items()) if row["winner"] and code not in wins_there]


def flat(row: Row) -> dict[str, object]:
    """Every single value by its own name: `aspect_weights.bersih`, and of a list of objects by their codes,
    `categories.besar.prize`."""
    values: dict[str, object] = {}
    for name, value in row.items():
        inside = _by_code(value)
        if inside is None:
            values[name] = value
        else:
            values.update({f"{name}.{key}": one for key, one in flat(inside).items()})
    return values


def _by_code(value: object) -> Row | None:
    if isinstance(value, Mapping):
        return value
    if isinstance(value, list | tuple) and value and all(isinstance(one, Mapping) and "code" in one for one in value):
        return {str(one["code"]): {key: one[key] for key in one if key != "code"} for one in value}
    return None


def _changes(before_row: Row, now_row: Row) -> list[Change]:
    before, now = flat(before_row), flat(now_row)
    names = [*now, *(name for name in before if name not in now)]
    return [Change(name, before.get(name), now.get(name)) for name in names if before.get(name) != now.get(name)]
