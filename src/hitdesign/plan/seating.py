"""The groups of a plan as a roster needs them: when each meets, how many it holds, whose seats its place has."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.allocation.formulation import Formulation
from hitdesign.district.cohorts import MARKS
from hitdesign.errors import Fault, InputError
from hitdesign.plan.plan import Plan

GROUP = ["school_id", "band_id", "block_id", "pool_id", "model_id", "group"]
PLACE = ["school_id", "band_id", "block_id", "pool_id", "model_id"]


class Meeting(NamedTuple):
    """One session of a week: `start` and `end` count from midnight, or from the block's start where it has no clock."""

    day: str
    start: int
    end: int
    clocked: bool
    block: int
    when: str
    first: str
    last: str


@dataclass(frozen=True)
class Seating:
    """`groups`: GROUP, place (code), students (planned), most, tutor, enrolment, week (code of its meetings).

    `weeks`: the meetings of each code. `seats`: place, needs (which marks a student must have, a code into `marks`),
    students.
    """

    groups: pd.DataFrame
    weeks: tuple[tuple[Meeting, ...], ...]
    seats: pd.DataFrame

    @cached_property
    def _known(self) -> dict[tuple[int, int], bool]:
        return {}

    def overlap(self, one: int, other: int) -> bool:
        """Whether two weeks, by their codes, hold a common moment or cannot be told apart."""
        key = (min(one, other), max(one, other))
        if key not in self._known:
            self._known[key] = any(same_moment(a, b) for a in self.weeks[one] for b in self.weeks[other])
        return self._known[key]


def same_moment(a: Meeting, b: Meeting) -> bool:
    """Whether two sessions may fall together: in one block by their minutes, else by the clock.

    Where a clock is not known, sessions of blocks at the same time of day fall together on a common day.
    """
    if a.day != b.day or a.last < b.first or b.last < a.first:
        return False
    if a.block == b.block or (a.clocked and b.clocked):
        return a.start < b.end and b.start < a.end
    return a.when == b.when


def seating_of(plan: Plan) -> Seating:
    """The groups and seats of a whole plan; raises InputError where it has no timetable of all its groups."""
    allocation, formulation = plan.allocation, plan.allocation.formulation
    if formulation is None or not allocation.whole:
        raise InputError([_fault("the plan is not one of whole students and groups", "a plan made by design")])
    meetings = allocation.timetable
    table = meetings.groupby(GROUP, sort=True, observed=True)[["students", "tutor", "term"]].first().reset_index()
    if len(table) != int(allocation.groups["groups"].sum()):
        raise InputError([_fault("the timetable does not hold every group of the plan", "a timetable of all groups")])
    facts = formulation.inputs.facts
    blocks = _block_rows(plan)
    weeks, codes = _weeks(plan, meetings, blocks)
    block = _block_of(table, blocks)
    size = facts.models.set_index("model_id")["students_per_tutor"]
    online = facts.models.set_index("model_id")["modality"].reindex(table["model_id"]).to_numpy() == "online"
    planned = table["students"].to_numpy(dtype=np.int64)
    place = table.groupby(PLACE, sort=True, observed=True).ngroup().to_numpy(dtype=np.int64)
    table = table.assign(
        place=place,
        most=np.where(online, planned, size.reindex(table["model_id"]).to_numpy(dtype=np.int64)),
        enrolment=facts.blocks["enrolment"].to_numpy(dtype=object)[block],
        week=[codes[key] for key in table[GROUP].itertuples(index=False, name=None)],
    )
    return Seating(table, weeks, _seats(plan, formulation, table))


def _block_rows(plan: Plan) -> pd.DataFrame:
    blocks, schools = plan.facts.blocks, plan.facts.schools
    return blocks.assign(
        school_id=schools["school_id"].to_numpy(dtype=object)[blocks["school"]], row=range(len(blocks))
    )


