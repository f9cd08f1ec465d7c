"""Scenario files give back what was written, stand for grids, and say every fault at once."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hitdesign.errors import InputError
from hitdesign.io.scenario_files import read_levers, write_levers
from hitdesign.levers import Change, Lever
from hitdesign.scenarios.ready import hiring_reaches, hybrid_week, school_online
from scenarios.scenes import award, district, people

BY_HAND = """
[[lever]]
name = "The state grant is cut by a third"
note = "Governor's proposal of March"
[[lever.changes]]
table = "funding"
column = "award_dollars"
where = { stream_id = ["state"] }
factor = 0.667

[[each]]
name = "Vacancies at {amount}"
change = { table = "tutors", column = "vacancy_rate", value = 0 }
amounts = [0.1, 0.2]

[[grid]]
[[grid.axis]]
name = "money {amount}"
change = { table = "funding", column = "award_dollars", factor = 1 }
from = 0.8
to = 1.2
count = 3
[[grid.axis]]
name = "{amount} more days"
change = { table = "blocks", column = "ends_on", difference = 0 }
amounts = [0, 7]
"""


def written(levers: list[Lever], folder: Path) -> tuple[Lever, ...]:
    write_levers(levers, folder / "levers.toml")
    return read_levers(folder / "levers.toml")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    there = district()
    levers = [
        *(award(0.5), people(0.7), Lever(name="as it is", note='a "word" and a\nline')),
        *(
            hiring_reaches(there, 0.5, rest_on=date(2026, 11, 2)),
            school_online(there, "A", 9),
            hybrid_week(there, "B", "MW", 4),
        ),
        Lever(name="off", changes=(Change(table="policy", column="enforce_standard", value=False),)),
        Lever(name="blank", changes=(Change(table="blocks", column="online_seats", blank=True),)),
        Lever(name="day", changes=(Change(table="policy", column="starts_on", value=date(2026, 10, 5)),)),
    ]
    assert written(levers, tmp_path) == tuple(levers)


@given(
    name=st.text(st.characters(codec="utf-8", exclude_characters="\x00\r"), min_size=1),
    value=st.one_of(
        st.integers(-(2**40), 2**40),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.characters(codec="utf-8", exclude_characters="\r")),
        st.booleans(),
        st.lists(st.integers(0, 9)),
    ),
)
def test_any_name_and_value_survives_the_file(name: str, value: Any, tmp_path_factory: pytest.TempPathFactory) -> None:
    lever = Lever(name=name, changes=(Change(table="t", column="c", value=value),))
    assert written([lever], tmp_path_factory.mktemp("levers")) == (lever,)


def test_a_file_by_hand_stands_for_every_combination(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(BY_HAND, encoding="utf-8")
    levers = read_levers(file)
    assert [lever.name for lever in levers] == [
        "The state grant is cut by a third",
        *("Vacancies at 0.1", "Vacancies at 0.2"),
        *(f"money {money} %, {days} more days" for money in (80, 100, 120) for days in (0, 7)),
    ]
    assert levers[0].changes[0].where == {"stream_id": ("state",)}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[lever]\n", "TOML"),
        ("[[levers]]\nname = 'x'", "no such part"),
        ("[lever]\nname = 'x'", "two brackets"),
        ("[[lever]]\nnote = 'x'", "lever 1"),
        ("[[lever]]\nname = 'x'\n[[lever.change]]\ntable = 'funding'", "change"),
        ("[[each]]\nname = 'x'\nchange = { table = 'funding', column = 'award_dollars', factor = 1 }", "amounts"),
        (
            "[[each]]\nname = 'x'\nsteps = 3\nchange = { table = 'f', column = 'c', factor = 1 }\namounts = [1]",
            "no such entry",
        ),
        ("[[grid]]\n[[grid.axis]]\nname = 'x'", "grid 1, axis 1, change"),
    ],
)
def test_a_file_that_cannot_be_read_says_where_and_what_to_do(text: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=said):
        read_levers(file)


def test_a_file_that_is_not_there_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a TOML file of levers"):
        read_levers(tmp_path / "none.toml")
