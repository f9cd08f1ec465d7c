"""After a cut, on generated districts, cities and a real district: what runs is kept before anything new begins."""

from __future__ import annotations

import runpy
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import hitdesign as hit
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.design import design
from hitdesign.district.district import District
from hitdesign.errors import InputError
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.scenarios.compare import compare
from hitdesign.scenarios.replan import replan
from hitdesign.scenarios.replan_answer import Replan
from laws.districts import case_of
from real import cities

#: A day in each of the generated terms, and the first of them.
DAYS = (date(2026, 11, 2), date(2026, 10, 13), date(2027, 1, 18), date(2026, 9, 14), date(2026, 10, 1))
CENT = 0.0101


def with_cut(one: District, plan: Plan, share: float) -> District:
    """The district with this share of what is there to plan with of the award that pays most."""
    paid = plan.allocation.spending.set_index("stream_id")["not_to_exceed_dollars"].astype(float)
    free = plan.facts.funding.set_index("stream_id")["available_dollars"].astype(float)
    rows = tuple(
        row.model_copy(update={"award_dollars": round(row.award_dollars - (1 - share) * float(free[row.stream_id]), 2)})
        if row.stream_id == paid.idxmax()
        else row
        for row in one.funding
    )
    return replace(one, funding=rows)


def complaints(found: Replan) -> list[str]:
    """What a re-plan must never do."""
    out = found.allocation.audit()
    kept, other = found.comparison.groups_kept, float(found.fresh_groups["groups_kept"].sum())
    if kept < other - 1e-6:
        out.append(f"a fresh optimum keeps {other:g} groups, the plan {kept:g}")
    if found.allocation.seats_served < (1 - found.give_up) * found.fresh.seats_served - 1e-6:
        out.append(f"it serves {found.allocation.seats_served:g} of {found.fresh.seats_served:g} seats")
    awards = {row.stream_id: row.award_dollars for row in found.plan.district.funding}
    new = found.allocation.spending.set_index("stream_id")["not_to_exceed_dollars"].astype(float)
    gone = found.sunk_dollars.set_index("stream_id")["sunk_dollars"]
    out += [name for name, award in awards.items() if gone[name] + new[name] > award + CENT]
    before = found.comparison.groups["groups_before"].sum()
    sums = found.comparison.groups_kept + found.comparison.groups_moved + found.comparison.groups_ended
    if abs(before - sums) > 1e-6:
        out.append("groups are lost between kept, moved and ended")
    return out


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(60))
def test_a_small_district_keeps_what_runs_within_every_award(seed: int) -> None:
    case = case_of(seed)
    policy = case.policy.model_copy(update={"enforce_standard": False})
    plan = design(case.district, policy, evidence=case.evidence, rank_assumptions=False)
    if isinstance(plan, Infeasible) or not plan.allocation.seats_served:
        return
    for share in (1.0, 0.7):
        try:
            now = None if share == 1 else with_cut(case.district, plan, share)
            found = replan(plan, DAYS[seed % len(DAYS)], district=now)
        except InputError:
            continue
        if isinstance(found, Infeasible):
            continue
        assert complaints(found) == []
        there, back = compare(plan, found.plan), compare(found.plan, plan)
        assert there.seats_change == -back.seats_change
        assert (there.groups_ended, there.groups_new) == (back.groups_new, back.groups_ended)
        assert (there.streams["dollars_change"] == -back.streams["dollars_change"]).all()
        if share == 1 and found.comparison.groups_ended:
            assert found.comparison.seats_change >= 0 or found.fresh.seats_served <= found.comparison.seats_before


def year_of(one: District) -> tuple[date, date]:
    """First and last day of its blocks."""
    return min(row.starts_on for row in one.blocks), max(row.ends_on for row in one.blocks)


def kept_and_fresh(one: District, policy: Policy) -> Replan:
    """A cut of three tenths of the largest award in the middle of the year."""
    plan = design(one, policy, rank_assumptions=False)
    assert isinstance(plan, Plan)
    first, last = year_of(one)
    found = replan(plan, first + (last - first) / 2, district=with_cut(one, plan, 0.7))
    assert isinstance(found, Replan), found
    print(*found.sentences, sep="\n", flush=True)
    print(found.allocation.levels.iloc[0].to_dict(), found.fresh.levels.iloc[0].to_dict(), flush=True)
    return found


def keeps_more_or_all_that_can_be(found: Replan) -> bool:
    """More groups than the fresh optimum, or as many, and proved that no plan near to it could keep more."""
    first = found.allocation.levels.iloc[0]
    fresh = float(found.fresh_groups["groups_kept"].sum())
    return found.comparison.groups_kept > fresh or bool(first["gap"] <= found.plan.policy.gap)


def of_example(name: str, patch: pytest.MonkeyPatch) -> District:
    """The district that an example plans."""
    examples = Path(__file__).resolve().parents[2] / "examples"
    taken: list[District] = []

    def take(district: District, *_: object, **__: object) -> Infeasible:
        taken.append(district)
        raise InterruptedError

    patch.setattr(sys, "path", [str(examples), *sys.path])
    patch.setattr(hit, "design", take)
    space = runpy.run_path(str(examples / f"{name}.py"))
    with pytest.raises(InterruptedError):
        space["main"](["--out", str(examples / "never_written")])
    return taken[0]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["plan_grand_rapids", "plan_detroit"])
def test_a_city_of_the_examples_keeps_more_than_a_fresh_optimum(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = kept_and_fresh(of_example(name, monkeypatch), Policy())
    assert complaints(found) == []
    assert found.comparison.groups_kept > found.fresh_groups["groups_kept"].sum()


@pytest.mark.slow
def test_a_real_district_whose_other_money_bears_the_cut_keeps_every_group(shared_data: Path) -> None:
    found = kept_and_fresh(cities.durham(shared_data), Policy())
    assert complaints(found) == []
    assert found.comparison.groups_ended == found.comparison.groups_moved == 0


@pytest.mark.slow
def test_a_real_district_with_less_other_money_keeps_all_that_can_be_kept(shared_data: Path) -> None:
    durham = cities.durham(shared_data)
    rows = tuple(
        row if row.stream_id == "title_i" else row.model_copy(update={"award_dollars": round(0.3 * row.award_dollars)})
        for row in durham.funding
    )
    found = kept_and_fresh(replace(durham, funding=rows), Policy())
    assert complaints(found) == []
    assert found.comparison.groups_ended > 0
    assert keeps_more_or_all_that_can_be(found)
