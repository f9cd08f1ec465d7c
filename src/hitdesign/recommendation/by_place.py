"""What cannot take place at all: the codes that the rights of a band hand over, each with its sentence."""

from __future__ import annotations

import numpy as np

from hitdesign.policy import Factor
from hitdesign.recommendation.columns import TOO_LONG, Situation
from hitdesign.recommendation.rule import Knowledge, Rule, Verdict

#: Why a model cannot take place; a code that is not here gets OTHERWISE.
SENTENCES: dict[str, str] = {
    "no_block:no_block_at_school": "This school has no block of time for tutoring.",
    "no_block:grades": "No block here is open to grades {grades}.",
    TOO_LONG: "{blocks_here}; this model needs {minutes}.",
    "no_block:too_few_days": "No block here meets on {sessions} days a week, as this model needs.",
    "no_block:term_too_short": "No term here lasts {weeks} weeks, as this model needs.",
    "no_block:no_rooms": "No block here has room for a group.",
    "no_block:no_online_seats": "No block here has {size} seats online; devices that nobody counted are none.",
    "no_block:held": "No block here lets sessions be held {modality}.",
    "no_pool:no_pool": "There is no pool of tutors.",
    "no_pool:modality": "No pool of tutors works {modality}.",
    "no_pool:subject": "No pool of tutors teaches {subject} {modality}.",
    "no_pool:grade": "No pool of tutors that could take this model teaches grades {grades}.",
    "no_pool:school": "No pool of tutors that could take this model works at this school.",
    "no_pool:when": "No pool of tutors that could take this model works at the times of the blocks here.",
    "no_pool:dates": "No pool of tutors that could take this model is there for all of its {weeks} weeks.",
    "no_pool:week": "No pool that could take this model is paid for enough hours a week to teach one group of it.",
    "no_pool:nobody": "The pools that could take this model have nobody left after vacancies.",
    "no_block:over": "Every block here that fits stands over core instruction or a required service.",
    "no_pool:background_check": "The pools that could take this model have no cleared background check.",
    "no_pool:agreement_covers": "The labor agreement does not give this work to the pools that could take this model.",
    "no_pool:qualified": "The paraprofessionals who could take this model do not meet the standards of Title I.",
    "no_pool:supervised_by": "The paraprofessionals who could take this model work without a teacher's supervision.",
    "no_stream:materials": "The only money left that could pay for it pays for tutoring and not for its materials.",
    "no_stream:rules": "The rules of every stream with money left forbid it to pay for {size} students a tutor here.",
    "no_stream:supplanting": "The only money left that could pay for it must not replace what state or local money "
    "paid last year, or what a law requires.",
    "no_stream:window": "Streams that may pay for it are closed while it would run.",
}
OTHERWISE = "It cannot take place here ({code})."

PREFIXES = ("no_block", "no_pool", "no_stream")


def cannot(name: str, prefix: str, factor: Factor, label: str) -> Rule:
    """A rule that rules out every model whose reason starts with `prefix`; `no_block` also takes unknown ones."""
    others = tuple(other for other in PREFIXES if other != prefix)

    def belongs(code: str) -> bool:
        return code.startswith(prefix) or (prefix == "no_block" and not code.startswith(others))

    def judge(situation: Situation, knowledge: Knowledge) -> Verdict:
        mine = np.array([*(belongs(code) for code in situation.reasons), False])
        code = np.where(mine[situation.reason], situation.reason, np.int16(-1))
        return Verdict(situation.reasons, code, np.zeros(code.shape), code >= 0)

    sentences = {code: text for code, text in SENTENCES.items() if code.startswith(prefix)}
    return Rule(name, factor, label, "district", sentences, judge)
