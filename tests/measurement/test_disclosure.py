"""Tables that leave a district: what is hidden, what is coded, and that nobody can work out the rest."""

from __future__ import annotations

import pickle
import time
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.disclosure.audit import audit
from hitdesign.measurement.disclosure.policy import Band, DisclosurePolicy
from hitdesign.measurement.disclosure.protect import Protected, protect
from hitdesign.measurement.disclosure.tables import Change, CountTable, Dimension, Link
from measurement.counted import BOTH, drawn, grid, matrix_of, way

PLAIN = DisclosurePolicy(total_weight=1)
KEY = ("school", "group", "students")
REGION, SCHOOL = Dimension("region"), (Dimension("school"),)


def rates(rows: list[tuple[str, int, int]], name: str = "rates", **also) -> CountTable:
    """One row per school: below proficient, tested."""
    cells = pd.DataFrame(rows, columns=["school", "students", "of_students"])
    places = Dimension("school", "all" if rows[-1][0] == "all" else None)
    return CountTable(name, "below proficient", cells, (places,), out_of="tested", **also)


def with_total(rows: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    return [*rows, ("all", sum(row[1] for row in rows), sum(row[2] for row in rows))]


def shown(safe: Protected, name: str) -> dict[str, tuple[str, ...]]:
    table = safe.publish()[name]
    return {row[0]: row[1:] for row in table.itertuples(index=False)}


def check_protects(rows: int, columns: int, seed: int, mean: float, seconds: float) -> Protected:
    """Nothing can be worked out, by the audit and by flows; the loss is near the least."""
    numbers = drawn(rows, columns, seed, mean)
    begin = time.monotonic()
    safe = protect([grid(numbers)], PLAIN, time_limit_seconds=seconds)
    took = time.monotonic() - begin
    assert safe.audit.holds
    assert safe.audit.recoverable == 0
    assert safe.loss <= 1.1 * safe.bound
    full = matrix_of(grid(numbers), numbers.shape)
    hidden = np.isnan(matrix_of(safe.release[0], numbers.shape))
    small = [cell for cell in np.argwhere(hidden).tolist() if PLAIN.small(full[*cell])]
    for cell in small[:: 1 + len(small) // 40]:
        above, below = (way(full, hidden, tuple(cell), up=up) for up in (True, False))
        assert above >= PLAIN.reach_above(full[*cell])
        assert below >= 1
        assert above + below >= PLAIN.width_students
    print(f"{rows} x {columns}, {len(small)} small, {safe.loss:g} more, at least {safe.bound:g}, {took:.0f} s")
    return safe


@pytest.mark.parametrize(("rows", "columns", "seed", "mean"), [(4, 4, 1, 30), (7, 5, 2, 40), (12, 6, 3, 60)])
def test_a_table_of_random_counts_tells_no_small_one(rows: int, columns: int, seed: int, mean: float) -> None:
    safe = check_protects(rows, columns, seed, mean, 60)
    assert safe.proved
    assert safe.reproducible


@pytest.mark.slow
def test_tables_of_fifty_schools_and_twenty_groups_tell_no_small_count() -> None:
    for seed in range(12):
        check_protects((20, 35, 50)[seed % 3], (10, 20)[seed % 2], seed, (15, 40, 90, 200)[seed % 4], 120)


def test_the_order_of_rows_changes_nothing() -> None:
    table = grid(drawn(6, 4, 5, 40))
    turned = CountTable(table.name, table.counts, table.cells.iloc[::-1].reset_index(drop=True), table.dimensions)
    one, other = protect([table]), protect([turned])
    key = ["school", "group"]
    left, right = (safe.publish()["table"].sort_values(key).reset_index(drop=True) for safe in (one, other))
    pd.testing.assert_frame_equal(left, right)
    assert one.loss == other.loss


def test_what_was_done_and_why_stands_in_the_record() -> None:
    cells = pd.DataFrame({"school": ["A", "B", "C", "all"], "students": [4, 31, 15, 50]})
    safe = protect([CountTable("pilot", "tutored", cells, (Dimension("school", "all"),))])
    assert safe.record["what"].tolist() == ["primary", "complementary"]
    assert safe.record["row"].tolist() == [2, 4]
    assert safe.record["why"].iloc[0] == "from 1 to below 10 students"
    assert safe.sentences()[0] == "1 count hidden or coded by the policy, 1 more so that nobody can subtract."


def test_the_threshold_is_the_districts() -> None:
    table = grid(np.array([[4, 12, 20], [30, 41, 25], [22, 33, 19]]))
    for threshold, small in ((3, 0), (5, 1), (13, 2)):
        safe = protect([table], DisclosurePolicy(threshold_students=threshold, width_students=2))
        assert (safe.record["what"] == "primary").sum() == small
        assert safe.audit.holds


def test_zeros_are_shown_or_hidden_as_the_policy_says() -> None:
    table = grid(np.array([[0, 12, 20], [30, 41, 25], [22, 33, 19]]))
    assert protect([table]).record.empty
    hidden = protect([table], DisclosurePolicy(zeros="hide"))
    assert hidden.record["why"].iloc[0] == "a count of 0, which the policy hides"
    assert hidden.audit.holds


def test_a_rate_with_few_others_is_hidden_like_one_with_few() -> None:
    policy = DisclosurePolicy(bands=())
    rows = with_total([("A", 14, 20), ("B", 20, 60), ("C", 30, 90), ("D", 40, 80)])
    safe = protect([rates(rows)], policy)
    assert safe.audit.holds
    assert shown(safe, "rates")["A"] == ("*", "20", "*")
    assert "fewer than 10 others in the group" in safe.record["why"].tolist()
    one_side = protect([rates(rows)], policy.model_copy(update={"both_sides": False}))
    assert one_side.record.empty


def test_rates_near_none_and_all_are_coded_by_the_size_of_their_group() -> None:
    policy = DisclosurePolicy(bands=(Band(from_students=50, share=0.10), Band(from_students=100, share=0.05)))
    rows = with_total([("A", 58, 60), ("B", 3, 120), ("C", 61, 140), ("D", 70, 150), ("E", 12, 12)])
    found = protect([rates(rows)], policy)
    table = shown(found, "rates")
    assert table["A"] == ("*", "60", "≥90%")
    assert table["B"] == ("*", "120", "≤5%")
    assert table["E"] == ("*", "12", "*")  # all of a group too small for a band
    assert found.audit.holds
    assert found.record.set_index("cell").loc["below proficient, school A", "why"] == (
        "within 10% of none or all of its group"
    )


def test_parts_that_overlap_are_safe_against_their_whole() -> None:
    groups = Dimension("group", "all", within=(("all", ("english learner",)),))
    cells = pd.DataFrame({"group": ["english learner", "all"], "students": [47, 50]})
    safe = protect([CountTable("marks", "tested", cells, (groups,))])
    assert safe.audit.holds  # three students are no English learners
    assert safe.record["what"].tolist() == ["complementary"]


def test_hierarchies_and_two_tables_are_protected_together() -> None:
    numbers = drawn(6, 3, 11, 30, empty=0.0)
    regions = {"North": ("S0", "S1", "S2"), "South": ("S3", "S4", "S5")}
    by = {f"S{i}": line for i, line in enumerate(numbers)}
    by |= {region: np.sum([by[school] for school in inside], axis=0) for region, inside in regions.items()}
    by["all"] = by["North"] + by["South"]
    places = Dimension("school", "all", sums=(("all", ("North", "South")), *regions.items()))
    cells = [(where, group, int(n)) for where, line in by.items() for group, n in zip("XYZ", line, strict=True)]
    cells += [(where, "all", int(line.sum())) for where, line in by.items()]
    terms = [
        (school, term, int(by[school].sum() + more) // 2)
        for school in by
        if school.startswith("S") and school != "South"
        for term, more in (("fall", 0), ("spring", 1))
    ]
    terms += [(school, "all", int(by[school].sum())) for school, term, _ in terms if term == "fall"]
    safe = protect(
        [
            CountTable("groups", "tutored", pd.DataFrame(cells, columns=list(KEY)), (places, BOTH[1])),
            CountTable(
                "terms",
                "tutored",
                pd.DataFrame(terms, columns=["school", "term", "students"]),
                (Dimension("school"), Dimension("term", "all")),
            ),
        ],
        PLAIN,
    )
    assert safe.audit.holds
    assert safe.proved
    in_both = safe.record[safe.record["cell"].str.fullmatch(r"tutored, school S\d")]
    assert (in_both.groupby("cell")["table"].nunique() == 2).all()  # one count: hidden in both tables or in none


def pilot(numbers: dict[str, int], name: str, as_of: str = "") -> CountTable:
    whole = {**numbers, "all": sum(numbers.values())}
    cells = pd.DataFrame({"school": list(whole), "students": list(whole.values())})
    return CountTable(name, "tutored", cells, (Dimension("school", "all"),), as_of=as_of)


def test_a_second_table_that_would_give_the_first_away_is_held_back() -> None:
    first = protect([pilot({"A": 4, "B": 31, "C": 15}, "schools")])
    assert [row[0] for row in shown(first, "schools").values()] == ["*", "31", "*", "50"]
    region = CountTable("regions", "in the region", pd.DataFrame({"region": ["North"], "students": [46]}), (REGION,))
    north = region.place("in the region", ("North",))
    parts = tuple(first.release[0].place("tutored", (school,)) for school in "BC")
    how = {"before": first.release, "links": [Link(north, parts)]}
    naive, careful = protect([region]), protect([region], **how)
    assert naive.record.empty
    assert not audit(naive.release, [region], **how).holds  # 50 less 46 is the small count
    assert careful.audit.holds
    assert careful.record["what"].tolist() == ["complementary"]


def test_what_was_hidden_last_fall_is_not_given_away_by_spring() -> None:
    fall = protect([pilot({"A": 9, "B": 31, "C": 15}, "fall", "fall")])
    spring = pilot({"A": 10, "B": 31, "C": 15}, "spring", "spring")
    facts = [Change("tutored", "fall", "spring", at_least=0, at_most=1)]
    naive, careful = protect([spring]), protect([spring], before=fall.release, changes=facts)
    assert naive.record.empty
    assert audit(naive.release, [spring], before=fall.release).holds
    told = audit(naive.release, [spring], before=fall.release, changes=facts)
    assert told.complaints[0] == ("tutored, school A as of fall: a reader can come closer to it than the policy allows")
    assert careful.audit.holds
    assert len(careful.record) == 2


def test_what_a_reader_can_work_out_is_not_published() -> None:
    table = pilot({"A": 4, "B": 31, "C": 15}, "schools")
    safe = protect([table])
    alone = CountTable(table.name, table.counts, table.cells.astype({"students": "Int64"}), table.dimensions)
    alone.cells.loc[0, "students"] = pd.NA
    naive = replace(safe, release=(alone,), audit=audit([alone], [table]))
    with pytest.raises(InputError, match="a reader can work out its number") as raised:
        naive.publish()
    assert "Merge small schools or groups" in str(raised.value)
    assert "NOT SAFE: 1 count" in naive.sentences()[2]


def test_what_everybody_knows_already_is_said_and_nothing_is_added_to_it() -> None:
    enrolled = CountTable("state", "tested", pd.DataFrame({"school": ["A"], "students": [8]}), SCHOOL, known=True)
    safe = protect([rates([("A", 3, 8), ("B", 30, 61)])], before=[enrolled])
    assert safe.record["what"].tolist() == ["primary", "published before"]
    assert shown(safe, "rates")["A"] == ("*", "8", "*")
    open_to_all = safe.audit.table.set_index("cell").loc["below proficient, school A"]
    assert (open_to_all["low"], open_to_all["high"], open_to_all["verdict"]) == (0.0, 8.0, "ok")
    assert "1 count that the policy hides can be worked out from what was known before." in safe.sentences()


def test_no_time_at_all_still_gives_a_safe_table() -> None:
    safe = protect([grid(drawn(8, 5, 4, 40))], time_limit_seconds=0)
    assert safe.audit.holds
    assert not safe.proved
    assert not safe.reproducible
    assert "A clock ended the search" in safe.sentences()[-1]


def test_nothing_to_hide_is_an_answer_too() -> None:
    safe = protect([grid(np.array([[14, 20], [30, 41]]))])
    assert safe.record.empty
    assert (safe.loss, safe.bound, safe.proved) == (0, 0, True)


def test_no_number_stands_in_the_repr() -> None:
    safe = protect([grid(np.array([[4, 20, 25], [30, 41, 25], [17, 18, 19]]))])
    assert "41" not in repr(safe)
    assert pickle.loads(pickle.dumps(safe)).loss == safe.loss
