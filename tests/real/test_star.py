"""Real students of Tennessee's class-size experiment: need found in grade 2, and what grade 3 says of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from hitdesign.district.students import Students
from hitdesign.need.identify import identify
from hitdesign.need.need import Need
from hitdesign.policy import Measure, SelectionCriteria

pytestmark = pytest.mark.once

SUBJECTS = ("math", "reading")
LOW_INCOME = {"Y": "yes", "N": "no"}


@pytest.fixture(scope="module")
def published(shared_data: Path) -> pd.DataFrame:
    texts = dict.fromkeys(["student_id", "school_id"], str)
    return pd.read_csv(shared_data / "students_star_tn_1985_1994.csv.gz", dtype=texts)


@pytest.fixture(scope="module")
def second_graders(published: pd.DataFrame) -> Students:
    """Grade 2 as a students table: national percentiles were not kept, so scores stand; lunch stands for low income."""
    rows = published[published["grade"] == 2]
    return Students(
        pd.DataFrame(
            {
                "student_id": rows["student_id"],
                "school_id": rows["school_id"],
                "grade": rows["grade"],
                "low_income": rows["free_lunch"].map(LOW_INCOME),
                "reading_score": rows["read_score"],
                "math_score": rows["math_score"],
            }
        )
    )


@pytest.fixture(scope="module")
def criteria(second_graders: Students) -> SelectionCriteria:
    """The lowest tenth and quarter of these students in each subject."""
    scores = {subject: second_graders.frame[f"{subject}_score"] for subject in SUBJECTS}
    return SelectionCriteria(
        name="lowest quarter",
        measures=tuple(
            Measure(
                column=f"{subject}_score", subjects=(subject,), intensive=s.quantile(0.1), strategic=s.quantile(0.25)
            )
            for subject, s in scores.items()
        ),
    )


@pytest.fixture(scope="module")
def need(second_graders: Students, criteria: SelectionCriteria) -> Need:
    return identify(second_graders, criteria)


def test_the_counts_are_those_of_the_published_file(
    published: pd.DataFrame, criteria: SelectionCriteria, need: Need
) -> None:
    rows = published[published["grade"] == 2]
    assert len(rows) > 6000
    for measure, column in zip(criteria.measures, ("math_score", "read_score"), strict=True):
        (subject,) = measure.subjects
        here = need.cohorts[need.cohorts["subject"] == subject].groupby("tier")["students"].sum()
        assert here["intensive"] == (rows[column] <= measure.intensive).sum()
        assert here.sum() == (rows[column] <= measure.strategic).sum()
        outcomes = need.found.outcomes.set_index(["subject", "outcome"])["students"]
        assert outcomes[subject, "not_measured"] == rows[column].isna().sum() > 0


def test_need_is_counted_in_nearly_every_school_and_more_of_it_is_low_income(
    second_graders: Students, need: Need
) -> None:
    assert second_graders.frame["school_id"].nunique() == 75
    assert need.cohorts["school_id"].nunique() == 74
    assert (need.bands[["grade_low", "grade_high"]] == 2).all(axis=None)
    marks = need.cohorts.groupby("low_income")["students"].sum()
    everybody = second_graders.frame["low_income"].value_counts()
    assert marks["yes"] / marks["no"] > 1.5 * everybody["yes"] / everybody["no"]


def test_some_children_need_both_subjects_and_are_one_child_each(need: Need) -> None:
    children = int(need.found.children["students"].sum())
    frame = need.found.flagged.frame
    assert children == frame["student_id"].nunique()
    assert need.students / 2 < children < need.students


def test_who_was_found_in_grade_two_is_mostly_low_in_grade_three_too(published: pd.DataFrame, need: Need) -> None:
    later = published[published["grade"] == 3].set_index("student_id")["math_score"].dropna()
    low = later <= later.quantile(0.25)
    frame = need.found.flagged.frame
    found = low.index.isin(frame.loc[frame["subject"] == "math", "student_id"])
    assert found.sum() > 500
    assert low[found].mean() > 0.6
    assert low[found].mean() > 3 * low[~found].mean()
