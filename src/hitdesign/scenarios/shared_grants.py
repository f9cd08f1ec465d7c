"""A grant for which districts compete, divided between them by what each does with its next dollar.

Each district's best value of the policy's first level, as a function of its dollars of the grant, is concave with
straight pieces (`curve_of`). The districts share nothing else, so the best division of the grant takes the steepest
pieces of all first: that is the optimum of the one linear program of all districts, found district by district.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from hitdesign.allocation.allocate import allocate
from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.questions import ask_curve
from hitdesign.district.district import District
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.records import Evidence
from hitdesign.need.need import need_of
from hitdesign.policy import Policy
from hitdesign.quantities import print_dollars
from hitdesign.recommendation.recommend import recommend
from hitdesign.scenarios.many_recipes import Recipe, Source, sources_of
from hitdesign.scenarios.running import AGAIN, Executor, Progress, Ran, run
from hitdesign.scenarios.steepest import Curve, divided

#: First levels whose value of all districts is the sum of those of each.
ADD_UP = ("seats", "recommendation")
SHARES = ("key", "status", "dollars", "least_dollars", "value", "value_without", "next_1000_dollars", "sentence")


@dataclass(frozen=True)
class SharedGrant:
    """A grant divided between districts.

    `shares`: one row per district by key: status (divided, failed, missing: its worker was lost), dollars (its share),
    least_dollars (what it needs to keep its floors), value (of its first level with the share), value_without (with the
    least), both in `unit`, next_1000_dollars (what a further $1,000 would add here; NaN where the whole grant could not
    show it), sentence. `value`: the sum. `price_per_1000_dollars`: what a last $1,000 of the grant adds, and so what a
    further one is worth at most. `unspent_dollars`: what no district can use.
    """

    stream_id: str
    dollars: float
    shares: pd.DataFrame
    unit: str
    value: float
    price_per_1000_dollars: float
    unspent_dollars: float
    why: str = ""

    def awarded(self, districts: Iterable[Recipe | District]) -> tuple[Recipe, ...]:
        """The districts with their shares as awards, in whole cents and never more than the share, to be planned.

        A district without a share gets 0 dollars of the grant. Raises InputError where a district is missing: it may
        have a claim, so the others' shares are not final.
        """
        lost = self.shares.loc[self.shares["status"] == "missing", "key"].tolist()
        if lost:
            raise InputError([_not_final(lost)])
        shares = dict(zip(self.shares["key"], self.shares["dollars"], strict=True))
        sources = sources_of(districts)
        return tuple(
            Recipe(
                source.key, with_award, (source, self.stream_id, int(100 * shares.get(source.key, 0.0) + 1e-6) / 100)
            )
            for source in sources
        )


def share_grant(
    districts: Iterable[Recipe | District],
    stream_id: str,
    dollars: float,
    policy: Policy | None = None,
    *,
    evidence: Evidence | None = None,
    order: Sequence[str] = (),
    executor: Executor | None = None,
    progress: Progress | None = None,
    retry: int = 1,
) -> SharedGrant:
    """Divide `dollars` of the grant that every district lists as `stream_id` so that the sum of values is greatest.

    The award that a district states for the stream decides which tutoring models are recommended to it, and nothing
    else: an even share is a fair guess. Where pieces are equally steep, districts go in `order`, those not named after
    them by key. Money alone moves along a curve; a limit that is computed from an award (a cap on administration, a
    match) stands as if the district had the whole grant. `executor`, `progress`, `retry`: as in `run`.

    Formula: maximise sum over districts d of value_d(dollars_d) subject to sum of dollars_d <= dollars; each value_d is
    concave, so steepest first is optimal. Source: marginal analysis of separable concave allocation (Gross 1956).
    Raises InputError where the first level does not add up over districts, the grant cannot keep their floors, or
    `order` names an unknown key.
    """
    policy = policy or Policy()
    sources = sources_of(districts)
    faults = _faults(policy, dollars, order, [source.key for source in sources])
    if faults:
        raise InputError(faults)
    parts = [(source, stream_id, dollars, policy, evidence) for source in sources]
    ran = run(curve_of_district, parts, executor=executor, progress=progress, retry=retry, go_on=AGAIN)
    curves = {source.key: one for source, one in zip(sources, ran.results, strict=True) if isinstance(one, Curve)}
    turns = {key: place for place, key in enumerate([*order, *sorted(set(curves) - set(order))])}
    shares, price = divided(curves, dollars, turns)
    table = _table(sources, ran, curves, shares)
    units = [curve.unit for curve in curves.values()]
    given = sum(shares.values())
    return SharedGrant(
        stream_id=stream_id,
        dollars=dollars,
        shares=table,
        unit=units[0] if units else "",
        value=float(table["value"].sum()),
        price_per_1000_dollars=1000 * price,
        unspent_dollars=max(0.0, dollars - given),
        why=ran.why,
    )


def _table(
    sources: Sequence[Source], ran: Ran, curves: Mapping[str, Curve], shares: Mapping[str, float]
) -> pd.DataFrame:
    """One row per district; without a curve it has no share, and a sentence says why."""
    rows: list[tuple[Any, ...]] = []
    for position, source in enumerate(sources):
        if (curve := curves.get(source.key)) is not None:
            own = shares[source.key]
            known = (own, curve.dollars[0], curve.at(own), curve.values[0], 1000 * curve.slope_after(own))
            rows.append((source.key, "divided", *known, curve.note))
        else:
            lost = position in ran.missing
            said = ran.why if lost else str(ran.results[position])
            rows.append((source.key, "missing" if lost else "failed", 0.0, *[float("nan")] * 4, said))
    return pd.DataFrame(rows, columns=list(SHARES))


def _not_final(lost: Sequence[str]) -> Fault:
    return Fault(
        table="districts",
        column="key",
        problem="the grant is not divided while districts are missing whose worker was lost",
        found=", ".join(lost),
        expected="a share, or a sentence why there is none, for every district",
        what_to_do="Divide the grant again; an executor given as a callable that makes one is made anew by itself",
    )


def curve_of_district(part: tuple[Source, str, float, Policy, Evidence | None]) -> Curve:
    """The first level's value against dollars of the grant, from the least that keeps the floors to all of it."""
    source, stream_id, dollars, policy, evidence = part
    stated = source.district()
    if stream_id not in {stream.stream_id for stream in stated.funding}:
        raise InputError([_fault("funding", "stream_id", "the district does not list the grant", stream_id)])
    need = need_of(stated, policy, evidence=evidence)
    recommendation = recommend(stated, need, policy, evidence=evidence)
    district = with_award((stated, stream_id, dollars))
    answer = allocate(district, need, recommendation, policy, evidence=evidence, whole=False, levels=1)
    if isinstance(answer, Infeasible):
        answer.or_raise()
    spending = answer.spending[answer.spending["stream_id"] == stream_id].to_dict("records")[0]
    if stream_id not in _that_pay(answer):
        said = str(spending["pays_nothing_because"] or "") or "Nobody here whom it could pay for."
        return Curve((0.0, dollars), (answer.value, answer.value), str(answer.levels["unit"].iloc[0]), said)
    available = float(spending["available_dollars"])
    if abs(available - dollars) > 0.005:
        said = f"{print_dollars(available)} of {print_dollars(dollars)} are available"
        problem = "reservations or shares come off the grant before a plan can spend it"
        raise InputError([_fault("funding", "stream_id", problem, said)])
    curve = ask_curve(answer, streams={stream_id}, lowest=0.0, highest=dollars, of="level")
    return Curve(tuple(curve["dollars"]), tuple(curve["value"]), str(curve["unit"].iloc[0]))


