"""From the pilot to all schools: which schools at which stage, what each stage takes, and what runs out first."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.scope.loads import BY_PLAN, TAKES, UNKNOWN, Loads, tutors_of
from hitdesign.plan.scope.money import Horizon, spent_in_order
from hitdesign.quantities import print_count, print_dollars, print_share

STAGES = (
    "stage", "begins_on", "schools", "new_schools", "need_seats", "seats", "from_need_seats", "hours_per_week",
    "hours_there", "tutors", "tutors_there", "dollars", "dollars_there", "room_times", "room_times_there",
    "schools_short_of_rooms", "runs_out_first", "ending_streams", "because",
)  # fmt: skip
#: Two amounts closer than this are the same.
SLACK = 1e-9
#: What may run out: what is taken, and what there is of it.
HELD = {
    "tutors": ("tutors", "tutors_there"),
    "tutor hours": ("hours_per_week", "hours_there"),
    "dollars": ("dollars", "dollars_there"),
    "rooms": ("fullest_rooms", "one"),
}


@dataclass(frozen=True)
class Stages:
    """`table`: a row per stage, columns of STAGES; `schools`: school_id, school_name, stage, what it takes, basis."""

    table: pd.DataFrame
    schools: pd.DataFrame


def stages_of(plan: Drafted, loads: Loads, horizon: Horizon, pilot: tuple[str, ...]) -> Stages:
    """The stages of the policy: the pilot first, all schools last, each in between larger by the same factor.

    Schools join in this order: those that opted in, those that the plan serves, greatest need for each student
    enrolled, id. What a stage takes is the plan's own allocation at the schools that it serves, elsewhere the whole
    need at the plan's cost a seat. Dollars there: streams that may pay for most of that year, less what earlier stages
    took; an award that is renewed is not counted before it is awarded. Tutors and hours there: those of the pools.
    """
    choices = plan.policy.rollout.pilot
    order = [*pilot, *(one for one in _joining(plan, loads) if one not in pilot)]
    sizes = sizes_of(len(pilot), len(order), choices.stages)
    months = [choices.months_between_stages * place for place in range(len(sizes))]
    dollars = [
        float(loads.schools.loc[order[:size], "dollars"].sum(skipna=False)) + loads.due_once_dollars for size in sizes
    ]
    there = spent_in_order(horizon, months, dollars)
    rows, before = [], 0
    for stage, (size, month, money, cost) in enumerate(zip(sizes, months, there, dollars, strict=True), start=1):
        numbers = _taken(plan, loads, order[:size]) | {"dollars": cost, "dollars_there": money}
        first, because = _first_short(numbers)
        words = {"begins_on": horizon.year(month)[0], "ending_streams": "; ".join(horizon.ending(month))}
        counts = {"stage": stage, "schools": size, "new_schools": size - before}
        rows.append({**numbers, **counts, **words, "runs_out_first": first, "because": because})
        before = size
    joins = np.searchsorted(np.array(sizes), np.arange(len(order)), side="right") + 1
    schools = loads.schools.loc[order].assign(stage=joins).reset_index()
    return Stages(pd.DataFrame(rows)[list(STAGES)], schools[["school_id", "school_name", "stage", "basis", *TAKES]])


def sizes_of(pilot: int, schools: int, stages: int) -> list[int]:
    """Schools at each stage: from the pilot to all of them by equal factors, rounded up; no stage without new schools.

    >>> from hitdesign.plan.scope.stages import sizes_of
    >>> sizes_of(5, 80, 3), sizes_of(4, 5, 3), sizes_of(6, 6, 3)
    ([5, 20, 80], [4, 5], [6])
    """
    factor = (schools / pilot) ** (1 / (stages - 1))
    sizes = [min(schools, math.ceil(pilot * factor**place - 1e-9)) for place in range(stages - 1)]
    return sorted({*sizes, schools})


def _joining(plan: Drafted, loads: Loads) -> list[str]:
    records = {school.school_id: school for school in plan.district.schools}

    def key(one: str) -> tuple[bool, bool, float, str]:
        school = records[one]
        need = float(loads.schools["need_seats"][one])
        share = need / school.enrollment if school.enrollment else 0.0
        return school.opted_in != "yes", not loads.schools["planned_seats"][one] > 0, -share, one

    return sorted((str(one) for one in loads.schools.index), key=key)


def _taken(plan: Drafted, loads: Loads, ids: list[str]) -> dict[str, float]:
    """What these schools take together and what there is of it, money aside."""
    pools, schools = plan.facts.tutors, loads.schools.loc[ids]
    own = schools["room_times_there"]
    fullest = (schools["room_times"] / own.where(own > 0)).where((own > 0) | ~(schools["room_times"] > 0), np.inf)
    unknown = bool((schools["basis"] == UNKNOWN).any())
    return {
        **{name: float(schools[name].sum(skipna=False)) for name in TAKES},
        "tutors": tutors_of(loads, ids),
        "need_seats": float(schools["need_seats"].sum()),
        "from_need_seats": float(schools.loc[schools["basis"] != BY_PLAN, "need_seats"].sum()),
        "tutors_there": float(pools["people"].sum()),
        "hours_there": float((pools["people"] * pools["hours_per_tutor_week"]).sum()),
        "room_times_there": float(own.sum()),
        "schools_short_of_rooms": math.nan if unknown else float((fullest > 1 + SLACK).sum()),
        "fullest_rooms": math.nan if unknown else float(fullest.fillna(0.0).max()),
        "one": 1.0,
    }


def _first_short(numbers: dict[str, float]) -> tuple[str, str]:
    """What runs out first, and why; blank where nothing does."""
    shares = {name: share_of(numbers[take], numbers[there]) for name, (take, there) in HELD.items()}
    known = {name: share for name, share in shares.items() if not math.isnan(share)}
    unknown = [name for name in shares if name not in known]
    not_known = f" Not known: {', '.join(unknown)}." if unknown else ""
    if not known:
        return "unknown", f"What this stage takes is not known: the plan serves nobody.{not_known}"
    most = max(known, key=lambda name: known[name])
    if known[most] > 1 + SLACK:
        short = [name for name, share in sorted(known.items(), key=lambda one: -one[1]) if share > 1 + SLACK]
        said = "; ".join(_short(name, numbers) for name in short)
        return most, f"{said[0].upper()}{said[1:]}.{not_known}"
    return "", f"Nothing runs out; nearest to it are {most}, {print_share(known[most])} of what there is.{not_known}"


def _short(name: str, numbers: dict[str, float]) -> str:
    if name == "rooms":
        return f"rooms are short at {print_count(numbers['schools_short_of_rooms'], 'school')}"
    take, there = (numbers[key] for key in HELD[name])
    if name == "dollars":
        return f"it takes {print_dollars(take)} and there are {print_dollars(there)}"
    when = " a week" if name == "tutor hours" else ""
    return f"it takes {take:,.0f} {name}{when} and there are {there:,.0f}"


def share_of(takes: float, there: float) -> float:
    """What is taken as a share of what there is; inf where something is taken of nothing, NaN where unknown.

    >>> from hitdesign.plan.scope.stages import share_of
    >>> share_of(3.0, 4.0), share_of(0.0, 0.0), share_of(1.0, 0.0)
    (0.75, 0.0, inf)
    """
    if math.isnan(takes) or math.isnan(there):
        return math.nan
    if there > 0:
        return takes / there
    return math.inf if takes > 0 else 0.0
