"""Streams that bear more of what a contract bills as a whole than their part of the work under it."""

from __future__ import annotations

import pandas as pd

from hitdesign.allocation.rows_contracts import FEE, LEAST, TIER

#: Kinds of cost of the work itself.
WORK = ("labour", "seat")


def contract_costs_apart(charges: pd.DataFrame) -> list[str]:
    """A sentence where a stream bears more of a contract's fee, further prices and least than its part of the work.

    `charges`: the answer's table of who pays what. Formula: max(0, dollars of the contract as a whole - all of these x
    the stream's dollars for its groups and seats / all dollars for them); where the work itself costs nothing, a
    sentence wherever more than one stream bears it. Source: 2 CFR 200.405, by which a cost goes where its benefits go.
    """
    whole = charges[charges["cost_kind"].isin([FEE, TIER, LEAST])]
    found = []
    for pools, own in whole.groupby("pool_id", sort=True):
        borne = own.groupby("stream_id")["dollars"].sum().astype(float)
        here = charges["cost_kind"].isin(WORK) & charges["pool_id"].isin(str(pools).split(";"))
        work = charges[here].groupby("stream_id")["dollars"].sum().astype(float).reindex(borne.index, fill_value=0.0)
        total = float(charges.loc[here, "dollars"].sum())
        if total <= 0:
            if len(borne) > 1:
                found.append(
                    f"Contract of {pools}: its fee is shared by {', '.join(borne.index)}; record that each bears its "
                    "part of the benefit (2 CFR 200.405)."
                )
            continue
        beyond = borne - float(borne.sum()) * work / total
        found += [
            f"Contract of {pools}: {stream} bears {dollars:,.0f} dollars more of what it bills beyond groups and seats "
            "than its part of the work; a cost goes where its benefits go (2 CFR 200.405), so move them or record why."
            for stream, dollars in beyond.items()
            if dollars >= 1.0
        ]
    return found
