"""Whatever order words arrive in: one phone's last word is never lost, and nobody's is overwritten unseen."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.merging import FACTS, Change, Held, Manifest, Merge, Said, StandingLine, merge, missing_from
from tests.scoring.domain.words_on_a_line import Line, Word


PHONES = ("tablet", "old phone", "new phone")
CODES = ["B1", "B2", "A1", "P1"]
said = st.builds(Said, value=st.none() | st.integers(0, 2), note=st.sampled_from(["", "got"]))
EMPTY = Said()


@st.composite
def spoken_offline(draw: st.DrawFn) -> list[Word]:
    """What up to three phones say about one line before any of them hears of another."""
    words = []
    for phone in PHONES[: draw(st.integers(1, 3))]:
        count = draw(st.integers(1, 4))
        words += [Word(phone, seq, draw(said), base=0) for seq in range(1, count + 1)]
    return words


def last_words(words: Sequence[Word]) -> dict[str, Said]:
    return {word.phone: word.said for word in sorted(words, key=lambda word: word.seq)}


@given(st.lists(said, min_size=1, max_size=6), st.data())
def test_order_of_arrival_of_one_phone_does_not_matter(texts: list[Said], data: st.DataObject):
    words = [Word("phone", seq, text, base=0) for seq, text in enumerate(texts, 1)]
    arriving = data.draw(st.permutations(words))
    line = Line()
    for word in arriving:
        line.hear(word)

    assert line.standing.said == texts[-1]
    assert line.open == {}


@given(spoken_offline(), st.data())
def test_phones_that_never_heard_of_each_other_lose_nothing(words: list[Word], data: st.DataObject):
    line = Line()
    for word in data.draw(st.permutations(words)):
        line.hear(word)

    waiting = {word.said for word in line.open.values()}
    assert {line.standing.said, *waiting} >= set(last_words(words).values())
    assert waiting or set(last_words(words).values()) == {line.standing.said}


@given(spoken_offline(), st.data())
def test_a_repeated_word_has_no_effect(words: list[Word], data: st.DataObject):
    line = Line()
    for word in data.draw(st.permutations(words)):
        line.hear(word)
        before = line.standing, dict(line.open)
        line.hear(word)
        assert (line.standing, line.open) == before
    for word in words:
        line.hear(word)
    assert (line.standing, line.open) == before


@dataclass
class Person:
    """One of several phones in the same hands: sees the line now and then, speaks about what it saw last."""

    phone: str
    seen: int = 0
    seq: int = 0
    unsent: list[Word] = field(default_factory=list)


@given(st.data())
def test_no_last_word_goes_unless_somebody_saw_it(data: st.DataObject):
    """Speaking, sending in any order and looking, mixed at will, with the form in between."""
    line, people = Line(), [Person(phone) for phone in PHONES[:2]]
    for _ in range(data.draw(st.integers(1, 14))):
        person = data.draw(st.sampled_from(people))
        match data.draw(st.sampled_from(["speak", "speak", "send", "send", "look", "form"])):
            case "speak":
                person.seq += 1
                person.unsent.append(Word(person.phone, person.seq, data.draw(said), base=person.seen))
            case "send" if person.unsent:
                line.hear(person.unsent.pop(data.draw(st.integers(0, len(person.unsent) - 1))))
            case "look":
                person.seen = line.standing.version
            case "form":
                line.type_in(data.draw(said))
    for person in people:
        for word in person.unsent:
            line.hear(word)

    assert line.lost() == []
    assert line.standing.version == len(line.accepted)


@given(said, said, st.integers(0, 5), st.integers(0, 5))
def test_only_who_saw_the_newest_state_settles(stored: Said, new: Said, version: int, base: int):
    line = StandingLine(stored, version, "tablet")

    answer = merge(line, Change(new, base, "phone"), later_known=False)

    assert (answer == Merge.SETTLES) == (base == version)
    assert answer in ({Merge.SETTLES} if base == version else {Merge.SAME if stored == new else Merge.CONFLICT})


@pytest.mark.parametrize(
    ("line", "change", "later_known", "expected"),
    [
        (StandingLine(), Change(Said(3), 0, "a"), False, Merge.SETTLES),
        (StandingLine(Said(3), 1, "a"), Change(Said(4), 0, "a"), False, Merge.STANDS),
        (StandingLine(Said(3), 1, "a"), Change(Said(4), 0, "a"), True, Merge.SUPERSEDED),
        (StandingLine(Said(3), 1, "a"), Change(Said(3), 0, "b"), False, Merge.SAME),
        (StandingLine(Said(3), 1, "a"), Change(Said(3, "got"), 0, "b"), False, Merge.CONFLICT),
        (StandingLine(Said(3), 1, None), Change(Said(4), 0, "a"), False, Merge.CONFLICT),
        (StandingLine(Said(3), 2, "a"), Change(Said(4), 2, "b"), False, Merge.SETTLES),
    ],
)
def test_merge_says(line: StandingLine, change: Change, later_known: bool, expected: Merge):
    assert merge(line, change, later_known=later_known) == expected


lines = st.dictionaries(st.sampled_from(CODES), said)
facts = st.builds(Said, place=st.sampled_from(["", "Pos ronda"]), note=st.sampled_from(["", "hujan"]))
photos = st.lists(st.sampled_from(["f1", "f2", "f3"]), unique=True)
held = st.builds(
    Held, lines=lines, facts=facts, photos=photos, open_lines=st.sets(st.sampled_from([*CODES, FACTS]), max_size=2)
)


@given(held, st.builds(Manifest, lines=lines, facts=facts, photos=photos))
def test_a_manifest_is_complete_exactly_if_both_sides_are_equal_and_whole(held: Held, manifest: Manifest):
    missing = missing_from(held, manifest, codes=CODES)

    whole = all(held.lines.get(code, EMPTY).value is not None for code in CODES)
    equal = all(held.lines.get(code, EMPTY) == manifest.lines.get(code, EMPTY) for code in CODES)
    rest = held.facts == manifest.facts and set(manifest.photos) <= set(held.photos) and not held.open_lines
    assert (missing == []) == (whole and equal and rest)
    assert len(missing) == len(set(missing))
    assert [code for code in missing if code in CODES] == [code for code in CODES if code in missing]


@given(held)
def test_what_is_sent_for_every_missing_thing_completes_the_manifest(held: Held):
    manifest = Manifest({code: Said(1) for code in CODES}, Said(place="Pos ronda"), ["f1", "f3"])
    missing = missing_from(held, manifest, codes=CODES)
    sent = Held(
        lines={**held.lines, **{code: manifest.lines[code] for code in missing if code in CODES}},
        facts=manifest.facts if FACTS in missing else held.facts,
        photos=[*held.photos, *(photo for photo in missing if photo in manifest.photos)],
    )

    assert missing_from(sent, manifest, codes=CODES) == []
