"""A plan that keeps what runs, beside the best that the rest of the year could serve: what stability costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from hitdesign.allocation.allocate import band_codes
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.whole_answer import whole_answer
from hitdesign.evidence.records import Evidence
from hitdesign.scenarios.replan_rest import Rest
from hitdesign.scenarios.stability_program import KEPT_LEVEL, fresh_program, kept_program, seats_value

COLUMNS = ("level", "unit", "fresh_value", "kept_value", "change")


@dataclass(frozen=True)
class Stable:
    """The kept plan and the fresh optimum, both of the same rest of the year."""

    kept: Allocation
    fresh: Allocation


def stable_answer(rest: Rest, evidence: Evidence, give_up: float, solver: Any = None) -> Stable | Infeasible:
    """Solve the rest of the year twice: for the policy's levels alone, then with what runs first.

    `give_up`: the share of the fresh optimum's seats, and of its weighted seats, that stability may cost. Infeasible
    where the rest of the year cannot keep what mandates and promises ask for.
    """
    program = fresh_program(rest, evidence)
    codes = band_codes(program, rest.chosen)
    fresh = whole_answer(program, codes, rest.policy, evidence, solver=solver)
    if isinstance(fresh, Infeasible):
        return fresh
    value = seats_value(program, rest, fresh.seats)
    near = kept_program(program, rest, fresh.seats_served, value, give_up)
    kept = whole_answer(near, codes, rest.policy, evidence, solver=solver)
    return kept if isinstance(kept, Infeasible) else Stable(kept, fresh)


def price_of_stability(found: Stable, groups_kept: tuple[float, float]) -> pd.DataFrame:
    """What both plans are worth: seats, running groups kept, then each level; columns of COLUMNS.

    `groups_kept`: by the fresh optimum and by the kept plan. Formula: change = kept - fresh; a level of the policy
    that both were asked has the value that each reached.
    """
    fresh, kept = (one.levels.set_index("level") for one in (found.fresh, found.kept))
    rows: list[tuple[str, str, float, float]] = [
        ("seats_served", "seats", found.fresh.seats_served, found.kept.seats_served),
        ("groups_kept", "groups", *groups_kept),
        ("dollars_not_to_exceed", "dollars", _dollars(found.fresh), _dollars(found.kept)),
    ]
    rows += [
        (str(name), str(fresh["unit"][name]), float(fresh["value"][name]), float(kept["value"][name]))
        for name in fresh.index
        if name in kept.index and name != KEPT_LEVEL
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS[:-1]))
    return table.assign(change=table["kept_value"] - table["fresh_value"])


def _dollars(answer: Allocation) -> float:
    return round(float(answer.spending["not_to_exceed_dollars"].astype(float).sum()), 2)
