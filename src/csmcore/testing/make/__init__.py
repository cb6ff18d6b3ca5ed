"""
One sensible value of each kind, for examples; any field is replaced by keyword.

They fit together, and are the same each time. The account ``acme`` has a contact, ``nora``, a router,
``r1``, and a contract for 2026 that covers its cases. The desk ``support`` opens its case, ``c1``, and
gives it to ``ann``. The consumer ``max`` lives in the household ``home``.

Nothing here asks Hypothesis; it has to be installed all the same, as for all of ``csmcore.testing``.
"""

from csmcore.testing.make._cases import (
    opened_case,
    opening,
    resolved_case,
    worked_case,
)
from csmcore.testing.make._desk import (
    agent,
    calendar,
    case_type,
    desk,
    desk_setup,
    policy,
    queue,
    routing_setup,
)
from csmcore.testing.make._owed import (
    account,
    consumer,
    contact,
    contract,
    customer,
    customer_book,
    entitlement,
    entitlement_book,
    household,
    install_base_item,
    person,
    product_book,
    product_model,
    request,
    sold_product,
)

__all__ = [
    "account",
    "agent",
    "calendar",
    "case_type",
    "consumer",
    "contact",
    "contract",
    "customer",
    "customer_book",
    "desk",
    "desk_setup",
    "entitlement",
    "entitlement_book",
    "household",
    "install_base_item",
    "opened_case",
    "opening",
    "person",
    "policy",
    "product_book",
    "product_model",
    "queue",
    "request",
    "resolved_case",
    "routing_setup",
    "sold_product",
    "worked_case",
]
