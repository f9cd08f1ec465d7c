"""Facts and choices made ready to be solved: its facts, need, recommended models and linear program."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocate import chosen_pairs
from hitdesign.allocation.formulation import Formulation, formulate
from hitdesign.allocation.limit_names import names_of
from hitdesign.allocation.linear_answer import for_shares
from hitdesign.allocation.objectives import order_of_use, tie_rank
from hitdesign.allocation.refusal import CHANGES
from hitdesign.district.columns import facts_of
from hitdesign.need.need import Need, need_of
from hitdesign.recommendation.recommend import recommend
from hitdesign.recommendation.recommendation import Recommendation
from hitdesign.recommendation.rules import RuleBook
from hitdesign.scenarios.pull import Given
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program

#: The last level of a sweep: of all plans that the policy's levels hold for equal, the first in the published order.
PUBLISHED_ORDER = "published_order"
#: What a dollar of the stream that is used last weighs beside a seat of the cohort that comes last.
DOLLAR = 1e-4
TIERS, MARKS = ("intensive", "strategic", "on_level"), ("iep", "english_learner", "low_income")
#: By tier and mark, the cohorts that belong to it; None of a mark that is known of none.
Groups = Mapping[str, np.ndarray | None]


@dataclass(frozen=True)
class Prepared:
    """Facts and choices with their linear program; the names of its limits are made when they are first asked for."""

    given: Given
    need: Need
    recommendation: Recommendation
    formulation: Formulation

    @property
    def program(self) -> Program:
        """The policy's levels, in whole or in part, over everything that must hold."""
        return self.formulation.program

    def settled(self, levels: int | None = None) -> Program:
        """The program of its first levels (None: all), then the published order, which leaves one answer to who."""
        return self.program.with_levels([*self.program.levels[:levels], _published_order(self)])

    def names(self, family: str) -> list[str]:
        """What the limits of a family are called."""
        if family not in self._named:
            other = CHANGES.get(family, (family.replace("_", " "),))[0]
            self._named[family] = names_of(self.program.family(family), other)
        return self._named[family]

    @cached_property
    def groups(self) -> Groups:
        """Which cohorts count for which tier and mark."""
        return groups_of(self.need.cohorts)

    @cached_property
    def streams(self) -> list[str]:
        """The ids of the streams, in their order."""
        return list(map(str, self.formulation.inputs.facts.funding["stream_id"]))

    @cached_property
    def changeable(self) -> NDArray[np.bool_]:
        """Which rows of the program are limits that a person could change."""
        parts = [np.full(rows.size, rows.family in CHANGES) for rows in self.program.rows]
        return np.concatenate([np.zeros(0, dtype=np.bool_), *parts])

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        return {}


def prepare(given: Given, *, recommendation: Recommendation | None = None, rules: RuleBook | None = None) -> Prepared:
    """The linear program of facts and choices; tutoring models are recommended where no recommendation is given.

    Raises InputError where they cannot be planned.
    """
    district, policy, evidence = given.district, given.policy, given.evidence
    need = need_of(district, policy, evidence=evidence)
    if recommendation is None:
        recommendation = recommend(district, need, policy, evidence=evidence, rules=rules)
    facts = facts_of(district, policy, evidence)
    formulation = formulate(facts, need, chosen_pairs(facts, need, recommendation), policy, evidence)
    return Prepared(given, need, recommendation, for_shares(formulation, policy))


def _published_order(prepared: Prepared) -> Level:
    """Seats by the rank of their cohort, and dollars by the place of their stream in the order of use, made small.

    Formula: sum of (rank + 1) / cohorts x students + 0.0001 x (place / streams)^2 x dollars.
    """
    formulation, evidence = prepared.formulation, prepared.given.evidence
    layout, money = formulation.layout, formulation.money
    value = np.zeros(prepared.program.n_columns)
    rank = tie_rank(formulation.inputs)
    value[: len(layout.student_cohort)] = (rank[layout.student_cohort] + 1) / max(len(rank), 1)
    place = order_of_use(formulation.inputs, evidence)
    value[money.columns] = DOLLAR * ((place[money.stream] + 1) / max(len(place), 1)) ** 2
    return Level(PUBLISHED_ORDER, "seats by rank", "min", value)


def seats_of(formulation: Formulation, values: np.ndarray) -> np.ndarray:
    """Seats of each cohort, in their order."""
    cohort = formulation.layout.student_cohort
    return np.bincount(cohort, weights=values[: len(cohort)], minlength=len(formulation.inputs.need.cohorts))


def dollars_of(formulation: Formulation, values: np.ndarray) -> np.ndarray:
    """Dollars of each stream, in their order, indirect cost included."""
    money, funding = formulation.money, formulation.inputs.facts.funding
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    return np.asarray(np.bincount(money.stream, weights=values[money.columns], minlength=len(funding)) * rate)


def served_of(formulation: Formulation, values: np.ndarray) -> pd.Series:
    """Seats by cohort_id."""
    index = pd.Index(formulation.inputs.need.cohorts["cohort_id"], name="cohort_id")
    return pd.Series(seats_of(formulation, values), index=index, name="students")


def spent_of(formulation: Formulation, values: np.ndarray) -> pd.Series:
    """Dollars by stream_id, indirect cost included."""
    index = pd.Index(formulation.inputs.facts.funding["stream_id"], name="stream_id")
    return pd.Series(dollars_of(formulation, values), index=index, name="dollars")


def groups_of(cohorts: pd.DataFrame) -> Groups:
    """Which cohorts count for which tier, and for which mark: those known to carry it."""
    tiers = {tier: (cohorts["tier"] == tier).to_numpy() for tier in TIERS}
    known = {mark: bool((cohorts[mark] != "unknown").any()) for mark in MARKS}
    return {**tiers, **{mark: (cohorts[mark] == "yes").to_numpy() if known[mark] else None for mark in MARKS}}


def seats_by_group(groups: Groups, seats: np.ndarray) -> dict[str, float]:
    """Seats by tier, and by mark; NaN of a mark that is known of no cohort."""
    return {name: float("nan") if among is None else float(seats[among].sum()) for name, among in groups.items()}
