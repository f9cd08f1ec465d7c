"""Two plans side by side: nothing between a plan and itself, each change the other way round with the other sign."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pandas as pd
import pytest

from hitdesign.allocation.allocation import Allocation
from hitdesign.scenarios.compare import Comparison, compare
from hitdesign.scenarios.compare_groups import compared_groups
from hitdesign.scenarios.compare_sides import AMOUNTS, GROUP
from hitdesign.scenarios.compare_words import sentences_of
from scenarios.small import district, plan, planned, with_award

CHANGED = ("groups_kept", "groups_moved", "groups_ended", "groups_new")


@cache
def poorer() -> Allocation:
    return planned(with_award(district(), "grant", 0.5)).allocation


@pytest.fixture(scope="module")
def less() -> Comparison:
    return compare(plan(), poorer())


def groups(*rows: tuple[str, str, float]) -> pd.DataFrame:
    """Groups of a band at a time, all else equal."""
    table = [(band, "A", "three", block, "teachers", count) for band, block, count in rows]
    return pd.DataFrame(table, columns=[*GROUP, "groups"])


def test_a_plan_beside_itself_shows_no_change() -> None:
    same = compare(plan(), plan())
    for name, amounts in AMOUNTS.items():
        for amount in amounts:
            assert (getattr(same, name)[f"{amount}_change"].fillna(0) == 0).all(), name
    assert same.seats_change == same.groups_moved == same.groups_ended == same.groups_new == 0
    assert same.groups_kept == plan().allocation.groups["groups"].sum()
    assert (same.unmatched[["only_before", "only_after"]] == 0).all(axis=None)
    assert same.sentences == ("Seats stay at 24.", "All 8 groups stay as they are.")


def test_the_other_way_round_every_change_has_the_other_sign(less: Comparison) -> None:
    back = compare(poorer(), plan())
    assert less.seats_change < 0
    assert back.seats_change == -less.seats_change
    for name, amounts in AMOUNTS.items():
        for amount in amounts:
            there, again = (one[f"{amount}_change"].to_numpy() for one in (getattr(less, name), getattr(back, name)))
            pd.testing.assert_series_equal(pd.Series(there), pd.Series(-again + 0.0), check_exact=False)
    assert (less.groups_kept, less.groups_moved) == (back.groups_kept, back.groups_moved)
    assert (less.groups_ended, less.groups_new) == (back.groups_new, back.groups_ended)
    assert less.unmatched["only_before"].tolist() == back.unmatched["only_after"].tolist()


def test_the_tables_add_up_to_the_seats_hours_and_dollars_of_both_plans(less: Comparison) -> None:
    after = poorer()
    for name in ("schools", "tiers", "subjects", "models", "cohorts"):
        assert getattr(less, name)["seats_before"].sum() == less.seats_before == 24
        assert getattr(less, name)["seats_after"].sum() == less.seats_after == after.seats_served
    assert less.marks.groupby("mark")["seats_after"].sum().tolist() == [less.seats_after] * 3
    assert less.streams["dollars_after"].sum() == pytest.approx(after.spending["not_to_exceed_dollars"].sum())
    assert less.pools["paid_hours_after"].sum() == pytest.approx(after.groups["paid_hours"].sum())
    assert set(less.levels["level"]) == set(after.levels["level"])


def test_its_sentences_name_who_loses_what(less: Comparison) -> None:
    said = " ".join(less.sentences)
    assert f"Seats fall from 24 to {less.seats_after:.0f}." in said
    assert "grant pays $4,500 less, local pays $900 less." in said
    lost = less.schools.set_index("school_id")["seats_change"]
    assert f"Birch Hill loses {-lost['B']:.0f}" in said


def test_a_group_is_kept_moved_ended_or_new_and_nothing_twice() -> None:
    before = groups(("x", "day", 3.0), ("x", "noon", 1.0), ("y", "day", 2.0))
    after = groups(("x", "day", 1.0), ("x", "late", 2.0), ("z", "day", 1.0))
    found = compared_groups(before, after)
    sums = found[[name for name in found.columns if name.startswith("groups_")]].sum()
    assert sums["groups_kept"] == 1
    assert sums["groups_moved_from_here"] == sums["groups_moved_here"] == 2
    assert sums["groups_ended"] == 3
    assert sums["groups_new"] == 1
    out = found["groups_kept"] + found["groups_moved_from_here"] + found["groups_ended"]
    come = found["groups_kept"] + found["groups_moved_here"] + found["groups_new"]
    assert out.tolist() == found["groups_before"].tolist()
    assert come.tolist() == found["groups_after"].tolist()


def test_ids_that_only_one_plan_has_are_counted_and_no_error() -> None:
    mine = plan().allocation
    people = mine.tutor_hours.assign(pool_id="aides")
    gift = mine.spending.iloc[:1].assign(stream_id="gift")
    other = replace(mine, groups=mine.groups.assign(pool_id="aides"), tutor_hours=people, spending=gift)
    found = compare(plan(), other)
    counts = found.unmatched.set_index("what")
    assert counts.loc["pools", ["in_both", "only_before", "only_after"]].tolist() == [0, 1, 1]
    assert counts.loc["streams", ["in_both", "only_before", "only_after"]].tolist() == [0, 2, 1]
    streams = found.streams.set_index("stream_id")
    assert streams.loc["gift", "dollars_before"] == 0 < streams.loc["gift", "dollars_after"]
    assert found.groups_kept == 0 < found.groups_moved
    assert any("Only the plan after has: 1 pool, 1 stream" in one for one in found.sentences)


def test_without_a_formulation_marks_are_unknown_and_schools_go_by_their_ids() -> None:
    bare = replace(plan().allocation, formulation=None)
    found = compare(bare, bare)
    assert set(found.marks["marked"]) == {"unknown"}
    assert found.names == {}


def test_one_group_is_told_as_one_and_first_groups_as_new() -> None:
    none = pd.DataFrame(columns=["school_id", "seats_change", "pool_id", "paid_hours_change", "stream_id"])
    none = none.assign(dollars_change=0.0, what="", only_before=0, only_after=0)

    def said(*groups: float) -> str:
        tables = dict.fromkeys(("schools", "pools", "streams", "unmatched"), none)
        return sentences_of(seats=(0.0, 0.0), groups=groups, names={}, **tables)[1]

    assert said(1, 0, 0, 0) == "The 1 group stays as it is."
    assert said(0, 0, 0, 8) == "8 groups are new; before there was none."
    assert said(1, 1, 0.5, 1) == (
        "Of 2.5 groups, 1 stays as it is, 1 moves to another time, pool or model, 0.5 end; 1 is new."
    )
    assert said(0, 0, 0, 0) == "Neither plan has a group."
