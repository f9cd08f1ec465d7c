"""What an effect at a cut-off must keep, what its checks must catch, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from hitdesign.errors import InputError
from hitdesign.measurement.cutoff.checks import covariate_jumps, placebo_cutoffs, sensitivity
from hitdesign.measurement.cutoff.density import density_test
from hitdesign.measurement.cutoff.estimate import effect_at_cutoff
from hitdesign.measurement.cutoff.standards import cutoff_conditions

CANARY = "ZZQ-CANARY"
ASKED = {"running": "score", "cutoff": 25.0, "tutored": "below"}


def drawn(students: int = 1_500, *, whole: bool = False, seed: int = 6) -> pd.DataFrame:
    """Students with a score of 0 to 100; those below 25 are offered tutoring, which adds 4 points."""
    chance = np.random.default_rng(seed)
    score = chance.uniform(0, 60, students)
    score = score.round() if whole else score
    offered = score < 25
    return pd.DataFrame(
        {
            "student_id": [f"{CANARY}-{place:04d}" for place in range(students)],
            "score": score,
            "age": 120 + chance.normal(0, 6, students) - 0.1 * score,
            "iep": chance.choice(["yes", "no"], students),
            "received": offered & (chance.random(students) < 0.7),
            "posttest": 200 + 0.5 * score + 4.0 * offered + chance.normal(0, 5, students),
        }
    )


@pytest.fixture(scope="module")
def students() -> pd.DataFrame:
    return drawn()


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("kernel", ["triangular", "uniform"])
def test_a_jump_between_curves_of_the_order_fitted_is_found_exactly(order: int, kernel: str) -> None:
    score = np.linspace(0, 50, 101)
    frame = pd.DataFrame({"score": score, "posttest": 3 + 0.2 * score + (order == 2) * score**2 + 7.0 * (score < 25)})
    found = effect_at_cutoff(frame, bandwidth=20.0, order=order, kernel=kernel, **ASKED)
    assert (found.effect, found.corrected) == (pytest.approx(7.0), pytest.approx(7.0))


def test_the_side_is_a_matter_of_words_and_the_unit_of_scale(students: pd.DataFrame) -> None:
    found = effect_at_cutoff(students, **ASKED)
    assert found.low < 4.0 < found.high
    mirrored = students.assign(score=-students["score"])
    other = effect_at_cutoff(mirrored, running="score", cutoff=-25.0, tutored="above")
    assert (other.corrected, other.low) == (pytest.approx(found.corrected), pytest.approx(found.low))
    scaled = students.assign(score=students["score"] * 10 + 3, posttest=students["posttest"] * 2)
    twice = effect_at_cutoff(scaled, running="score", cutoff=253.0, tutored="below")
    assert twice.corrected == pytest.approx(2 * found.corrected)
    assert twice.bandwidth == pytest.approx(10 * found.bandwidth)
    assert twice.effect_sd == pytest.approx(found.effect_sd)


def test_who_stands_on_the_cut_off_belongs_where_the_words_say(students: pd.DataFrame) -> None:
    whole = drawn(whole=True)
    counts = {
        word: effect_at_cutoff(whole, running="score", cutoff=25, tutored=word, bandwidth=10.0).tutored_students
        for word in ("below", "at_or_below")
    }
    assert counts["at_or_below"] - counts["below"] == (whole["score"] == 25).sum()


def test_the_order_of_rows_decides_nothing(students: pd.DataFrame) -> None:
    one, two = (effect_at_cutoff(rows, **ASKED) for rows in (students, students.sample(frac=1, random_state=1)))
    assert one.corrected == pytest.approx(two.corrected, rel=1e-12)


def test_where_not_all_follow_the_cut_off_the_effect_is_per_unit_received(students: pd.DataFrame) -> None:
    sharp = effect_at_cutoff(students, **ASKED)
    widths = {"bandwidth": sharp.bandwidth, "pilot": sharp.pilot}
    fuzzy = effect_at_cutoff(students, received="received", **ASKED)
    take_up = effect_at_cutoff(students.assign(got=students["received"] * 1.0), outcome="got", **widths, **ASKED)
    assert fuzzy.kind == "fuzzy"
    assert fuzzy.take_up_jump == pytest.approx(take_up.effect)
    assert fuzzy.effect == pytest.approx(sharp.effect / take_up.effect)
    assert fuzzy.first_stage_f == pytest.approx((take_up.effect / take_up.standard_error) ** 2)
    followed = students.assign(received=students["score"] < 25)
    same = effect_at_cutoff(followed, received="received", **ASKED)
    assert (same.kind, same.corrected) == ("sharp", pytest.approx(sharp.corrected))


def test_without_those_nearest_they_are_out_of_every_number(students: pd.DataFrame) -> None:
    far = students[(students["score"] - 25).abs() >= 1]
    one = effect_at_cutoff(students, donut=1.0, bandwidth=12.0, **ASKED)
    two = effect_at_cutoff(far, bandwidth=12.0, **ASKED)
    assert (one.effect, one.tutored_students) == (two.effect, two.tutored_students)


def test_students_without_an_outcome_are_counted_beside_the_cut_off(students: pd.DataFrame) -> None:
    frame = students.assign(posttest=students["posttest"].where(students.index % 9 > 0))
    found = effect_at_cutoff(frame, **ASKED)
    assert found.lost_tutored_students > 0
    assert any("no outcome" in one for one in found.sentences)
    with pytest.raises(InputError, match="posttest"):
        effect_at_cutoff(frame, missing="refuse", **ASKED)


def test_placebos_covariates_and_other_bandwidths_show_nothing_where_nothing_is(students: pd.DataFrame) -> None:
    found = effect_at_cutoff(students, **ASKED)
    placebos = placebo_cutoffs(students, [12.0, 40.0], **ASKED)
    assert (placebos["p"] > 0.01).all()
    jumps = covariate_jumps(students, ["age", "iep"], **ASKED)
    assert jumps["covariate"].tolist() == ["age", "iep"]
    assert (jumps["p"] > 0.01).all()
    rows = sensitivity(students, found, factors=(0.5, 1.0, 2.0), donuts=(0.5,), **ASKED)
    assert rows["corrected"].iloc[1] == pytest.approx(found.corrected)
    assert ((rows["low"] < 4.0) & (rows["high"] > 4.0)).all()


def test_a_covariate_that_jumps_is_caught(students: pd.DataFrame) -> None:
    frame = students.assign(age=students["age"] + 5 * (students["score"] < 25))
    (row,) = covariate_jumps(frame, ["age"], **ASKED).to_dict("records")
    assert row["p"] < 0.01
    assert row["verdict"] == "not_satisfied"


def test_scores_moved_across_the_cut_off_are_caught() -> None:
    frame = drawn(2_000)
    assert density_test(frame, **ASKED).p > 0.01
    near = frame["score"].between(25, 28) & (frame.index % 5 > 0)
    moved = frame["score"].where(~near, frame["score"] - 3)
    caught = density_test(frame.assign(score=moved), **ASKED)
    assert caught.p < 0.001
    assert caught.near_p < 0.001
    assert caught.log_jump > 0
    gone = density_test(frame[~frame["score"].between(25, 30)], **ASKED)
    assert gone.p < 0.05
    assert gone.near_p < 0.001


def test_conditions_of_the_standards_are_listed_with_what_only_a_person_can_say(students: pd.DataFrame) -> None:
    found = effect_at_cutoff(students, received="received", **ASKED)
    jumps, density = covariate_jumps(students, ["age"], **ASKED), density_test(students, **ASKED)
    listed = {one.name: one.met for one in cutoff_conditions(found, density, jumps)}
    assert listed["scores"] is listed["attrition"] is listed["form and bandwidth"] is listed["take-up"] is True
    assert listed["rule"] is listed["nothing else"] is None
    poor = replace(found, first_stage_f=3.0, scores_other_side=3, lost_tutored_students=200, rule="given")
    bad = {one.name: one.met for one in cutoff_conditions(poor, replace(density, p=0.01), jumps)}
    assert not any(bad[name] for name in ("take-up", "scores", "attrition", "form and bandwidth", "no moved scores"))
    assert {one.name: one.met for one in cutoff_conditions(found, replace(density, p_half_bandwidth=0.01), jumps)}[
        "no moved scores"
    ] is None


def test_scores_that_many_share_are_said_and_too_few_scores_are_refused() -> None:
    whole = drawn(whole=True)
    found = effect_at_cutoff(whole, **ASKED)
    assert found.repeated_scores
    assert any("share a score" in one for one in found.sentences)
    assert density_test(whole, **ASKED).grid == 1.0
    coarse = whole.assign(score=(whole["score"] // 6) * 6)
    with pytest.raises(InputError, match="fewer than 6 different scores"):
        effect_at_cutoff(coarse, **ASKED)
    assert effect_at_cutoff(coarse, bandwidth=26.0, **ASKED).scores_tutored_side == 5
    with pytest.raises(InputError, match="too few students or different scores"):
        effect_at_cutoff(coarse, bandwidth=7.0, **ASKED)
    with pytest.raises(InputError, match="shape of their density"):
        density_test(coarse, **ASKED)


def test_faults_are_said_together_and_name_no_student(students: pd.DataFrame) -> None:
    frame = pd.concat([students, students.head(2)])
    frame.iloc[4, frame.columns.get_loc("score")] = None
    with pytest.raises(InputError) as refused:
        effect_at_cutoff(frame, running="score", cutoff=float("nan"), tutored="left", student_id="student_id", donut=-1)
    assert {fault.column for fault in refused.value.faults} == {"cutoff", "tutored", "student_id", "score", "donut"}
    assert CANARY not in str(refused.value)
    with pytest.raises(InputError) as wrong:
        effect_at_cutoff(frame, order=3, kernel="square", bandwidth="best", variance="none", confidence=1, **ASKED)
    assert {fault.column for fault in wrong.value.faults} == {"order", "kernel", "bandwidth", "variance", "confidence"}
    with pytest.raises(InputError, match="nobody stands on the tutored side"):
        effect_at_cutoff(students, running="score", cutoff=-5, tutored="below")


def test_nothing_that_comes_out_names_a_student(students: pd.DataFrame) -> None:
    found = effect_at_cutoff(students, received="received", student_id="student_id", **ASKED)
    jumps, density = covariate_jumps(students, ["age"], **ASKED), density_test(students, **ASKED)
    told = [found, density, cutoff_conditions(found, density, jumps), jumps.to_string()]
    assert CANARY not in " ".join(map(repr, told))


def test_a_cut_off_that_moves_nothing_and_an_outcome_that_never_varies_are_answered(students: pd.DataFrame) -> None:
    with pytest.raises(InputError, match="moved nothing"):
        effect_at_cutoff(students.assign(received=1.0), received="received", bandwidth=10.0, **ASKED)
    flat = effect_at_cutoff(students.assign(posttest=7.0), bandwidth=10.0, **ASKED)
    assert flat.effect == pytest.approx(0, abs=1e-9)
