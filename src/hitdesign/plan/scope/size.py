"""How many schools a pilot should have where the district does not say."""

from __future__ import annotations

import math
from collections.abc import Collection

from hitdesign.errors import InputError, MissingExtra
from hitdesign.evidence.library import number
from hitdesign.measurement.power.detection import required_size
from hitdesign.measurement.power.groups import PartiallyNested
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.scope.expected import expected_effects
from hitdesign.plan.scope.loads import Loads
from hitdesign.plan.scope.planned import planned_for
from hitdesign.plan.scope.smallest import GROUPS, Sample, design_of, samples_of
from hitdesign.quantities import TOLERANCE, print_count, print_share

LEAST, LARGEST = "scope.pilot.least_schools", "scope.pilot.largest_share"


def pilot_size(plan: Drafted, loads: Loads, open_to: Collection[str]) -> tuple[int, str]:
    """Schools of the pilot, and why so many: the policy's number, else as many as it takes to see what is expected.

    Formula: the least number of average schools, students drawn and taught in groups, that sees the effect expected of
    a program for the whole need, in the subject with the greatest need; between the evidence's least number and its
    largest share of all schools. `open_to`: schools that may take part. Raises InputError where the evidence lacks a
    parameter.
    """
    wanted = plan.policy.rollout.pilot.n_schools
    if wanted is not None:
        return wanted, f"The district asks for {print_count(wanted, 'school')}."
    schools, share = len(loads.schools), number(plan.evidence, LARGEST)
    least = min(len(open_to), round(number(plan.evidence, LEAST)))
    most = max(least, min(len(open_to), math.floor(share * schools)))
    least = max(1, least)
    enough, subject = _enough(plan, loads, open_to)
    if enough is None:
        said = f"what it takes to see an effect is not known, so it is {print_share(share)} of the schools"
        return max(1, most), f"{print_count(max(1, most), 'school')}: {said}, or the least that shows a district."
    size = max(1, min(max(enough, least), most))
    takes = f"it takes {enough} to see what is expected in {subject}"
    bound = "and no fewer show a district" if size > enough else "and a larger first stage is no pilot"
    return size, f"{print_count(size, 'school')}: {takes}" + ("." if size == enough else f", {bound}.")


def _enough(plan: Drafted, loads: Loads, open_to: Collection[str]) -> tuple[int | None, str]:
    """The least number of average schools that sees the expected effect; None where that cannot be said."""
    samples = sorted(samples_of(plan, loads, open_to), key=lambda one: -(one.tutored + one.compared))
    if not samples:
        return None, ""
    sample: Sample = samples[0]
    expected = expected_effects(plan, open_to, plan.policy.program_students or plan.need.students)
    effect = float(expected["expected_sd"].get(sample.subject, math.nan))
    planned = planned_for(plan.evidence, sample.subject, sample.grade)
    design = design_of(sample, planned, GROUPS, planned.group_icc[0])
    if not effect > 0 or not isinstance(design, PartiallyNested):
        return None, sample.subject
    try:
        groups = required_size(design, effect, convention="noncentral").size
        return math.ceil(groups * sample.schools / design.groups - TOLERANCE), sample.subject
    except (MissingExtra, InputError):
        return None, sample.subject
