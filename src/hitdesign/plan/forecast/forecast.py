"""The forecast of a plan: what it may add and what it may cost, never a point without its range."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.forecast.costs import borne, costs_of, money_of
from hitdesign.plan.forecast.effects import effect_columns, learning_by_dosage, parts_of, scales_of, totals_of
from hitdesign.plan.forecast.prices import prices_of
from hitdesign.plan.forecast.reaching import reaching_of
from hitdesign.plan.forecast.services import services_of
from hitdesign.plan.forecast.sources import assumptions_of, keys_of, parameters_of
from hitdesign.plan.forecast.words import sentences_of


@dataclass(frozen=True)
class Forecast:
    """Effects in standard deviations and costs in dollars, each with its low and high end.

    `rows`: one per service (band, tutoring model, block, pool): seats, designed hours, attendance, the effect of a seat
    at the designed, the expected and the least dosage, and the dollars it bears. `parts`: the same by subject, grades,
    tier, size of group, kind of tutor, modality, time of day and school. `totals`: by dosage; the expected one is the
    value of the level expected_learning. `scales`: the mean if the program counted as of another size. `reaching`:
    students who reach the adequate dosage, at least and at most. `costs`: dollars not to exceed by stream and kind of
    cost; `money`: by stream, with what is expected; `prices`: cost per seat, student, adequate dosage and more.
    `parameters`: all knowledge used, with sources. `assumptions`, `sentences`: in words.
    """

    rows: pd.DataFrame
    parts: pd.DataFrame
    totals: pd.DataFrame
    scales: pd.DataFrame
    reaching: pd.DataFrame
    costs: pd.DataFrame
    money: pd.DataFrame
    prices: pd.DataFrame
    parameters: pd.DataFrame
    assumptions: tuple[str, ...]
    sentences: tuple[str, ...]


def forecast_of(plan: Drafted) -> Forecast:
    """What a plan can be expected to add and to cost, by the level's own formula, from the plan's tables alone.

    Raises InputError where the evidence lacks a parameter of effects or dosage.

    >>> import pandas as pd, hitdesign as hit
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> plan = hit.design(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award), rank_assumptions=False)
    >>> forecast_of(plan).totals[["dosage", "effect_sd_low", "effect_sd", "effect_sd_high"]].round(2).values.tolist()
    [['designed', 0.19, 0.29, 0.37], ['expected', 0.09, 0.29, 0.37], ['least', 0.09, 0.14, 0.37]]
    """
    services = services_of(plan)
    learning = learning_by_dosage(plan, services)
    rows = services.table.assign(**effect_columns(learning), **borne(plan, services))
    totals = totals_of(plan, services, learning)
    reaching = reaching_of(plan, services)
    prices = prices_of(plan, totals, reaching)
    parameters = parameters_of(plan, keys_of(plan, services))
    return Forecast(
        rows=rows,
        parts=parts_of(rows),
        totals=totals,
        scales=scales_of(plan, totals),
        reaching=reaching,
        costs=costs_of(plan),
        money=money_of(plan),
        prices=prices,
        parameters=parameters,
        assumptions=assumptions_of(plan, services, parameters),
        sentences=sentences_of(totals, reaching, prices, parameters),
    )
