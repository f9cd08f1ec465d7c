"""Tickets of a lottery: a number for each who is drawn, made from a seed that was fixed before, by a written rule.

Draw 0 is the lottery itself; draws 1, 2, ... are what it could have been, for re-drawing and for tests.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: The name under which the rule is recorded; it changes when the same seed would draw otherwise.
ALGORITHM = "hitdesign lottery 1"
#: Steps and multipliers of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014).
STEP = 0x9E3779B97F4A7C15
FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB

Tickets = npt.NDArray[np.uint64]


def seed_from_text(text: str) -> str:
    """A seed from a text that the public knew beforehand, such as the date and numbers of a state lottery to come.

    Formula: SHA-256 of the text in UTF-8 as it stands, in 64 hexadecimal digits.

    >>> from hitdesign.measurement.lottery.tickets import seed_from_text
    >>> seed_from_text("Draw of 2026-09-01: 4 8 15 16 23 42")[:16]
    '6f4b956636797a75'
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def ticket(seed: str, unit: str) -> str:
    """The ticket of one student (or family, group, school), as anybody who holds seed and id can compute it.

    Formula: the first 16 hexadecimal digits of SHA-256 of `hitdesign lottery 1|seed|id` in UTF-8. Lower is earlier.

    >>> from hitdesign.measurement.lottery.tickets import ticket
    >>> ticket("2026", "S7")
    '1941e9f6e6a7dd56'
    """
    return hashlib.sha256(f"{ALGORITHM}|{seed}|{unit}".encode()).hexdigest()[:16]


def tickets(seed: str, units: Sequence[str]) -> Tickets:
    """The tickets of draw 0 as numbers.

    >>> from hitdesign.measurement.lottery.tickets import tickets
    >>> hex(tickets("2026", ["S7"])[0])
    '0x1941e9f6e6a7dd56'
    """
    return np.array([int(ticket(seed, unit), 16) for unit in units], dtype=np.uint64)


def redrawn(first: Tickets, start: int, count: int = 1) -> Tickets:
    """The tickets of so many draws from `start` on (rows): 0 leaves them, each further one is independent.

    Formula: SplitMix64, whose state is the ticket of draw 0 plus draw x 0x9E3779B97F4A7C15, modulo 2^64. Source:
    Steele, Lea and Flood, OOPSLA 2014.

    >>> import numpy as np
    >>> from hitdesign.measurement.lottery.tickets import redrawn
    >>> hex(redrawn(np.array([0], dtype=np.uint64), 1)[0, 0])
    '0xe220a8397b1dcdaf'
    """
    steps = np.array([draw * STEP % 2**64 for draw in range(start, start + count)], dtype=np.uint64)
    mixed = first[None, :] + steps[:, None]
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(FIRST)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(SECOND)
    mixed ^= mixed >> np.uint64(31)
    if start == 0:
        mixed[0] = first
    return mixed
