"""More money, hours, people or rooms never lower what the linear program reaches.

Longer weeks are tried without salaried people: for the same salary they make an hour cheaper and more hours idle, so
that a stream limited to some students pays less of the same salary and others pay more.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.district.records import FundingStream
from laws.demands import DEMANDS
from laws.districts import FEATURES, PROGRAMS, Case, cases
from laws.solved import changed, linear_value, not_below, some

#: With what awards demand; without it, for a larger award may have to spend more.
EVERY = st.sets(st.sampled_from(sorted(FEATURES))).flatmap(cases)
ANY = st.sets(st.sampled_from(sorted(set(FEATURES) - set(DEMANDS)))).flatmap(cases)
HOURLY = st.sets(st.sampled_from(sorted(set(FEATURES) - {*DEMANDS, "salaried"}))).flatmap(cases)


@some()
@given(case=ANY, which=st.integers(0, 9), more=st.sampled_from([0.5, 40.0, 1000.0]))
def test_a_larger_award_never_lowers_the_value(case: Case, which: int, more: float) -> None:
    funding = case.district.funding
    richer = changed(funding, which % len(funding), lambda row: {"award_dollars": row.award_dollars + more})
    assert not_below(linear_value(case.with_tables(funding=richer)), linear_value(case))


@some()
@given(case=ANY, law=st.sampled_from(sorted(PROGRAMS)), dollars=st.sampled_from([1.0, 250.0]))
def test_a_new_stream_never_lowers_the_value(case: Case, law: str, dollars: float) -> None:
    new = case.district.funding[0].model_copy(
        update={"stream_id": "new", "program": law, "award_dollars": dollars, "committed_dollars": 0.0}
    )
    assert isinstance(new, FundingStream)
    assert not_below(linear_value(case.with_tables(funding=(*case.district.funding, new))), linear_value(case))


@some()
@given(case=HOURLY, which=st.integers(0, 9), more=st.sampled_from([0.25, 1.0, 20.0]))
def test_more_paid_hours_never_lower_the_value(case: Case, which: int, more: float) -> None:
    tutors = case.district.tutors
    longer = changed(tutors, which % len(tutors), lambda row: {"hours_per_tutor_week": row.hours_per_tutor_week + more})
    assert not_below(linear_value(case.with_tables(tutors=longer)), linear_value(case))


@some()
@given(case=EVERY, which=st.integers(0, 9), more=st.integers(1, 3))
def test_more_people_never_lower_the_value(case: Case, which: int, more: int) -> None:
    tutors = case.district.tutors
    larger = changed(tutors, which % len(tutors), lambda row: {"tutors": row.tutors + more})
    assert not_below(linear_value(case.with_tables(tutors=larger)), linear_value(case))


@some()
@given(case=EVERY, which=st.integers(0, 9), more=st.integers(1, 3))
def test_more_rooms_and_seats_online_never_lower_the_value(case: Case, which: int, more: int) -> None:
    blocks = case.district.blocks
    larger = changed(
        blocks,
        which % len(blocks),
        lambda row: {
            "groups_at_once": row.groups_at_once + more,
            "online_seats": None if row.online_seats is None else row.online_seats + more,
        },
    )
    assert not_below(linear_value(case.with_tables(blocks=larger)), linear_value(case))


@some()
@given(case=ANY, which=st.integers(0, 9))
def test_a_stream_taken_away_never_raises_the_value(case: Case, which: int) -> None:
    funding = case.district.funding
    fewer = tuple(row for number, row in enumerate(funding) if number != which % len(funding))
    if fewer:
        assert not_below(linear_value(case), linear_value(case.with_tables(funding=fewer)))
