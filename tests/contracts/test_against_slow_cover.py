"""
The indexed decision agrees with one that looks at every entitlement in plain words.
"""

import random
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore.contracts import MOST_SPECIFIC, SERVICENOW, cover
from tests.contracts.worlds import a_request, a_world, an_instant, book_of, request_of
from tests.oracle.slow_cover import slow_cover

ORDERS: Final = {"servicenow": SERVICENOW, "most_specific": MOST_SPECIFIC}


def agree(chance: random.Random, requests: int) -> int:
    """
    Tries some requests in one world, under both orders; tells how many were covered.
    """
    world = a_world(chance)
    book = book_of(world)
    covered = 0
    for _ in range(requests):
        row, at = a_request(chance, world), an_instant(chance)
        for name, order in ORDERS.items():
            chosen, covering = slow_cover(world, row, at, order=name)
            coverage = cover(request_of(row), book, at=at, order=order)
            assert (coverage.chosen.id if coverage.chosen else None) == chosen, (world, row, at)
            assert sorted(each.entitlement_id for each in coverage.scores) == covering, (world, row, at)
            covered += coverage.chosen is not None
    return covered


@given(st.randoms(use_true_random=False))
def test_it_agrees_in_worlds_that_are_made_small(chance: random.Random) -> None:
    """
    Chosen and all that would cover are the same, under both orders.
    """
    agree(chance, 3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_it_agrees_in_hundreds_of_worlds(seed: int) -> None:
    """
    Thousands of requests; enough of them are covered for that to mean something.
    """
    chance = random.Random(seed)

    covered = sum(agree(chance, 5) for _ in range(200))

    assert covered > 300
