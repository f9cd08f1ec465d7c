"""One amount never has two faces."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.quantities import print_count, print_dollars, print_grades, print_share, to_cents


@given(st.integers(0, 10**11))
def test_whole_cents_stay_what_they_are(cents):
    assert to_cents(cents / 100) == cents


@given(st.floats(0, 1e7))
def test_a_cost_is_never_understated_by_more_than_rounding(dollars):
    assert -1e-6 <= to_cents(dollars) / 100 - dollars < 0.01 + 1e-6


@pytest.mark.parametrize(
    ("amount", "text"),
    [(1234567, "$1,234,567"), (0, "$0"), (0.5, "$0.50"), (-12, "-$12"), (None, "unknown"), (float("nan"), "unknown")],
)
def test_dollars(amount, text):
    assert print_dollars(amount) == text


@pytest.mark.parametrize(
    ("count", "text"), [(1, "1 student"), (2340, "2,340 students"), (0, "0 students"), (1.5, "1.5 students")]
)
def test_counts(count, text):
    assert print_count(count, "student") == text


def test_a_noun_that_ends_in_y_is_counted_in_its_plural():
    said = [print_count(2, "family"), print_count(1, "family"), print_count(None, "family"), print_count(2, "day")]
    assert said == ["2 families", "1 family", "unknown families", "2 days"]


def test_unknown_is_never_zero():
    assert print_count(None, "student") == "unknown students"
    assert print_share(None) == "unknown"


def test_grades_are_written_as_schools_write_them():
    assert print_grades(0, 5) == "K-5"
    assert print_grades(-1, -1) == "PK"
    assert print_grades(4, 4) == "4"
