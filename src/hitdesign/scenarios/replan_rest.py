"""The rest of a year as facts, need and places: the same district with less time, less money and groups that run."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocate import chosen_pairs
from hitdesign.district.closed_days import ClosedDays
from hitdesign.district.columns import Facts, facts_of
from hitdesign.district.district import District
from hitdesign.need.need import Need, need_of
from hitdesign.plan.plan import Plan
from hitdesign.policy import Policy
from hitdesign.recommendation.recommend import recommend
from hitdesign.recommendation.recommendation import Recommendation
from hitdesign.rights.begun import PLAIN, WEEKS_IN_ALL
from hitdesign.scenarios.replan_calendar import blocks_now, terms_now
from hitdesign.scenarios.replan_models import KEPT, NEW, SHORT, Variant, elements_failed, kept_name, variants_of
from hitdesign.scenarios.replan_money import with_money_left, with_salaries_left
from hitdesign.scenarios.replan_need import need_left, promises_left
from hitdesign.scenarios.replan_running import Running, blocks_at, day_of
from hitdesign.scenarios.replan_sunk import Sunk, paid_parts

Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Rest:
    """What the rest of the year is planned from.

    `chosen`: band, model (positions), score, kind, and what a short one fails of the standard (`failed`). `groups`,
    `seats`: of the running plan, with weeks left, each with its `variant` (the id of its tutoring model now; blank
    where it cannot go on). `paid`: by stream and service that goes on, the part of its dollars that is paid.
    """

    district: District
    policy: Policy
    facts: Facts
    need: Need
    recommendation: Recommendation
    chosen: pd.DataFrame
    variants: dict[str, Variant]
    groups: pd.DataFrame
    seats: pd.DataFrame
    paid: pd.Series

    @property
    def weeks(self) -> int:
        """Weeks of the longest term that is left."""
        return int(self.facts.blocks["weeks"].max()) if len(self.facts.blocks) else 0


def takes_hold(now: District, policy: Policy, on: int, calendar: tuple[ClosedDays, ...] | None = None) -> int | None:
    """The first day on which something new can begin; None where no term has a day left.

    `calendar`: as a Running has it (None: the district's). Formula: of all blocks with days left the earliest first day
    of a week that begins on or after `on`.
    """
    rows = now.calendar if calendar is None else calendar
    terms = terms_now(now, blocks_now(now, rows), policy, rows)
    weeks = ((term.next_week(on, end)[1], end) for term, end in terms)
    return min((begin for begin, end in weeks if begin <= end), default=None)


def rest_of(plan: Plan, now: District, policy: Policy, running: Running, sunk: Sunk, hold: int, *, same: bool) -> Rest:
    """The rest of the year from the day on which the change takes hold; `same`: facts and choices are the plan's own.

    Whom a tutoring model suits is heard as for the whole year: the calendar decides how many weeks are left, not which
    model is right. Finished groups' students are no longer in need.
    """
    evidence = plan.evidence
    whole = need_of(now, policy, evidence=evidence)
    heard = plan.recommendation if same else recommend(now, whole, policy, evidence=evidence, rules=plan.rules)
    need, finished = need_left(whole, running)
    later = policy.model_copy(
        update={"starts_on": day_of(hold), "floors": promises_left(policy, whole, finished), "levels": _levels(policy)}
    )
    rest = with_money_left(_later_blocks(now, policy, running), plan, sunk)
    facts = facts_of(rest, later, evidence)
    rest = with_salaries_left(rest, facts, plan)
    groups, seats = (_weeks_now(facts, one) for one in (running.open_groups, running.open_seats))
    best = chosen_pairs(facts, need, heard)
    wanted = {str(facts.models["model_id"].iloc[one]) for one in best["model"]}
    found = variants_of(facts, groups, wanted) or variants_of(facts, groups, set(facts.models["model_id"].astype(str)))
    variants = {one.model_id: one for one in found}
    rest = replace(rest, tutoring_models=tuple(one.record(facts) for one in variants.values()))
    plain = facts.models
    facts = _with_variants(facts_of(rest, later, evidence), plain, variants)
    groups, seats = (one.assign(variant=_variant_of(one, variants)) for one in (groups, seats))
    chosen = _chosen(facts, need, heard, best, plain, variants, groups)
    chosen = _within_standard(facts, plain, need, later, plan, chosen, variants)
    paid = paid_parts(sunk.charges, groups)
    return Rest(rest, later, facts, need, heard, chosen, variants, groups, seats, paid)


def _levels(policy: Policy) -> tuple[str, ...]:
    """The policy's levels without least_change, whose place the stability of a running year takes."""
    return tuple(one for one in policy.levels if one != "least_change") or ("seats",)


def _later_blocks(now: District, policy: Policy, running: Running) -> District:
    """The district whose running blocks begin with their next week; blocks that are over stay as they are.

    Its calendar is the one by which weeks were counted up to the day.
    """
    known, blocks = blocks_now(now, running.calendar), []
    for block, (term, end) in zip(known, terms_now(now, known, policy, running.calendar), strict=True):
        later = term.next_week(running.on, end)[1]
        runs = term.first < running.on and later <= end
        blocks.append(block.model_copy(update={"starts_on": day_of(later)}) if runs else block)
    return replace(now, blocks=tuple(blocks), calendar=running.calendar)


def _weeks_now(facts: Facts, table: pd.DataFrame) -> pd.DataFrame:
    """The table with `weeks_now`: weeks that each group can still have, at most those its block has left."""
    term = np.append(facts.blocks["weeks"].to_numpy(dtype=np.int64), 0)[blocks_at(facts, table)]
    return table.assign(weeks_now=np.minimum(table["weeks_left"].to_numpy(dtype=np.int64), term))


def _variant_of(table: pd.DataFrame, variants: dict[str, Variant]) -> list[str]:
    names = [kept_name(str(row.model_id), int(str(row.weeks_now)), int(str(row.weeks))) for row in table.itertuples()]
    return [name if name in variants else "" for name in names]


def _with_variants(facts: Facts, plain: pd.DataFrame, variants: dict[str, Variant]) -> Facts:
    """The facts whose tutoring models know their whole length and are called what their plain model is."""
    labels = dict(zip(plain["model_id"], plain["label"], strict=True))
    own = [variants[str(name)] for name in facts.models["model_id"]]
    called = [
        labels[one.base] if one.kind == NEW else f"{labels[one.base]} {one.model_id.removeprefix(one.base).strip()}"
        for one in own
    ]
    weeks = np.array([one.weeks_in_all for one in own], dtype=np.int64)
    models = facts.models.assign(label=called)
    models[WEEKS_IN_ALL], models[PLAIN] = weeks, [one.base for one in own]
    return replace(facts, models=models)


def _chosen(
    facts: Facts,
    need: Need,
    heard: Recommendation,
    best: pd.DataFrame,
    plain: pd.DataFrame,
    variants: dict[str, Variant],
    groups: pd.DataFrame,
) -> pd.DataFrame:
    """Bands with the models of new groups, and with those that their running groups have, each with its score."""
    position = {str(name): number for number, name in enumerate(facts.models["model_id"])}
    of_base: dict[str, list[Variant]] = {}
    for one in variants.values():
        if one.kind in (NEW, SHORT):
            of_base.setdefault(one.base, []).append(one)
    names = plain["model_id"].astype(str).to_numpy(dtype=object)
    rows = [
        (int(band), position[one.model_id], float(score), one.kind)
        for band, model, score in zip(best["band"], best["model"], best["score"], strict=True)
        for one in of_base.get(str(names[model]), [])
    ]
    ranking = heard.ranking.set_index(["band_id", "model_id"])["score"].to_dict()
    bands = {str(name): number for number, name in enumerate(need.bands["band_id"])}
    going = groups[(groups["variant"] != "") & groups["band_id"].isin(bands)]
    for row in going[["band_id", "model_id", "variant"]].drop_duplicates().itertuples():
        score = ranking.get((row.band_id, row.model_id), 0.0)
        score = float(score) if np.isfinite(score) else 0.0
        rows.append((bands[str(row.band_id)], position[str(row.variant)], score, KEPT))
    table = pd.DataFrame(rows, columns=["band", "model", "score", "kind"])
    table = table.astype({"band": np.int64, "model": np.int64, "score": float, "kind": object})
    return table.sort_values(["band", "model"], kind="stable", ignore_index=True)


def _within_standard(
    facts: Facts,
    plain: pd.DataFrame,
    need: Need,
    policy: Policy,
    plan: Plan,
    chosen: pd.DataFrame,
    variants: dict[str, Variant],
) -> pd.DataFrame:
    """The same with `failed`; where the policy enforces its standard, short groups that fail it are left out."""
    names = facts.models["model_id"].astype(str).to_numpy(dtype=object)
    known: dict[tuple[object, ...], str] = {}
    failed = []
    for row in chosen.itertuples():
        band, one = int(str(row.band)), variants[str(names[int(str(row.model))])]
        own = need.bands.iloc[band]
        key = (one.model_id, own["grade_low"], own["grade_high"], own["subject"], own["tier"])
        if key not in known:
            short = one.weeks_in_all < one.asked
            known[key] = elements_failed(plain, need, policy, plan.evidence, band, one) if short else ""
        failed.append(known[key])
    out = chosen.assign(failed=np.array(failed, dtype=object))
    if policy.enforce_standard:
        out = out[(out["kind"] != SHORT) | (out["failed"] == "")]
    return out.reset_index(drop=True)
