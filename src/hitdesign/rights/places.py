"""Where a band may be taught with a tutoring model: which block holds it and which pool may teach there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.district.arrays import day_numbers
from hitdesign.district.columns import Facts
from hitdesign.need.need import Need
from hitdesign.quantities import TOLERANCE
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
    "held",
    "over",
)
#: Why a pool may not teach it there, in the order in which it is tested.
POOL_RULES = ("no_pool", "modality", "subject", "grade", "school", "when", "dates", "nobody", "week", *OF_POOLS)
#: Candidates, a pool at a pair in a block, that are held at once.
AT_ONCE = 500_000


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
    pool, kept, no_pool = _staffed(facts, need, band, model, (pair, block), rules)
    code = np.where(code != "", code, no_pool)
    pair = pair[kept]
    return Places(pair=pair, band=band[pair], model=model[pair], block=block[kept], pool=pool, code=code)


def _staffed(
    facts: Facts, need: Need, band: Ints, model: Ints, at: tuple[Ints, Ints], rules: Rules
) -> tuple[Ints, Ints, NDArray[np.object_]]:
    """Every pool that may teach at these pairs in their blocks: the pool, its position in `at`, and the pairs' codes.

    A state has hundreds of pools, so all pools are tried at AT_ONCE candidates at a time.
    """
    (pair, block), n_pools = at, len(facts.tutors)
    refused = refused_pools(facts, rules)
    school = facts.blocks["school"].to_numpy(dtype=np.int64)
    lists = _own_lists(facts, need)
    furthest = np.full(len(band), -1, dtype=np.int64)
    pools, kept = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    step = max(1, AT_ONCE // max(1, n_pools))
    for begin in range(0, len(pair), step):
        here = np.arange(begin, min(begin + step, len(pair)))
        pool, number = np.tile(np.arange(n_pools), len(here)), np.repeat(here, n_pools)
        staffed = [~no[pool, school[block[number]]] for no in refused]
        tests = _pool_tests(facts, need, lists, band[pair[number]], model[pair[number]], block[number], pool)
        failed = _first_failing([*tests, *staffed])
        _reach(furthest, len(POOL_RULES) - 1, failed, pair[number])
        pools.append(pool[failed < 0])
        kept.append(number[failed < 0])
    return np.concatenate(pools), np.concatenate(kept), _words("no_pool", POOL_RULES[1:], furthest, POOL_RULES[0])


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
    """Does the session, its days, its weeks, its grades fit; is there a room, a seat online, and may it be held so."""
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
        _is(blocks["held"], "either", block) | (_is(blocks["held"], "online", block) == online),
    ]


def _own_lists(facts: Facts, need: Need) -> list[tuple[Bools, Ints]]:
    """The pools' lists of subjects, schools and times of day, with the codes of bands and blocks."""
    blocks, tutors = facts.blocks, facts.tutors
    schools = facts.schools["school_id"].iloc[blocks["school"]]
    return [
        _lists(tutors["subjects"], need.bands["subject"]),
        _lists(tutors["schools"], schools),
        _lists(tutors["when"], blocks["when"]),
    ]


def _pool_tests(
    facts: Facts, need: Need, lists: list[tuple[Bools, Ints]], band: Ints, model: Ints, block: Ints, pool: Ints
) -> list[Bools]:
    """May this pool teach this band, at this school and time, in this way, and does anyone's paid week hold a group."""
    blocks, tutors, bands = facts.blocks, facts.tutors, need.bands
    (subjects, subject), (schools, school), (whens, when) = lists
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
    taken: Bools = (column.to_numpy() == word)[positions]
    return taken


def _lists(lists: pd.Series, words: pd.Series) -> tuple[Bools, Ints]:
    """Which list holds which word (a blank list holds all), and the code of each row's word."""
    codes, known = pd.factorize(words.to_numpy(dtype=object), sort=True)
    held = map(frozenset, lists)
    table = np.array([[not entries or word in entries for word in known] for entries in held], dtype=bool)
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
    _reach(furthest, len(rules), failed, pair)
    return _words(kind, rules, furthest, nothing)


def _reach(furthest: Ints, passed: int, failed: Ints, pair: Ints) -> None:
    """How far the nearest candidate of each pair came, these candidates too: `passed` where it failed no rule."""
    np.maximum.at(furthest, pair, np.where(failed < 0, passed, failed))


def _words(kind: str, rules: Sequence[str], furthest: Ints, nothing: str) -> NDArray[np.object_]:
    words = np.array([f"{kind}:{nothing}", *(f"{kind}:{rule}" for rule in rules), ""], dtype=object)
    return words[furthest + 1]
