"""The pre-check before submitting (DOMAIN 5)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from competitions.domain.calendar import Calendar, Span
from competitions.domain.eligibility import TEXTS, EntryFacts, RTFacts, check_entry, submission_closed
from competitions.domain.messages import in_english
from competitions.domain.size_category import DEFAULT_CATEGORIES


HOME = "15.71.01.1001"
RT_17 = RTFacts("RT 17 Kenali Besar", HOME, is_active=True, kk=80)
RT_18 = RTFacts("RT 18 Kenali Besar", HOME, is_active=True, kk=12)
CHAMPION = replace(RT_17, years_won=frozenset({2023, 2024, 2025}))


def _facts(*rts: RTFacts, **changes: Any) -> EntryFacts:
    values: dict[str, Any] = {
        "year": 2026,
        "track": "reguler",
        "categories": DEFAULT_CATEGORIES,
        "own_kelurahan": frozenset({HOME}),
        **changes,
    }
    return EntryFacts(rts=rts, **values)


def _said(facts: EntryFacts) -> list[str]:
    return [in_english(rule.code, rule.params, TEXTS) for rule in check_entry(facts)]


@pytest.mark.parametrize(
    "facts",
    [
        _facts(RT_17),
        _facts(replace(RT_17, kk=30)),
        _facts(RT_17, RT_18),
        _facts(RT_18, replace(RT_18, label="RT 19 Kenali Besar", kk=18)),  # 12 + 18 KK: together exactly 30
        _facts(CHAMPION, track="kencana"),
        _facts(CHAMPION, track="reguler"),
        _facts(CHAMPION, replace(CHAMPION, label="RT 20 Kenali Besar"), track="kencana"),
        _facts(RT_17, quota=3, quota_used=2),
        _facts(RT_17, required_documents=("photo",), documents=frozenset({"photo", "other"})),
        _facts(RT_17, own_kelurahan=None),
        _facts(replace(RT_17, kk=None), recorded_kk=60),
    ],
)
def test_an_entry_that_keeps_the_rules_may_be_submitted(facts: EntryFacts) -> None:
    assert check_entry(facts) == []


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (_facts(), "An entry needs at least one RT."),
        (_facts(RT_17, RT_17), "RT 17 Kenali Besar is named twice in this entry."),
        (
            _facts(RT_17, own_kelurahan=frozenset({"15.71.01.1002"})),
            (
                "RT 17 Kenali Besar does not belong to your kelurahan. "
                "An operator nominates RTs of their own kelurahan only."
            ),
        ),
        (
            _facts(RT_17, replace(RT_18, kelurahan="15.71.01.1002"), own_kelurahan=None),
            "Only RTs of one and the same kelurahan may enter joined.",
        ),
        (
            _facts(replace(RT_17, is_active=False)),
            "RT 17 Kenali Besar is not active. Only an RT that exists today can be nominated.",
        ),
        (
            _facts(replace(RT_17, kk=None)),
            (
                "The number of KK of RT 17 Kenali Besar for 2026 is not recorded. "
                "The KK decides the size category, so record it first."
            ),
        ),
        (
            _facts(replace(RT_17, kk=29)),
            (
                "RT 17 Kenali Besar has 29 KK. An RT with fewer than 30 KK cannot enter alone; it may enter joined "
                "with other RTs of the kelurahan."
            ),
        ),
        (
            _facts(RT_18, replace(RT_18, label="RT 19 Kenali Besar", kk=17)),
            (
                "Together these RTs have 29 KK. The smallest size category starts at 30 KK; join one more RT of the "
                "kelurahan."
            ),
        ),
        (
            _facts(replace(RT_17, entered_as="RT 17 + 18 Kenali Besar")),
            (
                "RT 17 Kenali Besar is already entered in this edition (RT 17 + 18 Kenali Besar). An RT is in at most "
                "one entry per edition."
            ),
        ),
        (_facts(RT_17, track="emas"), "There is no track “emas”."),
        (
            _facts(replace(RT_17, years_won=frozenset({2022, 2023, 2025})), track="kencana"),
            (
                "RT 17 Kenali Besar may not enter Kencana: that track is for RTs that won in each of the 3 years 2023 "
                "to 2025. Enter it as Reguler."
            ),
        ),
        (
            _facts(RT_17, quota=3, quota_used=3),
            "The quota of the kelurahan is used up: 3 of 3 entries. Withdraw another entry to make room.",
        ),
        (
            _facts(RT_17, required_documents=("photo", "kk_list"), documents=frozenset({"photo"})),
            "A required document is missing: kk_list.",
        ),
    ],
)
def test_each_refusal_quotes_its_rule(facts: EntryFacts, sentence: str) -> None:
    assert _said(facts) == [sentence]


def test_every_broken_rule_is_named_at_once() -> None:
    rt = replace(RT_17, is_active=False, kk=None, entered_as="another")

    rules = check_entry(_facts(rt, track="kencana", quota=0, own_kelurahan=frozenset()))

    assert [rule.code for rule in rules] == [
        "foreign_kelurahan",
        "rt_not_active",
        "already_entered",
        "kk_unknown",
        "kencana_history",
        "quota_full",
    ]


def test_kencana_asks_every_rt_of_a_joined_entry() -> None:
    [broken] = check_entry(_facts(CHAMPION, RT_18, track="kencana"))

    assert (broken.code, broken.params["rt"]) == ("kencana_history", RT_18.label)


def test_the_recorded_kk_decides() -> None:
    assert _facts(RT_17, RT_18).kk == 92
    assert _facts(RT_17, RT_18, recorded_kk=101).kk == 101
    assert _facts(RT_17, replace(RT_18, kk=None)).kk is None


CALENDAR = Calendar(
    nomination=Span(date(2026, 5, 1), date(2026, 5, 31)), verification=Span(date(2026, 6, 1), date(2026, 6, 14))
)


@pytest.mark.parametrize(
    ("status", "phase", "day", "code"),
    [
        ("draft", "nomination", date(2026, 5, 31), None),
        ("draft", "nomination", date(2026, 4, 30), None),  # the committee opened early
        ("draft", "nomination", date(2026, 6, 1), "span_over"),
        ("draft", "draft", date(2026, 5, 1), "not_open"),
        ("draft", "verification", date(2026, 6, 1), "not_open"),
        ("returned", "nomination", date(2026, 6, 1), None),
        ("returned", "verification", date(2026, 6, 14), None),
        ("returned", "verification", date(2026, 6, 15), "span_over"),
        ("returned", "assessment", date(2026, 6, 14), "returned_not_open"),
    ],
)
def test_when_an_entry_can_be_submitted(status: str, phase: str, day: date, code: str | None) -> None:
    broken = submission_closed(status, phase, CALENDAR, day)

    assert (broken.code if broken else None) == code
    assert broken is None or in_english(broken.code, broken.params, TEXTS)


def test_without_dates_the_phase_alone_decides() -> None:
    assert submission_closed("draft", "nomination", Calendar(), date(2026, 5, 1)) is None
