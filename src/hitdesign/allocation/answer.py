"""Column values to the tables of the answer, in the district's own ids."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.charging import Charges, kinds_of
from hitdesign.allocation.contract_columns import bills_in
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.opened import opened_ids
from hitdesign.allocation.pieces import Pieces
from hitdesign.allocation.rows_money import ANY_TIME
from hitdesign.allocation.shapes import SHAPES
from hitdesign.allocation.spent import fiscal_years, short_of_minimum
from hitdesign.district.arrays import codes_of
from hitdesign.rights.payers import bits_to_positions

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Parts of an award that are taken off before it is planned with.
SET_ASIDE = ("committed", "spent", "reserved", "private_schools")


def _place_ids(formulation: Formulation, place: Ints) -> dict[str, NDArray[np.object_]]:
    """school_id, block_id, pool_id and model_id of places."""
    facts, places = formulation.inputs.facts, formulation.inputs.rights.places
    block = places.block[place]
    return {
        "school_id": facts.schools["school_id"].to_numpy(dtype=object)[facts.blocks["school"].to_numpy()[block]],
        "block_id": facts.blocks["block_id"].to_numpy(dtype=object)[block],
        "pool_id": facts.tutors["pool_id"].to_numpy(dtype=object)[places.pool[place]],
        "model_id": facts.models["model_id"].to_numpy(dtype=object)[places.model[place]],
    }


def _table(name: str, columns: dict[str, NDArray[Any]]) -> pd.DataFrame:
    """A table of SHAPES, its columns in order, sorted by its ids."""
    names = SHAPES[name][1]
    ids = [columns[name] for name in names if name.endswith("_id") or name == "period"]
    order = np.argsort(codes_of(ids), kind="stable") if ids else slice(None)
    return pd.DataFrame({name: columns[name][order] for name in names})


def seats_table(formulation: Formulation, pieces: Pieces, *, whole: bool) -> pd.DataFrame:
    """Students by cohort, model, block and pool."""
    cohorts = formulation.inputs.need.cohorts
    place = formulation.inputs.structure.taught_place[pieces.taught[pieces.piece]]
    students = np.rint(pieces.students).astype(np.int64) if whole else pieces.students
    own = {
        name: cohorts[name].to_numpy()[pieces.cohort]
        for name in ("cohort_id", "grade_low", "grade_high", "subject", "tier")
    }
    return _table("seats", {**own, **_place_ids(formulation, place), "students": students})


def groups_table(formulation: Formulation, pieces: Pieces, *, whole: bool) -> pd.DataFrame:
    """Groups by band, model, block and pool, with their paid hours and labour dollars of the year."""
    inputs = formulation.inputs
    place = inputs.structure.taught_place[pieces.taught]
    band = inputs.structure.pair_band[pieces.pair]
    cents = inputs.rights.costs.group_cents[place].sum(axis=1)
    return _table(
        "groups",
        {
            "band_id": inputs.need.bands["band_id"].to_numpy(dtype=object)[band],
            **_place_ids(formulation, place),
            "groups": np.rint(pieces.groups).astype(np.int64) if whole else pieces.groups,
            "paid_hours": pieces.groups * inputs.rights.costs.paid_hours[place],
            "labour_dollars": pieces.groups * cents / 100,
        },
    )


def charges_table(formulation: Formulation, charges: Charges) -> pd.DataFrame:
    """Who pays what; a seat's cost carries the model, and the block where only one can have caused it."""
    inputs, money = formulation.inputs, formulation.money
    place = _places_of_columns(formulation)[charges.column]
    ids = _place_ids(formulation, np.maximum(place, 0))
    blank = place < 0
    own = charges.service
    band_ids = inputs.need.bands["band_id"].to_numpy(dtype=object)
    band = (
        np.where(own >= 0, band_ids[inputs.rights.places.band[np.maximum(own, 0)]], "") if len(own) else ids["block_id"]
    )
    staff_pool = _staff_pools(formulation, charges.column)
    streams = inputs.facts.funding["stream_id"].to_numpy(dtype=object)
    names, code = np.unique(money.payers, return_inverse=True)
    labels = np.array([";".join(streams[list(bits_to_positions(int(bits)))]) for bits in names], dtype=object)
    periods = np.array([*inputs.rights.periods.labels, ANY_TIME], dtype=object)
    frame = pd.DataFrame(
        {
            "stream_id": streams[charges.stream],
            "school_id": np.append(inputs.facts.schools["school_id"].to_numpy(dtype=object), "")[charges.school],
            "model_id": np.where(blank, "", ids["model_id"]),
            "block_id": np.where(blank, opened_ids(formulation, charges.column, "block_id"), ids["block_id"]),
            "pool_id": np.where(blank, staff_pool + opened_ids(formulation, charges.column, "pool_id"), ids["pool_id"]),
            "band_id": band,
            "payers": labels[code.ravel()[charges.row]],
            "period": periods[money.period[charges.row]],
            "fiscal_year": fiscal_years(formulation, charges.stream, money.period[charges.row]),
            "match_for": np.append(streams, "")[charges.match_for],
            "cost_kind": np.array(kinds_of(formulation), dtype=object)[charges.kind],
            "dollars": charges.dollars,
        }
    )
    keys = list(SHAPES["charges"][1][:-1])
    summed = frame.groupby(keys, sort=True)[["dollars"]].sum().reset_index()
    summed["dollars"] = summed["dollars"].round(6)
    return summed


