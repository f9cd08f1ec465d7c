"""Every school district of the nation with one call, each planned by itself, on one worker and on two.

The 13,184 districts of the Census Bureau's small-area estimates for 2019, with their children of school age and those
in poverty (from `../shared/data`, or the folder that HITDESIGN_DATA names; without it as many counts are drawn, and
the table says so). Their schools, students, shares, rooms, tutors and money are simulated around these counts
(`hitdesign.scenarios.simulated`), by the numbers below: nothing here describes a district. Nine districts have no
children; they stand in the answer as rows that say so.

`--districts N` takes N of them spread evenly over the list, in order of size, so that a part of the nation is a small
picture of it; 0 takes all. `--workers 1 2` are the numbers of processes, one run each; 0 works without a second one.
"""

from __future__ import annotations

import csv
import gzip
import multiprocessing
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import cities
import numpy as np
from bench import clocked, markdown, options, publish

import hitdesign as hit
from hitdesign.scenarios.many import Many, plan_many
from hitdesign.scenarios.many_recipes import Recipe
from hitdesign.scenarios.simulated import Counted, MadeUp, simulated

NATION, YEAR, SCHOOL_DISTRICTS = "nation_districts_saipe_2019_2020.csv.gz", "2019", 13_184
#: Sizes, shares and lines: those of North Carolina's schools in 2018-19, by least squares weighted by enrollment where
#: a line is meant. The rest is what `cities.py` gives a district; all of it is assumed for every other state.
MADE = MadeUp(
    seed=20261126,
    enrolled_share=0.84,
    school_students={"elementary": 480, "middle": 680, "high": 860},
    one_school_students=400,
    size_spread=0.5,
    low_income_per_poor=2.27,
    low_income_spread=0.42,
    below_proficient={"math": (0.11, 0.69), "reading": (0.14, 0.71)},
    below_spread=0.1,
    intensive_share=0.4,
    schoolwide_from=cities.SCHOOLWIDE,
    students_per_room=150,
    blocks=tuple(
        hit.Block(school_id="*", block_id=block, when=when, days=days, minutes=60, groups_at_once=more, **cities.TERM)
        for block, when, days, more in (("day", "during_school", "MTWRF", 0), ("after", "after_school", "MTWR", 1))
    ),
    tutors=tuple((pool, each) for pool, each in zip(cities.tutors(0), (250, 200, 500), strict=True)),
    funding=tuple(
        (hit.FundingStream(stream_id=stream, program=program, award_dollars=0, **cities.WINDOW), poor, every)
        for stream, program, poor, every in (
            ("title_i", "title_i_a_schoolwide", 90, 0),
            ("state", "state_grant", 0, 10),
            ("general", "general_fund", 0, 5),
        )
    ),
)
HEAD = ("districts", "workers", "schools", "seats needed", "seconds", "districts a second", "times one worker",
        "processor seconds", "proved", "other", "peak MiB of a worker", "the nation at this rate, minutes",
        "the nation by processor time, minutes")  # fmt: skip


def counts() -> tuple[str, list[Counted]]:
    """The districts of the file, or as many that are drawn, in the order of their children."""
    path = cities.DATA / NATION
    if path.is_file():
        where, found = "Census Bureau, SAIPE 2019", published(path)
    else:
        where, found = "drawn counts, for the file is not here", drawn()
    return where, sorted(found, key=lambda one: (one.children, one.district_id))


def published(path: Path) -> list[Counted]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [
            Counted(row["leaid"], row["district_name"], int(row["children_5_17"]), int(row["children_5_17_poverty"]))
            for row in csv.DictReader(file)
            if row["year"] == YEAR
        ]


def drawn() -> list[Counted]:
    rng = np.random.default_rng(MADE.seed)
    children = np.round(np.exp(7.1 + 1.5 * rng.standard_normal(SCHOOL_DISTRICTS))).astype(int)
    poor = np.floor(children * rng.beta(3, 15, SCHOOL_DISTRICTS)).astype(int)
    return [
        Counted(f"{number:07d}", f"District {number}", *map(int, both))
        for number, both in enumerate(zip(children, poor, strict=True))
    ]


def recipes(found: list[Counted], districts: int) -> list[Recipe]:
    """Some of them, spread evenly over the list by size."""
    some = len(found) if districts <= 0 else min(districts, len(found))
    places = ((2 * np.arange(some) + 1) * len(found)) // (2 * some)
    return [Recipe(found[place].district_id, simulated, (found[place], MADE)) for place in places]


def planned(recipes: list[Recipe], workers: int, levels: int) -> Many:
    """Each by the linear program; a worker is a fresh process, whatever their number."""
    make = partial(ProcessPoolExecutor, workers, mp_context=multiprocessing.get_context("spawn"))
    return plan_many(recipes, executor=make if workers else None, levels=levels or None, progress=told)


def told(done: int, every: int) -> None:
    """How far it is, on the error stream of a person who watches."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done:,} of {every:,} chunks ")


def main() -> None:
    asked = options(__doc__, districts=400, workers=(1, 2), levels=0)
    where, found = counts()
    some = recipes(found, asked.districts)
    rows, first, tables = [], 0.0, set()
    for workers in asked.workers:
        whose = resource.RUSAGE_CHILDREN if workers else resource.RUSAGE_SELF
        before = resource.getrusage(whose)
        spent, many = clocked(partial(planned, some, workers, asked.levels))
        after = resource.getrusage(whose)
        worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        first, table = first or spent.clock, many.rows
        proved = int((table["status"] == "proved").sum())
        tables.add(table.to_csv())
        rows.append((
            len(some), workers, int(table["schools"].sum()), int(table["need_seats"].sum()), spent.clock,
            len(some) / spent.clock, first / spent.clock, worked, proved, len(some) - proved,
            round(after.ru_maxrss / 1024), len(found) / len(some) * spent.clock / 60,
            len(found) / len(some) * worked / max(1, workers) / 60,
        ))  # fmt: skip
    assert len(tables) == 1, "the number of workers changed the answer"
    others = table.loc[table["status"] != "proved", ["key", "status", "sentence"]].to_numpy().tolist()
    told_of = "\n".join(f"- {key} ({status}): {sentence}" for key, status, sentence in others) or "All are proved."
    note = (
        f"Counts: {where}; {len(found):,} districts in all, of which the largest, above those in a part, take longer "
        "than it tells. The answers of all runs are the same, byte for byte."
    )
    publish(asked.out, "nation", "The nation, district by district", f"{markdown(HEAD, rows)}\n\n{told_of}\n\n{note}")


if __name__ == "__main__":
    main()
