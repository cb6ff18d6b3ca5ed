"""
Laws of pictures: whatever draws itself is whole, harmless, and tells who it is.
"""

import xml.etree.ElementTree as ET
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from csmcore import routing, testing
from csmcore.contracts import EntitlementBook
from csmcore.customers import AccountBook
from csmcore.kernel import WorkId, escape, picture


def account_books() -> st.SearchStrategy[AccountBook]:
    """
    The accounts of books of customers.
    """
    return testing.customer_books().map(lambda book: book.accounts)


def entitlement_books() -> st.SearchStrategy[EntitlementBook]:
    """
    The entitlements of worlds in which somebody asks.
    """
    return testing.worlds().map(lambda world: world.entitlements)


def plan_changes() -> st.SearchStrategy[routing.PlanChange]:
    """
    What another plan does, and the first did.
    """
    placements = st.none() | testing.placements()
    return st.builds(routing.PlanChange, st.just(WorkId("<w1>")), before=placements, after=placements)


CARDS: Final = (
    testing.accounts,
    testing.persons,
    testing.contacts,
    testing.consumers,
    testing.households,
    testing.product_models,
    testing.sold_products,
    testing.install_base_items,
    testing.contracts,
    testing.entitlements,
    testing.cases,
    testing.agents,
    testing.queues,
)
TABLES: Final = (
    account_books,
    entitlement_books,
    plan_changes,
    testing.customer_books,
    testing.desk_findings,
    testing.ledgers,
    testing.outcomes,
    testing.product_books,
    testing.timelines,
    testing.policies,
    testing.repairs,
    testing.routing_setups,
)


@pytest.mark.parametrize("kind", CARDS, ids=lambda kind: str(kind.__name__))
@given(data=st.data())
def test_an_entity_is_a_card_that_says_which(kind: Any, data: st.DataObject) -> None:
    """
    Its card is well-formed, whatever is set of it, and has its id in the caption and as a field.
    """
    value = data.draw(kind())
    drawn = picture(value)
    fields = [each.text for each in ET.fromstring(drawn).findall("table/tbody/tr/th")]  # noqa: S314

    assert drawn.count(escape(value.id)) >= 2
    assert "id" in fields
    assert len(fields) == len(set(fields))


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: str(kind.__name__))
@given(data=st.data())
def test_what_holds_several_is_a_table(kind: Any, data: st.DataObject) -> None:
    """
    It is well-formed, and each row has as many cells as the table has heads.
    """
    drawn = ET.fromstring(picture(data.draw(kind())))  # noqa: S314

    for each in drawn.iter("table"):
        heads = len(each.findall("thead/tr/th"))
        assert all(len(row) == heads for row in each.findall("tbody/tr"))
