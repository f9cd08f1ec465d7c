"""What should make a reader careful with an estimate, one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hitdesign.evidence.library import number, shipped
from hitdesign.measurement.effects.arms import attrition_of
from hitdesign.measurement.effects.columns import Codes, Flags
from hitdesign.measurement.effects.design import Design, sources_of
from hitdesign.measurement.effects.found import counted
from hitdesign.measurement.effects.reading import Trial
from hitdesign.measurement.standards.attrition import Attrition, attrition_level


def notes_on(trial: Trial, design: Design, degrees_of_freedom: float) -> tuple[str, ...]:
    """Every caution that the data itself gives, in the order: whom it rests on, how sure it is, what was left out."""
    lost = attrition_of(trial.treated, trial.comparison)
    offered = np.asarray(trial.offered.values[:, 0] > 0, dtype=np.bool_)
    others = np.asarray(trial.others.values.sum(axis=1) > 0, dtype=np.bool_)
    return (
        *_strata(trial, offered, others),
        *_clusters(trial, offered, others),
        *_freedom(trial, degrees_of_freedom),
        *_missing(trial, lost),
        *_baseline(trial),
        *_columns(trial, design),
    )


def _strata(trial: Trial, offered: Flags, others: Flags) -> Iterator[str]:
    for name, codes in trial.strata.items():
        alone, students = _one_sided(codes[~others], offered[~others])
        if alone:
            yield (
                f"In {alone} of {counted(len(np.unique(codes)), 'group')} of {name} only one of the two arms has "
                f"outcomes; {counted(students, 'student')} there say nothing about the effect."
            )


def _one_sided(codes: Codes, offered: Flags) -> tuple[int, int]:
    """Groups that hold one arm only, and the students in them."""
    _, place = np.unique(codes, return_inverse=True)
    all_, treated = np.bincount(place), np.bincount(place, weights=offered.astype(np.float64))
    alone = (treated == 0) | (treated == all_)
    return int(alone.sum()), int(all_[alone].sum())


def _clusters(trial: Trial, offered: Flags, others: Flags) -> Iterator[str]:
    kind, few = trial.asked.error_kind, number(trial.asked.evidence or shipped(), "effects.few_clusters_per_arm")
    if trial.clusters is None or not kind.startswith("CR"):
        if trial.clusters is not None:
            yield f"Clusters were given, but errors of kind {kind} take no account of them."
        yield from _unclustered(trial, offered, others)
        return
    for arm, count in (("treated", trial.treated.clusters), ("comparison", trial.comparison.clusters)):
        if count is not None and count < few:
            said = "Intervals by cluster come out too narrow with so few"
            if kind == "CR2" and trial.asked.freedom_kind == "satterthwaite":
                said = "The errors (CR2) and degrees of freedom are those made for few clusters, and still rest on few"
            yield f"The {arm} arm has {counted(count, 'cluster')}, fewer than {few:g}. {said}."


def _freedom(trial: Trial, degrees_of_freedom: float) -> Iterator[str]:
    least = number(trial.asked.evidence or shipped(), "effects.least_degrees_of_freedom")
    if degrees_of_freedom < least:
        yield (
            f"{degrees_of_freedom:.1f} degrees of freedom are fewer than {least:g}: with so little to judge chance by, "
            "even this interval cannot be relied on."
        )


def _unclustered(trial: Trial, offered: Flags, others: Flags) -> Iterator[str]:
    """Whole schools in one arm and errors that take each student for a draw of its own."""
    if trial.schools is None or trial.schools.size == 0:
        return
    schools = trial.schools[~others]
    alone, _ = _one_sided(schools, offered[~others])
    if alone == len(np.unique(schools)) and alone < len(schools):
        yield (
            "Every school is wholly in one arm, so schools and not students were assigned, and the errors take no "
            "account of it: the interval is too narrow. Give the schools as clusters."
        )


def _missing(trial: Trial, lost: Attrition) -> Iterator[str]:
    if lost.overall > 0:
        verdict = attrition_level(lost, "cautious", trial.asked.evidence)
        yield (
            f"Lost between the offer and the analysis: {lost.overall:.1%} of students, {lost.treated:.1%} of the "
            f"treated and {lost.comparison:.1%} of the comparison arm, {100 * lost.differential:.1f} points apart. "
            f"By the cautious boundary of the What Works Clearinghouse this is {verdict.level} attrition. Who was lost "
            "may differ from who stayed; bounds say how much that could matter."
        )
    if trial.impossible:
        yield f"Counted as missing for lying beyond the bounds: {counted(trial.impossible, 'outcome')}."
    if trial.filled:
        yield (
            f"Blank covariates ({sources_of(trial.filled)}) hold the mean, with an indicator of blanks; that is sound "
            "where the arms were drawn by lot and the covariate dates from before."
        )
    gone = trial.treated.students_without_covariates + trial.comparison.students_without_covariates
    if gone:
        yield f"Left out for a covariate that is missing: {counted(gone, 'student')} with an outcome."


def _baseline(trial: Trial) -> Iterator[str]:
    judged = [(one.name, one.verdict) for one in trial.baseline if one.verdict is not None]
    far = [(name, verdict.adjusted_up_to) for name, verdict in judged if verdict.verdict == "not_satisfied"]
    near = [(name, one.satisfied_up_to) for name, one in judged if one.verdict == "satisfied_with_adjustment"]
    if far:
        yield (
            f"Before the offer the arms differed by more than {far[0][1]:g} standard deviations in: "
            f"{sources_of([name for name, _ in far])}. The What Works Clearinghouse accepts no adjustment for that "
            "where students were not drawn by lot or many were lost."
        )
    if near and trial.asked.adjustment == "none":
        yield (
            f"Before the offer the arms differed by more than {near[0][1]:g} standard deviations in: "
            f"{sources_of([name for name, _ in near])}; nothing was adjusted for."
        )


def _columns(trial: Trial, design: Design) -> Iterator[str]:
    if design.left_out:
        yield f"Left out, for other columns determine them: {sources_of(design.left_out)}."
    if not trial.students_looked_at:
        yield "Whether each student stands here once was not checked, for no column of ids was given."
    if bool(np.isin(trial.response, (0.0, 1.0)).all()):
        yield "The outcome is yes or no: the effect is a difference of shares; beside others put the Cox index instead."
