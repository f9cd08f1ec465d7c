"""The elements of a standard that can be tested: what each asks for, what a tutoring model has, and where it fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from hitdesign.evidence.records import Standard, Testable
from hitdesign.quantities import print_grades
from hitdesign.recommendation.columns import Amounts, Flags, Whole, Words


class Designs(Protocol):
    """What the elements look at: bands (B, 1), tutoring models (1, K), cells (B, K); a Situation has all of it."""

    @property
    def grade_low(self) -> Whole:
        """Lowest grade of the band."""

    @property
    def grade_high(self) -> Whole:
        """Highest grade of the band."""

    @property
    def objective(self) -> Words:
        """The band's objective."""

    @property
    def size(self) -> Whole:
        """Students per tutor."""

    @property
    def sessions(self) -> Whole:
        """Sessions a week."""

    @property
    def minutes(self) -> Whole:
        """Minutes a session."""

    @property
    def weeks(self) -> Whole:
        """Weeks of the program."""

    @property
    def possible(self) -> Flags:
        """Where it can take place at all, so that its time of day is known."""

    @property
    def during_school(self) -> Flags:
        """Whether it can run in the school day."""


def nowhere(standard: Standard, designs: Designs) -> Flags:
    """No band and no tutoring model."""
    return np.zeros((1, 1), dtype=np.bool_)


@dataclass(frozen=True)
class Element:
    """One element; functions of a standard and designs.

    `stated`: the standard says something of it that can be tested, (B, 1). `fails` and `unsure`, (B, K): it is not
    met, or nobody can say. `required` and `found` in words, for one band and model.
    """

    name: Testable
    stated: Callable[[Standard, Designs], Flags]
    fails: Callable[[Standard, Designs], Flags]
    required: Callable[[Standard, Designs, int], str]
    found: Callable[[Designs, int, int], str]
    unsure: Callable[[Standard, Designs], Flags] = nowhere


def size_limit(standard: Standard, designs: Designs) -> Amounts:
    """Largest group for each band, (B, 1): the smallest that holds for any of its grades; NaN where none is stated."""
    limit = np.full(designs.grade_low.shape, np.inf if standard.largest_group is None else standard.largest_group)
    for part in standard.largest_group_by_grade:
        inside = (designs.grade_low <= part.grade_high) & (designs.grade_high >= part.grade_low)
        limit = np.where(inside, np.minimum(limit, part.largest_group), limit)
    return np.asarray(np.where(np.isfinite(limit), limit, np.nan), dtype=np.float64)


def session_limit(standard: Standard, designs: Designs) -> Amounts:
    """Shortest session for each band, (B, 1); bands up to the standard's young grade may have short ones."""
    least = standard.least_minutes_per_session
    young_up_to = -99 if standard.short_up_to_grade is None else standard.short_up_to_grade
    young = designs.grade_high <= young_up_to
    plain = np.nan if least is None else float(least)
    return np.asarray(np.where(young, standard.short_minutes or plain, plain), dtype=np.float64)


def hours_of(designs: Designs) -> Amounts:
    """Hours of the whole program: sessions x minutes x weeks / 60, (1, K)."""
    return np.asarray(designs.sessions * designs.minutes * designs.weeks / 60, dtype=np.float64)


def _number(
    name: Testable,
    needed: Callable[[Standard, Designs], Amounts],
    has: Callable[[Designs], Amounts | Whole],
    unit: str,
    *,
    most: bool = False,
) -> Element:
    """An element that bounds a number: below (or, with `most`, above) what the standard asks for, it fails."""

    def fails(standard: Standard, designs: Designs) -> Flags:
        limit, amount = needed(standard, designs), has(designs)
        return np.asarray(amount > limit if most else amount < limit, dtype=np.bool_)

    return Element(
        name=name,
        stated=lambda standard, designs: ~np.isnan(needed(standard, designs)),
        fails=fails,
        required=lambda standard, designs, band: (
            f"at {'most' if most else 'least'} {at(needed(standard, designs), band):g} {unit}"
        ),
        found=lambda designs, band, column: f"{float(has(designs)[0, column]):g}",
    )


