"""What mitigations of a plan's risks would do: each lever pulled, its seats and dollars, and is the risk gone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from hitdesign.allocation.infeasible import Infeasible
from hitdesign.errors import HitdesignError
from hitdesign.levers import Lever
from hitdesign.plan.draft import draft
from hitdesign.plan.plan import Plan
from hitdesign.plan.risks.risks import Risks, id_of, looked, risks_of, status_of
from hitdesign.plan.risks.seen import Look
from hitdesign.scenarios.mitigation_words import sentence_of
from hitdesign.scenarios.pull import Given, pull
from hitdesign.scenarios.running import Executor
from hitdesign.scenarios.sweep import Sweep, sweep

COLUMNS = (
    *("risk_id", "rule", "lever", "status", "change_in_seats", "change_in_dollars", "whole_change_in_seats"),
    *("whole_change_in_dollars", "value_before", "value_after", "trigger_gone", "sentence"),
)
#: Tables that no seat and no dollar of a plan depends on.
BESIDE = ("people", "technology", "dates", "purchases", "signoffs", "strategic_goals")
UNKNOWN = float("nan")
#: By risk_id, the status (blank: no risk) and value that a rule found.
Found = Mapping[str, tuple[str, float]]


@dataclass(frozen=True)
class Mitigations:
    """The levers of a plan's risks, each against the plan as it is.

    `table`: one row per risk that has a lever, and one per change that several schools make together (risk_id
    `rule:together`). `change_in_seats` and `change_in_dollars` are the sweep's, in shares of groups unless it was asked
    for whole plans; `whole_change_in_seats` and `whole_change_in_dollars` those of the whole plan made anew, NaN where
    none was. `trigger_gone`: yes, no, not known, or not asked; of several schools, at how many. `swept`: the sweep
    behind it; None where no lever touches seats or dollars.
    """

    risks: Risks
    table: pd.DataFrame
    swept: Sweep | None

    @property
    def sentences(self) -> tuple[str, ...]:
        """What each change does, those that give most seats first."""
        gains = self.table["whole_change_in_seats"].fillna(self.table["change_in_seats"]).fillna(float("-inf"))
        order = gains.sort_values(ascending=False, kind="stable").index
        return tuple(dict.fromkeys(self.table.loc[order, "sentence"]))


def mitigations(
    plan: Plan,
    risks: Risks | None = None,
    *,
    recheck: bool = True,
    whole: bool = False,
    solver: Any = None,
    executor: Executor | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Mitigations:
    """Each risk's lever pulled by the sweep, and the changes that several schools can make together.

    `risks`: those of the plan, where they are known. `recheck`: make the whole plan of each lever anew and hold the
    rule against it again (each takes as long as `design`). `whole`, `executor`, `progress`: as in `sweep`. What cannot
    be planned is a row that says why.

    >>> import pandas as pd, hitdesign as hit
    >>> from dataclasses import replace
    >>> from hitdesign.plan.risks.risks import risks_of
    >>> from hitdesign.scenarios.mitigations import mitigations
    >>> school = {"school_id": "01", "enrollment": 400, "grade_low": 3, "grade_high": 5, "below_proficient": 0.5}
    >>> award = {"award_dollars": 90_000, "obligate_from": "2026-07-01", "obligate_by": "2027-09-30"}
    >>> plan = hit.design(hit.starter(pd.DataFrame([school]), pool={"tutors": 6}, award=award), rank_assumptions=False)
    >>> risks = risks_of(plan)
    >>> one = {"single_coordinator:x": risks.levers["single_coordinator:program_coordinator"]}
    >>> mitigations(plan, replace(risks, levers=one)).table["change_in_seats"].to_list()
    [0.0]
    """
    risks = risks or risks_of(plan)
    asked = {**risks.levers, **_together(risks)}
    named = _named(asked)
    given = Given(plan.district, plan.policy, plan.evidence)
    solved = [lever for lever in named.values() if not _beside(lever)]
    options = {"rules": plan.rules, "solver": solver, "executor": executor, "progress": progress, "whole": whole}
    swept = sweep(plan.district, plan.policy, solved, evidence=plan.evidence, **options) if solved else None
    rows = {} if swept is None else swept.table.set_index("scenario").to_dict("index")
    before = _found(plan)
    after: dict[str, _After] = {}
    made = []
    for risk_id, lever in asked.items():
        one = named[_changes(lever)]
        name = one.name
        if name not in after:
            after[name] = _after(plan, given, one, rows.get(name), swept, recheck)
        made.append(_row(risk_id, name, after[name], before, plan))
    return Mitigations(risks, pd.DataFrame(made, columns=list(COLUMNS)), swept)


@dataclass(frozen=True)
class _After:
    """What one lever leaves."""

    status: str
    seats: float
    dollars: float
    whole_seats: float
    whole_dollars: float
    found: Found | None
    why: str = ""


def _together(risks: Risks) -> dict[str, Lever]:
    """By rule, the changes that several schools make in the same way, as one lever."""
    by_kind: dict[tuple[str, str], list[Lever]] = {}
    for risk_id, lever in risks.levers.items():
        if "{places}" in lever.note:
            by_kind.setdefault((risk_id.partition(":")[0], lever.note), []).append(lever)
    found = {}
    for (rule, note), levers in by_kind.items():
        if len(levers) > 1:
            name = note.replace("{places}", f"{len(levers):,} schools")
            changes = tuple(change for lever in levers for change in lever.changes)
            found[f"{rule}:together"] = Lever(name=name, changes=changes)
    return found


def _named(asked: Mapping[str, Lever]) -> dict[tuple[object, ...], Lever]:
    """Each different change once, under a name of its own."""
    found: dict[tuple[object, ...], Lever] = {}
    names: set[str] = {"base"}
    for risk_id, lever in asked.items():
        if _changes(lever) not in found:
            name = lever.name if lever.name not in names else f"{lever.name} ({risk_id})"
            names.add(name)
            found[_changes(lever)] = lever.model_copy(update={"name": name})
    return found


def _changes(lever: Lever) -> tuple[object, ...]:
    return tuple(change.model_dump_json() for change in lever.changes)


def _beside(lever: Lever) -> bool:
    return all(change.table in BESIDE for change in lever.changes)


def _found(plan: Plan) -> Found:
    return {id_of(key, seen): (status_of(rule, seen), seen.value) for key, rule, seen in looked(Look(plan))}


def _after(
    plan: Plan, given: Given, lever: Lever, row: Mapping[Any, Any] | None, swept: Sweep | None, recheck: bool
) -> _After:
    """A lever's row of the sweep, and with `recheck` what the rules find in the plan that it leaves."""
    if row is None or swept is None:
        try:
            there = pull(given, lever).district
            same = draft(
                there,
                plan.policy,
                plan.evidence,
                plan.need,
                plan.recommendation,
                plan.allocation,
                rank_assumptions=False,
            )
        except HitdesignError as trouble:
            return _After("refused", UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, None, str(trouble))
        return _After("solved", 0.0, 0.0, 0.0, 0.0, _found(same))
    seats, dollars = float(row["change_in_seats"]), float(row["change_in_dollars"])
    if row["status"] != "solved" or not recheck:
        why = str(row["sentence"]) if row["status"] != "solved" else ""
        return _After(str(row["status"]), seats, dollars, UNKNOWN, UNKNOWN, None, why)
    try:
        other = swept.plan(lever.name, rank_assumptions=False)
    except HitdesignError as trouble:
        return _After("no answer", seats, dollars, UNKNOWN, UNKNOWN, None, str(trouble))
    if isinstance(other, Infeasible):
        return _After("no plan", seats, dollars, UNKNOWN, UNKNOWN, None, " ".join(other.sentences))
    made, was = Look(other), Look(plan)
    more, cost = round(made.seats - was.seats, 6), round(made.dollars - was.dollars, 2)
    return _After("solved", seats, dollars, more, cost, _found(other))


