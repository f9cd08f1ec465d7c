"""The rules by the names under which the knowledge of tasks calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hitdesign.errors import Fault, InputError
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.timeline.rules_of_money import effort_recorded, funding_secured, private_schools_due
from hitdesign.plan.timeline.rules_of_planning import (
    consent_given,
    coordinator_named,
    criteria_set,
    evaluation_days_known,
    need_counted,
    objectives_stated,
    program_drafted,
    students_found,
    training_days_known,
)
from hitdesign.plan.timeline.rules_of_staff import (
    agreement_settled,
    checks_cleared,
    privacy_signed,
    technology_ready,
    tutors_hired,
)
from hitdesign.plan.timeline.settled import Settled
from hitdesign.plan.timeline.used import Used

Rule = Callable[[Drafted, Used], Settled]

RULES: Mapping[str, Rule] = {
    rule.__name__: rule
    for rule in (
        objectives_stated,
        need_counted,
        criteria_set,
        students_found,
        coordinator_named,
        program_drafted,
        training_days_known,
        evaluation_days_known,
        consent_given,
        funding_secured,
        private_schools_due,
        effort_recorded,
        tutors_hired,
        checks_cleared,
        agreement_settled,
        technology_ready,
        privacy_signed,
    )
}


def rule_of(name: str, task_id: str) -> Rule:
    """The rule of that name; an unknown one raises InputError with the known ones."""
    if name not in RULES:
        known = ", ".join(sorted(RULES))
        fault = Fault(f"evidence tasks.{task_id}", "there is no such rule", known, "Correct it", None, "rule", name)
        raise InputError([fault])
    return RULES[name]
