"""The columns of the regression: constant, fixed effects, covariates, arms; and what the others already determine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from hitdesign.errors import Fault
from hitdesign.measurement.effects_columns import TABLE, Numbers, Regressors, joined
from hitdesign.measurement.given import refuse

#: Share of a column that must be left after those before it, for it to say something of its own.
OWN = 1e-9
#: Numbers that the columns of a regression may hold together, so that it fits into memory.
MOST_NUMBERS = 80_000_000


@dataclass(frozen=True, repr=False, eq=False)
class Design:
    """The columns of a regression, of full rank; `asked`: places of the columns asked for; `left_out`: redundant ones.

    `left_out` names columns of the frame.
    """

    names: tuple[str, ...]
    values: Numbers
    asked: tuple[int, ...]
    left_out: tuple[str, ...]

    def contrast(self, which: int = 0) -> Numbers:
        """The combination of coefficients that is the coefficient of an asked column."""
        wanted = np.zeros(len(self.names))
        wanted[self.asked[which]] = 1.0
        return wanted


def design_of(
    rows: int,
    weights: Numbers | None,
    *,
    fixed: Regressors,
    covariates: Regressors,
    asked: Regressors,
    beside: Regressors,
    after: Regressors | None = None,
    redundant: str = "refuse",
) -> Design:
    """The design matrix in this order: constant, `fixed`, `covariates`, `beside` (other arms), `asked`, `after`.

    A fixed effect that the ones before determine is left out without a word, as is a column of `after`; a covariate by
    `redundant`; of `asked` and `beside` it is a fault. Raises InputError with every fault.
    """
    constant = Regressors(("constant",), ("constant",), np.ones((rows, 1)))
    parts = [constant, fixed, covariates, beside, asked, after or joined([], rows)]
    kinds = [kind for kind, part in enumerate(parts) for _ in part.names]
    every = joined(parts, rows)
    if rows * len(every.names) > MOST_NUMBERS:
        expected = f"at most {MOST_NUMBERS:,} numbers, rows times columns"
        problem = f"the regression has {rows:,} rows and {len(every.names):,} columns"
        refuse([Fault(TABLE, problem, expected, "Use fewer or coarser fixed effects")])
    left_out = _redundant(every.values, weights)
    faults = [_fault(every.sources[place], kinds[place]) for place in left_out if kinds[place] in (3, 4)]
    if redundant == "refuse":
        faults += [_fault(every.sources[place], 2) for place in left_out if kinds[place] == 2]
    free = rows - (len(every.names) - len(left_out))
    if free < 1 and not faults:
        problem = f"{rows} students are fewer than the regression needs"
        expected = f"more than {len(every.names) - len(left_out)}"
        faults.append(Fault(TABLE, problem, expected, "Use fewer covariates and fixed effects"))
    refuse(dict.fromkeys(faults))
    stays = [place for place in range(len(every.names)) if place not in left_out]
    kept = every.kept(stays)
    asked_for = tuple(place for place, old in enumerate(stays) if kinds[old] == 4)
    names = tuple(dict.fromkeys(every.sources[place] for place in sorted(left_out) if kinds[place] == 2))
    return Design(kept.names, kept.values, asked_for, names)


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


def _redundant(values: Numbers, weights: Numbers | None) -> set[int]:
    """Places of columns that those before them determine, found until the rest is of full rank."""
    scaled = values if weights is None else values * np.sqrt(weights)[:, None]
    lengths = np.sqrt((scaled**2).sum(axis=0))
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

    >>> from hitdesign.measurement.effects_design import sources_of
    >>> sources_of(["pretest", "grade"])
    'pretest, grade'
    """
    return ", ".join(names)
