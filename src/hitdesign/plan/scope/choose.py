"""Choosing the pilot's schools: the nearest to the district, with the proof, or what to change where none will do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from hitdesign.plan.scope.program import THOUSANDTHS, Wish, choice_program, distance
from hitdesign.quantities import print_count, print_dollars
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.whole import solve_whole

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
#: Nodes of one search; a search that they stop says how far it may be from the best.
MOST_NODES = 20_000
#: A distance below this, in standard deviations, is none.
NONE = 1e-9


@dataclass(frozen=True, eq=False)
class Chosen:
    """The schools chosen (flags), their distance from the district in standard deviations, and its proved bound.

    `gap`: (distance - bound) / distance, 0 where the distance is none.
    """

    chosen: Bools
    distance: float
    bound: float

    @property
    def gap(self) -> float:
        """How far the choice may be from the best there is, as a share of its distance."""
        return 0.0 if self.distance <= NONE else max(0.0, (self.distance - self.bound) / self.distance)


def choose(wish: Wish, *, gap: float = 0.01, nodes: int = MOST_NODES) -> Chosen | tuple[str, ...]:
    """The choice with the least distance, or sentences that say what stands in the way and what to change.

    Schools stand in the order of their ids, so that equal choices come out the same whatever the order of a table.
    Raises SolverError where an answer cannot be trusted.
    """
    counted = _counted(wish)
    if counted:
        return counted
    program = choice_program(wish)
    answer = solve_whole(program, gap=gap, node_limit=nodes)
    if answer.values is None:
        return _limits(wish, program)
    chosen = answer.values[program.slice("chosen")] > 0.5
    bound = max(0.0, answer.levels[0].bound / THOUSANDTHS)
    found = float(distance(wish, chosen)[0])
    return Chosen(chosen, found, min(bound, found))


def most_schools(wish: Wish) -> int:
    """The most schools that the lists and each limit by itself allow; 0 where those that must be in are too much."""
    most = int(wish.may.sum())
    for own, there in wish.limits.values():
        must, others = own[wish.must].sum(), np.sort(own[wish.may & ~wish.must])
        held = int(np.searchsorted(must + np.cumsum(others), there * (1 + NONE), side="right"))
        most = min(most, held + int(wish.must.sum()) if must <= there * (1 + NONE) else 0)
    return most


def _counted(wish: Wish) -> tuple[str, ...]:
    """What counting alone says against a wish."""
    must, may = int(wish.must.sum()), int(wish.may.sum())
    said = []
    if may < wish.size:
        said.append(
            f"{print_count(wish.size, 'school')} are asked for and {may} can take part: choose at most {may}, or ask "
            "more schools to take part."
        )
    if must > wish.size:
        said.append(
            f"{print_count(must, 'school')} must be in the pilot and only {wish.size} are chosen: choose at least "
            f"{must}, or take {must - wish.size} off the list."
        )
    return tuple(said)


def _limits(wish: Wish, program: Program) -> tuple[str, ...]:
    """Which limits no choice of this size keeps, and how much more of each, or how many fewer schools, would do."""
    alone = [_alone(wish, unit) for unit in wish.limits]
    said = [sentence for sentence in alone if sentence]
    if said:
        return tuple(said)
    together = ", ".join(wish.limits)
    more = []
    for unit, (own, there) in wish.limits.items():
        value = np.concatenate([own, np.zeros(len(wish.features.measure))])
        kept = program.without([unit]).with_levels([Level(unit, unit, "min", value)])
        answer = solve_whole(kept, node_limit=MOST_NODES)
        if answer.values is not None:
            least = float(answer.values @ value)
            more.append(f"{_amount(unit, least)} instead of {_amount(unit, there)}")
    return (f"No {wish.size} schools keep all limits together ({together}). One of these would do: {'; '.join(more)}.",)


def _alone(wish: Wish, unit: str) -> str:
    """What a limit alone says: the least that so many schools take, and how many schools it holds."""
    own, there = wish.limits[unit]
    must, others = own[wish.must], np.sort(own[wish.may & ~wish.must])
    least = float(must.sum() + others[: wish.size - len(must)].sum())
    if least <= there * (1 + NONE):
        return ""
    fits = int(np.searchsorted(must.sum() + np.cumsum(others), there, side="right")) + len(must)
    held = f"choose at most {fits}" if must.sum() <= there else "take schools off the list of those that must"
    return (
        f"Any {print_count(wish.size, 'school')} that the lists allow take at least {_amount(unit, least)} and the "
        f"limit is {_amount(unit, there)}: raise it to that, or {held}."
    )


def _amount(unit: str, amount: float) -> str:
    return print_dollars(np.ceil(amount)) if unit == "dollars" else f"{amount:,.1f} {unit}"


def without_measures(wish: Wish, names: Mapping[str, float] | tuple[str, ...]) -> Wish:
    """The same wish, blind to some measures."""
    return replace(wish, features=wish.features.without(names))
