"""Where a plan leaves the first choice it says which limit stood in the way, and what the first would have cost."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest

import hitdesign as hit
from hitdesign.plan.departures import COLUMNS
from hitdesign.plan.plan import Plan
from hitdesign.report.reading import reading_of

SCHOOL = {"school_id": "01", "grade_low": 3, "grade_high": 5, "enrollment": 240, "below_proficient_math": 0.5}
POLICY = hit.Policy(acceptable_margin=9.0, factor_weights={"budget_and_staffing": 0.0})


def planned(tutors: int, dollars: float, policy: hit.Policy = POLICY, rooms: int | None = None) -> Plan:
    award = {"award_dollars": dollars, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    district = hit.starter(pd.DataFrame([SCHOOL]), pool={"tutors": tutors}, award=award)
    if rooms is not None:
        blocks = tuple(block.model_copy(update={"groups_at_once": rooms}) for block in district.blocks)
        district = replace(district, blocks=blocks)
    plan = hit.design(district, policy, rank_assumptions=False)
    assert isinstance(plan, Plan)
    return plan


@pytest.fixture(scope="module")
def scarce_money() -> Plan:
    return planned(400, 40_000, rooms=60)


def reasons(plan: Plan) -> set[str]:
    return {reason for joined in plan.departures["reason"] for reason in joined.split("; ")}


def test_every_departure_is_a_band_with_groups_of_another_model(scarce_money: Plan) -> None:
    table, ranking = scarce_money.departures, scarce_money.recommendation.ranking
    first = ranking[ranking["rank"] == 1].set_index("band_id")["model_id"]
    assert len(table)
    assert list(table.columns) == list(COLUMNS)
    assert (table["first_choice"] == table["band_id"].map(first)).all()
    need, seats = scarce_money.need, scarce_money.allocation.seats
    bands = need.bands["band_id"].to_numpy()[need.cohorts["band"]]
    seats = seats.assign(band_id=seats["cohort_id"].map(dict(zip(need.cohorts["cohort_id"], bands, strict=True))))
    other = seats[seats["model_id"] != seats["band_id"].map(first)]
    expected = other.groupby(["band_id", "model_id"])["students"].sum()
    found = table.set_index(["band_id", "used_model"])["students"]
    assert found.to_dict() == expected.to_dict()


def test_where_money_is_short_the_budget_is_the_reason(scarce_money: Plan) -> None:
    assert reasons(scarce_money) == {"budget"}
    assert scarce_money.departures["sentence"].str.contains(r"\$[\d,]+ needed and \$[\d,.]+ left").all()


def test_the_costs_are_those_of_whole_groups(scarce_money: Plan) -> None:
    rates = scarce_money.facts.tutors.iloc[0]
    models = scarce_money.facts.models.set_index("model_id")
    for row in scarce_money.departures.itertuples():
        model = models.loc[row.first_choice]
        hours = model["sessions_per_week"] * model["weeks"] * model["minutes_per_session"] / 60
        hours *= 1 + rates["paid_preparation_share"]
        group = math.ceil(100 * hours * rates["hourly_dollars"] - 1e-6) / 100
        groups = math.ceil(row.students / model["students_per_tutor"])
        each = groups * group / row.students + model["materials_dollars_per_student"]
        assert row.first_dollars_per_seat == pytest.approx(each, abs=0.03)
        more = row.students * (row.first_dollars_per_seat - row.used_dollars_per_seat)
        assert row.difference_dollars == pytest.approx(more)


def test_the_costs_of_what_is_used_add_up_to_what_is_charged(scarce_money: Plan) -> None:
    table = scarce_money.departures
    assert table["students"].sum() == scarce_money.allocation.seats_served
    used = (table["used_dollars_per_seat"] * table["students"]).sum()
    assert used == pytest.approx(scarce_money.allocation.charges["dollars"].sum(), abs=0.02)


def test_where_rooms_or_tutors_are_short_they_are_the_reason() -> None:
    assert "rooms" in reasons(planned(400, 4e6, rooms=3))
    few = reasons(planned(5, 4e6, rooms=60))
    assert few & {"tutor_hours", "tutors_at_once"}
    assert not few & {"rooms", "budget"}


def test_where_only_the_order_of_aims_stands_in_the_way_no_limit_is_blamed() -> None:
    cheap = POLICY.model_copy(update={"levels": ("seats", "dollars")})
    plan = planned(400, 4e6, cheap, rooms=60)
    assert reasons(plan) == {"none_alone"}
    assert plan.departures["sentence"].str.contains("the order of the plan's aims").all()
    assert (plan.departures["difference_dollars"] > 0).all()


def test_a_plan_that_follows_every_first_choice_departs_nowhere() -> None:
    plan = planned(24, 400_000, hit.Policy())
    assert plan.departures.empty
    assert list(plan.departures.columns) == list(COLUMNS)


def test_departures_stand_among_the_tables_for_reading(scarce_money: Plan) -> None:
    pd.testing.assert_frame_equal(reading_of(scarce_money)["departures"], scarce_money.departures)
