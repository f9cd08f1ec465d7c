"""Scope of a plan: pilot or district-wide and why, the pilot's schools, what it can show, the stages to all schools."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.scope.loads import Loads, loads_of
from hitdesign.plan.scope.money import horizon_of
from hitdesign.plan.scope.readings import Seen
from hitdesign.plan.scope.sites import NoPilot, PilotSites, pilot_sites
from hitdesign.plan.scope.smallest import SmallestEffect, smallest_effect
from hitdesign.plan.scope.stages import Stages, stages_of
from hitdesign.plan.scope.verdicts import Scale, ScopeVerdict, verdicts_of, weigh, would_change
from hitdesign.quantities import print_count


@dataclass(frozen=True)
class Scope:
    """`recommended`: a pilot first, or all schools at once; `because`: in a sentence; `verdicts`: every rule's opinion.

    `would_change`: which facts would turn it, strongest first. `unknown`: what nobody said, each with what to provide.
    `pilot`: its schools, or why there are none as wished. `smallest_effect`, `stages`: None where there is no pilot.
    `warnings`: what a board should hear first. `loads`: what tutoring takes at each school.
    """

    recommended: Scale
    because: str
    verdicts: tuple[ScopeVerdict, ...]
    would_change: pd.DataFrame
    unknown: tuple[str, ...]
    pilot: PilotSites | NoPilot
    smallest_effect: SmallestEffect | None
    stages: Stages | None
    warnings: tuple[str, ...]
    loads: Loads


def scope_of(plan: Drafted) -> Scope:
    """The scope of a plan under its policy's choices about a pilot (`policy.rollout.pilot`).

    Raises InputError where those choices name a school that the district does not have, SolverError where the choice
    of schools cannot be trusted.

    >>> import pandas as pd, hitdesign as hit
    >>> school = {"grade_low": 3, "grade_high": 5, "enrollment": 300, "below_proficient": 0.5}
    >>> schools = pd.DataFrame([{"school_id": f"{n:02}", **school} for n in range(3)])
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> district = hit.starter(schools, pool={"tutors": 6}, award=award)
    >>> scope = scope_of(hit.design(district, rank_assumptions=False))
    >>> scope.recommended, len(scope.pilot.schools)
    ('pilot', 1)
    """
    loads, horizon = loads_of(plan), horizon_of(plan)
    pilot = pilot_sites(plan, loads, horizon)
    stages, effect = None, None
    if isinstance(pilot, PilotSites):
        stages = stages_of(plan, loads, horizon, pilot.schools)
        effect = smallest_effect(plan, loads, pilot.schools)
    verdicts = verdicts_of(Seen(plan, loads, horizon, pilot, stages, effect))
    weighed = weigh(verdicts)
    whole = isinstance(pilot, PilotSites) and len(pilot.schools) == len(loads.schools)
    recommended: Scale = "district_wide" if whole else weighed.scale
    if whole:
        because = "The pilot would be all schools of the plan: that is the district."
    else:
        because = _because(recommended, verdicts, weighed.hangs_on_unknown)
    return Scope(
        recommended=recommended,
        because=because,
        verdicts=verdicts,
        would_change=would_change(verdicts, weighed),
        unknown=tuple(one.sentence for one in verdicts if one.side == "unknown"),
        pilot=pilot,
        smallest_effect=effect,
        stages=stages,
        warnings=_warnings(pilot, effect),
        loads=loads,
    )


def verdict_table(verdicts: tuple[ScopeVerdict, ...]) -> pd.DataFrame:
    """The verdicts as a table: rule, family, side, strength, value, unit, sentence, turns, table, source, verified."""
    names = ["rule", "family", "side", "strength", "value", "unit", "sentence", "turns", "table", "source", "verified"]
    rows = [[getattr(one, name) for name in names] for one in verdicts]
    return pd.DataFrame(rows, columns=names)


def _because(scale: Scale, verdicts: tuple[ScopeVerdict, ...], hangs: bool) -> str:
    """The recommendation with the strongest verdicts of its side, and what is unknown."""
    own = sorted((one for one in verdicts if one.side == scale), key=lambda one: (-one.strength, one.rule))
    unknown = [one.name.lower() for one in verdicts if one.side == "unknown"]
    begin = "Begin with a pilot" if scale == "pilot" else "Begin at all schools at once"
    counts = {side: sum(one.side == side for one in verdicts) for side in ("pilot", "district_wide")}
    said = f"{begin}: {print_count(counts['pilot'], 'rule')} for a pilot, {counts['district_wide']} for all schools"
    said += f", {len(unknown)} unknown." if unknown else "."
    if hangs:
        said += f" What is known speaks for all schools; what is unknown could outweigh it: {', '.join(unknown)}."
    return " ".join([said, *(one.sentence for one in own[:3])])


def _warnings(pilot: PilotSites | NoPilot, effect: SmallestEffect | None) -> tuple[str, ...]:
    """What stands in the way, what was not proved or looked at, and what the pilot cannot show."""
    if isinstance(pilot, NoPilot):
        return pilot.reasons
    said = list(pilot.not_limited)
    if not pilot.proved:
        said.append(f"The choice of schools may be {pilot.gap:.1%} farther from the district than the best there is.")
    said += [f"Schools were not compared by {name}: {reason}." for name, reason in pilot.left_out.items()]
    said += [
        f"{print_count(many, 'school')} say nothing of {name}: they count at the mean."
        for name, many in pilot.blank.items()
    ]
    if effect is not None:
        said += [effect.unknown] if effect.unknown else []
        said += effect.warnings
    return tuple(said)
