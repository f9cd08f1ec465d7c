"""A lower least never serves fewer, a lower price neither, and a contract that nobody teaches under costs nothing.

Prices are tried without a least: money limited to some students pays at most their part of what is taught, so where a
price falls, more of the least is left to the others.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.allocation.allocation import Allocation
from hitdesign.district.records import Contract
from laws.districts import FEATURES, Case, cases
from laws.solved import changed, linear_value, not_below, plan_of, some, whole_interval
from laws.terms import TERMS


def with_terms(*terms: str, without: tuple[str, ...] = ()) -> st.SearchStrategy[Case]:
    """Districts with one of these terms and any other features."""
    others = [name for name in FEATURES if name not in without]
    one = st.sampled_from(terms or TERMS)
    return st.tuples(one, st.sets(st.sampled_from(others), max_size=4)).flatmap(lambda both: cases({both[0], *both[1]}))


def lower(case: Case, factor: float) -> Case:
    """The case with lower leasts, in dollars and in units."""
    rows = case.district.contracts
    for number in range(len(rows)):
        rows = changed(
            rows,
            number,
            lambda row: {"minimum_dollars": row.minimum_dollars * factor, "minimum_units": row.minimum_units * factor},
        )
    return case.with_tables(contracts=rows)


@some(share=0.5)
@given(case=with_terms("contract_minimum"), factor=st.sampled_from([0.0, 0.5, 0.9]))
def test_a_lower_least_never_serves_fewer(case: Case, factor: float) -> None:
    assert not_below(linear_value(lower(case, factor)), linear_value(case))


@some(share=0.25)
@given(case=with_terms("contract_minimum"), factor=st.sampled_from([0.0, 0.5]))
def test_a_lower_least_never_serves_fewer_whole_students(case: Case, factor: float) -> None:
    after, before = whole_interval(lower(case, factor)), whole_interval(case)
    assert before is None or (after is not None and not_below(after[1], before[0]))


@some(share=0.5)
@given(case=with_terms(without=("contract_minimum",)), factor=st.sampled_from([0.25, 0.8]))
def test_a_higher_price_never_serves_more(case: Case, factor: float) -> None:
    contracts, tiers = case.district.contracts, case.district.contract_tiers
    if any(row.minimum_dollars or row.minimum_units for row in contracts):
        return
    cheaper = tuple(row.model_copy(update={"price_dollars": row.price_dollars * factor}) for row in contracts)
    steps = tuple(row.model_copy(update={"price_dollars": row.price_dollars * factor}) for row in tiers)
    assert not_below(linear_value(case.with_tables(contracts=cheaper, contract_tiers=steps)), linear_value(case))


@some(share=0.25)
@given(case=with_terms())
def test_a_contract_that_nobody_teaches_under_changes_nothing(case: Case) -> None:
    idle = Contract(contract_id="idle", price_basis="flat", price_dollars=5000, minimum_dollars=9000)
    more = case.with_tables(contracts=(*case.district.contracts, idle))
    assert linear_value(more) == linear_value(case)


@some(share=0.25)
@given(case=with_terms())
def test_contracts_bill_between_their_least_and_their_most_once_they_are_used(case: Case) -> None:
    plan = plan_of(case)
    if not isinstance(plan, Allocation):
        return
    for row in plan.contract_bills.to_dict("records"):
        least = row["minimum_dollars"] * row["used"]
        assert row["used"] in (0, 1)
        assert row["not_to_exceed_dollars"] >= least - 0.005
        assert not row["not_to_exceed_dollars"] > row["maximum_dollars"] + 0.005
        assert row["used"] or row["not_to_exceed_dollars"] == 0
        assert row["expected_low_dollars"] <= row["expected_dollars"] <= row["not_to_exceed_dollars"]
