"""The thresholds of Title I, Part A as the evidence states them, and where each step of an allocation stands in law."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from hitdesign.evidence.library import number
from hitdesign.evidence.records import Evidence

ESSA = "as amended in 2015 (ESSA)"
#: Step -> where it stands, in which version; what was not read says so.
LAW: dict[str, str] = {
    "award": f"ESEA title I, part A, subpart 2, {ESSA}",
    "transferred": f"ESEA 5103, {ESSA}",
    "carry_over": f"ESEA 1127, {ESSA}",
    "private_share": f"ESEA 1117(a)(4)(A), {ESSA}, from memory: of the whole award, before anything is reserved",
    "private_share_by_area": "ESEA 1120(a)(4) as amended in 2002 (NCLB), replaced in 2015",
    "no_private_share": "none of the children counted attends a private school",
    "parent_and_family": f"ESEA 1116(a)(3), {ESSA}, from memory",
    "reservation": f"ESEA 1113(c)(3) and 34 CFR 200.77, {ESSA}",
    "for_schools": f"34 CFR 200.78(a)(1), {ESSA}",
    "least_amount": f"ESEA 1113(c)(2) and 34 CFR 200.78(b), {ESSA}",
    "average": f"ESEA 1113(a)(2)(B), {ESSA}; by grade span 34 CFR 200.78(a)(3)",
    "35_percent": f"ESEA 1113(b)(1)(A), {ESSA}",
    "enrolled_share": f"ESEA 1113(b)(1)(B), {ESSA}",
    "grandfathered": f"ESEA 1113(b)(1)(C), {ESSA}",
    "skipped": f"ESEA 1113(b)(1)(D), {ESSA}",
    "waived": f"ESEA 1113(a)(7), {ESSA}",
    "small_district": f"ESEA 1113(a)(6), {ESSA}",
    "one_school_per_span": "guidance of the U.S. Department of Education; read it before relying on it",
    "first": f"ESEA 1113(a)(3)(A), {ESSA}",
    "high_school_option": "ESEA 1113(a)(3)(B), added in 2015 (ESSA)",
    "rest": f"ESEA 1113(a)(4), {ESSA}",
    "amounts": f"ESEA 1113(c)(1) and 34 CFR 200.78(c), {ESSA}",
    "hold_harmless": "no law: a choice of the district",
    "supplemental": f"ESEA 1113(c)(2)(B) and 34 CFR 200.78(d), {ESSA}",
}


@dataclass(frozen=True)
class Thresholds:
    """The law's numbers, exact."""

    first_above: Fraction
    high_school_first_above: Fraction
    eligible_from: Fraction
    least_amount_factor: Fraction
    small_district_below: Fraction
    parents_above_dollars: Fraction
    parents_share: Fraction
    waiver_from: Fraction


def thresholds(evidence: Evidence) -> Thresholds:
    """The law's numbers from the evidence's parameters; raises InputError where one is missing or a word."""

    def exact(key: str) -> Fraction:
        return Fraction(str(number(evidence, f"title_i.{key}")))

    return Thresholds(
        first_above=exact("served_first_above"),
        high_school_first_above=exact("high_school_served_first_above"),
        eligible_from=exact("eligible_from"),
        least_amount_factor=exact("least_amount_factor"),
        small_district_below=exact("small_district_below"),
        parents_above_dollars=exact("parents_above_dollars"),
        parents_share=exact("parents_share"),
        waiver_from=exact("desegregation_waiver_from"),
    )
