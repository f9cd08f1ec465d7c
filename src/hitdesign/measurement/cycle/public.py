"""Reports that may leave the district: made from counts alone, protected, and checked against all published before."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from datetime import date

import pandas as pd

from hitdesign.errors import Fault, InputError
from hitdesign.measurement.cycle.days import day_faults
from hitdesign.measurement.cycle.decide import ReviewDecision
from hitdesign.measurement.cycle.internal import decision_faults
from hitdesign.measurement.cycle.markdown import plain, table_markdown
from hitdesign.measurement.cycle.progress import COUNTS, Progress
from hitdesign.measurement.disclosure.policy import DisclosurePolicy
from hitdesign.measurement.disclosure.protect import Protected, protect
from hitdesign.measurement.disclosure.tables import OUT_OF, STUDENTS, Change, CountTable, Dimension, Link
from hitdesign.measurement.given import refuse
from hitdesign.quantities import print_share

ALL = "all schools"
SCHOOL = "school"
#: Rate tables of a report: what is counted, and out of what; names of counts as a board reads them.
RATES = (
    ("enrolled", "invited"),
    ("attending", "enrolled"),
    ("on_pace", "enrolled"),
    ("tested", "enrolled"),
    ("met_goal", "tested"),
)
WORDS = {name: name.replace("_", " ") for name in COUNTS} | {"met_goal": "met their growth goal"}


@dataclass(frozen=True)
class ProgramFigure:
    """A number of the whole program that counts nobody: an effect, a cost. It is printed only where the number of
    students behind it (`behind`, a name of COUNTS, over all schools) is printed too.
    """

    name: str
    text: str
    behind: str


@dataclass(frozen=True, eq=False)
class PublicReport:
    """What may leave the district. It is made from protected counts whose check holds; there is no other way in, and
    nothing of them is kept but what is published.

    tables: as text, by name; release: the same as counts, blank where withheld, for the reports that follow.
    """

    title: str
    as_of: date
    protected: InitVar[Protected]
    sentences: tuple[str, ...] = ()
    tables: dict[str, pd.DataFrame] = field(init=False, repr=False)
    release: tuple[CountTable, ...] = field(init=False, repr=False)

    def __post_init__(self, protected: Protected) -> None:
        if not _all_are([protected], Protected):
            problem, expected = "it was not protected", "counts made safe by publish_report"
            raise InputError([Fault("public report", problem, expected, "Use publish_report")])
        object.__setattr__(self, "tables", protected.publish())
        object.__setattr__(self, "release", protected.release)

    def to_markdown(self) -> str:
        """The report as Markdown; `*` where a number is withheld to protect students."""
        return _markdown(f"{self.title}, {self.as_of}", self.sentences, self.tables)

    def of_school(self, school: str) -> PublicSchoolReport:
        """The rows of one school, by the name printed in the report; raises InputError where it has none."""
        if school == ALL or not any((table[SCHOOL] == school).any() for table in self.tables.values()):
            expected = "a school of the report, by the name printed in it"
            fault = Fault("public report", "it has no rows of this school", expected, "Correct it", found=school)
            raise InputError([fault])
        return PublicSchoolReport(self, school)


@dataclass(frozen=True, eq=False)
class PublicSchoolReport:
    """One school's rows of a public report, for its principal and families."""

    report: PublicReport
    school: str

    @property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The tables, by name, with this school's rows alone."""
        return {name: table[table[SCHOOL] == self.school] for name, table in self.report.tables.items()}

    def to_markdown(self) -> str:
        """The rows as Markdown; `*` where a number is withheld to protect students."""
        return _markdown(f"{self.report.title}: {self.school}, {self.report.as_of}", (), self.tables)


