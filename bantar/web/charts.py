"""Charts as figures already placed: pure functions from numbers to coordinates, printed by a template as SVG.

Every chart stands beside a table of the same figures, so its drawing is one image with a title to a screen reader.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10


Label = Callable[[float], str]


@dataclass(frozen=True)
class Mark:
    """A rectangle or a dot, with what it stands for."""

    x: float
    y: float
    width: float
    height: float
    series: str
    text: str
    label: str


@dataclass(frozen=True)
class Tick:
    at: float
    text: str
    row: int = 0


@dataclass(frozen=True)
class Line:
    points: str
    series: str
    dots: tuple[Mark, ...]


@dataclass(frozen=True)
class Chart:
    """Everything the template needs; `series` holds (colour, name), printed as a legend from two on."""

    title: str
    description: str
    width: int
    height: int
    left: int
    right: int
    base: float
    ticks: tuple[Tick, ...] = ()
    names: tuple[Tick, ...] = ()
    series: tuple[tuple[str, str], ...] = ()
    marks: tuple[Mark, ...] = ()
    lines: tuple[Line, ...] = ()


def grouped_bars(
    *,
    title: str,
    names: Sequence[str],
    series: Sequence[tuple[str, Sequence[float | None]]],
    label: Label,
    awards: str = "",
    description: str = "",
    width: int = 480,
    height: int = 260,
) -> Chart:
    """Upright bars: one group per name, one bar per series; None leaves a gap, which is not a zero.

    `awards` names the series drawn in gold.
    """
    top, base, left = 16, height - 28, 44
    colours = _colours(series, awards)
    most, step = axis(_most(values for _, values in series))
    slot = (width - left) / max(len(names), 1)
    thick = min(slot * 0.76 / max(len(series), 1), 36)
    marks = tuple(
        Mark(
            x=round(left + slot * (i + 0.5) + thick * (s - len(series) / 2), 1),
            y=round(base - (base - top) * value / most, 1),
            width=round(max(thick - 2, 1), 1),
            height=round((base - top) * value / most, 1),
            series=colours[s],
            text=label(value),
            label=f"{names[i]}, {series_name}: {label(value)}",
        )
        for s, (series_name, values) in enumerate(series)
        for i, value in enumerate(values)
        if value is not None
    )
    return Chart(
        title=title,
        description=description,
        width=width,
        height=height,
        left=left,
        right=width,
        base=base,
        ticks=_ticks(most, step, base, top, label),
        names=tuple(Tick(round(left + slot * (i + 0.5), 1), name) for i, name in enumerate(names)),
        series=tuple((colours[s], name) for s, (name, _) in enumerate(series)),
        marks=marks,
    )


def lines_over_years(
    *,
    title: str,
    years: Sequence[int],
    series: Sequence[tuple[str, Sequence[float | None]]],
    label: Label,
    awards: str = "",
    description: str = "",
    width: int = 480,
    height: int = 260,
) -> Chart:
    """A line per series over years placed true to time; a missing year breaks the line."""
    top, base, left, right = 24, height - 42, 44, width - 24
    colours = _colours(series, awards)
    most, step = axis(_most(values for _, values in series))
    span = max(years) - min(years) if years else 0

    def x(year: int) -> float:
        return round(left + 16 + (right - left - 32) * ((year - min(years)) / span if span else 0.5), 1)

    def dot(s: int, name: str, year: int, value: float) -> Mark:
        y = round(base - (base - top) * value / most, 1)
        return Mark(x(year), y, 0, 0, colours[s], label(value), f"{year}, {name}: {label(value)}")

    lines = tuple(
        Line(" ".join(f"{d.x},{d.y}" for d in run), colours[s], run)
        for s, (name, values) in enumerate(series)
        for run in _runs([None if v is None else dot(s, name, y, v) for y, v in zip(years, values, strict=True)])
    )
    return Chart(
        title=title,
        description=description,
        width=width,
        height=height,
        left=left,
        right=right,
        base=base,
        ticks=_ticks(most, step, base, top, label),
        names=_staggered([(x(year), str(year)) for year in years]),
        series=tuple((colours[s], name) for s, (name, _) in enumerate(series)),
        lines=lines,
    )


def lying_bars(
    *,
    title: str,
    rows: Sequence[tuple[str, float | None]],
    label: Label,
    description: str = "",
    most: float | None = None,
    width: int = 480,
    left: int = 128,
    row_height: int = 30,
) -> Chart:
    """Bars lying on their side, one per name, with the figure at the end: the chart for long names."""
    limit = most or _most([[value for _, value in rows]]) or 1.0
    room = width - left - 64
    marks = tuple(
        Mark(
            x=left,
            y=round(i * row_height + row_height * 0.2, 1),
            width=round(max(room * min(value or 0, limit) / limit, 0), 1),
            height=round(row_height * 0.6, 1),
            series="series-0",
            text="–" if value is None else label(value),
            label=f"{name}: {'–' if value is None else label(value)}",
        )
        for i, (name, value) in enumerate(rows)
    )
    return Chart(
        title=title,
        description=description,
        width=width,
        height=max(len(rows), 1) * row_height,
        left=left,
        right=width,
        base=0,
        names=tuple(Tick(round((i + 0.5) * row_height, 1), name) for i, (name, _) in enumerate(rows)),
        marks=marks,
    )


def axis(most: float) -> tuple[float, float]:
    """Return where an axis ends and its step, of 1, 2 or 5 times a power of ten, in at most five steps."""
    if most < 1e-9:  # nothing that we count; below, floats run out of round steps
        return 1.0, 1.0
    power = 10.0 ** floor(log10(most))
    step = next(s * power for s in (0.1, 0.2, 0.5, 1, 2, 5) if most <= 5 * s * power)
    return step * ceil(round(most / step, 9)), step


def shade(value: float | None, limits: Sequence[float]) -> int:
    """Return the shade of a map's region: 0 without a value, else 1 + the number of limits reached."""
    return 0 if value is None else 1 + sum(value >= limit for limit in limits)


def _most(columns: Iterable[Iterable[float | None]]) -> float:
    values = [value for column in columns for value in column if value is not None]
    return max(values, default=0)


def _ticks(most: float, step: float, base: float, top: float, label: Label) -> tuple[Tick, ...]:
    return tuple(
        Tick(round(base - (base - top) * part * step / most, 1), label(part * step))
        for part in range(round(most / step) + 1)
    )


def _colours(series: Sequence[tuple[str, object]], awards: str) -> list[str]:
    return ["series-award" if name == awards else f"series-{i % 3}" for i, (name, _) in enumerate(series)]


def _staggered(names: Sequence[tuple[float, str]], *, room: float = 52) -> tuple[Tick, ...]:
    """Put a name on the second row where it would touch the one before it."""
    ticks: list[Tick] = []
    for at, text in names:
        close = bool(ticks) and ticks[-1].row == 0 and at - ticks[-1].at < room
        ticks.append(Tick(at, text, 1 if close else 0))
    return tuple(ticks)


def _runs(dots: Sequence[Mark | None]) -> list[tuple[Mark, ...]]:
    """Cut a row of dots where one is missing."""
    runs: list[list[Mark]] = [[]]
    for dot in dots:
        if dot is None:
            runs.append([])
        else:
            runs[-1].append(dot)
    return [tuple(run) for run in runs if run]
