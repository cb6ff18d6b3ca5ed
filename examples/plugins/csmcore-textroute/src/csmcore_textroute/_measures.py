"""
How good predictions are: right, sure of it, and sure only when right.

Each measure takes the probabilities of every message as a row, in the order of the topics, and
the index of the right topic. Of topics that are equally likely the first counts as the answer.
"""

import math
from collections.abc import Sequence
from typing import Final, TypeAlias

Row: TypeAlias = Sequence[float]
"""
How likely each topic of a message is.
"""

BINS: Final = 10
"""
Into so many steps of equal width confidence is parted, to compare it with what was right.
"""

_LEAST: Final = 1e-15


def answers(rows: Sequence[Row]) -> list[int]:
    """
    The likeliest topic of each.
    """
    return [max(range(len(row)), key=row.__getitem__) for row in rows]


def accuracy(rows: Sequence[Row], right: Sequence[int]) -> float:
    """
    The share of right answers.
    """
    found = answers(rows)
    return sum(mine == truth for mine, truth in zip(found, right, strict=True)) / len(right)


def macro_f1(rows: Sequence[Row], right: Sequence[int]) -> float:
    """
    The mean over topics of F1, which is 0 for a topic that is never answered.
    """
    found = answers(rows)
    topics = sorted(set(right) | set(found))
    each = []
    for topic in topics:
        both = sum(mine == truth == topic for mine, truth in zip(found, right, strict=True))
        each.append(2 * both / (found.count(topic) + list(right).count(topic)))
    return math.fsum(each) / len(topics)


def log_loss(rows: Sequence[Row], right: Sequence[int]) -> float:
    """
    The mean of ``-log`` of what the right topic was given; 0 is best.
    """
    given = (row[truth] for row, truth in zip(rows, right, strict=True))
    return math.fsum(-math.log(max(each, _LEAST)) for each in given) / len(right)


def brier(rows: Sequence[Row], right: Sequence[int]) -> float:
    """
    The mean squared distance from certainty of the right topic, from 0, the best, to 2.

    Source: G. W. Brier, "Verification of forecasts expressed in terms of probability", 1950.
    """
    return math.fsum(
        (likely - (index == truth)) ** 2
        for row, truth in zip(rows, right, strict=True)
        for index, likely in enumerate(row)
    ) / len(right)


def calibration_error(rows: Sequence[Row], right: Sequence[int]) -> float:
    """
    By how much confidence misses the share of right answers, over :data:`BINS` steps; 0 is best.

    Source: Guo et al., "On Calibration of Modern Neural Networks", 2017.
    """
    bins: list[list[tuple[float, bool]]] = [[] for _ in range(BINS)]
    for row, mine, truth in zip(rows, answers(rows), right, strict=True):
        bins[min(int(row[mine] * BINS), BINS - 1)].append((row[mine], mine == truth))
    gaps = (abs(math.fsum(sure - hit for sure, hit in each)) for each in bins)
    return math.fsum(gaps) / len(right)
