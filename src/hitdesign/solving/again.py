"""One level of a program solved again and again with other limits: each answer certified, none of them cold."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hitdesign.solving.certificate import certify
from hitdesign.solving.highs import KeptModel
from hitdesign.solving.numbers import Floats, Ints, ProgramError
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program
from hitdesign.solving.solved import OWN_TOLERANCE, Solved, solve_level
from hitdesign.solving.standard import Basis, Raw, Settings, arrays_of


class Again:
    """A level of a program, ready to be solved under other limits.

    The first answer is given where it is known, found from `start` (the basis of an answer that keeps all rows, such as
    an earlier level's) where that is given, else found as ever; later ones start from the one before. An answer that
    does not prove itself is thrown away and found from the start. Another solver than HiGHS is asked anew each time.
    """

    def __init__(
        self,
        program: Program,
        level: Level,
        *,
        solver: Any = None,
        first: Solved | None = None,
        start: Basis | None = None,
    ) -> None:
        self.program, self.level, self.solver = program, level, solver
        self.kept: KeptModel | None = None
        self.stands = False
        first = first or self._started(start)
        self.first = first or solve_level(program, level, settings=Settings(), solver=solver)

    def restart(self) -> None:
        """The next answer starts from the first."""
        self.stands = False
        if self.kept is not None:
            self.kept.go_home()

    def solve(self, program: Program) -> Solved:
        """The level under the limits of this program, which has the same columns, rows and coefficients.

        Raises ProgramError where it has not, SolverError where no answer can be trusted.
        """
        found = self.near(program)
        if found is not None:
            return found
        settings = Settings(basis=self.first.basis if self.solver is None else None)
        return solve_level(program, self.level, settings=settings, solver=self.solver)

    def near(self, program: Program) -> Solved | None:
        """The level under these limits, found from where the last answer stood; None where that does not prove itself.

        Raises ProgramError where more than limits differ.
        """
        self.stands = False
        if (program.n_columns, program.n_rows) != (self.program.n_columns, self.program.n_rows):
            raise ProgramError("only the limits may differ")
        if self.solver is not None or not program.n_columns or self.first.basis is None:
            return None
        if self.kept is None:
            arrays = arrays_of(self.program, self.level, relaxed=True)
            self.kept = KeptModel(arrays, self.first.basis)
        found = self._checked(program, self.kept.run(program.row_lower, program.row_upper))
        self.stands = found is not None
        return found

    def _started(self, start: Basis | None) -> Solved | None:
        """The first answer, from this basis; None where it does not prove itself."""
        if start is None or self.solver is not None or not self.program.n_columns:
            return None
        kept = KeptModel(arrays_of(self.program, self.level, relaxed=True), start, primal=True)
        found = self._checked(self.program, kept.run(self.program.row_lower, self.program.row_upper))
        if found is None:
            return None
        self.kept = kept
        return replace(found, basis=kept.settle())

    def _checked(self, program: Program, raw: Raw) -> Solved | None:
        """The answer, where it is one and proves itself."""
        if raw.status != "optimal" or raw.values is None or raw.row_duals is None or raw.reduced_costs is None:
            return None
        duals, reduced = self.level.sign * raw.row_duals, self.level.sign * raw.reduced_costs
        certificate = certify(program, self.level, raw.values, duals, tolerance=OWN_TOLERANCE)
        if not certificate.holds:
            return None
        return Solved(self.level, "optimal", raw.values, duals, reduced, certificate, raw.seconds, raw.basis)

    def moves(self, rows: Ints) -> Floats | None:
        """What one more of the limit of each of these rows does to each column of the last answer.

        None where that answer was found from the start: then the kept program does not stand at it.
        """
        return self.kept.moves(rows) if self.kept is not None and self.stands else None