def board_counts(progress: Progress, names: Sequence[tuple[str, str]] = ()) -> tuple[CountTable, ...]:
    """The counts of a report by school, in full: what goes into `publish_report`, never out of the district.

    names: pairs of a school_id and the name to print in its place. What is known of nobody yet (attendance, pace,
    tests) has no table; of whom it is not known counts as not. Raises InputError where two schools would have the same
    name, or one the name of the total.

    >>> from hitdesign.measurement.cycle.progress import progress_of
    >>> rows = pd.DataFrame({"student_id": ["a", "b"], "school_id": ["North", "South"]})
    >>> tables = board_counts(progress_of(rows, date(2026, 11, 2), good_attendance=0.9))
    >>> [(table.counts, table.out_of) for table in tables]
    [('enrolled', 'invited')]
    """
    by_name = dict(names)
    labels = [by_name.get(one, one) for one in progress.schools["school_id"]]
    if len(set(labels) | {ALL}) != len(labels) + 1:
        expected = f"a name of its own for each school, other than {ALL!r}"
        raise InputError([Fault("report", "schools share a name", expected, "Change the names", column="names")])
    counts = progress.schools[list(COUNTS)]
    whole = pd.concat([counts, counts.sum().to_frame().T], ignore_index=True).astype("int64")
    by_school = (Dimension(SCHOOL, ALL),)
    tables = []
    for counted, out_of in [pair for pair in RATES if pair[0] in _measured(progress)]:
        cells = pd.DataFrame({SCHOOL: [*labels, ALL], STUDENTS: whole[counted], OUT_OF: whole[out_of]})
        what = f"{WORDS[counted]}, of {WORDS[out_of]}"
        day = progress.as_of.isoformat()
        tables.append(CountTable(what, WORDS[counted], cells, by_school, WORDS[out_of], day))
    return tuple(tables)


def _measured(progress: Progress) -> set[str]:
    """The counts of which anything is known."""
    total = progress.schools.drop(columns="school_id").sum()
    known = {"enrolled"}
    for name, unknown in (("attending", "attendance_unknown"), ("on_pace", "pace_unknown")):
        known |= {name} if total[unknown] < total["enrolled"] else set()
    return known | ({"tested", "met_goal"} if total["tested"] else set())


def publish_report(
    counts: Sequence[CountTable],
    *,
    title: str,
    as_of: date,
    policy: DisclosurePolicy,
    before: Sequence[PublicReport],
    unchanged: Sequence[str],
    changes: Sequence[Change] = (),
    figures: Sequence[ProgramFigure] = (),
    decision: ReviewDecision | None = None,
    time_limit_seconds: float | None = None,
) -> PublicReport:
    """Counts made safe to publish, all tables together and with every report published before.

    counts: as `board_counts` gives them; before: all earlier public reports; unchanged: counts that everybody knows to
    be the same numbers as at the earlier dates, such as `invited`; changes: what else is known of how counts moved.
    figures: see ProgramFigure; decision: its word, rules and cautions are printed, no value. Raises InputError where
    something
    else than counts is handed over, a report before or the decision is of a later day, or the check does not hold.

    >>> from hitdesign.measurement.cycle.progress import progress_of
    >>> rows = pd.DataFrame({"student_id": list("abcdef"), "school_id": ["North", "South"] * 3})
    >>> counts = board_counts(progress_of(rows, date(2026, 11, 2), good_attendance=0.9))
    >>> how = {"policy": DisclosurePolicy(), "before": [], "unchanged": ["invited"]}
    >>> report = publish_report(counts, title="Tutoring", as_of=date(2026, 11, 2), **how)
    >>> report.tables["enrolled, of invited"]["students"].tolist()
    ['*', '*', '*']
    """
    refuse(day_faults("public report", {"as_of": as_of}))
    refuse([*_check(counts, before, as_of, unchanged), *decision_faults(decision, as_of)])
    earlier = [table for report in before for table in report.release]
    safe = protect(
        counts,
        policy,
        before=earlier,
        changes=changes,
        links=same_numbers(counts, earlier, unchanged),
        time_limit_seconds=time_limit_seconds,
    )
    said = [*_totals(safe), *_figures(safe, figures), *(_of_decision(decision) if decision else ())]
    return PublicReport(title, as_of, safe, tuple(said))


