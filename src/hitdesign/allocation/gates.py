"""Gates: the program, schools and blocks that are open or not, each with the groups that only an open one holds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from hitdesign.allocation.layout import Inputs
from hitdesign.policy import Policy
from hitdesign.rights.other_costs import Item

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
#: What each kind of cost opens.
LEVELS = {"program": "program", "school": "school", "block": "block", "day": "block"}


@dataclass(frozen=True)
class Gates:
    """Per gate: `level` (program, school, block), `school` and `block` (-1 where it has none), `scope`.

    A scope is a set of groups; scope 0 holds all. Entries (`gate`, `taught`): the taught columns behind each gate, in
    order of the gates.
    """

    level: NDArray[np.object_]
    school: Ints
    block: Ints
    scope: Ints
    gate: Ints
    taught: Ints

    def keys(self, inputs: Inputs) -> pd.DataFrame:
        """The gates' ids; blank where a gate has none."""
        facts = inputs.facts
        schools = np.append(facts.schools["school_id"].to_numpy(dtype=object), "")
        blocks = np.append(facts.blocks["block_id"].to_numpy(dtype=object), "")
        return pd.DataFrame(
            {
                "level": self.level,
                "school_id": schools[self.school],
                "block_id": blocks[self.block],
                "scope": self.scope,
            }
        )

    def of(self, level: str, scope: int) -> Ints:
        """The gates of one level and scope."""
        return np.flatnonzero((self.level == level) & (self.scope == scope))


def scopes_of(inputs: Inputs, items: tuple[Item, ...]) -> tuple[list[Bools], list[int]]:
    """The different sets of taught columns that items are due for, all of them first, and each item's."""
    place = inputs.structure.taught_place
    scopes, number = [np.ones(len(place), dtype=bool)], []
    for item in items:
        due = item.due[place]
        same = [one for one, scope in enumerate(scopes) if (scope == due).all()]
        number.append(same[0] if same else len(scopes))
        scopes += [] if same else [due]
    return scopes, number


def gates_of(inputs: Inputs, items: tuple[Item, ...], policy: Policy) -> Gates:
    """The gates that costs and the policy's wishes for schools need, in order of scope, level, school and block."""
    scopes, of_item = scopes_of(inputs, items)
    wanted = {(scope, LEVELS[item.per]) for scope, item in zip(of_item, items, strict=True) if item.per in LEVELS}
    if wishes(policy):
        wanted.add((0, "school"))
    of_block = inputs.facts.blocks["school"].to_numpy(dtype=np.int64)
    block = inputs.rights.places.block[inputs.structure.taught_place]
    rows: list[tuple[str, int, int, int]] = []
    gate, taught = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for scope, level in sorted(wanted):
        inside = np.flatnonzero(scopes[scope])
        where = {"program": np.zeros(len(inside), dtype=np.int64), "school": of_block[block[inside]]}
        places, number = np.unique(where.get(level, block[inside]), return_inverse=True)
        order = np.argsort(number.ravel(), kind="stable")
        gate.append(len(rows) + number.ravel()[order])
        taught.append(inside[order])
        for place in places.tolist():
            school = {"program": -1, "school": place}.get(level, int(of_block[place]) if level == "block" else -1)
            rows.append((level, school, place if level == "block" else -1, scope))
    return Gates(
        level=np.array([row[0] for row in rows], dtype=object),
        school=np.array([row[1] for row in rows], dtype=np.int64),
        block=np.array([row[2] for row in rows], dtype=np.int64),
        scope=np.array([row[3] for row in rows], dtype=np.int64),
        gate=np.concatenate(gate),
        taught=np.concatenate(taught),
    )


def wishes(policy: Policy) -> bool:
    """Whether the policy says anything about which schools are served."""
    least = policy.least_students_per_school, policy.least_groups_per_school
    return bool(policy.schools) or policy.most_schools is not None or any(one is not None for one in least)
