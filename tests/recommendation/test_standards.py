"""Every tutoring model against every standard: failing elements are named, and nothing passes that was not tested."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any, get_args

import pandas as pd
import pytest

from hitdesign.evidence.library import overlay, shipped
from hitdesign.evidence.records import Testable, Untestable
from hitdesign.plan.plan import Plan
from hitdesign.policy import Objective, Policy
from hitdesign.recommendation.recommendation import recommend_from
from hitdesign.recommendation.standards import compare_standards, open_checks_of, standards_table
from recommendation.cases import said_by, stage
from recommendation.situations import MODELS, bands

GRADES = [(0, 0), (0, 2), (1, 5), (3, 5), (4, 7), (6, 8), (9, 12)]
STANDARDS = shipped().standards
FIRST, SECOND = "band00000", "band00001"


def compared(low: int, high: int, objective: Objective = "recovery", during_school: bool | None = True) -> pd.DataFrame:
    return compare_standards(shipped(), low, high, objective, during_school=during_school)


def status(table: pd.DataFrame, standard: str, model: str, element: str) -> str:
    row = table[(table["standard"] == standard) & (table["model_id"] == model) & (table["element"] == element)]
    return str(row["status"].item())


@pytest.fixture(scope="module")
def tables() -> dict[tuple[int, int], pd.DataFrame]:
    return {grades: compared(*grades) for grades in GRADES}


def test_there_is_one_row_for_each_model_standard_and_element(tables: dict[tuple[int, int], pd.DataFrame]) -> None:
    elements = {*get_args(Testable), *get_args(Untestable)}
    for table in tables.values():
        assert len(table) == len(STANDARDS) * len(MODELS) * len(elements)
        assert not table.duplicated(["standard", "model_id", "element"]).any()
        assert set(table["element"]) == elements


def test_five_to_one_meets_the_size_of_no_standard_found(tables: dict[tuple[int, int], pd.DataFrame]) -> None:
    for grades, table in tables.items():
        five = table[(table["model_id"] == "group_5") & (table["element"] == "group_size")]
        assert set(five["standard"]) == set(STANDARDS)
        assert not (five["status"] == "met").any(), grades
    third = tables[3, 5]
    stated = {key for key, one in STANDARDS.items() if one.largest_group or one.largest_group_by_grade}
    assert {key for key in STANDARDS if status(third, key, "group_5", "group_size") == "failed"} == stated
    sizes = [size.largest_group for one in STANDARDS.values() for size in one.largest_group_by_grade]
    assert max(sizes) <= 4


def test_short_sessions_of_the_youngest_are_not_wrongly_failed(tables: dict[tuple[int, int], pd.DataFrame]) -> None:
    for model in ("short_one_to_one", "short_group_3", "online_short_one_to_one"):
        for standard in ("edresearch_2024", "nssa_playbook"):
            assert status(tables[0, 2], standard, model, "minutes_a_session") == "met"
            assert status(tables[3, 5], standard, model, "minutes_a_session") == "failed"
            assert status(tables[1, 5], standard, model, "minutes_a_session") == "failed"
    for standard in ("uchicago", "school_pulse", "louisiana_act_771"):
        assert status(tables[0, 2], standard, "short_group_3", "minutes_a_session") == "failed", (
            "they name no exception"
        )
    assert status(tables[0, 2], "dc_osse", "short_group_3", "minutes_a_session") == "not_stated"
    assert status(tables[0, 2], "dc_osse", "short_group_3", "minutes_a_week") == "failed"


def test_online_pairs_of_the_youngest_fail_no_standard_but_evidence_speaks_against_them(
    tables: dict[tuple[int, int], pd.DataFrame],
) -> None:
    """No standard found names a modality, so the table must not invent one; the trial is a rule's matter."""
    both = tables[0, 2].set_index("model_id")[["standard", "element", "status"]]
    assert both.loc["online_pair"].to_numpy().tolist() == both.loc["pair"].to_numpy().tolist()
    assert (
        not ((tables[0, 2]["model_id"] == "online_pair") & (tables[0, 2]["status"] == "failed"))
        .loc[tables[0, 2]["standard"] == "edresearch_2024"]
        .any()
    )
    found = recommend_from(bands([{"grade_low": 0, "grade_high": 2}]), Policy(), shipped()).verdicts
    against = found[(found["model_id"] == "online_pair") & (found["code"] == "virtual_early_group")]
    assert against["direction"].item() == -1


def test_homework_help_is_high_impact_under_no_standard() -> None:
    table = compared(3, 5, "homework_help")
    objective = table[table["element"] == "objective"]
    assert not (objective["status"] == "met").any()
    assert set(objective.loc[objective["status"] == "failed", "standard"]) == {"nssa_playbook", "nssa_2024_snapshot"}
    assert set(compared(3, 5).loc[lambda t: t["element"] == "objective", "status"]) == {"met", "not_stated"}


def test_what_is_said_in_words_is_listed_and_never_passed(tables: dict[tuple[int, int], pd.DataFrame]) -> None:
    table = tables[3, 5]
    untestable = table[table["element"].isin(get_args(Untestable))]
    assert set(untestable["status"]) == {"not_testable", "not_stated"}
    for key, standard in STANDARDS.items():
        for element, said in standard.not_testable.items():
            rows = table[(table["standard"] == key) & (table["element"] == element)]
            assert set(rows["status"]) == {"not_testable"}, (key, element)
            assert set(rows["required"]) == {said}
    blank = table[table["status"] == "not_stated"]
    assert set(blank["required"]) == {"-", "preferred, not required"}


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_table_and_the_rules_say_the_same(standard: str) -> None:
    rows: list[dict[str, Any]] = [
        {"grade_low": low, "grade_high": high, "objective": objective, "during_school": inside, "block_minutes": 60.0}
        for place, (low, high) in enumerate(GRADES)
        for objective, inside in [("recovery", place % 2 == 0)] + [("homework_help", True)] * (place == 0)
    ]
    situation = bands(rows)
    heard = recommend_from(situation, Policy(standard=standard), shipped()).heard
    ids = [str(model) for model in situation.model_id[0]]
    for band in range(len(rows)):
        table = standards_table(situation, ids, {standard: STANDARDS[standard]}, band)
        failed = table[table["status"] == "failed"].groupby("model_id").size()
        assert [model in failed.index for model in ids] == (~heard.meets_standard[band]).tolist()