def _block_of(table: pd.DataFrame, blocks: pd.DataFrame) -> npt.NDArray[np.int64]:
    known = pd.MultiIndex.from_frame(blocks[["school_id", "block_id"]])
    return np.asarray(known.get_indexer(pd.MultiIndex.from_frame(table[["school_id", "block_id"]])), dtype=np.int64)


def _weeks(
    plan: Plan, meetings: pd.DataFrame, blocks: pd.DataFrame
) -> tuple[tuple[tuple[Meeting, ...], ...], dict[tuple[object, ...], int]]:
    """The different weeks, and each group's code."""
    row = _block_of(meetings, blocks)
    clock = blocks["starts_minute"].to_numpy(dtype=float)[row]
    clocked = ~np.isnan(clock)
    start = meetings["starts_minute"].to_numpy(dtype=np.int64) + np.where(clocked, clock, 0).astype(np.int64)
    end = start + meetings["minutes"].to_numpy(dtype=np.int64)
    when = blocks["when"].to_numpy(dtype=object)[row]
    terms = meetings["term"]
    sessions = list(
        map(
            Meeting,
            meetings["day"],
            start.tolist(),
            end.tolist(),
            clocked.tolist(),
            row.tolist(),
            when,
            terms.str[:10],
            terms.str[-10:],
        )
    )
    by_group: dict[tuple[object, ...], list[Meeting]] = {}
    for key, session in zip(meetings[GROUP].itertuples(index=False, name=None), sessions, strict=True):
        by_group.setdefault(key, []).append(session)
    weeks = {key: tuple(sorted(own)) for key, own in by_group.items()}
    known = {week: code for code, week in enumerate(sorted(set(weeks.values())))}
    return tuple(known), {key: known[week] for key, week in weeks.items()}


def _seats(plan: Plan, formulation: Formulation, groups: pd.DataFrame) -> pd.DataFrame:
    """Seats by place and by the marks that those who pay for them, or a promise, ask for."""
    cohorts = formulation.inputs.need.cohorts
    band = cohorts["band"].to_numpy(dtype=np.int64)
    band_id = formulation.inputs.need.bands["band_id"].to_numpy(dtype=object)[band]
    needs = formulation.inputs.rights.cohorts & limited_bits(formulation)[band]
    own = pd.DataFrame(
        {"cohort_id": cohorts["cohort_id"], "band_id": band_id, "needs": needs | promised_bits(plan, cohorts)}
    )
    seats = plan.allocation.seats.merge(own, on="cohort_id", how="left")
    place = groups.drop_duplicates("place")[[*PLACE, "place"]]
    keyed = seats.merge(place, on=PLACE, how="inner")
    return keyed.groupby(["place", "needs"], sort=True)["students"].sum().reset_index()


def limited_bits(formulation: Formulation) -> npt.NDArray[np.uint64]:
    """Per band: the streams that pay for some of its students only."""
    rights = formulation.inputs.rights
    limited = np.zeros(len(formulation.inputs.need.bands), dtype=np.uint64)
    np.bitwise_or.at(limited, rights.places.band, rights.limited)
    return limited


def promised_bits(plan: Plan, marks: pd.DataFrame) -> npt.NDArray[np.uint64]:
    """One bit, the highest first, for each mark that a floor or a mandate speaks of and the row has."""
    bits = np.zeros(len(marks), dtype=np.uint64)
    owed = {mark for duty in plan.facts.duties for mark in MARKS if getattr(duty.asks, mark) != "unknown"}
    named = sorted({floor.mark for floor in plan.policy.floors if floor.mark is not None} | owed)
    for number, mark in enumerate(named):
        bits |= np.where(marks[mark].to_numpy() == "yes", np.uint64(1) << np.uint64(63 - number), np.uint64(0))
    return bits


def _fault(problem: str, expected: str) -> Fault:
    return Fault(
        table="plan",
        problem=problem,
        expected=expected,
        what_to_do="Make the plan again, without limits on its search, until plan.allocation.proved is True",
    )
