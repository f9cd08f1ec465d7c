"""What each rule on scope looks at: one function a rule, from a draft of the plan to a number and its words."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from hitdesign.plan.drafted import Drafted
from hitdesign.plan.scope.loads import Loads
from hitdesign.plan.scope.money import Horizon
from hitdesign.plan.scope.sites import NoPilot, PilotSites
from hitdesign.plan.scope.smallest import SmallestEffect
from hitdesign.plan.scope.stages import Stages


@dataclass(frozen=True)
class Seen:
    """Everything that a rule may look at; `stages` and `effect` are those of the pilot, None where there is none."""

    plan: Drafted
    loads: Loads
    horizon: Horizon
    pilot: PilotSites | NoPilot
    stages: Stages | None
    effect: SmallestEffect | None

    @property
    def pilot_schools(self) -> tuple[str, ...]:
        """Schools of the pilot; none where there is no pilot."""
        return self.pilot.schools if isinstance(self.pilot, PilotSites) else ()


@dataclass(frozen=True)
class Reading:
    """A rule's number; None where it is unknown. `worst`: what it would be if all that is unknown were bad.

    `words`: what the sentence names; `table`: where the facts stand; `beside`: a sentence where the rule has nothing to
    say here.
    """

    value: float | None
    words: Mapping[str, object] = field(default_factory=dict)
    table: str = ""
    worst: float | None = None
    beside: str = ""


Read = Callable[[Seen], Reading]


def known(value: float) -> float | None:
    """The number, or None for NaN."""
    return None if math.isnan(value) else value
