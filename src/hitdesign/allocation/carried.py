"""The program behind a plan, of which questions are asked."""

from __future__ import annotations

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.formulation import Formulation
from hitdesign.errors import HitdesignError


class NoFormulationError(HitdesignError):
    """The allocation was made by hand or read from a file, and carries no program that could be asked."""


def carried_by(asked: Allocation | Formulation) -> Formulation:
    """The program of an allocation, or the program itself; raises NoFormulationError where there is none."""
    formulation = asked.formulation if isinstance(asked, Allocation) else asked
    if formulation is None:
        raise NoFormulationError("This allocation carries no program: allocate or design it again, then ask")
    return formulation
