"""A list that cannot be drawn from is refused, all of it at once, and no student is ever named."""

from __future__ import annotations

import datetime

import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.lottery.alike import Redraw
from hitdesign.measurement.lottery.assign import assign
from hitdesign.measurement.lottery.permutation import permutation_test
from hitdesign.measurement.lottery.tickets import seed_from_text
from hitdesign.measurement.lottery.verify import verify
from measurement.lotteries import CANARY, letters, listed


def refused(frame: pd.DataFrame, **rules) -> InputError:
    with pytest.raises(InputError) as found:
        assign(frame, **{"seed": 1, "share": 0.5, **rules})
    assert CANARY not in str(found.value) + repr(found.value.faults)
    return found.value


def test_a_student_in_two_rows_is_refused_by_row_and_not_by_name() -> None:
    frame = pd.concat([listed(20), listed(3)])
    (fault,) = refused(frame).faults
    assert (fault.column, fault.row) == ("student_id", 2)
    assert "6 rows" in fault.problem


def test_two_ids_that_look_the_same_are_the_same_student() -> None:
    assert "several rows" in str(refused(pd.DataFrame({"student_id": ["s1", "S1 ", "s2"]})))


def test_blank_ids_strata_and_priorities_are_said_together() -> None:
    frame = listed(20).assign(need=1.0)
    frame.loc[3, "school_id"], frame.loc[4, "student_id"], frame.loc[5, "need"] = "", None, None
    found = refused(frame, strata=["school_id"], priority="need")
    assert {(fault.column, fault.row) for fault in found.faults} == {("school_id", 5), ("student_id", 6), ("need", 7)}


def test_cells_that_hold_lists_are_refused() -> None:
    frame = listed(20)
    frame["iep"] = [[f"{CANARY}"]] * 20
    said = str(refused(frame, covariates=["iep"]))
    assert "several values in a cell" in said


def test_a_column_that_is_not_there_is_named() -> None:
    found = refused(listed(20), strata=["school"], priority="need")
    assert {fault.column for fault in found.faults} == {"school", "need"}


def test_rules_that_contradict_each_other_are_said_together() -> None:
    found = refused(listed(20), seats=3, misfits="sideways", overflow="spill", seed="", strata="grade")
    assert {fault.column for fault in found.faults} == {"seats", "misfits", "overflow", "seed", "strata"}


@pytest.mark.parametrize("share", [0, 1, 1.5, float("nan"), "half"])
def test_a_share_that_leaves_no_lottery_is_refused(share: object) -> None:
    assert {fault.column for fault in refused(listed(20), share=share).faults} == {"share"}


def test_seats_by_stratum_must_name_the_strata_of_the_list() -> None:
    said = str(refused(listed(60), share=None, seats={"Ash": 3, "Oak": 2}, strata=["school_id"]))
    assert "Birch; Cedar" in said
    assert "Oak" in said
    assert "one number of seats, several strata" in str(refused(listed(60), share=None, seats=9, strata=["school_id"]))


def test_where_the_lot_would_decide_nothing_there_is_no_lottery() -> None:
    assert "decide nothing" in str(refused(letters(5), share=None, seats=5))
    frame = letters(6).assign(need=[1, 1, 1, 2, 2, 2])
    assert "decide nothing" in str(refused(frame, share=None, seats=3, priority="need"))


def test_siblings_of_two_strata_or_priorities_are_refused() -> None:
    frame = letters(6).assign(family=["fam", "fam", "", "", "", ""], grade=[3, 4, 3, 3, 4, 4], need=[1, 2, 1, 1, 1, 1])
    found = refused(frame, unit="family", strata=["grade"], priority="need")
    assert [fault.column for fault in found.faults] == ["family", "family"]
    assert "strata" in found.faults[0].problem


def test_missing_covariates_are_refused_or_kept_by_the_stated_rule() -> None:
    frame = listed(60)
    frame.loc[:4, "pretest"] = None
    rule = Redraw(covariates=("pretest", "iep"), accepted_share=0.2)
    assert "pretest" in str(refused(frame, redraw=rule))
    held = assign(
        frame, share=0.5, seed=1, redraw=Redraw(covariates=("pretest", "iep"), accepted_share=0.2, missing="indicator")
    )
    assert {row.covariate for row in held.record.balance} == {"pretest", "pretest is not known", "iep"}


def test_no_student_stands_in_record_repr_or_sentences() -> None:
    frame = listed(60).assign(family=[f"{CANARY}-family-{n // 2}" for n in range(60)])
    for unit in (None, "family"):
        held = assign(frame, seats=20, unit=unit, seed=1, covariates=["pretest", "iep"], chance_draws=30)
        seen = permutation_test(held, frame, outcome="pretest", draws=19)
        said = [held, held.record.model_dump_json(), held.sentences, held.strata.to_string(), held.balance, seen]
        said += [held.assignment, held.assignment._repr_html_(), held.drawn, held.drawn.list, held.drawn.list.lots]
        said += [verify(held.record, frame), held.balance.frame.to_string()]
        assert CANARY not in " ".join(map(repr, said))


def test_a_record_is_read_back_and_proves_the_draw() -> None:
    frame = listed(80)
    text = "State numbers game of 2026-09-02, evening: 4 0 7 1"
    held = assign(
        frame, share=0.5, strata=["school_id"], seed=seed_from_text(text), seed_from=text, salt="kept in the safe",
        seed_fixed_on=datetime.date(2026, 8, 20), redraw=Redraw(covariates=("pretest", "iep"), accepted_share=0.1),
    )  # fmt: skip
    kept = type(held.record).model_validate_json(held.record.model_dump_json())
    assert kept == held.record
    offers = held.assignment.frame[["student_id", "arm"]]
    good = verify(kept, frame.sample(frac=1, random_state=1), offers=offers, salt="kept in the safe")
    assert good.same
    assert good.changed_students == 0
    swapped = offers.assign(arm=offers["arm"].where(offers.index > 1, "neither"))
    changed = verify(kept, frame, offers=swapped, salt="kept in the safe")
    assert not changed.same
    assert changed.changed_students == 2
    assert not verify(kept, frame).same_list
    other = verify(kept, frame.head(79), salt="kept in the safe")
    assert (other.same, other.same_list) == (False, False)
    assert any("79 students" in one for one in other.sentences)
    assert not verify(kept, frame.assign(pretest=frame["pretest"] + 1), salt="kept in the safe").same_list
    assert any("2026-08-20 from a published text" in one for one in held.sentences)


def test_that_nobody_fixed_the_seed_beforehand_is_said() -> None:
    assert any("Nobody wrote down" in one for one in assign(letters(6), seats=3, seed=1).sentences)


def test_ids_given_as_covariates_or_strata_and_names_among_scores_are_refused_unquoted() -> None:
    frame = listed(24)
    assert {fault.column for fault in refused(frame, covariates=["student_id"]).faults} == {"student_id"}
    assert {fault.column for fault in refused(frame, strata=["student_id"]).faults} == {"strata"}
    frame["pretest"] = frame["pretest"].astype(object)
    frame.loc[3, "pretest"] = f"{CANARY} Avery"
    (fault,) = refused(frame, covariates=["pretest"]).faults
    assert (fault.column, fault.row, fault.found) == ("pretest", 5, None)
