"""The parts of a re-plan's answer, put together from the rest of the year and its two solutions."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from hitdesign.allocation.allocation import Allocation
from hitdesign.plan.plan import Plan
from hitdesign.rights.costs import year_weeks
from hitdesign.scenarios.compare import Comparison, compare_sides
from hitdesign.scenarios.compare_groups import compared_groups
from hitdesign.scenarios.compare_sides import Side, groups_by_place, side_from, side_of
from hitdesign.scenarios.replan_answer import Replan
from hitdesign.scenarios.replan_models import KEPT, Variant
from hitdesign.scenarios.replan_releases import release_sentences, releases_of
from hitdesign.scenarios.replan_rest import Rest
from hitdesign.scenarios.replan_running import FINISHED, Running, day_of
from hitdesign.scenarios.replan_sunk import Sunk
from hitdesign.scenarios.replan_words import Told, sentences_of
from hitdesign.scenarios.stability import Stable, price_of_stability

#: Weeks of a group: those that are left, those that its model asks for, those that it has and has had.
WEEKS = ("weeks", "asked_weeks", "weeks_in_all")
SHORT = (
    "band_id",
    "school_id",
    "plain_model_id",
    "block_id",
    "pool_id",
    "groups",
    "weeks",
    "asked_weeks",
    "fails_of_standard",
)


def answer_of(
    plan: Plan,
    on: date,
    hold: int,
    rest: Rest,
    running: Running,
    sunk: Sunk,
    delivered: pd.DataFrame,
    found: Stable,
    give_up: float,
) -> Replan:
    """The answer from the kept plan and the fresh optimum."""
    before = _before(plan, rest, running, sunk)
    comparison = _compared(before, found.kept, rest)
    other = compared_groups(before.groups, groups_by_place(_plain(found.fresh.groups, rest.variants)))
    groups = _groups(found.kept, rest)
    day = day_of(max(hold, running.on))
    releases = releases_of(plan, sunk, hold, rest.facts, found.kept)
    short = _short(groups, rest)
    price = price_of_stability(found, (float(other["groups_kept"].sum()), comparison.groups_kept))
    new = Plan(
        district=rest.district,
        policy=rest.policy,
        evidence=plan.evidence,
        facts=rest.facts,
        need=rest.need,
        recommendation=rest.recommendation,
        allocation=found.kept,
        assumptions=(*rest.facts.assumptions, *rest.need.assumptions),
    )
    told = Told(on, day, give_up, comparison, price, sunk.streams, short, delivered, rest, plan, sunk)
    return Replan(
        plan=new,
        running=plan,
        on=on,
        takes_hold=day,
        give_up=give_up,
        fresh=found.fresh,
        comparison=comparison,
        fresh_groups=other,
        price=price,
        groups=groups,
        short_groups=short,
        sunk_dollars=sunk.streams,
        sunk_hours=sunk.pools,
        delivered=delivered,
        releases=releases,
        sentences=(*sentences_of(told), *release_sentences(releases, str(day))),
    )


def as_it_is(plan: Plan, on: date, running: Running, sunk: Sunk, delivered: pd.DataFrame, give_up: float) -> Replan:
    """The answer where nothing has begun and nothing has changed: the plan itself."""
    side = side_of(plan)
    same = compare_sides(side, side)
    models = plan.facts.models.set_index("model_id")["weeks"]
    groups = plan.allocation.groups.assign(plain_model_id=plan.allocation.groups["model_id"], kind=KEPT)
    groups = groups.assign(**dict.fromkeys(WEEKS, groups["model_id"].map(models)))
    kept = same.groups_kept
    return Replan(
        plan=plan,
        running=plan,
        on=on,
        takes_hold=on,
        give_up=give_up,
        fresh=plan.allocation,
        comparison=same,
        fresh_groups=same.groups,
        price=price_of_stability(Stable(plan.allocation, plan.allocation), (kept, kept)),
        groups=groups,
        short_groups=groups.iloc[:0].assign(fails_of_standard="")[list(SHORT)],
        sunk_dollars=sunk.streams,
        sunk_hours=sunk.pools,
        delivered=delivered,
        releases=releases_of(plan, sunk, running.on, plan.facts, plan.allocation),
        sentences=(f"Nothing has begun by {on} and nothing has changed: the plan stands as it is.",),
    )


def _before(plan: Plan, rest: Rest, running: Running, sunk: Sunk) -> Side:
    """The running plan's rest of the year: its open groups and seats, and what they still cost."""
    groups = running.groups[running.groups["state"] != FINISHED]
    left = groups["paid_hours"].astype(float) * groups["weeks_left"] / groups["weeks"]
    share = min(1.0, year_weeks(rest.facts) / max(year_weeks(plan.facts), 1e-9))
    staff = plan.allocation.staff
    funding = plan.facts.funding
    rate = dict(zip(funding["stream_id"], 1 + funding["indirect_rate"], strict=True))
    after = sunk.charges.groupby("stream_id")["after"].sum()
    dollars = pd.Series(
        {str(name): round(rate[name] * float(after.get(name, 0.0)) / 100, 2) for name in funding["stream_id"]},
        dtype=float,
    )
    hours = plan.allocation.tutor_hours
    return side_from(
        seats=running.seats[running.seats["state"] != FINISHED],
        groups=groups.assign(paid_hours=left),
        idle=staff.assign(idle_hours=staff["idle_hours"].astype(float) * share),
        people=hours.assign(people=hours["people"].astype(float)).groupby("pool_id")["people"].max(),
        dollars=dollars,
        levels=pd.DataFrame(columns=["level", "unit", "value"]),
        cohorts=plan.need.cohorts,
        schools=plan.facts.schools,
    )


