"""What proves a linear answer: the program it solves, its last level, and a price per row that anybody can check."""

from __future__ import annotations

from dataclasses import dataclass

from hitdesign.solving.certificate import Certificate, certify
from hitdesign.solving.linear import LinearAnswer, lock
from hitdesign.solving.numbers import Floats
from hitdesign.solving.parts import Level
from hitdesign.solving.program import Program


@dataclass(frozen=True, eq=False)
class Proof:
    """The last level of a linear answer, under rows that keep the levels before it, with a price per row."""

    program: Program
    level: Level
    row_duals: Floats

    def of(self, values: Floats) -> Certificate:
        """The certificate of these column values: signs of prices, reduced costs, slackness, equal objectives."""
        return certify(self.program, self.level, values, self.row_duals)


def proof_of(program: Program, answer: LinearAnswer) -> Proof | None:
    """The proof of an answer to this program; None where it has no prices."""
    last = answer.solves[-1]
    if last.row_duals is None:
        return None
    for solved in answer.solves[:-1]:
        program = program.with_rows(lock(solved.level, solved.value))
    return Proof(program, last.level, last.row_duals)
