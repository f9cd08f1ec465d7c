"""What always holds of need that is found in student records."""

from __future__ import annotations

import random
from typing import Any

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from hitdesign.need.identify import identify
from hitdesign.need.need import Need
from hitdesign.policy import Measure, SelectionCriteria
from need.classes import MEASURES, slow

MARKS = ("iep", "english_learner", "low_income")
COUNTED = ["school_id", "grade_low", "grade_high", "subject", "tier", *MARKS]

marks = st.sampled_from(["yes", "no", "unknown"])
percentiles = st.none() | st.sampled_from([1.0, 9.5, 10.0, 10.5, 25.0, 26.0, 80.0])
levels = st.none() | st.sampled_from([1, 2, 3])
student = st.fixed_dictionaries(
    {
        "school_id": st.sampled_from(["01", "02"]),
        "grade": st.sampled_from([-1, 0, 2, 3, 5, 6, 12, 13]),
        "math_percentile": percentiles,
        "reading_percentile": percentiles,
        "math_state_level": levels,
        "attendance_rate": st.none() | st.sampled_from([0.5, 0.9, 0.95]),
        "teacher_recommended": marks,
        "already_in_program": marks,
        "consent": marks,
        "low_income": marks,
        "iep": marks,
    }
)
#: A quarter of the profile's examples: each holds up to a dozen students.
few = settings(max_examples=max(10, settings.default.max_examples // 4))
classes = st.lists(student, min_size=1, max_size=12).map(
    lambda rows: [{**row, "student_id": f"S{place:02}"} for place, row in enumerate(rows)]
)
narrowed = st.tuples(st.sampled_from([None, 0, 3]), st.sampled_from([None, 5, 12]), st.sampled_from([1.0, 0.5, 2.0]))
criterias = st.builds(
    lambda chosen, spans, needed, missing, everyone: SelectionCriteria(
        measures=tuple(
            measure.model_copy(update={"grade_low": low, "grade_high": high, "weight": weight})
            for measure, (low, high, weight) in zip(chosen, spans, strict=False)
        ),
        needed=needed,
        missing=missing,
        everyone=everyone,
    ),
    st.permutations(MEASURES),
    st.lists(narrowed, min_size=4, max_size=4),
    st.sampled_from([0.5, 1.0, 1.25]),
    st.sampled_from(["not_caught", "caught", "in_proportion"]),
    st.booleans(),
)
#: Known whatever the rows hold, so that no column is left out as one that nobody has.
KNOWN = {"student_id": "Z", "school_id": "01", "grade": 3, "already_in_program": "yes"}
KNOWN |= {"math_percentile": 50, "reading_percentile": 50, "math_state_level": 3, "attendance_rate": 1.0}


def found(rows: list[dict[str, Any]], criteria: SelectionCriteria) -> Need:
    return identify(pd.DataFrame([*rows, KNOWN]), criteria)


def flagged(need: Need) -> list[tuple[str, str, str]]:
    return list(need.found.flagged.frame[["student_id", "subject", "tier"]].itertuples(index=False, name=None))


@few
@given(classes, criterias)
def test_columns_find_whom_a_person_would_find_one_by_one(
    rows: list[dict[str, Any]], criteria: SelectionCriteria
) -> None:
    assert flagged(found(rows, criteria)) == slow(rows, criteria)


@few
@given(classes, criterias)
def test_cohorts_bands_and_children_count_the_found(rows: list[dict[str, Any]], criteria: SelectionCriteria) -> None:
    need = found(rows, criteria)
    frame = need.found.flagged.frame.astype(dict.fromkeys(["subject", "tier", *MARKS], "str"))
    counted = frame.groupby(COUNTED).size().rename("students").reset_index()
    expected = need.cohorts.sort_values(COUNTED, ignore_index=True)[[*COUNTED, "students"]]
    assert counted.to_numpy().tolist() == expected.to_numpy().tolist()
    assert need.bands["students"].sum() == need.students == len(frame)
    assert need.found.children["students"].sum() == frame["student_id"].nunique()
    totals = need.found.outcomes.groupby("subject")["students"].sum()
    assert set(totals) == {len(rows) + 1}


@few
@given(classes, criterias, st.randoms())
def test_the_order_of_rows_changes_nothing(
    rows: list[dict[str, Any]], criteria: SelectionCriteria, chance: random.Random
) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = found(rows, criteria), found(shuffled, criteria)
    pd.testing.assert_frame_equal(one.cohorts, other.cohorts)
    pd.testing.assert_frame_equal(one.bands, other.bands)
    assert flagged(one) == flagged(other)


@few
@given(classes, criterias, st.integers(0, 3), st.sampled_from([0.0, 0.5, 5.0]))
def test_a_stricter_threshold_never_finds_more(
    rows: list[dict[str, Any]], criteria: SelectionCriteria, which: int, by: float
) -> None:
    measures = list(criteria.measures)
    measures[which] = stricter(measures[which], by)
    strict = criteria.model_copy(update={"measures": tuple(measures)})
    rank = {"intensive": 2, "strategic": 1, "on_level": 0}
    before = {(who, subject): rank[tier] for who, subject, tier in flagged(found(rows, criteria))}
    after = {(who, subject): rank[tier] for who, subject, tier in flagged(found(rows, strict))}
    assert after.keys() <= before.keys()
    assert all(before[key] >= after[key] for key in after)


@few
@given(classes, criterias)
def test_needing_more_measures_never_finds_more(rows: list[dict[str, Any]], criteria: SelectionCriteria) -> None:
    harder = criteria.model_copy(update={"needed": criteria.needed + 0.25})
    keys = [{row[:2] for row in flagged(found(rows, one))} for one in (harder, criteria)]
    assert keys[0] <= keys[1]


def stricter(measure: Measure, by: float) -> Measure:
    """The measure with every threshold moved to catch fewer, within what the column can hold."""
    up = measure.catches in ("above", "at_or_above")
    bounds = {"attendance_rate": (0.0, 1.0), "teacher_recommended": (0.0, 1.0), "{subject}_state_level": (1.0, 20.0)}
    low, high = bounds.get(measure.column, (1.0, 100.0))
    moved = {
        tier: min(max(value + (by if up else -by), low), high)
        for tier in ("intensive", "strategic")
        if (value := getattr(measure, tier)) is not None
    }
    return measure.model_copy(update=moved)
