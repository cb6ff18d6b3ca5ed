"""
What is printed is short and readable; repr tells all, as ever.
"""

import datetime as dt
from typing import Final

import pytest

from csmcore.contracts import (
    Aspect,
    ContractLine,
    CoverageOrder,
    Entitlement,
    EntitlementBook,
    Ledger,
    Scope,
    ServiceContract,
    UnitsConsumed,
)
from csmcore.kernel import AccountId, AccountOwner, ContractId, DateSpan, EntitlementId, LineId

YEAR: Final = DateSpan(dt.date(2026, 1, 1), dt.date(2027, 1, 1))
E: Final = EntitlementId("e1")
CONTRACT: Final = ServiceContract(
    ContractId("c1"),
    owner=AccountOwner(AccountId("acme")),
    name="Premium",
    valid=YEAR,
    lines=[ContractLine(LineId("l1"))],
)
GOLD: Final = Entitlement(
    E, "Gold", scope=Scope(account_id=AccountId("acme")), valid=YEAR, contract_id=ContractId("c1")
)
USED: Final = UnitsConsumed(E, "k", at=dt.datetime(2026, 2, 1, tzinfo=dt.UTC), amount=1, sequence=1)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (CONTRACT, "contract c1 (Premium) of account acme, from 2026-01-01 until 2027-01-01, 1 line"),
        (GOLD, "Gold (e1) for account acme, from 2026-01-01 until 2027-01-01, under contract c1"),
        (EntitlementBook([GOLD], contracts=[CONTRACT]), "1 entitlement, 1 contract"),
        (EntitlementBook(), "0 entitlements, 0 contracts"),
        (Ledger(), "0 entries of 0 entitlements"),
        (Ledger((USED,)), "1 entry of 1 entitlement"),
        (
            CoverageOrder("mine", weights={Aspect.ACCOUNT: 1, Aspect.SOLD_PRODUCT: 5}),
            "mine: sold product 5, account 1",
        ),
        (CoverageOrder("mine", weights={}), "mine: no weights"),
    ],
)
def test_it_reads_on_one_line(value: object, text: str) -> None:
    """
    What it is, whose, and when; or how many there are.
    """
    assert str(value) == text
    assert repr(value).startswith(f"{type(value).__name__}(")
