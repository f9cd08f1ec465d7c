"""Cohorts from published rates: totals hold, nothing is lost in rounding, every split is an assumption."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.errors import InputError
from hitdesign.evidence.library import shipped
from hitdesign.need.rates import GRADE_BANDS, INTENSIVE, LOW_INCOME, cohorts_from_rates, largest_remainder

EVIDENCE = shipped()


def rates(**changed: Any) -> pd.DataFrame:
    row = {"school_id": "a", "enrollment": 400, "grade_low": 0, "grade_high": 5, "below_proficient_math": 0.5}
    return pd.DataFrame([{**row, **changed}])


def cohorts(table: pd.DataFrame, **options: Any) -> pd.DataFrame:
    return cohorts_from_rates(table, evidence=EVIDENCE, **options).cohorts


schools = st.builds(
    rates,
    enrollment=st.integers(0, 3000),
    grade_low=st.integers(-1, 5),
    grade_high=st.integers(6, 12),
    below_proficient_math=st.floats(0, 1),
    below_proficient_reading=st.one_of(st.none(), st.floats(0, 1)),
    low_income_share=st.one_of(st.none(), st.floats(0, 1)),
)


@given(schools, st.floats(0, 1), st.sampled_from([GRADE_BANDS, (), ((0, 12),)]))
def test_the_parts_add_up_to_the_rounded_whole(table: pd.DataFrame, share: float, bands: Any) -> None:
    found = cohorts(table, intensive_share=share, bands=bands)
    row = table.iloc[0]
    span = row["grade_high"] - row["grade_low"] + 1
    taught = span if not bands else row["grade_high"] - max(row["grade_low"], 0) + 1
    for subject in ("math", "reading"):
        below = row[f"below_proficient_{subject}"]
        need = 0.0 if below is None or np.isnan(below) else below * row["enrollment"] * taught / span
        assert abs(found.loc[found["subject"] == subject, "students"].sum() - need) <= 0.5 + 1e-6


def test_bands_are_clipped_to_the_span() -> None:
    spans = cohorts(rates(grade_low=4, grade_high=7))[["grade_low", "grade_high"]].drop_duplicates()
    assert spans.to_numpy().tolist() == [[4, 5], [6, 7]]


def test_one_band_is_the_whole_span() -> None:
    assert cohorts(rates(), bands=())[["grade_low", "grade_high"]].drop_duplicates().to_numpy().tolist() == [[0, 5]]


def test_the_split_into_tiers_comes_from_the_file_else_the_argument_else_the_evidence() -> None:
    def intensive(table: pd.DataFrame, **options: Any) -> int:
        found = cohorts(table, **options)
        return int(found.loc[found["tier"] == "intensive", "students"].sum())

    assert intensive(rates(far_below_math=0.1)) == 40
    assert intensive(rates(), intensive_share=0.25) == 50
    assert intensive(rates()) == round(200 * float(EVIDENCE.parameters[INTENSIVE].value))


def test_low_income_marks_follow_the_schools_share_and_stay_unknown_without_one() -> None:
    found = cohorts(rates(low_income_share=0.75), low_income_ratio=1.2)
    assert found.groupby("low_income")["students"].sum().to_dict() == {"no": 20, "yes": 180}
    assert set(cohorts(rates())["low_income"]) == {"unknown"}


def test_what_was_assumed_is_named_with_the_cells_it_filled() -> None:
    said = {a.name: a for a in cohorts_from_rates(rates(low_income_share=0.5), evidence=EVIDENCE).assumptions}
    assert {INTENSIVE, LOW_INCOME, "rates.even_grades", "rates.every_grade"} == set(said)
    assert said[INTENSIVE].cells == 2 and said[INTENSIVE].source
    given_share = cohorts_from_rates(rates(), evidence=EVIDENCE, intensive_share=0.5).assumptions
    assert [a.source for a in given_share if a.name == INTENSIVE] == ["the caller"]


def test_a_share_that_was_not_published_gives_no_cohort_and_says_so() -> None:
    found = cohorts_from_rates(rates(below_proficient_reading=np.nan), evidence=EVIDENCE)
    assert set(found.cohorts["subject"]) == {"math"}
    assert "rates.not_published" in {a.name for a in found.assumptions}


@pytest.mark.parametrize(
    "changed",
    [
        {"below_proficient_math": 50},
        {"below_proficient_math": -0.1},
        {"below_proficient_math": "most"},
        {"enrollment": np.nan},
        {"enrollment": 1.5},
        {"grade_low": 7},
        {"grade_high": 99},
        {"low_income_share": 1.1},
    ],
)
def test_a_rate_that_is_none_is_refused_with_its_column(changed: dict[str, Any]) -> None:
    with pytest.raises(InputError) as caught:
        cohorts(rates(**changed))
    assert {fault.column for fault in caught.value.faults} == set(changed)


def test_missing_columns_and_missing_evidence_are_refused() -> None:
    with pytest.raises(InputError, match="below_proficient_<subject>"):
        cohorts(rates().drop(columns="below_proficient_math"))
    with pytest.raises(InputError, match="intensive_share"):
        cohorts_from_rates(rates(), evidence=replace(EVIDENCE, parameters={}))


@given(st.lists(st.tuples(st.integers(0, 3), st.floats(0, 1000)), max_size=30))
def test_largest_remainders_are_within_one_and_keep_every_groups_total(rows: list[tuple[int, float]]) -> None:
    groups = np.array([group for group, _ in rows], dtype=np.int64)
    quotas = np.array([quota for _, quota in rows], dtype=np.float64)
    whole = largest_remainder(groups, quotas)
    assert (np.abs(whole - quotas) <= 1 + 1e-6).all()
    for group in set(groups.tolist()):
        assert abs(whole[groups == group].sum() - quotas[groups == group].sum()) <= 0.5 + 1e-6
