"""May this money pay at this school: sentences for a person in a school, one scene each."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from allocation.two_schools import block, case, cohort, model, pool, school, stream
from hitdesign.errors import InputError
from hitdesign.evidence.library import overlay, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Policy
from hitdesign.rights.explaining import COLUMNS, explain_funding
from laws.districts import EVIDENCE

DAY = date(2026, 10, 1)
LEARNERS = [
    cohort("A", 4, english_learner="yes"),
    cohort("A", 8, english_learner="no"),
    cohort("B", 9, english_learner="no"),
]


def told(
    program: str = "general_fund",
    day: date = DAY,
    *,
    cohorts: list[dict[str, Any]] | None = None,
    policy: Policy | None = None,
    evidence: Evidence | None = None,
    award: float = 1000,
    money: dict[str, Any] | None = None,
    **tables: Any,
) -> pd.DataFrame:
    """The answer for one stream at the schools A and B, by school."""
    funding = (stream("money", program, award, **(money or {})),)
    district = case(cohorts, funding=funding, **tables).district
    found = explain_funding(district, day, policy=policy, evidence=evidence or shipped())
    assert tuple(found.columns) == COLUMNS
    return found.set_index("school_id")


def said(place: str, **asked: Any) -> str:
    """may_pay, rule and sentence at a school."""
    row = told(**asked).loc[place]
    return f"{row['may_pay']}, {row['rule']}: {row['sentence']}"


def test_the_boards_own_money_pays_for_everybody() -> None:
    assert said("A") == "yes, allowed: General fund may pay here for all 12 students in need."


def test_relief_money_is_closed_by_its_law_whatever_the_award_says() -> None:
    assert said("A", program="esser_iii") == (
        "no, closed_after: ESSER III (American Rescue Plan) pays nothing: its law closed it, nothing may be obligated "
        "after 2024-09-30, bills had to be paid by 2025-01-28, with the state's approval by 2026-03-30."
    )


def test_title_iii_pays_for_english_learners_only() -> None:
    assert said("A", program="title_iii_a", cohorts=LEARNERS) == (
        "some_students, marks: Title III, Part A may pay here only for English learners: for 4 of 12 students in need."
    )
    assert said("B", program="title_iii_a", cohorts=LEARNERS) == (
        "no, marks: Title III, Part A pays nothing here: it pays only for English learners, and no student in need "
        "here is among them."
    )
    unknown = said("A", program="title_iii_a")
    assert unknown.startswith("no, marks"), "a mark that nobody recorded pays for nobody"


def test_early_intervening_services_pay_for_students_known_to_have_no_iep() -> None:
    marked = [cohort("A", 5, iep="yes"), cohort("A", 7, iep="no"), cohort("B", 9, iep="yes")]
    assert "only for students known to have no IEP: for 7 of 12" in said("A", program="idea_b_ceis", cohorts=marked)
    assert said("B", program="idea_b_ceis", cohorts=marked).startswith("no, marks")


def test_community_learning_centers_pay_nothing_in_the_school_day() -> None:
    centers = "title_iv_b_21st_cclc"
    assert said("A", program=centers) == (
        "no, when: Title IV, Part B, 21st Century Community Learning Centers pays nothing here: it pays only before "
        "school, after school, on Saturdays or in summer, and nothing that can be taught here is so."
    )
    blocks = (block("A"), block("A", "late", when="after_school"), block("B"))
    assert "may pay here only before school, after school" in said("A", program=centers, blocks=blocks)
    assert told(centers, blocks=blocks).loc["A", "may_pay"] == "yes"
    assert said("A", program="title_iv_b_expanded_learning").startswith("yes, allowed")


def test_title_i_never_reaches_a_school_that_is_not_served() -> None:
    schools = (school("A", title_i_status="schoolwide"), school("B", title_i_status="eligible_not_served"))
    table = told("title_i_a_schoolwide", schools=schools)
    assert table["may_pay"].tolist() == ["yes", "no"]
    assert table.loc["B", "sentence"].endswith(
        "it reaches only schools that run a schoolwide program, and this one is eligible but not served."
    )
    reserved = told("title_i_a_reservation", schools=schools)
    assert reserved["rule"].tolist() == ["allowed", "title_i_status"]


def test_a_schoolwide_school_below_forty_percent_is_told_of_the_waiver() -> None:
    here = [
        school(name, title_i_status="schoolwide", low_income_students=number) for name, number in (("A", 31), ("B", 40))
    ]
    table = told("title_i_a_schoolwide", schools=tuple(here))
    assert "31% are low-income, fewer than 40%: only with the state's waiver." in table.loc["A", "sentence"]
    assert "waiver" not in table.loc["B", "sentence"]


def test_school_improvement_money_goes_to_identified_schools() -> None:
    schools = (school("A", support_status="csi"), school("B", support_status="none"))
    table = told("section_1003", schools=schools)
    assert table["may_pay"].tolist() == ["yes", "no"]
    assert "identified as CSI, TSI or ATSI, and this one is identified for none" in table.loc["B", "sentence"]
    assert not table.loc["B", "verified"]


def test_title_ii_pays_for_no_tutoring() -> None:
    assert said("A", program="title_ii_a").startswith("no, pays_tutoring: Title II, Part A does not pay for tutoring.")
    assert said("A", program="tax_credit_scholarship_25f").startswith("no, pays_tutoring")


def test_money_for_students_whom_no_table_marks_pays_nothing_in_a_plan() -> None:
    for program in ("title_i_a_homeless", "mckinney_vento"):
        assert "it is only for homeless children and youth, and no table marks them." in said("A", program=program)


def test_texas_pays_for_four_to_one_and_not_for_five() -> None:
    models = [model("four", students_per_tutor=4, weeks=10), model("five", students_per_tutor=5, weeks=10)]
    assert "only in groups of at most 4: for 12 of 12" in said("A", program="texas_hb_1416", tutoring_models=models)
    alone = said("A", program="texas_hb_1416", tutoring_models=models[1:])
    assert alone.startswith("no, largest_group: Texas accelerated instruction (HB 1416) pays nothing here")
    assert said("A", program="texas_hb_4545").startswith("no, closed_after")


@pytest.mark.parametrize(
    ("program", "dosage", "rule"),
    [
        ("texas_hb_1416", {"weeks": 9}, "least_hours"),
        ("texas_hb_1416", {"weeks": 10}, ""),
        ("louisiana_act_771", {"weeks": 9}, "least_weeks"),
        ("louisiana_act_771", {"sessions_per_week": 2, "weeks": 10}, "least_sessions_per_week"),
        ("louisiana_act_771", {"minutes_per_session": 25, "weeks": 10}, "least_minutes_per_session"),
        ("louisiana_act_771", {"weeks": 10}, ""),
        ("dc_high_impact_tutoring", {"minutes_per_session": 29}, "least_minutes_per_week"),
        ("dc_high_impact_tutoring", {}, ""),
        ("virginia_all_in", {}, "least_minutes_per_week"),
    ],
)
def test_a_state_pays_for_its_dosage_and_not_for_less(program: str, dosage: dict[str, Any], rule: str) -> None:
    row = told(program, tutoring_models=[model(**dosage)]).loc["A"]
    assert (row["may_pay"], row["rule"]) == (("no", rule) if rule else ("yes", "allowed"))


def test_tutors_of_another_kind_are_not_paid_by_work_study() -> None:
    assert "it pays only where college students teach" in said("A", program="federal_work_study")
    people = (pool(), pool("college", kind="college_student"))
    assert "may pay here only where college students teach: for 12" in said(
        "A", program="federal_work_study", tutors=people
    )


def test_a_window_says_when_it_opened_or_closed() -> None:
    assert said("A", day=date(2026, 6, 30)).endswith("pays nothing yet: its window opens on 2026-07-01.")
    assert said("A", day=date(2027, 7, 1)).endswith("pays nothing on 2027-07-01: its window closed on 2027-06-30.")
    assert told(day=date(2026, 7, 1)).loc["A", "may_pay"] == told(day=date(2027, 6, 30)).loc["A", "may_pay"] == "yes"


def test_after_the_window_contracts_may_run_on_and_staff_may_not() -> None:
    money = {"obligate_by": date(2026, 10, 15), "services_by": date(2027, 6, 30)}
    late = date(2026, 11, 2)
    assert "only for contracted services, and nothing that can be taught here is so" in said("A", day=late, money=money)
    assert said("A", money=money) == "yes, allowed: General fund may pay here for all 12 students in need."


def test_a_window_longer_than_the_law_is_doubted() -> None:
    sentence = said("A", program="title_iv_a", money={"obligate_by": date(2029, 1, 31)})
    assert sentence.endswith("Check its last day: 27 months from 2026-07-01 end on 2028-09-30, before 2029-01-31.")


def test_what_is_not_awarded_says_so_and_counts_where_the_policy_wants_it() -> None:
    asked = {"money": {"status": "applied"}}
    assert said("A", **asked) == "no, not_awarded: General fund pays nothing yet: it is applied for, not awarded."
    assert told(**asked, policy=Policy(include_unawarded=True)).loc["A", "may_pay"] == "yes"


def test_a_stream_with_nothing_left_says_so() -> None:
    assert said("A", money={"committed_dollars": 600, "spent_dollars": 400}) == (
        "no, nothing_left: General fund pays nothing: of its $1,000 all is committed, spent, set aside or held "
        "by what runs already."
    )


def test_an_award_for_named_schools_stays_there() -> None:
    assert said("B", money={"schools": ("A",)}).endswith("the award names 1 school, not this one.")


def test_a_school_without_need_or_without_a_time_is_told_so_whatever_the_law() -> None:
    assert said("B", cohorts=[cohort("A", 5)]).startswith("no, no_students")
    nobody = said("B", blocks=(block("A"),))
    assert nobody.endswith("no time, tutors and tutoring model fit any student of this school.")


def test_where_the_districts_tables_decide_nothing_is_said_of_a_check() -> None:
    row = told(money={"schools": ("A",)}).loc["B"]
    assert row["source"] == "district"
    assert pd.isna(row["verified"])
    law = told("title_iii_a").loc["A"]
    assert (law["source"], bool(law["verified"])) == ("esea_3115", True)
    dosage = told("virginia_all_in").loc["A"]
    assert not dosage["verified"], "a field that nobody checked is not vouched for by the others"


def test_a_program_without_tutoring_among_its_uses_pays_for_none() -> None:
    own = {"source": "planning_default", "as_of": "2026-11-23", "uses": ["materials"]}
    only_materials = overlay(shipped(), {"programs": {"gift": own}})
    assert said("A", program="gift", evidence=only_materials).startswith("no, pays_tutoring")


def test_a_moment_is_taken_as_its_day_and_a_text_is_refused() -> None:
    district = case().district
    assert (
        explain_funding(district, pd.Timestamp("2026-10-01 12:00"), evidence=EVIDENCE)["may_pay"].tolist()
        == ["yes"] * 2
    )
    text: Any = "2026-10-01"
    with pytest.raises(InputError, match=r"day is no date\. Found '2026-10-01'"):
        explain_funding(district, text)


def test_no_stream_gives_an_empty_table() -> None:
    district = replace(case().district, funding=())
    assert tuple(explain_funding(district, DAY).columns) == COLUMNS
    assert explain_funding(district, DAY).empty
