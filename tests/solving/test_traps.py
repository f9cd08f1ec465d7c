"""The traps that PuLP and HiGHS can spring on this code, each with the tests that keep it from closing.

A trap is told as it was met on PuLP 3.3 or 4.2 with HiGHS 1.14 to 1.16. The suite runs on both lines of PuLP, and every
trap has a test that runs on both.
"""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

import pytest

TESTS = Path(__file__).resolve().parents[1]
#: A test that asks for one of these fixtures or marks is left out on PuLP 4, which brings no solver but HiGHS.
ONLY_PULP_3 = {"other", "needs_cbc"}


class Trap(NamedTuple):
    """What happens to the unwary, and the tests `file::name` that show it does not happen here."""

    told: str
    tests: tuple[str, ...]


HIGHS, OTHERS, ADAPTER = "solving/test_highs.py", "solving/test_pulps_highs.py", "solving/test_pulp_adapter.py"
PROGRAM, WHOLE, CERTIFICATE = "solving/test_program.py", "solving/test_whole.py", "solving/test_certificate.py"

TRAPS = {
    1: Trap(
        "The two lines of PuLP fill and read a problem by other names.",
        (
            "house/test_layers.py::test_one_file_knows_the_modelling_layer",
            f"{ADAPTER}::test_a_problem_read_back_is_the_program_it_was_built_from",
            f"{ADAPTER}::test_all_senses_and_bounds_survive_the_trip",
        ),
    ),
    2: Trap(
        "PuLP 3 calls a search optimal that a clock, a count of steps or of nodes has stopped.",
        (
            f"{HIGHS}::test_a_time_limit_is_never_optimal_and_brings_no_values",
            f"{WHOLE}::test_a_clock_that_stops_it_is_never_an_optimum_and_never_reproducible",
            f"{OTHERS}::test_an_iteration_limit_is_no_optimum_and_brings_no_values",
            f"{OTHERS}::test_a_count_of_nodes_is_no_optimum",
            f"{OTHERS}::test_a_clock_in_whole_numbers_is_no_optimum_and_the_bound_is_that_of_the_linear_program",
            f"{ADAPTER}::test_a_solver_stopped_by_its_clock_is_not_called_optimal",
            f"{ADAPTER}::test_a_solver_that_calls_anything_optimal_is_not_believed",
        ),
    ),
    3: Trap(
        "Unbounded or infeasible, HiGHS cannot say which; PuLP 3 then says infeasible, PuLP 4 undefined.",
        (
            f"{HIGHS}::test_unbounded_and_infeasible_are_told_apart",
            f"{OTHERS}::test_what_has_no_end_is_never_called_impossible",
            f"{WHOLE}::test_programs_that_cannot_be_kept_or_have_no_end_say_so",
        ),
    ),
    4: Trap(
        "After an infeasible answer the columns hold numbers all the same.",
        (
            f"{HIGHS}::test_nothing_is_read_after_an_infeasible_answer",
            f"{OTHERS}::test_what_is_impossible_has_no_values",
            f"{ADAPTER}::test_another_solver_says_what_cannot_be_kept",
        ),
    ),
    5: Trap(
        "Prices of a maximisation have one sign on PuLP 3 and the other on PuLP 4.",
        (
            f"{CERTIFICATE}::test_prices_are_what_one_more_of_a_limit_brings",
            f"{ADAPTER}::test_the_problem_is_a_pulp_problem_that_pulps_own_highs_solves_too",
            "solving/test_linear.py::test_random_programs_agree_with_their_negation",
        ),
    ),
    6: Trap(
        "HiGHS drops coefficients below 1e-9 without a word.",
        (
            f"{PROGRAM}::test_coefficients_a_solver_would_drop_or_refuse_are_refused_here",
            f"{HIGHS}::test_a_coefficient_that_highs_would_drop_is_an_error_even_past_our_own_check",
        ),
    ),
    7: Trap(
        "A coefficient of 1e15 and more is refused by HiGHS, and PuLP answers with a bare IndexError.",
        (
            f"{PROGRAM}::test_coefficients_a_solver_would_drop_or_refuse_are_refused_here",
            f"{HIGHS}::test_a_coefficient_that_highs_refuses_is_an_error",
            f"{OTHERS}::test_a_word_that_pulp_does_not_know_is_an_error_of_ours",
        ),
    ),
    8: Trap(
        "NaN as a cost is optimal, NaN as a bound an empty program that is solved well.",
        (
            f"{HIGHS}::test_a_cost_that_is_no_number_is_an_error_and_not_an_optimum",
            f"{HIGHS}::test_a_blank_bound_is_an_error_and_not_an_empty_program",
            f"{HIGHS}::test_a_coefficient_that_highs_refuses_is_an_error",
            f"{PROGRAM}::test_bounds_may_be_absent_but_not_crossed_nor_blank",
        ),
    ),
    9: Trap(
        "PuLP refuses infinity, HiGHS takes 1e20 for it, and a Python number may be past both.",
        (
            f"{PROGRAM}::test_limits_are_finite_and_of_this_world",
            f"{PROGRAM}::test_bounds_may_be_absent_but_not_crossed_nor_blank",
            f"{PROGRAM}::test_a_whole_number_past_all_floats_is_refused_in_words",
        ),
    ),
    10: Trap(
        "An index out of range, or one twice, makes an empty program or a crash.",
        (
            f"{PROGRAM}::test_a_coefficient_points_at_a_column_that_is_there",
            f"{PROGRAM}::test_coefficients_of_one_place_are_summed_and_zeros_dropped",
            f"{HIGHS}::test_an_index_out_of_range_is_an_error",
        ),
    ),
    11: Trap(
        "Two rows of one name: an error on PuLP 3, silence on PuLP 4.",
        (f"{PROGRAM}::test_names_stand_once", f"{ADAPTER}::test_no_name_of_ours_reaches_the_problem"),
    ),
    12: Trap(
        "PuLP rewrites names until two are one; others break CBC and files; and a file with names is a leak.",
        (
            f"{ADAPTER}::test_no_name_of_ours_reaches_the_problem",
            "allocation/test_names.py::test_schools_whose_names_a_solver_would_confuse_stay_two",
        ),
    ),
    13: Trap(
        "Nothing to gain, a column that nothing mentions, or no column at all.",
        (
            f"{HIGHS}::test_nothing_to_optimise_and_nothing_at_all_are_fine",
            f"{ADAPTER}::test_a_column_that_nothing_mentions_stays_within_its_bounds",
            f"{OTHERS}::test_a_column_that_nothing_mentions_has_a_value_all_the_same",
            f"{OTHERS}::test_nothing_to_gain_within_rows_is_an_answer",
        ),
    ),
    14: Trap(
        "A row without columns is a Python truth to PuLP, and is lost.",
        (f"{HIGHS}::test_a_row_without_coefficients_is_a_row_all_the_same",),
    ),
    15: Trap("PuLP 4 refuses a float32 of numpy.", (f"{PROGRAM}::test_small_floats_and_lists_are_taken_as_numbers",)),
    16: Trap(
        "An option that HiGHS does not know is left out, and said on the screen.",
        (
            f"{HIGHS}::test_an_unknown_option_is_an_error",
            f"{OTHERS}::test_an_option_that_the_solver_does_not_know_prints_nothing",
        ),
    ),
    17: Trap(
        "The number of HiGHS's threads belongs to the process: who changes it gets zeros.",
        (
            f"{HIGHS}::test_a_foreign_use_of_threads_does_not_disturb_us",
            f"{HIGHS}::test_other_processes_get_the_same_answer_from_plain_data",
        ),
    ),
    18: Trap(
        "Threads and forks may stand still.",
        (
            f"{HIGHS}::test_many_threads_at_once_get_the_same_answer",
            f"{HIGHS}::test_other_processes_get_the_same_answer_from_plain_data",
        ),
    ),
    19: Trap(
        "Memory may grow from solve to solve.",
        (
            f"{HIGHS}::test_hundreds_of_solves_do_not_fill_the_memory",
            f"{HIGHS}::test_hundreds_of_problems_of_pulp_do_not_fill_the_memory",
        ),
    ),
    20: Trap(
        "Ctrl-C is heard only when HiGHS has finished.",
        (f"{HIGHS}::test_ctrl_c_stops_a_solve_within_a_moment_and_in_silence",),
    ),
    21: Trap("HiGHS 1.16 prints its name.", (f"{HIGHS}::test_solving_is_silent_down_to_the_file_descriptors",)),
    22: Trap("Some orders of imports crash.", (f"{HIGHS}::test_the_order_of_imports_does_not_matter",)),
    23: Trap(
        "PuLP's solvers by file leave the program in the temporary folder when they die.",
        (
            f"{OTHERS}::test_a_solver_that_dies_over_its_files_leaves_none",
            f"{ADAPTER}::test_another_solver_leaves_nothing_behind_and_says_nothing",
            f"{HIGHS}::test_solving_is_silent_down_to_the_file_descriptors",
        ),
    ),
    24: Trap(
        "A problem of PuLP cannot be pickled. None leaves the adapter: what travels is plain data.",
        (f"{HIGHS}::test_other_processes_get_the_same_answer_from_plain_data", "house/test_habits.py::test_no_pickle"),
    ),
    25: Trap(
        "8.999999 stands for 9, and a gap of 1e-4 for an optimum.",
        (
            f"{WHOLE}::test_a_plan_is_exactly_whole_and_keeps_every_row",
            f"{WHOLE}::test_an_optimum_is_claimed_only_where_value_and_bound_meet",
            f"{OTHERS}::test_a_wide_gap_is_no_optimum",
        ),
    ),
    26: Trap(
        "A linear answer is in fractions, and rounding its cells spends too much.",
        (
            "laws/test_kept.py::test_every_whole_plan_passes_the_audit_and_has_a_week",
            f"{WHOLE}::test_a_plan_is_exactly_whole_and_keeps_every_row",
        ),
    ),
    27: Trap(
        "Of several best plans the order of the rows chooses one.",
        (
            "laws/test_order.py::test_shuffled_tables_give_the_same_whole_plan_byte_for_byte",
            "laws/test_order.py::test_shuffled_tables_give_the_same_linear_answer_byte_for_byte",
        ),
    ),
    28: Trap(
        "Asked for no solver, PuLP 3 takes CBC, which prints; PuLP 4 has none.",
        (
            f"{OTHERS}::test_without_a_solver_it_is_never_pulps_own_choice",
            f"{ADAPTER}::test_another_solver_leaves_nothing_behind_and_says_nothing",
        ),
    ),
    29: Trap(
        "PuLP 3 warns of what PuLP 4 takes away. Warnings are errors here, and in the scripts that the tests start.",
        ("solving/test_traps.py::test_a_warning_is_an_error", f"{HIGHS}::test_the_order_of_imports_does_not_matter"),
    ),
}


