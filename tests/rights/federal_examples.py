"""The four worked examples of the U.S. Department of Education's Title I guidance of April 1996.

Source: Policy Guidance for Title I, Part A, examples 1 to 4 (www2.ed.gov/legislation/ESEA/Title_I/example1.html and
following), as printed. Example 1 prints twelve of its schools' rows in part; only those that are eligible are used.
"""

from __future__ import annotations

import pandas as pd

#: school, enrollment, low-income children in public schools and in private schools.
POORER = (
    ("Violet Hill", 870, 850, 20),
    ("Oakdale MS", 276, 202, 8),
    ("Elemwood", 951, 591, 24),
    ("Valley View", 696, 444, 0),
    ("Hobson", 601, 367, 10),
    ("Berlieth HS", 933, 550, 5),
    ("Davis", 1134, 646, 8),
    ("Indian Rock MS", 1695, 815, 0),
    ("Roosevelt HS", 203, 95, 0),
    ("Takoma HS", 1080, 487, 6),
    ("Camp Springs", 1026, 449, 14),
    ("White Hill", 857, 293, 3),
    ("Bannaker", 874, 299, 2),
    ("Eastern MS", 490, 142, 0),
    ("Taft HS", 2073, 509, 0),
    ("Wilson HS", 300, 28, 0),
)
#: Example 1: the eight schools at or above the district's 18.62 percent; the district has 14,059 children, 2,550 and 68
#: of them low-income in public and in private schools.
RICHER = (
    ("Valley View", 696, 265, 8),
    ("Violet Hill", 870, 287, 5),
    ("Elemwood", 951, 260, 15),
    ("Oakdale MS", 276, 78, 0),
    ("Hobson", 601, 124, 6),
    ("Davis", 1134, 227, 3),
    ("Takoma HS", 1080, 201, 5),
    ("Berlieth HS", 933, 176, 0),
    ("all others", 7518, 932, 26),
)
#: Example 1: dollars of the area, and of them what public school children generate.
FIRST = {
    "Valley View": (351_579, 341_277),
    "Violet Hill": (376_048, 369_609),
    "Elemwood": (354_155, 334_837),
    "Oakdale MS": (100_451, 100_451),
    "Hobson": (167_419, 159_692),
    "Davis": (296_202, 292_339),
    "Takoma HS": (265_294, 258_855),
}
#: Example 2: $700 a child; example 4: $950, $900 and $850 by bands of poverty.
SECOND = {
    "Violet Hill": 609_000,
    "Oakdale MS": 147_000,
    "Elemwood": 430_500,
    "Valley View": 310_800,
    "Hobson": 263_900,
    "Berlieth HS": 388_500,
    "Davis": 457_800,
    "Indian Rock MS": 570_500,
    "Roosevelt HS": 66_500,
    "Takoma HS": 345_100,
    "Camp Springs": 324_100,
}
THIRD = {
    "Violet Hill": 499_345,
    "Oakdale MS": 120_532,
    "Elemwood": 352_985,
    "Valley View": 254_838,
    "Hobson": 216_383,
    "Berlieth HS": 318_548,
    "Davis": 375_370,
}
#: As printed, but for Violet Hill: 870 x $950 is $826,500 (and the printed total needs it), not the printed $826,507.
#: Elemwood has 64.67 percent, Valley View 63.79: both in the band from 50 to 65.
FOURTH = {
    "Violet Hill": 826_500,
    "Oakdale MS": 199_500,
    "Elemwood": 553_500,
    "Valley View": 399_600,
    "Hobson": 339_300,
    "Berlieth HS": 499_500,
    "Davis": 588_600,
    "Indian Rock MS": 692_750,
    "Roosevelt HS": 80_750,
    "Takoma HS": 419_050,
    "Camp Springs": 393_550,
}


def table(rows: tuple[tuple[str, int, int, int], ...]) -> pd.DataFrame:
    """The counts of an example."""
    names = ["school_id", "children", "low_income_students", "private_low_income_students"]
    return pd.DataFrame(rows, columns=names)
