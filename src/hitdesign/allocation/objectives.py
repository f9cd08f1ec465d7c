"""The levels of the objective: what a plan is judged by, in the policy's order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, Layout
from hitdesign.allocation.level_parts import LevelValue
from hitdesign.allocation.rows_money import Money
from hitdesign.district.arrays import day_numbers
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Policy
from hitdesign.solving.parts import Level

Floats = NDArray[np.float64]
#: Of two plans that no level tells apart, the earlier in the published order is taken; it weighs a cent a seat at most.
TIE_DOLLARS = 0.01


def levels_of(policy: Policy, values: Mapping[str, LevelValue]) -> tuple[Level, ...]:
    """One level per name in the policy, in its order, each with its own tolerance.

    minimum_spending is left out where no award has a minimum to reach; seats stand in where nothing else is asked for.
    """
    wanted = [(name, values[name]) for name in policy.levels if name in values] or [("seats", values["seats"])]
    return tuple(Level(name, one.unit, one.sense, one.value, policy.tolerance_of(name)) for name, one in wanted)


def first_values(
    inputs: Inputs,
    layout: Layout,
    money: Money,
    chosen: pd.DataFrame,
    policy: Policy,
    evidence: Evidence,
    n_columns: int,
) -> dict[str, LevelValue]:
    """Values over all columns of the levels that need no columns of their own, as far as the policy names them.

    seats: tier weight x school priority x subject priority per seat, made large.
    recommendation: the same seats times the score of their tutoring model, made large.
    restricted_money: dollars times how late their stream stands in the order of use, made small.
    dollars: all dollars charged, made small, with the tie-break.
    """
    seats = np.zeros(n_columns)
    seats[: len(layout.student_cohort)] = weights(inputs, policy)[layout.student_cohort]
    values = {"seats": LevelValue("weighted seats", "max", seats)}
    if "recommendation" in policy.levels:
        scored = seats * _scores(inputs, layout, chosen, n_columns)
        values["recommendation"] = LevelValue("weighted seats x score", "max", scored)
    if "restricted_money" in policy.levels:
        values["restricted_money"] = LevelValue("dollars x order", "min", _order(inputs, money, evidence, n_columns))
    if "dollars" in policy.levels:
        values["dollars"] = LevelValue("dollars", "min", _dollars(inputs, layout, money, n_columns))
    return values


def weights(inputs: Inputs, policy: Policy) -> Floats:
    """What one seat of each cohort counts: tier x school x subject x the mean over the band's grades."""
    cohorts = inputs.need.cohorts
    weight = _each(cohorts["tier"], policy.tier_weights)
    weight = weight * _each(cohorts["school_id"], policy.school_priorities)
    weight = weight * _each(cohorts["subject"], policy.subject_priorities)
    low, high = (cohorts[name].to_numpy(dtype=np.int64) for name in ("grade_low", "grade_high"))
    product: Floats = weight * _of_grades(low, high, policy)
    return product


def _each(column: pd.Series, wanted: Mapping[Any, float]) -> Floats:
    """The weight of each row's word; 1 where nothing is said."""
    return np.array([wanted.get(word, 1.0) for word in column.tolist()], dtype=float)


def _of_grades(low: NDArray[np.int64], high: NDArray[np.int64], policy: Policy) -> Floats:
    """The mean of the grades' priorities over each span of grades."""
    wanted = policy.grade_priorities
    first, last = int(low.min(initial=0)), int(high.max(initial=0))
    up_to = np.cumsum([0.0, *(wanted.get(grade, 1.0) for grade in range(first, last + 1))])
    mean: Floats = (up_to[high - first + 1] - up_to[low - first]) / (high - low + 1)
    return mean


def _scores(inputs: Inputs, layout: Layout, chosen: pd.DataFrame, n_columns: int) -> Floats:
    """The recommendation's score of each students column, moved so that the lowest is 1."""
    width = len(inputs.facts.models) + 1
    known = pd.Series(
        chosen["score"].to_numpy(dtype=float), index=chosen["band"].to_numpy() * width + chosen["model"].to_numpy()
    )
    structure = inputs.structure
    pair_key = structure.pair_band * width + structure.pair_model
    score = known.reindex(pair_key).to_numpy(dtype=float)
    score = score - min(float(score.min(initial=0.0)), 0.0) + 1.0
    out = np.zeros(n_columns)
    out[: len(layout.student_pair)] = score[layout.student_pair]
    return out


def order_of_use(inputs: Inputs, evidence: Evidence) -> NDArray[np.int64]:
    """Position of each stream in the order of use: the earliest to expire first, then the most restricted, then by id.

    Streams that expire within the program's own days are all "expiring"; the others rank by restriction alone.
    """
    funding = inputs.facts.funding
    ends = day_numbers(funding["obligate_by"])
    last = int(inputs.rights.periods.ends.max(initial=0))
    restricted = np.array([evidence.programs[name].restrictiveness for name in funding["program"]], dtype=np.int64)
    order = np.lexsort((np.arange(len(funding)), ends, -restricted, np.minimum(ends, last)))
    position = np.empty(len(funding), dtype=np.int64)
    position[order] = np.arange(len(funding))
    return position


def _order(inputs: Inputs, money: Money, evidence: Evidence, n_columns: int) -> Floats:
    position = order_of_use(inputs, evidence)
    out = np.zeros(n_columns)
    out[money.columns] = position[money.stream] / max(len(position), 1)
    return out


def _dollars(inputs: Inputs, layout: Layout, money: Money, n_columns: int) -> Floats:
    """Dollars, and up to a cent a seat by the published order: schools with the larger low-income share, then ids."""
    out = np.zeros(n_columns)
    rate = 1 + inputs.facts.funding["indirect_rate"].to_numpy(dtype=float)
    out[money.columns] = rate[money.stream]
    rank = tie_rank(inputs)
    out[: len(layout.student_cohort)] = TIE_DOLLARS * (rank[layout.student_cohort] + 1) / max(len(rank), 1)
    return out


def tie_rank(inputs: Inputs) -> NDArray[np.int64]:
    """The published order of cohorts: larger low-income share of the school, then school_id, then cohort_id."""
    schools, cohorts = inputs.facts.schools, inputs.need.cohorts
    share = (schools["low_income_students"] / schools["enrollment"]).to_numpy(dtype=float)
    of_school = pd.Series(np.where(np.isnan(share), -1.0, share), index=schools["school_id"])
    keyed = pd.DataFrame(
        {
            "share": -of_school.reindex(cohorts["school_id"]).to_numpy(dtype=float),
            "school": cohorts["school_id"].to_numpy(),
            "cohort": cohorts["cohort_id"].to_numpy(),
        }
    )
    order = keyed.sort_values(["share", "school", "cohort"], kind="stable").index.to_numpy()
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return rank
