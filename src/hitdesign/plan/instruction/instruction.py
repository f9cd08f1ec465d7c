"""Instruction of a plan: focus, pacing, materials and exchange in tables, and what is not given."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.instruction.exchange import exchange_of
from hitdesign.plan.instruction.focus import NO_SKILLS, focus_of
from hitdesign.plan.instruction.materials import materials_of
from hitdesign.plan.instruction.pacing import pacing_of
from hitdesign.plan.taught import taught_of
from hitdesign.quantities import print_count, print_dollars

UNKNOWN = ("what", "where", "what_to_provide")
#: What is not known, and what to provide.
PROVIDE = {
    NO_SKILLS: "Give students with skill_areas, and enough of them that a skill can be named",
    "policy.rollout.instruction.curriculum": "Name the curriculum that tutoring follows, by subject",
    "policy.rollout.instruction.standards": "Name the standards that it works toward, by subject",
    "tutoring_models.materials_dollars_per_student": "Say what materials a seat needs, or that the school has them",
    "tutors.paid_preparation_share": "Pay time beside the sessions, or say when teacher and tutor talk",
    "people: teacher": "Add the role teacher with its hours for the program to the people table",
}


@dataclass(frozen=True)
class Instruction:
    """What is taught, how fast, from what, and who tells whom; counts and skills only as small numbers allow.

    `focus`: per band, see `focus_of`. `pacing`: per band, model and block, see `pacing_of`. `materials`: per model and
    subject. `exchange`: per school and pool. `teacher_tells`, `tutor_tells`: what each tells the other. `unknown`:
    what, where, what to provide.
    """

    focus: pd.DataFrame
    pacing: pd.DataFrame
    materials: pd.DataFrame
    exchange: pd.DataFrame
    teacher_tells: str
    tutor_tells: str
    unknown: pd.DataFrame
    sentences: tuple[str, ...]


def instruction_of(plan: Drafted, *, disclosure: DisclosurePolicy | None = None) -> Instruction:
    """Focus, pacing, materials and exchange, recomputed from the plan.

    disclosure: the district's policy on small numbers (None: its defaults); it decides which skills are named.

    >>> instruction_of(plan).pacing["sentence"].tolist()  # doctest: +SKIP
    """
    taught = taught_of(plan)
    focus = focus_of(plan, taught, disclosure or DisclosurePolicy())
    pacing, materials, exchange = pacing_of(taught), materials_of(plan, taught), exchange_of(plan, taught)
    wordings = plan.evidence.wordings
    return Instruction(
        focus=focus,
        pacing=pacing,
        materials=materials,
        exchange=exchange,
        teacher_tells=wordings["exchange_teacher"].en[0],
        tutor_tells=wordings["exchange_tutor"].en[0],
        unknown=pd.DataFrame(list(_unknown(focus, materials, exchange)), columns=list(UNKNOWN)),
        sentences=tuple(_sentences(focus, pacing, materials, exchange)),
    )


def _unknown(focus: pd.DataFrame, materials: pd.DataFrame, exchange: pd.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Each thing that is not given, once, with the bands, models or schools that lack it."""
    for name in (NO_SKILLS, "policy.rollout.instruction.curriculum", "policy.rollout.instruction.standards"):
        lacking = focus.loc[focus["unknown"].str.contains(name, regex=False), "band_id"]
        if len(lacking):
            yield name, print_count(len(lacking), "band"), PROVIDE[name]
    name = "tutoring_models.materials_dollars_per_student"
    bare = materials.loc[materials["dollars"] == 0, "model_id"].unique()
    if len(bare):
        yield name, "; ".join(sorted(map(str, bare))), PROVIDE[name]
    for name in ("tutors.paid_preparation_share", "people: teacher"):
        schools = exchange.loc[exchange["unknown"].str.contains(name, regex=False), "school_id"].nunique()
        if schools:
            yield name, print_count(schools, "school"), PROVIDE[name]


def _sentences(
    focus: pd.DataFrame, pacing: pd.DataFrame, materials: pd.DataFrame, exchange: pd.DataFrame
) -> Iterator[str]:
    if focus.empty:
        yield "The plan fills no seat, so nothing is taught."
        return
    known = int((focus["skill_focus"] != "").sum())
    yield f"{print_count(len(focus), 'band')} are taught; for {known} of them students' records name skills to work on."
    hours = pacing["course_hours"]
    span = f"{hours.min():,.0f}" if hours.min() == hours.max() else f"{hours.min():,.0f} to {hours.max():,.0f}"
    yield f"A seat gets {span} hours; see the pacing of each block."
    tight = pacing[pacing["spare_weeks"] <= 0]
    if len(tight):
        many = print_count(len(tight), "row")
        yield f"{many} of the pacing have no week in hand: one more lost week cuts the course."
    total = float(materials["dollars"].sum())
    yield (f"Materials are planned with {print_dollars(total)}." if total > 0 else "No dollars go into materials.")
    unpaid = int((exchange["paid_preparation_minutes_per_week"].fillna(0) <= 0).sum())
    if unpaid:
        yield f"At {print_count(unpaid, 'place')} no time is paid in which tutors could talk with teachers."
