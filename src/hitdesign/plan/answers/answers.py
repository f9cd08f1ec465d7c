"""All questions with their answers, in the order of the evidence."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from hitdesign.errors import Fault, InputError
from hitdesign.plan.answers.aligned import aligned
from hitdesign.plan.answers.answer import Answer
from hitdesign.plan.answers.efficiency import efficient
from hitdesign.plan.answers.funds import funds
from hitdesign.plan.answers.limits import left_out, not_known, standard
from hitdesign.plan.drafted import Drafted

#: Who answers what.
ANSWERED: Mapping[str, Callable[[Drafted, str], Answer]] = {
    "goals": aligned,
    "funds": funds,
    "efficiency": efficient,
    "left_out": left_out,
    "standard": standard,
    "unknown": not_known,
}


def answers_of(plan: Drafted) -> tuple[Answer, ...]:
    """The answers to the questions of the evidence's wordings, computed from the plan.

    Raises InputError where a wording asks on a topic that nothing here answers.

    >>> for one in answers_of(plan):  # doctest: +SKIP
    ...     print(one.question, one.sentences)
    """
    asked = [one for one in plan.evidence.wordings.values() if one.kind == "question"]
    strange = sorted({one.topic for one in asked} - ANSWERED.keys())
    if strange:
        raise InputError([_unanswered(topic) for topic in strange])
    return tuple(
        replace(ANSWERED[one.topic](plan, one.en[0]), source=one.source, verified=one.verified) for one in asked
    )


def _unanswered(topic: str) -> Fault:
    return Fault(
        table="evidence wordings",
        column="topic",
        found=topic,
        problem="a question stands on a topic that nothing answers",
        expected="one of " + ", ".join(ANSWERED),
        what_to_do="Correct the topic or take the question out",
    )
