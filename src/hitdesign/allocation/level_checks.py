"""What a reader of the levels must know: forecasts from elsewhere, groups left out, seats that cannot be compared."""

from __future__ import annotations

from hitdesign.allocation.formulation import Formulation
from hitdesign.allocation.level_change import change_of
from hitdesign.allocation.level_equity import BETWEEN, Between, groups_between
from hitdesign.allocation.level_learning import program_size, scale_key
from hitdesign.quantities import print_count

#: Groups, and places of a last plan, that are named one by one; beyond them they are counted.
NAMED = 5


def level_checks(formulation: Formulation) -> list[str]:
    """One sentence per level of the policy that rests on something a reader cannot see in its number."""
    basis = formulation.basis
    if basis is None:
        return []
    out: list[str] = []
    for level in basis.policy.levels:
        if level == "expected_learning":
            size = program_size(formulation.inputs.need, basis.policy)
            unit = basis.evidence.parameters[scale_key(basis.evidence, size)]
            out.append(
                f"Expected learning is a forecast from studies elsewhere ({unit.label[:1].lower()}{unit.label[1:]}: "
                f"{unit.value} {unit.unit}), in proportion to the hours attended; it was not measured here."
            )
        elif level in BETWEEN:
            out += _left_out(formulation, BETWEEN[level])
        elif level == "least_change":
            out += _not_compared(formulation)
    return out


def _left_out(formulation: Formulation, between: Between) -> list[str]:
    """Groups with students in need that do not count, by reason."""
    table = groups_between(formulation.inputs, between).table
    gone = table[~table["counted"] & (table["need"] > 0)]
    return [
        f"Not counted in the equity between {between}: {_named([str(one) for one in own['group']])}, because {why}."
        for why, own in gone.groupby("why", sort=True)
    ]


def _not_compared(formulation: Formulation) -> list[str]:
    """Seats of the last plan that stand where nobody can be taught now."""
    unknown = change_of(formulation.inputs, formulation.entries).unknown
    if unknown.empty:
        return []
    places = [
        f"{row.school_id} {row.subject} {row.block_id} {row.model_id} {row.pool_id}" for row in unknown.itertuples()
    ]
    seats = print_count(round(float(unknown["students"].sum())), "seat")
    return [f"Last plan: {seats} cannot be compared, for nobody can be taught there now: {_named(places)}."]


def _named(names: list[str]) -> str:
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + (f" and {more} more" if more > 0 else "")