def _places_of_columns(formulation: Formulation) -> Ints:
    """A representative place per column before the dollars; -1 for staff and idle hours."""
    layout, structure, entries = formulation.layout, formulation.inputs.structure, formulation.entries
    place = np.full(formulation.money.begin, -1, dtype=np.int64)
    place[entries.column] = structure.outlet_place[entries.outlet]
    place[layout.taught_columns] = structure.taught_place
    return place


def _staff_pools(formulation: Formulation, column: Ints) -> NDArray[np.object_]:
    """The pool of each idle-hours column, the pools of a contract's columns (`;` between); blank for others."""
    begin = formulation.staff_begin + len(formulation.staff)
    pool = formulation.staff["pool"].to_numpy(dtype=np.int64)
    names = np.append(formulation.inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[pool], "")
    inside = (column >= begin) & (column < begin + len(pool))
    ids: NDArray[np.object_] = names[np.where(inside, column - begin, len(pool))]
    bills = bills_in(formulation.opened)
    return ids if bills is None else np.where(column >= bills.starts[3], bills.pools(column), ids)


def staff_table(formulation: Formulation, values: Floats) -> pd.DataFrame:
    """Salaried people and idle hours by pool and school."""
    staff, facts = formulation.staff, formulation.inputs.facts
    begin, count = formulation.staff_begin, len(formulation.staff)
    return _table(
        "staff",
        {
            "pool_id": facts.tutors["pool_id"].to_numpy(dtype=object)[staff["pool"].to_numpy(dtype=np.int64)],
            "school_id": facts.schools["school_id"].to_numpy(dtype=object)[staff["school"].to_numpy(dtype=np.int64)],
            "people": values[begin : begin + count],
            "idle_hours": values[begin + count : begin + 2 * count],
        },
    )


def spending_table(formulation: Formulation, charges: Charges, closed: Sequence[str], expected: Floats) -> pd.DataFrame:
    """Each stream's dollars: not to exceed (indirect cost included) and expected.

    `expected`: dollars expected of each charge (`contract_answer.expected_dollars`). Money whose window holds none of
    the plan's days is not available to it. Of each award: committed + spent + reserved + private schools' share + out
    of the plan (closed or not awarded) + available = award.
    """
    inputs = formulation.inputs
    funding = inputs.facts.funding
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    most = rate * np.bincount(charges.stream, weights=charges.dollars, minlength=len(funding))
    periods = inputs.rights.periods
    open_window = periods.employed.any(axis=0) | periods.contracted.any(axis=0)
    available = np.where(open_window, funding["available_dollars"].to_numpy(dtype=float), 0.0)
    set_aside = {f"{name}_dollars": funding[f"{name}_dollars"].to_numpy(dtype=float) for name in SET_ASIDE}
    award = funding["award_dollars"].to_numpy(dtype=float)
    return _table(
        "spending",
        {
            "award_dollars": award,
            **set_aside,
            "out_of_plan_dollars": (award - sum(set_aside.values()) - available).round(2) + 0.0,
            "stream_id": funding["stream_id"].to_numpy(dtype=object),
            "program": funding["program"].to_numpy(dtype=object),
            "available_dollars": available,
            "not_to_exceed_dollars": most.round(2),
            "expected_dollars": (rate * np.bincount(charges.stream, weights=expected, minlength=len(funding))).round(2),
            "unspent_dollars": (available - most).round(2),
            "short_of_minimum_dollars": short_of_minimum(formulation, charges).round(2),
            "pays_nothing_because": np.array(closed, dtype=object),
        },
    )


def hours_table(
    formulation: Formulation, values: Floats, people: dict[tuple[int, int], int] | None = None
) -> pd.DataFrame:
    """Weekly paid hours and people of each pool between term boundaries."""
    inputs = formulation.inputs
    place = inputs.structure.taught_place
    taught = values[formulation.layout.taught_columns]
    tutors, calendar = inputs.facts.tutors, inputs.rights.calendar
    time_class = calendar.time_class[inputs.rights.places.block[place]]
    rows = []
    for number, label in enumerate(calendar.interval_labels):
        running = calendar.intervals[number][time_class]
        hours = np.bincount(
            inputs.rights.places.pool[place],
            weights=running * taught * inputs.rights.costs.weekly_hours[place],
            minlength=len(tutors),
        )
        for pool in range(len(tutors)):
            limit = float(tutors["people"].iloc[pool])
            rows.append(
                {
                    "pool_id": tutors["pool_id"].iloc[pool],
                    "interval": label,
                    "hours_per_week": hours[pool],
                    "limit_hours_per_week": limit * float(tutors["hours_per_tutor_week"].iloc[pool]),
                    "people": np.nan if people is None else people.get((pool, number), 0),
                    "limit_people": limit,
                }
            )
    return pd.DataFrame(rows, columns=list(SHAPES["tutor_hours"][1]))
