"""What the outcome would look like if tutoring did nothing: the lottery held again and again on the outcomes seen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.comparison.frames import Reading, refuse_all
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.measurement.lottery.assign import Lottery
from hitdesign.measurement.lottery.drawn import several
from hitdesign.measurement.lottery.every import every
from hitdesign.quantities import print_count
from hitdesign.solving.numbers import Bools, Floats, Ints

Statistic = Literal["difference", "ranks"]
Sides = Literal["both", "higher", "lower"]
How = Literal["drawn", "all"]
#: Two statistics closer than this, relative to the largest, are equal.
EQUAL = 1e-9
#: Cells (draws x students) that are summed at once.
AT_ONCE = 2_000_000


@dataclass(frozen=True)
class PermutationTest:
    """The statistic seen, its p under the sharp null, and how it was found.

    `statistic`: difference of means (or of ranks) within strata. `p`: share of assignments with a statistic as extreme;
    of drawn ones (1 + extreme) / (1 + draws), so it is never 0. `p_error`: its standard error from drawing, 0 where all
    assignments were listed. `left_out_students`: in the lottery, without an outcome.
    """

    statistic: float
    p: float
    p_error: float
    assignments: int
    how: How
    sides: Sides
    students: int
    left_out_students: int
    null_effect: float
    sentences: tuple[str, ...]


def draws(lottery: Lottery, count: int) -> pd.DataFrame:
    """What the lottery could have been: one row per acceptable draw, one column per student in the order of the list.

    Cells: True where served. They respect strata, seats, priority, units and the rule of redrawing; the draw that was
    taken is not among them. Columns are places in `assignment.frame`, not ids. Raises InputError where there are none.

    >>> import pandas as pd
    >>> from hitdesign.measurement.lottery.assign import assign
    >>> from hitdesign.measurement.lottery.permutation import draws
    >>> held = assign(pd.DataFrame({"student_id": list("abcdef")}), seats=3, seed="2026")
    >>> draws(held, 4).sum(axis=1).tolist()
    [3, 3, 3, 3]
    """
    refuse(number_faults("draws", "count", count, at_least=1, whole=True))
    return pd.DataFrame(several(lottery.drawn, count)[:, lottery.drawn.list.unit_of])


def permutation_test(
    lottery: Lottery,
    outcomes: pd.DataFrame,
    *,
    outcome: str = "posttest",
    student_id: str = "student_id",
    statistic: Statistic = "difference",
    sides: Sides = "both",
    null_effect: float = 0.0,
    draws: int = 2_000,
    how: How = "drawn",
    missing: Literal["refuse", "leave_out"] = "refuse",
) -> PermutationTest:
    """The p of the sharp null: that being offered tutoring changed every student's outcome by `null_effect` exactly.

    `outcomes`: a row per student with id and outcome. how: `drawn` regenerates so many acceptable draws, `all` lists
    every assignment (refused beyond 200,000, with units of several students, drawn odd seats, or redrawing). missing:
    `leave_out` holds only where tutoring did not decide who lacks an outcome. Raises InputError with every fault.

    Formula: sum over strata of w (mean of served - mean of others) / sum of w, w = m (n - m) / n for m served of n; of
    `outcome - null_effect x served`, or of its ranks within the stratum. Source: Fisher, The Design of Experiments
    (1935).

    >>> import pandas as pd
    >>> from hitdesign.measurement.lottery.assign import assign
    >>> from hitdesign.measurement.lottery.permutation import permutation_test
    >>> held = assign(pd.DataFrame({"student_id": list("abcdef")}), seats=3, seed="2026")
    >>> won = held.assignment.frame["arm"].eq("tutoring")
    >>> seen = pd.DataFrame({"student_id": list("abcdef"), "posttest": won * 10.0 + [1, 2, 3, 4, 5, 6]})
    >>> permutation_test(held, seen, how="all", sides="higher").p
    0.05
    """
    refuse(_wrong(statistic, sides, how, missing, null_effect, draws))
    values = _outcomes(lottery, outcomes, outcome, student_id)
    inside = lottery.assignment.frame["in_lottery"].eq("yes").to_numpy()
    lost = int((inside & np.isnan(values)).sum())
    if lost and missing == "refuse":
        problem = f"{print_count(lost, 'student')} of the lottery lack an outcome"
        remedy = "Say missing='leave_out' if the lot had no part in it"
        raise InputError([Fault("outcomes", problem, "an outcome each", remedy, column=outcome)])
    used = inside & ~np.isnan(values)
    units = several(lottery.drawn, draws) if how == "drawn" else np.array(list(every(lottery.drawn)), dtype=np.bool_)
    seen, others = _seen_and_others(lottery, units, used, values, statistic, null_effect)
    if math.isnan(seen):
        remedy = "Gather more outcomes"
        raise InputError([Fault("outcomes", "no stratum has both arms", "outcomes of both", remedy, column=outcome)])
    p, error = _p(seen, others, sides, how)
    said = _said(p, null_effect, len(units), how, lost)
    return PermutationTest(seen, p, error, len(units), how, sides, int(used.sum()), lost, float(null_effect), said)


def _seen_and_others(
    lottery: Lottery, units: Bools, used: Bools, values: Floats, statistic: Statistic, null_effect: float
) -> tuple[float, Floats]:
    listed = lottery.drawn.list
    unit_of = listed.unit_of[used]
    stratum, taken = listed.lots.stratum[unit_of], lottery.drawn.units[unit_of]
    adjusted = values[used] - null_effect * taken
    if statistic == "ranks":
        adjusted = pd.Series(adjusted).groupby(stratum).rank().to_numpy(dtype=np.float64)
    others = _statistics(units[:, unit_of], adjusted, stratum)
    return float(_statistics(taken[None, :], adjusted, stratum)[0]), others[~np.isnan(others)]


def _wrong(
    statistic: object, sides: object, how: object, missing: object, null_effect: object, draws: object
) -> Iterator[Fault]:
    where = "permutation test"
    yield from word_faults(where, "statistic", statistic, get_args(Statistic))
    yield from word_faults(where, "sides", sides, get_args(Sides))
    yield from word_faults(where, "how", how, get_args(How))
    yield from word_faults(where, "missing", missing, ("refuse", "leave_out"))
    yield from number_faults(where, "null_effect", null_effect)
    yield from number_faults(where, "draws", draws, at_least=19, whole=True)


def _outcomes(lottery: Lottery, outcomes: pd.DataFrame, outcome: str, student_id: str) -> Floats:
    reading = Reading("outcomes", outcomes)
    ids, values = reading.texts(student_id), reading.numbers(outcome, blank=True)
    reading.once(student_id, ids)
    known = lottery.assignment.frame["student_id"]
    strangers = ~np.isin(ids.astype(str), known.to_numpy().astype(str))
    reading.rows(strangers, student_id, "is not on the list of the lottery", "students of the list", "Leave them out")
    refuse_all(reading.faults)
    return np.asarray(pd.Series(values, index=ids).reindex(known), dtype=np.float64)


def _statistics(taken: Bools, values: Floats, stratum: object) -> Floats:
    """One statistic per row of `taken`; NaN where no stratum has both arms."""
    place = np.unique(np.asarray(stratum), return_inverse=True)[1]
    order = np.argsort(place, kind="stable")
    whole = np.bincount(place).astype(np.float64)
    starts = np.concatenate([[0], np.cumsum(whole)[:-1]]).astype(np.int64)
    total = np.add.reduceat(values[order], starts)
    size = max(1, AT_ONCE // len(values))
    parts = [
        _gaps(taken[first : first + size, order], values[order], starts, whole, total)
        for first in range(0, len(taken), size)
    ]
    return np.concatenate(parts)


def _gaps(taken: Bools, values: Floats, starts: Ints, whole: Floats, total: Floats) -> Floats:
    served = np.add.reduceat(taken.astype(np.float64), starts, axis=1)
    sums = np.add.reduceat(taken * values, starts, axis=1)
    both = (served > 0) & (served < whole)
    weight = np.where(both, served * (whole - served) / whole, 0.0)
    gap = np.where(both, sums / np.maximum(served, 1) - (total - sums) / np.maximum(whole - served, 1), 0.0)
    weights = weight.sum(axis=1)
    means = (weight * gap).sum(axis=1) / np.where(weights > 0, weights, 1.0)
    return np.asarray(np.where(weights > 0, means, np.nan), dtype=np.float64)


def _p(seen: float, others: Floats, sides: Sides, how: How) -> tuple[float, float]:
    slack = EQUAL * max(float(np.abs(others).max(initial=0.0)), abs(seen), 1e-300)
    signed = {"both": np.abs(others) - abs(seen), "higher": others - seen, "lower": seen - others}[sides]
    extreme = int((signed >= -slack).sum())
    if how == "all":
        return extreme / len(others), 0.0
    p = (1 + extreme) / (1 + len(others))
    return p, math.sqrt(p * (1 - p) / len(others))


def _said(p: float, null_effect: float, count: int, how: How, lost: int) -> tuple[str, ...]:
    what = "nothing" if null_effect == 0 else f"{null_effect:g} for every student"
    of = f"all {count:,} lotteries that could have been" if how == "all" else f"{count:,} lotteries held again"
    said = [f"If an offer of tutoring changed {what}, a difference this large would come in {p:.3f} of {of}."]
    if lost:
        said.append(
            f"{print_count(lost, 'student')} without an outcome stand outside, which is fair only "
            "if the lot had no part in it."
        )
    return tuple(said)
