"""Expected learning: what a seat is expected to add, in standard deviations, read from studies elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.evidence.library import number, parameter
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Policy

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Of an array's first axis: the value, and the two ends of its range.
VALUE, LOW, HIGH = 0, 1, 2
#: How the keys of effects by size of the program begin; what follows is the least and the most students (or `up`).
SCALE = "effect.scale."


@dataclass(frozen=True)
class Learning:
    """Standard deviations that a seat adds, one per seat entry, with the ends of what may be expected."""

    value: Floats
    low: Floats
    high: Floats


def learning_of(inputs: Inputs, entries: SeatEntries, evidence: Evidence, policy: Policy) -> Learning:
    """Expected learning of one seat, per seat entry.

    Formula: scale x mean over factors of (effect of the factor / pooled effect) x min(1, attendance x hours / adequate
    hours). `scale`: the effect of programs of this size; factors: group size, modality, kind of tutor, subject, the
    mean over the band's grades; hours = sessions a week x minutes / 60 x weeks of the tutoring model. The factors are
    averages over different studies, so they are averaged and never multiplied with one another.
    Range: the least and the greatest of the factors instead of their mean, each with the ends of its own range and of
    the pooled effect's; attendance no better than the low end of what was delivered elsewhere (no worse than its high
    end), against the high (low) end of adequate hours. Source: the evidence's `effect.` and `dosage.` parameters.
    Raises InputError where the evidence lacks one of them.
    """
    factors = np.stack(_factors(inputs, entries, evidence)) / number(evidence, "effect.pooled")
    size = program_size(inputs, policy)
    scale, dosage = ends(evidence, scale_key(evidence, size)), dosage_shares(inputs, entries, evidence)
    pooled = ends(evidence, "effect.pooled")
    spread = pooled / pooled[VALUE]
    return Learning(
        value=scale[VALUE] * factors[:, VALUE].mean(axis=0) * dosage[VALUE],
        low=scale[LOW] * spread[LOW] * factors[:, LOW].min(axis=0) * dosage[LOW],
        high=scale[HIGH] * spread[HIGH] * factors[:, HIGH].max(axis=0) * dosage[HIGH],
    )


def program_size(inputs: Inputs, policy: Policy) -> int:
    """Students by whom the effect is scaled: the policy's, else every seat needed; never what the plan decides."""
    return policy.program_students or inputs.need.students


def scale_key(evidence: Evidence, students: int) -> str:
    """The parameter with the effect of programs of this many students; fewer than the least band's count as that.

    >>> from hitdesign.allocation.level_learning import scale_key
    >>> from hitdesign.evidence.library import shipped
    >>> scale_key(shipped(), 250)
    'effect.scale.100_399'
    """
    bands = {int(key[len(SCALE) :].split("_")[0]): key for key in evidence.parameters if key.startswith(SCALE)}
    least = max((least for least in bands if least <= students), default=min(bands, default=0))
    return bands.get(least, f"{SCALE}{least}_up")


def ends(evidence: Evidence, key: str) -> Floats:
    """Value, low and high of a parameter; where nobody gave a range, the value three times."""
    value, entry = number(evidence, key), parameter(evidence, key)
    found = [value, value if entry.low is None else entry.low, value if entry.high is None else entry.high]
    return np.array(found, dtype=float)


def dosage_shares(inputs: Inputs, entries: SeatEntries, evidence: Evidence) -> Floats:
    """Share of an adequate dosage that a seat gets: value, low, high by seat entry.

    Formula: min(1, attendance rate of the block x designed hours / adequate hours).
    """
    models, blocks, structure = inputs.facts.models, inputs.facts.blocks, inputs.structure
    model = structure.pair_model[entries.pair]
    week = models["sessions_per_week"] * models["minutes_per_session"] / 60
    hours = (week * models["weeks"]).to_numpy(dtype=float)[model]
    block = inputs.rights.places.block[structure.outlet_place[entries.outlet]]
    attended = blocks["attendance_rate"].to_numpy(dtype=float)[block]
    delivered, adequate = ends(evidence, "dosage.actual_share"), ends(evidence, "dosage.adequate_hours")
    rates = np.stack([attended, np.minimum(attended, delivered[LOW]), np.maximum(attended, delivered[HIGH])])
    shares: Floats = np.minimum(1.0, rates * hours / adequate[[VALUE, HIGH, LOW], None])
    return shares


def _factors(inputs: Inputs, entries: SeatEntries, evidence: Evidence) -> list[Floats]:
    """Per factor: value, low and high by seat entry."""
    facts, bands, structure = inputs.facts, inputs.need.bands, inputs.structure
    band, model = structure.pair_band[entries.pair], structure.pair_model[entries.pair]
    pool = inputs.rights.places.pool[structure.outlet_place[entries.outlet]]
    alone = (facts.models["students_per_tutor"] == 1).to_numpy()
    sizes = np.where(alone, "effect.ratio.one_to_one", "effect.ratio.small_group")
    modalities = [f"effect.modality.{one}" for one in facts.models["modality"]]
    kinds = [f"effect.tutor.{one}" for one in facts.tutors["kind"]]
    subjects = [f"effect.pooled.{one}" for one in bands["subject"]]
    known = [key if key in evidence.parameters else "effect.pooled" for key in subjects]
    return [
        _looked_up(evidence, sizes.tolist())[:, model],
        _looked_up(evidence, modalities)[:, model],
        _looked_up(evidence, kinds)[:, pool],
        _looked_up(evidence, known)[:, band],
        _by_grades(inputs, evidence)[:, band],
    ]


def _looked_up(evidence: Evidence, keys: Sequence[str]) -> Floats:
    """Value, low and high per key."""
    found = {key: ends(evidence, key) for key in dict.fromkeys(keys)}
    return np.array([found[key] for key in keys], dtype=float).reshape(-1, 3).T


def _by_grades(inputs: Inputs, evidence: Evidence) -> Floats:
    """Per band: the mean over its grades; a grade without a figure of its own takes that of later grades."""
    bands = inputs.need.bands
    spans = list(zip(bands["grade_low"].astype(int), bands["grade_high"].astype(int), strict=True))
    of_grade: dict[int, Floats] = {}
    for grade in {grade for low, high in spans for grade in range(low, high + 1)}:
        own = f"effect.grade.{grade}"
        of_grade[grade] = ends(evidence, own if own in evidence.parameters else "effect.grade.later")
    means = [np.mean([of_grade[grade] for grade in range(low, high + 1)], axis=0) for low, high in spans]
    return np.array(means, dtype=float).reshape(-1, 3).T