def _markdown(title: str, sentences: Sequence[str], tables: Mapping[str, pd.DataFrame]) -> str:
    parts = [f"# {plain(title)}", *(["\n".join(f"- {plain(one)}" for one in sentences)] if sentences else [])]
    for name, table in tables.items():
        parts += [f"## {plain(name)}", table_markdown(table.astype(object))]
    parts.append(
        "A star stands for a number that is withheld so that nobody can learn about single students. "
        "Students of whom something is not known are counted as not having reached it."
    )
    return "\n\n".join(parts) + "\n"


def _all_are(values: object, kind: type) -> bool:
    """Whether these are a list of that kind, whatever the types promised."""
    return isinstance(values, list | tuple) and all(isinstance(one, kind) for one in values)


def _check(
    counts: Sequence[CountTable], before: Sequence[PublicReport], as_of: date, unchanged: Sequence[str]
) -> Iterator[Fault]:
    where = "public report"
    counted = _all_are(counts, CountTable)
    if not counted:
        problem, expected = "something else than counts was handed over", "tables of counts, as board_counts gives them"
        yield Fault(where, problem, expected, "Use board_counts", column="counts")
    if not _all_are(before, PublicReport):
        problem, expected = "something else than public reports was handed over", "public reports"
        yield Fault(where, problem, expected, "Hand over what was published", column="before")
    elif any(report.as_of >= as_of for report in before):
        problem, expected = "a report before is not of an earlier day", f"reports of days before {as_of}"
        yield Fault(where, problem, expected, "Check the days", column="before")
    known = {name for table in counts for _, name in table.columns} if counted else set(unchanged)
    for name in [one for one in unchanged if one not in known]:
        expected = f"one of {', '.join(sorted(known))}"
        yield Fault(where, "no table counts this", expected, "Correct it", column="unchanged", found=name)


def same_numbers(counts: Sequence[CountTable], earlier: Sequence[CountTable], unchanged: Sequence[str]) -> list[Link]:
    """A link for each count that is known to be what it was at each earlier date.

    >>> from hitdesign.measurement.cycle.public import same_numbers
    >>> same_numbers((), (), ("invited",))
    []
    """
    then = {
        (name, table.as_of, labels): table.place(name, labels)
        for table in earlier
        for _, name in table.columns
        if name in unchanged
        for labels in table.labels()
    }
    now = {
        (name, labels): table.place(name, labels)
        for table in counts
        for _, name in table.columns
        if name in unchanged
        for labels in table.labels()
    }
    return [Link(now[name, labels], (place,)) for (name, _, labels), place in then.items() if (name, labels) in now]


def _shown_total(safe: Protected, name: str | None) -> float | None:
    """A count over all schools where the release shows it."""
    for table in safe.release:
        for column, counted in table.columns:
            found = dict(zip(table.labels(), table.numbers(column), strict=True)).get((ALL,), math.nan)
            if counted == name and not math.isnan(found):
                return found
    return None


def _totals(safe: Protected) -> Iterator[str]:
    """Sentences on the whole program, from what is shown alone."""
    for table in safe.release:
        number, whole = _shown_total(safe, table.counts), _shown_total(safe, table.out_of)
        if number is not None and whole:
            yield f"{table.name.capitalize()}: {number:,.0f} of {whole:,.0f} ({print_share(number / whole)})."


def _figures(safe: Protected, figures: Sequence[ProgramFigure]) -> Iterator[str]:
    for one in figures:
        students = _shown_total(safe, WORDS.get(one.behind, one.behind))
        text = "withheld, as the number of students is" if not students else f"{one.text} ({students:,.0f} students)"
        yield f"{one.name}: {text}."


def _of_decision(decision: ReviewDecision) -> tuple[str, ...]:
    by = f", by rule: {', '.join(decision.rules)}" if decision.rules else ""
    return (f"Decision on {decision.on}: {decision.decision.replace('_', ' ')}{by}.", *decision.cautions)
