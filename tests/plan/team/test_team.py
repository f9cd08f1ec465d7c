"""Work and people of a plan: hours follow its groups, too much is flagged, what is not known stays not known."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from math import isnan
from typing import Any

import pytest

from allocation.two_schools import block, cohort, pool, stream
from hitdesign.district.program_records import StaffRole
from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.evidence.team_facts import TeamSize
from hitdesign.plan.plan import Plan
from hitdesign.plan.team.counted import Counted
from hitdesign.plan.team.duties import months
from hitdesign.plan.team.sizes import people_of
from hitdesign.plan.team.team import Team, team_of
from hitdesign.rollout.rollout import Rollout
from hitdesign.rollout.team import TeamChoices
from hitdesign.rollout.timeline import TimelineChoices
from plan.drafts import QUICK, drafted, plain

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def plan() -> Plan:
    return drafted(tutors=(pool(tutors=4, background_check="yes"),), funding=(stream("money", award=5000),))


@pytest.fixture(scope="module")
def whole(plan: Plan) -> Team:
    return team_of(plan)


def with_people(plan: Plan, *people: StaffRole) -> Plan:
    return replace(plan, district=replace(plan.district, people=people))


def with_choices(plan: Plan, **choices: Any) -> Plan:
    rollout = plan.policy.rollout.model_copy(update={"team": TeamChoices(**choices)})
    return replace(plan, policy=plan.policy.model_copy(update={"rollout": rollout}))


def load(team: Team, role: str, place: str = "*", phase: str = "while it runs") -> Any:
    rows = team.loads
    found = rows[(rows["role"] == role) & (rows["school_id"] == place) & (rows["phase"] == phase)]
    assert len(found) == 1
    return found.iloc[0]


def duty(team: Team, name: str, place: str = "*") -> Any:
    found = team.duties[(team.duties["duty_id"] == name) & (team.duties["school_id"] == place)]
    assert len(found) == 1
    return found.iloc[0]


def test_hours_are_the_base_and_the_plans_own_groups(plan: Plan, whole: Team) -> None:
    team = whole
    groups = plan.allocation.groups["groups"].sum()
    assert groups == 7
    rule = shipped().team_duties["watch_rosters"]
    row = duty(team, "watch_rosters")
    assert row["hours_per_week"] == pytest.approx(rule.hours + rule.hours_per_group * groups)
    assert f"{groups:.0f} groups" in row["because"]


def test_work_at_a_school_counts_that_schools_groups(plan: Plan, whole: Team) -> None:
    team, rule = whole, shipped().team_duties["rosters_and_times"]
    for school in ("A", "B"):
        groups = plan.allocation.groups.set_index("school_id")["groups"][school].sum()
        assert duty(team, "rosters_and_times", school)["hours_each_time"] == pytest.approx(
            rule.hours + rule.hours_per_group * groups
        )


def test_dates_are_counted_from_the_first_and_the_last_day_of_the_blocks(whole: Team) -> None:
    team, rule = whole, shipped().team_duties["fit_improvement_plan"]
    row = duty(team, "fit_improvement_plan", "A")
    assert (team.counted.launch, team.counted.ends) == (date(2026, 9, 14), date(2026, 12, 18))
    assert (date(2026, 9, 14) - row["ends_on"]).days == 7 * rule.done_weeks + 1
    assert (row["ends_on"] - row["starts_on"]).days + 1 == 7 * rule.weeks
    assert duty(team, "close_the_books")["starts_on"] == date(2026, 12, 19)
    assert duty(team, "review_meetings")["times"] == len(months(date(2026, 9, 14), date(2026, 12, 18))) == 4


def test_another_launch_moves_every_date(plan: Plan, whole: Team) -> None:
    later = Rollout(timeline=TimelineChoices(launch_on=date(2026, 11, 16)))
    moved = team_of(replace(plan, policy=plan.policy.model_copy(update={"rollout": later})))
    before = whole.duties
    for name in ("before_launch", "weekly", "monthly"):
        starts = moved.duties.loc[moved.duties["when"] == name, "starts_on"]
        first = before.loc[before["when"] == name, "starts_on"]
        assert {(new - old).days for new, old in zip(starts, first, strict=True)} == {63}


def test_fewer_tutors_mean_fewer_groups_and_less_work(whole: Team) -> None:
    fewer = team_of(drafted(tutors=(pool(tutors=1, background_check="yes"),), funding=(stream("money", award=5000),)))
    hours = [load(team, "program_coordinator")["hours_per_week"] for team in (fewer, whole)]
    assert hours[0] < hours[1]


def test_an_empty_people_table_names_every_role_that_somebody_has_to_hold(whole: Team) -> None:
    team = whole
    assert {"program_coordinator", "principal", "finance_director", "superintendent"} <= set(team.nobody)
    assert set(team.loads.loc[team.loads["role"] == "principal", "status"]) == {"nobody"}
    assert any("people table is empty" in sentence for sentence in team.sentences)


def test_too_much_is_flagged_with_its_hours_and_what_would_do(plan: Plan) -> None:
    team = team_of(with_people(plan, StaffRole(role="program_coordinator", hours_per_week=4)))
    row = load(team, "program_coordinator")
    assert row["status"] == "over"
    assert row["over_hours"] == pytest.approx(row["hours_per_week"] - 4)
    assert row["load_share"] == pytest.approx(row["hours_per_week"] / 4)
    more = -(-row["over_hours"] // 4)
    assert f"{more:.0f} more with 4 h a week each" in row["relief"]
    enough = StaffRole(role="program_coordinator", hours_per_week=4, people=1 + int(more))
    assert load(team_of(with_people(plan, enough)), "program_coordinator")["status"] == "fits"


def test_work_that_somebody_there_has_room_for_is_handed_over(plan: Plan) -> None:
    people = [StaffRole(role="principal", school_id="A", hours_per_week=1)]
    alone = load(team_of(with_people(plan, *people)), "principal", "A")
    helped = load(
        team_of(with_people(plan, *people, StaffRole(role="site_coordinator", school_id="A", hours_per_week=40))),
        "principal",
        "A",
    )
    assert "hand over" not in alone["relief"]
    assert "to the site coordinator" in helped["relief"]
    assert "more hours" not in helped["relief"]


def test_what_is_handed_over_by_choice_is_done_by_the_other_role(plan: Plan, whole: Team) -> None:
    moved = team_of(with_choices(plan, done_by={"read_attendance": "site_coordinator"}))
    assert duty(moved, "read_attendance", "A")["role"] == "site_coordinator"
    assert load(moved, "principal", "A")["hours_per_week"] < load(whole, "principal", "A")["hours_per_week"]
    assert (
        moved.matrix.set_index("duty_id").loc["read_attendance", ["principal", "site_coordinator"]].tolist()
        == ["", "R"]
    )  # fmt: skip


def test_a_choice_that_names_what_is_not_there_is_refused_with_all_faults(plan: Plan) -> None:
    with pytest.raises(InputError) as refused:
        team_of(with_choices(plan, done_by={"read_attendence": "principle"}))
    assert [fault.found for fault in refused.value.faults] == ["read_attendence", "principle"]


def test_people_of_the_district_are_shared_by_schools_without_a_row_of_their_own(plan: Plan) -> None:
    shared = StaffRole(role="Principal", people=1, hours_per_week=3)
    both = team_of(with_people(plan, shared))
    assert sum(load(both, "principal", school)["hours_available"] for school in "AB") == pytest.approx(3)
    own = team_of(with_people(plan, shared, StaffRole(role="principal", school_id="A", hours_per_week=9)))
    assert [load(own, "principal", school)["hours_available"] for school in "AB"] == [
        pytest.approx(9),
        pytest.approx(3),
    ]


def test_hours_that_are_blank_stay_unknown_and_are_never_zero(plan: Plan) -> None:
    row = load(team_of(with_people(plan, StaffRole(role="program_coordinator"))), "program_coordinator")
    assert row["status"] == "unknown"
    assert isnan(row["hours_available"])
    assert isnan(row["over_hours"])


@pytest.mark.parametrize("hours", [1.0, 4.0, 40.0])
def test_no_load_gets_better_when_hours_are_taken_out_of_the_table(hours: float, plan: Plan) -> None:
    """From too much to not known, from fitting to not known; never to fitting."""
    given = StaffRole(role="program_coordinator", hours_per_week=hours)
    for less in ((given.model_copy(update={"hours_per_week": None}),), ()):
        statuses = team_of(with_people(plan, *less)).loads.query("role == 'program_coordinator'")["status"]
        assert set(statuses) <= {"unknown", "nobody"}


def test_marks_that_are_not_known_leave_hours_unknown_and_the_role_needed() -> None:
    team = team_of(plain())
    assert team.roles.set_index("role").loc["english_learner_lead", "needed"]
    assert isnan(duty(team, "el_first")["hours_each_time"])
    marks = [{"english_learner": mark, "iep": "no"} for mark in ("yes", "no")]
    known = team_of(drafted(*(cohort("A", 6, **mark) for mark in marks)))
    rule = shipped().team_duties["el_first"]
    seats = known.counted.of("*", "english_learners")
    assert 0 < seats <= 6
    assert duty(known, "el_first")["hours_each_time"] == pytest.approx(rule.hours + rule.hours_per_student * seats)
    assert not known.roles.set_index("role").loc["special_education_lead", "needed"]
    assert "iep_first" not in set(known.duties["duty_id"])


def test_a_role_that_is_not_understood_is_said_and_counts_for_nobody(plan: Plan, whole: Team) -> None:
    team = team_of(with_people(plan, StaffRole(role="janitor", hours_per_week=40)))
    assert team.not_understood == ("janitor",)
    assert any("janitor" in sentence for sentence in team.sentences)
    assert team.nobody == whole.nobody


def test_a_school_without_a_principal_is_named_where_another_has_one(plan: Plan) -> None:
    team = team_of(with_people(plan, StaffRole(role="principal", school_id="A", hours_per_week=9)))
    assert team.nobody_at.to_dict("records") == [{"role": "principal", "school_id": "B"}]
    assert any("principal is named at B" in sentence for sentence in team.sentences)


def test_full_load_is_a_choice(plan: Plan) -> None:
    given = with_people(plan, StaffRole(role="program_coordinator", hours_per_week=10))
    row = load(team_of(given), "program_coordinator")
    assert row["status"] == "fits"
    tight = load(team_of(with_choices(given, full_load=row["load_share"] / 2)), "program_coordinator")
    assert tight["over_hours"] == pytest.approx(row["hours_per_week"] / 2)


def test_in_a_small_program_who_may_relieve_a_role_does_its_work(plan: Plan, whole: Team) -> None:
    row = duty(whole, "data_plan")
    assert row["role"] == "program_coordinator"
    assert "too small" in row["because"]
    named = team_of(with_people(plan, StaffRole(role="data_analyst", hours_per_week=5)))
    assert duty(named, "data_plan")["role"] == "data_lead"


@pytest.mark.parametrize("rule", shipped().team_sizes.values(), ids=shipped().team_sizes)
def test_a_larger_program_never_needs_fewer_people(rule: TeamSize) -> None:
    def of(count: float, schools: int) -> Counted:
        row = {"students": count, "groups": count / 3}
        return Counted(dict.fromkeys((*map(str, range(schools)), "*"), row), count, (), None, None)

    sizes = [people_of(rule, of(size, schools)) for size, schools in ((1, 1), (90, 3), (4000, 60), (90_000, 400))]
    assert sizes == sorted(sizes)
    assert sizes[0] == rule.least_people
    assert sizes[-1] > rule.least_people


def test_a_districts_own_ratio_takes_the_place_of_the_assumption(plan: Plan, whole: Team) -> None:
    own = {"one_for": 5, "source": "district", "as_of": date(2026, 11, 26), "verified": True}
    told = overlay(shipped(), {"team_sizes": {"coordinator_by_students": own}})
    sizes = team_of(replace(plan, evidence=told)).sizes.set_index(["role", "school_id"])
    seats = plan.allocation.seats_served
    assert sizes.loc[("program_coordinator", "*"), "full_time_people"] == pytest.approx(seats / 5)
    assert not whole.sizes["verified"].any()


def test_a_duty_of_a_role_that_is_not_there_is_refused() -> None:
    other = {"responsible": "wizard", "source": "district", "as_of": date(2026, 11, 26), "verified": True}
    with pytest.raises(InputError, match="no such role"):
        overlay(shipped(), {"team_duties": {"one_contact": other}})


def test_a_plan_that_serves_nobody_has_a_team_all_the_same() -> None:
    team = team_of(drafted(blocks=(block("A", groups_at_once=0), block("B", groups_at_once=0))))
    assert team.counted.schools == ()
    assert "program_coordinator" in set(team.duties["role"])
    assert "principal" not in set(team.duties["role"])


def test_months_end_with_the_last_day_of_short_ones_and_with_the_term() -> None:
    assert months(date(2027, 12, 31), date(2028, 3, 30)) == (date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29))
    assert months(date(2026, 9, 1), date(2026, 9, 1)) == (date(2026, 9, 1),)


def test_the_same_facts_give_the_same_team(plan: Plan, whole: Team) -> None:
    first, second = whole, team_of(replace(plan))
    assert first.loads.to_csv() == second.loads.to_csv()
    assert first.sentences == second.sentences
    assert QUICK.rollout.team == TeamChoices()
