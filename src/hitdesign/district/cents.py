"""Amounts that are set aside, as whole cents."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal


def cents(dollars: float, share: float = 1.0) -> int:
    """Whole cents of the dollars, or of a share of them, half a cent upwards; both are read as they are written.

    A cost is rounded up instead (`quantities.to_cents`): what is set aside is what the letter says.

    >>> from hitdesign.district.cents import cents
    >>> cents(0.125), cents(19.99), cents(0.5, 0.01)
    (13, 1999, 1)
    """
    exact = Decimal(repr(dollars)) * Decimal(repr(share)) * 100
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
