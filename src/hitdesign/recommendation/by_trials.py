"""Research on particular grades and modalities: findings of one or two trials, which count for half."""

from __future__ import annotations

from hitdesign.recommendation.by_evidence import against_pool
from hitdesign.recommendation.columns import Situation
from hitdesign.recommendation.rule import Case, Knowledge, Rule, Verdict, rule, speak


@rule(
    "evidence",
    "Short sessions",
    "robinson_2024",
    {
        "short_early": "Sessions of {minutes} minutes suit grades {grades}: short ones did well in K to 2; that is a"
        " finding mixed up with age.",
        "short_too_old": "Sessions of {minutes} minutes were tested in K to 2 only, and this band is {grades}.",
    },
)
def short_sessions(situation: Situation, knowledge: Knowledge) -> Verdict:
    """For short sessions up to grade 2, by half the effect of short sessions (confounded with age); against above."""
    short = situation.minutes < knowledge["threshold.short_session"]
    young = situation.grade_high <= knowledge["threshold.short_session_grade"]
    half = knowledge["strength.single_study"]
    gain = half * against_pool(knowledge["effect.minutes.under_30"], knowledge)
    return speak(
        Case("short_early", short & young, gain),
        Case("short_too_old", short & ~young, -knowledge["strength.short_sessions"]),
    )


@rule(
    "evidence",
    "Online in K to 2",
    "robinson_2024",
    {
        "virtual_early_alone": "Online one to one gained in K to 2 ({n[effect.virtual_early.one_to_one_grade_1]:.2f}"
        " standard deviations in grade 1, {n[effect.virtual_early.one_to_one_low]:.2f} with low scores), in one trial;"
        " over all sizes {n[effect.virtual_early.any]:.2f}, and on a second test"
        " {n[effect.virtual_early.second_test]:.2f}, not significant.",
        "virtual_early_group": "Online in K to 2, two to one gained nothing over no tutoring in one trial, and one"
        " to one did.",
    },
)
def virtual_early(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Against online groups by half the gain of one to one over pairs, times the share of the grades in K to 2."""
    early = situation.grade_overlap(0, 2)
    gap = knowledge["effect.virtual_early.one_to_one_grade_1"] - knowledge["effect.virtual_early.pair"]
    points = -early * knowledge["strength.single_study"] * gap / knowledge["effect.pooled"]
    where = situation.online & (early > 0)
    return speak(Case("virtual_early_alone", where & (situation.size == 1)), Case("virtual_early_group", where, points))


@rule(
    "evidence",
    "Online mathematics in grades 6 to 8",
    "kraft_lovison_2024",
    {
        "virtual_math_group": "Online in middle-school mathematics, one to one gained"
        " {n[effect.virtual_math_6_8.one_over_three]:.2f} standard deviations over three to one, in"
        " one trial that its authors call suggestive."
    },
)
def virtual_math(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Against online groups of three and more, by half that gain, times the share of the grades in 6 to 8."""
    middle = situation.grade_overlap(6, 8)
    gap = knowledge["effect.virtual_math_6_8.one_over_three"] / knowledge["effect.pooled"]
    where = situation.online & situation.is_math() & (middle > 0) & (situation.size >= 3)
    return speak(Case("virtual_math_group", where, -middle * knowledge["strength.single_study"] * gap))


@rule(
    "evidence",
    "Online did as well as in person",
    "pli_2025",
    {
        "virtual_as_good": "In a large trial online tutoring did as well as in person, at "
        "{n[cost.student.virtual]:,.0f}"
        " dollars a student against {n[cost.student.in_person]:,.0f}; both gained {n[effect.large_trial.months]:.0f} to"
        " {n[effect.large_trial.months_high]:.0f} months, an interim result."
    },
)
def virtual_as_good(situation: Situation, knowledge: Knowledge) -> Verdict:
    """The other side of the rules on online groups: it informs and gives no points."""
    return speak(Case("virtual_as_good", situation.online))


@rule(
    "evidence",
    "Daily pairs in high-school mathematics",
    "guryan_2023",
    {
        "high_school_pairs": "Daily pairs in mathematics gained "
        "{n[effect.high_school_pair_daily]:.2f} standard deviations"
        " or more in grades 9 and 10, for those who took part, {n[use.high_school_take_up]:.0%} in one trial."
    },
)
def high_school_pairs(situation: Situation, knowledge: Knowledge) -> Verdict:
    """For in-person pairs every day for the trials' length, by half that effect over the pooled one."""
    grades = situation.grade_overlap(9, 10)
    design = (situation.size <= 2) & (situation.sessions >= 5) & ~situation.online
    design = design & (situation.minutes >= knowledge["threshold.high_school_minutes"])
    gain = knowledge["effect.high_school_pair_daily"] / knowledge["effect.pooled"]
    where = design & situation.is_math() & (grades > 0)
    return speak(Case("high_school_pairs", where, grades * knowledge["strength.single_study"] * gain))


RULES: tuple[Rule, ...] = (short_sessions, virtual_early, virtual_math, virtual_as_good, high_school_pairs)
