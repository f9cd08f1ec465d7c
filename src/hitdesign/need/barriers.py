"""What stands in the way, as far as the tables show it: time, rooms, seats online, tutors, money; one rule each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.columns import Facts
from hitdesign.district.context_records import Barrier
from hitdesign.district.held import EVERYWHERE
from hitdesign.need.least_cost import least_seat_dollars
from hitdesign.need.need import Need
from hitdesign.quantities import print_count, print_dollars

Bools = npt.NDArray[np.bool_]
COLUMNS = ("code", "kind", "subject", "schools", "students", "sentence", "stated")
Row = tuple[str, str, str, int, int, str, bool]


def barriers_of(facts: Facts, need: Need, stated: Iterable[Barrier] = ()) -> pd.DataFrame:
    """Barriers found in the facts and those that the district states, each with the schools and seats behind it.

    Columns: code, kind, subject (blank: all), schools, students (seats in need at these schools, of the subject where
    one is named), sentence, stated. Found ones stand first, by kind; only what the tables are certain to show is said.
    """
    schools = facts.schools["school_id"]
    seats = need.bands.groupby("school_id")["students"].sum().reindex(schools).fillna(0).to_numpy(dtype=np.int64)
    found = [
        *_time(facts, seats),
        *_rooms(facts, seats),
        *_online(facts, seats),
        *_tutors(facts, need),
        *_money(facts, need),
    ]
    rows = [*found, *_stated(stated, need)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"schools": "int64", "students": "int64", "stated": bool})


def _time(facts: Facts, seats: npt.NDArray[np.int64]) -> Iterator[Row]:
    """Schools without a block; whose blocks are shorter than any session; where no tutoring model fits any block."""
    blocks, models = facts.blocks, facts.models
    school = blocks["school"].to_numpy(dtype=np.int64)
    has = _some(school, np.ones(len(blocks), dtype=bool), len(seats))
    least = int(models["minutes_per_session"].min())
    long_enough = (blocks["minutes"] >= least).to_numpy()
    fits = np.zeros(len(blocks), dtype=bool)
    for model in models.to_dict("records"):
        own = (blocks["minutes"] >= model["minutes_per_session"]) & (blocks["n_days"] >= model["sessions_per_week"])
        fits |= (own & (blocks["weeks"] >= model["weeks"])).to_numpy()
    longest = _some(school, long_enough, len(seats))
    yield from _at("no_block", "schedule", ~has, seats, "have no time set aside for tutoring")
    said = f"have no block of {least} minutes, the shortest session of any tutoring model"
    yield from _at("blocks_short", "schedule", has & ~longest, seats, said)
    said = "have no block with the minutes, days a week and weeks that any one tutoring model needs"
    yield from _at("blocks_unfit", "schedule", longest & ~_some(school, fits, len(seats)), seats, said)


def _rooms(facts: Facts, seats: npt.NDArray[np.int64]) -> Iterator[Row]:
    """Schools with blocks, none of which has room for a group once kept programs have theirs."""
    blocks = facts.blocks
    school = blocks["school"].to_numpy(dtype=np.int64)
    has = _some(school, np.ones(len(blocks), dtype=bool), len(seats))
    room = _some(school, (blocks["groups_at_once"] > 0).to_numpy(), len(seats))
    yield from _at("no_rooms", "space", has & ~room, seats, "have no room left for a group in any block")


def _online(facts: Facts, seats: npt.NDArray[np.int64]) -> Iterator[Row]:
    """Schools without a seat online, where tutors online are there; without such tutors nobody needs one."""
    tutors, blocks = facts.tutors, facts.blocks
    if not ((tutors["modality"] == "online") & (tutors["people"] > 0)).any():
        return
    school = blocks["school"].to_numpy(dtype=np.int64)
    online = _some(school, (blocks["online_seats"] > 0).to_numpy(), len(seats))
    said = "have no seat online in any block, so that tutors online cannot reach them"
    yield from _at("no_online_seats", "technology", ~online, seats, said)


def _tutors(facts: Facts, need: Need) -> Iterator[Row]:
    """Per subject: bands that no pool with people may teach, by subject, grades and school."""
    bands = need.bands
    taught = np.zeros(len(bands), dtype=bool)
    for pool in facts.tutors.to_dict("records"):
        if pool["people"] > 0 and pool["hours_per_tutor_week"] > 0:
            may = (bands["grade_low"] >= pool["grade_low"]) & (bands["grade_high"] <= pool["grade_high"])
            may &= bands["subject"].isin(pool["subjects"]) | (not pool["subjects"])
            may &= bands["school_id"].isin(pool["schools"]) | (not pool["schools"])
            taught |= may.to_numpy(dtype=bool)
    lacking = bands[~taught & (bands["students"] > 0)]
    for subject, part in lacking.groupby("subject", sort=True):
        schools, students = int(part["school_id"].nunique()), int(part["students"].sum())
        said = f"No pool of tutors may teach {subject} to {_behind(students)} at {print_count(schools, 'school')}."
        yield "no_tutors", "staff", str(subject), schools, students, said, False


def _money(facts: Facts, need: Need) -> Iterator[Row]:
    """Money too little for all seats even at the least that a seat costs here; silent where that is unknown."""
    least = least_seat_dollars(facts)
    open_streams = facts.funding["counts"] & ~facts.funding["closed"]
    available = float(facts.funding.loc[open_streams, "available_dollars"].sum())
    seats = need.students
    if least is None or least <= 0 or available >= least * seats:
        return
    reached = int(available / least)
    said = (
        f"The {print_dollars(available)} available pay for at most {print_count(reached, 'seat')} of the {seats:,} "
        f"needed: no seat costs less than {print_dollars(least)} here, whatever the tutoring model."
    )
    schools = int(need.bands.loc[need.bands["students"] > 0, "school_id"].nunique())
    yield "money_short", "money", "", schools, seats - reached, said, False


def _stated(stated: Iterable[Barrier], need: Need) -> Iterator[Row]:
    """The district's own rows with the need that they touch."""
    for row in stated:
        touched = need.bands[need.bands["students"] > 0]
        if row.school_id != EVERYWHERE:
            touched = touched[touched["school_id"] == row.school_id]
        if row.subject:
            touched = touched[touched["subject"] == row.subject]
        schools, students = int(touched["school_id"].nunique()), int(touched["students"].sum())
        yield row.barrier_id, row.kind, row.subject, schools, students, row.barrier, True


def _some(school: npt.NDArray[np.int64], which: Bools, schools: int) -> Bools:
    """Per school whether any of these blocks is one of its own."""
    found = np.zeros(schools, dtype=bool)
    found[school[which]] = True
    return found


def _at(code: str, kind: str, where: Bools, seats: npt.NDArray[np.int64], said: str) -> Iterator[Row]:
    """One row for the schools with need where it holds."""
    here = where & (seats > 0)
    if here.any():
        schools, students = int(here.sum()), int(seats[here].sum())
        words = said if schools > 1 else said.replace("have ", "has ", 1)
        sentence = f"{print_count(schools, 'school')} {words}: {_behind(students)} {_are(students)} needed there."
        yield code, kind, "", schools, students, sentence, False


def _behind(students: int) -> str:
    return print_count(students, "seat")


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
