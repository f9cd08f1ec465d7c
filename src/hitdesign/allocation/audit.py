"""The audit: the answer's own tables turned back to column values, and every row recomputed, without a solver."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.bills import places_of_bills
from hitdesign.allocation.contract_columns import bills_in
from hitdesign.allocation.extra import extra_values
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.matching import add_matching
from hitdesign.allocation.opened import put_openings, unpaid_people
from hitdesign.allocation.proof import Proof
from hitdesign.allocation.rows_contracts import FEE, LEAST, TIER
from hitdesign.allocation.rows_money import ANY_TIME, OFFICE, office_payers, school_payers
from hitdesign.allocation.shapes import Answer
from hitdesign.allocation.week import week_faults
from hitdesign.rights.payers import bits_to_positions
from hitdesign.solving.certificate import Certificate
from hitdesign.solving.check import violations

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Dollars by which a plan in whole cents may miss a row: the cent that cannot be split; of a budget, what rounding the
#: indirect cost to a cent hides.
FURTHER_CENTS = dict.fromkeys(
    (
        "hour_cap",
        "contract_hour_cap",
        "administration",
        "match",
        "match_share",
        "school_money",
        "district_money",
        "minimum_spending",
    ),
    0.0101,
)
IN_CENTS = {"cost": 0.0101, "share": 0.0101, "cap": 0.0101, "budget": 0.005, **FURTHER_CENTS}


def audit(allocation: Answer, formulation: Formulation | None, proof: Proof | None = None) -> list[str]:
    """Sentences on every row that the tables break; an empty list where all is kept.

    Whole plans are also checked in integer cents against the streams, and their timetable against rooms and people. A
    linear answer with a proof is certified again: signs of prices, reduced costs, slackness, equal objectives.
    """
    if formulation is None:
        return ["This allocation carries no formulation to be audited against"]
    found: list[str] = []
    values = values_of(formulation, allocation, found)
    broken = violations(formulation.program, values)
    if allocation.whole:
        broken = broken[~(broken["by"] <= broken["family"].map(IN_CENTS).fillna(0.0))]
    else:
        broken = broken[broken["family"] != "whole"]
    found += [f"{row.family}: {row.sentence} (off by {row.by:,.6g} {row.unit})" for row in broken.itertuples()]
    if proof is not None and not broken.size:
        found += _uncertified(proof.of(values))
    if allocation.whole:
        found += _cents(formulation, allocation)
        found += week_faults(formulation, allocation.groups, allocation.seats, allocation.staff, allocation.timetable)
        found += unpaid_people(allocation.openings, allocation.timetable)
    return found


def _uncertified(certificate: Certificate) -> list[str]:
    if certificate.holds:
        return []
    return [
        f"certificate: a better answer may exist; off by {certificate.worst:.2g}, allowed {certificate.tolerance:.2g}"
    ]


def values_of(formulation: Formulation, allocation: Answer, unknown: list[str]) -> Floats:
    """Column values from the tables; ids that no column stands for are added to `unknown`."""
    inputs, layout = formulation.inputs, formulation.layout
    values = np.zeros(formulation.program.n_columns)
    seats, groups = allocation.seats, allocation.groups
    cohort = pd.Index(inputs.need.cohorts["cohort_id"]).get_indexer(seats["cohort_id"])
    band = np.append(inputs.need.cohorts["band"].to_numpy(dtype=np.int64), -1)[cohort]
    students = seats["students"].to_numpy(dtype=float)
    seat_place = _places(formulation, band, seats)
    group_band = pd.Index(inputs.need.bands["band_id"]).get_indexer(groups["band_id"])
    group_place = _places(formulation, group_band, groups)
    unknown += _unknown("seats", seat_place) + _unknown("groups", group_place)
    _add_students(formulation, values, cohort, seat_place, students)
    count = groups["groups"].to_numpy(dtype=float)
    pair, taught = _pairs_and_taught(formulation)
    known = group_place >= 0
    np.add.at(values, layout.taught_begin + taught[group_place[known]], count[known])
    own = np.full(len(inputs.structure.pair_band), -1, dtype=np.int64)
    own[layout.group_pair] = layout.groups_begin + np.arange(len(layout.group_pair))
    column = own[pair[group_place[known]]]
    np.add.at(values, column[column >= 0], count[known][column >= 0])
    _add_staff(formulation, values, allocation.staff, unknown)
    put_openings(formulation, values, allocation.openings, unknown)
    extra_values(formulation.opened, formulation.opened_begin, values)
    if (bills := bills_in(formulation.opened)) is not None and not allocation.whole:
        values[bills.starts[0] : bills.starts[-1]] = bills.settled(values, whole=False)
    _add_dollars(formulation, values, allocation.charges, unknown)
    extra_values(formulation.trailing, formulation.trailing_begin, values)
    return values


def _unknown(table: str, place: Ints) -> list[str]:
    count = int((place < 0).sum())
    return [f"rights: {count} rows of {table} stand where nobody may be taught"] if count else []


def _add_staff(formulation: Formulation, values: Floats, staff: pd.DataFrame, unknown: list[str]) -> None:
    """Salaried people and idle hours, by pool and school."""
    facts, own = formulation.inputs.facts, formulation.staff
    pools, schools = (
        facts.tutors["pool_id"].to_numpy()[own["pool"]],
        facts.schools["school_id"].to_numpy()[own["school"]],
    )
    known = pd.MultiIndex.from_arrays([pools, schools])
    at = known.get_indexer(pd.MultiIndex.from_frame(staff[["pool_id", "school_id"]]))
    strange = int((at < 0).sum())
    if strange:
        unknown.append(f"rights: {strange} rows of staff stand where nobody of the pool may be on a staff")
    for number, name in enumerate(("people", "idle_hours")):
        begin = formulation.staff_begin + number * len(own)
        np.add.at(values, begin + at[at >= 0], staff[name].to_numpy(dtype=float)[at >= 0])


def _places(formulation: Formulation, band: Ints, table: pd.DataFrame) -> Ints:
    """The place of each row by (band, model, block, pool); -1 where there is none."""
    facts, places = formulation.inputs.facts, formulation.inputs.rights.places
    school = pd.Index(facts.schools["school_id"]).get_indexer(table["school_id"])
    blocks = pd.MultiIndex.from_arrays([facts.blocks["school"], facts.blocks["block_id"]])
    block = blocks.get_indexer(pd.MultiIndex.from_arrays([school, table["block_id"]]))
    model = pd.Index(facts.models["model_id"]).get_indexer(table["model_id"])
    pool = pd.Index(facts.tutors["pool_id"]).get_indexer(table["pool_id"])
    width = (len(facts.models), len(facts.blocks), len(facts.tutors))
    known = ((places.band * width[0] + places.model) * width[1] + places.block) * width[2] + places.pool
    wanted = ((band * width[0] + model) * width[1] + block) * width[2] + pool
    found = pd.Index(known).get_indexer(wanted)
    out: Ints = np.where((band >= 0) & (model >= 0) & (block >= 0) & (pool >= 0), found, -1).astype(np.int64)
    return out


def _pairs_and_taught(formulation: Formulation) -> tuple[Ints, Ints]:
    """Per place: its pair and its taught column."""
    structure, places = formulation.inputs.structure, formulation.inputs.rights.places
    pair = np.unique(places.pair, return_inverse=True)[1]
    blocks, pools = len(formulation.inputs.facts.blocks) + 1, len(formulation.inputs.facts.tutors) + 1
    key = (structure.taught_class * blocks + places.block[structure.taught_place]) * pools + places.pool[
        structure.taught_place
    ]
    wanted = (structure.pair_class[pair] * blocks + places.block) * pools + places.pool
    return pair.astype(np.int64), pd.Index(key).get_indexer(wanted).astype(np.int64)


def _add_students(formulation: Formulation, values: Floats, cohort: Ints, place: Ints, students: Floats) -> None:
    layout, structure = formulation.layout, formulation.inputs.structure
    pair, taught = _pairs_and_taught(formulation)
    known = np.flatnonzero(place >= 0)
    n_pairs = len(structure.pair_band) + 1
    columns = pd.Index(layout.student_cohort * n_pairs + layout.student_pair)
    own_pair = pair[place[known]]
    column = columns.get_indexer(cohort[known] * n_pairs + own_pair)
    np.add.at(values, column[column >= 0], students[known][column >= 0])
    kinds, outlets = len(structure.kind_band) + 1, len(structure.outlet_class) + 1
    seats = pd.Index((layout.seat_pair * kinds + layout.seat_kind) * outlets + layout.seat_outlet)
    outlet = structure.taught_outlet[taught[place[known]]]
    found = seats.get_indexer((own_pair * kinds + structure.kind[cohort[known]]) * outlets + outlet)
    np.add.at(values, layout.seats_begin + found[found >= 0], students[known][found >= 0])


def _add_dollars(formulation: Formulation, values: Floats, charges: pd.DataFrame, unknown: list[str]) -> None:
    inputs, money = formulation.inputs, formulation.money
    streams = inputs.facts.funding["stream_id"].to_numpy(dtype=object)
    label = {int(bits): ";".join(streams[list(bits_to_positions(int(bits)))]) for bits in np.unique(money.payers)}
    bits_of = {name: bits for bits, name in label.items()}
    labels = inputs.rights.periods.labels
    period = pd.Index([*labels, ANY_TIME]).get_indexer(pd.Index(charges["period"]))
    period = np.where(period == len(labels), -1, np.where(period < 0, len(labels), period))
    bits = charges["payers"].map(bits_of).fillna(0).to_numpy(dtype=np.uint64)
    band = pd.Index(inputs.need.bands["band_id"]).get_indexer(charges["band_id"])
    service = _places(formulation, band, charges)
    limited, own_cost = np.append(inputs.rights.limited, np.uint64(0)), np.zeros(len(inputs.rights.limited) + 1, bool)
    own_cost[inputs.structure.taught_place] = inputs.structure.own_cost
    place = np.where(own_cost[service], service, _of_bills(formulation, charges))
    kept = (bits & limited[service]).astype(np.int64)
    own = (money.period, money.place, money.home, money.office.astype(np.int64))
    rows = pd.MultiIndex.from_arrays([money.payers.astype(np.int64), money.limited.astype(np.int64), *own])
    school = pd.Index(inputs.facts.schools["school_id"]).get_indexer(charges["school_id"])
    home = np.where(bits & school_payers(inputs.facts) != 0, school, -1)
    office = (charges["cost_kind"].to_numpy() == OFFICE) & (bits & office_payers(inputs.facts) != 0)
    here = (bits.astype(np.int64), kept, period, place, home, office.astype(np.int64))
    row = rows.get_indexer(pd.MultiIndex.from_arrays(here))
    stream = pd.Index(streams).get_indexer(charges["stream_id"])
    column = pd.Index(money.of_row * (len(streams) + 1) + money.stream).get_indexer(row * (len(streams) + 1) + stream)
    known = (row >= 0) & (stream >= 0) & (column >= 0)
    if not known.all():
        unknown.append(f"rights: {int((~known).sum())} charges stand where that stream may not pay")
    dollars = charges["dollars"].to_numpy(dtype=float)[known]
    np.add.at(values, money.begin + column[known], dollars)
    add_matching(formulation, values, column[known], charges["match_for"][known], dollars)


def _of_bills(formulation: Formulation, charges: pd.DataFrame) -> Ints:
    """What stands for the place of each charge of a contract as a whole; -1 for other charges."""
    inputs, bills = formulation.inputs, bills_in(formulation.opened)
    place = np.full(len(charges), -1, dtype=np.int64)
    if bills is None:
        return place
    names, codes = bills.pool_names(bills.own), places_of_bills(inputs)[bills.own]
    known = dict(zip(names, codes.tolist(), strict=True))
    whole = charges["cost_kind"].isin([FEE, TIER, LEAST]).to_numpy()
    place[whole] = charges.loc[whole, "pool_id"].map(known).fillna(-1).to_numpy(dtype=np.int64)
    return place


def _cents(formulation: Formulation, allocation: Answer) -> list[str]:
    """Streams that pay more than they have, in whole cents, indirect cost included."""
    funding = formulation.inputs.facts.funding
    cents = (100 * allocation.charges["dollars"].to_numpy(dtype=float)).round()
    paid = pd.Series(cents, index=allocation.charges["stream_id"].to_numpy()).groupby(level=0).sum()
    rate = 1 + funding["indirect_rate"].to_numpy(dtype=float)
    due = rate * paid.reindex(funding["stream_id"]).fillna(0.0).to_numpy(dtype=float)
    over = due - np.floor(100 * funding["available_dollars"].to_numpy(dtype=float) + 1e-6)
    return [
        f"budget: {funding['stream_id'].iloc[one]} pays {over[one] / 100:,.2f} dollars more than it has"
        for one in np.flatnonzero(over > 0.5)
    ]
