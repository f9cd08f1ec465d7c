"""What limited streams pay of each service, split by hand and against every split there is."""

from __future__ import annotations

import itertools
import random

import pytest

from hitdesign.allocation.sharing import split


def test_one_stream_pays_each_service_up_to_its_students_part() -> None:
    assert split({0: 5}, {(7, 1): 3, (8, 1): 4}, {7: 9, 8: 9}) == {(0, 7): 3, (0, 8): 2}


def test_a_stream_makes_way_where_another_has_no_other_students() -> None:
    """Stream 0 may pay for all marked students, stream 1 only for those at service 7."""
    assert split({0: 3, 1: 3}, {(7, 0b11): 3, (8, 0b01): 3}, {7: 3, 8: 3}) == {(0, 8): 3, (1, 7): 3}


def test_no_service_is_paid_more_than_it_costs() -> None:
    assert split({0: 2, 1: 2}, {(7, 0b01): 2, (7, 0b10): 2, (8, 0b10): 2}, {7: 2, 8: 2}) == {(0, 7): 2, (1, 8): 2}


def test_a_cent_of_rounding_goes_to_the_service_with_the_most_left() -> None:
    assert split({0: 8}, {(7, 1): 3, (8, 1): 4}, {7: 4, 8: 9}) == {(0, 7): 3, (0, 8): 5}


@pytest.mark.parametrize("seed", range(40))
def test_whatever_keeps_the_sums_can_be_split_so_that_each_service_keeps_its_own(seed: int) -> None:
    """Demands made from a split are split again within the same parts."""
    dice = random.Random(seed)
    streams, services = range(3), range(3)
    room = {(s, bits): dice.randint(0, 4) for s in services for bits in range(1, 8) if dice.random() < 0.5}
    most = {s: sum(amount for (own, _), amount in room.items() if own == s) for s in services}
    wanted = dict.fromkeys(streams, 0)
    for (_, bits), amount in room.items():
        able = [k for k in streams if bits >> k & 1]
        for _ in range(dice.randint(0, amount)):
            wanted[dice.choice(able)] += 1
    paid = split(wanted, room, most)
    for k in streams:
        assert sum(amount for (stream, _), amount in paid.items() if stream == k) == wanted[k]
    for s, count in itertools.product(services, (1, 2, 3)):
        for union in itertools.combinations(streams, count):
            part = sum(amount for (own, bits), amount in room.items() if own == s and any(bits >> k & 1 for k in union))
            assert sum(paid.get((k, s), 0) for k in union) <= part
