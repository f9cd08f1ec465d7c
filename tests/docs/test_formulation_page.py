"""The page on the formulation names every family of rows and kind of columns that the library makes, and no other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, get_args

import pytest

from hitdesign.allocation.allocation import Allocation
from hitdesign.allocation.level_change import last_seats
from hitdesign.allocation.refusal import CHANGES
from hitdesign.allocation.shapes import SHAPES, empty_table
from hitdesign.allocation.whole import whole_program
from hitdesign.evidence.records import CostUse
from hitdesign.policy import LevelName
from hitdesign.solving.parts import Rows
from laws.demands import DEMANDS
from laws.districts import EVERY_FEATURE, FEATURES, Case, asked, case_of
from laws.openings import OPENINGS, opened_case
from laws.terms import TERMS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "formulation.md").read_text(encoding="utf-8")
#: Of each use of money a kind of columns and a family counts how often a price is due.
COUNTED = {f"counted_{use}" for use in get_args(CostUse)}


def every_case() -> Iterator[Case]:
    """Small districts that have every feature between them."""
    yield case_of(0, EVERY_FEATURE)
    yield case_of(0, (*TERMS, "match"))
    for seed, choices in ((1, {}), (3, {"schools": ("S1",)})):
        given = opened_case(seed, [name for name in FEATURES if name not in DEMANDS], OPENINGS)
        yield replace(given, policy=given.policy.model_copy(update=choices))


@pytest.fixture(scope="module")
def made() -> tuple[set[str], set[str]]:
    """Families of rows, also those that are left out because they have no row; and kinds of columns."""
    families: set[str] = set()
    kinds: set[str] = set()
    honest = Rows.__init__

    def noted(self: Rows, *args: Any, **names: Any) -> None:
        honest(self, *args, **names)
        families.add(self.family)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Rows, "__init__", noted)
        for case in every_case():
            ready = asked(replace(case, policy=case.policy.model_copy(update={"levels": get_args(LevelName)})))
            near = replace(ready, facts=replace(ready.facts, last_plan=last_seats(empty_table("seats"))))
            program = whole_program(near.formulation()).program
            kinds |= {part.kind for part in program.columns}
    return families | COUNTED, kinds | COUNTED


def tables(first: str) -> Iterator[list[list[str]]]:
    """The rows of each table of the page whose first heading this is, split into cells."""
    for block in re.split(r"\n\n", PAGE):
        lines = [
            re.split(r"(?<!\\) \| ", line.strip().removeprefix("| ").removesuffix(" |")) for line in block.split("\n")
        ]
        if lines[0][0] == first:
            yield [lines[0], *lines[2:]]


def named(first: str) -> list[str]:
    """The names in the first cells of these tables."""
    cells = [row[0] for table in tables(first) for row in table[1:]]
    return [name for cell in cells for name in re.sub(r"\[[^\]]*\]|`", "", cell).split(", ")]


def test_every_family_of_rows_stands_on_the_page_and_none_that_does_not_exist(made: tuple[set[str], set[str]]) -> None:
    assert sorted(named("family")) == sorted(made[0])


def test_every_kind_of_columns_stands_on_the_page_and_none_that_does_not_exist(made: tuple[set[str], set[str]]) -> None:
    assert sorted(named("columns")) == sorted(made[1])


def test_every_family_has_words_formula_unit_source_and_table() -> None:
    heads = ["family", "in words", "formula", "unit", "from", "table"]
    for table in tables("family"):
        assert table[0] == heads
        for row in table[1:]:
            assert len(row) == len(heads), row[0]
            assert all(cell.strip() for cell in row), row[0]


def test_the_tables_of_the_answer_that_the_page_names_exist() -> None:
    answers = {*SHAPES, *(name for name in vars(Allocation) if not name.startswith("_"))}
    cells = [row[-1] for first in ("family", "columns") for table in tables(first) for row in table[1:]]
    said = {name for cell in cells for name in re.sub(r" \([a-z_]+\)|`", "", cell).split(", ")}
    assert len(said) > 10
    assert said <= answers


def test_every_limit_that_a_refusal_can_name_is_a_family(made: tuple[set[str], set[str]]) -> None:
    assert set(CHANGES) <= made[0]


def test_every_level_of_the_policy_stands_on_the_page() -> None:
    levels = " ".join(row[0] for table in tables("level") for row in table[1:])
    for name in get_args(LevelName):
        assert (name in levels) or f"_{name.rsplit('_', 1)[1]}" in levels, name


def test_the_page_names_no_rule_as_missing_that_has_a_family(made: tuple[set[str], set[str]]) -> None:
    missing = PAGE.partition("## Not in it")[2]
    assert missing
    assert not [name for name in made[0] if "_" in name and (name in missing or name.replace("_", " ") in missing)]
