"""What the standards ask of a study at a cut-off, condition by condition: met, not met, or for a person to say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from hitdesign.evidence.library import number, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.cutoff.density import DensityTest
from hitdesign.measurement.cutoff.effect import CutoffEffect
from hitdesign.measurement.standards.attrition import attrition, attrition_level
from hitdesign.measurement.standards.baseline import baseline_equivalence

#: What the density of scores shows.
SHOWN = {True: "no jump", False: "a jump", None: "a jump at one bandwidth and not at the other"}


@dataclass(frozen=True)
class Condition:
    """One condition; `met` is None where no table can tell and a reviewer has to say."""

    name: str
    met: bool | None
    sentence: str


def cutoff_conditions(
    found: CutoffEffect, density: DensityTest, jumps: pd.DataFrame, *, assumption: str = "cautious",
    evidence: Evidence | None = None,
) -> tuple[Condition, ...]:  # fmt: skip
    """The conditions of the What Works Clearinghouse for regression discontinuity, checked as far as tables go.

    `jumps`: from `covariate_jumps`; `assumption`: boundary of attrition, `cautious` or `optimistic`, applied to those
    inside the bandwidth. Thresholds: evidence `wwc.cutoff.scores_each_side`, `wwc.cutoff.first_stage_f` (not verified),
    `wwc.alpha`, `wwc.baseline`, `attrition_boundaries`. Source: WWC Standards 4.1, chapter on regression discontinuity,
    from memory: read the handbook before you rely on the list.
    """
    return tuple(_conditions(found, density, jumps, assumption, evidence or shipped()))


def _conditions(
    found: CutoffEffect, density: DensityTest, jumps: pd.DataFrame, assumption: str, known: Evidence
) -> Iterator[Condition]:
    least = number(known, "wwc.cutoff.scores_each_side")
    scores = min(found.scores_tutored_side, found.scores_other_side)
    said = f"A side has {scores} different scores within the bandwidth; {least:.0f} are asked."
    yield Condition("scores", scores >= least, said)
    yield Condition("rule", None, "That the cut-off decided the offer and was set beforehand is for records to show.")
    yield Condition("nothing else", None, "That it decides nothing else for students is for a person to say.")
    alpha = number(known, "wwc.alpha")
    smooth: bool | None = density.p >= alpha and density.near_p >= alpha
    if smooth and density.p_half_bandwidth < alpha:
        smooth = None
    said = (
        f"The density of scores shows {SHOWN[smooth]} (p {density.p:.2f}, with half the bandwidth "
        f"{density.p_half_bandwidth:.2f}; nearest students {density.near_p:.2f}). Who could move scores is for a "
        "person to say."
    )
    yield Condition("no moved scores", smooth, said)
    kept, gone = (
        (found.tutored_students, found.other_students),
        (found.lost_tutored_students, found.lost_other_students),
    )
    lost = attrition(kept[0] + gone[0], kept[0], kept[1] + gone[1], kept[1])
    level = attrition_level(lost, assumption, known).level
    said = (
        f"Near the cut-off {100 * lost.overall:.1f}% are without an outcome, {100 * lost.differential:.1f} points "
        f"apart between the sides: {level} ({assumption})."
    )
    yield Condition("attrition", level == "low", said)
    worst = max((abs(float(one)) for one in jumps["effect_sd"]), default=0.0)
    verdict = baseline_equivalence(worst, known).verdict
    yield Condition(
        "continuity", verdict != "not_satisfied" and not jumps["verdict"].isna().any(),
        f"The largest jump of a covariate at the cut-off is {worst:.2f} SD: {verdict.replace('_', ' ')} "
        f"(smallest p {jumps['p'].min():.2f}: with few students chance alone makes large jumps).",
    )  # fmt: skip
    yield Condition(
        "form and bandwidth", found.rule != "given",
        f"Local polynomial of order {found.order}, {found.kernel} kernel, bandwidth {found.rule.replace('_', ' ')}.",
    )  # fmt: skip
    if found.kind == "fuzzy" and found.first_stage_f is not None:
        strong = number(known, "wwc.cutoff.first_stage_f")
        yield Condition(
            "take-up", found.first_stage_f >= strong,
            f"The cut-off moves what was received with an F of {found.first_stage_f:.1f}; {strong:.0f} is asked.",
        )  # fmt: skip
