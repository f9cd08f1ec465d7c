"""Invented lists for lotteries, some with ids that must never be seen again."""

from __future__ import annotations

import numpy as np
import pandas as pd

CANARY = "ZZQ-CANARY"


def listed(students: int = 120, seed: int = 1) -> pd.DataFrame:
    """Students of three schools and two grades with a pretest, a mark and a family."""
    chance = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "student_id": [f"{CANARY}-{place:04d}" for place in range(students)],
            "school_id": chance.choice(["Ash", "Birch", "Cedar"], students),
            "grade": chance.integers(3, 5, students),
            "pretest": chance.normal(200, 15, students).round(1),
            "iep": chance.choice(["yes", "no"], students, p=[0.3, 0.7]),
        }
    )


def letters(count: int) -> pd.DataFrame:
    return pd.DataFrame({"student_id": [chr(97 + place) for place in range(count)]})
