"""Where a band may be taught with a tutoring model: which block holds it and which pool may teach there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.columns import Facts
from hitdesign.need.need import Need
from hitdesign.quantities import TOLERANCE
from hitdesign.rights.calendar import day_numbers
from hitdesign.rights.staffing import OF_POOLS, Rules, refused_blocks, refused_pools

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

#: Why a block does not hold a tutoring model, in the order in which it is tested.
BLOCK_RULES = (
    "no_block_at_school",
    "grades",
    "session_longer_than_block",
    "too_few_days",
    "term_too_short",
    "no_rooms",
    "no_online_seats",
    "over",
)
#: Why a pool may not teach it there, in the order in which it is tested.
POOL_RULES = ("no_pool", "modality", "subject", "grade", "school", "when", "dates", "nobody", "week", *OF_POOLS)


@dataclass(frozen=True)
class Places:
    """One entry per (band, tutoring model, block, pool) that the facts allow, as positions in their tables.

    `pair` is the position in the list of (band, model) pairs that was asked for; `code` holds a word per pair: blank
    where it has a place, else `no_block:<rule>` or `no_pool:<rule>`, the rule that emptied it.
    """

    pair: Ints
    band: Ints
    model: Ints
    block: Ints
    pool: Ints
    code: NDArray[np.object_]


def places_of(facts: Facts, need: Need, band: Ints, model: Ints, rules: Rules = ()) -> Places:
    """All places of the given (band, model) pairs, in canonical order.

    Shapes: `band` and `model` are equally long; the answer's arrays are as long as there are places. `rules`: the
    evidence's staffing rules.
    """
    school_of = band_schools(facts, need)
    pair, block = _pairs_with_blocks(facts, school_of[band])
    stands_over = ~refused_blocks(facts, rules)[block]
    block_failed = _first_failing([*_block_tests(facts, need, band[pair], model[pair], block), stands_over])
    fits = block_failed < 0
    code = _codes("no_block", BLOCK_RULES[1:], block_failed, pair, len(band), BLOCK_RULES[0])
    pair, block = pair[fits], block[fits]
    n_pools = len(facts.tutors)
    pool = np.tile(np.arange(n_pools), len(pair))
    pair, block = np.repeat(pair, n_pools), np.repeat(block, n_pools)
    school = facts.blocks["school"].to_numpy(dtype=np.int64)[block]
    staffed = [~refused[pool, school] for refused in refused_pools(facts, rules)]
    pool_failed = _first_failing([*_pool_tests(facts, need, band[pair], model[pair], block, pool), *staffed])
    no_pool = _codes("no_pool", POOL_RULES[1:], pool_failed, pair, len(band), POOL_RULES[0])
    code = np.where(code != "", code, no_pool)
    keep = pool_failed < 0
    pair = pair[keep]
    return Places(pair=pair, band=band[pair], model=model[pair], block=block[keep], pool=pool[keep], code=code)


def band_schools(facts: Facts, need: Need) -> Ints:
    """The position of each band's school in the schools table."""
    index = pd.Index(facts.schools["school_id"])
    return np.asarray(index.get_indexer(pd.Index(need.bands["school_id"])), dtype=np.int64)


def _pairs_with_blocks(facts: Facts, school: Ints) -> tuple[Ints, Ints]:
    """Every pair with every block of its school; blocks stand sorted by school."""
    schools = facts.blocks["school"].to_numpy(dtype=np.int64)
    first = np.searchsorted(schools, school, side="left")
    count = np.searchsorted(schools, school, side="right") - first
    pair = np.repeat(np.arange(len(school)), count)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(count) - count, count)
    return pair, first[pair] + within


