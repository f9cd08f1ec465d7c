"""Programs beside their alternatives: only like with like, which are dominated, and what the next gain costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from hitdesign.errors import Fault
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.quantities import print_dollars

#: What two programs have to share before their numbers may stand side by side.
SHARED = ("perspective", "price_year", "outcome", "of")
#: on_frontier: no other one and no mix of two is better. dominated: another costs no more and does no less.
#: dominated_by_a_mix: a mix of two others costs no more and does no less (extended dominance).
Verdict = Literal["on_frontier", "dominated", "dominated_by_a_mix"]


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """One program, or doing nothing, as far as a comparison needs it.

    cost_dollars and effect_sd: per student, or of any one base that all share. perspective, price_year, outcome, of
    (offered, treated): have to be the same for all. dosage_hours: hours a student, None where unknown. source: where
    both numbers are from. Raises InputError where a number is out of bounds or the source is blank.
    """

    name: str
    cost_dollars: float
    effect_sd: float
    perspective: str
    price_year: int
    outcome: str
    of: str = "offered"
    dosage_hours: float | None = None
    source: str

    def __post_init__(self) -> None:
        where = f"alternative {self.name}"
        faults = [
            *number_faults(where, "cost_dollars", self.cost_dollars),
            *number_faults(where, "effect_sd", self.effect_sd),
        ]
        if not self.source.strip():
            faults.append(
                Fault(where, "it has no source", "where cost and effect are from", "Name it", column="source")
            )
        refuse(faults)


@dataclass(frozen=True)
class Comparison:
    """Alternatives from the least to the most effect.

    table: name, cost_dollars, effect_sd, verdict, better (who dominates it), and for those on the frontier the
    increments over the one before: incremental_dollars, incremental_sd, dollars_per_sd. cautions: what is not alike.
    """

    table: pd.DataFrame = field(repr=False)
    cautions: tuple[str, ...]

    def sentences(self) -> tuple[str, ...]:
        """Each alternative in a sentence, then what is not alike."""
        told = []
        for row in self.table.to_dict("records"):
            if row["verdict"] == "dominated":
                told.append(f"{row['name']} is dominated: {row['better']} costs no more and does no less.")
            elif row["verdict"] == "dominated_by_a_mix":
                told.append(f"{row['name']} is dominated by a mix of {row['better']}.")
            elif pd.isna(row["dollars_per_sd"]):
                told.append(f"{row['name']} costs least: {print_dollars(row['cost_dollars'])} a student.")
            else:
                tenth = print_dollars(row["dollars_per_sd"] / 10)
                told.append(f"{row['name']} costs {tenth} for each 0.1 standard deviations more than the one before.")
        return (*told, *self.cautions)


def compare_alternatives(
    alternatives: Sequence[Alternative], *, mixed: Literal["refuse", "flag"] = "refuse", dosage_tolerance: float = 0.25
) -> Comparison:
    """Alternatives of one perspective, price year, outcome and kind of students, with dominance and increments.

    mixed: refuse alternatives that differ in one of these, or flag it in `cautions`. dosage_tolerance: dosages that are
    further apart than this share of the largest are a caution, as are unknown ones. Raises InputError with every
    difference where they are refused, and for fewer than two alternatives or a name twice. Formulas: dominated where
    another costs no more and does no less, and is not the same in both; on the frontier dollars per SD =
    (cost - cost before) / (effect - effect before), which rises from one to the next: who breaks that is dominated by a
    mix of its neighbours. Source: Drummond and others, Methods for the Economic Evaluation of Health Care Programmes.

    >>> from hitdesign.measurement.cost.compare import Alternative, compare_alternatives
    >>> same = {"perspective": "society", "price_year": 2026, "outcome": "math", "source": "invented"}
    >>> pairs = Alternative(name="pairs", cost_dollars=2000, effect_sd=0.2, **same)
    >>> fours = Alternative(name="fours", cost_dollars=900, effect_sd=0.21, **same)
    >>> compare_alternatives([pairs, fours]).sentences()[0]
    'pairs is dominated: fours costs no more and does no less.'
    """
    names = [one.name for one in alternatives]
    faults = list(word_faults("comparison", "mixed", mixed, ("refuse", "flag")))
    faults += number_faults("comparison", "dosage_tolerance", dosage_tolerance, at_least=0)
    if len(names) < 2:
        faults.append(Fault("comparison", "there is nothing to compare", "two alternatives or more", "Add one"))
    for name in sorted({name for name in names if names.count(name) > 1}):
        faults.append(Fault("comparison", "two alternatives have this name", "one name each", "Rename one", found=name))
    unlike = _unlike(alternatives)
    if mixed == "refuse":
        advice = "Compute both on the same footing, or ask for mixed='flag'"
        for name, found in unlike.items():
            problem = f"they differ in {name}"
            faults.append(Fault("comparison", problem, "one for all", advice, column=name, found=found))
    refuse(faults)
    cautions = [f"Not like with like: they differ in {name} ({found})." for name, found in unlike.items()]
    return Comparison(_table(alternatives), (*cautions, *_dosages(alternatives, dosage_tolerance)))


def _unlike(alternatives: Sequence[Alternative]) -> dict[str, str]:
    """What is not the same for all, with the values found."""
    found = {name: sorted({str(getattr(one, name)) for one in alternatives}) for name in SHARED}
    return {name: ", ".join(values) for name, values in found.items() if len(values) > 1}


def _dosages(alternatives: Sequence[Alternative], tolerance: float) -> list[str]:
    hours = [one.dosage_hours for one in alternatives if one.dosage_hours is not None]
    told = []
    if hours and max(hours) - min(hours) > tolerance * max(hours):
        told.append(f"Their dosages differ: {min(hours):g} to {max(hours):g} hours a student.")
    if 0 < len(hours) < len(alternatives):
        unknown = ", ".join(one.name for one in alternatives if one.dosage_hours is None)
        told.append(f"The dosage of {unknown} is not known.")
    return told


def _table(alternatives: Sequence[Alternative]) -> pd.DataFrame:
    """One row each, by effect, then cost, then name; two of the same cost and effect share all but the name."""
    order = sorted(alternatives, key=lambda one: (one.effect_sd, one.cost_dollars, one.name))
    frontier = _frontier([one for one in order if not _dominating(one, order)])
    points = [_point(one) for one in frontier]
    rows = []
    for one in order:
        verdict: Verdict = "on_frontier"
        better, last = _dominating(one, order), None
        if better:
            verdict = "dominated"
        elif _point(one) not in points:
            verdict = "dominated_by_a_mix"
            after = next(at for at, other in enumerate(frontier) if other.effect_sd > one.effect_sd)
            better = f"{frontier[after - 1].name} and {frontier[after].name}"
        elif points.index(_point(one)):
            last = frontier[points.index(_point(one)) - 1]
        rows.append(
            {
                "name": one.name,
                "cost_dollars": float(one.cost_dollars),
                "effect_sd": float(one.effect_sd),
                "verdict": verdict,
                "better": better,
                "incremental_dollars": math.nan if last is None else one.cost_dollars - last.cost_dollars,
                "incremental_sd": math.nan if last is None else one.effect_sd - last.effect_sd,
                "dollars_per_sd": math.nan if last is None else _slope(last, one),
            }
        )
    return pd.DataFrame(rows)


def _frontier(left: Sequence[Alternative]) -> list[Alternative]:
    """Of those that no other dominates, by effect: who is not above the line between two others."""
    kept: list[Alternative] = []
    for one in left:
        if kept and _point(kept[-1]) == _point(one):
            continue
        while len(kept) > 1 and _slope(kept[-2], kept[-1]) > _slope(kept[-1], one):
            kept.pop()
        kept.append(one)
    return kept


def _dominating(one: Alternative, others: Sequence[Alternative]) -> str:
    """The cheapest alternative that costs no more and does no less; blank where there is none."""
    found = [
        other
        for other in others
        if other.cost_dollars <= one.cost_dollars and other.effect_sd >= one.effect_sd and _point(other) != _point(one)
    ]
    return min(found, key=lambda other: (other.cost_dollars, -other.effect_sd, other.name)).name if found else ""


def _point(one: Alternative) -> tuple[float, float]:
    return one.cost_dollars, one.effect_sd


def _slope(one: Alternative, other: Alternative) -> float:
    return (other.cost_dollars - one.cost_dollars) / (other.effect_sd - one.effect_sd)
