"""Real students of Tennessee's class-size experiment, found in grade 2 and followed into grade 3."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from hitdesign.district.students import Students
from hitdesign.need.hindsight import flags_of, hindsight, lowest, percentile_in
from hitdesign.policy import Measure, SelectionCriteria

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def table(shared_data: Path) -> pd.DataFrame:
    texts = dict.fromkeys(["student_id", "school_id"], str)
    rows = pd.read_csv(shared_data / "students_star_tn_1985_1994.csv.gz", dtype=texts)
    before = rows[rows["grade"] == 2].reset_index(drop=True)
    students = Students(
        pd.DataFrame(
            {
                "student_id": before["student_id"],
                "school_id": before["school_id"],
                "grade": 2,
                "low_income": before["free_lunch"].map({"Y": "yes", "N": "no"}),
                "math_percentile": percentile_in(before["math_score"]),
                "reading_percentile": percentile_in(before["read_score"]),
            }
        )
    )
    later = rows[rows["grade"] == 3].set_index("student_id")["math_score"]
    reading = Measure(column="reading_percentile", strategic=25)
    math = Measure(column="math_percentile", strategic=25)
    one = SelectionCriteria(measures=(math, reading), subjects=("math",))
    frame = students.frame.set_index("student_id")
    rules = {
        "default": flags_of(students, None, "math"),
        "reading alone": frame["reading_percentile"] <= 25,
        "both": flags_of(students, one.model_copy(update={"needed": 2}), "math"),
        "either": flags_of(students, one, "math"),
        "lunch alone": frame["low_income"] == "yes",
    }
    return hindsight(rules, lowest(later, 0.25)).set_index("rule")


def test_every_second_grader_is_followed_or_counted_as_lost(table: pd.DataFrame) -> None:
    assert (table["followed"] + table["without_follow_up"] == table["students"]).all()
    assert (table[["hits", "misses", "false_alarms", "rightly_left"]].sum(axis=1) == table["followed"]).all()
    assert table["without_follow_up"].iloc[0] > 1500


def test_the_default_finds_half_of_those_in_need_later_and_two_of_three_finds_are_right(table: pd.DataFrame) -> None:
    default = table.loc["default"]
    assert 0.45 < default["sensitivity"] < 0.6 and 0.6 < default["precision"] < 0.75
    assert default["specificity"] > 0.9 and default["precision"] > 2.5 * default["by_chance"]


def test_rules_trade_misses_for_false_alarms_as_they_must(table: pd.DataFrame) -> None:
    assert table.loc["both", "precision"] > table.loc["default", "precision"]
    assert table.loc["both", "sensitivity"] < table.loc["default", "sensitivity"] < table.loc["either", "sensitivity"]
    assert table.loc["lunch alone", "precision"] < table.loc["reading alone", "precision"]
