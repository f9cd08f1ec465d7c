"""How an effect is to be estimated: which columns, and which convention where the literature has several."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypedDict, get_args

from hitdesign.errors import Fault
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.given import number_faults, refuse, word_faults

ErrorKind = Literal["classic", "HC0", "HC1", "HC2", "HC3", "CR0", "CR1", "CR1S", "CR2"]
FreedomKind = Literal["residual", "clusters", "satterthwaite", "normal"]
Adjustment = Literal["none", "ancova", "interacted"]
MissingCovariates = Literal["drop", "indicator", "refuse"]
WHERE = "effect"


class Choices(TypedDict, total=False):
    """The named arguments that all estimates share; what each means stands in `Asked`."""

    treated: object
    comparison: object
    other_arms: Sequence[object]
    student: str | None
    school: str | None
    covariates: Sequence[str]
    fixed_effects: Sequence[str]
    clusters: str | None
    weights: str | None
    errors: ErrorKind | None
    degrees_of_freedom: FreedomKind | None
    confidence: float
    adjustment: Adjustment
    standardised_by: Literal["pooled", "comparison"] | float
    small_sample: bool
    outcome_bounds: tuple[float, float] | None
    impossible: Literal["refuse", "missing"]
    missing_covariates: MissingCovariates
    redundant: Literal["refuse", "drop"]
    evidence: Evidence | None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What is asked of a frame with one row a student; raises InputError where a choice is none of the known ones.

    Columns by name. `arm`: what a student was offered by design, whatever came of it; `treated`, `comparison`: its two
    words; `other_arms`: further arms of the same trial, which stay in the regression with means of their own. `student`
    and `school`: checked and counted where the frame has them; None: not looked at. `covariates`: from before the
    offer; words become indicators, the first in the alphabet left out. `fixed_effects`: a mean for each of their words
    (strata of a lottery, schools). `clusters`: units within which outcomes are not independent. `weights`: inverse
    variances or probabilities, above 0.

    `errors`: "classic" (equal variances); "HC0" to "HC3" (MacKinnon and White 1985; HC1 is Stata's `robust`); by
    cluster "CR0" (no correction), "CR1" (G / (G - 1)), "CR1S" (Stata's: that times (N - 1) / (N - K), K all
    coefficients, fixed effects included), "CR2" (Bell and McCaffrey 2002, working variance that of the weights). None:
    CR2 where clusters are given, else HC2. `degrees_of_freedom`: "residual" N - K, "clusters" G - 1, "satterthwaite"
    (with HC2 and CR2: Bell and McCaffrey; Pustejovsky and Tipton 2018), "normal" infinite. None: satterthwaite for CR2,
    clusters for the other CR, residual for the rest.

    `adjustment`: "none" (covariates are only compared), "ancova" (one slope each), "interacted" (Lin 2013: slopes by
    arm, covariates centred on the students analysed). `standardised_by`: "pooled" within the two arms, "comparison" arm
    only, or a number in the outcome's unit; `small_sample`: times Hedges' term (with 3 / (4 df - 1), df those of the
    standard deviation; never for a given number). `outcome_bounds`: least and most possible; beyond them `impossible`
    "refuse" or counted as "missing". `missing_covariates`: students who lack one are left out ("drop"), kept with the
    mean and an indicator ("indicator"), or a fault ("refuse"). `redundant`: a covariate that the others determine is a
    fault ("refuse") or left out ("drop").
    """

    outcome: str
    arm: str
    treated: object = "tutoring"
    comparison: object = "comparison"
    other_arms: Sequence[object] = ()
    student: str | None = "student_id"
    school: str | None = "school_id"
    covariates: Sequence[str] = ()
    fixed_effects: Sequence[str] = ()
    clusters: str | None = None
    weights: str | None = None
    errors: ErrorKind | None = None
    degrees_of_freedom: FreedomKind | None = None
    confidence: float = 0.95
    adjustment: Adjustment = "ancova"
    standardised_by: Literal["pooled", "comparison"] | float = "pooled"
    small_sample: bool = True
    outcome_bounds: tuple[float, float] | None = None
    impossible: Literal["refuse", "missing"] = "refuse"
    missing_covariates: MissingCovariates = "drop"
    redundant: Literal["refuse", "drop"] = "refuse"
    evidence: Evidence | None = None

    def __post_init__(self) -> None:
        for name in ("covariates", "fixed_effects", "other_arms"):
            if isinstance(getattr(self, name), str):
                fault = Fault(WHERE, "it is one text", "a list of names", f"Write {name}=[...]", column=name)
                refuse([fault])
        refuse(
            [
                *error_faults(self.errors, self.degrees_of_freedom, self.clusters, self.confidence),
                *word_faults(WHERE, "adjustment", self.adjustment, get_args(Adjustment)),
                *word_faults(WHERE, "impossible", self.impossible, ("refuse", "missing")),
                *word_faults(WHERE, "missing_covariates", self.missing_covariates, get_args(MissingCovariates)),
                *word_faults(WHERE, "redundant", self.redundant, ("refuse", "drop")),
                *self._scale_faults(),
                *self._arm_faults(),
            ]
        )

    @property
    def error_kind(self) -> ErrorKind:
        """The kind of errors, the default filled in."""
        return error_kind(self.errors, self.clusters)

    @property
    def freedom_kind(self) -> FreedomKind:
        """The kind of degrees of freedom, the default filled in."""
        return freedom_kind(self.degrees_of_freedom, self.error_kind)

    def _scale_faults(self) -> Iterator[Fault]:
        if isinstance(self.standardised_by, str):
            yield from word_faults(WHERE, "standardised_by", self.standardised_by, ("pooled", "comparison"))
        else:
            yield from number_faults(WHERE, "standardised_by", self.standardised_by, above=0)
        if self.outcome_bounds is not None:
            low, high = self.outcome_bounds
            yield from number_faults(WHERE, "outcome_bounds", low)
            yield from number_faults(WHERE, "outcome_bounds", high, above=low)

    def _arm_faults(self) -> Iterator[Fault]:
        words: list[Any] = [self.treated, self.comparison, *self.other_arms]
        if any(one == other for place, one in enumerate(words) for other in words[:place]):
            yield Fault(WHERE, "two arms have the same word", "a word for each arm", "Change one", column="treated")