def _block_tests(facts: Facts, need: Need, band: Ints, model: Ints, block: Ints) -> list[Bools]:
    """Does the session, its days, its weeks, its grades fit; is there a room, and a seat online where it is needed."""
    blocks, models, bands = facts.blocks, facts.models, need.bands
    online = _is(models["modality"], "online", model)
    return [
        (_take(blocks["grade_low"], block) <= _take(bands["grade_low"], band))
        & (_take(bands["grade_high"], band) <= _take(blocks["grade_high"], block)),
        _take(models["minutes_per_session"], model) <= _take(blocks["minutes"], block),
        _take(models["sessions_per_week"], model) <= _take(blocks["n_days"], block),
        _take(models["weeks"], model) <= _take(blocks["weeks"], block),
        _take(blocks["groups_at_once"], block) > 0,
        ~online | (_take(blocks["online_seats"], block) > 0),
    ]


def _pool_tests(facts: Facts, need: Need, band: Ints, model: Ints, block: Ints, pool: Ints) -> list[Bools]:
    """May this pool teach this band, at this school and time, in this way, and does anyone's paid week hold a group."""
    blocks, tutors, bands = facts.blocks, facts.tutors, need.bands
    subjects, subject = _lists(tutors["subjects"], bands["subject"])
    schools, school = _lists(tutors["schools"], facts.schools["school_id"].iloc[blocks["school"]])
    whens, when = _lists(tutors["when"], blocks["when"])
    first, last = day_numbers(blocks["starts_on"]), day_numbers(blocks["ends_on"])
    comes, goes = day_numbers(tutors["starts_on"]), day_numbers(tutors["ends_on"])
    return [
        _is(facts.models["modality"], "online", model) == _is(tutors["modality"], "online", pool),
        subjects[pool, subject[band]],
        (_take(tutors["grade_low"], pool) <= _take(bands["grade_low"], band))
        & (_take(bands["grade_high"], band) <= _take(tutors["grade_high"], pool)),
        schools[pool, school[block]],
        whens[pool, when[block]],
        (comes[pool] <= first[block]) & (last[block] <= goes[pool]),
        (_take(tutors["people"], pool) > 0) & (_take(tutors["hours_per_tutor_week"], pool) > 0),
        _week_of_a_group(facts, model, pool) <= _take(tutors["hours_per_tutor_week"], pool) + TOLERANCE,
    ]


def _week_of_a_group(facts: Facts, model: Ints, pool: Ints) -> NDArray[np.float64]:
    """Paid hours a week of one group, preparation included; one person teaches it."""
    hours = facts.models["sessions_per_week"] * facts.models["minutes_per_session"] / 60
    return _take(hours, model) * (1 + _take(facts.tutors["paid_preparation_share"], pool))


def _take(column: pd.Series, positions: Ints) -> NDArray[np.float64]:
    return column.to_numpy(dtype=float)[positions]


def _is(column: pd.Series, word: str, positions: Ints) -> Bools:
    taken: Bools = (column == word).to_numpy()[positions]
    return taken


def _lists(lists: pd.Series, words: pd.Series) -> tuple[Bools, Ints]:
    """Which list holds which word (a blank list holds all), and the code of each row's word."""
    codes, known = pd.factorize(words, sort=True)
    table = np.array([[not entries or word in entries for word in known] for entries in lists], dtype=bool)
    return table.reshape(len(lists), len(known)), codes.astype(np.int64)


def _first_failing(tests: Sequence[Bools]) -> Ints:
    """Position of the first test that fails, -1 where all pass."""
    failed = np.full(len(tests[0]), -1, dtype=np.int64)
    for number in range(len(tests) - 1, -1, -1):
        failed[~tests[number].astype(bool)] = number
    return failed


def _codes(
    kind: str, rules: Sequence[str], failed: Ints, pair: Ints, n_pairs: int, nothing: str
) -> NDArray[np.object_]:
    """Per pair: blank where any candidate passed, else the last rule that still stopped the nearest candidate."""
    furthest = np.full(n_pairs, -1, dtype=np.int64)
    np.maximum.at(furthest, pair, np.where(failed < 0, len(rules), failed))
    words = np.array([f"{kind}:{nothing}", *(f"{kind}:{rule}" for rule in rules), ""], dtype=object)
    return words[furthest + 1]
