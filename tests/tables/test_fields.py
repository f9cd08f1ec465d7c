"""The columns that readers, checks, template and documentation share."""

from __future__ import annotations

import pytest

from hitdesign.district.records import RECORDS, Block, Cohort, Record, TutorPool
from hitdesign.tables.fields import Column, columns_of


def column(record: type[Record], name: str) -> Column:
    return next(found for found in columns_of(record) if found.name == name)


@pytest.mark.parametrize("record", RECORDS)
def test_every_column_says_what_it_means(record: type[Record]) -> None:
    assert all(found.meaning and found.kind for found in columns_of(record))


def test_bounds_words_and_kinds_come_from_the_record() -> None:
    assert (column(Block, "minutes").low, column(Block, "minutes").high) == (1, 1440)
    assert column(Cohort, "tier").words == ("intensive", "strategic", "on_level")
    assert (column(TutorPool, "when").kind, column(TutorPool, "when").words[0]) == ("list", "before_school")
    assert column(Block, "take_up_rate").kind == "share"
    assert column(Block, "grade_low").low == -2


@pytest.mark.parametrize("record", RECORDS)
def test_the_examples_are_a_row_of_the_record(record: type[Record]) -> None:
    row = {found.name: found.example for found in columns_of(record) if found.example}
    assert set(record(**row).model_fields_set) == set(row)
