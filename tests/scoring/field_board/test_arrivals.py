import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.domain.arrivals import MISSING, Arrival, SheetFacts, arrival_of


@pytest.mark.parametrize(
    ("facts", "arrival"),
    [
        (SheetFacts(), Arrival.EXPECTED),
        (SheetFacts(on_phone=True), Arrival.PHONE),
        (SheetFacts(on_phone=True, filled=1), Arrival.PARTLY),
        (SheetFacts(filled=21), Arrival.PARTLY),
        (SheetFacts(on_phone=True, on_paper=True), Arrival.PAPER),
        (SheetFacts(filled=2, on_paper=True), Arrival.PARTLY),
        (SheetFacts(filled=21, is_submitted=True), Arrival.COUNTED),
        (SheetFacts(filled=21, is_submitted=True, is_member=False), Arrival.COUNTED),
        (SheetFacts(filled=21, is_submitted=True, in_conflict=True), Arrival.RECEIVED),
        (SheetFacts(filled=21, is_submitted=True, is_competing=False), Arrival.RECEIVED),
        (SheetFacts(filled=4, in_conflict=True), Arrival.CONFLICT),
        (SheetFacts(filled=4, is_competing=False), Arrival.OUT),
        (SheetFacts(filled=4, is_member=False), Arrival.STRANGER),
        (SheetFacts(filled=4, is_closed=True), Arrival.CLOSED),
        (SheetFacts(filled=21, is_closed=True, is_submitted=True), Arrival.COUNTED),
    ],
)
def test_each_sheet_is_in_one_state(facts, arrival):
    assert arrival_of(facts) == arrival


facts = st.builds(
    SheetFacts,
    is_member=st.booleans(),
    is_competing=st.booleans(),
    in_conflict=st.booleans(),
    is_submitted=st.booleans(),
    filled=st.integers(0, 21),
    on_phone=st.booleans(),
    is_closed=st.booleans(),
    on_paper=st.booleans(),
)


@given(facts)
def test_received_is_never_said_of_what_is_only_on_a_phone(known):
    arrival = arrival_of(known)

    assert (arrival in {Arrival.RECEIVED, Arrival.COUNTED}) == known.is_submitted
    assert not (arrival in MISSING and known.is_submitted)
    if arrival == Arrival.COUNTED:
        assert known.is_competing
        assert not known.in_conflict
