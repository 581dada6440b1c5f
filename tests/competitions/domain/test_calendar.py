"""The calendar: inclusive days in Jambi (DOMAIN 4)."""

from datetime import UTC, date, datetime

import pytest

from competitions.domain.calendar import (
    DUE_TEXTS,
    SPAN_NAMES,
    TEXTS,
    Calendar,
    Due,
    Span,
    check_calendar,
    due,
    is_open,
    wib_date,
)
from competitions.domain.messages import in_english


MAY = Span(date(2026, 5, 1), date(2026, 5, 31))
JUNE = Span(date(2026, 6, 1), date(2026, 6, 14))
JULY = Span(date(2026, 7, 1), date(2026, 8, 5))
AUGUST = Span(date(2026, 8, 10), date(2026, 8, 16))
CALENDAR = Calendar(MAY, JUNE, JULY, AUGUST)


@pytest.mark.parametrize(
    ("day", "opened", "left", "until"),
    [
        (date(2026, 4, 30), False, 31, 1),
        (date(2026, 5, 1), True, 30, None),
        (date(2026, 5, 31), True, 0, None),
        (date(2026, 6, 1), False, None, None),
    ],
)
def test_both_ends_of_a_span_are_included(day: date, opened: bool, left: int | None, until: int | None) -> None:
    assert (MAY.is_open(day), MAY.days_left(day), MAY.days_until(day)) == (opened, left, until)
    assert is_open(CALENDAR, "nomination", day) is opened
    assert MAY.days == 31


@pytest.mark.parametrize(("day", "is_early"), [(1, True), (16, True), (17, False)])
def test_a_publication_before_objections_end_is_known(day: int, is_early: bool) -> None:
    last = CALENDAR.objections_until(date(2026, 8, day))
    assert last == (AUGUST.last if is_early else None)
    assert Calendar().objections_until(date(2026, 8, day)) is None


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 5, 31, 16, 59, 59, tzinfo=UTC), date(2026, 5, 31)),  # 23:59:59 WIB
        (datetime(2026, 5, 31, 17, 0, tzinfo=UTC), date(2026, 6, 1)),
    ],
)
def test_the_day_is_that_of_jambi(now: datetime, day: date) -> None:
    assert wib_date(now) == day


def test_a_moment_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        wib_date(datetime(2026, 5, 31, 12, 0))  # noqa: DTZ001


def test_a_sound_calendar_holds() -> None:
    assert check_calendar(CALENDAR) == []
    assert check_calendar(Calendar()) == []
    assert check_calendar(Calendar(nomination=MAY, assessment=JULY)) == []
    assert check_calendar(Calendar(MAY, Span(MAY.last, JUNE.last))) == []
    assert CALENDAR.is_complete
    assert not Calendar(nomination=MAY).is_complete


def test_a_reversed_span_and_an_overlap_are_named() -> None:
    calendar = Calendar(MAY, Span(date(2026, 6, 14), date(2026, 6, 1)), Span(date(2026, 5, 30), JULY.last), AUGUST)

    assert [(rule.code, rule.field) for rule in check_calendar(calendar)] == [("span_reversed", "verification")]
    [overlap] = check_calendar(Calendar(MAY, Span(date(2026, 5, 30), JUNE.last)))
    assert in_english(overlap.code, overlap.params, TEXTS) == (
        "Verification starts on 2026-05-30, but Nomination still runs until 2026-05-31; the steps follow one another."
    )


@pytest.mark.parametrize(
    ("phase", "day", "expected"),
    [
        ("draft", date(2026, 4, 1), Due("opens", "nomination", MAY.first, 30)),
        ("draft", date(2026, 5, 2), None),
        ("nomination", date(2026, 4, 30), Due("opens", "nomination", MAY.first, 1)),
        ("nomination", date(2026, 5, 31), Due("closes", "nomination", MAY.last, 0)),
        ("nomination", date(2026, 6, 2), Due("overdue", "nomination", MAY.last, 2)),
        ("verification", date(2026, 6, 4), Due("closes", "verification", JUNE.last, 10)),
        ("assessment", date(2026, 8, 6), Due("overdue", "assessment", JULY.last, 1)),
        ("tally", date(2026, 8, 6), None),
        ("provisional", date(2026, 8, 10), Due("closes", "objection", AUGUST.last, 6)),
        ("published", date(2026, 8, 10), None),
    ],
)
def test_what_is_due(phase: str, day: date, expected: Due | None) -> None:
    assert due(phase, CALENDAR, day) == expected
    assert due(phase, Calendar(), day) is None


def test_every_due_has_a_sentence() -> None:
    params = {"span": "Nomination", "on": MAY.last, "days": 2}

    assert all(text % params for text in DUE_TEXTS.values())
    assert [name for name, _span in CALENDAR.spans()] == list(SPAN_NAMES)
