"""What a mitigation does, in one sentence."""

from __future__ import annotations

from hitdesign.quantities import print_count, print_dollars

#: Changes smaller than this are none.
NO_CHANGE = 0.5


def sentence_of(name: str, status: str, seats: float, dollars: float, gone: str, why: str) -> str:
    """`Moving 2 schools to before school restores 140 seats for $21,000 more; the risk is gone.`

    `seats` and `dollars`: the changes; `gone`: yes, no, at so many places, or anything else, which says nothing. `why`:
    what is said where there is no plan.

    >>> from hitdesign.scenarios.mitigation_words import sentence_of
    >>> sentence_of("One more tutor in aides", "solved", 6.0, 480.0, "yes", "")
    'One more tutor in aides restores 6 seats for $480 more; the risk is gone.'
    """
    if status != "solved":
        return f"{name}: {why or status}"
    said = _seats(seats)
    money = (
        "" if abs(dollars) < NO_CHANGE else f" for {print_dollars(abs(dollars))} {'more' if dollars > 0 else 'less'}"
    )
    return f"{name} {said}{money}{_risk(gone)}."


def _seats(more: float) -> str:
    if abs(more) < NO_CHANGE:
        return "changes no seat"
    return f"{'restores' if more > 0 else 'costs'} {print_count(abs(round(more)), 'seat')}"


def _risk(gone: str) -> str:
    if gone.startswith("at "):
        return f"; the risk is gone {gone} places"
    return {"yes": "; the risk is gone", "no": "; the risk stays"}.get(gone, "")
