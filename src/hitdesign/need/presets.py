"""Criteria that come with the library, as data: the ways of selecting students that research and law know."""

from __future__ import annotations

from pydantic import ValidationError

from hitdesign.district.defaults import assumption_of
from hitdesign.errors import Fault, InputError
from hitdesign.evidence.assumption import Assumption
from hitdesign.evidence.library import number, parameter, shipped, unknown_key
from hitdesign.evidence.records import Evidence, Selection, SelectionMeasure
from hitdesign.policy import Measure, SelectionCriteria


def preset(name: str, *, evidence: Evidence | None = None) -> SelectionCriteria:
    """The criteria of this key of the evidence's selections, with the thresholds of its parameters.

    Measures that the table lacks are left out; thresholds that are kept are assumptions of the need, and so is the
    preset. Change what is yours with `model_copy(update=...)`. Raises InputError where there is no such selection.

    >>> from hitdesign.need.presets import preset
    >>> preset("title_i_targeted").needed
    2.0
    >>> sorted(preset("curriculum_driven").model_dump(include={"everyone", "grade_low", "grade_high"}).values())
    [0, True, 3]
    """
    evidence = evidence or shipped()
    chosen = selection(name, evidence)
    low, high = (int(number(evidence, key)) if key else None for key in (chosen.grade_low, chosen.grade_high))
    return SelectionCriteria(
        name=chosen.name,
        measures=tuple(_measure(one, evidence) for one in chosen.measures),
        needed=chosen.needed,
        missing=chosen.missing,
        everyone=chosen.everyone,
        automatic=chosen.automatic,
        grade_low=low,
        grade_high=high,
        preset=name,
    )


def selection(name: str, evidence: Evidence) -> Selection:
    """The selection of this key; an unknown one raises InputError with the known ones."""
    found = evidence.selections.get(name)
    if found is None:
        raise InputError([unknown_key("selections", name, list(evidence.selections))])
    return found


def selection_checks(criteria: SelectionCriteria, evidence: Evidence) -> tuple[str, ...]:
    """What the preset that the criteria were made of leaves to a person; nothing where they are the district's own."""
    chosen = evidence.selections.get(criteria.preset)
    return () if chosen is None else tuple(f"{chosen.name}: {check}" for check in chosen.open_checks)


def preset_assumed(criteria: SelectionCriteria, evidence: Evidence) -> list[Assumption]:
    """The preset that the criteria were made of, and its grades where they stand as they were."""
    chosen = evidence.selections.get(criteria.preset)
    if chosen is None:
        return []
    made = Assumption(
        name=f"selections.{criteria.preset}",
        value=chosen.name,
        unit="way of selecting students",
        why=chosen.summary,
        source=chosen.source,
        verified=chosen.verified,
        as_of=chosen.as_of,
    )
    grades = [(chosen.grade_low, criteria.grade_low), (chosen.grade_high, criteria.grade_high)]
    kept = [key for key, grade in grades if key and parameter(evidence, key).value == grade]
    return [made, *(assumption_of(key, parameter(evidence, key)) for key in kept)]


def rebased(criteria: SelectionCriteria, before: Evidence, after: Evidence) -> SelectionCriteria:
    """The criteria with every threshold and grade that is as `before` has it as `after` has it.

    Raises InputError where the thresholds of a measure would pass each other.
    """
    chosen = before.selections.get(criteria.preset)
    grades = {name: getattr(chosen, name) for name in ("grade_low", "grade_high") if getattr(chosen, name, "")}
    moved: dict[str, object] = {
        name: round(number(after, key))
        for name, key in grades.items()
        if parameter(before, key).value == getattr(criteria, name)
    }
    measures = [_rebased(one, before, after) for one in criteria.measures]
    return criteria.model_copy(update={**moved, "measures": tuple(measures)})


def _rebased(measure: Measure, before: Evidence, after: Evidence) -> Measure:
    """One measure with the thresholds that came from the evidence taken from it anew."""
    moved = {}
    for key in measure.from_evidence:
        tier = key.rpartition(".")[2]
        if key in before.parameters and getattr(measure, tier, None) == before.parameters[key].value:
            moved[tier] = number(after, key)
    try:
        return Measure(**{**measure.model_dump(), **moved})
    except ValidationError as error:
        fault = Fault(
            table="evidence",
            column=", ".join(measure.from_evidence),
            problem="the thresholds contradict each other",
            expected="whom the intensive threshold catches, the strategic one catches too",
            what_to_do="Correct one of the parameters",
        )
        raise InputError([fault]) from error


def _measure(one: SelectionMeasure, evidence: Evidence) -> Measure:
    """The measure with its thresholds looked up."""
    keys = {tier: key for tier in ("intensive", "strategic") if (key := getattr(one, tier))}
    if not keys:
        raise InputError([_no_threshold(one.column)])
    return Measure(
        column=one.column,
        catches=one.catches,
        intensive=number(evidence, one.intensive) if one.intensive else None,
        strategic=number(evidence, one.strategic) if one.strategic else None,
        weight=one.weight,
        grade_low=one.grade_low,
        grade_high=one.grade_high,
        optional=True,
        from_evidence=tuple(keys.values()),
    )


def _no_threshold(column: str) -> Fault:
    return Fault(
        table="evidence selections",
        column=column[:60],
        problem="the measure has no threshold",
        expected="intensive, strategic, or both: keys of the parameters",
        what_to_do="Name the parameter that holds the threshold",
    )
