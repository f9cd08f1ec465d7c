"""Schools are compared by what is known of them, and what is not known is named."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.plan.scope.features import features_of
from hitdesign.plan.scope.schools import locale_of
from plan.scope.towns import schools_of_chance

pytestmark = pytest.mark.once


def test_a_number_gives_its_mean_and_its_two_outer_thirds() -> None:
    found = features_of(pd.DataFrame({"size": [100.0, 200.0, 300.0, 400.0, 500.0, 600.0]}, index=list("abcdef")))
    assert found.what == ("mean", "lowest third", "highest third")
    assert found.values[:, 1].tolist() == [1, 1, 0, 0, 0, 0]
    assert found.values[:, 2].tolist() == [0, 0, 0, 0, 1, 1]
    assert found.counts.tolist() == [False, True, True]


def test_standardized_columns_have_mean_zero_and_spread_one() -> None:
    found = features_of(schools_of_chance(3, 40)).standardized
    assert np.allclose(found.mean(axis=0), 0)
    assert np.allclose(found.std(axis=0), 1)


def test_a_school_of_two_levels_is_of_both() -> None:
    table = pd.DataFrame({"levels": [("elementary",), ("elementary", "middle"), ("middle",)]}, index=list("abc"))
    found = features_of(table)
    assert found.what == ("elementary", "middle")
    assert found.values.tolist() == [[1, 0], [1, 1], [0, 1]]


def test_a_blank_number_counts_at_the_mean_and_being_blank_is_a_measure() -> None:
    found = features_of(pd.DataFrame({"poverty": [0.2, 0.6, np.nan]}, index=list("abc")))
    assert found.values[2, 0] == pytest.approx(0.4)
    assert found.what[-1] == "blank"
    assert dict(found.blank) == {"poverty": 1}


def test_what_says_nothing_is_left_out_with_the_reason() -> None:
    table = pd.DataFrame({"locale": ["", ""], "area": ["north", "north"], "size": [1.0, 2.0]}, index=list("ab"))
    found = features_of(table)
    assert dict(found.left_out) == {"locale": "blank at every school", "area": "the same at every school"}
    assert found.measures == ("size",)


def test_the_order_of_rows_changes_nothing() -> None:
    table = schools_of_chance(5, 20)
    one, other = features_of(table), features_of(table.sample(frac=1, random_state=1))
    assert one.school_ids == other.school_ids
    assert (one.values == other.values).all()


@pytest.mark.parametrize(
    ("said", "kind"),
    [("11", "city"), ("23", "suburb"), ("31", "town"), ("43", "rural"), ("44", "44"), ("Urban", "urban")],
)
def test_a_locale_code_is_read_and_words_stand(said: str, kind: str) -> None:
    assert locale_of(said) == kind
