"""What a study is worth as evidence: its rating by the standards, and the tiers of ESSA that it reaches and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.evidence.studies import EvidenceTier, StudyDesign, StudyRating
from hitdesign.measurement.given import number_faults, refuse, word_faults
from hitdesign.measurement.standards.baseline import BaselineWord


@dataclass(frozen=True, kw_only=True)
class Study:
    """What is known of a study of effects; raises InputError where a word is unknown or a count negative.

    `design`: students or schools drawn by lot (`randomised`), arms without a lot (`comparison`), or no arms
    (`correlational`); `rating`: by the standards, as from `group_design_rating`; `students`, `sites`: those analysed.

    >>> from hitdesign.measurement.standards.tiers import Study
    >>> Study(design="comparison", rating="with_reservations", students=410, sites=3, significant_positive=True).sites
    3
    """

    design: StudyDesign
    rating: StudyRating
    students: int
    sites: int
    significant_positive: bool
    significant_negative: bool = False
    controls_for_selection: bool = False
    rationale: bool = False
    ongoing_study: bool = False

    def __post_init__(self) -> None:
        faults = [
            *word_faults("study", "design", self.design, get_args(StudyDesign)),
            *word_faults("study", "rating", self.rating, get_args(StudyRating)),
        ]
        for name in ("students", "sites"):
            faults += number_faults("study", name, getattr(self, name), at_least=0, whole=True)
        refuse(faults)


@dataclass(frozen=True)
class TierVerdict:
    """One tier: whether the study reaches it, what speaks for it and what it lacks, in sentences, with the source."""

    tier: int
    name: str
    reached: bool
    met: tuple[str, ...]
    lacking: tuple[str, ...]
    source: str
    verified: bool


def group_design_rating(
    design: Literal["randomised", "comparison"], attrition: Literal["low", "high"] | None, baseline: BaselineWord
) -> StudyRating:
    """The rating of a study by lot or by comparison, from its attrition and its arms before tutoring.

    A trial with low attrition meets the standards without reservations; with high attrition, or without a lot, only
    with reservations and only where the arms were alike (or adjusted for). Whether the lot was kept, nothing else
    differs between the arms and the outcome is fit is for a reviewer to say. Raises InputError for unknown words, or a
    trial without its attrition. Source: WWC Standards 4.1, section II, as transcribed in the R package baselinr.

    >>> from hitdesign.measurement.standards.tiers import group_design_rating
    >>> group_design_rating("randomised", "high", "satisfied_with_adjustment")
    'with_reservations'
    """
    levels = ("low", "high") if design == "randomised" else ("low", "high", None)
    refuse(
        [
            *word_faults("study", "design", design, ("randomised", "comparison")),
            *word_faults("study", "attrition", attrition, levels),
            *word_faults("study", "baseline", baseline, get_args(BaselineWord)),
        ]
    )
    if design == "randomised" and attrition == "low":
        return "without_reservations"
    return "does_not_meet" if baseline == "not_satisfied" else "with_reservations"


def essa_tiers(study: Study, evidence: Evidence | None = None) -> tuple[TierVerdict, ...]:
    """Every tier of evidence in order, with what the study meets of it and what it lacks.

    What an adjustment or a reviewer may still change is not seen here. Source: evidence `evidence_tiers`.

    >>> from hitdesign.measurement.standards.tiers import Study, essa_tiers
    >>> rated = {"design": "randomised", "rating": "without_reservations", "significant_positive": True}
    >>> [(one.tier, one.reached) for one in essa_tiers(Study(students=180, sites=2, **rated))]
    [(1, False), (2, False), (3, True), (4, False)]
    """
    tiers = sorted((evidence or shipped()).evidence_tiers.values(), key=lambda one: one.tier)
    return tuple(_verdict(study, tier) for tier in tiers)


def _verdict(study: Study, tier: EvidenceTier) -> TierVerdict:
    asked = list(_asked(study, tier))
    met = tuple(sentence for held, sentence, _ in asked if held)
    lacking = tuple(sentence for held, _, sentence in asked if not held)
    return TierVerdict(tier.tier, tier.name, not lacking, met, lacking, tier.source, tier.verified)


def _asked(study: Study, tier: EvidenceTier) -> Iterator[tuple[bool, str, str]]:
    """Each condition: whether it holds, and what to say if it does and if it does not."""
    if tier.designs:
        asked = " or ".join(tier.designs)
        said = f"The design is {study.design}"
        yield study.design in tier.designs, f"{said}.", f"{said}; this tier asks for {asked}."
    if tier.ratings:
        asked = " or ".join(_words(one) for one in tier.ratings)
        said = f"The rating is: {_words(study.rating)}"
        yield study.rating in tier.ratings, f"{said}.", f"{said}; this tier asks for: {asked}."
    for least, count, noun in (
        (tier.least_students, study.students, "students"),
        (tier.least_sites, study.sites, "sites"),
    ):
        if least is not None:
            yield (
                count >= least,
                f"It has {count} {noun}.",
                f"It has {count} {noun}; this tier asks for {least} or more.",
            )
    if tier.significant_positive:
        positive = "a statistically significant positive effect"
        yield study.significant_positive, f"It found {positive}.", f"It did not find {positive}."
    if tier.no_overriding_negative:
        negative = "significant negative effect stands against it"
        yield not study.significant_negative, f"No {negative}.", f"A {negative}."
    if study.design in tier.controls_where:
        controls = "for who was selected"
        yield study.controls_for_selection, f"It controls {controls}.", f"It does not control {controls}."
    if tier.rationale:
        yield study.rationale, "Research gives a rationale.", "No rationale from research is given."
    if tier.ongoing_study:
        yield study.ongoing_study, "A study of its effects is under way.", "No study of its effects is under way."


def _words(rating: str) -> str:
    return rating.replace("_", " ")
