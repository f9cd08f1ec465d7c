"""Research and outcomes: what studies found about size, tutors and dosage, also where they disagree."""

from __future__ import annotations

from hitdesign.recommendation.columns import Amounts, Situation
from hitdesign.recommendation.rule import Case, Knowledge, Rule, Verdict, rule, speak


def against_pool(effect: Amounts | float, knowledge: Knowledge) -> Amounts | float:
    """Points of an effect in standard deviations: (effect - pooled) / pooled."""
    pooled = knowledge["effect.pooled"]
    return (effect - pooled) / pooled


@rule(
    "evidence",
    "One to one gained a little more",
    "nickow_2024_moderators",
    {
        "gain_one_to_one": "One to one gained {n[effect.ratio.one_to_one]:.2f} standard deviations over many trials,"
        " small groups {n[effect.ratio.small_group]:.2f}: a small and uncertain advantage.",
        "gain_small_group": "Small groups gained {n[effect.ratio.small_group]:.2f} standard "
        "deviations over many trials,"
        " one to one {n[effect.ratio.one_to_one]:.2f}: a small and uncertain disadvantage.",
    },
)
def one_to_one_gain(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Relative distance of each effect from the pooled one; larger groups are another rule's matter."""
    alone = against_pool(knowledge["effect.ratio.one_to_one"], knowledge)
    group = against_pool(knowledge["effect.ratio.small_group"], knowledge)
    small = (situation.size > 1) & (situation.size <= knowledge["threshold.guide_group"])
    return speak(Case("gain_one_to_one", situation.size == 1, alone), Case("gain_small_group", small, group))


@rule(
    "evidence",
    "Groups of two or three did as well",
    "eef_toolkit",
    {
        "groups_as_good": "Some studies found groups of two or three as good as one to one, or better: the evidence on"
        " size is mixed, at {n[effect.eef.small_group]:g} months of progress for small groups and"
        " {n[effect.eef.one_to_one]:g} for one to one, without intervals."
    },
)
def groups_as_good(situation: Situation, knowledge: Knowledge) -> Verdict:
    """The other side of the rule above."""
    where = (situation.size == 2) | (situation.size == 3)
    return speak(Case("groups_as_good", where, knowledge["strength.groups_as_good"]))


@rule(
    "evidence",
    "Outcomes, as the guide has them",
    "guide",
    {
        "outcomes_alone": "The guide says that one to one gains most, above all in foundational literacy and"
        " mathematics; it names no study, and trials found a small and uncertain advantage.",
        "outcomes_group": "The guide says that groups of 2 to {n[threshold.guide_group]:g} achieve strong results where"
        " teaching is aimed at their shared goals; it names no study, and no definition in force goes beyond"
        " {n[threshold.largest_group]:g}.",
    },
)
def guide_on_outcomes(situation: Situation, knowledge: Knowledge) -> Verdict:
    """The guide's word on research. It informs: the rules on trials give the points that studies bear."""
    group = (situation.size >= 2) & (situation.size <= knowledge["threshold.guide_group"])
    return speak(Case("outcomes_alone", situation.size == 1), Case("outcomes_group", group))


@rule(
    "evidence",
    "Groups that no definition covers",
    "eef_toolkit",
    {
        "effects_fall_off": "{size} students to a tutor: effects fall off above {n[threshold.falls_off]:g}.",
        "beyond_definitions": "{size} students to a tutor are more than any definition found in force allows"
        " ({n[threshold.largest_group]:g}).",
    },
)
def group_limit(situation: Situation, knowledge: Knowledge) -> Verdict:
    """-strength above the largest group of any definition, twice that where effects fall off."""
    voice = knowledge["strength.group_limit"]
    return speak(
        Case("effects_fall_off", situation.size > knowledge["threshold.falls_off"], -2 * voice),
        Case("beyond_definitions", situation.size > knowledge["threshold.largest_group"], -voice),
    )


@rule(
    "evidence",
    "Who teaches",
    "nickow_2024_moderators",
    {
        "tutors_teachers": "{certified} of the tutors within reach are teachers; with teachers tutoring gained"
        " {n[effect.tutor.certified_teacher]:.2f} standard deviations, a mean over other studies than those with other"
        " tutors, its error not seen.",
        "tutors_others": "{certified} of the tutors within reach are teachers; with paraprofessionals tutoring gained"
        " {n[effect.tutor.paraprofessional]:.2f} standard deviations, with volunteers"
        " {n[effect.tutor.volunteer]:.2f}; means over different studies, their errors not seen.",
    },
)
def tutor_kind(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Effect = share of teachers x theirs + the rest x that of other tutors, against the pooled one."""
    share = situation.certified_share
    others = knowledge["effect.tutor.not_certified"]
    effect = others + share * (knowledge["effect.tutor.certified_teacher"] - others)
    points = against_pool(effect, knowledge)
    known = situation.possible
    return speak(
        Case("tutors_teachers", known & (share >= 0.5), points), Case("tutors_others", known & (share < 0.5), points)
    )


@rule(
    "evidence",
    "Days a week",
    "nickow_2024_moderators",
    {
        "often_with_teachers": "{sessions} days a week; but with teachers as tutors three days did better than more.",
        "often": "{sessions} days a week: four or five days gained {n[effect.days.4_5]:.2f} standard "
        "deviations, fewer days"
        " less; its error was not seen.",
    },
)
def days_a_week(situation: Situation, knowledge: Knowledge) -> Verdict:
    """For four or more days, except where most tutors are teachers: there it only informs."""
    often = situation.sessions >= 4
    return speak(
        Case("often_with_teachers", often & (situation.certified_share > 0.5)),
        Case("often", often, against_pool(knowledge["effect.days.4_5"], knowledge)),
    )


@rule(
    "evidence",
    "Minutes a year",
    "pli_2025",
    {
        "minutes_many": "{year_minutes} minutes a year: the site with the largest gain had more than"
        " {n[dosage.strong_minutes]:,.0f}.",
        "minutes_few": "{year_minutes} minutes a year, fewer than the "
        "{n[dosage.strong_minutes]:,.0f} of the site with the"
        " largest gain, one of eight.",
    },
)
def yearly_minutes(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Formula: strength x (min(minutes / strong, counted) - 1), minutes = sessions x minutes x weeks."""
    share = situation.sessions * situation.minutes * situation.weeks / knowledge["dosage.strong_minutes"]
    points = knowledge["strength.yearly_minutes"] * (share.clip(max=knowledge["threshold.minutes_counted"]) - 1)
    return speak(Case("minutes_many", share >= 1, points), Case("minutes_few", share < 1, points))


@rule(
    "evidence",
    "Length of the program",
    "edresearch_2024",
    {"program_short": "{weeks} weeks are fewer than the {n[threshold.least_weeks]:g} that definitions ask for."},
)
def program_length(situation: Situation, knowledge: Knowledge) -> Verdict:
    """Against programs shorter than the definitions' least."""
    short = situation.weeks < knowledge["threshold.least_weeks"]
    return speak(Case("program_short", short, -knowledge["strength.short_program"]))


@rule(
    "evidence",
    "Length of the program, what trials found",
    "nickow_2024_moderators",
    {"length_no_difference": "{weeks} weeks: trials found no difference between programs under and over 20 weeks."},
)
def length_in_trials(situation: Situation, knowledge: Knowledge) -> Verdict:
    """The other side of counting minutes: it informs and gives no points."""
    return speak(Case("length_no_difference", situation.weeks < 20))


@rule(
    "evidence",
    "During the school day",
    "nickow_2024",
    {
        "in_school_day": "It can run in the school day, where tutoring had larger effects and reaches everyone;"
        " how much larger was not seen.",
        "outside_school_day": "It can only run outside the school day, where effects were smaller; how much smaller was"
        " not seen.",
    },
)
def school_day(situation: Situation, knowledge: Knowledge) -> Verdict:
    """+strength in the school day, -strength outside it; the size of the difference was not published."""
    voice = knowledge["strength.school_day"]
    inside = situation.possible & situation.during_school
    outside = situation.possible & ~situation.during_school
    return speak(Case("in_school_day", inside, voice), Case("outside_school_day", outside, -voice))


RULES: tuple[Rule, ...] = (
    one_to_one_gain,
    groups_as_good,
    guide_on_outcomes,
    group_limit,
    tutor_kind,
    days_a_week,
    yearly_minutes,
    program_length,
    length_in_trials,
    school_day,
)
