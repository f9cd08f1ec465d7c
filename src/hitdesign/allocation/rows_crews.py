"""Row families of crews: groups in loads, loads in weeks, weeks of people."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.crews import Crew
from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.stations import Stations, station_keys, whole_people
from hitdesign.solving.parts import Columns, Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CrewColumns:
    """All crews' columns end to end: `loads` and then `weeks`; `begin` is the first of them in the whole program."""

    crews: list[Crew]
    begin: int

    @property
    def load_begins(self) -> Ints:
        """Where each crew's loads begin, and where the last end."""
        sizes = [len(crew.load_station) for crew in self.crews]
        begins: Ints = self.begin + np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return begins

    @property
    def week_begins(self) -> Ints:
        """Where each crew's weeks begin, and where the last end."""
        sizes = [len(crew.week_hours) for crew in self.crews]
        begins: Ints = self.load_begins[-1] + np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        return begins

    def columns(self, formulation: Formulation, stations: Stations) -> tuple[Columns, Columns]:
        """loads: people of a crew at a station with these groups; weeks: people who work such a week."""
        pools = formulation.inputs.facts.tutors["pool_id"].to_numpy(dtype=object)
        schools = np.append(formulation.inputs.facts.schools["school_id"].to_numpy(dtype=object), "")
        station = _joined([crew.load_station for crew in self.crews])
        loads = pd.DataFrame({"pool_id": pools[stations.pool[station]], "block": stations.block[station]})
        home = _joined([np.full(len(crew.week_hours), crew.home) for crew in self.crews])
        pool = _joined([np.full(len(crew.week_hours), crew.pool) for crew in self.crews])
        weeks = pd.DataFrame({"pool_id": pools[pool], "school_id": schools[home]})
        return _whole("loads", loads), _whole("weeks", weeks)

    def schools(self, formulation: Formulation, stations: Stations) -> Ints:
        """The school of each column, -1 where it has none."""
        of_block = np.append(formulation.inputs.facts.blocks["school"].to_numpy(dtype=np.int64), -1)
        station = _joined([crew.load_station for crew in self.crews])
        home = _joined([np.full(len(crew.week_hours), crew.home) for crew in self.crews])
        return np.concatenate([of_block[stations.block[station]], home])


def _whole(kind: str, keys: pd.DataFrame) -> Columns:
    return Columns(kind, keys, np.zeros(len(keys)), np.full(len(keys), np.inf), True)


def _joined(parts: list[Ints]) -> Ints:
    return np.concatenate([np.zeros(0, dtype=np.int64), *parts]).astype(np.int64)


def crew_rows(formulation: Formulation, stations: Stations, present: int, at: CrewColumns) -> tuple[Rows, ...]:
    """whole_loads, whole_present, whole_weeks, whole_crew; `present` is where the present columns begin."""
    return (
        _loads(formulation, stations, at),
        _present(formulation, stations, present, at),
        _weeks(formulation, at),
        _crew(formulation, at),
    )


