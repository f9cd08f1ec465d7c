"""Planning values of the evidence are those of the public data, computed anew."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from hitdesign.evidence.library import shipped
from hitdesign.measurement.power.planning import planning_values

pytestmark = pytest.mark.once

SCORES = {"reading": "read_score", "math": "math_score"}


@pytest.fixture(scope="module")
def students(shared_data: Path) -> pd.DataFrame:
    columns = ["student_id", "grade", "school_id", "teacher_id", *SCORES.values()]
    texts = dict.fromkeys(("student_id", "school_id", "teacher_id"), str)
    rows = pd.read_csv(shared_data / "students_star_tn_1985_1994.csv.gz", dtype=texts, usecols=columns)
    return rows[rows["grade"] <= 3]


def components(score: pd.Series, school: pd.Series) -> tuple[float, float]:
    """Variances between and within schools, by one-way analysis of variance of schools of unequal size."""
    groups = score.groupby(school)
    size, mean, total = groups.size(), groups.mean(), len(score)
    within = ((score - groups.transform("mean")) ** 2).sum() / (total - len(size))
    between = (size * (mean - score.mean()) ** 2).sum() - within * (len(size) - 1)
    return between / (total - (size**2).sum() / total), within


def nested(score: pd.Series, school: pd.Series, teacher: pd.Series) -> tuple[float, float, float]:
    """Variances between schools, between classes of a school and within classes, by nested analysis of variance."""
    classes, schools, total = score.groupby([school, teacher]), score.groupby(school), len(score)
    per_class, per_school = classes.size(), schools.size()
    home = per_class.index.get_level_values(0)
    within = ((score - classes.transform("mean")) ** 2).sum() / (total - len(per_class))
    squares = (per_class**2 / per_school.reindex(home).to_numpy()).sum()
    between = (per_class * (classes.mean() - schools.mean().reindex(home).to_numpy()) ** 2).sum()
    of_classes = (between - within * (len(per_class) - len(per_school))) / (total - squares)
    above = (per_school * (schools.mean() - score.mean()) ** 2).sum() - within * (len(per_school) - 1)
    above -= of_classes * (squares - (per_class**2).sum() / total)
    return above / (total - (per_school**2).sum() / total), of_classes, within


def explained(rows: pd.DataFrame, score: str, before: pd.Series) -> tuple[float, float]:
    """Shares between and within schools that last year's score explains: its school mean, and the rest of it."""
    both = rows.assign(before=rows["student_id"].map(before)).dropna(subset=["before"])
    school, now, then = both["school_id"], both[score], both["before"]
    now_mean, then_mean = (values.groupby(school).transform("mean") for values in (now, then))
    slope = ((then - then_mean) * (now - now_mean)).sum() / ((then - then_mean) ** 2).sum()
    rest = now - slope * (then - then_mean) - np.polyfit(then_mean, now_mean, 1)[0] * then_mean
    plain, left = components(now, school), components(rest, school)
    return 1 - left[0] / plain[0], 1 - left[1] / plain[1]


@pytest.mark.parametrize("subject", SCORES)
@pytest.mark.parametrize("grade", [0, 1, 2, 3])
def test_planning_values_are_those_of_the_data(students: pd.DataFrame, subject: str, grade: int) -> None:
    score = SCORES[subject]
    rows = students[students["grade"] == grade].dropna(subset=[score, "school_id", "teacher_id"])
    values = planning_values(subject, grade)
    between, within = components(rows[score], rows["school_id"])
    assert between / (between + within) == pytest.approx(values.school_icc, abs=0.0006)
    schools, classes, rest = nested(rows[score], rows["school_id"], rows["teacher_id"])
    total = schools + classes + rest
    assert schools / total == pytest.approx(values.school_icc_beside_classes, abs=0.0006)
    assert classes / total == pytest.approx(values.class_icc, abs=0.0006)
    if grade:
        before = students[students["grade"] == grade - 1].set_index("student_id")[score]
        found = explained(rows, score, before)
        assert found == pytest.approx((values.r_squared_schools, values.r_squared_students), abs=0.0006)
    assert values.sources == ("star_data",)


def test_what_the_clearinghouse_assumes_of_achievement_is_about_what_schools_of_this_state_share() -> None:
    assumed = shipped().parameters["wwc.icc.achievement"].value
    found = [planning_values(subject, grade).school_icc for subject in SCORES for grade in range(4)]
    assert min(found) < assumed < max(found) + 0.01
