"""Leading indicators: missing data is never good news, worse values never look better, and every status says why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.measurement.cycle.alarms import indicator_alarms
from hitdesign.measurement.cycle.indicators import SHARE, Indicator, default_indicators, status_of
from hitdesign.measurement.cycle.status import COLUMNS, read_indicators

LAUNCH, DAY = date(2026, 9, 14), date(2026, 11, 2)
RANK = ["act", "unknown", "watch", "met"]
HELD = Indicator(indicator_id="held", name="Sessions held", target=0.9, act_at=0.8, due_weeks=4, data=("sessions",))
COST = Indicator(
    indicator_id="cost", name="Cost", target=1.1, act_at=1.3, better="lower", high=None, unit="times the plan",
    due_weeks=4,
)  # fmt: skip


def values(**cells: Any) -> pd.DataFrame:
    row = {"indicator_id": ["held"], "value": [0.95], "measured_on": [date(2026, 10, 30)], "known_share": [1.0]}
    return pd.DataFrame({**row, **{name: [cell] for name, cell in cells.items()}})


def status(**cells: Any) -> str:
    return read_indicators(values(**cells), DAY, launch=LAUNCH, indicators=[HELD, COST]).status("held")


@pytest.mark.parametrize(
    ("value", "said"), [(0.95, "met"), (0.9, "met"), (0.899, "watch"), (0.801, "watch"), (0.8, "act"), (0.1, "act")]
)
def test_the_goal_counts_as_met_and_the_threshold_as_acting(value: float, said: str) -> None:
    assert status(value=value) == said


@pytest.mark.parametrize(("value", "said"), [(1.1, "met"), (1.2, "watch"), (1.3, "act"), (9.0, "act")])
def test_where_lower_is_better_all_is_turned_around(value: float, said: str) -> None:
    assert status_of(COST, value, 1.0) == said


def test_without_data_nothing_is_met() -> None:
    empty = read_indicators(values().iloc[:0], DAY, launch=LAUNCH)
    assert set(empty.table["status"]) == {"unknown", "not_due"}
    assert status(value=None) == "unknown"
    assert status(measured_on=DAY - timedelta(days=60)) == "unknown"
    assert status_of(COST, 1.0, 0.5) == "unknown"


def test_what_is_missing_may_be_as_bad_as_it_can_be() -> None:
    assert status(value=0.92, known_share=0.97) == "watch"
    assert status(value=0.99, known_share=0.97) == "met"
    assert status(value=0.92, known_share=0.5) == "unknown"
    assert status(value=0.5, known_share=0.7) == "act"


def test_before_it_is_due_an_indicator_says_since_when_it_is_read() -> None:
    found = read_indicators(values(), date(2026, 10, 30), launch=date(2026, 10, 8), indicators=[HELD])
    assert found.table["says"].tolist() == ["Sessions held: read from 2026-11-05 on."]


def test_every_status_comes_with_a_sentence_and_with_what_to_do() -> None:
    rows = pd.concat([values(school_id="A", value=0.84), values(school_id="B", value=0.7), values(school_id="C")])
    found = read_indicators(rows, DAY, launch=LAUNCH, indicators=[HELD], places=["*", "A", "D"]).table
    assert found["school_id"].tolist() == ["*", "A", "D", "B", "C"]
    assert found["status"].tolist() == ["unknown", "watch", "unknown", "act", "met"]
    said = "Sessions held: 84% by 2026-10-30: the goal of 90% is not met; act at 80%."
    assert found["says"].iloc[1] == said
    assert found["to_do"].tolist() == [
        "Get the missing data (sessions).", HELD.on_watch, "Get the missing data (sessions).", HELD.on_act, "",
    ]  # fmt: skip


def test_a_share_next_to_its_goal_is_printed_as_what_it_is() -> None:
    found = read_indicators(values(value=0.8996), DAY, launch=LAUNCH, indicators=[HELD]).table
    assert "89.96%" in found["says"].iloc[0]
    assert found["status"].iloc[0] == "watch"


RANGE = st.floats(0, 1)


@given(RANGE, RANGE, RANGE)
def test_a_worse_value_never_improves_a_status(one: float, other: float, known: float) -> None:
    low, high = sorted((one, other))
    assert RANK.index(status_of(HELD, low, known)) <= RANK.index(status_of(HELD, high, known))
    assert RANK.index(status_of(COST, 2 * high, known)) <= RANK.index(status_of(COST, 2 * low, known))


@given(RANGE, RANGE, RANGE)
def test_less_known_never_makes_an_indicator_met(value: float, one: float, other: float) -> None:
    less, more = sorted((one, other))
    for indicator in (HELD, COST):
        if status_of(indicator, value, less) == "met":
            assert status_of(indicator, value, more) == "met"
        assert status_of(indicator, None, more) == "unknown"


@given(st.lists(st.tuples(RANGE, st.sampled_from([0.6, 1.0])), min_size=1, max_size=4), st.data())
def test_taking_information_away_never_makes_an_indicator_met(rows: list[tuple[float, float]], data: Any) -> None:
    whole = pd.concat([values(school_id=str(at), value=v, known_share=k) for at, (v, k) in enumerate(rows)])
    less = whole.drop(whole.index[0]) if data.draw(st.booleans()) else whole.assign(value=None)
    if len(less):
        before = read_indicators(whole, DAY, launch=LAUNCH, indicators=[HELD])
        after = read_indicators(less, DAY, launch=LAUNCH, indicators=[HELD])
        for at in range(len(rows)):
            assert after.status("held", str(at)) != "met" or before.status("held", str(at)) == "met"


def test_all_faults_of_the_values_are_said_at_once() -> None:
    rows = pd.DataFrame(
        {
            "indicator_id": ["held", "held", "hold", "cost", "held", ""],
            "school_id": ["A", "A", "A", "B", "C", "D"],
            "value": [0.9, 0.8, 0.7, "much", 84, 0.3],
            "measured_on": ["2026-10-30", "2026-10-30", "soon", "2026-12-24", "2026-10-30", None],
            "known_share": [1, None, 1, 1.5, 1, 1],
        }
    )
    with pytest.raises(InputError) as refused:
        read_indicators(rows, DAY, launch=LAUNCH, indicators=[HELD, COST])
    said = {(fault.column, fault.row) for fault in refused.value.faults}
    assert {("indicator_id", 7), ("value", 5), ("measured_on", 4), ("known_share", 3), ("known_share", 5)} <= said
    good = rows.assign(value=[0.9, 0.8, 0.7, 1.0, 84, 0.3], measured_on="2026-12-24", known_share=1.0)
    with pytest.raises(InputError) as refused:
        read_indicators(good.iloc[:5], DAY, launch=LAUNCH, indicators=[HELD, COST])
    said = {(fault.column, fault.row) for fault in refused.value.faults}
    late = {("measured_on", row) for row in range(2, 7)}
    assert said == {("indicator_id", 3), ("indicator_id", 4), ("value", 6), *late}


def test_all_faults_of_an_indicator_are_said_at_once() -> None:
    with pytest.raises(InputError) as refused:
        Indicator(
            indicator_id="", name=" ", target=0.7, act_at=1.8, better="more", due_weeks=-1, fresh_days=0,
            least_known_share=2, due_on=DAY,
        )  # fmt: skip
    columns = {fault.column for fault in refused.value.faults}
    named = {"indicator_id", "name", "act_at", "better", "due_weeks", "fresh_days", "least_known_share", "due_on"}
    assert columns == named
    with pytest.raises(InputError, match="since when"):
        Indicator(indicator_id="a", name="a", target=0.9, act_at=0.8)


def test_the_evidence_has_the_indicators_of_a_program_and_calls_none_of_them_verified() -> None:
    found = default_indicators()
    assert {one.indicator_id for one in found} == {
        "enrolled", "first_session", "sessions_held", "attendance", "on_pace", "tutor_vacancy", "same_tutor",
        "group_size_kept", "during_school", "cost_per_hour", "growth",
    }  # fmt: skip
    assert not any(one.verified for one in found)
    assert all(one.note and one.owner and one.on_act and one.formula and one.data for one in found)
    assert all(one.due_on is None and one.unit in (SHARE, "times the plan") for one in found)


def test_a_districts_own_goal_is_laid_over_the_evidence() -> None:
    own = {"attendance": {"target": 0.85, "act_at": 0.7, "source": "district", "as_of": "2026-11-26"}}
    found = {one.indicator_id: one for one in default_indicators(overlay(shipped(), {"indicators": own}))}
    assert (found["attendance"].target, found["attendance"].source) == (0.85, "district")
    assert found["attendance"].name == "Attendance at sessions held"
    with pytest.raises(InputError, match="act_at is worse than target"):
        overlay(shipped(), {"indicators": {"attendance": {**own["attendance"], "act_at": 0.9}}})


def test_a_value_is_handed_on_as_wide_as_what_is_missing_leaves_it() -> None:
    read = read_indicators(values(value=0.84), DAY, launch=LAUNCH, indicators=[HELD])
    assert read.range("held") == (0.84, 0.84)
    assert read.range("held", "nowhere") is None
    partly = read_indicators(values(value=0.84, known_share=0.75), DAY, launch=LAUNCH, indicators=[HELD])
    assert partly.range("held") == pytest.approx((0.63, 0.88))
    old = read_indicators(values(measured_on="2026-09-01"), DAY, launch=LAUNCH, indicators=[HELD])
    assert old.range("held") is None
    assert list(read.table.columns) == list(COLUMNS)


def test_a_time_of_day_is_no_day() -> None:
    with pytest.raises(InputError) as refused:
        read_indicators(values(), pd.Timestamp(DAY), launch="2026-09-14", indicators=[HELD])
    assert {fault.column for fault in refused.value.faults} == {"as_of", "launch"}


def test_an_alarm_asks_for_more_than_a_status() -> None:
    """Seven of ten students lie below 80 %, and chance explains that; seventy of a hundred it does not explain."""
    assert status_of(HELD, 0.7, 1.0) == "act"
    few, many = ([one.alarm for one in indicator_alarms(HELD, [7 * n], [10 * n], planned_looks=4)] for n in (1, 10))
    assert (few, many) == ([False], [True])
    vacant = replace(HELD, better="lower", target=0.05, act_at=0.15)
    assert indicator_alarms(vacant, [40], [100], planned_looks=4)[0].alarm
    with pytest.raises(InputError, match="alarms are for shares"):
        indicator_alarms(COST, [40], [100], planned_looks=4)
