"""Everything that is said of a plan, to whom, when, by whom, and what it still lacks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pandas as pd

from hitdesign.evidence.messages import WordingFact
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.plan.drafted import Drafted
from hitdesign.plan.stakeholders.audiences import audiences_of
from hitdesign.plan.stakeholders.counts import printed_counts
from hitdesign.plan.stakeholders.days import steps_of, told_launch
from hitdesign.plan.stakeholders.fields import OPEN, Filled, fields_of
from hitdesign.plan.stakeholders.letters import Letter, all_blanks, filled_letter, reading_table
from hitdesign.plan.stakeholders.results import results_text
from hitdesign.plan.stakeholders.words import day
from hitdesign.plan.taught import taught_of

EVERYBODY = "all"
#: Letters to families, by how students join; others go out whatever the plan.
FAMILIES = "letter_families_"
RESULTS = "results"
MESSAGES = ("audience", "topic", "language", "text", "because")
UNFILLED = ("blank", "used_in", "what_to_provide")


@dataclass(frozen=True)
class Stakeholders:
    """Audiences, key messages and letters of a plan; nothing of a student and no count of few students in any text.

    `audiences`: see `audiences_of`. `messages`: audience, topic, language, text, because. `letters`: filled texts.
    `reading`: how easy each letter reads against its limit. `steps`: the days that matter, see `steps_of`. `open`:
    blanks that the plan cannot fill, where they stand, what to provide. `sentences`: what a person should look at.
    """

    audiences: pd.DataFrame
    messages: pd.DataFrame
    letters: tuple[Letter, ...]
    reading: pd.DataFrame
    steps: pd.DataFrame
    open: pd.DataFrame
    sentences: tuple[str, ...]

    def letter(self, letter_id: str, language: str = "en") -> Letter:
        """One letter; raises KeyError with the known ones where there is none."""
        found = [one for one in self.letters if (one.letter_id, one.language) == (letter_id, language)]
        if not found:
            names = ", ".join(sorted({one.letter_id for one in self.letters}))
            raise KeyError(f"no letter {letter_id} in {language}; there are {names}")
        return found[0]


def stakeholders_of(
    plan: Drafted, *, results: pd.DataFrame | None = None, disclosure: DisclosurePolicy | None = None
) -> Stakeholders:
    """Audiences, messages and letters filled from the plan.

    results: what a pilot measured, see `results_text`; None: no message claims any. disclosure: the district's policy
    on small numbers (None: its defaults). Letters hold totals of the district only. Raises InputError for results that
    cannot be used.

    >>> found = stakeholders_of(plan)  # doctest: +SKIP
    >>> print(found.letter("letter_board").text)  # doctest: +SKIP
    """
    policy, taught = disclosure or DisclosurePolicy(), taught_of(plan)
    fields, kept = fields_of(plan, taught, policy), list[str]()
    if results is not None:
        text, kept = results_text(results, policy)
        fields[RESULTS] = Filled(RESULTS, text, "the pilot's results as handed over", "Give results of more students")
    letters = tuple(_letters(plan, taught, fields))
    reading = reading_table(letters, plan.evidence)
    messages = list(_messages(plan, fields))
    audiences = audiences_of(plan, taught)
    return Stakeholders(
        audiences=audiences,
        messages=pd.DataFrame([one for one, _ in messages], columns=list(MESSAGES)),
        letters=letters,
        reading=reading,
        steps=steps_of(plan, taught),
        open=_open(plan, fields, letters, messages),
        sentences=tuple(_sentences(plan, audiences, taught, reading, [*_kept_back(plan, policy), *kept])),
    )


def _with_results(fields: Mapping[str, Filled]) -> bool:
    return RESULTS in fields and fields[RESULTS].text is not None


def _letters(plan: Drafted, taught: pd.DataFrame, fields: Mapping[str, Filled]) -> Iterator[Letter]:
    """Letters in each language; after a pilot with a paragraph on its results for whom it was handed over."""
    joins = {f"{FAMILIES}{way}" for way in taught["enrolment"].astype(str)}
    more = plan.evidence.wordings["all_results"]
    for key, wording in plan.evidence.wordings.items():
        if wording.kind != "letter" or (key.startswith(FAMILIES) and key not in joins):
            continue
        added = more if _with_results(fields) and wording.audience != "families" else None
        paragraphs = {} if added is None else {"en": (*wording.en, *added.en), "es": (*wording.es, *added.es)}
        whole = wording.model_copy(update=paragraphs)
        for language in plan.policy.rollout.messages.languages:
            yield filled_letter(key, whole, fields, language)


def _messages(plan: Drafted, fields: Mapping[str, Filled]) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Rows of `messages`, each with the blanks it could not fill."""
    for audience in plan.evidence.audiences:
        for key, wording in plan.evidence.wordings.items():
            result = wording.kind == "addition" and wording.topic == RESULTS and _with_results(fields)
            if wording.audience not in (EVERYBODY, audience) or not (wording.kind == "message" or result):
                continue
            for language in plan.policy.rollout.messages.languages:
                made = filled_letter(key, wording, fields, language, audience)
                text = " ".join(made.paragraphs)
                yield (audience, wording.topic, language, text, _because(wording, fields)), made.open


