"""Ready levers do to a district what their names say."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from allocation.two_schools import block, model, pool
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.levers import Lever
from hitdesign.policy import Policy
from hitdesign.scenarios.grids import each, grid, steps, together
from hitdesign.scenarios.prepared import prepare
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.ready import (
    award_delayed,
    hiring_reaches,
    hybrid_week,
    make_up_sessions,
    school_closed,
    school_online,
)
from hitdesign.scenarios.sweep import sweep
from scenarios.scenes import award, district, people

ONLINE = {
    "tutors": (pool("aides", tutors=4), pool("remote", modality="online", tutors=3)),
    "tutoring_models": (model(weeks=10), model("far", modality="online", weeks=10)),
}


def after(lever: Lever, **tables: Any) -> Given:
    return pull(Given(district(**tables), Policy(), shipped()), lever)


def test_hiring_that_falls_short_leaves_whole_people_and_the_rest_comes_later() -> None:
    found = after(hiring_reaches(district(), 0.7, rest_on=date(2026, 10, 1))).district.tutors
    assert {row.pool_id: row.tutors for row in found} == {
        "aides": 3,
        "aides_later": 1,
        "teachers": 1,
        "teachers_later": 1,
    }
    assert {row.starts_on for row in found} == {None, date(2026, 10, 1)}
    never = after(hiring_reaches(district(), 0.7, pools=["aides"])).district.tutors
    assert {row.pool_id: row.tutors for row in never} == {"aides": 3, "teachers": 2}


def test_all_people_hired_is_the_district_itself() -> None:
    before = district()
    assert pull(Given(before, Policy(), shipped()), hiring_reaches(before, 1.0)).district is before


def test_a_late_award_begins_later() -> None:
    found = {
        row.stream_id: row.obligate_from for row in after(award_delayed(district(), "general", 45)).district.funding
    }
    assert found == {"general": date(2026, 8, 15), "title_i": date(2026, 7, 1)}


def test_a_school_online_is_taught_online_alone_and_the_others_as_before() -> None:
    there = after(school_online(district(**ONLINE), "B", 9), **ONLINE)
    found = prepare(there).formulation
    taught = found.program.columns[2].keys
    at_b = taught["band_id"].str.startswith("B:")
    assert set(taught[at_b]["model_id"]) == {"far"} and set(taught[~at_b]["model_id"]) == {"three"}


def test_a_hybrid_week_splits_each_block_by_its_days() -> None:
    blocks = after(hybrid_week(district(), "A", "MTW", 12)).district.blocks
    mine = {row.block_id: (row.days, row.held, row.online_seats) for row in blocks if row.school_id == "A"}
    assert mine == {
        "day": ("MTW", "in_person", None),
        "day_online": ("RF", "online", 12),
        "late": ("MTW", "in_person", None),
        "late_online": ("RF", "online", 12),
    }
    assert {row.held for row in blocks if row.school_id != "A"} == {"either"}


def test_rows_that_hold_everywhere_become_a_schools_own_first() -> None:
    blocks = after(school_online(district(blocks=(block("*"),)), "B", 9), blocks=(block("*"),)).district.blocks
    assert {(row.school_id, row.held) for row in blocks} == {("*", "either"), ("B", "online")}


def test_make_up_sessions_lengthen_the_term() -> None:
    assert {row.ends_on for row in after(make_up_sessions(2)).district.blocks} == {date(2027, 1, 1)}
    one = after(make_up_sessions(2, schools=["A"])).district.blocks
    assert {row.school_id for row in one if row.ends_on == date(2027, 1, 1)} == {"A"}


def test_a_closed_school_takes_no_part() -> None:
    need = prepare(after(school_closed(district(), "C"))).need
    assert set(need.bands["school_id"]) == {"A", "B"}


@pytest.mark.parametrize(
    "make",
    [
        lambda: hiring_reaches(district(), 0.5, pools=["aide"]),
        lambda: award_delayed(district(), "tile_i", 3),
        lambda: school_online(district(), "D", 3),
        lambda: school_closed(district(), "D"),
    ],
)
def test_an_id_without_a_row_is_said_with_those_that_there_are(make: Any) -> None:
    with pytest.raises(InputError, match="one of"):
        make()


def test_every_combination_is_named_and_swept() -> None:
    money = each("Money {amount}", award(1).changes[0], steps(0.5, 1.5, 3))
    levers = grid(money, [people(0.5), people(1.0)])
    assert [lever.name for lever in levers][:3] == [
        "Money 50 %, hours x 0.5",
        "Money 50 %, hours x 1",
        "Money 100 %, hours x 0.5",
    ]
    found = sweep(district(), levers=levers, levels=1, who=False).table.set_index("scenario")["value"]
    assert found["Money 100 %, hours x 1"] == pytest.approx(found["base"])
    assert found["Money 50 %, hours x 0.5"] <= found["Money 150 %, hours x 1"]


def test_levers_together_keep_their_order_and_notes() -> None:
    both = together(award(0.5), award(2.0), name="there and back")
    assert len(both.changes) == 2
    assert after(both).district.funding == district().funding
    with pytest.raises(ValueError, match="two ends"):
        steps(0, 1, 1)
