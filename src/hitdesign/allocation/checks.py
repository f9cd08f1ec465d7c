"""What the plan does not test or enforce, said in sentences, and why a stream pays nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from hitdesign.allocation.fair_parts import contract_costs_apart
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.level_checks import level_checks
from hitdesign.allocation.mandates import duty_checks
from hitdesign.allocation.parts import beyond_parts
from hitdesign.allocation.spent import award_checks, spending_checks
from hitdesign.allocation.uses import materials_in_prices
from hitdesign.evidence.records import Evidence
from hitdesign.rights.payers import uses_allowed
from hitdesign.rights.staffing import staffing_checks


def closed_streams(formulation: Formulation, evidence: Evidence) -> list[str]:
    """Per stream: why it may pay for nothing in this plan, blank where it may pay for something."""
    inputs = formulation.inputs
    funding, periods = inputs.facts.funding, inputs.rights.periods
    out: list[str] = []
    for number, name in enumerate(funding["program"]):
        program = evidence.programs[str(name)]
        in_window = bool(periods.employed[:, number].any() or periods.contracted[:, number].any())
        bit = np.uint64(1) << np.uint64(number)
        charged = bool((formulation.money.stream == number).any())
        if not funding["counts"].iloc[number]:
            why = f"It is {funding['status'].iloc[number]}, not awarded, so it stays out of the plan."
        elif not (program.pays_tutoring and uses_allowed(program, "tutoring")) and not charged:
            why = f"{program.name} does not pay for tutoring."
        elif program.unmarked_students:
            why = f"{program.name} is for {program.unmarked_students}, whom the tables do not mark."
        elif not funding["available_dollars"].iloc[number] > 0:
            why = "Nothing is left of it: all is committed, spent or set aside."
        elif not in_window:
            why = f"Its window ({_window(funding, number)}) does not hold the program's dates."
        elif not (inputs.rights.payers & bit).any() and any(
            funding["stream_id"].iloc[number] in service.barred for service in inputs.facts.guarded
        ):
            why = (
                "Whom it might pay for, its rules leave out, or state or local money paid last year, or a law requires."
            )
        elif not charged and _nowhere_to_teach(formulation):
            why = "Nobody can be taught in this plan, whatever pays; the table of students without a seat says why."
        elif not (inputs.rights.payers & bit).any() and not charged:
            why = "No student, school, time of day and tutoring model of this plan meets its rules."
        elif _without_match(formulation, number):
            why = "Nobody can pay its match: no stream that may, and no gift that counts, stands beside it."
        else:
            why = ""
        out.append(why)
    return out


def _nowhere_to_teach(formulation: Formulation) -> bool:
    """Whether no band has a place with any tutoring model, and never because of the money."""
    code = formulation.inputs.rights.code
    money = any(word == "" or str(word).startswith("no_stream") for word in code)
    return len(formulation.inputs.need.bands) > 0 and not money


def _without_match(formulation: Formulation, number: int) -> bool:
    """Whether a stream needs match and neither a dollar of the plan nor a gift can be it."""
    funding, matching = formulation.inputs.facts.funding, formulation.matching
    needs = bool(funding["match_share_of_total"].iloc[number] > 0 and not funding["in_kind_dollars"].iloc[number] > 0)
    return needs and matching is not None and not (matching.stream == number).any()


def _window(funding: pd.DataFrame, number: int) -> str:
    """`2021-07-01 to 2024-09-30`: from the first day to the last on which it may be obligated."""
    days = funding[["obligate_from", "obligate_by", "closed_after"]].to_numpy(dtype="datetime64[D]")[number]
    return f"{days[0]} to {min(days[1], days[2])}"


def open_checks(
    formulation: Formulation, evidence: Evidence, charges: pd.DataFrame, spending: pd.DataFrame
) -> tuple[str, ...]:
    """Everything that a reader must not take as passed: columns that are not enforced, and the programs' own checks.

    `charges`, `spending`: the answer's tables of who pays what, and of each stream.
    """
    facts = formulation.inputs.facts
    out: list[str] = [*idle_time_apart(charges), *materials_in_prices(facts, evidence, charges)]
    out += contract_costs_apart(charges)
    out += level_checks(formulation)
    out += beyond_parts(facts, evidence, charges)
    out += [*duty_checks(facts, formulation.inputs.need), *facts.open_checks]
    out += spending_checks(formulation, spending) + award_checks(facts, evidence)
    cohorts = formulation.inputs.need.cohorts
    required = bool((cohorts[["iep", "english_learner"]] == "yes").to_numpy().any())
    out += staffing_checks(facts, evidence, required_services=required)
    for name in sorted(set(facts.funding["program"])):
        program = evidence.programs[str(name)]
        out.extend(f"{program.name}: {check}" for check in program.open_checks)
        if not program.verified:
            out.append(f"{program.name}: its rules here are not verified; have them checked before relying on them.")
    return tuple(dict.fromkeys(out))


def idle_time_apart(charges: pd.DataFrame) -> list[str]:
    """A sentence where a stream bears more of salaried people's idle time than its part of their work, per school.

    Formula: sum over schools and pools of max(0, idle dollars - all idle dollars x its labour dollars / all labour
    dollars). Source: 2 CFR 200.430, by which payroll follows the work.
    """
    if not (charges["cost_kind"] == "idle_salary").any():
        return []
    idle = _dollars_of(charges, "idle_salary")
    work = _dollars_of(charges, "labour").reindex(idle.index, fill_value=0.0)
    place = ["school_id", "pool_id"]
    all_work = _dollars_of(charges, "labour").groupby(level=place).sum().reindex(_of(idle, place), fill_value=0.0)
    all_idle = idle.groupby(level=place).sum().reindex(_of(idle, place))
    fair = all_idle.to_numpy() * np.divide(
        work.to_numpy(), all_work.to_numpy(), out=np.zeros(len(idle)), where=all_work.to_numpy() > 0
    )
    beyond = (idle - fair).clip(lower=0.0).groupby(level="stream_id").sum()
    return [
        f"Idle salaried time: {stream} bears {dollars:,.0f} dollars more of it than its part of the work; payroll must "
        "follow the work (2 CFR 200.430), so move them or record why."
        for stream, dollars in beyond.items()
        if dollars >= 1.0
    ]


def _dollars_of(charges: pd.DataFrame, kind: str) -> pd.Series:
    """Dollars of one kind of cost by stream, school and pool."""
    own = charges[charges["cost_kind"] == kind]
    return own.groupby(["stream_id", "school_id", "pool_id"])["dollars"].sum().astype(float)


def _of(series: pd.Series, levels: list[str]) -> pd.MultiIndex:
    frame = series.index.to_frame(index=False)[levels]
    return pd.MultiIndex.from_frame(frame)
