"""Expected learning: what a seat is expected to add, in standard deviations, read from studies elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.district.columns import Facts
from hitdesign.evidence.library import number, parameter
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need
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


@dataclass(frozen=True)
class Seated:
    """Where seats stand, one per entry: positions of their band, tutoring model, block and pool."""

    band: Ints
    model: Ints
    block: Ints
    pool: Ints


def learning_of(inputs: Inputs, entries: SeatEntries, evidence: Evidence, policy: Policy) -> Learning:
    """Expected learning of one seat, per seat entry; see `learning_at`."""
    size = program_size(inputs.need, policy)
    return learning_at(inputs.facts, inputs.need.bands, seated(inputs, entries), size, evidence)


def seated(inputs: Inputs, entries: SeatEntries) -> Seated:
    """Where the seats of each entry stand."""
    structure, places = inputs.structure, inputs.rights.places
    place = structure.outlet_place[entries.outlet]
    band, model = structure.pair_band[entries.pair], structure.pair_model[entries.pair]
    return Seated(band, model, places.block[place], places.pool[place])


def learning_at(
    facts: Facts, bands: pd.DataFrame, at: Seated, size: int, evidence: Evidence, rates: Floats | None = None
) -> Learning:
    """Expected learning of one seat, per entry of `at`, in a program of `size` students.

    Formula: scale x mean over factors of (effect of the factor / pooled effect) x min(1, attendance x hours / adequate
    hours). `scale`: the effect of programs of this size; factors: group size, modality, kind of tutor, subject, the
    mean over the band's grades; hours = sessions a week x minutes / 60 x weeks of the tutoring model. The factors are
    averages over different studies, so they are averaged and never multiplied with one another.
    Range: the least and the greatest of the factors instead of their mean, each with the ends of its own range and of
    the pooled effect's; attendance no better than the low end of what was delivered elsewhere (no worse than its high
    end), against the high (low) end of adequate hours. `rates`: other attendance than `attended_rates` (value, low,
    high by entry). Source: the evidence's `effect.` and `dosage.` parameters. Raises InputError where the evidence
    lacks one of them.
    """
    factors = np.stack(_factors(facts, bands, at, evidence)) / number(evidence, "effect.pooled")
    scale = ends(evidence, scale_key(evidence, size))
    dosage = dosage_shares(facts, at, evidence, attended_rates(facts, at, evidence) if rates is None else rates)
    pooled = ends(evidence, "effect.pooled")
    spread = pooled / pooled[VALUE]
    return Learning(
        value=scale[VALUE] * factors[:, VALUE].mean(axis=0) * dosage[VALUE],
        low=scale[LOW] * spread[LOW] * factors[:, LOW].min(axis=0) * dosage[LOW],
        high=scale[HIGH] * spread[HIGH] * factors[:, HIGH].max(axis=0) * dosage[HIGH],
    )


def program_size(need: Need, policy: Policy) -> int:
    """Students by whom the effect is scaled: the policy's, else every seat needed; never what the plan decides."""
    return policy.program_students or need.students


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


def attended_rates(facts: Facts, at: Seated, evidence: Evidence) -> Floats:
    """Share of sessions that a student attends, by entry: the block's rate, and its ends.

    Ends: no better than the low end of what was delivered elsewhere, no worse than its high end.
    """
    attended = facts.blocks["attendance_rate"].to_numpy(dtype=float)[at.block]
    delivered = ends(evidence, "dosage.actual_share")
    return np.stack([attended, np.minimum(attended, delivered[LOW]), np.maximum(attended, delivered[HIGH])])


def designed_hours(facts: Facts, at: Seated) -> Floats:
    """Hours of the tutoring model, by entry: sessions a week x minutes / 60 x weeks."""
    models = facts.models
    week = models["sessions_per_week"] * models["minutes_per_session"] / 60
    hours: Floats = (week * models["weeks"]).to_numpy(dtype=float)[at.model]
    return hours


def dosage_shares(facts: Facts, at: Seated, evidence: Evidence, rates: Floats) -> Floats:
    """Share of an adequate dosage that a seat gets: value, low, high by entry.

    Formula: min(1, attendance rate x designed hours / adequate hours), the low end against the high end of what is
    adequate.
    """
    adequate = ends(evidence, "dosage.adequate_hours")
    shares: Floats = np.minimum(1.0, rates * designed_hours(facts, at) / adequate[[VALUE, HIGH, LOW], None])
    return shares


def factor_keys(facts: Facts, bands: pd.DataFrame, evidence: Evidence) -> tuple[list[str], ...]:
    """Parameters of the factors: size and modality by tutoring model, kind by pool, subject by band."""
    alone = (facts.models["students_per_tutor"] == 1).to_numpy()
    subjects = [f"effect.pooled.{one}" for one in bands["subject"]]
    return (
        np.where(alone, "effect.ratio.one_to_one", "effect.ratio.small_group").tolist(),
        [f"effect.modality.{one}" for one in facts.models["modality"]],
        [f"effect.tutor.{one}" for one in facts.tutors["kind"]],
        [key if key in evidence.parameters else "effect.pooled" for key in subjects],
    )


def grade_key(grade: int, evidence: Evidence) -> str:
    """The parameter of a grade; one without a figure of its own takes that of later grades."""
    own = f"effect.grade.{grade}"
    return own if own in evidence.parameters else "effect.grade.later"


def _factors(facts: Facts, bands: pd.DataFrame, at: Seated, evidence: Evidence) -> list[Floats]:
    """Per factor: value, low and high by entry."""
    sizes, modalities, kinds, subjects = (_looked_up(evidence, keys) for keys in factor_keys(facts, bands, evidence))
    grades = _by_grades(bands, evidence)
    return [sizes[:, at.model], modalities[:, at.model], kinds[:, at.pool], subjects[:, at.band], grades[:, at.band]]


def _looked_up(evidence: Evidence, keys: Sequence[str]) -> Floats:
    """Value, low and high per key."""
    found = {key: ends(evidence, key) for key in dict.fromkeys(keys)}
    return np.array([found[key] for key in keys], dtype=float).reshape(-1, 3).T


def _by_grades(bands: pd.DataFrame, evidence: Evidence) -> Floats:
    """Per band: the mean over its grades."""
    spans = list(zip(bands["grade_low"].astype(int), bands["grade_high"].astype(int), strict=True))
    of_grade = {
        grade: ends(evidence, grade_key(grade, evidence))
        for grade in {grade for low, high in spans for grade in range(low, high + 1)}
    }
    means = [np.mean([of_grade[grade] for grade in range(low, high + 1)], axis=0) for low, high in spans]
    return np.array(means, dtype=float).reshape(-1, 3).T