def _that_pay(answer: Allocation) -> set[str]:
    """Streams with money that may pay for something in the plan's program."""
    program = answer.formulation.program if answer.formulation is not None else None
    budgets = [rows for rows in program.rows if rows.family == "budget"] if program is not None else []
    return {str(name) for rows in budgets for name in rows.keys["stream_id"][rows.limits > 0]}


def with_award(given: tuple[Source | District, str, float]) -> District:
    """The district with this award of the stream, of which nothing is promised or spent."""
    source, stream_id, dollars = given
    district = source if isinstance(source, District) else source.district()
    own = {"award_dollars": dollars, "committed_dollars": 0.0, "spent_dollars": 0.0, "status": "awarded"}
    funding = tuple(
        stream.model_copy(update=own) if stream.stream_id == stream_id else stream for stream in district.funding
    )
    return replace(district, funding=funding)


def _faults(policy: Policy, dollars: float, order: Sequence[str], keys: Sequence[str]) -> list[Fault]:
    """What makes a division meaningless."""
    faults = []
    if policy.levels[0] not in ADD_UP:
        faults.append(
            Fault(
                table="policy",
                column="levels",
                problem="the first level of all districts is not the sum of their own",
                found=policy.levels[0],
                expected=" or ".join(ADD_UP),
                what_to_do="Put such a level first for the division, and plan the districts under your own policy",
            )
        )
    if not 0 < dollars < math.inf:
        faults.append(_fault("grant", "dollars", "there is nothing to divide", print_dollars(dollars)))
    lost = sorted(set(order) - set(keys))
    twice = sorted({key for key in order if list(order).count(key) > 1})
    if lost or twice:
        faults.append(_fault("districts", "order", "a key is unknown or stands twice", ", ".join([*lost, *twice])))
    return faults


def _fault(table: str, column: str, problem: str, found: str) -> Fault:
    return Fault(
        table=table,
        column=column,
        problem=problem,
        found=found,
        expected="a grant of more than $0 that every district lists, wholly available, and each key once in the order",
        what_to_do="Correct it, or leave the district out",
    )