def error_faults(
    errors: str | None, freedom: str | None, clusters: str | None, confidence: float = 0.95
) -> Iterator[Fault]:
    """What is wrong with the kind of errors and of degrees of freedom, seen together.

    >>> from hitdesign.measurement.effects.choices import error_faults
    >>> [fault.column for fault in error_faults("CR2", "satterthwaite", None)]
    ['clusters']
    """
    yield from number_faults(WHERE, "confidence", confidence, above=0, below=1)
    yield from word_faults(WHERE, "errors", errors, (*get_args(ErrorKind), None))
    yield from word_faults(WHERE, "degrees_of_freedom", freedom, (*get_args(FreedomKind), None))
    kind = error_kind(errors, clusters)
    if clusters is None and (kind.startswith("CR") or freedom == "clusters"):
        what_to_do = "Name the column of the clusters, or choose errors without them"
        yield Fault(WHERE, "errors by cluster need clusters", "a column name", what_to_do, column="clusters")
    if freedom == "satterthwaite" and kind not in ("HC2", "CR2"):
        expected = "errors HC2 or CR2 with satterthwaite"
        yield Fault(WHERE, "these do not go together", expected, "Change one", column="degrees_of_freedom", found=kind)


def error_kind(errors: Any, clusters: str | None) -> ErrorKind:
    """The kind of errors, the default filled in: CR2 where clusters are given, else HC2.

    >>> from hitdesign.measurement.effects.choices import error_kind
    >>> error_kind(None, "school_id"), error_kind(None, None)
    ('CR2', 'HC2')
    """
    kind: ErrorKind = errors if errors is not None else "CR2" if clusters is not None else "HC2"
    return kind


def freedom_kind(freedom: Any, errors: str) -> FreedomKind:
    """The kind of degrees of freedom, the default of these errors filled in.

    >>> from hitdesign.measurement.effects.choices import freedom_kind
    >>> [freedom_kind(None, errors) for errors in ("CR2", "CR1S", "HC1")]
    ['satterthwaite', 'clusters', 'residual']
    """
    if freedom is not None:
        kind: FreedomKind = freedom
        return kind
    if errors == "CR2":
        return "satterthwaite"
    return "clusters" if errors.startswith("CR") else "residual"
