"""The lot decides among equals only, each assignment as likely as the next, and the same seed gives the same bytes."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from math import comb

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from hitdesign.measurement.lottery.assign import assign
from hitdesign.measurement.lottery.permutation import draws
from hitdesign.measurement.lottery.tickets import ticket, tickets
from measurement.lotteries import letters, listed

NIGHTLY = os.environ.get("HITDESIGN_TESTS") == "nightly"
REPEATS = 40_000 if NIGHTLY else 2_000


def arms(frame: pd.DataFrame, **rules) -> pd.Series:
    return assign(frame, **rules).assignment.frame.set_index("student_id")["arm"]


def test_the_same_list_and_seed_give_the_same_bytes_whatever_the_order_of_rows() -> None:
    frame = listed()
    rules = {"share": 0.4, "strata": ["school_id", "grade"], "seed": "2026-09-01"}
    held = assign(frame, **rules)
    again = assign(frame.sample(frac=1, random_state=3), **rules)
    assert held.record.model_dump_json() == again.record.model_dump_json()
    pd.testing.assert_frame_equal(held.assignment.frame, again.assignment.frame)
    assert held.record.result_sha256 == "3c61e7238eb2095639406c7f1b0335b1b87bfb2622cbc89db09f0b24d25d97f1"


def test_a_family_can_compute_its_own_ticket_with_a_hash_alone() -> None:
    row = assign(letters(6), seats=3, seed="2026").assignment.frame.set_index("student_id").loc["c"]
    by_hand = hashlib.sha256(b"hitdesign lottery 1|2026|c").hexdigest()[:16]
    assert row["ticket"] == by_hand == ticket("2026", "c")


def test_those_served_hold_the_lowest_tickets_of_their_stratum() -> None:
    frame = assign(
        listed(), seats=dict.fromkeys(["Ash", "Birch", "Cedar"], 11), strata=["school_id"], seed=7
    ).assignment.frame
    for _, rows in frame.groupby("stratum"):
        served = rows["arm"] == "tutoring"
        assert served.sum() == 11
        assert rows.loc[served, "ticket"].max() < rows.loc[~served, "ticket"].min()
        waiting = rows[~served].sort_values("waiting_place")
        assert waiting["ticket"].is_monotonic_increasing
        assert waiting["waiting_place"].tolist() == list(range(1, len(waiting) + 1))


def test_a_student_who_leaves_the_list_moves_nobody_up_but_the_next_in_line() -> None:
    frame = letters(20)
    before = arms(frame, seats=8, seed="x")
    loser = before[before == "comparison"].index[0]
    after = arms(frame[frame["student_id"] != loser], seats=8, seed="x")
    assert (after == before.drop(loser)).all()


@pytest.mark.parametrize("by", ["seeds", "draws"])
def test_every_assignment_of_a_small_list_is_as_likely_as_every_other(by: str) -> None:
    frame = letters(6)
    if by == "seeds":
        repeats = REPEATS if NIGHTLY else 400
        found = [tuple(np.argsort(tickets(str(seed), tuple("abcdef")))[:3]) for seed in range(repeats)]
        seen = Counter(tuple(sorted(one)) for one in found)
    else:
        rows = draws(assign(frame, seats=3, seed="x"), REPEATS).to_numpy()
        seen = Counter(tuple(np.flatnonzero(row).tolist()) for row in rows)
    assert len(seen) == comb(6, 3)
    assert stats.chisquare(list(seen.values())).pvalue > 1e-3


def test_every_student_is_served_as_often_as_the_stated_probability_says() -> None:
    frame = listed(40)
    frame["need"] = [1, 1, 2, 2, 2] * 8
    held = assign(
        frame, seats={"Ash": 5, "Birch": 9, "Cedar": 2}, strata=["school_id"], priority="need", seed="probabilities"
    )  # fmt: skip
    stated = held.assignment.frame["probability"].to_numpy()
    seen = draws(held, REPEATS).to_numpy().mean(axis=0)
    error = np.sqrt(stated * (1 - stated) / REPEATS)
    assert (np.abs(seen - stated) <= 4.5 * error + 1e-12).all()
    assert {0.0, 1.0} < set(stated)


def test_priority_is_served_first_and_the_lot_decides_only_at_the_margin() -> None:
    frame = letters(9).assign(need=[1, 1, 1, 2, 2, 2, 2, 3, 3])
    table = assign(frame, seats=5, priority="need", seed=1).assignment.frame
    assert table["probability"].tolist() == [1.0] * 3 + [0.5] * 4 + [0.0] * 2
    assert table["in_lottery"].tolist() == ["no"] * 3 + ["yes"] * 4 + ["no"] * 2
    assert table["arm"].eq("tutoring").sum() == 5
    assert (table["arm"][:3] == "tutoring").all()
    assert (table["arm"][7:] == "comparison").all()


def test_odd_seats_are_pooled_so_that_the_whole_is_right_and_each_chance_is_the_share() -> None:
    frame = pd.DataFrame({"student_id": [f"{n:02d}" for n in range(25)], "room": [n // 5 for n in range(25)]})
    held = assign(frame, share=0.5, strata=["room"], seed="odd")
    assert held.assignment.frame["probability"].eq(0.5).all()
    rows = draws(held, REPEATS).to_numpy()
    assert set(rows.sum(axis=1)) <= {12, 13}
    by_room = rows.reshape(len(rows), 5, 5).sum(axis=2)
    assert set(np.unique(by_room)) == {2, 3}
    assert np.abs(rows.mean(axis=0) - 0.5).max() < 4.5 * 0.5 / np.sqrt(REPEATS)


@pytest.mark.parametrize(("misfits", "served", "chance"), [("down", 10, 0.4), ("up", 15, 0.6)])
def test_odd_seats_can_be_rounded_and_the_chance_says_so(misfits: str, served: int, chance: float) -> None:
    frame = pd.DataFrame({"student_id": [f"{n:02d}" for n in range(25)], "room": [n // 5 for n in range(25)]})
    held = assign(frame, share=0.5, strata=["room"], seed="odd", misfits=misfits)
    assert held.record.served_students == served
    assert held.assignment.frame["probability"].eq(chance).all()


@pytest.mark.parametrize("overflow", ["skip", "stop", "exceed"])
def test_siblings_stay_together_and_the_rule_for_the_last_seats_is_kept(overflow: str) -> None:
    frame = letters(12).assign(family=["f1", "f1", "f2", "f2", "f2", "", "", "", "f3", "f3", "", ""])
    beyond = short = 0
    for seed in range(16):
        held = assign(frame, seats=5, unit="family", seed=seed, overflow=overflow, chance_draws=20)
        table = held.assignment.frame
        assert (table.groupby("unit")["arm"].nunique() == 1).all()
        beyond += held.record.served_students > 5
        short += held.record.served_students < 5
    assert (beyond > 0) == (overflow == "exceed")
    assert (short > 0) == (overflow == "stop")


def test_schools_can_be_drawn_whole() -> None:
    held = assign(listed(), share=0.34, unit="school_id", seed=3, misfits="down")
    assert held.record.units == 3
    assert held.assignment.frame.groupby("unit")["arm"].nunique().eq(1).all()
    assert held.assignment.frame.groupby("unit")["arm"].first().eq("tutoring").sum() == 1


def test_a_stratum_where_all_or_none_are_served_is_counted_apart() -> None:
    held = assign(listed(60), seats={"Ash": 60, "Birch": 0, "Cedar": 4}, strata=["school_id"], seed=3)
    ash, birch, cedar = held.record.counts
    assert (ash.sure_students, ash.drawn_among_students, ash.chance_low) == (ash.students, 0, None)
    assert (birch.hopeless_students, birch.drawn_among_students) == (birch.students, 0)
    assert (cedar.drawn_among_students, cedar.drawn_served_students) == (cedar.students, 4)
    assert any("Sure of a seat" in one for one in held.sentences)
    assert any("no chance of a seat" in one for one in held.sentences)
