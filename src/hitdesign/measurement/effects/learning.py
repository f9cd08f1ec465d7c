"""Months of learning and percentile points, for readers who ask for them, never without what they were divided by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hitdesign.errors import Fault
from hitdesign.evidence.library import number, parameter, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.measurement.standards.effects import improvement_index

PREFIX = "learning.annual_gain"


@dataclass(frozen=True)
class LearningEquivalents:
    """An effect in standard deviations, said as months of learning and as percentile points of the middle student.

    `annual_gain_sd`: the divisor, the gain of a year in standard deviations; `months_in_year`: months that a year is
    counted as; `months` with `low_months` to `high_months`, None where the divisor is below `least_divisor_sd`.
    `percentile_points` with its interval, -50 to 50. `source`: key of the evidence; `verified`: whether the divisor was
    checked. Interval ends are None where none were given.
    """

    effect_sd: float
    low_sd: float | None
    high_sd: float | None
    subject: str
    grade: int
    annual_gain_sd: float
    months_in_year: float
    least_divisor_sd: float
    source: str
    source_title: str
    verified: bool
    months: float | None
    low_months: float | None
    high_months: float | None
    percentile_points: float
    low_percentile_points: float | None
    high_percentile_points: float | None

    def sentences(self) -> tuple[str, ...]:
        """The effect, the months beside their divisor, the percentile points, and how sure the divisor is."""
        grade = f"{self.subject} in grade {self.grade}"
        divisor = f"{self.annual_gain_sd:g} standard deviations, the average gain of a year in {grade}"
        if self.months is None:
            learned = (
                f"It is not put into months of learning: the divisor ({divisor}) is below {self.least_divisor_sd:g}, "
                "and months would say nothing."
            )
        else:
            learned = (
                f"That is {self.months:.1f} months of learning{_between(self.low_months, self.high_months)}, at "
                f"{self.months_in_year:g} months a year, divided by {divisor}. With another test or another year's "
                "gain the same effect is another number of months."
            )
        checked = "checked" if self.verified else "not checked against the publication; check it before printing"
        points = _between(self.low_percentile_points, self.high_percentile_points, 0)
        return (
            f"The effect is {self.effect_sd:.2f} standard deviations{_between(self.low_sd, self.high_sd, 2)}.",
            learned,
            f"The middle student would rise by {self.percentile_points:.0f} percentile points{points}, "
            "if scores are normally distributed.",
            f"Source of the divisor: {self.source_title}; {checked}.",
        )


def learning_equivalents(
    effect_sd: float,
    subject: str,
    grade: int,
    *,
    low_sd: float | None = None,
    high_sd: float | None = None,
    months_in_year: float | None = None,
    evidence: Evidence | None = None,
) -> LearningEquivalents:
    """An effect in standard deviations as months of learning and percentile points, for a subject and a grade 1 to 12.

    `low_sd`, `high_sd`: its interval; `months_in_year` None: evidence `learning.months_in_a_school_year`. Raises
    InputError where the evidence holds no gain for them, MissingExtra where scipy is absent. Formulas: months = effect
    / annual gain x months in a year; percentile points by `improvement_index`. Source: evidence `learning.annual_gain.`
    + subject + `.grade_` + grade.

    >>> from hitdesign.measurement.effects.learning import learning_equivalents
    >>> found = learning_equivalents(0.2, "math", 4)
    >>> round(found.months, 2), found.annual_gain_sd, round(found.percentile_points, 1), found.verified
    (3.46, 0.52, 7.9, False)
    """
    known, key = evidence or shipped(), f"{PREFIX}.{subject}.grade_{grade}"
    refuse(_faults({"effect_sd": effect_sd, "low_sd": low_sd, "high_sd": high_sd}, months_in_year))
    if key not in known.parameters:
        refuse(_unknown(subject, grade, known))
    gain, entry = number(known, key), parameter(known, key)
    year = number(known, "learning.months_in_a_school_year") if months_in_year is None else months_in_year
    least, source = number(known, "learning.least_divisor_sd"), known.sources[entry.source]
    ends = (effect_sd, low_sd, high_sd)
    months = [None if end is None or gain < least else end / gain * year for end in ends]
    points = [None if end is None else improvement_index(end) for end in ends[1:]]
    return LearningEquivalents(
        *ends,
        subject=subject,
        grade=grade,
        annual_gain_sd=gain,
        months_in_year=year,
        least_divisor_sd=least,
        source=entry.source,
        source_title=f"{source.who}, {source.title} ({source.year})",
        verified=entry.verified,
        months=months[0],
        low_months=months[1],
        high_months=months[2],
        percentile_points=improvement_index(effect_sd),
        low_percentile_points=points[0],
        high_percentile_points=points[1],
    )


def _faults(ends: dict[str, float | None], months_in_year: float | None) -> Iterator[Fault]:
    for name, end in ends.items():
        if end is not None or name == "effect_sd":
            yield from number_faults("learning", name, end)
    if months_in_year is not None:
        yield from number_faults("learning", "months_in_year", months_in_year, above=0)


def _between(low: float | None, high: float | None, digits: int = 1) -> str:
    return "" if low is None or high is None else f" ({low:.{digits}f} to {high:.{digits}f})"


def _unknown(subject: str, grade: object, known: Evidence) -> Iterator[Fault]:
    parts = [key.split(".") for key in known.parameters if key.startswith(f"{PREFIX}.")]
    have = sorted({(part[2], int(part[3].removeprefix("grade_"))) for part in parts})
    yield Fault(
        "learning",
        "the evidence holds no annual gain for this subject and grade",
        f"one of {', '.join(f'{one} {grade_of}' for one, grade_of in have)}" if have else "entries in the evidence",
        "Report standard deviations alone, or lay a gain of your own over the evidence",
        found=f"{subject} {grade}",
    )
