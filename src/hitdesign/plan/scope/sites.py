"""The pilot's schools with their proof, their balance, and how others would have done; or why there are none."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import number
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.scope.balance import balance_table
from hitdesign.plan.scope.choose import Chosen, choose, most_schools
from hitdesign.plan.scope.comparison import comparison_table, unseen_table
from hitdesign.plan.scope.features import Features, features_of
from hitdesign.plan.scope.loads import Loads
from hitdesign.plan.scope.money import Horizon
from hitdesign.plan.scope.program import Wish, column_weights
from hitdesign.plan.scope.schools import CHECKED, MEASURES, may_take_part, names_of, schools_table
from hitdesign.plan.scope.size import pilot_size
from hitdesign.quantities import print_count
from hitdesign.rollout.pilot import PilotChoices

INDIFFERENT = "scope.pilot.indifferent_difference"
PILOT = "policy.rollout.pilot"


@dataclass(frozen=True, eq=False)
class PilotSites:
    """Schools of the pilot (ids in order), `because`: why so many and how near they are.

    `distance`, `bound`: weighted mean of the absolute standardized differences, in standard deviations, and what no
    choice of so many schools can be below; `gap`: their distance as a share; `proved`: the gap is within the policy's.
    `balance`: columns measure, what, district, pilot, difference_sd, weight. `left_out`: measures that say nothing,
    with the reason; `not_limited`: limits that could not be looked at. `cannot`: schools that cannot take part, with
    the reason.
    """

    schools: tuple[str, ...]
    because: str
    distance: float
    bound: float
    gap: float
    proved: bool
    balance: pd.DataFrame
    left_out: dict[str, str]
    blank: dict[str, int]
    not_limited: tuple[str, ...]
    cannot: dict[str, str]
    wish: Wish
    chosen: NDArray[np.bool_]
    checked: Features
    strata: NDArray[np.int64]
    choices: PilotChoices

    @cached_property
    def comparison(self) -> pd.DataFrame:
        """The choice beside random draws, and draws by strata of level and poverty; see `comparison_table`."""
        return comparison_table(self.wish, self.chosen, self.strata, self.choices.draws, self.choices.seed)

    @cached_property
    def unseen(self) -> pd.DataFrame:
        """How near it is on measures that were left out, beside random draws; see `unseen_table`."""
        choices = self.choices
        return unseen_table(self.wish, self.chosen, self.checked, choices.draws, choices.seed, gap=choices.gap)


@dataclass(frozen=True)
class NoPilot:
    """There is no pilot as wished: `reasons`, each with what to change."""

    reasons: tuple[str, ...]
    cannot: dict[str, str]


def pilot_sites(plan: Drafted, loads: Loads, horizon: Horizon) -> PilotSites | NoPilot:
    """The schools that together look most like the district, by the policy's choices.

    The district is every school with students in need that the plan may serve. Raises InputError where the policy
    names a school that the district does not have, SolverError where an answer cannot be trusted.
    """
    choices = plan.policy.rollout.pilot
    _refuse_strangers(plan, choices)
    cannot = may_take_part(plan, loads)
    ids = tuple(str(one) for one in loads.schools.index)
    reasons = [
        f"{one} must be in the pilot, and {cannot[one]}: take it off the list." for one in choices.must if one in cannot
    ]
    open_to = tuple(one for one in ids if one not in cannot)
    if not open_to:
        reasons.append("No school can take part: see the reason of each school.")
    if reasons:
        return NoPilot(tuple(reasons), cannot)
    size, why = pilot_size(plan, loads, open_to)
    table = schools_table(plan, loads)
    features, checked = features_of(table[list(MEASURES)]), features_of(table[list(CHECKED)])
    limits, not_limited = limits_of(plan, loads, horizon)
    wish = Wish(
        features,
        size,
        np.isin(ids, choices.must),
        np.isin(ids, open_to),
        {str(name): weight for name, weight in choices.weights.items()},
        number(plan.evidence, INDIFFERENT),
        limits,
    )
    wish, found, less = (
        _largest(wish, choices.gap) if choices.n_schools is None else (wish, choose(wish, gap=choices.gap), "")
    )
    if not isinstance(found, Chosen):
        return NoPilot(found, cannot)
    why += less
    return _sites(plan, loads, wish, found, checked, why, not_limited, cannot, strata_of(table))


def _largest(wish: Wish, gap: float) -> tuple[Wish, Chosen | tuple[str, ...], str]:
    """The choice of as many schools as wished, or of the most that the limits hold where that is fewer."""
    least = max(1, int(wish.must.sum()))
    for size in range(max(least, min(wish.size, most_schools(wish))), 0, -1):
        smaller = replace(wish, size=size)
        found = choose(smaller, gap=gap)
        if isinstance(found, Chosen):
            fewer = f" Money or tutors hold no more than {print_count(size, 'school')}."
            more = f" The list of schools that must be in it makes them {size}."
            less = "" if size == wish.size else fewer if size < wish.size else more
            return smaller, found, less
        if size == least:
            break
    return wish, choose(replace(wish, size=least), gap=gap), ""


def limits_of(
    plan: Drafted, loads: Loads, horizon: Horizon
) -> tuple[dict[str, tuple[NDArray[np.float64], float]], tuple[str, ...]]:
    """What the pilot may take of dollars and tutors: the policy's limits, else what there is; and what is not known."""
    choices = plan.policy.rollout.pilot
    money = float(horizon.streams.loc[horizon.pays(0), "available_dollars"].sum()) - loads.due_once_dollars
    there = {
        "dollars": money if choices.most_dollars is None else choices.most_dollars,
        "tutors": float(plan.facts.tutors["people"].sum()) if choices.most_tutors is None else choices.most_tutors,
    }
    limits, unknown = {}, []
    for unit, most in there.items():
        own = loads.schools[unit].to_numpy(dtype=float)
        if np.isnan(own).any() or math.isnan(most):
            unknown.append(f"What schools take of {unit} is not known, so that limit was not looked at.")
        else:
            limits[unit] = (own, max(0.0, most))
    return limits, tuple(unknown)