def at(amounts: Amounts, band: int) -> float:
    """The amount of one band, from (B, 1) or from (1, 1), which holds for all."""
    return float(amounts[band if amounts.shape[0] > 1 else 0, 0])


def _flat(value: float | None) -> Amounts:
    return np.full((1, 1), np.nan if value is None else float(value))


def _everywhere(flag: bool) -> Flags:
    return np.full((1, 1), flag)


def _hours() -> Element:
    plain = _number("hours_in_all", lambda s, d: _flat(min(s.least_hours, default=None)), hours_of, "hours in all")
    return Element(
        name="hours_in_all",
        stated=plain.stated,
        fails=plain.fails,
        required=lambda standard, designs, band: (
            f"at least {' or '.join(f'{hours:g}' for hours in standard.least_hours)} hours in all"
            + (", by the student's score" if len(standard.least_hours) > 1 else "")
        ),
        found=plain.found,
        unsure=lambda standard, designs: hours_of(designs) < max(standard.least_hours, default=0),
    )


def _left_out(standard: Standard, designs: Designs) -> Flags:
    left_out = np.isin(designs.objective.astype("U32"), standard.excluded_objectives)
    return np.asarray(left_out, dtype=np.bool_)


def _for_these_grades(standard: Standard, designs: Designs) -> Flags:
    low = -99 if standard.grade_low is None else standard.grade_low
    high = 99 if standard.grade_high is None else standard.grade_high
    named = standard.grade_low is not None or standard.grade_high is not None
    inside = (designs.grade_low >= low) & (designs.grade_high <= high)
    return np.asarray(inside & named, dtype=np.bool_)


def is_for_other_grades(standard: Standard, designs: Designs) -> Flags:
    """Bands with a grade that the standard is not written for, (B, 1); it states nothing of those, so nothing fails."""
    named = standard.grade_low is not None or standard.grade_high is not None
    return np.asarray(~_for_these_grades(standard, designs) & named, dtype=np.bool_)


def _grades_of(standard: Standard) -> str:
    low = 0 if standard.grade_low is None else standard.grade_low
    return print_grades(low, 12 if standard.grade_high is None else standard.grade_high)


SIZE = _number("group_size", size_limit, lambda d: d.size, "to a tutor", most=True)
SESSIONS = _number("sessions_a_week", lambda s, d: _flat(s.least_sessions_per_week), lambda d: d.sessions, "a week")
MINUTES = _number("minutes_a_session", session_limit, lambda d: d.minutes, "minutes")
WEEK = _number(
    "minutes_a_week", lambda s, d: _flat(s.least_minutes_per_week), lambda d: d.sessions * d.minutes, "minutes a week"
)
WEEKS = _number("weeks", lambda s, d: _flat(s.least_weeks), lambda d: d.weeks, "weeks")
HOURS = _hours()
SCHOOL_DAY = Element(
    name="school_day",
    stated=lambda standard, designs: _everywhere(standard.during_school_only),
    fails=lambda standard, designs: designs.possible & ~designs.during_school & standard.during_school_only,
    required=lambda standard, designs, band: "in the school day",
    found=lambda designs, band, column: (
        ("in the school day" if designs.during_school[band, column] else "outside the school day")
        if designs.possible[band, column]
        else "unknown"
    ),
    unsure=lambda standard, designs: ~designs.possible & standard.during_school_only,
)
OBJECTIVE = Element(
    name="objective",
    stated=lambda standard, designs: _everywhere(bool(standard.excluded_objectives)),
    fails=_left_out,
    required=lambda standard, designs, band: f"not {' or '.join(standard.excluded_objectives)}".replace("_", " "),
    found=lambda designs, band, column: str(designs.objective[band, 0]).replace("_", " "),
)
GRADES = Element(
    name="grades",
    stated=_for_these_grades,
    fails=nowhere,
    required=lambda standard, designs, band: f"grades {_grades_of(standard)}",
    found=lambda designs, band, column: print_grades(int(designs.grade_low[band, 0]), int(designs.grade_high[band, 0])),
)

#: In the order in which they are printed.
ELEMENTS: tuple[Element, ...] = (SIZE, SESSIONS, MINUTES, WEEK, WEEKS, HOURS, SCHOOL_DAY, OBJECTIVE, GRADES)
