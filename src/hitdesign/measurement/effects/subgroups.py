"""The effect of the offer by group of students: each with its interval, all together tested for being the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Unpack, get_args

import numpy as np
import pandas as pd

from hitdesign.errors import InputError
from hitdesign.evidence.library import number, shipped
from hitdesign.measurement.effects.choices import WHERE, Asked, Choices
from hitdesign.measurement.effects.columns import Reader, Regressors, Words
from hitdesign.measurement.effects.design import design_of
from hitdesign.measurement.effects.found import amount, p_said
from hitdesign.measurement.effects.intent import IntentToTreat, intent_of, scale_in
from hitdesign.measurement.effects.joint import JointTest, joint_test
from hitdesign.measurement.effects.multiple import Multiplicity, adjusted_p
from hitdesign.measurement.effects.reading import read_trial
from hitdesign.measurement.effects.scale import Scale
from hitdesign.measurement.given import number_faults, refuse, word_faults


@dataclass(frozen=True)
class SubgroupEffect:
    """One group: its effect, its p adjusted for the number of groups; where too few to show, None and why."""

    label: str
    effect: IntentToTreat | None
    adjusted_p: float | None
    significant: bool | None
    why_not: str


@dataclass(frozen=True)
class SubgroupEffects:
    """Every group of a column, and the test that the effect is the same in those shown (None where it cannot be made).

    Effects in standard deviations are those of all students analysed, so that groups can be compared.
    """

    outcome: str
    subgroup: str
    rows: tuple[SubgroupEffect, ...]
    multiplicity: Multiplicity
    alpha: float
    interaction: JointTest | None
    overall: IntentToTreat
    minimum_students: int

    def sentences(self) -> tuple[str, ...]:
        """What was found in each group, whether groups differ, and how not to read it."""
        return (
            *(self._row_said(row) for row in self.rows),
            self._difference_said(),
            f"Each p is adjusted for {sum(row.effect is not None for row in self.rows)} groups "
            f"({self.multiplicity.replace('_', ' ')}).",
            "That an effect is found in one group and not in another does not show that they differ; the test of the "
            "difference does. Groups chosen after seeing results prove nothing.",
        )

    def _row_said(self, row: SubgroupEffect) -> str:
        if row.effect is None or row.adjusted_p is None:
            return f"{self.subgroup} {row.label}: {row.why_not}."
        found = row.effect
        return (
            f"{self.subgroup} {row.label}: {amount(found.effect)} ({100 * found.confidence:g} % interval "
            f"{amount(found.low)} to {amount(found.high)}; adjusted {p_said(row.adjusted_p)}), {found.effect_sd:.2f} "
            "standard deviations."
        )

    def _difference_said(self) -> str:
        test = self.interaction
        if test is None:
            return "Whether the effect differs between groups cannot be tested, for too few of them can be compared."
        if np.isnan(test.p):
            return "Whether the effect differs between groups cannot be tested with so few clusters."
        shown = (
            f"F {test.f:.2f} with {test.tested} and {test.degrees_of_freedom:.1f} degrees of freedom, {p_said(test.p)}"
        )
        if test.p < self.alpha:
            return f"The effect differs between the groups shown ({shown})."
        return f"No difference between the groups shown was found ({shown}); that does not show that there is none."


def effects_by_subgroup(
    frame: pd.DataFrame,
    *,
    outcome: str,
    arm: str,
    subgroup: str,
    multiplicity: Multiplicity = "benjamini_hochberg",
    minimum_students: int | None = None,
    **choices: Unpack[Choices],
) -> SubgroupEffects:
    """The effect of the offer within each word of `subgroup`, a column from before the offer; one row a student.

    Each group has a regression of its own; covariates that others determine within it are left out. A group with fewer
    than `minimum_students` analysed in an arm is a row that says so (None: evidence `effects.minimum_students`; the
    policy's number goes first). `multiplicity`: see `adjusted_p`; significant below 1 - confidence. The test of
    difference lets the offer act by group in one regression, other slopes the same. Raises InputError with every fault.

    >>> import pandas as pd
    >>> from hitdesign.measurement.effects.subgroups import effects_by_subgroup
    >>> frame = pd.DataFrame({"arm": ["tutoring", "comparison"] * 6, "grade": [3] * 8 + [4] * 4})
    >>> frame["score"] = [5, 4, 7, 5, 6, 3, 8, 4, 1, 2, 3, 2]
    >>> found = effects_by_subgroup(frame, outcome="score", arm="arm", subgroup="grade", minimum_students=4)
    >>> [(row.label, row.why_not) for row in found.rows]
    [('3', ''), ('4', 'fewer than 4 students analysed in an arm, too few to show')]
    """
    asked = Asked(outcome=outcome, arm=arm, **choices)
    least = _least(asked, minimum_students, multiplicity)
    whole = read_trial(frame, asked)
    words = _words(frame, subgroup)
    scale, found = scale_in(whole), intent_of(whole)
    within = replace(asked, redundant="drop", standardised_by=scale.standard_deviation)
    found_in = [_within(frame, within, words, place, least, scale) for place in range(len(words.labels))]
    shown = [place for place, (effect, _) in enumerate(found_in) if effect is not None]
    ps = adjusted_p([effect.p for effect, _ in found_in if effect is not None], multiplicity)
    p_of, alpha = dict(zip(shown, ps, strict=True)), 1 - asked.confidence
    rows = tuple(
        SubgroupEffect(label, effect, p_of.get(place), p_of[place] < alpha if place in p_of else None, why_not)
        for place, (label, (effect, why_not)) in enumerate(zip(words.labels, found_in, strict=True))
    )
    interaction = _interaction(frame, asked, words, shown) if len(shown) > 1 else None
    return SubgroupEffects(outcome, subgroup, rows, multiplicity, alpha, interaction, found, least)


def _least(asked: Asked, minimum_students: int | None, multiplicity: str) -> int:
    """The least students of a group, the default filled in; refuses what is no such number or no such word."""
    least: float = number(asked.evidence or shipped(), "effects.minimum_students")
    if minimum_students is not None:
        least = minimum_students
    refuse(
        [
            *number_faults(WHERE, "minimum_students", least, at_least=2, whole=True),
            *word_faults(WHERE, "multiplicity", multiplicity, get_args(Multiplicity)),
        ]
    )
    return int(least)


def _words(frame: pd.DataFrame, subgroup: str) -> Words:
    reader = Reader(frame)
    if reader.has(subgroup):
        words = reader.words(subgroup, required=True)
        refuse(reader.faults)
        return words
    raise InputError(reader.faults)


def _enough(frame: pd.DataFrame, asked: Asked, words: Words, place: int) -> bool:
    """Whether a group can be read at all: two outcomes in each arm."""
    part = Reader(frame[words.codes == place])
    known = np.isfinite(pd.to_numeric(part.frame[asked.outcome], errors="coerce").to_numpy(np.float64, na_value=np.nan))
    complete = known & ~part.frame[list(asked.covariates)].isna().any(axis=1).to_numpy()
    rows = known if asked.missing_covariates == "indicator" else complete
    if asked.outcome_bounds is not None:
        values = pd.to_numeric(part.frame[asked.outcome], errors="coerce").to_numpy(np.float64, na_value=np.nan)
        rows = rows & (values >= asked.outcome_bounds[0]) & (values <= asked.outcome_bounds[1])
    return all(int((part.same(asked.arm, word) & rows).sum()) >= 2 for word in (asked.treated, asked.comparison))


def _within(
    frame: pd.DataFrame, asked: Asked, words: Words, place: int, least: int, scale: Scale
) -> tuple[IntentToTreat | None, str]:
    """The effect in a group on the scale of all; or none, and why."""
    few = f"fewer than {least} students analysed in an arm, too few to show"
    if not _enough(frame, asked, words, place):
        return None, few
    try:
        trial = read_trial(frame[words.codes == place], asked)
        if min(trial.treated.students_analysed, trial.comparison.students_analysed) < least:
            return None, few
        found = intent_of(trial)
    except InputError:
        # The frame as a whole was in order, so it is the group that leaves nothing to compare.
        return None, "covariates, fixed effects or clusters leave nothing to compare within it"
    scaled = {
        name: getattr(found, name.removesuffix("_sd")) * scale.per_unit
        for name in ("effect_sd", "standard_error_sd", "low_sd", "high_sd")
    }
    return replace(found, scale=scale, **scaled), ""


def _interaction(frame: pd.DataFrame, asked: Asked, words: Words, shown: list[int]) -> JointTest | None:
    """The test that the offer did the same in every group shown; none where one regression cannot hold them all."""
    try:
        return _joint(frame, asked, words, shown)
    except InputError:
        return None


def _joint(frame: pd.DataFrame, asked: Asked, words: Words, shown: list[int]) -> JointTest:
    rows = np.isin(words.codes, shown)
    part = frame[rows].assign(**{GROUP: words.codes[rows].astype(np.float64)})
    trial = read_trial(part, asked, also=[GROUP])
    groups = np.column_stack([(trial.also[GROUP] == place).astype(np.float64) for place in shown])
    names = tuple(words.labels[place] for place in shown)
    means = Regressors(names[1:], (GROUP,) * (len(names) - 1), groups[:, 1:])
    by_group = Regressors(names, (asked.arm,) * len(names), groups * trial.offered.values)
    covariates = trial.covariates if asked.adjustment != "none" else trial.covariates.kept([])
    design = design_of(
        len(trial.response),
        trial.weights,
        strata=trial.strata,
        without=trial.without,
        means=means,
        covariates=covariates,
        asked=by_group,
        beside=trial.others,
        redundant="drop",
    )
    fit = design.fit(trial.response, trial.weights, trial.clusters)
    first = design.contrast(0)
    contrasts = np.array([design.contrast(place) - first for place in range(1, len(names))])
    return joint_test(fit, contrasts, asked.error_kind, asked.freedom_kind)


#: The column that carries the groups through the reading of a trial; no frame of a district has it.
GROUP = "\0group"
