"""A state's grant over all its districts: divided district by district, it is worth what one joint program finds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import hitdesign as hit
from hitdesign.scenarios.shared_grants import share_grant

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
#: The grant as a share of what the benchmark gives the state: small enough for districts to compete.
SCARCE = 0.05
HELD = ("title_i", "general")
ALL_MODELS = hit.Policy(acceptable_margin=1000)


@pytest.fixture
def schools(shared_data: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """North Carolina's schools with their districts, and how the benchmark makes one district of them."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks"))
    import state

    return state, state.carolina(shared_data / state.CAROLINA)


def joint(state: Any, schools: Any) -> hit.District:
    """All districts as one: the state's grant in common, all other money held by the schools."""
    one = state.together("North Carolina", schools)
    return with_money(one, one.school_allocations, SCARCE * grant_of(one))


def grant_of(one: hit.District) -> float:
    return next(stream.award_dollars for stream in one.funding if stream.stream_id == "state")


def with_money(one: hit.District, allocations: Sequence[Any], grant: float) -> hit.District:
    """What schools hold adds up to the awards, so that nothing but the grant is left to the district."""
    held = {name: sum(row.dollars for row in allocations if row.stream_id == name) for name in HELD}
    awards = {"state": grant, **{name: dollars for name, dollars in held.items() if dollars}}
    funding = [
        stream.model_copy(update={"award_dollars": awards[stream.stream_id]})
        for stream in one.funding
        if stream.stream_id in awards
    ]
    return replace(one, funding=funding, school_allocations=tuple(allocations))


def alone(one: hit.District, name: str, ids: set[str]) -> hit.District:
    """One of the districts, with an even share of the grant as its stated award."""
    allocations = [row for row in one.school_allocations if row.school_id in ids]
    own = hit.District(
        name=name,
        schools=[school for school in one.schools if school.school_id in ids],
        cohorts=one.cohorts[one.cohorts["school_id"].isin(ids)].reset_index(drop=True),
        blocks=[block for block in one.blocks if block.school_id in ids],
        tutors=[pool for pool in one.tutors if set(pool.schools) <= ids],
        funding=one.funding,
    )
    return with_money(own, allocations, grant_of(one) * len(ids) / len(one.schools))


def test_north_carolinas_districts_share_a_grant_as_one_joint_program_would(schools: Any) -> None:
    state, table = schools
    one = joint(state, table)
    places = [alone(one, str(name), set(own["school_id"])) for name, own in table.groupby("district_id")]
    assert len(places) == 115
    shared = share_grant(places, "state", grant_of(one), ALL_MODELS)
    assert set(shared.shares["status"]) == {"divided"}
    assert shared.price_per_1000_dollars > 0 and shared.shares["dollars"].sum() == pytest.approx(grant_of(one))
    answer = hit.allocate(one, policy=ALL_MODELS, whole=False, levels=1).or_raise()
    print(
        f"{shared.value!r} district by district, {answer.value!r} jointly, {shared.shares['dollars'].gt(0).sum()} share"
    )
    assert shared.value == pytest.approx(answer.value, rel=1e-9)
