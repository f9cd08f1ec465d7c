"""Without the optional libraries: what needs none works, the rest names the line that installs them."""

from __future__ import annotations

import sys

import pandas as pd
import pytest

from hitdesign.errors import MissingExtra
from hitdesign.measurement.comparison.match import match, weigh
from hitdesign.measurement.cutoff.density import density_test
from hitdesign.measurement.cutoff.estimate import effect_at_cutoff
from hitdesign.measurement.lottery.alike import Redraw
from hitdesign.measurement.lottery.assign import assign
from measurement.lotteries import listed


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] in ("scipy", "statsmodels")]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("scipy", "statsmodels"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.usefixtures("bare")
def test_a_plain_lottery_and_an_effect_at_a_cut_off_need_no_optional_library() -> None:
    assert assign(listed(40), share=0.5, seed=1).record.served_students == 20
    rows = pd.DataFrame({"score": range(40), "posttest": [s + 5 * (s < 20) for s in range(40)]})
    found = effect_at_cutoff(rows, running="score", cutoff=20, tutored="below", bandwidth=15.0)
    assert found.effect == pytest.approx(5)


@pytest.mark.usefixtures("bare")
def test_what_needs_one_says_how_to_install_it() -> None:
    frame = listed(60)
    rule = Redraw(covariates=("pretest",), accepted_share=0.5)
    asks = [
        lambda: assign(frame, share=0.5, seed=1, redraw=rule),
        lambda: match(frame.head(20), frame.tail(40), covariates=["pretest"]),
        lambda: weigh(frame.head(20), frame.tail(40), covariates=["pretest"]),
        lambda: density_test(frame, running="pretest", cutoff=200, tutored="below"),
    ]
    for ask in asks:
        with pytest.raises(MissingExtra, match=r"hitdesign\[measurement\]"):
            ask()
