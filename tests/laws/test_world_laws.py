"""
Laws of whole worlds: whoever asks gets an answer, whatever order things came in.
"""

import datetime as dt
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from csmcore.contracts import MOST_SPECIFIC, SERVICENOW, EntitlementBook, Standing, cover, stand
from csmcore.kernel import local_date
from csmcore.products import impact
from csmcore.testing import World, worlds

NOON: Final = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
DAYS: Final = st.integers(-100, 400).map(dt.timedelta)


@given(worlds(), DAYS)
def test_whoever_asks_gets_an_answer(world: World, later: dt.timedelta) -> None:
    """
    An entitlement covers that stands active, or it is said what happens; each other has its reasons.
    """
    at = NOON + later
    answer = cover(world.requests[0], world.entitlements, at=at)

    assert (answer.chosen is None) is (answer.uncovered is not None)
    assert all(each.reasons for each in answer.rejected)
    assert answer.explain().startswith("Yes" if answer else "No")
    told = len(answer.rejected) + answer.out_of_reach + bool(answer)
    assert told == len(world.entitlements)
    if answer.chosen is not None:
        contract_id, _ = answer.chosen.agreed_under
        zones = [each.zone for each in world.entitlements.contracts if each.id == contract_id]
        on = local_date(at, (zones[0] if zones else None) or "UTC")
        assert stand(world.entitlements.chain(answer.chosen.id), on).standing is Standing.ACTIVE


@given(worlds(), st.data())
def test_no_answer_depends_on_the_order_of_input(world: World, data: st.DataObject) -> None:
    """
    A book that was put together in another order is the same book, and answers alike.
    """
    book = world.entitlements
    again = EntitlementBook.of(
        data.draw(st.permutations(book.entitlements)),
        contracts=data.draw(st.permutations(book.contracts)),
        accounts=world.customers.accounts,
        products=world.products,
        calendars=book.calendars,
    )

    assert again == book
    for request in world.requests:
        for order in (SERVICENOW, MOST_SPECIFIC):
            answers = [cover(request, each, at=NOON, order=order) for each in (book, again)]
            assert answers[0].decision == answers[1].decision


@given(worlds(), st.data())
def test_a_failure_reaches_customers_only(world: World, data: st.DataObject) -> None:
    """
    Whoever has to be told is one of the customers, and is told why.
    """
    item = data.draw(st.sampled_from(world.products.items))

    reached = impact(world.products, items=[item.id], on=NOON.date())

    assert set(reached.owners) <= set(world.owners)
    assert all(reached.explain(owner).startswith(f"item {item.id} fails") for owner in reached.owners)
