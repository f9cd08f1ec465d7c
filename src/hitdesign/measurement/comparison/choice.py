"""What a comparison is asked to be near in, and whom it may use."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.comparison.frames import Reading, refuse_all
from hitdesign.measurement.comparison.groups import Groups, cell_shares
from hitdesign.measurement.comparison.propensity import propensity
from hitdesign.solving.numbers import Bools, Floats

#: What is matched on, beside a column's name.
PROPENSITY, MAHALANOBIS = "propensity", "mahalanobis"


def contradictions(method: str, near: str, replacement: bool, caliper_sd: float | None) -> Iterator[Fault]:
    """What was asked for that cannot go together."""
    if method == "optimal" and replacement:
        problem, remedy = "with replacement the nearest are the optimal", "Say method='nearest'"
        yield Fault("comparison", problem, "one or the other", remedy, column="replacement")
    if near == MAHALANOBIS and caliper_sd is not None:
        problem, remedy = (
            "a caliper in standard deviations needs one score",
            "Match on the propensity score or a column",
        )
        yield Fault("comparison", problem, "one score", remedy, column="caliper_sd")


def trim_faults(trim: tuple[float, ...] | None) -> Iterator[Fault]:
    """A fault where bounds of the propensity score are none."""
    if trim is None:
        return
    if len(trim) != 2 or not 0 <= trim[0] < trim[1] <= 1:
        yield Fault("comparison", "it is no range", "two shares, the lower first", "Say (0.1, 0.9)", column="trim")


def columns_of_groups(groups: Groups) -> Floats:
    """Covariates and exact cells, as columns."""
    return np.column_stack([groups.covariates.values, cell_shares(groups)])


def chance_of(groups: Groups, *, needed: bool) -> Floats:
    """The propensity scores of cells with both arms; NaN elsewhere, or where none exist and they are only shown."""
    inside = with_both_arms(groups)
    chance = np.full(len(inside), np.nan)
    try:
        chance[inside] = propensity(groups.treated[inside], columns_of_groups(groups)[inside])
    except InputError:
        if needed:
            raise
    return chance


def with_both_arms(groups: Groups) -> Bools:
    """Students whose exact cell holds tutored and candidates; InputError where an arm has fewer than two of them."""
    counts = [np.bincount(groups.cell[arm], minlength=groups.cells) for arm in (groups.treated, ~groups.treated)]
    inside = np.asarray(((counts[0] > 0) & (counts[1] > 0))[groups.cell])
    _two_left(groups, inside)
    return inside


def points_of(groups: Groups, near: str, chance: Floats) -> Floats:
    """Where each student stands, so that plain distance counts."""
    if near == PROPENSITY:
        return np.asarray(np.log(chance / (1 - chance))[:, None])
    values, treated = groups.covariates.values, groups.treated
    if near != MAHALANOBIS:
        if near not in groups.covariates.names:
            fault = Fault("comparison", "it is no column of numbers", "a score", "Name a score", column="near")
            raise InputError([fault])
        return values[:, [groups.covariates.names.index(near)]]
    centred = np.where(treated[:, None], values - values[treated].mean(axis=0), values - values[~treated].mean(axis=0))
    scale, turned = np.linalg.eigh(centred.T @ centred / max(len(values) - 2, 1))
    kept = scale > 1e-12 * scale.max(initial=1e-300)
    return np.asarray(values @ turned[:, kept] / np.sqrt(scale[kept]))


def spread_of(score: Floats, treated: Bools) -> float:
    """The standard deviation that calipers are counted in: sqrt((s1^2 + s2^2) / 2) of the two arms."""
    return float(np.sqrt((np.nanvar(score[treated], ddof=1) + np.nanvar(score[~treated], ddof=1)) / 2))


def kept_in_range(groups: Groups, chance: Floats, trim: tuple[float, float] | None) -> Bools:
    """Students of cells with both arms and a propensity score within bounds; InputError where too few are left."""
    kept = with_both_arms(groups)
    if trim is not None:
        kept &= (chance >= trim[0]) & (chance <= trim[1])
    _two_left(groups, kept)
    return kept


def _two_left(groups: Groups, kept: Bools) -> None:
    for arm, name in ((groups.treated, "tutored"), (~groups.treated, "candidates")):
        reading = Reading(name, groups.frame)
        if (arm & kept).sum() < 2:
            reading.add("fewer than two are left", "two or more", "Use coarser cells or a wider range", "exact")
        refuse_all(reading.faults)
