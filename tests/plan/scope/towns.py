"""Small invented districts for the tests of scope, each planned once, and schools of chance."""

from __future__ import annotations

import random
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

import hitdesign as hit
from hitdesign.plan.scope.features import Features, features_of
from hitdesign.plan.scope.loads import Loads, loads_of
from hitdesign.plan.scope.program import Wish
from hitdesign.rollout.pilot import PilotChoices
from hitdesign.rollout.rollout import Rollout

AWARD = {"award_dollars": 60_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}


def town() -> hit.District:
    """Twelve invented schools in two board areas, a third of them middle schools; poverty known, locale not."""
    rows = [
        {
            "school_id": f"{number:02}",
            "school_name": f"School {number}",
            "grade_low": 0 if number % 3 else 6,
            "grade_high": 5 if number % 3 else 8,
            "enrollment": 250 + 20 * number,
            "below_proficient_math": 0.3 + 0.02 * ((5 * number) % 12),
        }
        for number in range(12)
    ]
    district = hit.starter(pd.DataFrame(rows), pool={"tutors": 24}, award=AWARD)
    schools = tuple(
        school.model_copy(
            update={
                "board_area": "north" if int(school.school_id) % 2 else "south",
                "low_income_students": 60 + 15 * (int(school.school_id) * 7 % 12),
            }
        )
        for school in district.schools
    )
    return replace(district, schools=schools)


@cache
def planned() -> hit.Plan:
    """The town's plan."""
    return hit.design(town(), rank_assumptions=False).or_raise()


@cache
def measured() -> Loads:
    """What the town's plan takes at each school."""
    return loads_of(planned())


def wishing(plan: hit.Plan, **choices: Any) -> hit.Plan:
    """The same plan under other choices about its pilot."""
    rollout = Rollout(pilot=PilotChoices(**{"draws": 400, **choices}))
    return replace(plan, policy=plan.policy.model_copy(update={"rollout": rollout}))


def with_facts(plan: hit.Plan, **tables: Any) -> hit.Plan:
    """The same plan with other rows in tables that the allocation does not look at."""
    return replace(plan, district=replace(plan.district, **tables))


def schools_of_chance(seed: int, schools: int) -> pd.DataFrame:
    """Schools with a number that is blank now and then, one that is not, levels and areas."""
    dice = random.Random(seed)
    rows = [
        {
            "levels": dice.choice([("elementary",), ("middle",), ("elementary", "middle")]),
            "poverty": dice.choice([dice.random(), dice.random(), np.nan]),
            "size": float(dice.randrange(100, 900)),
            "area": dice.choice(["east", "west", ""]),
        }
        for _ in range(schools)
    ]
    return pd.DataFrame(rows, index=[f"s{number:02}" for number in range(schools)])


def wish(features: Features, size: int, **more: Any) -> Wish:
    """A wish with nothing but its size, or with `must`, `may` (ids), weights and limits."""
    ids = np.array(features.school_ids)
    must, may = np.isin(ids, more.pop("must", ())), np.isin(ids, more.pop("may", ids))
    given = {"weights": {}, "indifferent": 0.01, "limits": {}, **more}
    return Wish(features, size, must, may, **given)


def chance(seed: int, schools: int, size: int, **more: Any) -> Wish:
    """A wish among schools of chance."""
    return wish(features_of(schools_of_chance(seed, schools)), size, **more)
