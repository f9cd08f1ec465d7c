"""Names of schools are nobody's business but the reader's: no solver is confused by them."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pulp
import pytest

import hitdesign as hit
from allocation.cbc import cbc

#: PuLP makes each of these one name, or one that an LP file cannot hold.
CONFUSED = ("Lincoln ES", "Lincoln-ES", "École (Nord) > 1", "__dummy")
PLAIN = ("A", "B", "C", "D")


def planned(ids: tuple[str, ...], solver: Any) -> hit.Allocation:
    schools = pd.DataFrame(
        {
            "school_id": list(ids),
            "enrollment": [300, 200, 250, 150],
            "grade_low": 3,
            "grade_high": 5,
            "below_proficient": [0.5, 0.4, 0.3, 0.6],
        }
    )
    award = {"award_dollars": 400_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    district = hit.starter(schools, pool={"tutors": 60}, award=award)
    return hit.allocate(district, levels=1, solver=solver).or_raise()


def solvers() -> list[Any]:
    """Ours, PuLP's HiGHS, and CBC where PuLP brings it."""
    return [None, pulp.HiGHS(msg=False), *([cbc()] if cbc() is not None else [])]


@pytest.mark.parametrize("solver", solvers(), ids=lambda solver: getattr(solver, "name", "ours"))
def test_schools_whose_names_a_solver_would_confuse_stay_two(solver: Any) -> None:
    plain, confused = planned(PLAIN, solver), planned(CONFUSED, solver)
    assert confused.audit() == []
    assert confused.value == pytest.approx(plain.value, rel=1e-9)
    assert confused.value > 0
    assert set(confused.seats["school_id"]) <= set(CONFUSED)
    assert confused.seats["school_id"].nunique() == 4
