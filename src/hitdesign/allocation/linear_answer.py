"""The fractional answer: shares of students and groups, with the certificate that no better one exists."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.answer import (
    charges_table,
    groups_table,
    hours_table,
    seats_table,
    spending_table,
    staff_table,
)
from hitdesign.allocation.charging import charges_of
from hitdesign.allocation.checks import closed_streams, open_checks
from hitdesign.allocation.contract_answer import contract_bills, expected_dollars, settled
from hitdesign.allocation.contract_columns import bills_in
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.infeasible import Infeasible
from hitdesign.allocation.level_table import levels_table
from hitdesign.allocation.mandates import mandates_table
from hitdesign.allocation.opened import openings_table
from hitdesign.allocation.pieces import Pieces, pieces_of
from hitdesign.allocation.proof import proof_of
from hitdesign.allocation.refusal import refusal
from hitdesign.allocation.rows_spending import with_sure_costs
from hitdesign.allocation.shapes import empty_table
from hitdesign.allocation.shortfall import with_shortfall
from hitdesign.allocation.unserved import unserved_table
from hitdesign.evidence.records import Evidence
from hitdesign.policy import Policy
from hitdesign.solving.linear import solve_linear
from hitdesign.solving.program import Program

Floats = NDArray[np.float64]


def linear_answer(
    formulation: Formulation,
    codes: pd.Series,
    policy: Policy,
    evidence: Evidence,
    *,
    solver: Any = None,
    levels: int | None = None,
) -> Allocation | Infeasible:
    """Solve the linear program level by level; `codes` says per band which rule left it without a place."""
    formulation = for_shares(formulation, policy)
    answer = solve_linear(formulation.program, solver=solver, levels=levels)
    if answer.values is None:
        found = refusal(formulation.program, identities=IDENTITIES)
        return with_shortfall(found, formulation, formulation.program, codes, policy, whole=False)
    certificate = answer.certificate
    values = settled(formulation, answer.values, whole=False)
    pieces = pieces_of(formulation, values, whole=False)
    tables = answer_tables(formulation, formulation.program, pieces, values, codes, evidence, whole=False)
    return Allocation(
        whole=False,
        status=answer.status,
        proved=certificate is not None and certificate.holds,
        reproducible=True,
        timetable=empty_table("timetable"),
        levels=levels_table(formulation, answer.levels, answer.values, 0.0),
        prices=empty_table("prices"),
        tutor_hours=hours_table(formulation, answer.values),
        open_checks=open_checks(formulation, evidence, tables["charges"], tables["spending"]),
        formulation=formulation,
        certificate=certificate,
        proof=proof_of(formulation.program, answer),
        **tables,
    )


def for_shares(formulation: Formulation, policy: Policy) -> Formulation:
    """The formulation whose program is answered in shares of groups and people.

    Where a minimum of spending is strict, it counts only costs of which the linear program knows what is due.
    """
    if not policy.strict_minimum_spending:
        return formulation
    sure = with_sure_costs(formulation.program, formulation.money, bills_in(formulation.opened))
    return replace(formulation, program=sure)


#: Families that are true by definition: they tie columns together and are never blamed.
IDENTITIES = (
    "seats",
    "ratio",
    "teaching",
    "cost",
    "share",
    "staff_hours",
    "staff_week",
    "staff_at_once",
    "contract_rooms",
    "contract_at_once",
    "contract_hours",
    "contract_reach",
    "contract_units",
    "contract_order",
    "contract_fee",
    "contract_tier",
    "whole_slots",
    "whole_week",
    "whole_staff",
    "whole_room_use",
    "whole_groups",
    "whole_loads",
    "whole_present",
    "whole_weeks",
)


def answer_tables(
    formulation: Formulation,
    program: Program,
    pieces: Pieces,
    values: Floats,
    codes: pd.Series,
    evidence: Evidence,
    *,
    whole: bool,
) -> dict[str, Any]:
    """The tables that a whole and a fractional answer share."""
    charges = charges_of(formulation, values, whole=whole)
    expected = expected_dollars(formulation, charges, values)
    served = np.bincount(pieces.cohort, weights=pieces.students, minlength=len(formulation.inputs.need.cohorts)).astype(
        float
    )
    seats = seats_table(formulation, pieces, whole=whole)
    return {
        "seats": seats,
        "mandates": mandates_table(formulation.inputs.facts, formulation.inputs.need, seats),
        "groups": groups_table(formulation, pieces, whole=whole),
        "charges": charges_table(formulation, charges),
        "staff": staff_table(formulation, values),
        "openings": openings_table(formulation, pieces, values, whole=whole),
        "spending": spending_table(formulation, charges, closed_streams(formulation, evidence), expected),
        "contract_bills": contract_bills(formulation, values),
        "unserved": unserved_table(formulation, program, served, values, codes),
    }
