"""Why a cohort got nothing, and what it would take: compared with programs in which it is forced."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from pandas.testing import assert_frame_equal

from allocation.two_schools import block, built, model, pool, stream
from allocation.two_schools import cohort as students
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.refusal import CHANGES, refusal
from hitdesign.allocation.why_not import FIRST_AIM, WHOLE, why_not
from hitdesign.allocation.would_take import IN_SHARES, NOR_TOGETHER, WouldTake, ask_would_take
from hitdesign.errors import InputError
from hitdesign.solving.certificate import certify
from hitdesign.solving.linear import LinearAnswer, solve_linear
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from laws.districts import FEATURES, asked, case_of

TRIED = {"dev": 4, "brief": 3, "ci": 5, "nightly": 600}[os.environ.get("HITDESIGN_TESTS", "dev")]


@cache
def solved() -> list[tuple[Formulation, LinearAnswer]]:
    """Districts in which somebody with a place is left over."""
    found: list[tuple[Formulation, LinearAnswer]] = []
    seed = 300
    while len(found) < TRIED:
        seed += 1
        chance = random.Random(seed)
        one = asked(case_of(seed, [name for name in FEATURES if name != "floors" and chance.random() < 0.3]))
        formulation = one.formulation()
        answer = solve_linear(formulation.program)
        if answer.values is not None and not why_not(formulation, answer).empty:
            found.append((formulation, answer))
    return found


def with_more(formulation: Formulation, answer: LinearAnswer, cohort_id: str, more: float) -> Program:
    """The program in which one cohort has to get more seats than it has."""
    layout, cohorts = formulation.layout, formulation.inputs.need.cohorts
    cohort = cohorts.index[cohorts["cohort_id"] == cohort_id][0]
    column = np.flatnonzero(layout.student_cohort == cohort)
    served = float(answer.values[column].sum())
    row = np.zeros(len(column), dtype=np.int64)
    keys = {"cohort_id": [cohort_id]}
    floor = family("wish", keys, row, column, np.ones(len(column)), ">=", np.array([served + more]), "students", "")
    return formulation.program.with_rows(floor)


@pytest.mark.parametrize("number", range(TRIED))
def test_no_seat_is_worth_more_than_it_takes_and_forcing_one_costs_what_the_table_says(number: int) -> None:
    formulation, answer = solved()[number]
    table = why_not(formulation, answer)
    assert (table["short_by"] >= -1e-6).all()
    for row in table.head(3).itertuples():
        more = min(0.01, row.students / 2)
        forced = solve_linear(with_more(formulation, answer, row.cohort_id, more), levels=1)
        if forced.values is not None:
            assert forced.solves[0].value <= answer.solves[0].value - more * row.short_by + 1e-6


def test_the_price_of_a_seat_is_often_exactly_what_forcing_it_costs() -> None:
    same = tried = 0
    for formulation, answer in solved():
        for row in why_not(formulation, answer).head(3).itertuples():
            forced = solve_linear(with_more(formulation, answer, row.cohort_id, 1e-3), levels=1)
            if forced.values is not None and row.short_by > 1e-3:
                tried += 1
                loss = answer.solves[0].value - forced.solves[0].value
                same += abs(loss - 1e-3 * row.short_by) < 1e-6
    assert same >= 0.5 * tried


def test_every_sentence_names_what_a_seat_takes() -> None:
    for formulation, answer in solved():
        table = why_not(formulation, answer)
        for row in table[table["dearest_limit"] != ""].itertuples():
            assert row.dearest_limit in row.sentence


def test_a_level_that_is_made_small_is_compared_as_the_same_level_made_large() -> None:
    for formulation, _ in solved():
        first = formulation.program.levels[0]
        small = Level(first.name, first.unit, "min", -first.value)
        other = replace(formulation, program=formulation.program.with_levels([small]))
        table = why_not(other, solve_linear(other.program))
        assert (table["short_by"] >= -1e-6).all()
        assert_frame_equal(table, why_not(formulation, solve_linear(formulation.program, levels=1)))


def test_where_the_first_aim_wants_no_seat_it_decided_and_no_limit_is_named() -> None:
    formulation = solved()[0][0]
    students = len(formulation.layout.student_cohort)
    cost = np.zeros(formulation.program.n_columns)
    cost[:students] = 1.0
    spared = replace(formulation, program=formulation.program.with_levels([Level("spared", "seats", "min", cost)]))
    table = why_not(spared, solve_linear(spared.program))
    assert table["sentence"].str.endswith(f"a seat counts -1 in {FIRST_AIM}.").all()
    assert len(table)
    assert (table["short_by"] == 1.0).all() and (table["dearest_limit"] == "").all()


def test_whom_every_best_linear_answer_serves_only_whole_groups_or_the_search_leave_over() -> None:
    seen = 0
    for formulation, answer in solved():
        cohorts = formulation.inputs.need.cohorts
        table = why_not(formulation, answer, np.zeros(len(cohorts)))
        need = cohorts.set_index("cohort_id")["students"]
        assert (table["students"] == need[table["cohort_id"]].to_numpy()).all()
        own = why_not(formulation, answer)["cohort_id"]
        whole = table[table["dearest_limit"] == WHOLE]
        assert set(own) <= set(table["cohort_id"]) and not set(own) & set(whole["cohort_id"])
        assert (table["short_by"][table["dearest_limit"] != WHOLE] >= -1e-6).all()
        for row in whole.head(2).itertuples():
            without = need.index.get_loc(row.cohort_id) == formulation.layout.student_cohort
            upper = np.where(without, 0.0, 1.0)
            students = replace(formulation.program.columns[0], upper=formulation.program.columns[0].upper * upper)
            less = replace(formulation.program, columns=(students, *formulation.program.columns[1:]))
            assert solve_linear(less, levels=1).solves[0].value < answer.solves[0].value - 1e-6
            seen += 1
    assert seen


def changed(program: Program, answer: WouldTake, repair: str, share: float) -> Program:
    for name, rows in answer.moves[answer.moves["repair"] == repair].groupby("family"):
        part = program.family(str(name))
        limits = part.limits.copy()
        for move in rows.itertuples():
            limits[move.row] += share * move.change
        program = program.with_limits(str(name), limits)
    return program


@pytest.mark.parametrize("number", range(TRIED))
def test_what_it_would_take_suffices_and_one_percent_less_does_not(number: int) -> None:
    formulation, answer = solved()[number]
    left = why_not(formulation, answer).iloc[0]
    found = ask_would_take(formulation, answer.values, cohort_id=left["cohort_id"], keep_others=False)
    assert found.options["verified"].all()
    program = with_more(formulation, answer, left["cohort_id"], left["students"])
    assert found.possible_now == (solve_linear(program, levels=1).values is not None)
    for repair in found.options["family"]:
        assert solve_linear(changed(program, found, repair, 1 + 1e-6), levels=1).values is not None
        assert solve_linear(changed(program, found, repair, 0.99), levels=1).values is None


def test_keeping_everybody_else_never_takes_less() -> None:
    for formulation, answer in solved():
        left = why_not(formulation, answer).iloc[0]
        alone, kept = (
            ask_would_take(formulation, answer.values, cohort_id=left["cohort_id"], keep_others=keep)
            for keep in (False, True)
        )
        assert alone.possible_now or not kept.possible_now
        both = alone.options.merge(kept.options, on="family")
        assert (both["amount_x"] <= both["amount_y"] + 1e-6).all()


def test_a_school_without_any_student_in_need_is_refused_in_words() -> None:
    formulation, answer = solved()[0]
    with pytest.raises(InputError, match="no student in need is asked for"):
        ask_would_take(formulation, answer.values, school_id="none of ours")


def test_what_is_possible_says_of_others_what_is_known_of_them_and_that_it_is_counted_in_shares() -> None:
    seen = 0
    for formulation, answer in solved():
        nobody = np.zeros_like(answer.values)
        for keep, says in (
            (True, "nobody else loses a seat."),
            (False, "if others give up seats where it takes theirs."),
        ):
            for cohort in formulation.inputs.need.cohorts["cohort_id"].head(1):
                found = would_take_or_none(formulation, nobody, cohort, keep=keep)
                if found is not None and found.possible_now:
                    assert found.sentences[-2] == IN_SHARES and found.sentences[-1].endswith(says)
                    seen += 1
    assert seen > 1


def would_take_or_none(formulation: Formulation, values: np.ndarray, cohort: str, *, keep: bool) -> WouldTake | None:
    try:
        return ask_would_take(formulation, values, cohort_id=cohort, keep_others=keep)
    except InputError:
        return None


def test_who_has_no_place_at_all_is_counted_beside_those_who_have_one() -> None:
    """Nobody is asked away: with those who have a place they come to all in need."""
    seen = 0
    for formulation, answer in solved():
        need = formulation.inputs.need.cohorts["students"]
        placed = np.isin(np.arange(len(need)), formulation.layout.student_cohort)
        found = ask_would_take(formulation, answer.values)
        assert (found.students, found.without_place) == (need[placed].sum(), need[~placed].sum())
        assert any("No rule allows a place for" in text for text in found.sentences) == (found.without_place > 0)
        seen += found.without_place > 0
    assert seen


def test_where_no_family_alone_can_help_several_do_together() -> None:
    """Rooms and tutors are both short: neither more of one nor more of the other would do."""
    formulation = solved()[0][0]
    program = formulation.program
    need = formulation.inputs.need.cohorts["students"].sum()
    layout = formulation.layout
    column = np.arange(len(layout.student_cohort))
    row = np.zeros(len(column), dtype=np.int64)
    everybody = family(
        "wish", {"all": ["x"]}, row, column, np.ones(len(column)), ">=", np.array([float(need)]), "students", ""
    )
    names = [rows.family for rows in program.rows if rows.family in ("rooms", "tutor_hours", "budget")]
    tight = program.with_rows(everybody)
    for name in names:
        tight = tight.with_limits(name, 0.05 * tight.family(name).limits)
    refused = refusal(tight)
    repairs = refused.repairs
    assert repairs["amount"].isna().all()
    together = refused.moves[refused.moves["repair"] == "together"]
    assert together["family"].nunique() > 1
    assert refused.sentences[-1].startswith("Possible together: ")
    for share, kept in ((1 + 1e-6, True), (0.99, False)):
        program = tight
        for name, rows in together.groupby("family"):
            part = program.family(str(name))
            limits = part.limits.copy()
            for move in rows.itertuples():
                limits[move.row] += share * move.change
            program = program.with_limits(str(name), limits)
        assert (solve_linear(program, levels=1).values is not None) == kept


def test_where_no_limit_alone_would_do_several_together_do_and_none_can_be_left_out() -> None:
    seen = 0
    for formulation, answer in solved():
        for left in why_not(formulation, answer).head(2).itertuples():
            found = ask_would_take(formulation, answer.values, cohort_id=left.cohort_id, keep_others=False)
            if found.possible_now or len(found.options):
                assert "together" not in set(found.moves["repair"])
                continue
            program = with_more(formulation, answer, left.cohort_id, left.students)
            if found.moves.empty:
                free = program.without([rows.family for rows in program.rows if rows.family in {*CHANGES} - {"need"}])
                assert solve_linear(free, levels=1).values is None and found.sentences[-1] == NOR_TOGETHER
                continue
            assert solve_linear(changed(program, found, "together", 1 + 1e-6), levels=1).values is not None
            assert solve_linear(changed(program, found, "together", 0.99), levels=1).values is None
            assert found.sentences[-1].startswith("Possible together: ")
            assert found.moves["family"].nunique() > 1
            seen += 1
    assert seen


def test_a_seat_online_takes_its_part_of_a_group_as_large_as_the_seats_online_allow() -> None:
    """Groups of three would fit the tutoring model, and two have a device; people are scarce."""
    formulation = built(
        [students("A", 40, tier="intensive"), students("B", 9)],
        blocks=(block("A", groups_at_once=9, online_seats=2), block("B", groups_at_once=9, online_seats=2)),
        tutors=(pool(modality="online", tutors=1, hours_per_tutor_week=3),),
        tutoring_models=(model(modality="online"),),
        funding=(stream("money", award=100_000),),
    )
    answer = solve_linear(formulation.program)
    row = why_not(formulation, answer).set_index("school_id").loc["B"]
    forced = solve_linear(with_more(formulation, answer, row["cohort_id"], 1e-3), levels=1)
    assert row["short_by"] > 0
    assert answer.solves[0].value - forced.solves[0].value == pytest.approx(1e-3 * row["short_by"], abs=1e-7)
    for other in (row["seat_counts"], row["seat_takes"]):
        again = with_ratio_price(formulation, answer, "B", other)
        assert certify(formulation.program, again.solves[0].level, again.values, again.row_duals).holds
        assert why_not(formulation, again).set_index("school_id").loc["B", "short_by"] == pytest.approx(row["short_by"])


def with_ratio_price(formulation: Formulation, answer: LinearAnswer, school_id: str, price: float) -> LinearAnswer:
    """The answer with another price of full groups at a school, as good as the solver's where nobody is taught."""
    keys = formulation.program.family("ratio").keys["band_id"].to_numpy(dtype=str)
    duals = answer.solves[0].row_duals.copy()
    duals[formulation.program.row_slice("ratio")][[key.startswith(school_id) for key in keys]] = price
    return replace(answer, solves=(replace(answer.solves[0], row_duals=duals), *answer.solves[1:]))