def _compared(before: Side, answer: Allocation, rest: Rest) -> Comparison:
    """The rest of the year before against an answer, tutoring models by their plain ids, levels left out."""
    hours = answer.tutor_hours
    after = side_from(
        seats=_plain(answer.seats, rest.variants),
        groups=_plain(answer.groups, rest.variants),
        idle=answer.staff,
        people=hours.assign(people=hours["people"].astype(float)).groupby("pool_id")["people"].max(),
        dollars=answer.spending.set_index("stream_id")["not_to_exceed_dollars"].astype(float),
        levels=pd.DataFrame(columns=["level", "unit", "value"]),
        cohorts=rest.need.cohorts,
        schools=rest.facts.schools,
    )
    return compare_sides(before, after)


def _plain(table: pd.DataFrame, variants: dict[str, Variant]) -> pd.DataFrame:
    return table.assign(model_id=[variants[str(name)].base for name in table["model_id"]])


def _groups(answer: Allocation, rest: Rest) -> pd.DataFrame:
    own = [rest.variants[str(name)] for name in answer.groups["model_id"]]
    return answer.groups.assign(
        plain_model_id=[one.base for one in own],
        kind=[one.kind for one in own],
        weeks=[one.weeks for one in own],
        asked_weeks=[one.asked for one in own],
        weeks_in_all=[one.weeks_in_all for one in own],
    )


def _short(groups: pd.DataFrame, rest: Rest) -> pd.DataFrame:
    """Groups whose weeks, with those that they have had, are fewer than their model asks for."""
    band, model = (rest.chosen[name].to_numpy(dtype=np.int64) for name in ("band", "model"))
    bands = rest.need.bands["band_id"].astype(str).to_numpy(dtype=object)[band]
    names = rest.facts.models["model_id"].astype(str).to_numpy(dtype=object)[model]
    fails = dict(zip(zip(bands, names, strict=True), rest.chosen["failed"].astype(str), strict=True))
    own = groups[groups["weeks_in_all"] < groups["asked_weeks"]]
    keys = zip(own["band_id"].astype(str), own["model_id"].astype(str), strict=True)
    out = own.assign(fails_of_standard=[fails.get(key, "") for key in keys], weeks=own["weeks_in_all"])
    return out[list(SHORT)].reset_index(drop=True)
