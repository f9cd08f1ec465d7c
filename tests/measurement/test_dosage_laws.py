"""What always holds of dosage, on logs with every fault."""

from __future__ import annotations

import os
from datetime import date

import numpy as np
import pandas as pd
import pytest

from hitdesign.measurement.delivery.delivered import Dosage, dosage
from hitdesign.measurement.delivery.not_held import not_held
from hitdesign.measurement.delivery.pace import pace
from hitdesign.measurement.delivery.students import SUMS
from measurement.dosage_cases import AS_OF, YEAR, many

pytestmark = pytest.mark.once
SEEDS = range(200 if os.environ.get("HITDESIGN_TESTS") == "nightly" else 1)
each_log = pytest.mark.parametrize("seed", SEEDS)


def counted(sessions: pd.DataFrame, place: pd.DataFrame | None, hours: float = 5) -> Dosage:
    return dosage(sessions, place, as_of=AS_OF, year=YEAR, adequate_hours=hours)


@each_log
def test_a_log_in_another_order_says_the_same(seed: int) -> None:
    sessions, place = many(1500, seed)
    mixed = sessions.sample(frac=1, random_state=seed), place.sample(frac=1, random_state=seed)
    one, other = counted(sessions, place), counted(*mixed)
    pd.testing.assert_frame_equal(one.students.frame, other.students.frame)
    pd.testing.assert_frame_equal(one.quality, other.quality)
    pd.testing.assert_frame_equal(one.by("provider"), other.by("provider"))


@pytest.mark.parametrize("how", ["students", "days"])
@each_log
def test_a_log_split_by_students_or_days_adds_up(seed: int, how: str) -> None:
    sessions, _ = many(1500, seed)
    half = sessions["student_id"] < "S15" if how == "students" else sessions["date"] < "2026-10-15"
    whole = counted(sessions, None)
    parts = [counted(sessions[half], None), counted(sessions[~half], None)]
    for name in SUMS:
        assert whole.students.frame[name].sum() == sum(part.students.frame[name].sum() for part in parts)
    rows = sum(part.quality["rows"].to_numpy() for part in parts)
    assert whole.quality["rows"].tolist() == rows.tolist()


@each_log
def test_more_minutes_attended_never_lower_actual_dosage(seed: int) -> None:
    sessions, place = many(1500, seed)
    draw = np.random.default_rng(seed)
    added = np.where(draw.random(1500) < 0.2, draw.uniform(1, 60, 1500), 0)
    attended = sessions["attended_minutes"]
    more = sessions.assign(attended_minutes=np.where(added > 0, attended.fillna(0) + added, attended))
    before, after = counted(sessions, place).students.frame, counted(more, place).students.frame
    assert (after["actual_minutes"] >= before["actual_minutes"]).all()
    assert (after["reached"] >= before["reached"]).all()


@each_log
def test_parts_add_up_to_the_whole_and_lost_hours_to_the_scheduled_ones(seed: int) -> None:
    found = counted(*many(1500, seed))
    total = found.total
    for division in ("school_id", "provider", "subject"):
        table = found.by(division)
        assert table["actual_minutes"].sum() == pytest.approx(total["actual_minutes"])
        assert table["scheduled_sessions"].sum() == total["scheduled_sessions"]
    lost = not_held(found.log, ["provider", "school_id"])
    assert lost["lost_hours"].sum() + total["actual_hours"] == pytest.approx(total["scheduled_hours"])


@each_log
def test_a_higher_adequate_dosage_is_reached_by_no_more_and_asks_no_less(seed: int) -> None:
    sessions, place = many(1500, seed)
    one, other = counted(sessions, place, 9 + seed % 7), counted(sessions, place, 10.3 + seed % 7)
    assert (other.students.frame["reached"] <= one.students.frame["reached"]).all()
    near, far = (pace(found, by=date(2027, 3, 1)).students.frame for found in (one, other))
    assert (far["sessions_needed"] >= near["sessions_needed"]).all()
    both = near["last_day"].notna() & far["last_day"].notna()
    assert (far.loc[both, "last_day"] <= near.loc[both, "last_day"]).all()
