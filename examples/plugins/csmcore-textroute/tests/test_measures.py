"""
The measures, worked by hand and beside scikit-learn's.
"""

import math
import random

import pytest

from csmcore_textroute._measures import (
    accuracy,
    answers,
    brier,
    calibration_error,
    log_loss,
    macro_f1,
)

ROWS = [(0.7, 0.2, 0.1), (0.1, 0.8, 0.1), (0.5, 0.3, 0.2), (0.2, 0.2, 0.6)]
RIGHT = [0, 1, 2, 2]


def test_of_equals_the_first_is_the_answer() -> None:
    """
    As in a prediction.
    """
    assert answers([(0.5, 0.5), (0.2, 0.8)]) == [0, 1]


def test_measures_are_worked_by_hand() -> None:
    """
    Three of four are right; topic 0 is given twice and 2 is missed once.
    """
    assert accuracy(ROWS, RIGHT) == 3 / 4
    # F1 of the topics: 2 of 3, 1, and 2 of 3.
    assert macro_f1(ROWS, RIGHT) == pytest.approx((2 / 3 + 1 + 2 / 3) / 3)
    assert log_loss(ROWS, RIGHT) == pytest.approx(-math.log(0.7 * 0.8 * 0.2 * 0.6) / 4)
    # 0.09+0.04+0.01, 0.01+0.04+0.01, 0.25+0.09+0.64, and 0.04+0.04+0.16.
    assert brier(ROWS, RIGHT) == pytest.approx((0.14 + 0.06 + 0.98 + 0.24) / 4)
    # Each alone in its step: short by 0.3, 0.2 and 0.4, and over by 0.5.
    assert calibration_error(ROWS, RIGHT) == pytest.approx((0.3 + 0.2 + 0.5 + 0.4) / 4)


def test_confidence_that_is_right_on_average_has_no_calibration_error() -> None:
    """
    Four messages at 0.75, three of them right.
    """
    assert calibration_error([(0.75, 0.25)] * 4, [0, 0, 0, 1]) == pytest.approx(0)


def test_to_be_sure_and_wrong_costs_much_and_not_everything() -> None:
    """
    A probability of zero for the right topic has a finite loss.
    """
    assert 30 < log_loss([(1.0, 0.0)], [1]) < 40
    assert brier([(1.0, 0.0)], [1]) == 2


def test_measures_agree_with_those_of_scikit_learn() -> None:
    """
    On rows drawn by chance.
    """
    metrics = pytest.importorskip("sklearn.metrics")
    chance = random.Random(5)
    drawn = [[chance.random() for _ in range(4)] for _ in range(200)]
    rows = [tuple(each / sum(row) for each in row) for row in drawn]
    right = [chance.randrange(4) for _ in rows]

    assert accuracy(rows, right) == pytest.approx(metrics.accuracy_score(right, answers(rows)))
    assert macro_f1(rows, right) == pytest.approx(
        metrics.f1_score(right, answers(rows), average="macro")
    )
    assert log_loss(rows, right) == pytest.approx(metrics.log_loss(right, rows, labels=range(4)))
