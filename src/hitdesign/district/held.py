"""What programs that already run hold of rooms, tutors and dollars, taken out of what the new program may use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from hitdesign.district.defaults import Table, printed
from hitdesign.district.existing import ExistingProgram
from hitdesign.district.records import FundingStream
from hitdesign.evidence.assumption import Assumption

#: A row whose school_id is this holds at every school without a row of the same program.
EVERYWHERE = "*"
Bools = npt.NDArray[np.bool_]


def at_schools(
    programs: Iterable[ExistingProgram], school_ids: Sequence[str]
) -> Iterator[tuple[ExistingProgram, list[str]]]:
    """Each row with the schools at which it holds: its own, or for `*` every one without a row of that program."""
    rows = list(programs)
    own = {(row.program_id, row.school_id) for row in rows}
    for row in rows:
        if row.school_id != EVERYWHERE:
            yield row, [row.school_id]
        else:
            yield row, [one for one in school_ids if (row.program_id, one) not in own]


def rooms_held(programs: Iterable[ExistingProgram], school_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """Groups at once that kept programs hold, by school and block; replaced programs give their rooms back."""
    held: dict[tuple[str, str], int] = {}
    for row, schools in at_schools(programs, school_ids):
        if row.decision == "keep" and row.block_id and row.groups_at_once:
            for school_id in schools:
                held[school_id, row.block_id] = held.get((school_id, row.block_id), 0) + row.groups_at_once
    return held


def tutors_held(programs: Iterable[ExistingProgram]) -> dict[str, tuple[int, float]]:
    """People and weekly hours of other people that kept and replaced programs take, by pool."""
    return _sums(programs, ("keep", "replace"), lambda row: row.pool_id, lambda row: (row.tutors, row.hours_per_week))


def dollars_held(programs: Iterable[ExistingProgram]) -> dict[str, float]:
    """Dollars of kept programs by who paid for them: a stream, or a program of the evidence."""
    sums = _sums(programs, ("keep",), lambda row: row.paid_by, lambda row: (0, row.dollars))
    return {name: dollars for name, (_, dollars) in sums.items()}


def without_held_rooms(
    blocks: pd.DataFrame, schools: pd.DataFrame, programs: Sequence[ExistingProgram]
) -> pd.DataFrame:
    """The facts' blocks with fewer groups at once where kept programs hold rooms.

    Formula: groups_at_once - sum of held groups over the block and the blocks of its room_group that overlap it, not
    below 0.
    """
    ids = schools["school_id"].tolist()
    held = rooms_held(programs, ids)
    if not held:
        return blocks
    place = zip(blocks["school"], blocks["block_id"], strict=True)
    own = np.array([held.get((ids[school], str(block)), 0) for school, block in place], dtype=np.int64)
    lost = own.copy()
    for row in np.flatnonzero(own).tolist():
        lost += own[row] * _sharing(blocks, row)
    left = np.maximum(blocks["groups_at_once"].to_numpy(dtype=np.int64) - lost, 0)
    return blocks.assign(groups_at_once=left)


def without_held_tutors(tutors: pd.DataFrame, programs: Sequence[ExistingProgram]) -> pd.DataFrame:
    """The facts' tutors without the people of kept and replaced programs, and with fewer hours for the others.

    Formula: tutors - held; hours_per_tutor_week - held hours / people left after vacancies, neither below 0.
    """
    held = tutors_held(programs)
    if not held:
        return tutors
    gone = np.array([held.get(str(pool), (0, 0.0)) for pool in tutors["pool_id"]], dtype=np.float64).reshape(-1, 2)
    people = np.maximum(tutors["tutors"].to_numpy(dtype=np.int64) - gone[:, 0].astype(np.int64), 0)
    after = people * (1 - tutors["vacancy_rate"].to_numpy(dtype=np.float64))
    each = np.divide(gone[:, 1], after, out=np.zeros(len(after)), where=after > 0)
    hours = np.maximum(tutors["hours_per_tutor_week"].to_numpy(dtype=np.float64) - each, 0.0)
    return tutors.assign(tutors=people, people=after, hours_per_tutor_week=hours)


def without_held_dollars(funding: Table, programs: Sequence[ExistingProgram]) -> Table:
    """The facts' funding with the dollars of kept programs among those that are committed, and gone from available."""
    held = dollars_held(programs)
    gone = np.array([held.get(str(stream), 0.0) for stream in funding["stream_id"]], dtype=np.float64)
    if not gone.any():
        return funding
    available = np.where(funding["counts"], np.maximum(funding["available_dollars"] - gone, 0.0), 0.0)
    return {**funding, "committed_dollars": funding["committed_dollars"] + gone, "available_dollars": available}


def assumed_of_held(programs: Iterable[ExistingProgram], funding: Iterable[FundingStream]) -> tuple[Assumption, ...]:
    """What was taken for granted where kept programs share people and streams with the new one."""
    rows = list(programs)
    shared = sum(row.decision != "fold_in" and bool(row.pool_id) and bool(row.hours_per_week) for row in rows)
    held = dollars_held(rows)
    committed = [row for row in funding if row.stream_id in held and (row.committed_dollars or 0) > 0]
    found = []
    if shared:
        why = "Hours that a program takes of a pool's people are taken evenly from all people of the pool."
        found.append(printed("existing_programs.hours_per_week", "evenly", why, shared, verified=False))
    if committed:
        why = "Dollars of kept programs are taken off their stream beside its committed_dollars, which hold others."
        found.append(printed("existing_programs.dollars", "beside", why, len(committed), verified=False))
    return tuple(found)


def _sums(
    programs: Iterable[ExistingProgram],
    decisions: tuple[str, ...],
    name_of: Callable[[ExistingProgram], str],
    amounts_of: Callable[[ExistingProgram], tuple[int | None, float | None]],
) -> dict[str, tuple[int, float]]:
    sums: dict[str, tuple[int, float]] = {}
    for row in programs:
        if row.decision in decisions and name_of(row):
            whole, part = amounts_of(row)
            before = sums.get(name_of(row), (0, 0.0))
            sums[name_of(row)] = (before[0] + (whole or 0), before[1] + (part or 0.0))
    return sums


def _sharing(blocks: pd.DataFrame, row: int) -> Bools:
    """Other blocks of the school that share rooms with this one at the same time.

    Blocks of one `when` overlap unless both have a clock time that keeps them apart; blocks without a common day or a
    common week never do.
    """
    one = blocks.iloc[row]
    if not one["room_group"]:
        return np.zeros(len(blocks), dtype=bool)
    both = (blocks["school"] == one["school"]) & (blocks["room_group"] == one["room_group"])
    both &= (blocks["when"] == one["when"]) & (blocks["starts_on"] <= one["ends_on"])
    both &= blocks["ends_on"] >= one["starts_on"]
    both &= np.array([bool(set(days) & set(one["days"])) for days in blocks["days"]], dtype=bool)
    start, end = blocks["starts_minute"], blocks["starts_minute"] + blocks["minutes"]
    apart = (start >= one["starts_minute"] + one["minutes"]) | (end <= one["starts_minute"])
    found: Bools = (both & ~apart).to_numpy(dtype=bool) & (np.arange(len(blocks)) != row)
    return found
