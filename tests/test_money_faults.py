"""What goes wrong with money and choices, and the clear answer to each: a sentence, a table, or one error."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import hitdesign as hit
from allocation.two_schools import case, cohort, other_policy, pool, stream
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.district.duties import Mandate, Reservation
from hitdesign.policy import Floor, Policy
from hitdesign.solving.numbers import ProgramError
from laws.districts import Case
from laws.solved import plan_of

EXACT = {"gap": 0.0, "tolerance": 0.0}


def planned(given: Case) -> hit.Allocation:
    answer = plan_of(given)
    assert isinstance(answer, hit.Allocation), str(answer)
    assert answer.audit() == []
    return answer


def refused(given: Case) -> Infeasible:
    """The refusal of a case, each of whose repairs either was tried or says that it does not help."""
    answer = plan_of(given)
    assert isinstance(answer, Infeasible)
    assert answer.repairs["verified"].tolist() == answer.repairs["amount"].notna().tolist()
    assert set(answer.moves["family"]) == set(answer.repairs.loc[answer.repairs["verified"], "family"])
    return answer


def row(answer: hit.Allocation, name: str) -> Any:
    return answer.spending.set_index("stream_id").loc[name]


# --- money that cannot be used ----------------------------------------


def test_money_that_fits_no_one_stays_unspent_and_is_reported() -> None:
    """Three students take one group of $240; the award wants 4,000 spent, and another is for learners alone."""
    funding = (stream("money", award=5000, minimum_spend_dollars=4000), stream("own", "english_learners"))
    answer = planned(case([cohort("A", 3, english_learner="no")], funding=funding))
    assert answer.seats_served == 3
    assert answer.charges["dollars"].sum() == 240
    assert (row(answer, "money")["unspent_dollars"], row(answer, "money")["short_of_minimum_dollars"]) == (4760, 3760)
    assert any("money is 3,760 dollars short" in text and "stays unspent" in text for text in answer.open_checks)
    assert row(answer, "own")["unspent_dollars"] == 1000
    assert "meets its rules" in row(answer, "own")["pays_nothing_because"]


def test_a_strict_minimum_beyond_what_can_be_taught_is_refused_with_the_dollars_to_give_up() -> None:
    """Six groups fit the room, $1,440; shares of groups would spend more, and the answer says that it counts those."""
    strict = Policy(**EXACT, strict_minimum_spending=True)
    answer = refused(
        case([cohort("A", 3)], funding=(stream("money", award=5000, minimum_spend_dollars=4000),), policy=strict)
    )
    assert "minimum_spending" in answer.families
    least = answer.moves[answer.moves["family"] == "minimum_spending"].iloc[0]
    assert "money" in least["limit"]
    assert (least["unit"], least["from_limit"], least["to_limit"]) == ("dollars", 4000, pytest.approx(1600))
    assert "whole ones may take more" in answer.sentences[-1]
    done = stream("money", award=5000, minimum_spend_dollars=1440)
    assert row(planned(case([cohort("A", 3)], funding=(done,), policy=strict)), "money")["expected_dollars"] == 1440


def test_a_match_that_nobody_pays_is_said_and_the_award_pays_nothing() -> None:
    answer = planned(case(funding=(stream("grant", match_share_of_total=0.25), stream("federal", award=480))))
    assert row(answer, "grant")["not_to_exceed_dollars"] == 0
    assert row(answer, "grant")["pays_nothing_because"].startswith("Nobody can pay its match")
    assert row(answer, "federal")["not_to_exceed_dollars"] == 480
    assert answer.seats_served == 6


def test_without_tutors_nobody_is_taught_and_the_money_is_not_blamed() -> None:
    answer = planned(case(tutors=(pool(tutors=0),)))
    assert answer.seats_served == 0
    assert answer.unserved["students"].sum() == 21
    assert answer.unserved["sentence"].str.contains("the pools have nobody in them").all()
    assert row(answer, "money")["unspent_dollars"] == 1000
    assert row(answer, "money")["pays_nothing_because"].startswith("Nobody can be taught in this plan, whatever pays")


# --- choices that contradict each other ----------------------------------------


def test_floors_that_no_money_carries_name_the_families_and_what_to_move() -> None:
    """The award carries four groups, 12 students; the floors ask for all 21."""
    floors = tuple(Floor(name=f"all of {place}", share=1.0, school_id=place) for place in ("A", "B"))
    given = case(policy=Policy(**EXACT, floors=floors))
    answer = refused(given)
    assert set(answer.families) == {"budget", "floors"}
    assert "money, floors stand against each other" in answer.sentences[0]
    moves = answer.moves[answer.moves["repair"] == "floors"]
    assert moves["limit"].str.contains("all of").all()
    left = {name: 12.0 if name == "A" else 9.0 for name in ("A", "B")}
    for move in moves.itertuples():
        left[str(move.keys)[-1]] = float(move.to_limit)
    lower = tuple(Floor(name=place, students=math.floor(most), school_id=place) for place, most in left.items())
    planned(other_policy(given, floors=lower))


@pytest.mark.parametrize(
    ("choice", "family", "says"),
    [
        ({"schools": ("A",)}, "pilot", "let 1 more schools take part"),
        ({"most_schools": 1}, "most_schools", "open 1 more schools"),
    ],
)
def test_a_promise_to_all_schools_and_a_pilot_in_one_contradict_each_other(
    choice: dict[str, Any], family: str, says: str
) -> None:
    promise = Mandate(mandate_id="promise", source="board", as_of=date(2026, 7, 1), share=0.25, made_by="board")
    given = case(mandates=(promise,), policy=Policy(**EXACT, **choice))
    answer = refused(given)
    assert set(answer.families) == {"mandates", family}
    assert answer.sentences[1:3][-1] == f"Possible: {says}."
    assert any("school B: 9 students covered, 3 owed" in text for text in answer.sentences)


# --- tables that cannot be ----------------------------------------

TABLES = {
    "schools": "school_id,school_name,grade_low,grade_high,enrollment\nA,Alder,K,5,412\n",
    "cohorts": "school_id,grade_low,grade_high,subject,tier,students\nA,3,5,math,strategic,36\n",
    "blocks": "school_id,block_id,when,days,minutes,starts_on,ends_on,groups_at_once\n"
    "*,day,during_school,MTWRF,40,2026-09-14,2027-05-21,4\n",
    "tutors": "pool_id,kind,modality,tutors,hours_per_tutor_week,pay,contract_id\n"
    "firm,paraprofessional,in_person,20,12,contract,terms\n",
    "contracts": "contract_id,price_basis,price_dollars,minimum_dollars,maximum_dollars\nterms,hour,40,900,800\n",
    "funding": "stream_id,program,award_dollars,obligate_from,obligate_by,match_share_of_total,match_source\n"
    "late,general_fund,85000,2027-09-30,2026-07-01,,\n"
    "all,general_fund,1000,2026-07-01,2027-09-30,1,\n"
    "lost,general_fund,1000,2026-07-01,2027-09-30,0.2,lat\n",
    "school_allocations": "stream_id,school_id,dollars\nall,A,1001\n",
}
FAULTS = {
    ("funding", 2, "obligate_by"): "obligate_by is before obligate_from (2027-09-30)",
    ("funding", 3, "match_share_of_total"): "other money cannot pay the whole total",
    ("funding", 4, "match_source"): "no row of funding has this id",
    ("school_allocations", None, "dollars"): "the schools' dollars of stream all are more than its award",
    ("contracts", 2, "maximum_dollars"): "the maximum is below the minimum",
}


def test_every_amount_that_cannot_be_is_refused_at_reading_in_one_error_with_its_place(tmp_path: Path) -> None:
    for name, text in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with pytest.raises(hit.InputError) as caught:
        hit.read_district(tmp_path)
    found = {(one.table, one.row, one.column): one for one in caught.value.faults}
    assert set(found) == set(FAULTS)
    for place, says in FAULTS.items():
        assert says in found[place].problem
        assert found[place].expected and found[place].what_to_do


def test_reservations_beyond_the_award_are_refused_before_anything_is_planned() -> None:
    rows = (
        Reservation(stream_id="money", purpose="administration", share=0.6),
        Reservation(stream_id="money", purpose="other", dollars=400.01),
    )
    with pytest.raises(hit.InputError, match=r"\$0.01 too much of stream money is set aside") as caught:
        plan_of(case(reservations=rows))
    assert "Lower a reservation" in str(caught.value)


def test_amounts_beyond_what_a_solver_can_be_trusted_with_name_the_row_and_the_unit_to_change() -> None:
    with pytest.raises(ProgramError, match=r"cost: .* change the unit of that row or column"):
        plan_of(case(tutors=(pool(hourly_cost_dollars=1e9),)))
