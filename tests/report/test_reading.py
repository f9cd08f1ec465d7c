"""The tables for reading say what the answer's tables say, and sums tie."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.report.attendance import seat_counts
from hitdesign.report.reading import CAPTIONS, more_possible, reading_of
from hitdesign.report.schools import COUNTS, DISTRICT_WIDE
from report.place import frame, made_up_plan


def test_every_table_of_the_captions_is_there(reading):
    assert set(reading.tables) == set(CAPTIONS)


@pytest.mark.parametrize("name", ["by_need", "by_school", "by_school_and_need"])
def test_need_is_enrolled_and_not_served(name, reading):
    table = reading[name]
    known = table[table["need"].notna()]
    assert (known["need"] == known["enrolled"] + known["unserved"]).all()
    assert known["need"].sum() == reading.plan.need.students
    assert known["enrolled"].sum() == reading.plan.allocation.seats_served
    assert known["invited"].sum() == reading.invited


def test_dollars_of_the_schools_are_all_dollars(reading):
    assert reading["by_school"]["dollars"].sum() == pytest.approx(reading.not_to_exceed_dollars, abs=0.005)
    assert reading["by_cost"]["dollars"].sum() == pytest.approx(reading.not_to_exceed_dollars, abs=0.005)


def test_indirect_cost_is_a_line_of_its_own(reading):
    charges = reading.plan.allocation.charges
    costs = reading["by_cost"].set_index("cost_kind")["dollars"]
    assert costs.drop("indirect").sum() == pytest.approx(charges["dollars"].sum())
    general = charges.loc[charges["stream_id"] == "general", "dollars"].sum()
    assert costs["indirect"] == pytest.approx(0.05 * general, abs=0.005)


def test_cents_of_rounding_are_no_cost(plan):
    spending = plan.allocation.spending
    spending = spending.assign(not_to_exceed_dollars=[0.0, 0.0, plan.allocation.charges["dollars"].sum() + 0.02])
    tables = reading_of(replace(plan, allocation=replace(plan.allocation, spending=spending)))
    assert "indirect" not in set(tables["by_cost"]["cost_kind"])


def test_costs_of_no_school_stand_in_a_row_of_their_own(reading):
    assert reading["by_school"]["school_name"].iloc[-1] == DISTRICT_WIDE


def test_groups_and_people_are_those_of_the_answer(reading):
    answer = reading.plan.allocation
    assert reading["by_pool"]["groups"].sum() == answer.groups["groups"].sum() == reading["by_school"]["groups"].sum()
    assert reading["by_pool"]["enrolled"].sum() == answer.seats["students"].sum()
    assert reading["by_model"]["enrolled"].sum() == answer.seats["students"].sum()


def test_a_school_without_seats_still_stands_in_the_table(reading):
    row = reading["by_school"].set_index("school_id").loc["0003"]
    assert (row["enrolled"], row["groups"], row["dollars"], row["share_served"]) == (0, 0, 0, 0)
    assert row["unserved"] == row["need"] > 0


def test_an_unknown_share_of_low_income_students_stays_unknown(reading):
    shares = reading["by_school"].set_index("school_id")["low_income_share"]
    assert np.isnan(shares["0004"])
    assert shares["0005"] == pytest.approx(0.25)


def test_invitations_follow_the_formula_of_take_up(plan):
    counted = seat_counts(plan)
    for cohort, rows in counted.groupby("cohort_id"):
        rate = 0.6 if rows["block_id"].iloc[0] == "after" else plan.facts.blocks["take_up_rate"].iloc[1]
        assert rows["invited"].sum() == np.ceil(rows["enrolled"].sum() / rate - 1e-6), cohort
    during = counted["block_id"] == "intervention"
    assert counted.loc[during, "expected_attending"].to_numpy() == pytest.approx(0.9 * counted.loc[during, "enrolled"])


def test_the_cohorts_own_take_up_comes_first(plan):
    cohorts = plan.need.cohorts.assign(take_up_rate=0.5)
    counted = seat_counts(replace(plan, need=replace(plan.need, cohorts=cohorts)))
    assert (counted["invited"] == 2 * counted["enrolled"]).all()


def test_who_is_assigned_is_invited_once(plan):
    blocks = plan.facts.blocks.assign(enrolment="assigned")
    counted = seat_counts(replace(plan, facts=replace(plan.facts, blocks=blocks)))
    assert (counted["invited"] == counted["enrolled"]).all()


@given(st.lists(st.floats(0, 50), min_size=1, max_size=8), st.integers(1, 3))
def test_whole_invitations_add_up_to_the_cohort_rounded_up(amounts, cohorts):
    from hitdesign.report.attendance import _whole_by_cohort

    names = pd.Series([str(place % cohorts) for place in range(len(amounts))])
    whole = _whole_by_cohort(names, pd.Series(amounts))
    for name in set(names):
        exact = pd.Series(amounts)[names == name].sum()
        assert whole[names == name].sum() == np.ceil(exact - 1e-6)
    assert (whole >= 0).all()


def test_the_first_choice_is_the_rankings_and_the_runner_up_second(reading):
    ranking = reading.plan.recommendation.ranking
    allowed = ranking[~ranking["excluded"]]
    for row in reading["recommendations"].itertuples():
        ranked = allowed[allowed["band_id"] == row.band_id].sort_values("rank")["model_id"].tolist()
        assert [row.first_choice, row.runner_up] == ranked[:2]


def test_assumptions_stand_by_what_they_move(reading):
    moves = reading["assumptions"]["moves"].abs().fillna(-1)
    assert moves.is_monotonic_decreasing
    assert reading["assumptions"]["name"].iloc[0] == "tier shares"


def test_every_statement_used_is_counted_under_its_source(reading):
    sources = reading["sources"]
    assert sources["statements"].sum() >= len(reading["assumptions"]) + 3
    assert (sources["statements_checked"] <= sources["statements"]).all()


def test_reasons_keep_every_student(reading):
    assert reading["unserved_reasons"]["students"].sum() == reading.unserved


@pytest.mark.parametrize(("value", "bound", "more"), [(100, 101, 0.01), (100, 100, 0), (100, 99.9999, 0), (0, 0, 0)])
def test_what_more_is_possible(value, bound, more, plan):
    levels = frame("levels", [{"level": "seats", "unit": "seats", "value": value, "bound": bound, "gap": 0}])
    answer = replace(plan.allocation, levels=levels)
    assert more_possible(replace(plan, allocation=answer)) == pytest.approx(more)


def test_a_plan_that_serves_nobody_is_read_too(plan):
    empty = {name: frame(name, []) for name in ("seats", "groups", "charges", "timetable", "tutor_hours")}
    whole_need = plan.need.cohorts[["cohort_id", "school_id", "students"]].assign(
        reason="no_stream", limit="", basis="", sentence="Nothing may pay."
    )
    nobody = reading_of(made_up_plan(unserved=whole_need, **empty))
    assert (nobody.enrolled, nobody.invited, nobody.schools_served) == (0, 0, 0)
    assert nobody["by_need"][COUNTS].notna().all(axis=None)
