"""What a gain in test scores is worth in later earnings, from numbers with a source, and the effect that pays."""

from __future__ import annotations

from dataclasses import dataclass

from hitdesign.errors import Fault
from hitdesign.evidence.library import number, parameter, shipped
from hitdesign.evidence.records import Evidence
from hitdesign.measurement.cost.benefit import SHARE_PER_SD
from hitdesign.measurement.cost.sources import named_source
from hitdesign.measurement.given import number_faults, refuse
from hitdesign.quantities import print_dollars


@dataclass(frozen=True)
class EarningsValue:
    """What a standard deviation of test scores is worth to one student, as a present value.

    dollars_per_sd: lifetime earnings x share per standard deviation x what of the gain lasts. sources: of each number;
    verified: whether all were checked.
    """

    lifetime_earnings_dollars: float
    share_per_sd: float
    persistence: float
    dollars_per_sd: float
    sources: tuple[str, ...]
    verified: bool

    def benefit_dollars(self, effect_sd: float) -> float:
        """What an effect is worth to one student: effect x dollars per standard deviation."""
        return effect_sd * self.dollars_per_sd

    def break_even_effect_sd(self, cost_dollars: float) -> float:
        """The effect at which the benefit pays the cost a student: cost / dollars per standard deviation."""
        refuse(number_faults("earnings", "cost_dollars", cost_dollars, at_least=0))
        return cost_dollars / self.dollars_per_sd

    def sentences(self, effect_sd: float, cost_dollars: float) -> tuple[str, ...]:
        """Benefit, ratio and break-even of one student, with every number that they rest on."""
        benefit, even = self.benefit_dollars(effect_sd), self.break_even_effect_sd(cost_dollars)
        checked = "" if self.verified else " Not all of these were checked."
        return (
            f"{effect_sd:.2f} standard deviations are worth {print_dollars(benefit)} of later earnings to a student, "
            f"for {print_dollars(cost_dollars)} spent; an effect of {even:.3f} standard deviations would pay for it.",
            f"This rests on lifetime earnings of {print_dollars(self.lifetime_earnings_dollars)} as of now, "
            f"{self.share_per_sd:.1%} more of them for a standard deviation, and {self.persistence:.0%} of the gain "
            f"lasting ({'; '.join(self.sources)}).{checked}",
        )


def earnings_value(
    lifetime_earnings_dollars: float,
    *,
    source: str,
    verified: bool = False,
    share_per_sd: float | None = None,
    share_source: str = "",
    persistence: float = 1.0,
    persistence_source: str = "",
    evidence: Evidence | None = None,
) -> EarningsValue:
    """What a standard deviation of test scores is worth in earnings.

    lifetime_earnings_dollars: present value at the student's age, discounted by whoever computed it; none is shipped.
    share_per_sd: higher earnings for a standard deviation; without it that of the evidence, which is unverified.
    persistence: the share of the gain that lasts; below 1 it needs a source too, and 1 is the most favourable guess.
    verified: whether the caller checked the earnings and the share given. Raises InputError where a number is out of
    bounds or has no source. Formula: earnings x share x persistence.

    >>> from hitdesign.measurement.cost.earnings import earnings_value
    >>> value = earnings_value(600_000, source="an invented table", share_per_sd=0.1, share_source="an invented study")
    >>> value.dollars_per_sd, round(value.break_even_effect_sd(1500), 3)
    (60000.0, 0.025)
    """
    known = evidence or shipped()
    faults = [
        *number_faults("earnings", "lifetime_earnings_dollars", lifetime_earnings_dollars, above=0),
        *number_faults("earnings", "persistence", persistence, above=0, at_most=1),
    ]
    needed = {"source": source}
    if share_per_sd is None:
        share, share_source = number(known, SHARE_PER_SD), named_source(known, parameter(known, SHARE_PER_SD).source)
        checked = verified and parameter(known, SHARE_PER_SD).verified
    else:
        share, checked = share_per_sd, verified
        faults += number_faults("earnings", "share_per_sd", share, above=0)
        needed["share_source"] = share_source
    if persistence < 1:
        needed["persistence_source"] = persistence_source
    lasting = persistence_source or "nobody: that all of the gain lasts is assumed"
    for name, text in needed.items():
        if not text.strip():
            faults.append(Fault("earnings", "a number has no source", "where it is from", "Name it", column=name))
    refuse(faults)
    sources = (f"earnings: {source}", f"share: {share_source}", f"lasting: {lasting}")
    value = lifetime_earnings_dollars * share * persistence
    all_checked = checked and bool(persistence_source.strip())
    return EarningsValue(lifetime_earnings_dollars, share, persistence, value, sources, all_checked)
