"""What always holds of the order of students in need, of the counts beside it, and of seats that are short."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from hitdesign.need.found import Flagged, Found
from hitdesign.need.priority import Priority, SeatLimits, prioritise
from hitdesign.policy import SelectionCriteria
from laws.test_students import classes, criterias, few, found

seat_limits = st.builds(
    SeatLimits,
    overall=st.none() | st.integers(0, 12),
    per_school=st.dictionaries(st.sampled_from(["01", "02"]), st.integers(0, 6)),
    per_subject=st.dictionaries(st.sampled_from(["math", "reading"]), st.integers(0, 6)),
)
priorities = st.lists(
    st.builds(
        Priority,
        name=st.sampled_from(["a", "b"]),
        grade_low=st.none() | st.integers(0, 4),
        grade_high=st.none() | st.integers(4, 12),
        subjects=st.sampled_from([(), ("math",), ("reading",)]),
        tiers=st.sampled_from([(), ("intensive",)]),
    ),
    max_size=2,
    unique_by=lambda one: one.name,
)
row = st.fixed_dictionaries(
    {
        "school_id": st.sampled_from(["01", "02"]),
        "grade": st.integers(0, 12),
        "subject": st.sampled_from(["math", "reading"]),
        "tier": st.sampled_from(["intensive", "strategic", "on_level"]),
        "need_index": st.sampled_from([-1.0, 0.0, 0.5, 2.0, float("nan")]),
        "lottery": st.floats(0, 0.999),
    }
)
COLUMNS = ["student_id", "school_id", "grade", "subject", "tier", "need_index", "lottery"]
flagged_rows = st.lists(row, max_size=15).map(
    lambda rows: Flagged(pd.DataFrame([{**one, "student_id": f"S{n}"} for n, one in enumerate(rows)], columns=COLUMNS))
)
#: Each of these finds need anew, so fewer examples do.
fewer = settings(max_examples=max(8, settings.default.max_examples // 10))
RANK = {"intensive": 0, "strategic": 1, "on_level": 2}


def counted(one: Found) -> None:
    """The tables of counts say the same as the flagged rows and as each other."""
    frame = one.flagged.frame
    assert one.counts["students"].sum() == len(frame) == one.cohorts["students"].sum()
    by = one.caught_by
    assert (by["caught"] == by["caught_alone"] + by["caught_with_others"]).all() and (by["caught"] <= by["known"]).all()
    assert (by["found"] <= by["caught"]).all()
    pairs = one.pairs
    assert (pairs[["both", "only_measure", "only_other", "neither"]].sum(axis=1) == pairs["students"]).all()
    assert pairs["kappa"].dropna().between(-1 - 1e-9, 1 + 1e-9).all()
    near = one.near.dropna()
    assert (near["students"] == near["caught"] + near["not_caught"]).all()


@fewer
@given(classes, criterias)
def test_counts_add_up(rows: list[dict[str, Any]], criteria: SelectionCriteria) -> None:
    counted(found(rows, criteria).found)


@fewer
@given(classes, criterias, st.randoms())
def test_places_are_one_two_three_by_need_and_lot_whatever_the_order_of_rows(
    rows: list[dict[str, Any]], criteria: SelectionCriteria, chance: random.Random
) -> None:
    frame = found(rows, criteria).found.flagged.frame
    for _, tier in frame.groupby(["subject", "tier"], observed=True):
        ranked = tier.sort_values("place")
        assert ranked["place"].tolist() == list(range(1, len(tier) + 1))
        needs = ranked["need_index"].fillna(float("-inf"))
        keys = [(-need, lot) for need, lot in zip(needs, ranked["lottery"], strict=True)]
        assert keys == sorted(keys)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    pd.testing.assert_frame_equal(found(shuffled, criteria).found.flagged.frame, frame)


@fewer
@given(classes, criterias)
def test_a_threshold_that_catches_fewer_is_never_said_to_find_more(
    rows: list[dict[str, Any]], criteria: SelectionCriteria
) -> None:
    moved = found(rows, criteria).found.sensitivity
    sign = moved["moved_by"].where(moved["measure"] != "teacher_recommended", -moved["moved_by"])
    for name in ("found_change", "intensive_change"):
        assert (moved[name] * sign >= 0).all()


@few
@given(flagged_rows, priorities, seat_limits)
def test_every_row_is_seated_or_waits_and_no_limit_is_passed(
    flagged: Flagged, classes_of: list[Priority], seats: SeatLimits
) -> None:
    dealt = prioritise(flagged, classes_of, seats)
    assert dealt.seated + dealt.waiting == len(flagged) == len(dealt.students)
    frame = dealt.students.frame
    seated = frame[frame["outcome"] == "seated"]
    assert seats.overall is None or len(seated) <= seats.overall
    assert all((seated["school_id"] == school).sum() <= most for school, most in seats.per_school.items())
    assert all((seated["subject"] == subject).sum() <= most for subject, most in seats.per_subject.items())


@few
@given(flagged_rows, st.integers(0, 5))
def test_where_seats_are_enough_nobody_waits(flagged: Flagged, spare: int) -> None:
    assert prioritise(flagged, seats=SeatLimits(overall=len(flagged) + spare)).waiting == 0


@few
@given(flagged_rows, priorities, seat_limits)
def test_nobody_of_greater_need_waits_for_a_seat_that_somebody_of_lesser_need_has(
    flagged: Flagged, classes_of: list[Priority], seats: SeatLimits
) -> None:
    dealt = prioritise(flagged, classes_of, seats)
    listed = list(dealt.students.frame.itertuples(index=False))
    for waits in (row for row in listed if row.outcome != "seated"):
        for sits in (row for row in listed if row.outcome == "seated" and row.priority == waits.priority):
            same = {
                "no_seat_left": True,
                "no_seat_at_the_school": sits.school_id == waits.school_id,
                "no_seat_in_the_subject": sits.subject == waits.subject,
            }[waits.outcome]
            assert not (same and greater(waits, sits))


@few
@given(flagged_rows, st.integers(0, 8))
def test_one_seat_more_takes_nobodys_seat(flagged: Flagged, many: int) -> None:
    sets = []
    for overall in (many, many + 1):
        frame = prioritise(flagged, seats=SeatLimits(overall=overall)).students.frame
        sits = frame[frame["outcome"] == "seated"]
        sets.append(set(zip(sits["student_id"], sits["subject"], strict=True)))
    assert sets[0] <= sets[1]


def greater(one: Any, other: Any) -> bool:
    """Whether the first is in greater need than the second: a stronger tier, or the same and a greater known index."""
    if one.tier != other.tier:
        return RANK[one.tier] < RANK[other.tier]
    return bool(one.need_index > other.need_index)
