"""Whether a goal can be reached is judged by numbers, and never better for a fact that is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from hitdesign.district.program_records import DistrictDate, StrategicGoal
from hitdesign.evidence.library import number, shipped
from hitdesign.measurement.power.detection import minimum_detectable_effect
from hitdesign.measurement.power.groups import PartiallyNested
from hitdesign.plan.forecast.forecast import forecast_of
from hitdesign.plan.goals.goals import Goals
from hitdesign.plan.goals.sample import growth_sample, likeness_of
from hitdesign.plan.goals.seat_rows import seat_rows
from hitdesign.plan.plan import Plan
from plan.forecast.drafts import HOLIDAY, blocks, model, restated, rich_plan
from plan.goals.promises import check, goal, many_times, promised, promising
from scenarios.small import block, district, planned, pool, stream

pytestmark = pytest.mark.once

MATH = "participation:math"
SPRING = DistrictDate(kind="assessment", on=date(2027, 5, 24), label="NWEA MAP")
PRESENT = StrategicGoal(goal_id="p", goal="Present.", measure="attendance_rate", baseline=0.95, target=0.96)


def asking(share: float, plan: Plan | None = None) -> Goals:
    """The goals where this share of those who need math is to take part."""
    return promised(promising(plan, participation_shares={"math": share}))


def test_a_share_that_is_sure_is_reachable_one_that_may_be_is_unknown_one_beyond_the_seats_is_not() -> None:
    assert [goal(asking(share), MATH).reachable for share in (0.5, 0.7, 0.95)] == ["yes", "unknown", "no"]


def test_what_would_do_is_said_in_seats_and_does() -> None:
    found = asking(0.95)
    assert "7 further seats" in goal(found, MATH).would, goal(found, MATH).would
    seats = rich_plan().allocation.seats.copy()
    seats.loc[seats.index[seats["subject"] == "math"][0], "students"] += 7
    plan = replace(rich_plan(), allocation=replace(rich_plan().allocation, seats=seats))
    assert check(asking(0.95, plan), MATH, "seats").status == "yes"


def test_the_attendance_that_would_do_does() -> None:
    says = check(asking(0.7), MATH, "attendance").would
    rate = float(says.partition("Attendance of ")[2].partition("%")[0]) / 100
    assert 0.9 < rate < 1
    for attended, status in ((rate, "yes"), (rate - 0.02, "unknown")):
        plan = restated(rich_plan(), blocks=blocks(attendance_rate=attended))
        assert goal(asking(0.7, plan), MATH).reachable == status


def test_a_model_of_too_few_sessions_cannot_and_says_so() -> None:
    found = promised(promising(least_sessions=120))
    assert goal(found, MATH).reachable == "no"
    assert "Models of at least 120 sessions" in goal(found, MATH).would


def test_masked_counts_make_no_share_sure_that_their_other_end_would_not() -> None:
    need = rich_plan().need
    cohorts = need.cohorts.copy()
    cohorts.loc[cohorts["subject"] == "math", "students_high"] += 20
    masked = replace(rich_plan(), need=replace(need, cohorts=cohorts))
    assert goal(asking(0.5), MATH).reachable == "yes"
    assert goal(asking(0.5, masked), MATH).reachable == "unknown"


def test_the_smallest_difference_is_that_of_the_room_of_measurement() -> None:
    plan, like = rich_plan(), likeness_of(shipped(), "math", 3, 5)
    seats = seat_rows(plan, forecast_of(plan))
    seats = seats[seats["subject"] == "math"]
    groups = plan.allocation.groups
    n_groups = int(groups.loc[groups["band_id"].str.contains("math"), "groups"].sum())
    unserved = plan.allocation.unserved
    others = int(unserved.loc[unserved["cohort_id"].str.contains("math"), "students"].sum())
    design = PartiallyNested(
        groups=n_groups,
        students_per_group=seats["students"].sum() / n_groups,
        comparison_students=others,
        group_icc=0.113,
        r_squared=0.509,
        attrition=number(shipped(), "goals.outcome_attrition"),
        covariates=1,
    )
    smallest = minimum_detectable_effect(design, convention="central").effect
    assert (like.group_icc, like.r_squared) == (0.113, 0.509)
    assert growth_sample(plan, seats, smallest * 1.0001, 2.0).status == "yes"
    assert growth_sample(plan, seats, smallest * 0.9999, 2.0).status == "no"
    assert growth_sample(plan, seats, 0.0, 2.0).status == "unknown"
    assert "could be shown as it is" in growth_sample(plan, seats, 0.1, 2.0).would
    assert "not even 0.50 could be shown" in growth_sample(plan, seats, 0.1, 0.5).would


def test_attendance_beyond_what_was_seen_elsewhere_is_called_hopeful() -> None:
    for rate, hopeful in ((0.9, True), (0.8, False)):
        found = promised(restated(rich_plan(), blocks=blocks(attendance_rate=rate)))
        assert ("hopeful" in check(found, MATH, "attendance").says) == hopeful


def ready() -> Plan:
    """A plan large enough to show what it is forecast to do, with everything stated."""
    plan = restated(rich_plan(), dates=(SPRING,), strategic_goals=(PRESENT,))
    return promising(many_times(plan, 200), assessments={"math": "NWEA MAP"})


def test_growth_within_the_low_end_that_a_large_program_can_show_is_reachable() -> None:
    found = promised(ready())
    assert goal(found, "growth:math").reachable == "yes", goal(found, "growth:math").why
    assert goal(found, "growth:reading").reachable == "unknown", "no assessment is named"
    assert goal(promised(promising(assessments={"math": "NWEA MAP"})), "growth:math").reachable == "no"


def test_growth_beyond_all_that_is_forecast_is_not_reachable_and_between_the_ends_unknown() -> None:
    plan = ready()
    statuses = [
        check(promised(promising(plan, growth_sd={"math": target})), "growth:math", "forecast").status
        for target in (0.05, 0.3, 1.5)
    ]
    assert statuses == ["yes", "unknown", "no"]


def test_growth_cannot_be_shown_where_nobody_is_left_to_compare_with() -> None:
    allocation = replace(rich_plan().allocation, unserved=rich_plan().allocation.unserved.iloc[:0])
    found = promised(replace(rich_plan(), allocation=allocation))
    assert check(found, "growth:math", "sample").status == "no"
    assert "by lot" in goal(found, "growth:math").would


def test_tutoring_on_every_school_day_leaves_no_day_to_compare_with() -> None:
    plan = restated(rich_plan(), tutoring_models=(model(sessions_per_week=5),))
    assert goal(promised(plan), "engagement").reachable == "no"
    assert "at most 4 days" in goal(promised(plan), "engagement").would


def test_attendance_that_is_known_decides_what_so_many_students_show() -> None:
    known = restated(rich_plan(), strategic_goals=(PRESENT,))
    assert check(promised(known), "engagement", "sample").status == "no"
    assert check(promised(rich_plan()), "engagement", "sample").status == "unknown"
    assert goal(promised(known), "engagement").baseline == 0.95
    assert goal(promised(many_times(known, 200)), "engagement").reachable == "yes"
    assert goal(promised(promising(known, attendance_points=5.0)), "engagement").reachable == "unknown"


def test_attendance_that_is_unknown_shows_no_more_than_the_most_uneven_would() -> None:
    plan = many_times(rich_plan(), 20)
    rates = {rate: PRESENT.model_copy(update={"baseline": rate}) for rate in (0.95, 0.5)}
    known = {
        rate: check(promised(restated(plan, strategic_goals=(row,))), "engagement", "sample").status
        for rate, row in rates.items()
    }
    assert known == {0.95: "yes", 0.5: "no"}
    assert check(promised(plan), "engagement", "sample").status == "unknown"


def test_a_seat_in_a_model_that_misses_the_standard_fails_the_goal() -> None:
    ranking = rich_plan().recommendation.ranking.assign(meets_standard=False)
    plan = replace(rich_plan(), recommendation=SimpleNamespace(ranking=ranking))
    assert goal(promised(plan), "design_standard").reachable == "no"
    assert goal(promised(rich_plan()), "design_standard").reachable == "yes"


def verdicts(plan: Plan) -> dict[str, str]:
    return {one.goal_id: one.reachable for one in promised(plan).goals}


def never_better(before: dict[str, str], after: dict[str, str]) -> None:
    better = [name for name, one in before.items() if one != "yes" and after.get(name) == "yes"]
    assert not better


REMOVALS: dict[str, Callable[[Plan], Plan]] = {
    "attendance": lambda plan: restated(plan, blocks=blocks(attendance_rate=None)),
    "one attendance": lambda plan: restated(
        plan, blocks=(plan.district.blocks[0].model_copy(update={"attendance_rate": None}), *plan.district.blocks[1:])
    ),
    "calendar": lambda plan: restated(plan, calendar=()),
    "dates": lambda plan: restated(plan, dates=()),
    "strategic goals": lambda plan: restated(plan, strategic_goals=()),
    "assessments": lambda plan: promising(plan, participation_shares={"math": 0.7}, growth_sd={"math": 0.1}),
    "marks": lambda plan: replace(
        plan, need=replace(plan.need, cohorts=plan.need.cohorts.assign(english_learner="unknown"))
    ),
}


@cache
def stated(rate: float, day: date) -> tuple[Plan, dict[str, str]]:
    """A large plan that asks for much, with everything stated; and its verdicts."""
    plan = many_times(rich_plan(), 200)
    spring = SPRING.model_copy(update={"on": day})
    plan = restated(plan, blocks=blocks(attendance_rate=rate), dates=(spring,), strategic_goals=(PRESENT,))
    promises = {"participation_shares": {"math": 0.7}, "growth_sd": {"math": 0.1}}
    plan = promising(plan, assessments={"math": "NWEA MAP"}, **promises)
    return plan, verdicts(plan)


@pytest.mark.parametrize("what", REMOVALS)
@pytest.mark.parametrize(
    ("rate", "day"), [(0.3, SPRING.on), pytest.param(0.95, date(2026, 12, 1), marks=pytest.mark.slow)]
)
def test_no_goal_becomes_reachable_when_a_fact_is_removed(what: str, rate: float, day: date) -> None:
    plan, before = stated(rate, day)
    never_better(before, verdicts(REMOVALS[what](plan)))


def choosing(**tables: Any) -> Plan:
    """A plan of a small district that wants four in five of those who need math to take part."""
    one = district(calendar=(HOLIDAY,), funding=(stream("grant", 30_000.0),), **tables)
    return promising(planned(one), participation_shares={"math": 0.8})


DAY = tuple(block(one, attendance_rate=1.0, starts_at=at) for one, at in (("A", "08:30"), ("B", "10:30")))


def test_removing_how_many_join_makes_no_share_of_them_reachable() -> None:
    asked = tuple(one.model_copy(update={"enrolment": "opt_in", "take_up_rate": 0.3}) for one in DAY)
    blank = tuple(one.model_copy(update={"take_up_rate": None}) for one in asked)
    few = verdicts(choosing(blocks=asked))
    assert few[MATH] == "no"
    never_better(few, verdicts(choosing(blocks=blank)))


@pytest.mark.slow
def test_removing_how_many_posts_are_vacant_makes_no_share_of_them_reachable() -> None:
    vacant = verdicts(choosing(blocks=DAY, tutors=(pool(vacancy_rate=0.5),)))
    hired = choosing(blocks=DAY, tutors=(pool(vacancy_rate=None),))
    assert vacant[MATH] == "no"
    never_better(vacant, verdicts(hired))
    assert goal(promised(hired), MATH).if_assumed == "yes"


def test_without_a_calendar_no_session_is_sure() -> None:
    assert goal(promised(rich_plan()), MATH).reachable == "yes"
    one = goal(promised(restated(rich_plan(), calendar=())), MATH)
    assert (one.reachable, one.if_assumed) == ("unknown", "yes")
    assert "calendar" in one.why


def test_what_nobody_stated_is_named_and_the_verdict_if_it_holds_is_given() -> None:
    plan = restated(rich_plan(), blocks=blocks(attendance_rate=None))
    one = goal(promised(plan), MATH)
    assert (one.reachable, one.if_assumed) == ("unknown", "yes")
    assert "blocks.attendance_rate" in one.why
    assert any("yes if what was assumed holds" in said for said in promised(plan).sentences)


def test_more_attendance_never_makes_a_verdict_worse() -> None:
    order = ("no", "unknown", "yes")
    plans = [restated(rich_plan(), blocks=blocks(attendance_rate=rate)) for rate in (0.2, 0.6, 0.95)]
    found = [verdicts(promising(plan, participation_shares={"math": 0.6}))[MATH] for plan in plans]
    assert [order.index(one) for one in found] == sorted(order.index(one) for one in found)
    assert len(set(found)) > 1
