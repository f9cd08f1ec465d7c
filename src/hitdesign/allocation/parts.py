"""Awards of which a part is promised to something else, or which are a part themselves: where a plan goes beyond it."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from hitdesign.district.columns import Facts
from hitdesign.evidence.records import Evidence
from hitdesign.evidence.windows import most_for_tutoring
from hitdesign.quantities import TOLERANCE, print_dollars, print_share, print_share_beside


def beyond_parts(facts: Facts, evidence: Evidence, charges: pd.DataFrame) -> list[str]:
    """A sentence per stream that pays more for tutoring than its other activities leave, or that is too large a part.

    `charges`: who pays what. Not a row of the program: a person decides what gives way.
    """
    return [*_for_others(facts, evidence, charges), *_of_a_whole(facts, evidence)]


def _for_others(facts: Facts, evidence: Evidence, charges: pd.DataFrame) -> Iterator[str]:
    """Formula: dollars charged <= award x (1 - least shares of activities that do not hold tutoring)."""
    paid = charges.groupby("stream_id")["dollars"].sum()
    for stream, name, award in _streams(facts):
        program, spent = evidence.programs[name], float(paid.get(stream, 0.0))
        most = most_for_tutoring(program, award)
        if program.activity_shares and spent > most * (1 + TOLERANCE):
            yield (
                f"Not enforced: {program.name} leaves at most {print_dollars(most)} of {stream} to tutoring, for "
                f"other activities have their least shares; this plan takes {print_dollars(spent)}."
            )


def _of_a_whole(facts: Facts, evidence: Evidence) -> Iterator[str]:
    """Formula: awards of the part / (awards of the part and of the rest) within its least and most share."""
    awards: dict[str, float] = {}
    for _, name, award in _streams(facts):
        awards[name] = awards.get(name, 0.0) + award
    for name, part in sorted(awards.items()):
        program = evidence.programs[name]
        if program.part_of not in awards or not part > 0:
            continue
        share = part / (part + awards[program.part_of])
        least, most = program.least_share_of_whole or 0.0, program.most_share_of_whole
        if share < least - TOLERANCE or (most is not None and share > most + TOLERANCE):
            low = share < least
            bound = f"at least {print_share(least)}" if low else f"at most {print_share(most)}"
            own = print_share_beside(share, least if low or most is None else most, 1)
            yield (
                f"Not enforced: {program.name} is {own} of the awards of "
                f"{evidence.programs[program.part_of].name} in the tables; it is {bound} of them."
            )


def _streams(facts: Facts) -> Iterator[tuple[str, str, float]]:
    """Name, program and dollars of every award."""
    columns = (facts.funding[name] for name in ("stream_id", "program", "award_dollars"))
    for stream, name, award in zip(*columns, strict=True):
        yield str(stream), str(name), float(award)
