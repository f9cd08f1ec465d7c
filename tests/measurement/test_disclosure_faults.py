"""Tables of counts that cannot be used: every fault at once, by table, row and column, no label and no student."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError

from hitdesign.errors import InputError
from hitdesign.measurement.disclosure.audit import audit, deduced
from hitdesign.measurement.disclosure.policy import Band, DisclosurePolicy
from hitdesign.measurement.disclosure.protect import protect
from hitdesign.measurement.disclosure.tables import Change, CountTable, Dimension, Link, Place

SCHOOL = Dimension("school", "all")


def table(cells: dict[str, list[object]], *dimensions: Dimension, name: str = "pilot", **also) -> CountTable:
    return CountTable(name, "tutored", pd.DataFrame(cells), dimensions or (SCHOOL,), **also)


def faults(*tables: CountTable, **how) -> list[str]:
    with pytest.raises(InputError) as raised:
        protect(tables, **how)
    return [str(fault) for fault in raised.value.faults]


def test_all_faults_of_the_counts_come_together() -> None:
    cells = {"school": list("ABCDE"), "students": [-3, 2.5, None, 12, "Avery"], "of_students": [9, 9, 9, 9, 9]}
    found = faults(table(cells, Dimension("school"), out_of="tested"), table({"school": ["A"]}, name="other"))
    assert [one.split(":")[0] for one in found] == [
        "pilot, row 2, column students",
        "pilot, row 3, column students",
        "pilot, row 6, column students",
        "pilot, row 4, column students",
        "pilot, row 5, column students",
        "other, column students",
    ]
    assert "more students are counted than the group has. Found '12'. Expected at most 9" in found[4]
    assert "Avery" not in "".join(found)


def test_totals_that_do_not_add_up_are_named_by_row() -> None:
    (found,) = faults(table({"school": ["A", "B", "all"], "students": [12, 13, 26]}))
    assert found == (
        "pilot, row 4, column students: the 2 parts of this total add up to 25. Found '26'. Expected 25. "
        "Correct the total or its parts, or say in the dimension which labels add up."
    )


def test_a_total_without_all_its_parts_is_refused() -> None:
    cells = {"school": ["A", "A", "all", "all"], "group": ["X", "Y", "X", "Y"], "students": [1, 2, 1, 2]}
    ragged = {name: [*values, extra] for (name, values), extra in zip(cells.items(), ("B", "X", 0), strict=True)}
    (found,) = faults(table(ragged, SCHOOL, Dimension("group")))
    assert "row 5, column school: 1 of the 2 cells that add up to this row are missing" in found


def test_a_part_above_its_whole_a_row_twice_and_a_blank_label_are_refused() -> None:
    marks = Dimension("mark", "all", within=(("all", ("iep",)),))
    (part,) = faults(table({"mark": ["iep", "all"], "students": [9, 8]}, marks))
    assert "row 2, column students: a part is larger than its whole in row 3" in part
    twice, blank = faults(table({"school": ["A", "A", None], "students": [9, 8, 1]}, Dimension("school")))
    assert "row 3: the labels are those of row 2" in twice
    assert "row 4, column school: a label is blank" in blank


def test_the_same_count_twice_with_two_numbers_is_refused() -> None:
    one, other = ({"school": ["A", "all"], "students": [n, n]} for n in (12, 13))
    found = faults(table(one), table(other, name="again"))
    assert found[0].startswith("again, row 2, column students: the same count stands in pilot, row 2, as 12.")
    assert protect([table(one), table(other, name="again", as_of="spring")]).audit.holds


def test_two_tables_of_one_name_and_links_to_nothing_are_refused() -> None:
    good = table({"school": ["A"], "students": [12]}, Dimension("school"))
    assert "two tables have this name" in faults(good, good)[0]
    link = Link(Place("tutored", "", (("school", "A"),)), (Place("tutored", "", (("school", "B"),)),))
    assert "a link names a count that no table has" in faults(good, links=[link])[0]


@pytest.mark.parametrize("column", ["student_id", "Student_Name"])
def test_a_table_of_single_students_is_refused_without_naming_one(column: str) -> None:
    (found,) = faults(table({column: ["S-4242424"], "students": [1]}, Dimension(column)))
    assert "the table is divided by single students" in found
    assert "4242424" not in found


def test_releases_that_contradict_each_other_are_refused() -> None:
    first = table({"school": ["A", "B", "all"], "students": [None, None, 7]}, name="first")
    second = table({"school": ["A", "B"], "students": [9, None]}, Dimension("school"), name="second")
    with pytest.raises(InputError, match="contradict each other"):
        deduced([second], before=[first])


def test_shares_of_earlier_tables_lie_between_0_and_1() -> None:
    cells = {"school": ["A"], "students": [None], "of_students": [50], "share_at_least": [95]}
    old = table(cells, Dimension("school"), out_of="tested")
    with pytest.raises(InputError, match=r"Write 95% as 0\.95"):
        deduced([old])


def test_choices_out_of_range_are_refused() -> None:
    for wrong in ({"threshold_students": 0}, {"zeros": "maybe"}, {"total_weight": 0.5}, {"minimum": 3}):
        with pytest.raises(ValidationError):
            DisclosurePolicy(**wrong)
    with pytest.raises(ValidationError, match="two bands begin"):
        DisclosurePolicy(bands=(Band(from_students=5, share=0.1), Band(from_students=5, share=0.2)))


def test_what_is_known_of_a_count_must_hold_of_it() -> None:
    seats = {"school": ["A", "B"], "students": [12, 15], "students_at_most": [10, None]}
    (found,) = faults(table(seats, Dimension("school")))
    assert "row 2, column students_at_most: what is known of the count does not hold of it" in found


def test_a_fact_or_a_label_that_fits_nothing_is_refused_and_not_passed_over() -> None:
    cells = {"school": ["A", "B", "All"], "students": [12, 15, 27]}
    assert "the dimension names labels that stand in no row" in faults(table(cells, Dimension("school", "all")))[0]
    good = table(cells, Dimension("school", "All"), as_of="spring")
    (found,) = faults(good, changes=[Change("tutored", "fall", "spring", at_least=0)])
    assert "changes, row 1: a change names counts of a day that no table has" in found


def test_published_tables_that_are_not_the_true_ones_are_refused() -> None:
    true = table({"school": ["A", "B"], "students": [12, 15]}, Dimension("school"))
    for cells in ({"school": ["A", "B"], "students": [12, 16]}, {"school": ["A"], "students": [12]}):
        with pytest.raises(InputError, match="not the true ones with some counts hidden"):
            audit([table(cells, Dimension("school"))], [true])


def test_a_table_without_rows_has_nothing_to_hide() -> None:
    empty = table({"school": [], "students": []}, Dimension("school"))
    assert protect([empty]).audit.holds
