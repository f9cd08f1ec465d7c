"""Dearer openings and narrower wishes for schools never serve more; more money and more streams never less."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.allocation.allocation import Allocation
from laws.demands import DEMANDS
from laws.districts import FEATURES, PROGRAMS, Case
from laws.openings import OPENINGS, any_openings, opened_case
from laws.solved import changed, linear_value, not_below, plan_of, some, whole_interval

SEEDS = st.integers(0, 10_000)
COSTLY = ("start_up", "coordinator", "training", "teaching", "supervision")


@some(0.2)
@given(seed=SEEDS, factor=st.sampled_from([1.5, 4.0]))
def test_dearer_openings_never_serve_more(seed: int, factor: float) -> None:
    case = opened_case(seed, FEATURES[seed % len(FEATURES) :][:3], COSTLY[: 1 + seed % len(COSTLY)])
    dearer = _dearer(case, factor)
    assert not_below(linear_value(case), linear_value(dearer))
    cheap, dear = whole_interval(case), whole_interval(dearer)
    assert dear is None or (cheap is not None and dear[0] <= cheap[1] + 1e-6)


def _dearer(case: Case, factor: float) -> Case:
    district = case.district
    costs = tuple(row.model_copy(update={"dollars": row.dollars * factor}) for row in district.other_costs)
    more = [{"supervisor_dollars_per_day": row.supervisor_dollars_per_day * factor} for row in district.blocks]
    blocks = tuple(row.model_copy(update=new) for row, new in zip(district.blocks, more, strict=True))
    return case.with_tables(other_costs=costs, blocks=blocks)


@some(0.2)
@given(seed=SEEDS, law=st.sampled_from(sorted(PROGRAMS)))
def test_a_new_stream_never_serves_fewer(seed: int, law: str) -> None:
    case = any_openings(seed, features=[name for name in FEATURES if name not in DEMANDS])
    first = case.district.funding[0]
    new = first.model_copy(update={"stream_id": "new", "program": law, "award_dollars": 40.0, "committed_dollars": 0.0})
    assert not_below(linear_value(case.with_tables(funding=(*case.district.funding, new))), linear_value(case))


@some(0.2)
@given(seed=SEEDS, which=st.integers(0, 9))
def test_more_bus_seats_never_serve_fewer(seed: int, which: int) -> None:
    case = opened_case(seed, FEATURES[seed % len(FEATURES) :][:2], ("transport", OPENINGS[seed % len(OPENINGS)]))
    blocks = changed(
        case.district.blocks,
        which % len(case.district.blocks),
        lambda row: {"transport_seats": None if row.transport_seats is None else row.transport_seats + 2},
    )
    assert not_below(linear_value(case.with_tables(blocks=blocks)), linear_value(case))


@some(0.2)
@given(seed=SEEDS)
def test_every_plan_keeps_its_own_audit_and_its_bound_holds(seed: int) -> None:
    case = any_openings(seed)
    shared, whole = plan_of(case, whole=False, levels=1), plan_of(case, levels=1)
    for plan in (shared, whole):
        assert not isinstance(plan, Allocation) or plan.audit() == []
    if isinstance(whole, Allocation) and isinstance(shared, Allocation):
        assert whole.value <= shared.value + 1e-6
