"""What an effect at a cut-off says, and for whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from hitdesign.quantities import print_count, print_share


def sentences_of(numbers: Mapping[str, Any]) -> tuple[str, ...]:
    """The sentences of one effect."""
    return tuple(_said(numbers))


def _said(given: Mapping[str, Any]) -> Iterator[str]:
    sure = print_share(given["confidence"])
    size = f"{given['corrected']:.3g}, with {sure} confidence from {given['low']:.3g} to {given['high']:.3g}"
    if given["kind"] == "sharp":
        yield f"At the cut-off tutoring changed the outcome by {size} (corrected for the bend of the curve)."
    else:
        yield (
            f"For students whom the cut-off moved into tutoring, each unit received changed the outcome by {size}; the "
            f"cut-off moved what was received by {given['take_up_jump']:.2f}."
        )
    yield (
        f"It rests on {print_count(given['tutored_students'], 'student')} of the tutored side and "
        f"{given['other_students']:,} of the other, within {given['bandwidth']:.3g} of the cut-off."
    )
    yield "It holds for students near the cut-off. What tutoring would do for those far from it, it does not say."
    lost = given["lost_tutored_students"] + given["lost_other_students"]
    if lost:
        yield f"{print_count(lost, 'student')} within that distance have no outcome and are left out."
    if given["repeated_scores"]:
        fewest = min(given["scores_tutored_side"], given["scores_other_side"])
        yield (
            f"Many students share a score (as few as {fewest} different scores on a side within the bandwidth). The "
            "curve between scores is then assumed, not seen, and the interval does not count that. Errors are not "
            "clustered by score, for that covers less often than it says (Kolesar and Rothe, American Economic Review "
            "108, 2018)."
        )
