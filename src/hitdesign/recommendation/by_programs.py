"""What happened where programs ran: one trial, one district or one argument each, so they inform and give no points."""

from __future__ import annotations

import numpy as np

from hitdesign.recommendation.by_readers import is_reading
from hitdesign.recommendation.columns import Situation
from hitdesign.recommendation.rule import Case, Knowledge, Rule, Verdict, rule, speak


@rule(
    "evidence",
    "What programs of a district's size gained",
    "kraft_schueler_falken_2024",
    {
        "scale": "Expect less than trials found: programs of 400 to 999 students gained {n[effect.scale.400_999]:.2f}"
        " standard deviations and of 1,000 and more {n[effect.scale.1000_up]:.2f}; errors not seen."
    },
)
def scale(situation: Situation, knowledge: Knowledge) -> Verdict:
    """It speaks wherever the model can take place; which band holds is the forecast's matter, by students planned."""
    return speak(Case("scale", situation.possible))


@rule(
    "evidence",
    "Sessions that take place",
    "osse_hit",
    {
        "delivered_less": "{year_sessions} sessions a student are planned; a city that planned three a week delivered"
        " {n[dosage.observed.sessions_2022_23]:.0f} and {n[dosage.observed.sessions_2023_24]:.0f} a year: what will"
        " be delivered here is uncertain."
    },
)
def delivered(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Where more sessions are planned than the city delivered in its better year."""
    planned = situation.sessions * situation.weeks
    return speak(Case("delivered_less", planned > knowledge["dosage.observed.sessions_2023_24"]))


@rule(
    "evidence",
    "Four to one with software",
    "saga_hybrid_2024",
    {
        "hybrid_four": "Four to a tutor gained {n[effect.high_school_hybrid]:.2f} standard deviations in high-school"
        " mathematics where two worked with software in turn, for those who took part, at a cost lower"
        " by {n[return.hybrid.saving]:.0%} or more; that is one trial, and not four taught at once."
    },
)
def hybrid_four(situation: Situation, knowledge: Knowledge) -> Verdict:
    """For groups of four in high-school mathematics; the trial's design has software that no model here describes."""
    where = situation.is_math() & (situation.grade_overlap(9, 12) > 0) & (situation.size == 4)
    return speak(Case("hybrid_four", where))


@rule(
    "evidence",
    "A trial of pairs and threes that found nothing",
    "booknook_2025",
    {
        "no_gain_found": "One trial of pairs and threes, {n[study.students.pairs_and_threes]:,.0f} students, found"
        " no gain over no tutoring; the result by size was not seen."
    },
)
def pairs_and_threes(situation: Situation, knowledge: Knowledge) -> Verdict:
    """The other side of trials in which pairs and threes gained."""
    return speak(Case("no_gain_found", (situation.size == 2) | (situation.size == 3)))


@rule(
    "evidence",
    "Help that students must ask for",
    "on_demand_2024",
    {
        "seldom_used": "Online and outside the school day students have to come by themselves: of"
        " {n[use.on_demand.offered]:,.0f} students with an on-demand service {n[use.on_demand.students]:.0f} used it"
        " three times a week, in one district; give each student a fixed time."
    },
)
def on_demand(situation: Situation, knowledge: Knowledge) -> Verdict:
    """For online models that only fit outside the school day; the models here are scheduled, so it is a warning."""
    return speak(Case("seldom_used", situation.possible & situation.online & ~situation.during_school))


@rule(
    "evidence",
    "A city's program at scale",
    "nashville_2024",
    {
        "city_reading": "One city's program of more than {n[study.students.city_program]:,.0f} students gained"
        " {n[effect.city_program.reading_low]:.2f} to {n[effect.city_program.reading_high]:.2f} standard deviations in"
        " reading; errors not seen.",
        "city_math": "One city's program of more than {n[study.students.city_program]:,.0f} students gained nothing in"
        " mathematics, and little in reading; it is one city.",
    },
)
def city_program(situation: Situation, knowledge: Knowledge) -> Verdict:
    """What a whole district reached, in the school day; one city, so it informs."""
    inside = situation.possible & situation.during_school
    return speak(Case("city_reading", inside & is_reading(situation)), Case("city_math", inside & situation.is_math()))


@rule(
    "evidence",
    "The gain of the whole class",
    "opportunity_culture_2025",
    {
        "class_alone": "Counting the whole class, one to one leaves most of it without a gain: of five students"
        " {n[effect.class_view.one_to_one]:.2f} years on average, against {n[effect.class_view.four_to_one]:.2f} for"
        " four to one. An argument with generous units, not a finding.",
        "class_group": "Counting the whole class, groups of four or five gain most: of five students"
        " {n[effect.class_view.four_to_one]:.2f} years on average, against {n[effect.class_view.one_to_one]:.2f} for"
        " one to one. An argument with generous units, not a finding.",
    },
)
def class_view(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Who is not taught counts zero. It gives no points: served students are the allocation's matter, not a group's."""
    group = (situation.size == 4) | (situation.size == 5)
    return speak(Case("class_alone", situation.size == 1), Case("class_group", group))


@rule(
    "evidence",
    "One district's return by size",
    "boulder_valley_2024",
    {
        "return_alone": "One district found one to one in reading slightly worse than four to one, at four times its"
        " cost: local, and not causal.",
        "return_four": "One district found four to one in reading slightly better than one to one, at"
        " {n[return.local.cost_share]:.0%} of its cost: local, and not causal.",
    },
)
def local_return(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Gain times students over dollars, by the district's finance officer."""
    reads = is_reading(situation)
    return speak(
        Case("return_alone", reads & (situation.size == 1)), Case("return_four", reads & (situation.size == 4))
    )


@rule(
    "evidence",
    "Attendance on tutoring days",
    "osse_hit",
    {
        "absence_lower": "In one city absence changed by {n[absence.on_tutoring_days.2022_23]:.1f} and"
        " {n[absence.on_tutoring_days.2023_24]:.1f} percentage points on days with tutoring, in two years; no trial was"
        " seen."
    },
)
def attendance_days(situation: Situation, knowledge: Knowledge) -> Verdict:
    """For models that can run in the school day, on the days of which students may stay away."""
    return speak(Case("absence_lower", np.asarray(situation.possible & situation.during_school, dtype=np.bool_)))


RULES: tuple[Rule, ...] = (
    scale,
    delivered,
    hybrid_four,
    pairs_and_threes,
    on_demand,
    city_program,
    class_view,
    local_return,
    attendance_days,
)
