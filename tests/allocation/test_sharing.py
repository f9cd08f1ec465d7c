"""What limited streams pay for students of which marks, split by hand and against every union."""

from __future__ import annotations

import itertools
import random

import pytest

from hitdesign.allocation.sharing import split


def test_one_stream_pays_for_its_students() -> None:
    assert split({0: 5}, {0b01: 9, 0b10: 9}) == {(0, 0b01): 5}


def test_a_stream_makes_way_where_another_has_no_other_students() -> None:
    """Stream 0 may pay for all marked students, stream 1 only for some of them."""
    assert split({0: 3, 1: 3}, {0b11: 3, 0b01: 3}) == {(0, 0b01): 3, (1, 0b11): 3}


def test_a_cent_of_rounding_goes_to_students_of_the_stream() -> None:
    assert split({0: 8}, {0b01: 3, 0b11: 4, 0b10: 9}) == {(0, 0b01): 4, (0, 0b11): 4}


@pytest.mark.parametrize("seed", range(40))
def test_whatever_keeps_the_sums_can_be_split_so_that_no_student_is_paid_for_twice(seed: int) -> None:
    """Demands made from a split are split again within the same room."""
    dice = random.Random(seed)
    room = {bits: dice.randint(0, 6) for bits in range(1, 8) if dice.random() < 0.6}
    wanted = dict.fromkeys(range(3), 0)
    for bits, amount in room.items():
        for _ in range(dice.randint(0, amount)):
            wanted[dice.choice([k for k in range(3) if bits >> k & 1])] += 1
    paid = split(wanted, room)
    assert {k: sum(own for (stream, _), own in paid.items() if stream == k) for k in wanted} == wanted
    assert all(bits >> k & 1 for k, bits in paid)
    for bits, most in room.items():
        assert sum(paid.get((k, bits), 0) for k in wanted) <= most
    for count, union in itertools.product((1, 2, 3), itertools.permutations(range(3))):
        held = union[:count]
        assert sum(wanted[k] for k in held) <= sum(
            most for bits, most in room.items() if any(bits >> k & 1 for k in held)
        )
