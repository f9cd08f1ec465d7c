"""The columns of the regression: constant, fixed effects, covariates, arms; and what the others already determine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hitdesign.errors import Fault
from hitdesign.measurement.effects.columns import TABLE, Codes, Numbers, Regressors, joined
from hitdesign.measurement.effects.errors import Fitted, fitted
from hitdesign.measurement.effects.within import Within, within_of
from hitdesign.measurement.given import refuse

#: Share of a column that must be left after those before it, for it to say something of its own.
OWN = 1e-9
#: Numbers that the columns of a regression may hold together, so that it fits into memory.
MOST_NUMBERS = 80_000_000


@dataclass(frozen=True, repr=False, eq=False)
class Design:
    """The columns of a regression, of full rank; `asked`: places of the columns asked for; `left_out`: redundant ones.

    `left_out` names columns of the frame, "by arm" where only a slope of its own in an arm is. Where `within` is given,
    its groups' means are taken out of the values.
    """

    names: tuple[str, ...]
    values: Numbers
    asked: tuple[int, ...]
    left_out: tuple[str, ...]
    within: Within | None

    @property
    def coefficients(self) -> int:
        """How many coefficients the regression has, those of the groups taken out included."""
        return len(self.names) + (0 if self.within is None else self.within.groups)

    def contrast(self, which: int = 0) -> Numbers:
        """The combination of coefficients that is the coefficient of an asked column."""
        wanted = np.zeros(len(self.names))
        wanted[self.asked[which]] = 1.0
        return wanted

    def fit(self, response: Numbers, weights: Numbers | None, clusters: Codes | None) -> Fitted:
        """The regression of a response on these columns."""
        return fitted(response, self.values, weights, clusters, self.within)

    def less_means(self, values: Numbers) -> Numbers:
        """A column as it stands in this regression: less the means of the groups taken out."""
        return values if self.within is None else self.within.of(values)


def design_of(
    rows: int,
    weights: Numbers | None,
    *,
    strata: dict[str, Codes],
    without: str | None,
    covariates: Regressors,
    asked: Regressors,
    beside: Regressors,
    after: Regressors | None = None,
    means: Regressors | None = None,
    redundant: str = "refuse",
) -> Design:
    """The design matrix in this order: constant, fixed effects, `covariates`, `beside` (other arms), `asked`, `after`.

    `strata`: the words of each fixed effect, as codes; of `without` the means are taken out of every column instead,
    and with them the constant. `means`: more columns like fixed effects. A fixed effect that the ones before determine
    is left out without a word, as is a column of `after`; a covariate by `redundant`; of `asked` and `beside` it is a
    fault. Raises InputError with every fault.
    """
    within = None if without is None else within_of(strata[without], weights)
    constant = Regressors(("constant",), ("constant",), np.ones((rows, 1))) if within is None else joined([], rows)
    dummies = [indicators(name, codes) for name, codes in strata.items() if name != without]
    fixed = joined([*dummies, *([means] if means is not None else [])], rows)
    parts = [constant, fixed, covariates, beside, asked, after or joined([], rows)]
    kinds = [kind for kind, part in enumerate(parts) for _ in part.names]
    every = joined(parts, rows)
    if rows * len(every.names) > MOST_NUMBERS:
        expected = f"at most {MOST_NUMBERS:,} numbers, rows times columns"
        problem = f"the regression has {rows:,} rows and {len(every.names):,} columns"
        refuse([Fault(TABLE, problem, expected, "Use fewer or coarser fixed effects")])
    values = every.values if within is None else within.of(every.values)
    left_out = _redundant(values, every.values, weights)
    faults = [_fault(every.sources[place], kinds[place]) for place in left_out if kinds[place] in (3, 4)]
    if redundant == "refuse":
        faults += [_fault(every.sources[place], 2) for place in left_out if kinds[place] == 2]
    needed = len(every.names) - len(left_out) + (0 if within is None else within.groups)
    free = rows - needed
    if free < 1 and not faults:
        problem = f"{rows} students are fewer than the regression needs"
        expected = f"more than {needed}"
        faults.append(Fault(TABLE, problem, expected, "Use fewer covariates and fixed effects"))
    refuse(dict.fromkeys(faults))
    stays = [place for place in range(len(every.names)) if place not in left_out]
    kept = Regressors(every.names, every.sources, values).kept(stays)
    asked_for = tuple(place for place, old in enumerate(stays) if kinds[old] == 4)
    lost = [(place, "" if kinds[place] == 2 else " by arm") for place in sorted(left_out) if kinds[place] in (2, 5)]
    names = tuple(dict.fromkeys(every.sources[place] + how for place, how in lost))
    return Design(kept.names, kept.values, asked_for, names, within)


def interactions(treated: Regressors, covariates: Regressors, weights: Numbers | None) -> tuple[Regressors, Regressors]:
    """Covariates less their means, and each arm times each of them (Lin, Annals of Applied Statistics 7, 2013)."""
    means = np.average(covariates.values, axis=0, weights=weights) if covariates.names else np.zeros(0)
    centred = Regressors(covariates.names, covariates.sources, covariates.values - means)
    products = [
        Regressors(
            tuple(f"{arm} x {name}" for name in centred.names),
            centred.sources,
            treated.values[:, [place]] * centred.values,
        )
        for place, arm in enumerate(treated.names)
    ]
    return centred, joined(products, len(centred.values))


def indicators(name: str, codes: Codes) -> Regressors:
    """A column of 0 and 1 for each group but the first."""
    labels, places = np.unique(codes, return_inverse=True)
    values = (places[:, None] == np.arange(1, len(labels))).astype(np.float64)
    names = tuple(f"{name} {place}" for place in range(1, len(labels)))
    return Regressors(names, (name,) * len(names), values)


def _redundant(values: Numbers, whole: Numbers, weights: Numbers | None) -> set[int]:
    """Places of columns that those before them determine, found until the rest is of full rank.

    `whole`: the columns before means were taken out, whose length is the measure.
    """
    root = 1.0 if weights is None else np.sqrt(weights)[:, None]
    scaled, lengths = values * root, np.sqrt(((whole * root) ** 2).sum(axis=0))
    lost = set(np.flatnonzero(lengths == 0).tolist())
    while True:
        stays = [place for place in range(values.shape[1]) if place not in lost]
        upper = np.linalg.qr(scaled[:, stays] / lengths[stays], mode="r")
        own = np.zeros(len(stays))
        diagonal = np.abs(np.diag(upper))
        own[: len(diagonal)] = diagonal
        more = {stays[place] for place in np.flatnonzero(own < OWN).tolist()}
        if not more:
            return lost
        lost |= more


def _fault(source: str, kind: int) -> Fault:
    if kind == 2:
        problem = "it does not vary, or the constant, the fixed effects and the covariates before it determine it"
        what_to_do = 'Leave it out, or give redundant="drop"'
        return Fault(TABLE, problem, "a covariate that says something of its own", what_to_do, column=source)
    problem = "covariates and fixed effects determine it wholly, so nothing is left to compare"
    expected = "both arms among students who are alike in them"
    return Fault(TABLE, problem, expected, "Leave out what determines it", column=source)


def sources_of(names: Sequence[str]) -> str:
    """Names of columns, for a sentence.

    >>> from hitdesign.measurement.effects.design import sources_of
    >>> sources_of(["pretest", "grade"])
    'pretest, grade'
    """
    return ", ".join(names)
