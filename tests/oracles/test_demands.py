"""Minimum spending as a level of its own, and demands that bind, against the plain form."""

from __future__ import annotations

import math
import os
import random

from hitdesign.solving.linear import solve_linear
from laws.demands import DEMANDS
from laws.districts import FEATURES, Asked, asked, case_of
from oracles.plain import City, Lines, plain_program
from oracles.plain_demands import all_dollars, counts_by, minimums

DISTRICTS = {"dev": 4, "brief": 3, "ci": 4, "nightly": 1500}[os.environ.get("HITDESIGN_TESTS", "dev")]
OTHERS = [name for name in FEATURES if name not in DEMANDS]


def spending(seed: int) -> Asked:
    """A district with a minimum that is no limit, and some features."""
    chance = random.Random(seed)
    features = ["minimum_spend", *(name for name in [*DEMANDS, *OTHERS] if chance.random() < 0.2)]
    case = case_of(seed, features)
    levels = {"levels": ("seats", "minimum_spending"), "strict_minimum_spending": False}
    return asked(case.__class__(case.district, case.policy.model_copy(update=levels), case.evidence, case.models))


def shortest(city: City) -> tuple[float, float]:
    """The most weighted seats, and with them the least of dollars short and dollars charged."""
    lines = plain_program(city)
    status, most, _ = lines.solve()
    if status != "optimal":
        return math.nan, math.nan
    lines.row("seats", enumerate(lines.value), low=most - 1e-7)
    lines.value = [0.0] * len(lines.value)
    dollars = list(all_dollars(city, lines))
    for one in dollars:
        lines.value[one.variable] = -(1 + city.streams[one.stream]["indirect_rate"])
    for k, stream in enumerate(city.streams):
        rate, wanted = 1 + stream["indirect_rate"], minimums(city, k)
        for least, last in wanted:
            counted = [one for one in dollars if one.stream == k and counts_by(city, one, last)]
            short = lines.variable("short", k, last, value=-1 / len(wanted))
            lines.row("short", [(short, 1), *((one.variable, rate) for one in counted)], low=least)
    return most, -Lines.solve(lines)[1]


def test_what_is_short_of_minimums_is_as_little_as_the_plain_form_finds() -> None:
    compared = 0
    for seed in range(DISTRICTS):
        case = spending(300_000 + seed)
        answer = solve_linear(case.formulation().program)
        most, least = shortest(City(case))
        if answer.values is None:
            assert math.isnan(most)
            continue
        values = {level.level: level.value for level in answer.levels}
        assert abs(values["seats"] - most) <= 1e-6 * max(1.0, most)
        if "minimum_spending" in values:
            compared += 1
            assert abs(values["minimum_spending"] - least) <= 1e-5 * max(1.0, least), seed
    assert compared > 0.4 * DISTRICTS
