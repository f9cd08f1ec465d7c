"""The choice held against random and stratified ones, and judged on measures that it never saw."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.plan.scope.balance import distances, random_draws, stratified_draws
from hitdesign.plan.scope.choose import Chosen, choose, without_measures
from hitdesign.plan.scope.features import Features
from hitdesign.plan.scope.program import Wish, distance

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
COMPARED = ("against", "chosen_sd", "median_sd", "best_twentieth_sd", "share_as_near", "sentence")
UNSEEN = ("measure", "seen", "chosen_sd", "random_median_sd", "share_as_near", "sentence")


def comparison_table(wish: Wish, chosen: Bools, strata: NDArray[np.int64], draws: int, seed: int) -> pd.DataFrame:
    """The choice beside random draws and beside draws by strata: distances in weighted standard deviations.

    `share_as_near`: of the draws that are as near to the district as the choice, or nearer.
    """
    own = float(distance(wish, chosen)[0])
    rows = []
    ways = {
        "random draws": random_draws(wish, draws, seed),
        "stratified draws": stratified_draws(wish, strata, draws, seed),
    }
    for name, made in ways.items():
        found = distances(made, {name: wish})[name]
        near = float((found <= own + 1e-12).mean())
        says = (
            f"Of {draws:,} {name}, {near:.2%} are as near to the district as the choice; the usual one is "
            f"{np.median(found):.3f} standard deviations away, the choice {own:.3f}."
        )
        rows.append((name, own, float(np.median(found)), float(np.quantile(found, 0.05)), near, says))
    return pd.DataFrame(rows, columns=list(COMPARED))


def unseen_table(
    wish: Wish, chosen: Bools, checked: Features, draws: int, seed: int, *, gap: float = 0.01, strict: bool = False
) -> pd.DataFrame:
    """How near a choice is on measures that it did not look at, against the median of random draws.

    Each measure of the wish is left out in turn and the schools are chosen anew without it (`seen`: left out in turn);
    the `checked` measures and those of weight 0 were never looked at by the choice itself. `strict`: no difference is
    called none. The last row is the mean over all of them. With no relation to the others, a measure left out is a
    matter of luck: one half of the random draws is as near. Raises SolverError as `choose`.
    """
    cases: list[tuple[str, str, Wish, Bools]] = []
    indifferent = 0.0 if strict else wish.indifferent
    for name in wish.features.measures:
        if wish.weights.get(name, 1.0) == 0:
            cases.append((name, "never", _own(wish, wish.features.only(name), indifferent), chosen))
        elif len(wish.features.measures) > 1:
            found = choose(without_measures(wish, (name,)), gap=gap)
            if isinstance(found, Chosen):
                own = _own(wish, wish.features.only(name), indifferent)
                cases.append((name, "left out in turn", own, found.chosen))
    cases += [(name, "never", _own(wish, checked.only(name), indifferent), chosen) for name in checked.measures]
    drawn = distances(random_draws(wish, draws, seed), {name: own for name, _, own, _ in cases})
    rows = []
    for name, seen, own, here in cases:
        rows.append(_row(name, seen, float(distance(own, here)[0]), drawn[name]))
    if cases:
        mean = np.mean([row[2] for row in rows])
        rows.append(_row("mean of all", "", float(mean), np.mean([drawn[name] for name, *_ in cases], axis=0)))
    return pd.DataFrame(rows, columns=list(UNSEEN))


def _own(wish: Wish, features: Features, indifferent: float) -> Wish:
    return Wish(features, wish.size, wish.must, wish.may, {}, indifferent, {})


def _row(name: str, seen: str, own: float, drawn: Floats) -> tuple[str, str, float, float, float, str]:
    median, near = float(np.median(drawn)), float((drawn <= own + 1e-12).mean())
    side = "nearer than" if own < median else "no nearer than" if own > median else "as near as"
    says = f"{name}: {own:.3f} standard deviations from the district, {side} the usual random draw ({median:.3f})."
    return name, seen, own, median, near, says