def strata_of(table: pd.DataFrame) -> NDArray[np.int64]:
    """Strata as one makes them by hand: levels by thirds of poverty (of need where poverty is blank everywhere)."""
    by = table["poverty"] if table["poverty"].notna().any() else table["need"]
    ranks = by.fillna(by.mean()).rank(method="average", pct=True)
    third = np.ceil(ranks.fillna(1.0).to_numpy() * 3).astype(int)
    words = ["+".join(one) if isinstance(one, tuple) else "?" for one in table["levels"]]
    codes, _ = pd.factorize(pd.Series([f"{word} {place}" for word, place in zip(words, third, strict=True)]), sort=True)
    return np.asarray(codes, dtype=np.int64)


def _sites(
    plan: Drafted,
    loads: Loads,
    wish: Wish,
    found: Chosen,
    checked: Features,
    why: str,
    not_limited: tuple[str, ...],
    cannot: dict[str, str],
    strata: NDArray[np.int64],
) -> PilotSites:
    choices, features = plan.policy.rollout.pilot, wish.features
    schools = tuple(np.array(features.school_ids)[found.chosen].tolist())
    table = balance_table(features, found.chosen, column_weights(features, wish.weights))
    worst = table.reindex(table["difference_sd"].abs().sort_values(ascending=False, kind="stable").index).head(1)
    farthest = "".join(f"; farthest in {row.measure} ({row.what})" for row in worst.itertuples())
    said = (
        f"{why} {names_of(loads, schools)}: {found.distance:.3f} standard deviations from all "
        f"{print_count(len(features.school_ids), 'school')} on average over the measures{farthest}. "
        f"No other choice under these wishes can be nearer than {found.bound:.3f}."
    )
    return PilotSites(
        schools=schools,
        because=said,
        distance=found.distance,
        bound=found.bound,
        gap=found.gap,
        proved=found.gap <= choices.gap + 1e-9,
        balance=table,
        left_out=dict(features.left_out),
        blank=dict(features.blank),
        not_limited=not_limited,
        cannot=cannot,
        wish=wish,
        chosen=found.chosen,
        checked=checked,
        strata=strata,
        choices=choices,
    )


def _refuse_strangers(plan: Drafted, choices: PilotChoices) -> None:
    known = {school.school_id for school in plan.district.schools}
    faults = [
        Fault(
            PILOT,
            "the district has no such school",
            "a school_id of the schools table",
            "Correct the id",
            column=name,
            found=one,
        )
        for name, listed in (("must", choices.must), ("must_not", choices.must_not))
        for one in listed
        if one not in known
    ]
    if faults:
        raise InputError(faults)