def _because(wording: WordingFact, fields: Mapping[str, Filled]) -> str:
    known = [f"{name}: {fields[name].because}" for name in all_blanks(wording) if name in fields]
    return "; ".join(known)


def _open(
    plan: Drafted,
    fields: Mapping[str, Filled],
    letters: tuple[Letter, ...],
    messages: list[tuple[tuple[str, ...], tuple[str, ...]]],
) -> pd.DataFrame:
    """Blanks without a text, once each, with the texts they stand in."""
    used: dict[str, dict[str, None]] = {}
    for letter in letters:
        for name in letter.open:
            used.setdefault(name, {})[letter.letter_id] = None
    for row, blanks in messages:
        for name in blanks:
            used.setdefault(name, {})[f"message {row[1]}"] = None
    rows = []
    for name in sorted(used):
        provide = fields[name].provide if name in fields else ""
        known = OPEN[name][1] if name in OPEN else "Fill it in by hand"
        rows.append((name, "; ".join(used[name]), provide or known))
    return pd.DataFrame(rows, columns=list(UNFILLED))


def _kept_back(plan: Drafted, policy: DisclosurePolicy) -> list[str]:
    """Why no letter prints how many places there are, where none does."""
    why = printed_counts(plan, policy).why
    return [f"No text prints how many places there are: {why}."] if why else []


def _sentences(
    plan: Drafted, audiences: pd.DataFrame, taught: pd.DataFrame, reading: pd.DataFrame, kept: list[str]
) -> Iterator[str]:
    """What a person should look at before anything is sent."""
    for row in audiences[audiences["approval"] == "late"].to_dict("records"):
        yield f"{row['name']}: what is sent was to be approved by {row['approve_by']}, and nobody signed it."
    for row in reading[reading["beyond_limit"]].to_dict("records"):
        yield (
            f"{row['text_id']} ({row['language']}) reads harder than its limit: {row['formula']} {row['score']:.1f} "
            f"against {row['limit']:.0f} {row['unit']}; shorten its sentences or lay another wording over it."
        )
    chosen, firsts = plan.policy.rollout.timeline.launch_on, [one for one in taught["first_on"] if one is not None]
    if chosen is not None and firsts and chosen != min(firsts):
        launch = told_launch(plan, taught)
        told = day(launch).en if launch else ""
        yield f"Texts name the launch that was chosen, {told}; the blocks begin on {day(min(firsts)).en}."
    if any(one.name.startswith("blocks.enrolment") for one in plan.assumptions):
        yield "How families join stands at a default (blocks.enrolment): the letter to families follows it; say how."
    if plan.district.strategic_goals and "es" in plan.policy.rollout.messages.languages:
        yield "The district's goals and the names of programs stand in its own words in both languages: translate them."
    yield from kept
    yield "The Spanish texts were written for this library and checked by no translator: have them read before sending."
