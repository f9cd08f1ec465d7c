"""Effects at a cut-off against other programs: numbers of rdrobust on public data, and of a plain regression."""

from __future__ import annotations

import pandas as pd
import pytest
from causaldata import close_elections_lmb, gov_transfers

from hitdesign.measurement.cutoff.effect import CutoffEffect
from hitdesign.measurement.cutoff.estimate import effect_at_cutoff

#: Bandwidth, pilot, effect, corrected, its standard error, the robust one: rdrobust 2.1.1 (the authors' own program,
#: which is not a dependency), run on these data for this test.
ELECTIONS = {
    (1, "triangular", "mse_optimal"): (0.0855989, 0.1406064, 46.491374, 46.172630, 1.240514, 1.469278),
    (2, "triangular", "mse_optimal"): (0.1358044, 0.1854255, 46.227094, 46.046165, 1.459776, 1.672481),
    (1, "epanechnikov", "mse_optimal"): (0.0774291, 0.1335398, 46.414563, 46.072997, 1.261441, 1.488474),
    (1, "triangular", "cer_optimal"): (0.0531898, 0.1406064, 46.316884, 46.192228, 1.597056, 1.690310),
}
TRANSFERS = {
    (1, "triangular", "mse_optimal"): (0.00521983, 0.01025530, 0.0247018, 0.0454669, 0.0623589, 0.0728878),
    (1, "uniform", "mse_optimal"): (0.00415971, 0.00924419, -0.0203345, -0.0022447, 0.0686766, 0.0776449),
    (2, "triangular", "mse_optimal"): (0.00734775, 0.01142530, 0.0827109, 0.0998409, 0.0840528, 0.0964818),
}


def numbers(found: CutoffEffect) -> list[float]:
    return [
        found.bandwidth, found.pilot, found.effect, found.corrected, found.standard_error, found.robust_standard_error,
    ]  # fmt: skip


@pytest.fixture(scope="module")
def elections() -> pd.DataFrame:
    """Votes of representatives by how narrowly their party had won (Lee, Moretti and Butler, 2004)."""
    return close_elections_lmb.load_pandas().data[["demvoteshare", "score"]].dropna()


@pytest.mark.parametrize("how", ELECTIONS)
def test_close_elections_give_the_numbers_of_the_authors_program(elections: pd.DataFrame, how) -> None:
    order, kernel, rule = how
    found = effect_at_cutoff(
        elections, running="demvoteshare", cutoff=0.5, tutored="at_or_above", outcome="score", order=order,
        kernel=kernel, bandwidth=rule,
    )  # fmt: skip
    assert numbers(found) == pytest.approx(ELECTIONS[how], rel=1e-4)


@pytest.mark.parametrize("how", TRANSFERS)
def test_cash_transfers_give_the_numbers_of_the_authors_program(how) -> None:
    order, kernel, rule = how
    found = effect_at_cutoff(
        gov_transfers.load_pandas().data, running="Income_Centered", cutoff=0, tutored="at_or_above",
        outcome="Support", order=order, kernel=kernel, bandwidth=rule,
    )  # fmt: skip
    assert numbers(found) == pytest.approx(TRANSFERS[how], rel=2e-4)


def test_one_line_on_each_side_gives_the_coefficient_of_a_printed_regression() -> None:
    """Stata's regression of support on participation, income and both, as a course at Wisconsin prints it: .0998519."""
    found = effect_at_cutoff(
        gov_transfers.load_pandas().data, running="Income_Centered", cutoff=0, tutored="below", outcome="Support",
        kernel="uniform", bandwidth=1.0,
    )  # fmt: skip
    assert found.effect == pytest.approx(0.0998519, abs=5e-8)


def test_the_senate_gives_the_printed_example_where_the_authors_program_is_installed() -> None:
    """Calonico, Cattaneo and Titiunik, R Journal 7 (2015), and the package's own pages: 7.414, [4.094, 10.919]."""
    rdrobust = pytest.importorskip("rdrobust", reason="rdrobust carries the data; the library does not need it")
    data = rdrobust.rdrobust_RDsenate()[["margin", "vote"]].dropna()
    found = effect_at_cutoff(data, running="margin", cutoff=0, tutored="at_or_above", outcome="vote")
    assert [round(one, 3) for one in numbers(found)] == [17.754, 28.028, 7.414, 7.507, 1.459, 1.741]
    assert (round(found.low, 3), round(found.high, 3), round(found.z, 3)) == (4.094, 10.919, 4.311)
    assert (found.other_students, found.tutored_students) == (360, 323)