def asked_for(file: Path) -> dict[str, set[str]]:
    """The tests of a file, each with the names that it or its marks speak of; a mark of the file counts for all."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    of_all = [node for node in tree.body if isinstance(node, ast.Assign) and "pytestmark" in names_in(node)]
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    return {test.name: names_in(test.args, *test.decorator_list, *of_all) for test in tests}


def names_in(*nodes: ast.AST) -> set[str]:
    """Names that are used, and names of arguments."""
    found = [inner for node in nodes for inner in ast.walk(node)]
    return {one.id for one in found if isinstance(one, ast.Name)} | {
        one.arg for one in found if isinstance(one, ast.arg)
    }


def test_the_traps_are_counted_without_a_gap() -> None:
    assert list(TRAPS) == list(range(1, 30))


@pytest.mark.parametrize("number", TRAPS)
def test_every_trap_has_tests_that_exist_and_one_that_runs_on_both_lines_of_pulp(number: int) -> None:
    on_both = False
    for test in TRAPS[number].tests:
        file, name = test.split("::")
        found = asked_for(TESTS / file)
        assert name in found, f"trap {number} names {test}, which is not there"
        on_both |= not found[name] & ONLY_PULP_3
    assert on_both, f"trap {number}: no test of it runs on PuLP 4"


def test_a_warning_is_an_error(pytestconfig: pytest.Config) -> None:
    assert pytestconfig.getini("filterwarnings") == ["error"]