def _row(risk_id: str, name: str, after: _After, before: Found, plan: Plan) -> tuple[object, ...]:
    """One row of the table; several schools together are judged by how many of them are no risk any more."""
    rule = risk_id.partition(":")[0]
    was = before.get(risk_id, ("", UNKNOWN))[1]
    if after.found is None:
        now, gone = UNKNOWN, "not asked" if after.status == "solved" else "not known"
    elif risk_id.endswith(":together"):
        now, gone = UNKNOWN, _gone_together(rule, before, after.found)
    else:
        status, now = after.found.get(risk_id, ("", UNKNOWN))
        gone = {"": "yes", "open": "no"}.get(status, "not known")
    whole = not pd.isna(after.whole_seats)
    more, cost = (after.whole_seats, after.whole_dollars) if whole else (after.seats, after.dollars)
    sentence = sentence_of(name, after.status, more, cost, gone, after.why)
    return (
        *(risk_id, rule, name, after.status, after.seats, after.dollars, after.whole_seats),
        *(after.whole_dollars, was, now, gone, sentence),
    )


def _gone_together(rule: str, before: Found, after: Found) -> str:
    """How many of the places that were a risk are none any more."""
    were = [one for one, (status, _) in before.items() if status == "open" and one.startswith(f"{rule}:")]
    left = sum(after.get(one, ("", UNKNOWN))[0] == "open" for one in were)
    return "yes" if not left else ("no" if left == len(were) else f"at {len(were) - left} of {len(were)}")
