"""The shapes of duties as knowledge: what a law says must be done, and what private schools have a share in."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hitdesign.evidence.known import Known
from hitdesign.quantities import Grade, Hours, Minutes, Positive, Share, Weeks

TierWord = Literal["intensive", "strategic", "on_level"]
MarkWord = Literal["iep", "english_learner", "low_income"]
WhenWord = Literal["before_school", "during_school", "after_school", "saturday", "summer"]


class MandateRule(Known):
    """A duty of a law to give certain students a certain service; a blank condition holds for all.

    Which of a district's tiers a law means is the district's to say where the law speaks of a score.
    """

    name: str
    summary: str
    #: The state whose duty it is, in two letters.
    state: str = ""
    subjects: tuple[str, ...] = ()
    tiers: tuple[TierWord, ...] = ()
    grade_low: Grade | None = None
    grade_high: Grade | None = None
    requires_marks: tuple[MarkWord, ...] = ()
    share: Share = 1.0
    least_hours: Hours | None = None
    least_sessions_per_week: Positive | None = None
    least_minutes_per_session: Minutes | None = None
    least_weeks: Weeks | None = None
    largest_group: Positive | None = None
    when: tuple[WhenWord, ...] = ()
    #: What the library cannot test; a plan under the mandate prints each as an open check.
    open_checks: tuple[str, ...] = ()


class PrivateShare(Known):
    """How the share of private schools in some programs is computed (equitable services).

    Formula: share = children of private schools that take part / (those + public children), of each award of these
    programs, or of what is left of it after administration.
    """

    name: str
    programs: tuple[str, ...] = Field(min_length=1)
    #: Which children count, private and public.
    count: Literal["low_income_children", "enrolled_children"]
    #: Public low-income children are those of schools of this status; blank: of every school.
    title_i_status: tuple[str, ...] = ()
    after_administration: bool = False
