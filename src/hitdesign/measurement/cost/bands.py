"""Kraft's bands: whether an effect is small, medium or large, and a cost low, moderate or high."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hitdesign.evidence.library import number, parameter, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.cost.sources import named_source
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.quantities import print_dollars

#: Below 0 an effect is called negative here; the bands begin above.
EffectBand = Literal["negative", "small", "medium", "large"]
CostBand = Literal["low", "moderate", "high"]


@dataclass(frozen=True)
class Bands:
    """An effect and a cost a student in Kraft's scheme; verified: whether the bounds were checked against the paper."""

    effect_sd: float
    cost_dollars: float
    effect: EffectBand
    cost: CostBand
    source: str
    verified: bool

    def sentence(self) -> str:
        """Both words, with their numbers and where the bounds are from."""
        unchecked = "" if self.verified else "; the bounds were not checked against the paper"
        return (
            f"An effect of {self.effect_sd:.2f} standard deviations is {self.effect}, "
            f"{print_dollars(self.cost_dollars)} a student is a {self.cost} cost ({self.source}{unchecked})."
        )


def effect_band(effect_sd: float, evidence: Evidence | None = None) -> EffectBand:
    """The word for an effect on achievement; the lower bound belongs to the larger word.

    Raises InputError where it is no number. Source: evidence `kraft.effect.medium_from`, `kraft.effect.large_from`.

    >>> from hitdesign.measurement.cost.bands import effect_band
    >>> [effect_band(effect) for effect in (-0.01, 0, 0.05, 0.2)]
    ['negative', 'small', 'medium', 'large']
    """
    refuse(number_faults("bands", "effect_sd", effect_sd))
    known = evidence or shipped()
    if effect_sd < 0:
        return "negative"
    if effect_sd < number(known, "kraft.effect.medium_from"):
        return "small"
    return "medium" if effect_sd < number(known, "kraft.effect.large_from") else "large"


def cost_band(cost_dollars: float, evidence: Evidence | None = None) -> CostBand:
    """The word for a cost a student; the lower bound belongs to the higher word.

    Raises InputError where it is no number or below 0. Source: evidence `kraft.cost.moderate_from`,
    `kraft.cost.high_from`.

    >>> from hitdesign.measurement.cost.bands import cost_band
    >>> [cost_band(cost) for cost in (499, 500, 4000)]
    ['low', 'moderate', 'high']
    """
    refuse(number_faults("bands", "cost_dollars", cost_dollars, at_least=0))
    known = evidence or shipped()
    if cost_dollars < number(known, "kraft.cost.moderate_from"):
        return "low"
    return "moderate" if cost_dollars < number(known, "kraft.cost.high_from") else "high"


def bands(effect_sd: float, cost_dollars: float, evidence: Evidence | None = None) -> Bands:
    """Both words, and whether their bounds were checked.

    >>> from hitdesign.measurement.cost.bands import bands
    >>> bands(0.23, 4800).sentence().startswith("An effect of 0.23 standard deviations is large, $4,800 a student is a")
    True
    """
    known = evidence or shipped()
    names = ("effect.medium", "effect.large", "cost.moderate", "cost.high")
    entries = [parameter(known, f"kraft.{name}_from") for name in names]
    effect, cost = effect_band(effect_sd, known), cost_band(cost_dollars, known)
    return Bands(
        effect_sd,
        cost_dollars,
        effect,
        cost,
        named_source(known, entries[0].source),
        all(one.verified for one in entries),
    )
