"""Which amounts letters may print: no count of few students, and no dollars that tell one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.dollar_steps import step_of_dollars, up_to
from hitdesign.plan.drafted import Drafted

#: A number of the whole district that comes from fewer schools can be read as theirs.
FEWEST_SCHOOLS = 3


@dataclass(frozen=True)
class Printed:
    """What of a plan's counts is printed; None: kept back.

    `places`: seats filled in the whole district; `left`: seats needed and not filled; `step_dollars`: what amounts are
    rounded up to, as many seats as the policy's threshold cost where they are dearest.
    """

    places: float | None
    left: float | None
    step_dollars: float
    why: str

    def rounded(self, dollars: float, most: float = math.inf) -> float:
        """Dollars rounded up to the step, never above what there is."""
        return min(up_to(dollars, self.step_dollars), max(most, dollars))


def printed_counts(plan: Drafted, policy: DisclosurePolicy) -> Printed:
    """District totals as the policy on small numbers lets them stand in a letter.

    Both totals are kept back where the choices say so, where either of them is small, where their share is one that a
    published report codes (near none or all), or where fewer than FEWEST_SCHOOLS schools are behind them.
    """
    seats = plan.allocation.seats
    filled = float(seats["students"].sum())
    left = float(plan.allocation.unserved["students"].sum())
    schools = seats.loc[seats["students"] > 0, "school_id"].nunique()
    why = ""
    if plan.policy.rollout.messages.counts == "left_out":
        why = "the choices leave counts out of letters (policy.rollout.messages.counts)"
    elif policy.small(filled) or policy.small(left):
        why = f"a count below {policy.threshold_students} is kept back, and so is what it can be worked out from"
    elif _coded(filled, filled + left, policy):
        why = "the share of places filled is near none or all, and the policy on small numbers codes such shares"
    elif schools < FEWEST_SCHOOLS:
        why = f"seats lie at fewer than {FEWEST_SCHOOLS} schools: a total would be a school's own count"
    step = step_of_dollars(plan, policy)
    return Printed(None, None, step, why) if why else Printed(filled, left, step, why)


def _coded(filled: float, needed: float, policy: DisclosurePolicy) -> bool:
    """Whether a report for the public would tell the share of places filled by a band alone."""
    band = policy.share_for(needed)
    return band is not None and (filled <= band * needed or filled >= (1 - band) * needed)
