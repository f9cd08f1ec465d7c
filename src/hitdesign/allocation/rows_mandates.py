"""The row family of mandates: students whom a duty covers, taught as it asks, stand above every objective."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs, family
from hitdesign.allocation.rows_students import SeatEntries
from hitdesign.rights.duties import as_asked, owed_of
from hitdesign.solving.parts import Rows

Ints = NDArray[np.int64]
FAMILY = "mandates"


def mandate_rows(inputs: Inputs, entries: SeatEntries) -> Rows:
    """mandates: at each school, seats as the duty asks reach what is owed there, in whole students.

    Formula: sum over kinds covered and outlets as asked of seats >= ceil(share x (students - ceil(opt_out x
    students))), per duty and school. A seat counts where its tutoring model's size and dosage and its block's time and
    first day are as asked; blocks that differ in that are outlets of their own (`place_signatures`), cohorts that
    differ in whom a duty covers are kinds of their own (`cohort_signatures`).
    """
    facts, need, structure = inputs.facts, inputs.need, inputs.structure
    owed = owed_of(facts, need, facts.duties)
    place = structure.outlet_place[entries.outlet]
    places = inputs.rights.places
    counts = as_asked(facts, places.model[place], places.block[place], facts.duties)
    of_kind = np.zeros((len(structure.kind_band), len(facts.duties)), dtype=bool)
    of_kind[structure.kind] = owed.covered
    counts = counts & of_kind[entries.kind]
    school = need.bands["school_id"].to_numpy(dtype=object)[structure.pair_band[entries.pair]]
    row, column = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for number in range(len(owed.duty)):
        here = np.flatnonzero(counts[:, owed.duty[number]] & (school == owed.school_id[number]))
        row.append(np.full(len(here), number))
        column.append(entries.column[here])
    rows, columns = np.concatenate(row).astype(np.int64), np.concatenate(column).astype(np.int64)
    names = np.fromiter((duty.mandate_id for duty in facts.duties), dtype=object)
    return family(
        FAMILY,
        {"mandate_id": names[owed.duty], "school_id": owed.school_id},
        rows,
        columns,
        np.ones(len(rows)),
        ">=",
        owed.owed.astype(float),
        "students",
        "{mandate_id} owes {limit} students at {school_id} a seat as it asks",
    )
