"""What somebody outside has: the numbers of a public page, workbook or folder, read back out of the written files.

Nothing here knows how a plan is published; from the plan itself come only the true numbers that an audit holds against.
"""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
from openpyxl import load_workbook

from hitdesign.measurement.disclosure.tables import Amount, CountTable, Dimension, Link
from hitdesign.plan.plan import Plan
from hitdesign.report.tables import unguard

#: Tables of counts: the columns that divide each, and what it counts.
DIVIDED = {
    "by_need": ("tier", "subject", "district"),
    "by_school": ("school_id", "tier"),
    "by_low_income": ("low_income_students",),
    "by_mark": ("students_of",),
    "by_model": ("tier", "label"),
    "by_time": ("when",),
    "not_filled": ("reason",),
}
HEADS = {
    "Need": "tier", "Subject": "subject", "District": "district", "School id": "school_id", "School": "school_name",
    "Low-income students (share of enrollment)": "low_income_students", "Students of": "students_of",
    "Tutoring model": "label", "Time of day": "when", "Reason": "reason", "Need (seats)": "need",
    "Enrolled (seats)": "enrolled", "Not served (seats)": "unserved", "Served (share of need)": "share_served",
}  # fmt: skip
ALL, NEEDED, FILLED, NOT_FILLED = "Total", "needed", "filled", "not filled"
Texts = dict[str, pd.DataFrame]


class _Tables(HTMLParser):
    """Every table of a page with an id `table-...`: its rows of texts, headings first."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, list[list[str]]] = {}
        self.now = ""
        self.cell = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.now = str(dict(attrs).get("id", "")).removeprefix("table-")
            self.tables[self.now] = []
        elif tag == "tr":
            self.tables[self.now].append([])
        elif tag in {"th", "td"}:
            self.tables[self.now][-1].append("")
            self.cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"th", "td"}:
            self.cell = False

    def handle_data(self, data: str) -> None:
        if self.cell:
            self.tables[self.now][-1][-1] += data


def of_page(path: Path) -> Texts:
    """The tables of a page."""
    found = _Tables(path.read_text(encoding="utf-8")).tables
    return {name: _named(rows) for name, rows in found.items() if name in DIVIDED}


def of_workbook(path: Path) -> Texts:
    """The sheets of a workbook."""
    book = load_workbook(io.BytesIO(path.read_bytes()))
    found = {}
    for name in DIVIDED.keys() & set(book.sheetnames):
        rows = [["" if cell is None else str(cell) for cell in row] for row in book[name].iter_rows(values_only=True)]
        found[name] = _named(rows[2:])
    return found


def of_folder(path: Path) -> Texts:
    """The CSV files of a folder."""
    found = {}
    for name in DIVIDED:
        file = path / f"public_{name}.csv"
        if file.exists():
            found[name] = pd.read_csv(file, dtype=str, keep_default_na=False, encoding="utf-8-sig").map(unguard)
    return found


def _named(rows: list[list[str]]) -> pd.DataFrame:
    table = pd.DataFrame(rows[1:], columns=[HEADS[head] for head in rows[0]], dtype="str")
    for column in {"need", "enrolled", "unserved"} & set(table.columns):
        table[column] = table[column].str.replace(",", "")
    return table


def published(texts: Texts) -> list[CountTable]:
    """The tables as an attacker sets them up: blank where a star stands, coded rates as what they tell."""
    return [_table(name, table, table) for name, table in sorted(texts.items())]


def _table(name: str, texts: pd.DataFrame, numbers: pd.DataFrame) -> CountTable:
    by = [column for column in DIVIDED[name] if column in texts]
    cells = texts[by].replace("", ALL)
    filled = "unserved" if name == "not_filled" else "enrolled"
    cells["students"] = _counts(numbers[filled])
    rate = "need" in texts
    if rate:
        cells["of_students"] = _counts(numbers["need"])
        told = [_share(text) for text in texts["share_served"]]
        cells["share_at_least"] = pd.array([low for low, _ in told], dtype="Float64")
        cells["share_at_most"] = pd.array([high for _, high in told], dtype="Float64")
    sums = _marks(cells) if name == "by_mark" else ()
    dimensions = tuple(Dimension(one, ALL, sums) for one in by)
    counts = NOT_FILLED if name == "not_filled" else FILLED
    return CountTable(name, counts, cells, dimensions, out_of=NEEDED if rate else None)


def _counts(column: pd.Series) -> pd.Series:
    numbers = [int(text) if str(text).isdigit() else pd.NA for text in column]
    return pd.Series(pd.array(numbers, dtype="Int64"), index=column.index)


def _share(text: str) -> tuple[float | None, float | None]:
    number = float(re.sub("[^0-9]", "", text) or 0) / 100
    return (number, None) if text.startswith("≥") else (None, number) if text.startswith("≤") else (None, None)


def _marks(cells: pd.DataFrame) -> tuple[tuple[str, tuple[str, ...]], ...]:
    marks: dict[str, list[str]] = {}
    for label in cells["students_of"]:
        if label != ALL:
            marks.setdefault(label.partition(":")[0], []).append(label)
    return tuple((ALL, tuple(labels)) for labels in marks.values())


def true_of(plan: Plan, tables: list[CountTable], words: dict[str, dict[str, str]]) -> list[CountTable]:
    """The same tables with the plan's own numbers; words: by column, what a label is called in the plan."""
    cohorts, answer = plan.need.cohorts, plan.allocation
    taken = answer.seats.groupby("cohort_id")["students"].sum()
    need = cohorts.assign(filled=cohorts["cohort_id"].map(taken).fillna(0), needed=cohorts["students"])
    blocks = plan.facts.blocks.assign(school_id=plan.facts.schools["school_id"].to_numpy()[plan.facts.blocks["school"]])
    seats = answer.seats.merge(blocks[["school_id", "block_id", "when"]], on=["school_id", "block_id"])
    frames = {"by_model": seats, "by_time": seats, "not_filled": answer.unserved}
    found = []
    for table in tables:
        rows = frames.get(table.name, need)
        cells = table.cells.drop(columns=["share_at_least", "share_at_most"], errors="ignore")
        masks = [_of_labels(rows, table, labels, words) for labels in table.labels()]
        own = "students" if table.name in frames else "filled"
        cells["students"] = [int(rows.loc[mask, own].sum()) for mask in masks]
        if table.out_of:
            cells["of_students"] = [int(rows.loc[mask, "needed"].sum()) for mask in masks]
        found.append(CountTable(table.name, table.counts, cells, table.dimensions, out_of=table.out_of))
    return found


