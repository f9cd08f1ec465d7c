"""How much of the allowed error may be used up by a look: spending functions, and shapes of bounds without one."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypedDict, get_args

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.measurement.sequential.walk import NORMAL

SpendingKind = Literal["obrien_fleming", "pocock", "hwang_shih_decani", "kim_demets"]
ShapeKind = Literal["obrien_fleming", "pocock", "wang_tsiatis", "haybittle_peto"]


class Ends(TypedDict, total=False):
    """Between which ends a parameter has to lie; `above` and `below` are not allowed themselves."""

    at_least: float
    above: float
    at_most: float
    below: float


#: The ends of the parameter, for the kinds that have one.
Needs = dict[str, Ends]


@dataclass(frozen=True)
class Spending:
    """How the error is spent over the information; the looks need neither be equally far apart nor fixed in number.

    With information t and error a: obrien_fleming 2 - 2 Phi(z(1 - a / 2) / root t); pocock a ln(1 + (e - 1) t);
    hwang_shih_decani a (1 - exp(-g t)) / (1 - exp(-g)), g = `parameter`, a t where it is 0; kim_demets a t ^ r,
    r = `parameter` above 0. Raises InputError for an unknown kind, or a parameter missing or not asked for. Source: Lan
    and DeMets, Discrete sequential boundaries for clinical trials, Biometrika 70 (1983); Hwang, Shih and De Cani,
    Statistics in Medicine 9 (1990); Kim and DeMets, Biometrika 74 (1987).

    >>> from hitdesign.measurement.sequential.spending import Spending
    >>> round(Spending("pocock").spent(0.5, 0.05), 5)
    0.03101
    """

    kind: SpendingKind
    parameter: float | None = None

    def __post_init__(self) -> None:
        needs: Needs = {
            "hwang_shih_decani": {"at_least": -40, "at_most": 40},
            "kim_demets": {"above": 0, "at_most": 40},
        }
        refuse(_kind_faults("spending", self.kind, get_args(SpendingKind), self.parameter, needs))

    def spent(self, information: float, error: float) -> float:
        """How much of the error may be used up when this share of the information is at hand."""
        share = min(max(information, 0.0), 1.0)
        if share in {0.0, 1.0}:
            return error * share
        if self.kind == "obrien_fleming":
            return math.erfc(NORMAL.inv_cdf(1 - error / 2) / math.sqrt(2 * share))
        if self.kind == "pocock":
            return error * math.log1p((math.e - 1) * share)
        shape = self.parameter or 0.0
        if self.kind == "kim_demets":
            return float(error * share**shape)
        return error * share if shape == 0 else error * math.expm1(-shape * share) / math.expm1(-shape)


@dataclass(frozen=True)
class Shape:
    """How the bounds of looks compare, one constant giving the error; looks are fixed beforehand.

    With information t of the last look's: pocock c; obrien_fleming c / root t; wang_tsiatis c t ^ (d - 1/2), d =
    `parameter`; haybittle_peto z = `parameter` before the last look (3 if blank), and the last bound such that the
    error holds. Raises InputError as `Spending`. Source: Jennison and Turnbull (2000), chapter 2.

    >>> from hitdesign.measurement.sequential.spending import Shape
    >>> Shape("wang_tsiatis", 0.25).kind
    'wang_tsiatis'
    """

    kind: ShapeKind
    parameter: float | None = None

    def __post_init__(self) -> None:
        needs: Needs = {"wang_tsiatis": {"at_least": -0.5, "at_most": 1}}
        if self.kind == "haybittle_peto" and self.parameter is not None:
            needs["haybittle_peto"] = {"at_least": 2, "at_most": 8}
        refuse(_kind_faults("shape of bounds", self.kind, get_args(ShapeKind), self.parameter, needs))

    def bounds(self, constant: float, information: tuple[float, ...]) -> tuple[float, ...]:
        """The bounds in z of all looks for a constant."""
        if self.kind == "haybittle_peto":
            before = 3.0 if self.parameter is None else self.parameter
            return (*(before for _ in information[1:]), constant)
        power = {"pocock": 0.0, "obrien_fleming": -0.5}.get(self.kind, (self.parameter or 0.0) - 0.5)
        return tuple(float(constant * (at / information[-1]) ** power) for at in information)


def _kind_faults(
    where: str, kind: str, kinds: tuple[str, ...], parameter: float | None, needs: Needs
) -> Iterator[Fault]:
    yield from word_faults(where, "kind", kind, kinds)
    if kind in needs:
        yield from number_faults(where, "parameter", parameter, **needs[kind])
    elif parameter is not None and kind in kinds:
        yield Fault(where, f"{kind} has no parameter", "none", "Leave it out", column="parameter", found=str(parameter))
