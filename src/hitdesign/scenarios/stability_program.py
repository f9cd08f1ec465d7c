"""The program of the rest of a year: groups that go on keep their place or end; new ones may begin beside them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation, formulation_of
from hitdesign.allocation.layout import family
from hitdesign.allocation.level_parts import LevelValue
from hitdesign.allocation.objectives import weights
from hitdesign.evidence.records import Evidence
from hitdesign.rights.rights import Rights, restricted, rights_of
from hitdesign.scenarios.replan_models import KEPT, SHORT
from hitdesign.scenarios.replan_rest import Rest
from hitdesign.scenarios.replan_running import blocks_at
from hitdesign.scenarios.stability_caps import with_caps_left
from hitdesign.solving.parts import Columns, Level, Rows

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: The level that stands before the policy's: seats and groups of the running plan that stay where they are.
KEPT_LEVEL, KEPT_UNIT = "kept", "seats and groups"
#: The families of rows that hold a kept plan near to the best that the rest of the year could serve, and of its groups.
NEAR_FRESH, KEPT_GROUPS = "near_fresh", "kept_groups"


def fresh_program(rest: Rest, evidence: Evidence) -> Formulation:
    """The program of the rest of the year without a wish for stability.

    The places of kept tutoring models are those of running groups alone; their columns are bounded: groups <= groups
    that run there, students of a cohort <= its seats there. A group that is not kept has ended. Short models stand in
    terms of exactly their weeks.
    """
    band, model = (rest.chosen[name].to_numpy(dtype=np.int64) for name in ("band", "model"))
    rights = rights_of(rest.facts, rest.need, evidence, band, model)
    groups = _groups_at(rest, rights)
    rights_now = restricted(rights, _may_stand(rest, rights, groups))
    groups = _groups_at(rest, rights_now)
    apart = np.where(np.isnan(groups), 0, 1 + np.arange(len(groups))).astype(np.int64)
    formulation = formulation_of(rest.facts, rest.need, rights_now, rest.chosen, rest.policy, evidence, apart=(apart,))
    return with_caps_left(_bounded(formulation, rest, groups), rest)


def kept_program(
    formulation: Formulation, rest: Rest, fresh_seats: float, fresh_value: float, give_up: float
) -> Formulation:
    """The same program with stability first: what goes on, then the policy's levels, near to the fresh optimum.

    Formulas: kept = sum of students in groups that go on + sum of groups that go on, made large; near_fresh: seats >=
    (1 - give_up) x seats of the fresh optimum, and weighted seats >= (1 - give_up) x its weighted seats, `fresh_value`;
    kept_groups: groups that go on at a place <= students in them.
    """
    program, layout, structure = formulation.program, formulation.layout, formulation.inputs.structure
    models = _kept_models(rest)
    seat = np.arange(len(layout.student_cohort))
    taught = np.flatnonzero(models[formulation.inputs.rights.places.model[structure.taught_place]])
    kept = np.zeros(program.n_columns)
    kept[seat[models[structure.pair_model[layout.student_pair]]]] = 1.0
    kept[layout.taught_columns[taught]] = 1.0
    weight = weights(formulation.inputs, rest.policy)[layout.student_cohort]
    near = family(
        NEAR_FRESH,
        {"what": np.array(["seats", "weighted seats"], dtype=object)},
        np.repeat([0, 1], len(seat)),
        np.tile(seat, 2),
        np.concatenate([np.ones(len(seat)), weight]),
        ">=",
        (1 - give_up) * np.array([fresh_seats, fresh_value]) - 1e-6,
        "seats",
        "{what} stay at {limit} at least, near to what the rest of the year could serve",
    )
    level = Level(KEPT_LEVEL, KEPT_UNIT, "max", kept, 0.0)
    rows = tuple(one for one in (near, _with_students(formulation, taught)) if one.size)
    first = program.with_rows(*rows).with_levels((level, *program.levels))
    values = {KEPT_LEVEL: LevelValue(KEPT_UNIT, "max", kept), **formulation.values}
    return replace(formulation, program=first, values=values)


def _with_students(formulation: Formulation, taught: Ints) -> Rows:
    """kept_groups: no group goes on empty; `taught`: positions of the taught columns of groups that go on."""
    layout, entries, structure = formulation.layout, formulation.entries, formulation.inputs.structure
    row_of = np.full(len(structure.outlet_class), -1, dtype=np.int64)
    row_of[structure.taught_outlet[taught]] = np.arange(len(taught))
    own = np.flatnonzero(row_of[entries.outlet] >= 0)
    bands = formulation.inputs.need.bands["band_id"].to_numpy()
    return family(
        KEPT_GROUPS,
        {"band_id": bands[formulation.inputs.rights.places.band[structure.taught_place[taught]]]},
        np.concatenate([np.arange(len(taught)), row_of[entries.outlet[own]]]),
        np.concatenate([layout.taught_columns[taught], entries.column[own]]),
        np.concatenate([np.ones(len(taught)), -np.ones(len(own))]),
        "<=",
        np.zeros(len(taught)),
        "groups",
        "each group of {band_id} that goes on has a student",
    )


def seats_value(formulation: Formulation, rest: Rest, seats: pd.DataFrame) -> float:
    """Weighted seats of a table of seats: tier, school, subject and grades as the policy weighs them."""
    cohorts = formulation.inputs.need.cohorts["cohort_id"]
    weight = dict(zip(cohorts, weights(formulation.inputs, rest.policy), strict=True))
    return float((seats["cohort_id"].map(weight).astype(float) * seats["students"].astype(float)).sum())


def _kept_models(rest: Rest) -> Bools:
    return np.array([rest.variants[str(name)].kind == KEPT for name in rest.facts.models["model_id"]], dtype=bool)


def _may_stand(rest: Rest, rights: Rights, groups: Floats) -> Bools:
    """Places that are left: of kept models those where their groups run, of short ones those of just their term."""
    places = rights.places
    kinds = np.array([rest.variants[str(name)].kind for name in rest.facts.models["model_id"]], dtype=object)
    weeks = rest.facts.models["weeks"].to_numpy(dtype=np.int64)[places.model]
    term = rest.facts.blocks["weeks"].to_numpy(dtype=np.int64)[places.block]
    kind = kinds[places.model]
    may: Bools = np.where(kind == KEPT, ~np.isnan(groups), (kind != SHORT) | (weeks == term)).astype(bool)
    return may


def _groups_at(rest: Rest, rights: Rights) -> Floats:
    """Per place: groups that run there and can go on; NaN where none does."""
    own = _placed(rest, rest.groups)
    count = own.groupby(list(PLACE))["groups"].sum()
    places = rights.places
    here = pd.MultiIndex.from_arrays([places.band, places.model, places.block, places.pool])
    found: Floats = count.reindex(here).to_numpy(dtype=float)
    return found


PLACE = ("at_band", "at_model", "at_block", "at_pool")


def _placed(rest: Rest, table: pd.DataFrame) -> pd.DataFrame:
    """The rows of running groups or seats that can go on, with their positions."""
    facts = rest.facts
    out = table.assign(
        at_model=pd.Index(facts.models["model_id"]).get_indexer(table["variant"]),
        at_block=blocks_at(facts, table),
        at_pool=pd.Index(facts.tutors["pool_id"]).get_indexer(table["pool_id"]),
    )
    if "band_id" in table:
        out["at_band"] = pd.Index(rest.need.bands["band_id"]).get_indexer(table["band_id"])
        names = PLACE
    else:
        out["at_cohort"] = pd.Index(rest.need.cohorts["cohort_id"]).get_indexer(table["cohort_id"])
        names = ("at_cohort", *PLACE[1:])
    return out[(out[list(names)] >= 0).all(axis=1)]


def _bounded(formulation: Formulation, rest: Rest, groups: Floats) -> Formulation:
    """The formulation whose columns of kept models hold no more than what runs."""
    layout, structure, places = formulation.layout, formulation.inputs.structure, formulation.inputs.rights.places
    kept = _kept_models(rest)
    seats = _placed(rest, rest.seats)
    by_cohort = seats.groupby(["at_cohort", "at_model"])["students"].sum()
    model = structure.pair_model[layout.student_pair]
    wanted = pd.MultiIndex.from_arrays([layout.student_cohort, model])
    student = np.where(kept[model], by_cohort.reindex(wanted).fillna(0.0).to_numpy(dtype=float), np.inf)
    kinds = seats.assign(at_kind=structure.kind[seats["at_cohort"].to_numpy(dtype=np.int64)])
    by_kind = kinds.groupby(["at_kind", *PLACE[1:]])["students"].sum()
    outlet = structure.outlet_place[layout.seat_outlet]
    here = [layout.seat_kind, places.model[outlet], places.block[outlet], places.pool[outlet]]
    limit = by_kind.reindex(pd.MultiIndex.from_arrays(here)).fillna(0.0).to_numpy(dtype=float)
    seat = np.where(kept[places.model[outlet]], limit, np.inf)
    running = groups[structure.taught_place]
    taught = np.where(kept[places.model[structure.taught_place]], np.nan_to_num(running), np.inf)
    upper = {"students": student, "seats": seat, "taught": taught}
    columns = [
        Columns(part.kind, part.keys, part.lower, np.minimum(part.upper, upper[part.kind]), part.whole)
        if part.kind in upper
        else part
        for part in formulation.program.columns
    ]
    return replace(formulation, program=formulation.program.with_columns(columns))