def _loads(formulation: Formulation, stations: Stations, at: CrewColumns) -> Rows:
    """whole_loads: every group of a station is in somebody's load.

    Formula: sum of taught with s sessions a week <= sum over loads of groups[load, s] x loads, per station and s.
    """
    models = formulation.inputs.facts.models["sessions_per_week"].to_numpy(dtype=np.int64)
    taught_kind = models[formulation.inputs.rights.places.model[formulation.inputs.structure.taught_place]]
    width = int(models.max(initial=0)) + 1
    key, column, value = [], [], []
    for crew, begin in zip(at.crews, at.load_begins[:-1], strict=True):
        load, kind = np.nonzero(crew.load_groups)
        key.append(crew.load_station[load] * width + crew.sessions[kind])
        column.append(begin + load)
        value.append(-crew.load_groups[load, kind])
    held = _joined(key)
    taught = np.flatnonzero(np.isin(stations.of_taught * width + taught_kind, held))
    keys, row = np.unique(
        np.concatenate([held, (stations.of_taught * width + taught_kind)[taught]]), return_inverse=True
    )
    names = station_keys(formulation, stations).iloc[keys // width]
    return family(
        "whole_loads",
        {str(name): names[name].to_numpy() for name in names.columns},
        row,
        np.concatenate([_joined(column), formulation.layout.taught_begin + taught]),
        np.concatenate([_joined(value).astype(float), np.ones(len(taught))]),
        "<=",
        np.zeros(len(keys)),
        "groups",
        "{pool_id} in {block_id} at {school_id} has somebody for every group",
    )


def _present(formulation: Formulation, stations: Stations, present: int, at: CrewColumns) -> Rows:
    """whole_present: who has a load at a station is there.

    Formula: sum of loads at the station <= present.
    """
    station = _joined([crew.load_station for crew in at.crews])
    used, row = np.unique(station, return_inverse=True)
    names = station_keys(formulation, stations).iloc[used]
    return family(
        "whole_present",
        {str(name): names[name].to_numpy() for name in names.columns},
        np.concatenate([row, np.arange(len(used))]),
        np.concatenate([at.begin + np.arange(len(station)), present + used]),
        np.concatenate([np.ones(len(station)), -np.ones(len(used))]),
        "<=",
        np.zeros(len(used)),
        "people",
        "{pool_id} in {block_id} at {school_id} are there when they teach",
    )


def _weeks(formulation: Formulation, at: CrewColumns) -> Rows:
    """whole_weeks: as many people give so many hours to a time as loads there need.

    Formula: sum of loads of h hours and more <= sum of weeks with h hours and more at that time, per time and h.
    """
    row: list[Ints] = []
    column: list[Ints] = []
    value: list[Ints] = []
    pool: list[int] = []
    for crew, loads, weeks in zip(at.crews, at.load_begins[:-1], at.week_begins[:-1], strict=True):
        for slot in range(crew.week_hours.shape[1]):
            here = crew.load_slot == slot
            for level in np.unique(crew.load_hours[here]):
                needs = np.flatnonzero(here & (crew.load_hours >= level))
                gives = np.flatnonzero(crew.week_hours[:, slot] >= level)
                row.append(np.full(len(needs) + len(gives), len(pool)))
                column.append(np.concatenate([loads + needs, weeks + gives]))
                value.append(np.concatenate([np.ones(len(needs), np.int64), -np.ones(len(gives), np.int64)]))
                pool.append(crew.pool)
    return family(
        "whole_weeks",
        {"pool_id": formulation.inputs.facts.tutors["pool_id"].to_numpy(dtype=object)[np.array(pool, dtype=np.int64)]},
        _joined(row),
        _joined(column),
        _joined(value).astype(float),
        "<=",
        np.zeros(len(pool)),
        "people",
        "{pool_id} have enough of a week left for their groups",
    )


def _crew(formulation: Formulation, at: CrewColumns) -> Rows:
    """whole_crew: every person works one week.

    Formula: sum of weeks <= whole people of the pool, or <= staff of the school.
    """
    people, staff = whole_people(formulation), formulation.staff
    row = [np.full(len(crew.week_hours), number) for number, crew in enumerate(at.crews)]
    at_home = np.flatnonzero([crew.home >= 0 for crew in at.crews]).astype(np.int64)
    keys = list(zip(staff["pool"], staff["school"], strict=True))
    column = [formulation.staff_begin + keys.index((at.crews[one].pool, at.crews[one].home)) for one in at_home]
    weeks = np.arange(at.week_begins[0], at.week_begins[-1])
    facts = formulation.inputs.facts
    schools = np.append(facts.schools["school_id"].to_numpy(dtype=object), "")
    return family(
        "whole_crew",
        {
            "pool_id": facts.tutors["pool_id"].to_numpy(dtype=object)[_joined([np.array([c.pool]) for c in at.crews])],
            "school_id": schools[_joined([np.array([c.home]) for c in at.crews])],
        },
        np.concatenate([_joined(row), at_home]),
        np.concatenate([weeks, np.array(column, dtype=np.int64)]),
        np.concatenate([np.ones(len(weeks)), -np.ones(len(column))]),
        "<=",
        np.array([0.0 if crew.home >= 0 else people[crew.pool] for crew in at.crews]),
        "people",
        "{pool_id} are no more than there are",
    )