def test_tennessee_allows_three_up_to_grade_5_and_four_after(tables: dict[tuple[int, int], pd.DataFrame]) -> None:
    size = {grades: status(table, "tennessee_all_corps", "group_4", "group_size") for grades, table in tables.items()}
    assert (size[3, 5], size[6, 8], size[4, 7]) == ("failed", "met", "failed")
    assert (size[0, 0], size[9, 12]) == ("not_stated", "not_stated")


def test_texas_hours_are_met_failed_or_open_by_score(tables: dict[tuple[int, int], pd.DataFrame]) -> None:
    table = tables[3, 5]
    assert status(table, "texas_hb_1416", "group_3", "hours_in_all") == "met"
    assert status(table, "texas_hb_1416", "group_3_semester", "hours_in_all") == "not_testable"
    assert status(table, "texas_hb_4545", "group_3_semester", "hours_in_all") == "failed"
    said = table[table["element"] == "hours_in_all"].groupby("standard")["required"].first()
    assert said["texas_hb_1416"] == "at least 15 or 30 hours in all, by the student's score"
    assert said["texas_hb_4545"] == "at least 30 hours in all"
    assert status(table, "texas_hb_1416", "group_3", "hours_in_all") == "met"


def test_each_band_is_told_the_limit_of_its_own_grades() -> None:
    rows = [{"grade_low": 6, "grade_high": 8}, {"grade_low": 3, "grade_high": 5}]
    found = recommend_from(bands(rows), Policy(standard="tennessee_all_corps"), shipped())
    assert any("5 students to a tutor are more than the 4 of Tennessee" in line for line in found.why(FIRST, "group_5"))
    assert any(
        "5 students to a tutor are more than the 3 of Tennessee" in line for line in found.why(SECOND, "group_5")
    )
    table = standards_table(found.heard.situation, ["any"], STANDARDS, 1)
    tennessee = table[(table["standard"] == "tennessee_all_corps") & (table["element"] == "group_size")]
    assert tennessee["required"].item() == "at most 3 to a tutor"


def test_a_time_of_day_that_nobody_knows_is_not_passed() -> None:
    unknown = compared(3, 5, during_school=None)
    assert status(unknown, "louisiana_act_771", "group_3", "school_day") == "not_testable"
    assert status(compared(3, 5, during_school=False), "louisiana_act_771", "group_3", "school_day") == "failed"
    assert status(compared(3, 5), "louisiana_act_771", "group_3", "school_day") == "met"
    assert status(compared(3, 5, during_school=False), "edresearch_2024", "group_3", "school_day") == "not_stated"


def test_a_standard_of_which_nothing_was_seen_passes_nothing(tables: dict[tuple[int, int], pd.DataFrame]) -> None:
    table = tables[0, 2]
    ohio = table[(table["standard"] == "ohio_rimp") & (table["element"] != "grades")]
    assert set(ohio["status"]) == {"not_stated"}
    assert status(tables[3, 5], "ohio_rimp", "pair", "grades") == "not_stated"
    assert status(table, "ohio_rimp", "pair", "grades") == "met"


def test_a_standard_that_has_ended_says_so_unless_the_program_was_then() -> None:
    for starts_on, code in ((None, "standard_ended"), (date(2026, 9, 1), "standard_ended"), (date(2023, 9, 1), "")):
        policy = {"standard": "tennessee_all_corps", "starts_on": starts_on}
        there = stage({"model": "group_3", "policy": policy})
        found = recommend_from(there.situation, there.knowledge.policy, shipped()).heard
        (said,) = [said_by(verdict) for rule, verdict in found.judged if rule.name == "standard_in_force"]
        assert said == code
        assert any(
            "no longer in force" in line for line in open_checks_of(there.knowledge.standard, starts_on)
        ) == bool(code)
    assert not found.excluded.any()


def test_a_plan_lists_what_its_standard_leaves_untested() -> None:
    policy = Policy(standard="texas_hb_1416")
    answers = {"need": SimpleNamespace(found=None), "allocation": SimpleNamespace(open_checks=("one",))}
    plan: Any = SimpleNamespace(evidence=shipped(), policy=policy, **answers)
    assert Plan.open_checks.fget(plan)[0] == "one"
    (line,) = Plan.open_checks.fget(plan)[1:]
    assert line.startswith("Texas HB 1416: not tested here: one person throughout; ")


def test_a_district_may_lay_its_own_standard_over_the_shipped_ones() -> None:
    board = {
        "name": "Board promise",
        "largest_group_by_grade": [{"grade_low": 0, "grade_high": 2, "largest_group": 2}],
        "least_minutes_per_week": 60,
        "not_testable": {"same_tutor": "the same tutor all year"},
        "source": "district",
        "as_of": "2026-09-01",
    }
    evidence = overlay(shipped(), {"standards": {"board": board}})
    table = compare_standards(evidence, 0, 2)
    assert status(table, "board", "group_3", "group_size") == "failed"
    assert status(table, "board", "short_one_to_one", "minutes_a_week") == "met"
    assert status(table, "board", "pair", "same_tutor") == "not_testable"
