"""Tables that pass the usual rule, two hidden counts in every row and column, and still tell."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.disclosure.audit import audit, deduced
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.tables import Change, CountTable, Dimension, Link
from measurement.counted import blanked, grid

BLOCK = {("S00", "G00"), ("S00", "G01"), ("S01", "G00"), ("S01", "G01")}


def two_in_every_line(hidden: set[tuple[str, str]]) -> bool:
    lines = [[one for one in hidden if one[at] == name] for at in (0, 1) for name in {key[at] for key in hidden}]
    return all(len(line) >= 2 for line in lines)


def audited(numbers: list[list[int]], hidden: set[tuple[str, str]], **policy):
    table = grid(np.array(numbers))
    return audit([blanked(table, hidden)], [table], DisclosurePolicy(**policy))


def test_a_block_whose_sums_leave_nothing_is_pinned_by_there_being_no_negative_counts() -> None:
    assert two_in_every_line(BLOCK)
    found = audited([[6, 0, 40], [3, 0, 25], [50, 60, 70]], BLOCK, zeros="hide")
    # The second column's hidden counts add up to 0, so both are 0, and each row gives the other away.
    assert found.table["verdict"].tolist() == ["recoverable"] * 4
    assert not found.holds


def test_a_block_is_narrow_where_a_small_sum_binds_it() -> None:
    found = audited([[3, 1, 40], [5, 30, 25], [50, 60, 70]], BLOCK)
    table = found.table.set_index("cell")
    assert two_in_every_line(BLOCK)
    assert found.recoverable == 0
    assert table.loc["tutored, group G00, school S00", ["low", "high", "verdict"]].tolist() == [0.0, 4.0, "narrow"]


def test_a_block_that_shows_its_counts_to_be_small_is_narrow_however_wide() -> None:
    found = audited([[3, 5, 40], [5, 30, 25], [50, 60, 70]], BLOCK, lower_students=0, width_students=0)
    table = found.table.set_index("cell")
    assert table.loc["tutored, group G00, school S00", ["low", "high", "verdict"]].tolist() == [0.0, 8.0, "narrow"]
    assert audited([[3, 7, 40], [7, 30, 25], [50, 60, 70]], BLOCK, lower_students=0, width_students=0).holds


def test_a_count_must_remain_possible_below_itself_too() -> None:
    numbers = [[3, 97, 40], [31, 30, 25], [50, 60, 70]]
    table = grid(np.array(numbers))
    told = blanked(table, BLOCK)
    told.cells["students_at_least"] = [3, *[None] * 15]
    loose = DisclosurePolicy(lower_students=0)
    assert audit([told], [table], loose).holds
    assert audit([told], [table]).table.set_index("cell").loc["tutored, group G00, school S00", "verdict"] == "narrow"


def test_a_block_with_room_is_left_in_peace() -> None:
    found = audited([[3, 31, 40], [35, 30, 25], [50, 60, 70]], BLOCK)
    assert found.holds
    assert found.complaints == ()


def sums_of_grades(name: str, whole_of: dict[str, tuple[str, ...]], numbers: dict[str, int | None]) -> CountTable:
    cells = pd.DataFrame({"grade": list(numbers), "students": pd.array(list(numbers.values()), dtype="Int64")})
    return CountTable(name, "tutored", cells, (Dimension("grade", sums=tuple(whole_of.items())),))


def test_a_cycle_split_over_two_tables_tells_though_each_sum_has_two_hidden_counts() -> None:
    hidden = {"K": None, "1": None, "2": None}
    one = sums_of_grades("early", {"K-1": ("K", "1"), "1-2": ("1", "2")}, {**hidden, "K-1": 10, "1-2": 11})
    other = sums_of_grades("ends", {"K and 2": ("K", "2")}, {"K": None, "2": None, "K and 2": 13})
    alone = pd.concat([deduced([one]), deduced([other])])
    assert (alone["high"] - alone["low"] >= 10).all()
    together = deduced([one, other])
    assert together["low"].tolist() == together["high"].tolist() == [4.0, 7.0, 6.0]


def test_a_link_between_tables_is_a_sum_like_any_other() -> None:
    here = grid(np.array([[4, 20], [30, 41]]), "north")
    hidden = blanked(here, {*BLOCK})
    outside = CountTable(
        "programs",
        "in programs",
        pd.DataFrame({"program": ["before school"], "students": [34]}),
        (Dimension("program"),),
    )
    parts = tuple(hidden.place("tutored", key) for key in (("S00", "G00"), ("S01", "G01")))
    link = Link(outside.place("in programs", ("before school",)), parts)
    with pytest.raises(InputError, match="contradict each other"):
        deduced([hidden, outside], links=[link])
    told = CountTable("programs", "in programs", outside.cells.assign(students=45), outside.dimensions)
    found = deduced([hidden, told], links=[link])
    assert (found["low"] == found["high"]).all()
    assert (deduced([hidden, told])["high"] - deduced([hidden, told])["low"] == 24).all()


def test_a_total_of_the_year_before_tells_nothing_until_somebody_knows_who_left() -> None:
    fall = blanked(grid(np.array([[4, 20], [30, 41]]), "fall", as_of="fall"), BLOCK)
    numbers = grid(np.array([[4, 20], [30, 41]]), "spring", as_of="spring")
    spring = blanked(numbers, {("S00", "G00"), ("S00", "all")})
    unlinked = deduced([spring], before=[fall]).set_index("cell")
    assert unlinked.loc["tutored, group G00, school S00 as of fall"].tolist() == [0.0, 24.0]
    kept = deduced([spring], before=[fall], changes=[Change("tutored", "fall", "spring", at_least=0)])
    some = kept.set_index("cell").loc["tutored, group G00, school S00 as of fall"]
    assert some["low"] == some["high"] == 4.0


def test_two_releases_of_the_same_facts_are_one_system() -> None:
    table = grid(np.array([[4, 20], [30, 41]]), "first")
    first = blanked(table, BLOCK)
    second = blanked(grid(np.array([[4, 20], [30, 41]]), "second"), {("S00", "G00"), ("S00", "all"), ("all", "G00")})
    assert (deduced([first])["low"] < deduced([first])["high"]).all()
    both = deduced([second], before=[first])
    assert (both["low"] == both["high"]).all()


def test_a_large_count_hidden_in_vain_harms_nobody_and_is_said() -> None:
    found = audited([[13, 31, 40], [35, 30, 25]], {("S00", "G00")})
    assert found.table["verdict"].tolist() == ["in_vain"]
    assert found.holds


def test_shown_small_counts_are_found_too() -> None:
    found = audited([[3, 31, 40], [35, 30, 25]], set())
    assert found.recoverable == 1
    assert found.complaints == (
        "tutored, group G00, school S00: the policy hides it, and its number stands in a table",
    )


def test_without_a_total_nothing_stops_a_count() -> None:
    cells = pd.DataFrame({"school": ["A", "B"], "students": pd.array([None, 15], dtype="Int64")})
    found = deduced([CountTable("t", "tutored", cells, (Dimension("school"),))])
    assert found[["low", "high"]].to_numpy().tolist() == [[0.0, np.inf]]


def test_what_anybody_knows_of_a_count_binds_the_others() -> None:
    cells = pd.DataFrame({"school": ["A", "B", "all"], "students": pd.array([None, None, 34], dtype="Int64")})
    places = (Dimension("school", "all"),)
    seats = CountTable("t", "tutored", cells.assign(students_at_most=[None, 30, None]), places)
    assert deduced([seats])[["low", "high"]].to_numpy().tolist() == [[4.0, 34.0], [0.0, 30.0]]
    full = CountTable("t", "tutored", pd.DataFrame({"school": ["A", "B", "all"], "students": [4, 30, 34]}), places)
    assert not audit([seats], [full]).holds


def test_whole_numbers_tell_more_where_sums_are_odd() -> None:
    pairs = {"K-1": ("K", "1"), "1-2": ("1", "2"), "K and 2": ("K", "2")}
    table = sums_of_grades("sums", {**pairs, "K-2": ("K", "1", "2")}, dict.fromkeys(["K", "1", "2", *pairs, "K-2"]))
    most = table.cells["grade"].map(dict.fromkeys(pairs, 1.0))  # nobody can be in two of three grades
    told = CountTable(table.name, table.counts, table.cells.assign(students_at_most=most), table.dimensions)
    plain, exact = (deduced([told], whole=whole).set_index("cell")["high"] for whole in (False, True))
    assert (plain["tutored, grade K-2"], exact["tutored, grade K-2"]) == (1.5, 1.0)
