"""Allocate: from facts, need, recommendation and choices to the best plan that keeps every limit."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.formulation import Formulation, formulate
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.level_change import last_of
from hitdesign.allocation.linear_answer import linear_answer
from hitdesign.allocation.mandates import models_left_out, with_mandated
from hitdesign.allocation.shapes import Answer
from hitdesign.allocation.whole_answer import whole_answer
from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.district import District
from hitdesign.evidence.library import shipped
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import Need, need_of
from hitdesign.policy import Policy
from hitdesign.recommendation.emptied import NO_MODEL, emptied_of
from hitdesign.recommendation.recommend import recommend
from hitdesign.recommendation.recommendation import Recommendation


def allocate(
    district: District,
    need: Need | None = None,
    recommendation: Recommendation | None = None,
    policy: Policy | None = None,
    *,
    evidence: Evidence | None = None,
    solver: Any = None,
    whole: bool = True,
    levels: int | None = None,
    last: Answer | pd.DataFrame | None = None,
) -> Allocation | Infeasible:
    """The best allocation of a district's money and tutors under a policy, proved.

    `whole`: whole students, groups and people with a timetable; off, the linear program's answer with its certificate.
    `levels`: how many of the policy's levels to solve (None: all). `solver`: any PuLP solver (None: HiGHS).
    `last`: a plan to stay near to, an allocation or its table of seats, for the level least_change (None: the
    district's table last_plan).
    Returns Infeasible where the policy's floors cannot be kept; raises SolverError where no answer can be trusted.

    >>> import pandas as pd, hitdesign as hit
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> district = hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award)
    >>> hit.allocate(district, whole=False).certificate.holds
    True
    """
    policy, evidence = policy or Policy(), evidence or shipped()
    need = need or need_of(district, policy, evidence=evidence)
    recommendation = recommendation or recommend(district, need, policy, evidence=evidence)
    facts = facts_of(district, policy, evidence)
    facts = replace(facts, last_plan=last_of(district, policy.levels, last))
    chosen = chosen_pairs(facts, need, recommendation)
    formulation = formulate(facts, need, chosen, policy, evidence)
    codes = band_codes(formulation, chosen, emptied_of(recommendation.heard))
    solved = whole_answer if whole else linear_answer
    answer = solved(formulation, codes, policy, evidence, solver=solver, levels=levels)
    if isinstance(answer, Infeasible) and answer.mandates is not None:
        left_out = models_left_out(facts, need, chosen, recommendation.ranking, answer.mandates)
        return replace(answer, sentences=(*answer.sentences, *left_out))
    return answer


def chosen_pairs(facts: Facts, need: Need, recommendation: Recommendation) -> pd.DataFrame:
    """The recommended set as positions: columns band, model, score, in canonical order; see `with_mandated`."""
    ranking = recommendation.ranking
    ranked = ranking[ranking["chosen"].to_numpy(dtype=bool)]
    band = pd.Index(need.bands["band_id"]).get_indexer(ranked["band_id"])
    model = pd.Index(facts.models["model_id"]).get_indexer(ranked["model_id"])
    order = np.lexsort((model, band))
    order = order[band[order] >= 0]
    score = ranked["score"].to_numpy(dtype=float)
    pairs = pd.DataFrame({"band": band[order], "model": model[order], "score": score[order]})
    return with_mandated(facts, need, pairs, ranking)


def band_codes(formulation: Formulation, chosen: pd.DataFrame, emptied: pd.Series | None = None) -> pd.Series:
    """Per band without a place: the rule that emptied its first choice, or what left it without a model.

    `emptied`: by band_id, the code of bands without a model; NO_MODEL where it is not given.
    """
    code = pd.Series(formulation.inputs.rights.code, index=chosen["band"].to_numpy())
    placed = set(formulation.inputs.structure.pair_band.tolist())
    without = {band: word for band, word in reversed(list(code.items())) if band not in placed}
    ids = formulation.inputs.need.bands["band_id"]
    unchosen = np.setdiff1d(np.arange(len(ids)), chosen["band"].to_numpy()).tolist()
    known = {} if emptied is None else emptied.to_dict()
    return pd.Series({**without, **{band: known.get(ids[band], NO_MODEL) for band in unchosen}}, dtype=object)
