"""What a law or a board demands is done before anything else, or the answer says where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import hitdesign as hit
from allocation.two_schools import block, built, case, cohort, model, pool, put, rows_of, stream
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.columns import facts_of
from hitdesign.district.duties import Mandate, Rebuttal
from hitdesign.district.duty import duties_of
from hitdesign.district.existing import ExistingProgram
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.policy import Floor
from laws.districts import Case
from laws.solved import plan_of

ENOUGH: dict[str, Any] = {
    "funding": (stream("money", award=20_000),),
    "tutors": (pool(tutors=12),),
    "blocks": (block("A", groups_at_once=9), block("B", groups_at_once=9)),
}


def promise(**asks: Any) -> Mandate:
    return Mandate(**{"mandate_id": "promise", "source": "board policy", "as_of": date(2026, 8, 1), **asks})


def planned(given: Case, *, whole: bool = False) -> Allocation:
    plan = plan_of(given, whole=whole, levels=1 if whole else None)
    assert isinstance(plan, Allocation), plan
    assert plan.audit() == []
    return plan


def refused(given: Case, *, whole: bool = False) -> Infeasible:
    plan = plan_of(given, whole=whole, levels=1)
    assert isinstance(plan, Infeasible)
    return plan


# --- the row family ------------------------------------------------------------------------------------------------


def test_there_is_a_row_per_mandate_and_school_with_students_it_covers() -> None:
    both = (promise(), promise(mandate_id="second", schools=("A",)), promise(mandate_id="none", tiers=("intensive",)))
    assert rows_of(built(mandates=both), "mandates") == 3
    assert rows_of(built(), "mandates") == 0


@pytest.mark.parametrize(("students", "broken"), [(5, True), (6, False)])
def test_half_of_eleven_owes_six_because_a_part_of_a_student_is_a_student(students: int, broken: bool) -> None:
    given = built([cohort("A", 11), cohort("B", 0)], mandates=(promise(share=0.5),))
    assert ("mandates" in put(given, "students", students, cohort_id="A").broken()) == broken


def test_the_other_schools_students_do_not_fill_what_is_owed_here() -> None:
    given = built(mandates=(promise(share=0.1, schools=("B",)),))
    assert "mandates" in put(given, "students", 12, cohort_id="A").broken()
    assert "mandates" not in put(given, "students", 1, cohort_id="B").broken()


@pytest.mark.parametrize(
    "asks",
    [
        {"largest_group": 2},
        {"least_hours": 12.5},
        {"least_sessions_per_week": 4},
        {"least_minutes_per_session": 31},
        {"least_weeks": 9},
        {"when": ("summer",)},
        {"starts_by": date(2026, 9, 13)},
    ],
)
def test_a_seat_that_is_not_as_the_mandate_asks_does_not_count(asks: dict[str, Any]) -> None:
    """The model: three to a tutor, 3 x 30 minutes for 8 weeks, 12 hours, in school, from 2026-09-14."""
    exactly = {"largest_group": 3, "least_hours": 12, "least_sessions_per_week": 3, "least_minutes_per_session": 30}
    exactly |= {"least_weeks": 8, "when": ("during_school",), "starts_by": date(2026, 9, 14)}
    for given, broken in ((built(mandates=(promise(**asks),)), True), (built(mandates=(promise(**exactly),)), False)):
        everyone = put(given, "students", 12, cohort_id="A").put("students", 9, cohort_id="B")
        assert ("mandates" in everyone.broken()) == broken


def test_blocks_of_two_times_of_day_are_told_apart_only_where_a_mandate_looks_at_them() -> None:
    blocks = (block("A"), block("A", "late", when="after_school"), block("B"))
    assert rows_of(built(blocks=blocks), "seats") == 0
    assert rows_of(built(blocks=blocks, mandates=(promise(when=("during_school",)),)), "seats") == 1
    assert rows_of(built(blocks=blocks, mandates=(promise(largest_group=3),)), "seats") == 0


# --- the answer ----------------------------------------------------------------------------------------------------


def test_a_mandate_goes_before_every_objective() -> None:
    """Money for one group only: seats at A count a hundred times as much, and the board promised B."""
    given = case(funding=(stream("money", award=250),), mandates=(promise(schools=("B",), share=0.3),))
    policy = given.policy.model_copy(update={"school_priorities": {"A": 100.0}})
    plan = planned(replace(given, policy=policy), whole=True)
    assert plan.seats["school_id"].tolist() == ["B"]
    (row,) = plan.mandates.to_dict("records")
    assert (row["owed"], row["served_as_asked"], row["missing"]) == (3, 3, 0)
    assert row["sentence"].endswith("9 students covered, 3 owed; 3 students served as it asks: met.")


def test_families_that_decline_are_not_owed_and_decline_in_whole_numbers() -> None:
    plan = planned(case(**ENOUGH, mandates=(promise(opt_out_share=0.3),)), whole=True)
    assert plan.mandates[["opted_out", "owed"]].to_numpy().tolist() == [[4, 8], [3, 6]]
    assert "4 families taken to decline, 8 owed" in plan.mandates["sentence"].iloc[0]


def test_what_families_decline_leaves_room_for_what_take_up_expects() -> None:
    """Nine in ten come to a time that families choose, one in ten is taken to decline: no student too many is owed."""
    blocks = tuple(block(name, groups_at_once=9, enrolment="opt_out", take_up_rate=0.9) for name in ("A", "B"))
    given = case(
        [cohort("A", 15), cohort("B", 7)], **{**ENOUGH, "blocks": blocks}, mandates=(promise(opt_out_share=0.1),)
    )
    assert planned(given).mandates["owed"].tolist() == [13, 6]
    owed_to_all = given.with_tables(mandates=(promise(),))
    assert "families' choice of time" in str(refused(owed_to_all))


def test_only_students_known_to_carry_the_mark_are_covered_and_the_unknown_are_an_open_check() -> None:
    marked = [cohort("A", 6, iep="yes"), cohort("A", 5), cohort("B", 9, iep="no")]
    plan = planned(case(marked, **ENOUGH, mandates=(promise(iep="yes"),)))
    assert plan.mandates[["school_id", "students"]].to_numpy().tolist() == [["A", 6]]
    assert any("of 5 students in need it is not known" in text for text in plan.open_checks)


def test_a_mandate_that_covers_nobody_is_said_and_not_silently_kept() -> None:
    plan = planned(case(**ENOUGH, mandates=(promise(tiers=("intensive",)), promise(mandate_id="all"))))
    assert set(plan.mandates["mandate_id"]) == {"all"}
    said = [text for text in plan.open_checks if "nobody in need here is known to be covered" in text]
    assert len(said) == 1
    assert "nothing is owed under promise;" in said[0]


def test_students_taught_otherwise_are_shown_and_do_not_count() -> None:
    """The only room in school holds one group at once: six of twelve as asked, the rest after school."""
    blocks = (block("A", groups_at_once=1, minutes=40, days="MWF"), block("A", "late", when="after_school"), block("B"))
    given = case(
        [cohort("A", 6)], **{**ENOUGH, "blocks": blocks}, mandates=(promise(when=("during_school",), share=0.5),)
    )
    (row,) = planned(given).mandates.to_dict("records")
    assert (row["owed"], row["served_as_asked"], row["served_otherwise"], row["missing"]) == (3, 3, 3, 0)


def test_texas_asks_for_four_to_one_and_thirty_hours() -> None:
    """Five to a tutor for 36 hours, and four to a tutor for 24 hours, are both not what the law asks."""
    models = (
        model("five", students_per_tutor=5, weeks=12, sessions_per_week=5, minutes_per_session=36),
        model("short", students_per_tutor=4, weeks=12, sessions_per_week=4, minutes_per_session=30),
        model("law", students_per_tutor=4, weeks=12, sessions_per_week=5, minutes_per_session=30),
    )
    law = Mandate(mandate_id="hb1416", mandate="texas_30_hours", tiers=("strategic",))
    given = case(**ENOUGH, tutoring_models=models, use=("five", "short", "law"), mandates=(law,))
    plan = planned(given)
    assert set(plan.seats["model_id"]) == {"law"}
    assert plan.mandates["sentence"].str.startswith("Texas Education Code 28.0211 (HB 1416), 30 hours").all()
    assert any("no student has more than two subjects" in text for text in plan.open_checks)
    for name in ("five", "short"):
        without = refused(replace(given, models={"strategic": (name,), "intensive": (name,)}))
        assert "no tutoring model that is possible for them is, in any block there, as it asks" in str(without)


@pytest.mark.parametrize(
    ("own", "says"),
    [
        ({"largest_group": 5}, "largest_group 5 in the place of 4"),
        ({"least_hours": 20.0, "share": 0.5}, "share 0.5 in the place of 1; least_hours 20 in the place of 30"),
        ({"largest_group": 3, "least_hours": 40.0}, ""),
        ({}, ""),
    ],
)
def test_a_row_that_asks_for_less_than_the_law_it_names_is_an_open_check(own: dict[str, Any], says: str) -> None:
    law = Mandate(mandate_id="hb1416", mandate="texas_30_hours", **own)
    given = case(mandates=(law,))
    (duty,) = duties_of(given.district, given.evidence)
    eased = [text for text in duty.open_checks if "asks for less than the law" in text]
    assert bool(eased) == bool(says)
    assert all(f"({says})" in text for text in eased)


def test_a_law_that_the_evidence_does_not_hold_is_a_fault_with_the_nearest() -> None:
    law = Mandate(mandate_id="m", mandate="texas_30_hour")
    with pytest.raises(InputError, match="Did you mean 'texas_30_hours'"):
        given = case(mandates=(law,))
        facts_of(given.district, given.policy, given.evidence)


def test_design_takes_a_model_that_a_mandate_asks_for_where_no_first_choice_is_so() -> None:
    import pandas as pd

    school = {"school_id": "01", "enrollment": 200, "grade_low": 3, "grade_high": 5, "below_proficient": 0.2}
    award = {"award_dollars": 300_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    start = hit.starter(pd.DataFrame([school]), pool={"tutors": 30}, award=award)
    taught = hit.allocate(start, whole=False).or_raise().groups["model_id"].unique().tolist()
    largest = {one: shipped().tutoring_models[one].students_per_tutor for one in taught}
    smaller = promise(largest_group=min(largest.values()) - 1, share=0.1)
    answer = hit.allocate(replace(start, mandates=(smaller,)), whole=False).or_raise()
    assert (answer.mandates["missing"] == 0).all()
    assert (answer.mandates["owed"] > 0).all()


# --- where it cannot be met ----------------------------------------------------------------------------------------


def test_a_mandate_that_cannot_be_met_lists_schools_students_and_what_stands_in_the_way() -> None:
    """$700 pays two groups of three, one room at A: of 21 students owed a seat, at least 15 go without."""
    blocks = (block("A", groups_at_once=1), block("B", groups_at_once=1))
    answer = refused(case(funding=(stream("money", award=700),), blocks=blocks, mandates=(promise(),)), whole=True)
    assert answer.mandates is not None
    assert answer.mandates["missing"].sum() == 15
    assert answer.mandates.loc[answer.mandates["missing"] > 0, "school_id"].tolist() == ["A", "B"]
    (said,) = [text for text in answer.sentences if text.startswith("No plan can meet the mandates")]
    assert "at least 15 students at 2 schools would go without what is owed" in said
    assert "the money that may pay for them is used up" in said
    repair = answer.repairs.set_index("family").loc["mandates"]
    assert repair["amount"] == 15
    assert "only those who made the mandates may do" in repair["sentence"]


def test_the_repair_of_a_mandate_makes_the_request_possible() -> None:
    given = case(funding=(stream("money", award=700),), mandates=(promise(schools=("A",)),))
    released = refused(given, whole=True).repairs.set_index("family").loc["mandates", "amount"]
    owed = promise(schools=("A",), share=(12 - released) / 12)
    assert planned(given.with_tables(mandates=(owed,))).mandates["missing"].sum() == 0


def test_where_floors_clash_by_themselves_the_mandates_are_not_blamed() -> None:
    given = case(mandates=(promise(share=0.1),), policy=None)
    floor = hit.Policy(floors=(Floor(name="all", share=1.0),), gap=0.0)
    answer = refused(replace(given, policy=floor))
    assert "The mandates are not what stands in the way" in str(answer)
    assert answer.mandates is None


# --- supplement, not supplant --------------------------------------------------------------------------------------

STATE, FEDERAL = stream("state", award=600), stream("title", "anything_presuming", award=900)


def last_year(**other: Any) -> ExistingProgram:
    base = {"program_id": "state_corps", "school_id": "A", "decision": "fold_in", "subjects": ("math",)}
    return ExistingProgram(**{**base, "paid_last_year_with": "state_or_local", **other})


def paid_by(plan: Allocation, school_id: str) -> set[str]:
    charges = plan.charges[plan.charges["dollars"] > 0]
    return set(charges.loc[charges["school_id"] == school_id, "stream_id"])


def test_what_state_money_paid_last_year_is_not_moved_to_money_that_must_add_to_it() -> None:
    free = planned(case(funding=(STATE, FEDERAL)))
    assert "title" in paid_by(free, "A")
    bound = planned(case(funding=(STATE, FEDERAL), existing_programs=(last_year(),)))
    assert paid_by(bound, "A") == {"state"}
    assert "title" in paid_by(bound, "B")


def test_money_that_must_add_never_frees_the_state_money_of_a_guarded_service() -> None:
    before = planned(case([cohort("A", 12)], funding=(STATE,), existing_programs=(last_year(),)))
    after = planned(case([cohort("A", 12)], funding=(STATE, FEDERAL), existing_programs=(last_year(),)))
    spent = [plan.spending.set_index("stream_id").loc["state", "not_to_exceed_dollars"] for plan in (before, after)]
    assert spent == [600.0, 600.0]
    assert after.spending.set_index("stream_id").loc["title", "not_to_exceed_dollars"] == 0
    why = after.spending.set_index("stream_id").loc["title", "pays_nothing_because"]
    assert "state or local money paid last year" in why


def test_a_program_that_is_kept_or_was_paid_by_federal_money_guards_nothing() -> None:
    for other in ({"decision": "keep"}, {"paid_last_year_with": "federal"}, {"paid_last_year_with": "other"}):
        assert "title" in paid_by(planned(case(funding=(STATE, FEDERAL), existing_programs=(last_year(**other),))), "A")


def test_a_service_that_a_law_requires_is_not_paid_by_money_that_must_add_but_a_boards_promise_may_be() -> None:
    for made_by, pays in (("law", {"state"}), ("board", {"state", "title"})):
        duty = promise(schools=("A",), share=0.1, made_by=made_by)
        plan = planned(case([cohort("A", 12)], funding=(STATE, FEDERAL), mandates=(duty,)))
        assert paid_by(plan, "A") == pays


def test_students_whom_only_such_money_could_pay_say_why_they_are_not_served() -> None:
    plan = planned(case([cohort("A", 6)], funding=(FEDERAL,), existing_programs=(last_year(),)))
    assert plan.unserved["limit"].tolist() == ["supplanting"]
    assert "must not replace what state or local money paid last year" in plan.unserved["sentence"].iloc[0]


def test_a_recorded_rebuttal_opens_the_money_and_is_printed() -> None:
    words = {"reason": "The state grant ended.", "recorded_by": "finance office", "recorded_on": date(2026, 7, 1)}
    rebuttal = Rebuttal(about="state_corps", stream_id="title", **words)
    tables: dict[str, Any] = {"existing_programs": (last_year(),), "rebuttals": (rebuttal,)}
    plan = planned(case(funding=(STATE, FEDERAL), **tables))
    assert "title" in paid_by(plan, "A")
    said = [text for text in plan.open_checks if "recorded rebuttal" in text]
    assert said == [
        "Supplement, not supplant: a recorded rebuttal lets title pay for state_corps: The state grant ended (finance "
        "office, 2026-07-01). Keep the record for the auditor."
    ]


def test_a_payer_of_last_year_whom_nobody_named_is_an_open_check() -> None:
    plan = planned(case(funding=(STATE, FEDERAL), existing_programs=(last_year(paid_last_year_with="unknown"),)))
    assert any("whose money paid for state_corps last year is not known" in text for text in plan.open_checks)
    assert "title" in paid_by(plan, "A")


def test_title_i_is_tested_by_a_methodology_so_it_is_not_barred_item_by_item() -> None:
    """Field experience's error: the old presumptions no longer hold for Title I, Part A; its test is an open check."""
    given = case(funding=(STATE, FEDERAL), existing_programs=(last_year(),))
    laws = dict(given.evidence.programs)
    laws["anything_presuming"] = laws["anything_presuming"].model_copy(update={"supplanting": "methodology"})
    plan = planned(replace(given, evidence=replace(given.evidence, programs=laws)))
    assert "title" in paid_by(plan, "A")
    assert any("title" in text and "written method" in text for text in plan.open_checks)
