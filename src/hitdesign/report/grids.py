"""The tables of the page: which columns of the reading tables are shown, under which headings."""

from __future__ import annotations

from hitdesign.report import sentences
from hitdesign.report.grid import Grid, grid
from hitdesign.report.reading import CAPTIONS, Reading
from hitdesign.report.schools import by_low_income
from hitdesign.report.words import cost_words, tier_words

#: Rows of long lists that stand in the main part; the workbook and the CSV files hold all of them.
MOST_ASSUMPTIONS = 12
MOST_REASONS = 8
MOST_DEPARTURES = 8
LONGEST_LIST = 200
COUNTS = ["need", "invited", "enrolled", "expected_attending", "unserved", "share_served"]
AT_MOST = {"dollars": "Not to exceed (dollars)"}


def grids(reading: Reading) -> list[Grid]:
    """Every table of the main part and of the appendix."""
    return [
        _by_need(reading),
        _by_low_income(reading),
        _by_model(reading),
        _departures(reading),
        _by_pool(reading),
        _by_time(reading),
        _staffing(reading),
        _mandates(reading),
        _set_aside(reading),
        _by_stream(reading),
        _by_cost(reading),
        _reasons(reading),
        _levels(reading),
        _assumptions(reading),
        _sources(reading),
        _by_school(reading),
    ]


def _by_need(reading: Reading) -> Grid:
    table = reading["by_need"].assign(tier=reading["by_need"]["tier"].map(tier_words))
    return grid("by_need", CAPTIONS["by_need"], table, ["tier", "subject", *COUNTS], total=True)


def _by_low_income(reading: Reading) -> Grid:
    columns = ["low_income_students", "schools", "need", "enrolled", "unserved", "share_served", "dollars"]
    heads = {"low_income_students": "Low-income students", **AT_MOST}
    table = by_low_income(reading["by_school"])
    return grid("by_low_income", "Schools by their share of low-income students.", table, columns, heads=heads)


def _by_school(reading: Reading) -> Grid:
    columns = ["school_name", "school_id", *COUNTS, "groups", "tutors", "dollars"]
    return grid("by_school", CAPTIONS["by_school"], reading["by_school"], columns, heads=AT_MOST, total=True)


def _by_pool(reading: Reading) -> Grid:
    columns = ["pool_id", "kind", "people", "limit_people", "hours_per_week", "limit_hours_per_week", "groups"]
    return grid("by_pool", CAPTIONS["by_pool"], reading["by_pool"], [*columns, "enrolled", "schools"])


def _by_time(reading: Reading) -> Grid:
    columns = ["when", "blocks", "models_fitting", "enrolled", "expected_attending", "speaks_for", "speaks_against"]
    table = reading["by_time"]
    return grid("by_time", CAPTIONS["by_time"], table, columns + ["not_known"] * bool((table["not_known"] != "").any()))


def _staffing(reading: Reading) -> Grid:
    columns = ["rule", "verdict", "whom", "sentence", "source", "verified"]
    table = reading["staffing"]
    short = [text if len(text) <= LONGEST_LIST else f"{text[:LONGEST_LIST]}..." for text in table["whom"]]
    table = table.assign(whom=short)
    return grid("staffing", CAPTIONS["staffing"], table, columns, heads={"sentence": "What it asks"})


def _by_model(reading: Reading) -> Grid:
    table = reading["by_model"].assign(tier=reading["by_model"]["tier"].map(tier_words))
    size = ["students_per_tutor", "sessions_per_week", "minutes_per_session", "weeks"]
    return grid("by_model", CAPTIONS["by_model"], table, ["tier", "label", *size, "enrolled"])


def _departures(reading: Reading) -> Grid:
    """The bands with most students; every one stands in the workbook."""
    table = reading["departures"].sort_values("students", ascending=False, kind="stable").head(MOST_DEPARTURES)
    columns = ["band_id", "first_choice", "used_model", "students", "difference_dollars", "sentence"]
    return grid("departures", CAPTIONS["departures"], table, columns, heads={"sentence": "What stands in the way"})


def _mandates(reading: Reading) -> Grid:
    """Every mandate and school: what is owed and what the plan does of it."""
    columns = ["mandate_id", "school_id", "students", "opted_out", "owed", "served_as_asked", "served_otherwise"]
    table = reading.plan.allocation.mandates
    return grid("mandates", "What must be done, by mandate and school.", table, [*columns, "missing"])


def _set_aside(reading: Reading) -> Grid:
    """Streams of which something is reserved or owed to private schools, from award to what there is to plan with."""
    table = reading.plan.allocation.spending
    aside = table["reserved_dollars"].astype(float) + table["private_schools_dollars"].astype(float) > 0
    columns = ["stream_id", *(f"{part}_dollars" for part in ("award", "committed", "spent", "reserved"))]
    columns += [f"{part}_dollars" for part in ("private_schools", "out_of_plan", "available")]
    return grid("set_aside", "Awards with money set aside, taken apart.", table[aside], columns)


def _by_stream(reading: Reading) -> Grid:
    columns = ["stream_id", "program_name", "available_dollars", "not_to_exceed_dollars", "share_used"]
    columns += ["expected_dollars", "unspent_dollars"]
    return grid("by_stream", CAPTIONS["by_stream"], reading["by_stream"], columns, total=True)


def _by_cost(reading: Reading) -> Grid:
    table = reading["by_cost"].assign(cost_kind=reading["by_cost"]["cost_kind"].map(cost_words))
    return grid("by_cost", CAPTIONS["by_cost"], table, ["cost_kind", "dollars"], heads=AT_MOST, total=True)


def _reasons(reading: Reading) -> Grid:
    table = reading["unserved_reasons"].head(MOST_REASONS)
    table = table.assign(reason=table["reason"].map(sentences.reason_words))
    heads = {"students": "Seats", "sentence": "In the words of the largest cohort"}
    caption = "Students without a seat, by what stood in the way."
    return grid("unserved_reasons", caption, table, ["reason", "students", "schools", "sentence"], heads=heads)


def _levels(reading: Reading) -> Grid:
    table = reading.plan.allocation.levels
    aims = [sentences.aim_words(str(level)) for level in table["level"]]
    table = table.assign(level=aims, status=[sentences.status_words(str(status)) for status in table["status"]])
    ranged = (table[["low", "high"]].ne(table["value"], axis=0) & table[["low", "high"]].notna()).to_numpy().any()
    columns = ["level", "unit", "value", *(["low", "high"] if ranged else []), "bound", "gap", "status"]
    return grid("levels", "The plan's aims, in order.", table, columns, heads={"bound": "Proved limit"})


def _assumptions(reading: Reading) -> Grid:
    columns = ["why", "assumed", "cells", "moved_to", "moves", "source", "as_of", "verified"]
    table = reading["assumptions"].head(MOST_ASSUMPTIONS)
    return grid("assumptions", CAPTIONS["assumptions"], table, columns, heads={"why": "Assumption"})


def _sources(reading: Reading) -> Grid:
    table = reading["sources"]
    counts = zip(table["statements_checked"], table["statements"], strict=True)
    table = table.assign(checked=[f"{checked} of {of}" for checked, of in counts])
    columns = ["who", "title", "year", "used_for", "as_of", "checked"]
    return grid("sources", CAPTIONS["sources"], table, columns, heads={"checked": "Checked (uses)"})
