"""Each level means what it says, keeps what stands above it, and can be asked of any plan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from allocation.two_schools import block, built, case, cohort, model, other_policy, pool, ready, stream
from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.audit import audit
from hitdesign.allocation.level_change import PLACE, last_seats
from hitdesign.allocation.level_equity import groups_between
from hitdesign.allocation.level_evaluate import evaluate
from hitdesign.allocation.level_learning import learning_of, scale_key
from hitdesign.allocation.linear_answer import linear_answer
from hitdesign.allocation.whole_answer import whole_answer
from hitdesign.district.records import Block
from hitdesign.errors import InputError
from hitdesign.policy import Policy
from hitdesign.solving.linear import solve_linear
from laws.districts import EVIDENCE, Asked, Case, asked, cases
from laws.solved import changed, not_below, plan_of, some
from oracles.levels import NEW, judged_by, learning
from oracles.plain import City


def at(where: str, name: str = "day", **other: Any) -> Block:
    """School A begins early and B late, so that one person can teach at both."""
    return block(where, name, starts_at={"A": "08:00", "B": "11:00"}[where], **other)


#: Two people, each with hours for three groups of three: 18 of 21 students.
ONE = {
    "tutors": (pool(tutors=2, hours_per_tutor_week=4.5),),
    "funding": (stream("money", award=9000),),
    "blocks": (at("A"), at("B")),
}
EVEN = ("equity_between_schools", "seats")


def solved(given: Asked, *, whole: bool = True) -> Allocation:
    formulation = given.formulation()
    answer = whole_answer if whole else linear_answer
    found = answer(formulation, band_codes(formulation, given.chosen), given.case.policy, given.case.evidence)
    assert isinstance(found, Allocation)
    return found


def of(*levels: Any, **tables: Any) -> Allocation:
    return solved(asked(other_policy(case(**{**ONE, **tables}), levels=levels)))


def in_fractions(given: Case, *levels: Any) -> Allocation:
    """The linear answer, which is sooner there."""
    return solved(asked(other_policy(given, levels=levels)), whole=False)


@pytest.fixture(scope="module")
def most() -> Allocation:
    return of("seats", "dollars")


@pytest.fixture(scope="module")
def even() -> Allocation:
    return of(*EVEN)


def served(plan: Allocation) -> dict[str, float]:
    return {str(name): float(one) for name, one in plan.seats.groupby("school_id")["students"].sum().items()}


# --- equity --------------------------------------------------------------------------------------------------------


def test_the_least_served_school_is_served_as_well_as_can_be(even: Allocation) -> None:
    """Of 12 and 9 students 18 are taught: 9 and 9, or 12 and 6; the least share is 9 of 12, or 6 of 9."""
    assert even.proved
    assert served(even) == {"A": 9, "B": 9}
    assert even.levels["value"].tolist() == pytest.approx([75, 36])
    shares = even.equity[even.equity["between"] == "schools"].set_index("group")["share"]
    assert shares.to_dict() == {"A": 0.75, "B": 1.0}


def test_seats_first_then_equity_moves_seats_and_loses_none(most: Allocation) -> None:
    plan = of("seats", "equity_between_schools")
    assert plan.seats_served == most.seats_served == 18
    assert plan.levels["value"].iloc[1] == pytest.approx(75)


def test_a_school_without_any_right_stands_in_the_table_and_holds_nobody_back() -> None:
    plan = in_fractions(case(**{**ONE, "blocks": (at("A"),)}), *EVEN)
    table = plan.equity[plan.equity["between"] == "schools"].set_index("group")
    assert plan.value == pytest.approx(100)
    assert not table.loc["B", "counted"]
    assert "can serve anybody" in table.loc["B", "why"]
    assert np.isnan(table.loc["B", "share"])
    assert any("equity between schools: B," in check for check in plan.open_checks)


def test_students_whose_mark_is_unknown_are_apart() -> None:
    rows = [cohort("A", 8, iep="yes"), cohort("A", 4, iep="no"), cohort("B", 9)]
    plan = in_fractions(case(rows, **ONE), "equity_between_marks", "seats")
    table = plan.equity[plan.equity["between"] == "marks"].set_index("group")
    assert set(table.index[table["counted"]]) == {"iep: yes", "iep: no"}
    assert table.loc["iep: unknown", "need"] == 9
    assert plan.value == pytest.approx(100 * table.loc[["iep: yes", "iep: no"], "share"].min())


def test_marks_that_were_counted_each_alone_are_not_compared() -> None:
    """Who carries two marks is not known there, so neither is who of the seated carries one."""
    formulation = built([cohort("A", 12, iep_students=5, english_learner_students=4), cohort("B", 9, iep_students=3)])
    table = groups_between(formulation.inputs, "marks").table.set_index("group")
    assert table.loc["iep: yes", "need"] == 3
    assert table.loc["iep: no", "need"] == 6
    assert table.loc[[name for name in table.index if "counted apart" in name], "counted"].eq(False).all()


def test_board_areas_are_compared_where_schools_name_one() -> None:
    base = case(**ONE)
    schools = tuple(
        row.model_copy(update={"board_area": {"A": "north", "B": "south"}[row.school_id]})
        for row in base.district.schools
    )
    plan = in_fractions(base.with_tables(schools=schools), "equity_between_areas", "seats")
    shares = plan.equity[plan.equity["between"] == "areas"].set_index("group")["share"]
    assert set(shares.index) == {"north", "south"}
    assert plan.value == pytest.approx(100 * shares.min())
    assert plan.value == pytest.approx(100 * 18 / 21)


# --- expected learning ---------------------------------------------------------------------------------------------


def test_expected_learning_of_a_plan_is_what_a_reader_adds_up() -> None:
    """Teachers and aides, one to one and three to one: every seat by hand, from the evidence alone."""
    ready_case = judged_by(
        ready(
            use=("three", "one"),
            tutors=(pool(tutors=1), pool("teachers", kind="certified_teacher", tutors=1, hourly_cost_dollars=30)),
            tutoring_models=(model(), model("one", students_per_tutor=1)),
            funding=(stream("money", award=3000),),
        ),
        ("expected_learning", "seats"),
        0,
    )
    plan, city = solved(ready_case), City(ready_case)
    total = 0.0
    for row in plan.seats.itertuples():
        (gain,) = (
            learning(ready_case, city, p)
            for p in city.places
            if city.models[p.model]["model_id"] == row.model_id
            and city.pools[p.pool]["pool_id"] == row.pool_id
            and city.bands[p.band]["school_id"] == row.school_id
        )
        total += gain * row.students
    assert total > 0
    assert plan.value == pytest.approx(total)
    assert {"people", "teachers"} == set(plan.seats["pool_id"])
    low, high = (float(plan.levels[name].iloc[0]) for name in ("low", "high"))
    assert low < plan.value < high


def test_the_range_holds_the_value_at_every_seat() -> None:
    formulation = built(policy=Policy(levels=("expected_learning",)))
    found = learning_of(formulation.inputs, formulation.entries, EVIDENCE, formulation.basis.policy)
    assert (found.low < found.value).all()
    assert (found.value < found.high).all()


def test_effects_shrink_with_the_size_that_was_settled_beforehand() -> None:
    small, large = (
        solve_linear(built(policy=Policy(levels=("expected_learning",), program_students=size)).program)
        for size in (50, 5000)
    )
    ratio = EVIDENCE.parameters["effect.scale.1000_up"].value / EVIDENCE.parameters["effect.scale.1_99"].value
    assert large.levels[0].value == pytest.approx(small.levels[0].value * ratio)
    assert [scale_key(EVIDENCE, size).removeprefix("effect.scale.") for size in (0, 99, 100, 999, 10**6)] == [
        "1_99",
        "1_99",
        "100_399",
        "400_999",
        "1000_up",
    ]


def test_hours_attended_count_up_to_an_adequate_dosage_and_no_further() -> None:
    def value(**dose: int) -> float:
        blocks = (block("A", attendance_rate=0.5, **dates), block("B", attendance_rate=0.5, **dates))
        formulation = built(
            policy=Policy(levels=("expected_learning",)),
            blocks=blocks,
            tutoring_models=(model(**dose),),
            funding=(stream("money", obligate_by=date(2027, 12, 31)),),
        )
        return float(formulation.values["expected_learning"].value.max())

    dates = {"ends_on": date(2027, 9, 10)}
    assert value(weeks=16) == pytest.approx(2 * value(weeks=8))
    assert value(weeks=44, sessions_per_week=5) == pytest.approx(value(weeks=40, sessions_per_week=5))


def test_seats_are_told_apart_by_place_only_where_a_level_looks() -> None:
    two = {"tutors": (pool(), pool("teachers", kind="certified_teacher"))}
    assert not len(built(**two).layout.seat_pair)
    assert len(built(policy=Policy(levels=("expected_learning",)), **two).layout.seat_pair) == 4
    same_kind = {"tutors": (pool(), pool("others"))}
    assert not len(built(policy=Policy(levels=("expected_learning",)), **same_kind).layout.seat_pair)


# --- least change --------------------------------------------------------------------------------------------------


def after(plan: Allocation | pd.DataFrame, *levels: Any, **tables: Any) -> Allocation:
    given = asked(other_policy(case(**{**ONE, **tables}), levels=levels))
    return solved(replace(given, facts=replace(given.facts, last_plan=last_seats(plan))))


def by_place(plan: Allocation) -> dict[Any, float]:
    return {key: float(one) for key, one in plan.seats.groupby(list(PLACE))["students"].sum().items()}


@pytest.mark.parametrize("levels", [("least_change", "seats"), ("seats", "least_change", "dollars")], ids=" ".join)
def test_with_the_same_plan_as_last_nothing_changes(even: Allocation, levels: tuple[str, ...]) -> None:
    again = after(even, *levels)
    assert again.levels.set_index("level")["value"]["least_change"] == 0
    assert by_place(again) == by_place(even)


def test_a_seat_that_moves_is_counted_where_it_was_and_where_it_is(even: Allocation) -> None:
    moved = after(even, "seats", "least_change", blocks=(at("A"), at("B", minutes=30, days="MWF", groups_at_once=1)))
    change = sum(abs(by_place(moved).get(k, 0) - by_place(even).get(k, 0)) for k in {*by_place(moved), *by_place(even)})
    assert change > 0
    assert moved.levels["value"].iloc[1] == pytest.approx(change)


def test_seats_of_places_that_are_gone_are_listed_and_not_counted(even: Allocation) -> None:
    plan = after(even, "least_change", "seats", blocks=(at("A"), at("B", "evening")))
    assert plan.value == 0
    assert any("Last plan: 9 seats cannot be compared" in one and "B math day" in one for one in plan.open_checks)


def test_without_a_last_plan_least_change_is_refused() -> None:
    with pytest.raises(InputError, match="nothing to compare with"):
        of("least_change")


@pytest.mark.parametrize(
    ("spoil", "word"),
    [
        (lambda table: table.drop(columns=["pool_id", "students"]), "no pool_id, students"),
        (lambda table: table.assign(students=-1), "cannot be used"),
        (lambda table: table.assign(students="some"), "cannot be used"),
        (lambda table: table.assign(grade_low="third"), "grade_low"),
    ],
)
def test_a_last_plan_that_cannot_be_read_says_so(even: Allocation, spoil: Any, word: str) -> None:
    with pytest.raises(InputError, match=word):
        last_seats(spoil(even.seats))


# --- order, tolerances, any plan -----------------------------------------------------------------------------------


def test_bound_and_gap_are_those_of_the_level_that_stands_first() -> None:
    plan = of("dollars", "seats")
    assert (plan.value, plan.bound, plan.seats_served) == (0, 0, 0)
    assert plan.proved
    assert plan.levels["sentence"].iloc[0] == "No plan under these limits is better in this."


def test_each_level_gives_up_its_own_tolerance_and_no_more() -> None:
    """Three groups: the intensive nine at B count 27; two groups at A and one at B count 21, a third of B; no less."""
    policy = Policy(gap=0.0, levels=("seats", "equity_between_schools"), level_tolerances={"seats": 0.5})
    rows = {
        "cohorts": [cohort("A", 12), cohort("B", 9, tier="intensive")],
        "tutors": (pool(tutors=1, hours_per_tutor_week=4.5),),
    }
    strict = of("seats", "equity_between_schools", **rows)
    plan = plan_of(replace(case(**{**ONE, **rows}), policy=policy))
    assert isinstance(plan, Allocation)
    assert plan.levels["tolerance"].tolist() == [0.5, 0.0]
    assert strict.levels["value"].tolist() == pytest.approx([27, 0])
    assert plan.levels["value"].tolist() == pytest.approx([21, 100 / 3])
    assert plan.proved
    assert plan.status == "gave_way"
    assert "was free to give up 50%" in plan.levels["sentence"].iloc[0]


def test_a_level_twice_none_at_all_or_a_tolerance_of_another_is_refused() -> None:
    for choices in ({"levels": ("seats", "seats")}, {"levels": ()}, {"level_tolerances": {"least_change": 0.1}}):
        with pytest.raises(ValueError, match="level"):
            Policy(**choices)


def test_a_plan_is_worth_under_every_level_what_its_own_table_says(even: Allocation) -> None:
    plan = after(even, "seats", "expected_learning", "equity_between_schools", "least_change", "dollars")
    found = evaluate(plan, plan.formulation).set_index("level")
    for row in plan.levels.itertuples():
        assert found.loc[row.level, "value"] == pytest.approx(row.value)
        assert found.loc[row.level, ["low", "high"]].tolist() == pytest.approx([row.low, row.high])
    assert found.loc["equity_between_marks", "sentence"].startswith("Not known")


def test_two_plans_stand_side_by_side_under_one_policy(most: Allocation, even: Allocation) -> None:
    names = ["seats", "equity_between_schools", "expected_learning"]
    beside = [evaluate(plan, most.formulation, names)["value"].tolist() for plan in (most, even)]
    assert beside[0][0] == beside[1][0]
    assert beside[1][1] == pytest.approx(75)
    assert beside[0][1] <= 75


def test_a_plan_changed_by_hand_is_judged_by_its_tables_and_what_has_no_right_is_not_counted(most: Allocation) -> None:
    plan = most
    fewer = plan.seats.assign(students=plan.seats["students"] - 1)
    strange = pd.concat([fewer, fewer.iloc[[0]].assign(block_id="nowhere"), fewer.iloc[[0]].assign(cohort_id="nobody")])
    found = evaluate({"seats": strange}, plan.formulation).set_index("level")
    lost = 2 * fewer["students"].iloc[0]
    assert found.loc["seats", "value"] == pytest.approx(plan.value * fewer["students"].sum() / plan.seats_served)
    assert found["not_counted"].tolist() == [lost] * len(found)
    assert np.isnan(found.loc["dollars", "value"])
    assert f"{lost} seats of the plan stand where" in found.loc["seats", "sentence"]
    with pytest.raises(InputError, match="no such level"):
        evaluate(plan, plan.formulation, ["happiness"])
    with pytest.raises(InputError, match="no table of seats"):
        evaluate({}, plan.formulation)


# --- laws ----------------------------------------------------------------------------------------------------------

ORDERS = st.permutations([*NEW, "seats", "dollars"]).map(lambda found: tuple(found[:3]))


@some(share=0.5)
@given(given=cases(), levels=ORDERS, whole=st.booleans(), seed=st.integers(0, 99))
def test_every_plan_under_any_levels_passes_the_audit_and_says_what_it_is_worth(
    given: Any, levels: Any, whole: bool, seed: int
) -> None:
    ready_case = judged_by(asked(given), levels, seed)
    formulation = ready_case.formulation()
    answer = whole_answer if whole else linear_answer
    plan = answer(formulation, band_codes(formulation, ready_case.chosen), ready_case.case.policy, EVIDENCE)
    if not isinstance(plan, Allocation):
        return
    if not whole or len(plan.timetable) or not plan.seats_served:
        assert audit(plan, formulation) == []
    worth = evaluate(plan, formulation, levels)
    assert worth["value"].fillna(0.0).tolist() == pytest.approx(plan.levels["value"].tolist(), rel=1e-5, abs=0.02)
    sign = np.where(worth["sense"] == "more", 1.0, -1.0)
    assert (sign * (plan.levels["bound"] - plan.levels["value"]) >= -1e-5 * (1 + plan.levels["value"].abs())).all()


@some(share=0.5)
@given(given=cases(), level=st.sampled_from(NEW[:3]), more=st.sampled_from([40.0, 1000.0]), which=st.integers(0, 9))
def test_a_larger_award_or_more_people_never_lower_learning_or_equity(
    given: Any, level: Any, more: float, which: int
) -> None:
    funding, tutors = given.district.funding, given.district.tutors
    richer = given.with_tables(
        funding=changed(funding, which % len(funding), lambda row: {"award_dollars": row.award_dollars + more}),
        tutors=changed(tutors, which % len(tutors), lambda row: {"tutors": row.tutors + 1}),
    )
    before, later = (solve_linear(judged_by(asked(one), (level,), 0).formulation().program) for one in (given, richer))
    if before.values is not None:
        assert later.values is not None
        assert not_below(later.levels[0].value, before.levels[0].value)


@some(share=0.25)
@given(given=cases(), levels=ORDERS, seed=st.integers(0, 99))
def test_with_tolerances_the_linear_answer_proves_itself_and_keeps_within_them(
    given: Any, levels: Any, seed: int
) -> None:
    ready_case = judged_by(asked(given), levels, seed)
    policy = ready_case.case.policy.model_copy(update={"level_tolerances": {levels[0]: 0.2, levels[1]: 0.1}})
    loose = replace(ready_case, case=replace(ready_case.case, policy=policy))
    formulation = loose.formulation()
    if solve_linear(formulation.program, levels=1).values is None:
        return
    strict, plan = (solved(one, whole=False) for one in (ready_case, loose))
    assert plan.proved
    assert audit(plan, formulation) == [] and plan.audit() == []
    sign = -formulation.program.levels[0].sign
    assert sign * plan.value >= sign * strict.value - 0.2 * max(1.0, abs(strict.value)) - 1e-6
