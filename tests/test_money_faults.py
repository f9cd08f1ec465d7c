"""What goes wrong with money, choices and solvers, and the clear answer to each: a sentence, a table, or one error."""

from __future__ import annotations

import gc
import math
import re
import warnings
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pulp
import pytest

import hitdesign as hit
from allocation.two_schools import case, cohort, other_policy, pool, stream
from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.linear_answer import linear_answer
from hitdesign.allocation.whole_answer import whole_answer
from hitdesign.district.duties import Mandate, Reservation
from hitdesign.errors import SolverError
from hitdesign.policy import Floor, Policy
from hitdesign.solving import whole as whole_file
from hitdesign.solving.numbers import ProgramError
from laws.districts import Case, asked
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
    lower = stream("money", award=5000, minimum_spend_dollars=1600)
    again = refused(case([cohort("A", 3)], funding=(lower,), policy=strict))
    assert again.moves["to_limit"].tolist() == [1440]
    assert "whole ones may take more" not in again.sentences[-1]
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


def test_money_whose_rules_stand_in_the_way_is_still_blamed() -> None:
    rows = [cohort("A", 12, english_learner="no")]
    answer = planned(case(rows, funding=(stream("own", "english_learners"),)))
    assert row(answer, "own")["pays_nothing_because"].startswith("No student, school, time of day")


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
        left[str(move.limit)[-1]] = float(move.to_limit)
    lower = tuple(Floor(name=place, students=math.floor(most), school_id=place) for place, most in left.items())
    planned(other_policy(given, floors=lower))


@pytest.mark.parametrize(
    ("choice", "family", "says"),
    [
        ({"schools": ("A",)}, "pilot", "schools of the pilot"),
        ({"most_schools": 1}, "most_schools", "number of schools"),
    ],
)
def test_a_promise_to_all_schools_and_a_pilot_in_one_contradict_each_other(
    choice: dict[str, Any], family: str, says: str
) -> None:
    promise = Mandate(mandate_id="promise", source="board", as_of=date(2026, 7, 1), share=0.25, made_by="board")
    given = case(mandates=(promise,), policy=Policy(**EXACT, **choice))
    answer = refused(given)
    assert set(answer.families) == {"mandates", family}
    assert says in answer.sentences[0]
    assert any("school B: 9 students covered, 3 owed" in text for text in answer.sentences)
    planned(replace(given, district=replace(given.district, mandates=())))


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


# --- a clock, and solvers that fail ----------------------------------------


def solved(given: Case, *, whole: bool = True, solver: Any = None) -> Any:
    ready = asked(given)
    formulation = ready.formulation()
    answer = whole_answer if whole else linear_answer
    codes = band_codes(formulation, ready.chosen)
    return answer(formulation, codes, given.policy, given.evidence, solver=solver)


def test_a_clock_that_leaves_no_time_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(SolverError, match="raise time_limit_seconds or node_limit in the policy, or set neither"):
        solved(case(policy=Policy(time_limit_seconds=1e-9)))


@pytest.mark.parametrize("seconds", [1e-3, 1e-2, 1.0])
def test_whatever_the_clock_leaves_is_no_answer_or_one_that_claims_no_more_than_is_true(seconds: float) -> None:
    """The best plan serves 12 of 21, worth 24."""
    try:
        answer = solved(case(policy=Policy(**EXACT, time_limit_seconds=seconds)))
    except SolverError as error:
        assert "time_limit_seconds" in str(error)
        return
    assert answer.audit() == []
    assert answer.bound >= 24 - 1e-6
    assert answer.value == pytest.approx(24) or not answer.proved
    if "time_limit" in set(answer.levels["status"]):
        assert not answer.reproducible


def test_a_clock_that_runs_out_between_the_levels_leaves_a_plan_that_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def ticks() -> Iterator[float]:
        now = 0.0
        while True:
            yield now
            now += 40.0

    clock = ticks()
    monkeypatch.setattr(whole_file.time, "monotonic", lambda: next(clock))
    answer = solved(case(policy=Policy(**EXACT, time_limit_seconds=60.0)))
    assert answer.seats_served == 12
    assert not answer.reproducible


class Absent(pulp.LpSolver):  # type: ignore[misc]
    """A solver without its program or licence."""

    name = "absent"

    def available(self) -> bool:
        return False

    def actualSolve(self, lp: Any, **options: Any) -> Any:
        raise FileNotFoundError("/somewhere/private/solver")


class Lost(Absent):
    """One that says it is there."""

    name = "lost"

    def available(self) -> bool:
        return True


class Garbled(Lost):
    """One whose file of answers ends in the midst of a number."""

    name = "garbled"

    def actualSolve(self, lp: Any, **options: Any) -> Any:
        raise ValueError("could not convert /somewhere/private to float")


class Blank(pulp.HiGHS):  # type: ignore[misc]
    """One that says it has solved it, with values that are no numbers."""

    def findSolutionValues(self, lp: Any) -> Any:
        found = super().findSolutionValues(lp)
        for column in lp.variables():
            column.varValue = math.nan
        return found


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize(
    ("make", "says"),
    [
        (Absent, "the solver absent is not available here: install it, or leave solver out"),
        (Lost, "the solver lost did not run to its end .FileNotFoundError.: run it by itself, or leave"),
        (Garbled, "the solver garbled did not run to its end .ValueError."),
        (partial(str, "HiGHS"), "solver is no PuLP solver: found str"),
        (partial(Blank, msg=False), "could be trusted"),
    ],
    ids=["absent", "lost", "garbled", "a word", "blank"],
)
def test_a_solver_that_is_not_there_or_fails_is_one_error_that_says_what_to_do(
    make: Any, says: str, whole: bool
) -> None:
    with pytest.raises(SolverError, match=says) as caught:
        solved(case(), whole=whole, solver=make())
    assert "private" not in str(caught.value)


#: What is left by a program that is started in the solver's place: nothing at all, or half an answer.
DEATHS = {
    "it fails": "exit 3",
    "it is killed": "kill -9 $$",
    "it writes nothing": "exit 0",
    "it is killed while writing": 'for a in "$@"; do case $a in *.sol) echo "Optimal - 3" >$a;; esac; done; kill -9 $$',
}


@pytest.mark.parametrize("dies", DEATHS.values(), ids=DEATHS)
@pytest.mark.parametrize("command", ["COIN_CMD", "GLPK_CMD"])
def test_a_solver_that_dies_in_the_middle_leaves_an_error_and_no_plan(command: str, dies: str, tmp_path: Path) -> None:
    program = tmp_path / "solver"
    program.write_text(f"#!/bin/sh\n{dies}\n", encoding="utf-8")
    program.chmod(0o755)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # PuLP leaves its way to nowhere open
        said = failure_of(getattr(pulp, command)(path=str(program), msg=False))
        gc.collect()
    assert re.search("did not run to its end|could be trusted", said)
    assert str(tmp_path) not in said


def failure_of(solver: Any) -> str:
    """What is said where this solver fails."""
    with pytest.raises(SolverError) as caught:
        solved(case(), whole=False, solver=solver)
    return str(caught.value)


def test_amounts_beyond_what_a_solver_can_be_trusted_with_name_the_row_and_the_unit_to_change() -> None:
    with pytest.raises(ProgramError, match=r"cost: .* change the unit of that row or column"):
        solved(case(tutors=(pool(hourly_cost_dollars=1e9),)))
