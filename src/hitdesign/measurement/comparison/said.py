"""What a comparison without a lottery can claim, and what it cannot."""

from __future__ import annotations

from collections.abc import Iterator

from hitdesign.measurement.comparison.balance import Balance
from hitdesign.measurement.comparison.propensity import Overlap
from hitdesign.measurement.standards.tiers import Study, TierVerdict, essa_tiers, group_design_rating
from hitdesign.quantities import print_count


def best_tiers(after: Balance, sites: int | None) -> tuple[TierVerdict, ...]:
    """The tiers of evidence that the study reaches at best, were its effect positive and significant.

    `sites`: None where nobody counted them: then one.
    """
    study = Study(
        design="comparison",
        rating=group_design_rating("comparison", None, after.worst),
        students=after.tutoring_students + after.comparison_students,
        sites=sites or 1,
        significant_positive=True,
        controls_for_selection=after.worst != "not_satisfied",
    )
    return essa_tiers(study)


def sentences_of(
    before: Balance, after: Balance, overlap: Overlap, tiers: tuple[TierVerdict, ...], sites: int | None
) -> tuple[str, ...]:
    """What a board should hear before it hears of an effect."""
    return tuple(_said(before, after, overlap, tiers, sites))


def _said(
    before: Balance, after: Balance, overlap: Overlap, tiers: tuple[TierVerdict, ...], sites: int | None
) -> Iterator[str]:
    yield (
        f"{print_count(after.tutoring_students, 'tutored student')} stand beside {after.comparison_students:,} others, "
        f"who count for about {after.effective_comparison_students:,.0f} of equal weight."
    )
    if overlap.left_out_students:
        yield (
            f"Of {overlap.tutored_students:,} tutored {overlap.left_out_students:,} have no counterpart and are left "
            "out: the comparison says nothing about them."
        )
    if overlap.outside_students:
        beyond = "more, or less, likely to be tutored than any candidate"
        yield f"Tutored students who were {beyond}: {overlap.outside_students:,}."
    wide = [sum(row.verdict != "satisfied" for row in one.rows) for one in (before, after)]
    counts = f"{wide[0]} of {len(before.rows)} before, {wide[1]} now"
    yield f"Covariates that differ by more than may pass unadjusted: {counts}."
    yield from after.sentences[1:]
    yield (
        "No lot decided who was tutored. What was not measured (motivation, parents, what a teacher saw) may still "
        "differ, and no matching or weighting can show that it does not."
    )
    reached = [one.tier for one in tiers if one.reached]
    best = f"tier {min(reached)} at best" if reached else "no tier"
    counted = "" if sites is not None else " (sites were not counted: one is assumed)"
    yield f"As evidence such a study reaches {best}, and only if it finds a significant positive effect{counted}."