def _of_labels(
    rows: pd.DataFrame, table: CountTable, labels: tuple[str, ...], words: dict[str, dict[str, str]]
) -> pd.Series:
    mask = pd.Series(data=True, index=rows.index)
    columns = {"label": "model_id", "low_income_students": "school_id"}
    for one, label in zip(table.dimensions, labels, strict=True):
        if label == ALL:
            continue
        if one.name == "students_of":
            mark, _, answer = label.partition(": ")
            mask &= rows[words["mark"][mark]] == answer
        elif one.name == "low_income_students":
            mask &= rows["school_id"].map(words["low_income"]) == label
        else:
            mask &= rows[columns.get(one.name, one.name)].map(lambda x, n=one.name: words.get(n, {}).get(x, x)) == label
    return mask


def links_of(tables: list[CountTable], low_income: dict[str, str]) -> list[Link]:
    """Sums that run through several tables: need is filled and not filled; a group of schools is its schools."""
    by_name = {table.name: table for table in tables}
    need, links = by_name["by_need"], []
    total = tuple(ALL for _ in need.dimensions)
    if "not_filled" in by_name:
        rest = by_name["not_filled"].place(NOT_FILLED, (ALL,))
        links.append(Link(need.place(NEEDED, total), (need.place(FILLED, total), rest)))
    if {"by_school", "by_low_income"} <= by_name.keys():
        schools, groups = by_name["by_school"], by_name["by_low_income"]
        beside = tuple(ALL for _ in schools.dimensions[1:])
        for label in sorted(set(low_income.values())):
            inside = [school for school, group in low_income.items() if group == label]
            for counts in (FILLED, NEEDED):
                parts = tuple(schools.place(counts, (school, *beside)) for school in inside)
                links.append(Link(groups.place(counts, (label,)), parts))
    return links


def dollars_of(plan: Plan, page: str, tables: list[CountTable]) -> list[Amount]:
    """What printed dollars tell somebody who knows what a seat of each school costs: between one step and the next.

    A seat where nobody is taught would cost what seats cost on average.
    """
    steps = re.search(r"rounded up to \$([\d,]+) a stream", page)
    schools = next((table for table in tables if table.name == "by_school"), None)
    if schools is None or steps is None:
        return []
    step = float(steps[1].replace(",", ""))
    rate = plan.facts.funding.set_index("stream_id")["indirect_rate"]
    charges = plan.allocation.charges
    paid = (charges["dollars"] * (1 + charges["stream_id"].map(rate))).groupby(
        [charges["stream_id"], charges["school_id"]]
    )
    seats = plan.allocation.seats.groupby("school_id")["students"].sum()
    amounts = []
    for name, *dollars in re.findall(
        r"(?m)^(?:<li>)?(\S+) \([^<\n]*\) pays at most \$([\d,]+) of its \$([\d,]+)\.", page
    ):
        most, there = (float(text.replace(",", "")) for text in dollars)
        if most < there:
            own = paid.sum()[name].to_dict()
            taught = [school for school in seats.index if school in own]
            mean = sum(own[school] for school in taught) / seats.sum()
            each = {school: own.get(school, 0.0) / seats[school] for school in seats.index}
            labels = [one for one in schools.labels() if one[0] != ALL and set(one[1:]) <= {ALL}]
            parts = [(schools.place(FILLED, one), each.get(one[0], mean) / step) for one in labels]
            rest = sum(dollars for school, dollars in own.items() if school not in seats.index) / step
            amounts.append(Amount(name, tuple(parts), most / step - 1 - rest - 1e-6, most / step - rest + 1e-6))
    return amounts
