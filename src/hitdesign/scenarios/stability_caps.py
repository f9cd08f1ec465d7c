"""Caps per student of groups that go on: what is left of each once a part of the year is paid."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.rows_limits import capped
from hitdesign.scenarios.replan_rest import Rest
from hitdesign.scenarios.replan_sunk import SERVICE

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
CAP = "cap"


def with_caps_left(formulation: Formulation, rest: Rest) -> Formulation:
    """The formulation whose caps per student hold for the rest of the year where a stream has paid before.

    Formula: of a service that goes on, cap x (1 - part of the stream's dollars there that is paid); a seat paid up to
    its cap so far and after stays within it over the year. New services have the whole cap.
    """
    if not any(rows.family == CAP for rows in formulation.program.rows):
        return formulation
    money = formulation.money
    _, first, _ = capped(formulation.inputs, money)
    left = 1 - _paid(formulation, rest, money.place[money.of_row][first], money.stream[first])
    rows = formulation.program.family(CAP)
    value = np.where(rows.value < 0, rows.value * left[rows.row], rows.value)
    caps = replace(rows, value=value)
    program = replace(
        formulation.program, rows=tuple(caps if own.family == CAP else own for own in formulation.program.rows)
    )
    return replace(formulation, program=program)


def _paid(formulation: Formulation, rest: Rest, place: Ints, stream: Ints) -> Floats:
    """The part that each stream has paid of its dollars at each place; 0 where it paid nothing there."""
    inputs, places = formulation.inputs, formulation.inputs.rights.places
    facts, block = inputs.facts, places.block[place]
    ids = pd.DataFrame(
        {
            "stream_id": facts.funding["stream_id"].to_numpy(dtype=object)[stream],
            "band_id": inputs.need.bands["band_id"].to_numpy(dtype=object)[places.band[place]],
            "school_id": facts.schools["school_id"].to_numpy(dtype=object)[facts.blocks["school"].to_numpy()[block]],
            "model_id": facts.models["model_id"].to_numpy(dtype=object)[places.model[place]],
            "block_id": facts.blocks["block_id"].to_numpy(dtype=object)[block],
            "pool_id": facts.tutors["pool_id"].to_numpy(dtype=object)[places.pool[place]],
        }
    )
    paid = rest.paid.reindex(pd.MultiIndex.from_frame(ids[SERVICE])).fillna(0.0)
    found: Floats = paid.to_numpy(dtype=float)
    return found
