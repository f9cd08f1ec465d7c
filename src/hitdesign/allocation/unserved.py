"""Why not: every student in need without a seat, with the limit that stood in the way."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.contract_answer import out_of_reach
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import Layout
from hitdesign.allocation.money_room import room_for_dollars
from hitdesign.allocation.opened import closed_columns
from hitdesign.allocation.shapes import SHAPES
from hitdesign.allocation.stations import stations_of
from hitdesign.quantities import TOLERANCE, print_count
from hitdesign.solving.parts import Rows
from hitdesign.solving.program import Program

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
#: Limits that can stand in the way of one more group, in the order in which they are named.
LIMITS = (
    "rooms",
    "whole_rooms",
    "whole_room_use",
    "online_seats",
    "tutors_at_once",
    "tutor_hours",
    "whole_hours",
    "contract",
    "transport",
    "opened",
    "contract_minimum",
)
#: Positions of a taught column's stop: 0 nothing, 1 take-up, then LIMITS, then people, then money.
PEOPLE, MONEY = len(LIMITS) + 2, len(LIMITS) + 3
SAYS = {
    "rooms": "every room of the blocks at this school is taken",
    "whole_room_use": "every room of the blocks at this school is taken",
    "whole_rooms": "no further whole group fits the rooms at this school",
    "online_seats": "every seat online at this school is taken",
    "tutors_at_once": "no tutor is free at the time of the blocks",
    "whole_people": "no whole tutor is free at the time of the blocks",
    "tutor_hours": "the tutors' paid hours are used up",
    "whole_hours": "no tutor has enough of a week left for a group",
    "contract": "the provider's contract is at its maximum",
    "transport": "every bus seat for the times of the blocks is taken",
    "opened": "their school or time of day is not open in this plan: its cost or the choice of schools forbids it",
    "contract_minimum": "no money is left for what the provider bills at least once its contract is used",
    "budget": "the money that may pay for them is used up",
    "take_up": "their families are not expected to choose the times at which there is room",
    "ratio": "too few are left over to fill a group, and another group stood higher in the objective",
}
RULES = {
    "no_block_at_school": "the school has no block",
    "grades": "no block serves their grades",
    "session_longer_than_block": "the session is longer than every block",
    "too_few_days": "no block has as many days as the sessions need",
    "term_too_short": "no term is as long as the tutoring model",
    "no_rooms": "no block has a room",
    "no_online_seats": "no block has a seat online",
    "held": "no block lets sessions be held in this way",
    "no_pool": "there are no tutors",
    "modality": "no pool teaches in this way",
    "subject": "no pool teaches the subject",
    "grade": "no pool teaches their grades",
    "school": "no pool serves the school",
    "when": "no pool works at the times of the blocks",
    "dates": "no pool is there for the whole term",
    "nobody": "the pools have nobody in them",
    "over": "every block that fits stands over core instruction or a required service",
    "background_check": "the pools that could teach them have no cleared background check",
    "agreement_covers": "the labor agreement does not give this work to the pools that could teach them",
    "qualified": "the pools that could teach them do not meet the standards for paraprofessionals",
    "supervised_by": "the pools that could teach them do not work under a teacher's direct supervision",
    "week": "no tutor's paid week is as long as one group takes",
    "rules": "no stream may pay here: the school, the students or the tutoring model do not meet any program's rules",
    "supplanting": "the only money that could pay must not replace what state or local money paid last year, or what a "
    "law requires",
    "window": "no stream that may pay covers the dates",
    "materials": "the money that may pay their tutors pays for no materials, and no other money may",
}


def unserved_table(
    formulation: Formulation, program: Program, served: Floats, values: Floats, codes: pd.Series
) -> pd.DataFrame:
    """One row per cohort with students left, its reason and limit; with the seats served they add up to the need.

    `program`: the one that was solved, whole or not; `served`: students per cohort; `codes`: per band, the rule that
    left it without a tutoring model or a place (blank otherwise).
    """
    inputs = formulation.inputs
    cohorts = inputs.need.cohorts
    left = cohorts["students"].to_numpy(dtype=float) - served
    cohort = np.flatnonzero(left > 1e-6)
    band = cohorts["band"].to_numpy(dtype=np.int64)[cohort]
    reason, limit = _placed(formulation, program, values, band)
    for position, code in enumerate(codes.reindex(band).fillna("").to_numpy()):
        if code:
            reason[position], _, limit[position] = str(code).partition(":")
    number = left[cohort]
    rows = {
        "cohort_id": cohorts["cohort_id"].to_numpy(dtype=object)[cohort],
        "school_id": cohorts["school_id"].to_numpy(dtype=object)[cohort],
        "students": number,
        "reason": reason,
        "limit": limit,
        "basis": np.where(np.isin(reason, ["outbid", "remainder", "choice"]), "limits of the plan", "rights"),
        "sentence": [
            sentence(str(why), str(what), count) for why, what, count in zip(reason, limit, number, strict=True)
        ],
    }
    return pd.DataFrame(rows)[list(SHAPES["unserved"][1])]


def limit_words(limit: str) -> str:
    """What a limit or a rule means for the students it stops; blank for an unknown one.

    >>> limit_words("budget")
    'the money that may pay for them is used up'
    """
    return SAYS.get(limit) or RULES.get(limit, "")


def sentence(reason: str, limit: str, students: float) -> str:
    """The reason in words.

    >>> sentence("outbid", "budget", 3)
    '3 students: the money that may pay for them is used up.'
    """
    if reason == "no_model":
        words = "no tutoring model is possible for them; the recommendation says what excludes each"
    else:
        words = limit_words(limit) or limit
    return f"{print_count(round(students, 6), 'student')}: {words}."


def _placed(
    formulation: Formulation, program: Program, values: Floats, band: Ints
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """Reason and limit of cohorts whose band has places: what stops most places, if all are stopped."""
    structure = formulation.inputs.structure
    stop = _stops(formulation, program, values)
    names = np.array(["", "take_up", *LIMITS, "whole_people", "budget"], dtype=object)
    of_class = np.zeros((len(structure.class_shared), len(names)), dtype=np.int64)
    np.add.at(of_class, (structure.taught_class, stop), 1)
    of_band = np.zeros((len(formulation.inputs.need.bands), len(names)), dtype=np.int64)
    np.add.at(of_band, structure.pair_band, of_class[structure.pair_class])
    most = len(names) - 1 - np.argmax(of_band[:, ::-1], axis=1)
    best = np.where(of_band[:, 0] > 0, 0, most)[band]
    limit = names[best].copy()
    reason = np.where(limit == "", "remainder", np.where(limit == "take_up", "choice", "outbid")).astype(object)
    nowhere = of_band[band].sum(axis=1) == 0
    reason[nowhere], limit[nowhere] = "no_stream", "rules"
    limit[limit == ""] = "ratio"
    return reason, limit


def _stops(formulation: Formulation, program: Program, values: Floats) -> Ints:
    """Per taught column: 0 where one more group fits, 1 where families would not choose it, else its limit."""
    layout = formulation.layout
    stop = np.zeros(layout.n_taught, dtype=np.int64)
    budget = _budget_stops(formulation, values)
    stop[budget] = MONEY
    stop[out_of_reach(formulation, values)] = LIMITS.index("contract_minimum") + 2
    stop[_nobody(formulation, program, values)] = PEOPLE
    stop[_no_week(formulation, program, values)] = LIMITS.index("whole_hours") + 2
    stop[closed_columns(formulation, values)] = LIMITS.index("opened") + 2
    families = {rows.family: rows for rows in program.rows if rows.family != "opened"}
    for rank in range(len(LIMITS) - 1, -1, -1):
        if LIMITS[rank] in families:
            stop[_full(families[LIMITS[rank]], layout, values)] = rank + 2
    closed = _chosen_out(formulation, values)
    stop[closed & (stop == 0)] = 1
    return stop


def _nobody(formulation: Formulation, program: Program, values: Floats) -> NDArray[np.bool_]:
    """Taught columns whose station is full while no whole person of the pool is free at its time; none in the LP."""
    layout = formulation.layout
    families = {rows.family: rows for rows in program.rows}
    full = np.zeros(layout.n_taught, dtype=bool)
    if "whole_people" not in families:
        return full
    begin = formulation.program.n_columns
    taken = np.zeros(program.n_columns - begin, dtype=bool)
    people = families["whole_people"]
    slack = people.limits - np.bincount(people.row, weights=people.value * values[people.column], minlength=people.size)
    taken[people.column[slack[people.row] < 1 - 1e-6] - begin] = True
    for name in ("whole_slots", "whole_week"):
        if name in families:
            full[_full(families[name], layout, values)] = True
    return full & taken[stations_of(formulation).of_taught]


def _no_week(formulation: Formulation, program: Program, values: Floats) -> NDArray[np.bool_]:
    """Taught columns without room in a load, of a crew all of whose people work a week; none in the LP."""
    layout, inputs = formulation.layout, formulation.inputs
    families = {rows.family: rows for rows in program.rows}
    full = np.zeros(layout.n_taught, dtype=bool)
    if "whole_crew" not in families:
        return full
    full[_full(families["whole_loads"], layout, values)] = True
    crew = families["whole_crew"]
    slack = crew.limits - np.bincount(crew.row, weights=crew.value * values[crew.column], minlength=crew.size)
    busy = crew.keys[slack < 1 - 1e-6]
    place = inputs.structure.taught_place
    pool = inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[inputs.rights.places.pool[place]]
    school = inputs.facts.blocks["school"].to_numpy(dtype=np.int64)[inputs.rights.places.block[place]]
    ids = inputs.facts.schools["school_id"].to_numpy(dtype=object)[school]
    at_work = {(row.pool_id, row.school_id) for row in busy.itertuples()}
    taken = [(one, "") in at_work or (one, where) in at_work for one, where in zip(pool, ids, strict=True)]
    without: NDArray[np.bool_] = full & np.array(taken, dtype=bool)
    return without


def _full(rows: Rows, layout: Layout, values: Floats) -> Ints:
    """Taught columns that one of these rows has no room for."""
    taught = rows.column - layout.taught_begin
    slack = rows.limits - np.bincount(rows.row, weights=rows.value * values[rows.column], minlength=rows.size)
    inside = (taught >= 0) & (taught < layout.n_taught) & (rows.value > 0)
    full: Ints = taught[inside & (slack[rows.row] < rows.value - TOLERANCE)]
    return full


def _budget_stops(formulation: Formulation, values: Floats) -> NDArray[np.bool_]:
    """Whether a group's payers have less left than it costs, in some period."""
    money = formulation.money
    room = room_for_dollars(formulation, values)
    of_row = np.bincount(money.of_row, weights=room, minlength=len(money.payers))
    taught = money.column - formulation.layout.taught_begin
    inside = (taught >= 0) & (taught < formulation.layout.n_taught)
    short = inside & (of_row[money.row] < money.dollars - 1e-6)
    stops = np.zeros(formulation.layout.n_taught, dtype=bool)
    stops[taught[short]] = True
    return stops


def _chosen_out(formulation: Formulation, values: Floats) -> NDArray[np.bool_]:
    """Taught columns whose outlet is at its take-up limit for every kind."""
    structure, entries = formulation.inputs.structure, formulation.entries
    rows = next((part for part in formulation.program.rows if part.family == "take_up"), None)
    open_outlet = np.ones(len(structure.outlet_class), dtype=bool)
    if rows is not None:
        slack = rows.limits - np.bincount(rows.row, weights=rows.value * values[rows.column], minlength=rows.size)
        full = np.zeros(formulation.program.n_columns, dtype=bool)
        full[rows.column[slack[rows.row] < 1 - 1e-6]] = True
        open_outlet[:] = False
        open_outlet[entries.outlet[~full[entries.column]]] = True
    out: NDArray[np.bool_] = ~open_outlet[structure.taught_outlet]
    return out
