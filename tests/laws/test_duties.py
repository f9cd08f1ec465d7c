"""What is owed is given or the request refused; guarded services are never moved; what is set aside is never spent."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hitdesign.allocation.allocation import Allocation
from laws.districts import FEATURES, Case, asked, cases
from laws.solved import linear_value, not_below, plan_of, some
from oracles.duties import barred
from oracles.plain import City


def with_any(*always: str) -> st.SearchStrategy[Case]:
    """Districts with these features and any others."""
    return st.sets(st.sampled_from(FEATURES), max_size=4).flatmap(lambda features: cases({*features, *always}))


@some(0.3)
@given(case=with_any("mandates", "marks"))
def test_a_whole_plan_gives_what_is_owed_at_every_school_or_says_where_it_cannot(case: Case) -> None:
    plan = plan_of(case, levels=1)
    if isinstance(plan, Allocation):
        assert plan.audit() == []
        assert (plan.mandates["missing"] == 0).all()
    elif plan.mandates is not None:
        assert (plan.mandates["missing"] > 0).any()


@some(0.3)
@given(case=with_any("mandates"))
def test_a_mandate_never_raises_the_value(case: Case) -> None:
    assert not_below(linear_value(case.with_tables(mandates=(), rebuttals=())), linear_value(case))


@some(0.3)
@given(case=with_any("mandates", "supplanting", "marks"))
def test_no_dollar_of_presuming_money_pays_where_every_student_is_guarded(case: Case) -> None:
    plan = plan_of(case, whole=False, levels=1)
    if not isinstance(plan, Allocation):
        return
    city = City(asked(case))
    stream = {row["stream_id"]: k for k, row in enumerate(city.streams)}
    for row in plan.charges.itertuples():
        if row.band_id and row.dollars > 1e-6:
            band = next(b for b, one in enumerate(city.bands) if one["band_id"] == row.band_id)
            assert not all(barred(city, c, stream[row.stream_id]) for c in city.present(band))


@some(0.3)
@given(case=with_any("supplanting", "marks"))
def test_a_recorded_rebuttal_never_lowers_the_value(case: Case) -> None:
    assert not_below(linear_value(case), linear_value(case.with_tables(rebuttals=())))


@some(0.2)
@given(case=with_any("reservations", "supplanting"))
def test_what_is_set_aside_is_never_spent_and_the_parts_add_up_to_the_award(case: Case) -> None:
    ready = asked(case)
    for row in ready.facts.funding.itertuples():
        parts = ("committed", "spent", "reserved", "private_schools", "available")
        cents = [round(100 * getattr(row, f"{part}_dollars")) for part in parts]
        assert sum(cents) == round(100 * row.award_dollars)
        assert all(part >= 0 for part in cents)
    plan = plan_of(replace(case, policy=case.policy.model_copy(update={"floors": ()})), whole=False, levels=1)
    if isinstance(plan, Allocation):
        for row in plan.spending.itertuples():
            aside = row.committed_dollars + row.spent_dollars + row.reserved_dollars + row.private_schools_dollars
            assert round(100 * (aside + row.out_of_plan_dollars + row.available_dollars)) == round(
                100 * row.award_dollars
            )
            assert row.not_to_exceed_dollars <= row.available_dollars + 0.01
