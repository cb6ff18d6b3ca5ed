"""
Laws of coverage: what never matters, what only ever narrows, and that an answer is always complete.
"""

import random
from typing import Final

import attrs
from hypothesis import given
from hypothesis import strategies as st

from csmcore.contracts import (
    MOST_SPECIFIC,
    SERVICENOW,
    Coverage,
    CoverageOrder,
    Entitlement,
    EntitlementBook,
    Scope,
    cover,
)
from csmcore.kernel import ConsumerId, EntitlementId
from csmcore.testing import coverage_orders
from tests.contracts.worlds import a_request, a_world, an_instant, book_of, request_of

STRANGER: Final = Scope(consumer_id=ConsumerId("nobody who asks"))


def put(chance: random.Random, order: CoverageOrder = SERVICENOW) -> tuple[EntitlementBook, Coverage]:
    """
    A book by chance, and a request that was put to it.
    """
    world = a_world(chance)
    book, at = book_of(world), an_instant(chance)
    return book, cover(request_of(a_request(chance, world)), book, at=at, order=order)


def again(coverage: Coverage, book: EntitlementBook) -> Coverage:
    """
    The same request, put to another book.
    """
    return cover(coverage.request, book, at=coverage.at, order=coverage.order)


@given(st.randoms(use_true_random=False), coverage_orders())
def test_the_order_of_input_never_matters(chance: random.Random, order: CoverageOrder) -> None:
    """
    Shuffled, a book is the same book, and the answer the same answer, with all its reasons.
    """
    book, coverage = put(chance, order)
    shuffled = list(book.entitlements)
    chance.shuffle(shuffled)

    other = attrs.evolve(book, entitlements=shuffled, contracts=book.contracts[::-1])

    assert other == book
    assert again(coverage, other).decision == coverage.decision
    assert again(coverage, other).explain() == coverage.explain()


@given(st.randoms(use_true_random=False))
def test_what_matches_nothing_changes_nothing(chance: random.Random) -> None:
    """
    A stranger's entitlement leaves the decision as it is; only the count of strangers' goes up.
    """
    book, coverage = put(chance)
    stranger = Entitlement(EntitlementId("x"), scope=STRANGER)

    more = again(coverage, attrs.evolve(book, entitlements=(*book.entitlements, stranger)))

    assert more.decision == coverage.decision
    assert more.out_of_reach == coverage.out_of_reach + 1


@given(st.randoms(use_true_random=False))
def test_narrowing_a_scope_never_covers_more(chance: random.Random) -> None:
    """
    One more thing that a scope names takes requests away, and gives none.
    """
    book, coverage = put(chance)
    narrower = [
        attrs.evolve(each, scope=attrs.evolve(each.scope, channels={"phone"}))
        for each in book.entitlements
        if not each.scope.channels
    ]
    kept = [each for each in book.entitlements if each.scope.channels]

    less = again(coverage, attrs.evolve(book, entitlements=(*kept, *narrower)))

    covering = {each.entitlement_id for each in coverage.scores}
    assert {each.entitlement_id for each in less.scores} <= covering


@given(st.randoms(use_true_random=False), coverage_orders())
def test_an_answer_is_complete(chance: random.Random, order: CoverageOrder) -> None:
    """
    Each entitlement is the one that counts, is told with its reasons, or is counted as a stranger's.
    """
    book, coverage = put(chance, order)
    told = [each.candidate.id for each in coverage.rejected if each.candidate is not None]

    assert (coverage.uncovered is None) == (coverage.chosen is not None)
    assert len(told) + bool(coverage) + coverage.out_of_reach == len(book)
    assert sorted(told) == told
    assert all(each.reasons for each in coverage.rejected)
    assert coverage.explain()


@given(st.randoms(use_true_random=False))
def test_orders_choose_among_the_same(chance: random.Random) -> None:
    """
    Whether anything covers, and what would, is no matter of the order.
    """
    _, coverage = put(chance)

    other = cover(coverage.request, coverage.book, at=coverage.at, order=MOST_SPECIFIC)

    assert bool(other) == bool(coverage)
    assert {each.entitlement_id for each in other.scores} == {
        each.entitlement_id for each in coverage.scores
    }


@given(st.randoms(use_true_random=False))
def test_without_the_one_that_counts_the_next_counts(chance: random.Random) -> None:
    """
    Taking it away leaves those that would have covered, and their order.
    """
    book, coverage = put(chance)
    if coverage.chosen is None:
        return
    rest = [each for each in book.entitlements if each is not coverage.chosen]

    less = again(coverage, attrs.evolve(book, entitlements=rest))

    left = {each.entitlement_id for each in coverage.scores} - {coverage.chosen.id}
    assert {each.entitlement_id for each in less.scores} == left
