"""How far measures agree, who lies near a cut-off, and what a moved threshold would find: checked by counting again."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.district.students import Students
from hitdesign.evidence.library import overlay, shipped
from hitdesign.need.agreement import agreement, overlap
from hitdesign.need.caught import caught
from hitdesign.need.identify import identify
from hitdesign.need.measures import measures_for
from hitdesign.need.need import Need
from hitdesign.need.sensitivity import counts_at
from hitdesign.policy import Measure, SelectionCriteria
from need.classes import ATTENDANCE, LEVEL, PERCENTILE, table

ROWS = table(
    {"math_percentile": 5, "math_state_level": 1},
    {"math_percentile": 20, "math_state_level": 4},
    {"math_percentile": 60, "math_state_level": 2},
    {"math_percentile": 60, "math_state_level": 4},
    {"math_percentile": 24, "math_state_level": None},
    {"math_percentile": None, "math_state_level": 4},
)


@pytest.fixture(scope="module")
def need() -> Need:
    return identify(ROWS)


def test_each_measure_says_whom_it_catches_alone_and_with_others(need: Need) -> None:
    rows = need.found.caught_by.set_index("measure")
    assert rows.loc["math_percentile"].tolist() == ["math", 5, 3, 2, 1, 3]
    assert rows.loc["math_state_level"].tolist() == ["math", 5, 2, 1, 1, 2]


def test_a_measure_that_catches_too_little_to_be_found_says_so() -> None:
    both = SelectionCriteria(measures=(PERCENTILE, LEVEL), needed=2)
    assert identify(ROWS, both).found.caught_by["found"].tolist() == [1, 1]


def test_two_measures_are_compared_over_the_students_whom_both_know(need: Need) -> None:
    (row,) = need.found.pairs.to_dict("records")
    assert [row[name] for name in ("students", "both", "only_measure", "only_other", "neither")] == [4, 1, 1, 1, 1]
    assert (row["agreement"], row["kappa"]) == (0.5, 0.0)


@pytest.mark.parametrize(
    ("counts", "kappa"),
    [((20, 5, 10, 15), 0.4), ((45, 15, 25, 15), 0.1304), ((10, 0, 0, 10), 1.0), ((0, 10, 10, 0), -1.0)],
)
def test_kappa_is_that_of_worked_examples(counts: tuple[int, int, int, int], kappa: float) -> None:
    assert agreement(*counts)[1] == pytest.approx(kappa, abs=1e-4)


def test_kappa_is_unknown_where_both_say_the_same_of_everybody() -> None:
    assert np.isnan(agreement(7, 0, 0, 0)[1]) and agreement(7, 0, 0, 0)[0] == 1
    assert np.isnan(agreement(0, 0, 0, 0)).all()


def test_the_overlap_matrix_holds_each_measures_catch_and_what_two_share(need: Need) -> None:
    assert overlap(need.found.pairs, need.found.caught_by, "math").to_numpy().tolist() == [[3, 1], [1, 2]]


def test_who_lies_within_a_standard_error_of_a_threshold_is_counted_on_both_sides() -> None:
    measure = PERCENTILE.model_copy(update={"standard_error": 3.0})
    rows = table(*({"math_percentile": value} for value in (7, 10, 13, 14, 22, 25, 28, 29, None)))
    found = identify(rows, SelectionCriteria(measures=(measure,))).found
    near = found.near.set_index("tier")
    assert near[["students", "caught", "not_caught"]].to_numpy().tolist() == [[3, 2, 1], [3, 2, 1]]
    assert set(near["basis"]) == {"criteria"}
    assert found.flagged.frame["near_cut_off"].tolist() == ["yes", "yes", "yes", "no", "yes", "yes"]


def test_a_standard_error_nobody_gave_is_the_evidences_and_an_assumption() -> None:
    found = identify(table({"math_percentile": 20})).found
    assert set(found.near["basis"]) == {"evidence"} and found.near["standard_error"].tolist() == [7, 7]
    (said,) = [one for one in found.assumptions if one.name == "need.standard_error.percentile"]
    assert not said.verified and said.value == "7"


def test_a_standard_error_that_nobody_knows_stays_unknown() -> None:
    found = identify(table({"math_state_level": 1})).found
    assert set(found.near["basis"]) == {"unknown"} and found.near["students"].isna().all()
    assert found.flagged.frame["near_cut_off"].tolist() == ["unknown"]


@pytest.fixture(scope="module")
def many() -> pd.DataFrame:
    rng, count = np.random.default_rng(5), 400
    rows = pd.DataFrame({"student_id": np.arange(count).astype(str), "school_id": "01", "grade": 3})
    rows["math_percentile"] = np.where(rng.random(count) < 0.1, np.nan, rng.integers(1, 60, count))
    rows["math_state_level"] = np.where(rng.random(count) < 0.2, np.nan, rng.integers(1, 5, count))
    rows["attendance_rate"] = np.round(rng.uniform(0.8, 1, count), 2)
    rows["automatically_eligible"] = np.where(rng.random(count) < 0.05, "yes", "no")
    return rows


CRITERIA = [
    SelectionCriteria(measures=(PERCENTILE, LEVEL)),
    SelectionCriteria(measures=(PERCENTILE, LEVEL, ATTENDANCE), needed=2, everyone=True),
    SelectionCriteria(measures=(PERCENTILE, LEVEL, ATTENDANCE), needed=2, missing="caught"),
    SelectionCriteria(measures=(PERCENTILE, LEVEL), needed=2, missing="in_proportion", automatic="strategic"),
    SelectionCriteria(measures=(Measure(column="math_percentile", intensive=12), LEVEL), needed=1),
]


def count(rows: pd.DataFrame, criteria: SelectionCriteria) -> tuple[int, int]:
    tiers = identify(rows, criteria).found.flagged.frame["tier"].astype(str)
    return int(tiers.isin(["intensive", "strategic"]).sum()), int((tiers == "intensive").sum())


@pytest.mark.parametrize("criteria", CRITERIA)
def test_the_count_at_a_moved_threshold_is_the_one_that_the_moved_criteria_find(
    many: pd.DataFrame, criteria: SelectionCriteria
) -> None:
    now = count(many, criteria)
    moved = identify(many, criteria).found.sensitivity
    assert len(moved) >= 6
    for row in moved.iloc[::3].itertuples():
        place = next(n for n, m in enumerate(criteria.measures) if m.column.replace("{subject}", "math") == row.measure)
        measures = list(criteria.measures)
        measures[place] = measures[place].model_copy(update={row.tier: row.threshold})
        again = count(many, criteria.model_copy(update={"measures": tuple(measures)}))
        assert (row.found, row.intensive) == again
        assert (row.found_change, row.intensive_change) == (again[0] - now[0], again[1] - now[1])


def test_no_threshold_is_moved_past_the_other_tiers_or_out_of_its_column() -> None:
    tight = Measure(column="{subject}_percentile", intensive=24, strategic=25)
    moved = identify(
        table({"math_percentile": 3, "math_state_level": 2}), SelectionCriteria(measures=(tight, LEVEL))
    ).found.sensitivity
    kept = [(row.measure, row.tier, row.moved_by) for row in moved.itertuples()]
    assert ("math_percentile", "intensive", 1) in kept and ("math_percentile", "intensive", 5) not in kept
    assert ("math_percentile", "strategic", -1) in kept and ("math_percentile", "strategic", -5) not in kept
    assert ("math_state_level", "intensive", -1) not in kept


def test_any_threshold_can_be_asked_for(many: pd.DataFrame) -> None:
    frame, criteria = Students(many).frame, CRITERIA[0]
    judged = caught(frame, measures_for(frame, criteria, shipped()).by_subject["math"], criteria)
    steps = [one for one, _ in counts_at(judged, judged.measured[0], "strategic", [15, 25, 35, 60])]
    assert steps == sorted(steps) and steps[1] == count(many, criteria)[0] and steps[3] > steps[0]


def test_a_standard_error_of_another_kind_comes_from_the_evidence_by_its_ending() -> None:
    own = {"value": 12, "source": "planning_default", "as_of": "2026-11-23", "unit": "points", "label": "SEM"}
    ours = overlay(shipped(), {"parameters": {"need.standard_error.score": own}})
    criteria = SelectionCriteria(measures=(Measure(column="math_score", strategic=500),))
    near = identify(table({"math_score": 511}, {"math_score": 513}), criteria, evidence=ours).found.near
    assert near["students"].tolist() == [1]
