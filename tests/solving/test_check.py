"""The audit finds what an answer breaks, without a solver."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from hitdesign.solving.check import broken_by, keeps, violations
from hitdesign.solving.numbers import ProgramError
from hitdesign.solving.parts import Columns, Rows
from hitdesign.solving.program import Program


def program():
    columns = Columns("students", pd.DataFrame({"cohort_id": ["a", "b"]}), [0, 0], [30, 20], [True, False])
    keys = pd.DataFrame({"pool_id": ["p", "q"]})
    says = "{pool_id} gives {activity} of {limit} hours"
    rows = Rows("hours", keys, [0, 0, 1], [0, 1, 0], [1, 2, 1], "<=", [40, 25], "hours", says)
    least = Rows("floor", pd.DataFrame({"school_id": ["S"]}), [0], [1], [1], ">=", [5], "students", "{school_id}")
    return Program((columns,), (rows, least), ())


def test_an_answer_that_keeps_everything_has_no_lines():
    assert violations(program(), np.array([20.0, 10.0])).empty
    assert broken_by(program(), np.array([20.0, 10.0])) == 0


def test_a_broken_row_is_named_with_its_keys_amount_unit_and_sentence():
    found = violations(program(), np.array([30.0, 10.0]))
    assert found[["family", "row", "label", "by", "unit"]].values.tolist() == [
        ["hours", 0, "pool_id=p", 10.0, "hours"],
        ["hours", 1, "pool_id=q", 5.0, "hours"],
    ]
    assert found.sentence[0] == "p gives 50 of 40 hours"


def test_bounds_and_fractions_are_found_too():
    found = violations(program(), np.array([-0.5, 4.0]))
    assert found.family.tolist() == ["floor", "bounds", "whole"]
    assert found.sentence[2] == "students is -0.5 where a whole number is needed"


def test_a_solvers_rounding_is_let_through_and_a_real_breach_is_not():
    just, really = np.array([20 + 1e-7, 10.0]), np.array([20.001, 10.0])
    assert violations(program(), just).empty
    assert violations(program(), really).family.tolist() == ["hours", "whole"]


def test_numbers_that_are_none_are_refused():
    for values in (np.array([np.nan, 1.0]), np.ones(3)):
        with pytest.raises(ProgramError):
            violations(program(), values)


@pytest.mark.parametrize("over", [0.0, 0.5, 5.0])
def test_a_breach_is_held_against_what_a_row_adds_up_where_its_limit_says_too_little(over: float) -> None:
    columns = Columns("dollars", pd.DataFrame({"stream_id": ["a", "b"]}), [0, 0], [1e9, 1e9])
    row = Rows(
        "share", pd.DataFrame({"stream_id": ["a"]}), [0, 0], [0, 1], [1, -1], "<=", [0], "dollars", "{stream_id}"
    )
    ledger, paid = Program((columns,), (row,), ()), np.array([1e6 + over, 1e6])
    assert keeps(ledger, paid, 1e-6) is (broken_by(ledger, paid) <= 1e-6) is (over < 1)
