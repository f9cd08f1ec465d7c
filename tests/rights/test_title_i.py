"""Title I money to schools: what the law asks, in sentences, and laws that hold for every district."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pandas as pd
import pytest
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from district.small import cohorts, school, stream
from district.small import district as district_of
from hitdesign.district.duties import PrivateSchool
from hitdesign.district.private_share import private_cents
from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.rights.title_i import TitleIAllocation, allocate_title_i
from hitdesign.rights.title_i_amounts import by_weights, whole_dollars
from hitdesign.rights.title_i_check import check_title_i
from hitdesign.rights.title_i_choices import AmountBand, TitleIChoices, TitleIReservation
from hitdesign.rights.title_i_counts import by_direct_certification, by_feeder_pattern, counts_of, span_of_grades

#: Fewer examples than a law has elsewhere: a case costs some milliseconds.
FEWER = settings(max_examples=max(10, settings.default.max_examples // 6))


def counts(*rows: tuple[Any, ...]) -> pd.DataFrame:
    """school_id, children, low-income, private low-income, grade span; high schools are those of that span."""
    names = ["school_id", "children", "low_income_students", "private_low_income_students", "grade_span"]
    table = pd.DataFrame([(*row, *(0, "all")[len(row) - 3 :]) for row in rows], columns=names)
    return table.assign(high_school=table["grade_span"] == "high")


def ask(table: pd.DataFrame, dollars: float = 1_000_000, **more: Any) -> TitleIAllocation:
    return allocate_title_i(table, TitleIChoices(allocation_dollars=dollars, **{"parent_and_family_share": 0, **more}))


def served(answer: TitleIAllocation) -> list[str]:
    return [str(one) for one in answer.schools.loc[answer.schools["served"], "school_id"]]


def why(answer: TitleIAllocation, school: str) -> str:
    return str(answer.schools.set_index("school_id").loc[school, "why"])


TOWN = counts(
    ("elm", 500, 400, 0, "elementary"),
    ("oak", 400, 200, 0, "elementary"),
    ("ash", 600, 180, 0, "elementary"),
    ("mid", 700, 240, 0, "middle"),
    ("high", 800, 440, 0, "high"),
)


def test_a_school_at_the_districts_share_is_eligible_and_one_just_below_is_not() -> None:
    even = counts(("at", 1000, 500), ("above", 1000, 600), ("below", 1000, 400))
    assert served(ask(even)) == ["above", "at"]
    assert why(ask(even), "below") == "not_eligible"


def test_the_35_percent_rule_holds_from_35_percent_on() -> None:
    rows = counts(("rich", 1000, 349), ("edge", 1000, 350), ("poor", 1000, 700))
    assert served(ask(rows, eligible_by=("average", "35_percent"))) == ["poor", "edge"]


def test_a_school_comes_first_above_75_percent_and_not_at_it() -> None:
    rows = counts(("at", 1000, 750, 0, "elementary"), ("above", 1000, 751, 0, "high"), ("low", 2000, 400, 0, "high"))
    groups = ask(rows).schools.set_index("school_id")["group"]
    assert groups["above"] == "first"
    assert groups["at"] == "rest"


def test_schools_above_75_percent_are_served_although_only_another_grade_span_is() -> None:
    answer = ask(TOWN, ranking="grade_span", grade_spans_served=("middle",), eligible_by=("average", "35_percent"),
                 average="grade_span")  # fmt: skip
    assert served(answer) == ["elm", "mid"]
    assert why(answer, "oak") == "grade_span_not_served"


def test_a_high_school_above_half_may_come_first_if_the_district_chooses_so() -> None:
    assert ask(TOWN).schools["school_id"].tolist()[:2] == ["elm", "high"]
    chosen = ask(TOWN, high_school_option=True, ranking="grade_span", grade_spans_served=("elementary",))
    assert served(chosen) == ["elm", "high", "oak"]
    assert "high" not in served(ask(TOWN, ranking="grade_span", grade_spans_served=("elementary",)))


def test_a_grade_span_may_be_held_against_its_own_average() -> None:
    by_span = ask(TOWN, ranking="grade_span", average="grade_span", when_short="report")
    assert served(by_span) == ["elm", "high", "mid"]
    assert "mid" not in served(ask(TOWN, ranking="grade_span", when_short="report"))


def test_below_a_thousand_children_any_school_may_be_served() -> None:
    rows = counts(("a", 500, 400), ("b", 499, 20))
    assert served(ask(rows, when_short="report")) == ["a", "b"]
    assert served(ask(counts(("a", 500, 400), ("b", 500, 20)))) == ["a"]


def test_where_the_least_amount_cannot_be_kept_fewer_schools_are_served() -> None:
    rows = counts(("a", 1000, 340), ("b", 1000, 330), ("c", 1000, 320), ("d", 5000, 500))
    answer = ask(rows)
    assert served(answer) == ["a", "b", "c"]
    tight = ask(rows, eligible_by=("average",), reservations=(TitleIReservation(name="summer", dollars=400_000),))
    assert why(tight, "c") == "least_amount"
    assert tight.findings.empty
    said = ask(rows, reservations=(TitleIReservation(name="summer", dollars=400_000),), when_short="report")
    assert set(said.findings["rule"]) == {"least_amount"}


def test_private_school_children_of_a_skipped_area_still_have_their_share() -> None:
    rows = counts(("a", 1000, 900, 100), ("b", 1000, 800, 100), ("c", 2000, 100))
    plain = ask(rows)
    skipped = ask(rows, skipped={"b": "a state grant gives the same"})
    assert plain.private_share_dollars == skipped.private_share_dollars == round(1_000_000 * 200 / 1_900)
    assert served(skipped) == ["a"]


def test_parents_and_families_have_one_percent_above_the_laws_amount() -> None:
    steps = ask(TOWN, parent_and_family_share=None).steps.set_index("what")["amount"]
    assert steps["reserved: parents and families"] == 10_000
    below = ask(TOWN, dollars=500_000, parent_and_family_share=None).steps["what"].tolist()
    assert "reserved: parents and families" not in below


def test_every_step_says_where_it_stands_in_law() -> None:
    answer = ask(TOWN, parent_and_family_share=None, carry_over_dollars=5_000, transferred_dollars=70_000)
    assert answer.steps["law"].str.contains("ESEA|CFR").all()
    assert answer.schools["law"].str.len().gt(5).all()


def test_bands_give_a_child_of_a_poorer_school_more() -> None:
    bands = (AmountBand(above=0.75, amount=1.5), AmountBand(amount=1.0))
    schools = ask(TOWN, amounts="weights", bands=bands).schools.set_index("school_id")
    each = schools["per_child_dollars"]
    assert each["elm"] == pytest.approx(1.5 * each["oak"])


def test_the_other_way_round_is_a_finding() -> None:
    bands = (AmountBand(above=0.75, amount=1.0), AmountBand(amount=1.5))
    assert set(ask(TOWN, amounts="weights", bands=bands).findings["rule"]) == {"more_at_less_poverty"}


def test_hold_harmless_keeps_a_share_of_last_year() -> None:
    rows = {"hold_harmless_share": 0.9, "last_year_dollars": {"oak": 400_000}}
    schools = ask(TOWN, **rows).schools.set_index("school_id")
    assert schools.loc["oak", "dollars"] == 360_000
    assert schools["dollars"].sum() == 1_000_000


def test_other_money_spent_alike_lowers_a_schools_amount() -> None:
    schools = ask(TOWN, supplemental_dollars={"oak": 50_000}).schools.set_index("school_id")
    each = schools["unrounded_dollars"] / schools["low_income_students"]
    assert 200 * (each["elm"] - each["oak"]) == pytest.approx(50_000)


def test_dollars_a_child_end_where_the_money_ends() -> None:
    bands = (AmountBand(amount=1_000),)
    partial = ask(TOWN, dollars=700_000, amounts="dollars", bands=bands)
    given = partial.schools.set_index("school_id")["dollars"]
    assert given[["elm", "high", "oak"]].tolist() == [400_000, 300_000, 0]
    none = ask(TOWN, dollars=700_000, amounts="dollars", bands=bands, last_school="left_out")
    assert none.left_over_dollars == 300_000


def test_a_feeder_pattern_gives_a_high_school_the_share_of_its_elementary_areas() -> None:
    table = by_feeder_pattern(TOWN, {"high": ["elm", "oak"]}).set_index("school_id")
    assert table.loc["high", "low_income_students"] == pytest.approx(800 * 600 / 900)


def test_identified_students_count_for_more_but_not_for_more_than_there_are() -> None:
    table = by_direct_certification(TOWN, {"elm": 400, "oak": 100}).set_index("school_id")["low_income_students"]
    assert table[["elm", "oak", "ash"]].tolist() == [500, pytest.approx(160), 180]


def test_amounts_already_made_are_checked_in_the_order_of_rank() -> None:
    wanted = TitleIChoices(allocation_dollars=300_000, parent_and_family_share=0)
    rules = check_title_i(TOWN, {"oak": 100_000, "mid": 50_000, "pine": 1_000}, wanted)
    assert set(rules["rule"]) == {"unknown_school", "first_passed_over", "passed_over", "not_eligible", "least_amount"}
    assert rules.set_index("rule").loc["first_passed_over", "school_id"] == "elm"
    assert check_title_i(TOWN, dict.fromkeys(["elm"], 400_000), wanted)["rule"].tolist() == ["more_than_there_is"]


def test_too_small_a_share_for_private_schools_is_found() -> None:
    rows = counts(("a", 1000, 900, 100), ("b", 1000, 100, 0))
    wanted = TitleIChoices(allocation_dollars=1_000_000, parent_and_family_share=0)
    found = check_title_i(rows, {"a": 900_000}, wanted, private_dollars=90_000)
    assert found["rule"].tolist() == ["private_share"]
    assert check_title_i(rows, {"a": 900_000}, wanted, private_dollars=100_000).empty


def test_bad_counts_are_refused_all_at_once() -> None:
    rows = pd.DataFrame(
        {"school_id": ["a", "a", "b"], "children": [100, None, 50], "low_income_students": [-1, "x", 60]}
    )
    with pytest.raises(InputError) as caught:
        ask(rows)
    assert len(caught.value.faults) == 5
    with pytest.raises(InputError, match="the column is missing"):
        ask(rows.drop(columns="children"))


def test_a_blank_cell_is_no_yes_no_span_and_no_school() -> None:
    rows = TOWN.assign(grade_span=[float("nan")] * 5, high_school=[None, "yes", float("nan"), False, True])
    schools = ask(rows, high_school_option=True).schools.set_index("school_id")
    assert set(schools["grade_span"]) == {""}
    assert schools.index[schools["group"] != "rest"].tolist() == ["elm", "high"]
    with pytest.raises(InputError) as caught:
        ask(TOWN.assign(school_id=["", "b", "c", "d", "e"], high_school=["perhaps", 1, 0, True, False]))
    assert [(fault.row, fault.column) for fault in caught.value.faults] == [(2, "school_id"), (2, "high_school")]


def test_amounts_already_made_that_are_none_are_refused_together() -> None:
    wanted = TitleIChoices(allocation_dollars=300_000)
    with pytest.raises(InputError) as caught:
        check_title_i(TOWN, {"oak": -1.0, "elm": float("nan")}, wanted, private_dollars=float("inf"))
    assert [fault.column for fault in caught.value.faults] == ["dollars", "dollars", "private_dollars"]


def test_two_reservations_of_one_name_would_lose_one_and_are_refused() -> None:
    for names in (("summer", "summer"), ("parents and families",)):
        kept = tuple(TitleIReservation(name=name, dollars=1_000) for name in names)
        with pytest.raises(ValueError, match="each reservation has a name of its own"):
            TitleIChoices(allocation_dollars=600_000, reservations=kept)


def test_a_school_outside_is_let_in_by_an_area_that_is_served_and_not_by_one_that_is_only_eligible() -> None:
    rows = counts(("a", 1000, 900), ("b", 1000, 500), ("c", 1000, 100), ("d", 1000, 50))
    outside = {"eligible_by": ("average",), "enrolled_share": {"c": 0.6}}
    assert served(ask(rows, **outside)) == ["a", "c", "b"]
    assert served(ask(rows, **outside, serve_down_to=0.55)) == ["a"]
    assert why(ask(rows, **outside, serve_down_to=0.55), "c") == "not_eligible"


def test_half_a_dollar_of_private_children_is_a_dollar_as_everywhere_else() -> None:
    rows = counts(("a", 4, 1, 1))
    (school,) = ask(rows, dollars=1, private_share="by_area", share_of="public_and_private").schools.to_dict("records")
    assert (school["dollars"], school["private_dollars"], school["public_dollars"]) == (1, 1, 0)


def test_the_step_of_private_schools_is_shown_though_no_child_of_theirs_is_counted() -> None:
    steps = ask(TOWN).steps.set_index("what")
    assert steps.loc["private schools' share", "amount"] == 0
    assert steps.loc["private schools' share", "formula"].startswith("no low-income child of a private school")


def test_choices_that_name_no_school_are_refused() -> None:
    with pytest.raises(InputError, match="skipped names a school without a row"):
        ask(TOWN, skipped={"pine": "?"})
    with pytest.raises(InputError, match="more is reserved than there is"):
        ask(TOWN, reservations=(TitleIReservation(name="all of it", dollars=2_000_000),))


def test_spans_follow_the_lowest_grade() -> None:
    assert [span_of_grades(low) for low in (-1, 5, 9)] == ["elementary", "middle", "high"]


SCHOOLS = st.lists(
    st.tuples(st.integers(1, 900), st.integers(0, 900), st.integers(0, 60), st.sampled_from(["elementary", "high"])),
    min_size=1,
    max_size=9,
)


def district(rows: list[tuple[int, int, int, str]]) -> pd.DataFrame:
    return counts(
        *(
            (f"s{number}", children + low, low, private, span)
            for number, (children, low, private, span) in enumerate(rows)
        )
    )


@FEWER
@for_all(SCHOOLS, st.integers(1, 5_000_000), st.booleans(), st.booleans())
def test_schools_get_all_that_is_for_them_to_the_dollar(
    rows: list[tuple[int, int, int, str]], dollars: int, option: bool, spans: bool
) -> None:
    ranking = "grade_span" if spans else "district"
    answer = ask(district(rows), dollars, high_school_option=option, ranking=ranking, parent_and_family_share=None)
    given = answer.schools["dollars"].sum()
    assert given + answer.left_over_dollars == pytest.approx(answer.for_schools_dollars)
    if len(served(answer)):
        assert answer.left_over_dollars == pytest.approx(0)
    assert answer.findings.empty
    assert (answer.schools["dollars"] - answer.schools["unrounded_dollars"]).abs().max() < 1


@FEWER
@for_all(SCHOOLS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(rows: list[tuple[int, int, int, str]], chance: Any) -> None:
    table = district(rows)
    order = list(range(len(table)))
    chance.shuffle(order)
    assert ask(table.iloc[order]).schools.equals(ask(table).schools)


@FEWER
@for_all(SCHOOLS)
def test_what_we_hand_out_passes_our_check(rows: list[tuple[int, int, int, str]]) -> None:
    answer = ask(district(rows), 3_000_000)
    given = dict(zip(answer.schools["school_id"], answer.schools["dollars"], strict=True))
    wanted = TitleIChoices(allocation_dollars=3_000_000, parent_and_family_share=0)
    assert check_title_i(district(rows), given, wanted, private_dollars=answer.private_share_dollars).empty


@FEWER
@for_all(st.lists(st.tuples(*[st.integers(0, 50)] * 3), min_size=1, max_size=7), st.integers(1, 900))
def test_one_unit_for_all_is_found_exactly(rows: list[tuple[int, int, int]], dollars: int) -> None:
    weights, floors, less = ([Fraction(one[place]) for one in rows] for place in range(3))
    amounts = by_weights(weights, floors, less, Fraction(dollars))
    if sum(floors) >= dollars or any(weights):
        assert sum(amounts) == dollars
    units = {
        (amount + own) / weight
        for amount, floor, own, weight in zip(amounts, floors, less, weights, strict=True)
        if weight and amount > floor and sum(floors) < dollars
    }
    assert len(units) <= 1


@FEWER
@for_all(st.lists(st.fractions(0, 100), min_size=1, max_size=9))
def test_whole_dollars_add_up(amounts: list[Fraction]) -> None:
    dollars = whole_dollars(amounts)
    assert abs(sum(dollars) - sum(amounts)) <= Fraction(1, 2)
    assert all(abs(one - amount) < 1 for one, amount in zip(dollars, amounts, strict=True))


def test_counts_of_a_district_need_every_schools_counts() -> None:
    known = school(enrollment=412, low_income_students=301, grade_low=0, grade_high=5)
    assert counts_of(district_of(schools=(known,)))["grade_span"].tolist() == ["elementary"]
    with pytest.raises(InputError, match="column low_income_students"):
        counts_of(district_of(schools=(school(low_income_students=None),)))


def test_private_schools_have_the_same_share_of_title_i_by_the_tables_and_by_the_steps() -> None:
    """By the tables to the cent, by the steps to the dollar; children are those of the areas that take part."""
    public = (("a", 300, "schoolwide"), ("b", 233, "targeted"), ("c", 10, "not_eligible"))
    schools = tuple(school(school_id=one, low_income_students=low, title_i_status=is_) for one, low, is_ in public)
    award = stream(stream_id="t", program="title_i_a_schoolwide", award_dollars=77_777.77)
    private = tuple(PrivateSchool(private_school_id=one, low_income_children=n) for one, n in (("p", 17), ("q", 8)))
    need = cohorts({"school_id": "a"})
    district = district_of(schools=schools, cohorts=need, funding=(award,), private_schools=private)
    with pytest.raises(InputError, match="by the area in which they live"):
        counts_of(district)
    table = counts_of(district, private_low_income={"a": 20, "b": 5})
    split = private_cents(district, {"t": shipped().programs[award.program]}, shipped(), {"t": {}})
    answer = ask(table, dollars=award.award_dollars)
    assert served(answer) == ["a", "b"]
    assert abs(sum(split["t"].values()) / 100 - answer.private_share_dollars) <= 0.5
    assert answer.private_share_dollars == round(77_777.77 * 25 / 558)
    with pytest.raises(InputError, match="names a school without a row"):
        counts_of(district, private_low_income={"z": 1})
