"""How far a number may be off: ranges, triangles, cut normals, lists, yes or no; each gives the value at a share."""

from __future__ import annotations

from math import isclose, sqrt
from statistics import NormalDist
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from hitdesign.levers import Part

Number = Annotated[float, Field(allow_inf_nan=False)]
#: What a spread gives: a number, a word of a list, or None where nothing happens.
Drawn = float | str | None
#: How far weights may add up beside 1.
WEIGHTS_ADD_UP = 1e-6


class Between(Part):
    """Base of the spreads with a lowest and a highest value."""

    low: Number
    high: Number

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.low > self.high:
            raise ValueError(f"low ({self.low:g}) is above high ({self.high:g}); swap them")
        return self

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest value."""
        return self.low, self.high


class Range(Between):
    """Any value from `low` to `high`, each as likely as another; `low` = `high`: no doubt at all.

    >>> from hitdesign.scenarios.chance_spread import Range
    >>> Range(low=10, high=20).at(0.25)
    12.5
    """

    kind: Literal["range"] = "range"

    @property
    def most_likely(self) -> float:
        """The middle."""
        return (self.low + self.high) / 2

    def at(self, share: float) -> float:
        """The value below which this share of draws falls. Formula: low + share x (high - low)."""
        return min(self.high, self.low + share * (self.high - self.low))


class Triangular(Between):
    """Values from `low` to `high`, the likelier the nearer they are to `likely`.

    >>> from hitdesign.scenarios.chance_spread import Triangular
    >>> Triangular(low=0, likely=1, high=2).at(0.5)
    1.0
    """

    kind: Literal["triangular"] = "triangular"
    likely: Number

    @model_validator(mode="after")
    def _likely_inside(self) -> Self:
        if not self.low <= self.likely <= self.high:
            raise ValueError(f"likely ({self.likely:g}) is not between low ({self.low:g}) and high ({self.high:g})")
        return self

    @property
    def most_likely(self) -> float:
        """The peak."""
        return self.likely

    def at(self, share: float) -> float:
        """The value below which this share of draws falls: low + root of share x width x (likely - low) up to it."""
        width, left = self.high - self.low, self.likely - self.low
        if share * width <= left:
            return self.low + sqrt(share * width * left)
        return self.high - sqrt((1 - share) * width * (self.high - self.likely))


class Normal(Between):
    """A bell curve of this mean and standard deviation, of which only the part from `low` to `high` is drawn.

    >>> from hitdesign.scenarios.chance_spread import Normal
    >>> Normal(mean=0.8, deviation=0.1, low=0.6, high=1.0).at(0.5)
    0.8
    """

    kind: Literal["normal"] = "normal"
    mean: Number
    deviation: float = Field(gt=0, allow_inf_nan=False)

    @model_validator(mode="after")
    def _mean_inside(self) -> Self:
        if not self.low <= self.mean <= self.high:
            raise ValueError(f"mean ({self.mean:g}) is not between low ({self.low:g}) and high ({self.high:g})")
        return self

    @property
    def most_likely(self) -> float:
        """The mean, where the curve is highest; that of what is drawn lies elsewhere where it is cut unevenly."""
        return self.mean

    def at(self, share: float) -> float:
        """The value below which this share of draws falls: the curve's, between its shares at both bounds."""
        curve = NormalDist(self.mean, self.deviation)
        below, above = curve.cdf(self.low), curve.cdf(self.high)
        asked = below + share * (above - below)
        return min(self.high, max(self.low, curve.inv_cdf(asked))) if 0 < asked < 1 else self.low


class Listed(Part):
    """One of these values, numbers or words, with their weights (blank: all as likely), which add up to 1.

    >>> from hitdesign.scenarios.chance_spread import Listed
    >>> Listed(values=(0.5, 0.8, 1.0), weights=(0.2, 0.5, 0.3)).at(0.6)
    0.8
    """

    kind: Literal["list"] = "list"
    values: tuple[Number | str, ...] = Field(min_length=1)
    weights: tuple[Annotated[float, Field(ge=0, allow_inf_nan=False)], ...] = ()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.weights and len(self.weights) != len(self.values):
            raise ValueError(f"there are {len(self.values)} values and {len(self.weights)} weights; give one for each")
        if self.weights and not isclose(sum(self.weights), 1.0, abs_tol=WEIGHTS_ADD_UP):
            raise ValueError(f"the weights add up to {sum(self.weights):g}, not to 1; divide each by their sum")
        return self

    @property
    def _shares(self) -> tuple[float, ...]:
        return self.weights or (1 / len(self.values),) * len(self.values)

    @property
    def most_likely(self) -> float | str:
        """The first of the heaviest values."""
        return self.values[self._shares.index(max(self._shares))]

    @property
    def ends(self) -> tuple[float | str, float | str]:
        """The lowest and the highest number, or the first and the last word, among values with a weight."""
        found = [value for value, share in zip(self.values, self._shares, strict=True) if share > 0]
        numbers = [value for value in found if not isinstance(value, str)]
        return (min(numbers), max(numbers)) if len(numbers) == len(found) else (found[0], found[-1])

    def at(self, share: float) -> float | str:
        """The value at which the weights, added up in their order, pass the share."""
        so_far, last = 0.0, self.values[0]
        for value, weight in zip(self.values, self._shares, strict=True):
            if weight > 0:
                last = value
            so_far += weight
            if share < so_far:
                return value
        return last


class YesNo(Part):
    """Something happens with this probability, and is then worth `amount` (an award comes 60 days late); else nothing.

    >>> from hitdesign.scenarios.chance_spread import YesNo
    >>> YesNo(probability=0.3, amount=60).at(0.9), YesNo(probability=0.3, amount=60).at(0.1)
    (60.0, None)
    """

    kind: Literal["yes_no"] = "yes_no"
    probability: float = Field(ge=0, le=1)
    amount: Number | str

    @property
    def most_likely(self) -> Drawn:
        """What happens in more than half of the draws."""
        return self.amount if self.probability > 0.5 else None

    @property
    def ends(self) -> tuple[Drawn, Drawn]:
        """Nothing, and the amount; of what is sure, that alone."""
        return (None if self.probability < 1 else self.amount), (self.amount if self.probability > 0 else None)

    def at(self, share: float) -> Drawn:
        """The amount in the upper `probability` of the shares."""
        return self.amount if share >= 1 - self.probability else None


Spread = Annotated[Range | Triangular | Normal | Listed | YesNo, Field(discriminator="kind")]
