"""A message says what we found, where, what we expected, and what to do."""

import pickle

from hitdesign.errors import Fault, HitdesignError, InputError, MissingExtra


def fault(row: int) -> Fault:
    return Fault(
        table="schools",
        row=row,
        column="enrollment",
        found="many",
        problem="is not a number",
        expected="a whole number",
        what_to_do="Write digits",
    )


def test_a_fault_names_table_row_column_found_expected_and_remedy():
    text = str(fault(7))
    for part in ("schools", "row 7", "enrollment", "'many'", "a whole number", "Write digits"):
        assert part in text


def test_all_faults_are_in_one_error_and_long_lists_say_how_many_more():
    error = InputError(fault(row) for row in range(2, 102))
    assert len(error.faults) == 100
    assert "100 things to mend" in str(error)
    assert "and 60 more" in str(error)


def test_one_fault_is_one_thing():
    assert str(InputError([fault(2)])).startswith("1 thing to mend")


def test_every_error_is_caught_by_the_base_and_survives_a_trip_to_another_process():
    for error in (InputError([fault(2)]), MissingExtra("openpyxl", "excel")):
        assert isinstance(error, HitdesignError)
        assert str(pickle.loads(pickle.dumps(error))) == str(error)


def test_a_missing_library_says_how_to_install_it():
    assert 'pip install "hitdesign[excel]"' in str(MissingExtra("openpyxl", "excel"))
