"""Trials drawn by chance, with the effect known: students of schools, offered tutoring by lot, some of them tutored."""

from __future__ import annotations

import numpy as np
import pandas as pd


def trial(
    seed: int = 0,
    students: int = 240,
    schools: int = 8,
    *,
    effect: float = 5.0,
    by_school: bool = False,
    lost: float = 0.0,
) -> pd.DataFrame:
    """One row a student: ids, arm, pretest, marks, hours received, score; `effect` on those tutored.

    Offered by lot within schools, or whole schools (`by_school`). Eight of ten of those offered take it up.
    """
    chance = np.random.default_rng(seed)
    school = np.arange(students) % schools
    if by_school:
        offered = np.isin(school, chance.permutation(schools)[: schools // 2])
    else:
        offered = np.zeros(students, dtype=bool)
        for one in range(schools):
            there = chance.permutation(np.flatnonzero(school == one))
            offered[there[: len(there) // 2]] = True
    able, shared = chance.normal(size=students), chance.normal(size=schools)[school]
    took = offered & (able + chance.normal(size=students) > -1.2)
    pretest = 500 + 20 * able + 10 * chance.normal(size=students)
    score = 510 + 18 * able + 8 * shared + 10 * chance.normal(size=students) + effect * took
    score[chance.random(students) < lost] = np.nan
    return pd.DataFrame(
        {
            "student_id": [f"S{number:05d}" for number in range(students)],
            "school_id": [f"school {one}" for one in school],
            "arm": np.where(offered, "tutoring", "comparison"),
            "pretest": pretest,
            "english_learner": np.where(chance.random(students) < 0.2, "yes", "no"),
            "grade": 3 + (chance.random(students) < 0.5),
            "received": took.astype(float),
            "hours": np.where(took, chance.uniform(20, 50, students).round(1), 0.0),
            "score": score,
        }
    )
