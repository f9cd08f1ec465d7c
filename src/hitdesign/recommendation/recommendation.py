"""The answer: every tutoring model ranked for every band, with every verdict kept."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.evidence.library import unknown_key
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Policy
from hitdesign.recommendation.change import changes_of, sentences_of
from hitdesign.recommendation.changed import changes_table
from hitdesign.recommendation.columns import Situation, Words
from hitdesign.recommendation.hearing import Heard, hear
from hitdesign.recommendation.robustness import robustness_of, weightings_of
from hitdesign.recommendation.rule import knowledge_of
from hitdesign.recommendation.rule_checks import check_rules
from hitdesign.recommendation.rules import SHIPPED, RuleBook
from hitdesign.recommendation.sentences import lines_about, lines_excluding
from hitdesign.recommendation.summary import exclusions_of, first_choices_of
from hitdesign.recommendation.tables import ranking_of, scores_of, verdicts_of


@dataclass(frozen=True, eq=False)
class Recommendation:
    """Which tutoring models suit each band, and why; tables and sentences are made when they are asked for."""

    heard: Heard

    @property
    def rules(self) -> RuleBook:
        """The rules that were heard."""
        return self.heard.rules

    @cached_property
    def ranking(self) -> pd.DataFrame:
        """band_id, model_id, rank (1 = best, excluded last), score, excluded, meets_standard, chosen.

        Sorted by band_id, rank, model_id; equal scores rank by model_id. `chosen`: not excluded and within the policy's
        acceptable margin of the best.
        """
        return ranking_of(self.heard)

    @cached_property
    def verdicts(self) -> pd.DataFrame:
        """band_id, model_id, factor, rule, direction (-1, 0, 1), excluded, strength (points), code, source.

        One row per rule that spoke; direction 0 informs and gives no points.
        """
        return verdicts_of(self.heard)

    @cached_property
    def scores(self) -> pd.DataFrame:
        """band_id, model_id, factor, points, weight, counts: the score of each model is the sum of its `counts`.

        Formula: counts = weight x points. Sorted by band_id, model_id; factors in the order in which they are added.
        """
        return scores_of(self.heard)

    @cached_property
    def first_choices(self) -> pd.DataFrame:
        """model_id, bands, students, share_of_students: how often each model is a first choice; blank where none is."""
        return first_choices_of(self.heard)

    @cached_property
    def exclusions(self) -> pd.DataFrame:
        """factor, rule, code, model_id, bands, students: which rule excluded what, in how many bands."""
        return exclusions_of(self.heard)

    @cached_property
    def robustness(self) -> pd.DataFrame:
        """band_id, first_choice, share_of_weightings (0 to 1), students.

        The share of all weightings of the five factors under which the first choice stays first; how it is computed,
        and how exactly, stands at `robustness_of`.
        """
        return robustness_of(self.heard)

    def weightings(self, band_id: str) -> pd.DataFrame:
        """model_id, share_of_weightings: under how many of all weightings each model comes first for a band."""
        return weightings_of(self.heard.alone(position("bands", band_id, self.heard.situation.band_id)), 0)

    def why(self, band_id: str, model_id: str | None = None) -> list[str]:
        """Sentences for and against a model for a band (blank: its first choice), each with its source.

        Where every model is excluded and none is named, the sentences say what excludes each. Unknown ids raise
        InputError with near misses.
        """
        heard = self.heard
        band = position("bands", band_id, heard.situation.band_id)
        if model_id is not None:
            return lines_about(heard, band, position("tutoring_models", model_id, heard.situation.model_id))
        if heard.excluded[band].all():
            return [f"No tutoring model can serve {band_id}.", *lines_excluding(heard, band)]
        return [self._opening(band), *lines_about(heard, band, heard.order(band)[0])]

    def what_would_change(self, band_id: str) -> list[str]:
        """Sentences on the smallest change of each kind that flips the first choice; `changes` has them as a table."""
        return sentences_of(self.heard, position("bands", band_id, self.heard.situation.band_id))

    def changes(self, band_id: str) -> pd.DataFrame:
        """Per kind, thing and direction the smallest change, all else equal, that flips a band's first choice.

        Columns: kind (weight, minutes, rooms, online_seats, tier, hours, dollars), what, direction (more, less), now,
        changed_to (None: nothing in that direction flips it), unit, to_model (blank: none, or no model could serve),
        basis (exact: no smaller step flips it; searched: found on a grid), note. Unknown ids raise InputError.
        """
        band = position("bands", band_id, self.heard.situation.band_id)
        return changes_table(changes_of(self.heard, band))

    def _opening(self, band: int) -> str:
        order, score = self.heard.order(band), self.heard.score[band]
        left = int((~self.heard.excluded[band]).sum())
        ids = self.heard.situation.model_id[0]
        if left == 1:
            return f"{ids[order[0]]} is the only possible model, with {score[order[0]]:.2f} points."
        text = f"{ids[order[0]]} comes first of {left} possible models with {score[order[0]]:.2f} points"
        return f"{text}; next is {ids[order[1]]} with {score[order[1]]:.2f}."


def recommend_from(
    situation: Situation, policy: Policy, evidence: Evidence, rules: RuleBook | None = None
) -> Recommendation:
    """Rank the tutoring models of a situation; a pure function of arrays, choices, knowledge and rules.

    Raises InputError where the policy names a standard or a rule, or a rule a number or a source, that there is none
    of, and where a rule that was not shipped cannot be heard.
    """
    knowledge, book = knowledge_of(evidence, policy), rules or SHIPPED
    check_rules(book, situation, knowledge)
    return Recommendation(hear(situation, knowledge, book))


def position(table: str, name: str, ids: Words) -> int:
    """Where an id stands; an unknown one raises InputError with near misses."""
    known = [str(found) for found in ids.ravel()]
    if name not in known:
        fault = unknown_key(table, name, known)
        raise InputError([Fault(table, "there is no such id", fault.expected, "Correct the id", found=name)])
    return known.index(name)
