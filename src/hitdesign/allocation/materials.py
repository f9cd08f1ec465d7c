"""Materials that are charged apart from the rest of a seat: where some payer's program does not pay for them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs

Ints = NDArray[np.int64]
Bits = NDArray[np.uint64]
Bools = NDArray[np.bool_]


def apart_cents(inputs: Inputs, place: Ints, period: Ints) -> Ints:
    """Cents of a seat's materials, at each place and period, that some of its payers pay alone; 0 where all may."""
    rights = inputs.rights
    barred = (rights.payers[place, period] & rights.no_materials) != 0
    cents: Ints = np.where(barred, rights.costs.material_cents[place, period], 0)
    return cents


def material_payers(inputs: Inputs, place: Ints, period: Ints) -> Bits:
    """Who may pay for materials there: the payers of the service whose programs pay for materials."""
    payers: Bits = inputs.rights.payers[place, period] & ~inputs.rights.no_materials
    return payers


def is_apart(inputs: Inputs, payers: Bits, place: Ints, period: Ints) -> Bools:
    """Whether a cost row with these payers holds only the materials of a service."""
    alone: Bools = payers != inputs.rights.payers[place, period]
    return alone
