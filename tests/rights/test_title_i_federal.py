"""The federal government's own worked examples come out to the dollar."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from hitdesign.rights.title_i import TitleIAllocation, allocate_title_i
from hitdesign.rights.title_i_check import check_title_i
from hitdesign.rights.title_i_choices import AmountBand, TitleIChoices, TitleIReservation
from rights.federal_examples import FIRST, FOURTH, POORER, RICHER, SECOND, THIRD, table


def reserved(**dollars: float) -> tuple[TitleIReservation, ...]:
    return tuple(TitleIReservation(name=name, dollars=amount) for name, amount in dollars.items())


def choices(allocation: float, neglected: float, parents: float, homeless: float, administration: float, **more: Any):
    kept = reserved(neglected=neglected, parents=parents, homeless=homeless, administration=administration)
    common = {"parent_and_family_share": 0, "private_share": "by_area", "share_of": "public_and_private"}
    return TitleIChoices(allocation_dollars=allocation, reservations=kept, **{**common, **more})


def given(answer: TitleIAllocation) -> dict[str, int]:
    rows = answer.schools[answer.schools["served"]]
    return dict(zip(rows["school_id"], rows["dollars"], strict=True))


def test_example_1_the_125_percent_rule_binds_and_is_kept() -> None:
    wanted = choices(2_366_381, 10_000, 23_664, 10_000, 184_909)
    answer = allocate_title_i(table(RICHER), wanted)
    assert answer.for_schools_dollars == 2_137_808
    assert round(answer.least_per_child_dollars, 2) == 1_129.86
    assert answer.schools.loc[answer.schools["served"], "per_child_dollars"].round(2).unique().tolist() == [1_287.84]
    ours = answer.schools.set_index("school_id")
    assert {name: (int(ours.loc[name, "dollars"]), int(ours.loc[name, "public_dollars"])) for name in FIRST} == {
        name: pytest.approx(amounts, abs=1) for name, amounts in FIRST.items()
    }
    assert sum(given(answer).values()) == 2_137_808
    assert answer.findings.empty


def test_example_2_so_many_dollars_a_child_under_the_35_percent_rule() -> None:
    wanted = choices(
        4_180_273, 38_000, 23_664, 20_000, 184_909,
        eligible_by=("35_percent",), amounts="dollars", bands=(AmountBand(amount=700),),
    )  # fmt: skip
    answer = allocate_title_i(table(POORER), wanted)
    assert given(answer) == SECOND
    assert answer.left_over_dollars == 0
    assert answer.schools.loc[answer.schools["served"], "private_dollars"].sum() == 66_500


def test_example_3_only_areas_above_the_average() -> None:
    answer = allocate_title_i(table(POORER), choices(2_366_573, 10_000, 23_664, 10_000, 184_909))
    assert given(answer) == {name: pytest.approx(dollars, abs=1) for name, dollars in THIRD.items()}
    assert sum(given(answer).values()) == 2_138_000
    assert answer.schools["per_child_dollars"].round(2).max() == 573.96


def test_example_4_bands_of_poverty() -> None:
    bands = (AmountBand(above=0.65, amount=950), AmountBand(above=0.5, amount=900), AmountBand(amount=850))
    wanted = choices(
        5_432_969, 20_000, 54_330, 20_000, 346_039, eligible_by=("35_percent",), amounts="dollars", bands=bands
    )
    answer = allocate_title_i(table(POORER), wanted)
    assert given(answer) == FOURTH
    assert answer.for_schools_dollars == 4_992_600
    assert answer.left_over_dollars == 0
    assert answer.findings.empty


def test_what_the_examples_hand_out_passes_the_check_of_amounts_already_made() -> None:
    wanted = choices(2_366_573, 10_000, 23_664, 10_000, 184_909, share_of="public_and_private")
    public: pd.DataFrame = table(POORER)
    assert check_title_i(public, dict(THIRD), wanted)["rule"].tolist() == ["more_than_there_is"]
    assert check_title_i(public, {**THIRD, "Davis": 375_369}, wanted).empty


def test_the_share_of_private_schools_comes_off_the_whole_award_first() -> None:
    areas = table((("A", 700, 500, 120), ("B", 400, 300, 9), ("C", 300, 200, 6), ("D", 600, 350, 15)))
    wanted = TitleIChoices(
        allocation_dollars=1_000_000, small_district=True, reservations=reserved(administration=50_000)
    )
    answer = allocate_title_i(areas, wanted)
    assert answer.private_share_dollars == 100_000
    assert answer.for_schools_dollars == 900_000 - 9_000 - 50_000
    assert sum(given(answer).values()) == 841_000
