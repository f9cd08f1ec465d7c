"""One level of a program solved again and again with other limits: each answer certified, none of them cold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hitdesign.solving.certificate import certify
from hitdesign.solving.highs import KeptModel
from hitdesign.solving.numbers import ProgramError
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.solved import OWN_TOLERANCE, Solved, solve_level
from hitdesign.solving.standard import Settings, arrays_of


class Again:
    """A level of a program, ready to be solved under other limits.

    The first answer is found as ever, or given where it is known; later ones start from the one before. An answer that
    does not prove itself is thrown away and found from the start. Another solver than HiGHS is asked anew each time.
    """

    def __init__(self, program: Program, level: Level, *, solver: Any = None, first: Solved | None = None) -> None:
        self.program, self.level, self.solver = program, level, solver
        self.first = first or solve_level(program, level, settings=Settings(), solver=solver)
        self.kept: KeptModel | None = None

    def solve(self, program: Program) -> Solved:
        """The level under the limits of this program, which has the same columns, rows and coefficients.

        Raises ProgramError where it has not, SolverError where no answer can be trusted.
        """
        if (program.n_columns, program.n_rows) != (self.program.n_columns, self.program.n_rows):
            raise ProgramError("only the limits may differ")
        if self.solver is not None or not program.n_columns or self.first.basis is None:
            return solve_level(program, self.level, settings=Settings(), solver=self.solver)
        if self.kept is None:
            arrays = arrays_of(self.program, self.level, relaxed=True)
            self.kept = KeptModel(arrays, self.first.basis)
        raw = self.kept.run(program.row_lower, program.row_upper)
        if raw.status == "optimal" and raw.values is not None and raw.row_duals is not None:
            duals = self.level.sign * raw.row_duals
            certificate = certify(program, self.level, raw.values, duals, tolerance=OWN_TOLERANCE)
            if certificate.holds and raw.reduced_costs is not None:
                reduced = self.level.sign * raw.reduced_costs
                return Solved(self.level, "optimal", raw.values, duals, reduced, certificate, raw.seconds, raw.basis)
        basis = None if raw.status == "optimal" else self.first.basis
        return solve_level(program, self.level, settings=replace(Settings(), basis=basis))
