"""Posts: how many people of a pool serve a school, where one person may serve only so many schools."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.layout import family
from hitdesign.allocation.opened import paid_pools_of
from hitdesign.allocation.packing import bin_rows
from hitdesign.allocation.stations import Stations, whole_people
from hitdesign.solving.parts import Columns, Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Posts:
    """Per post: `pool` and `school`; `of_station` holds each station's post, -1 where its people go where they like.

    `begin` is where the posts' columns begin in the whole program.
    """

    pool: Ints
    school: Ints
    of_station: Ints
    begin: int

    def columns(self, formulation: Formulation) -> Columns:
        """posts: people of a pool who serve a school at any time."""
        facts = formulation.inputs.facts
        keys = pd.DataFrame(
            {
                "pool_id": facts.tutors["pool_id"].to_numpy(dtype=object)[self.pool],
                "school_id": facts.schools["school_id"].to_numpy(dtype=object)[self.school],
            }
        )
        return Columns("posts", keys, np.zeros(len(keys)), np.full(len(keys), np.inf), True)


def posts_of(formulation: Formulation, stations: Stations, begin: int) -> Posts:
    """The posts of pools that teach in person, are on no staff, and could serve more schools than one person may."""
    facts = formulation.inputs.facts
    tutors, blocks = facts.tutors, facts.blocks["school"].to_numpy(dtype=np.int64)
    sites = tutors["sites_per_tutor"].to_numpy(dtype=float)
    bound = np.isfinite(sites) & (tutors["pay"] != "salaried").to_numpy()
    at = np.flatnonzero(bound[stations.pool] & (stations.block >= 0))
    keys, post = np.unique(
        np.stack([stations.pool[at], blocks[stations.block[at]]], axis=1), axis=0, return_inverse=True
    )
    schools = np.bincount(keys[:, 0], minlength=len(tutors))
    kept = (schools > sites)[keys[:, 0]]
    number = np.where(kept, np.cumsum(kept) - 1, -1)
    of_station = np.full(len(stations.pool), -1, dtype=np.int64)
    of_station[at] = number[post.ravel()]
    return Posts(keys[kept, 0], keys[kept, 1], of_station, begin)


def post_rows(formulation: Formulation, stations: Stations, posts: Posts, present: int, share: Floats) -> list[Rows]:
    """site_present, site_week, site_limit; `present` is where the present columns begin, `share` a group's week."""
    if not len(posts.pool):
        return []
    return [
        _present(formulation, stations, posts, present),
        _week(formulation, stations, posts, share),
        _limit(formulation, posts),
    ]


def _keys(formulation: Formulation, posts: Posts, post: Ints) -> pd.DataFrame:
    return posts.columns(formulation).keys.iloc[post].reset_index(drop=True)


def _present(formulation: Formulation, stations: Stations, posts: Posts, present: int) -> Rows:
    """site_present: people who are at a school at the same time are different people.

    Formula: sum of present at the school over stations that overlap in time <= posts.
    """
    overlaps = formulation.inputs.rights.calendar.overlaps
    own = np.flatnonzero(posts.of_station >= 0)
    number, entry = np.nonzero(overlaps[:, stations.time_class[own]])
    keys, row = np.unique(posts.of_station[own[entry]] * len(overlaps) + number, return_inverse=True)
    post = keys // len(overlaps)
    names = _keys(formulation, posts, post)
    return family(
        "site_present",
        {str(name): names[name].to_numpy() for name in names.columns},
        np.concatenate([row.ravel(), np.arange(len(keys))]),
        np.concatenate([present + own[entry], posts.begin + post]),
        np.concatenate([np.ones(len(entry)), -np.ones(len(keys))]),
        "<=",
        np.zeros(len(keys)),
        "people",
        "{pool_id} has as many people at {school_id} as are there at once",
    )


def _week(formulation: Formulation, stations: Stations, posts: Posts, share: Floats) -> Rows:
    """site_week: a school's groups fit the paid weeks of those who serve it.

    Formula: sum of pack(weekly hours / hours a week) x taught at the school <= posts, between term boundaries.
    """
    inputs = formulation.inputs
    place = inputs.structure.taught_place
    post = posts.of_station[stations.of_taught]
    own = np.flatnonzero(post >= 0)
    intervals = inputs.rights.calendar.intervals
    number, entry = np.nonzero(intervals[:, inputs.rights.calendar.time_class[inputs.rights.places.block[place[own]]]])
    keys, row = np.unique(post[own[entry]] * len(intervals) + number, return_inverse=True)
    return bin_rows(
        formulation,
        "site_week",
        "{pool_id} at {school_id} stay within their paid week",
        share[own[entry]],
        own[entry],
        row.ravel(),
        _keys(formulation, posts, keys // len(intervals)),
        posts.begin + keys // len(intervals),
        np.zeros(len(keys)),
    )


def _limit(formulation: Formulation, posts: Posts) -> Rows:
    """site_limit: a person serves no more schools than the pool allows.

    Formula: sum over schools of posts <= sites_per_tutor x whole people (of those paid for, where they are counted).
    """
    tutors = formulation.inputs.facts.tutors
    sites = tutors["sites_per_tutor"].to_numpy(dtype=float)
    pools, row = np.unique(posts.pool, return_inverse=True)
    paid, begin = paid_pools_of(formulation)
    counted = np.flatnonzero(np.isin(pools, paid))
    limits = np.floor(sites[pools]) * whole_people(formulation)[pools]
    limits[counted] = 0.0
    return family(
        "site_limit",
        {"pool_id": tutors["pool_id"].to_numpy(dtype=object)[pools]},
        np.concatenate([row.ravel(), counted]),
        np.concatenate([posts.begin + np.arange(len(posts.pool)), begin + np.searchsorted(paid, pools[counted])]),
        np.concatenate([np.ones(len(posts.pool)), -np.floor(sites[pools[counted]])]),
        "<=",
        limits,
        "schools",
        "people of {pool_id} serve no more schools than they may",
    )
