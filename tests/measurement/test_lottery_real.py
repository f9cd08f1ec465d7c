"""A lottery among real students: first graders of Tennessee, drawn within their schools."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from hitdesign.measurement.lottery.alike import Redraw
from hitdesign.measurement.lottery.assign import assign
from hitdesign.measurement.lottery.omnibus import omnibus_test
from hitdesign.measurement.lottery.verify import verify


@pytest.mark.once
def test_thousands_of_students_are_drawn_within_their_schools_and_are_alike(shared_data: Path) -> None:
    texts = dict.fromkeys(["student_id", "school_id"], "str")
    rows = pd.read_csv(shared_data / "students_star_tn_1985_1994.csv.gz", dtype=texts)
    columns = ["student_id", "school_id", "read_score", "free_lunch"]
    rows = rows.loc[rows["grade"].eq(1) & rows["school_id"].notna(), columns]
    rows["student_id"] = "star-" + rows["student_id"]
    rule = Redraw(covariates=("read_score", "free_lunch"), accepted_share=0.1, missing="indicator")
    held = assign(rows, share=0.4, strata=["school_id"], seed="first grade", redraw=rule)
    assert len(rows) > 6_000
    assert abs(held.record.served_students - 0.4 * len(rows)) < 1
    assert held.balance.worst == "satisfied"
    assert all(abs(count.served_students - 0.4 * count.students) < 1 for count in held.record.counts)
    assert verify(held.record, rows.sample(frac=1, random_state=1)).same
    far = omnibus_test(held, rows, ["read_score", "free_lunch"], missing="indicator", draws=19)
    assert far.distance == held.record.redraw.distance
    assert "star-" not in held.record.model_dump_json()
