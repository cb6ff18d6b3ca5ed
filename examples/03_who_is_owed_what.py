"""
A telecom asks a dozen questions: who is it, what do they have, what are they owed, and why.

Run it with ``python examples/03_who_is_owed_what.py``, where csmcore is installed.
"""

import datetime as dt
import pathlib
import sys
import textwrap
from typing import Final

import attrs

from csmcore.contracts import MOST_SPECIFIC, CoverageRequest, activate, cover, renew, resume
from csmcore.customers import EmailClue, PhoneClue, identify, members_on
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    ConsumerCustomer,
    ContractId,
    EntitlementId,
    HouseholdOwner,
    Term,
    local_date,
)
from csmcore.products import impact

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))  # it runs as it stands, from anywhere

from examples.telecom.contracts import (
    HOTEL_SUPPORT,
    LAPSED,
    NOW,
    OSLO,
    OTHERWISE,
    UNPAID,
    book_with,
    used,
)
from examples.telecom.customers import (
    ACCOUNTS,
    BERG,
    CITYFON,
    CUSTOMERS,
    FJORD,
    HARBOR_OSLO,
    HOUSEHOLDS,
    JON,
    KARI_AT_FJORD,
    MIA,
    NORA,
)
from examples.telecom.products import (
    HOME_LINE,
    HOME_ROUTER,
    HOTEL_LINE,
    OFFICE_ROUTER,
    OSLO_NODE,
    PRODUCTS,
    RESOLD_LINE,
)

TODAY: Final = local_date(NOW, OSLO)


OFFICE: Final = CoverageRequest(
    AccountCustomer(HARBOR_OSLO, NORA), item_id=OFFICE_ROUTER, channel="email"
)
HOTEL: Final = CoverageRequest(AccountCustomer(FJORD, KARI_AT_FJORD), sold_product_id=HOTEL_LINE)
HOME: Final = CoverageRequest(ConsumerCustomer(JON, BERG), sold_product_id=HOME_LINE, channel="phone")
ROUTER: Final = CoverageRequest(
    ConsumerCustomer(JON, BERG), sold_product_id=HOME_ROUTER, channel="email"
)
RESOLD: Final = CoverageRequest(AccountConsumerCustomer(CITYFON, MIA), sold_product_id=RESOLD_LINE)


def ask(question: str, *answers: object) -> None:
    """
    Print a question and its answers.
    """
    print(f"\n{question}")
    for answer in answers:
        for line in str(answer).splitlines():
            indent = " " * (2 + len(line) - len(line.lstrip()))
            print(
                textwrap.fill(
                    line.strip(),
                    96,
                    initial_indent=indent,
                    subsequent_indent=f"{indent}  ",
                    break_on_hyphens=False,
                )
            )


def who_is_it() -> None:
    """
    Who writes, who calls, and where they belong.
    """
    mail = identify([EmailClue("Nora.Lie+fault@harbor.example")], CUSTOMERS, on=TODAY)
    ask("1. An e-mail comes from Nora.Lie+fault@harbor.example. Who is it?", mail)
    call = identify([PhoneClue("+4740618001")], CUSTOMERS, on=TODAY)
    ask("2. +47 40 61 80 01 calls. Who is it?", call)
    names = [ACCOUNTS.account(each).name for each in ACCOUNTS.hierarchy.path(HARBOR_OSLO)]
    ask(
        "3. Where does Nora's account belong, and who is in family Berg?",
        " > ".join(names),
        ", ".join(members_on(HOUSEHOLDS, BERG, TODAY)),
    )


def business() -> None:
    """
    The shipping group, where two entitlements cover, and the hotel, where none does for a while.
    """
    book = book_with()
    ask(
        "4. The office's router fails. What is Nora owed, in ServiceNow's order?",
        cover(OFFICE, book, at=NOW),
    )
    ask(
        "5. And if what is agreed for the router itself shall count before the contract?",
        cover(OFFICE, book, at=NOW, order=MOST_SPECIFIC),
    )
    ask(
        "6. The hotel's line is down, and its contract has run out. What now?",
        cover(HOTEL, book, at=NOW, uncovered=OTHERWISE),
    )
    ask("7. And two weeks ago?", cover(HOTEL, book, at=NOW - dt.timedelta(days=14)))
    renewed = activate(renew(LAPSED, id=ContractId("hotel-2026"), term=Term(years=1)), on=TODAY)
    again = attrs.evolve(HOTEL_SUPPORT, id=EntitlementId("hotel-2"), contract_id=renewed.id)
    ask(
        "8. The hotel renews today. How does the new contract stand, and is it covered now?",
        renewed.stand(TODAY),
        cover(HOTEL, book_with([renewed], [again]), at=NOW),
    )


def private() -> None:
    """
    The family, whose contract is suspended, and the customer of a reseller.
    """
    book, paid = book_with(), book_with([resume(UNPAID, on=TODAY)])
    ask("9. Jon calls for family Berg: the line at home is down.", cover(HOME, book, at=NOW))
    ask(
        "10. They pay. Is it covered then, and on Sunday too?",
        cover(HOME, paid, at=NOW),
        cover(HOME, paid, at=NOW + dt.timedelta(days=5)),
    )
    ask(
        "11. Their router is broken as well, and Jon writes an e-mail.",
        cover(ROUTER, book, at=NOW),
        PRODUCTS.warranty_of(HOME_ROUTER, at=NOW, zone=OSLO),
    )
    ask(
        "12. Mia's line, sold by Cityfon, fails. Cityfon has had 1 of 2 cases this month.",
        cover(RESOLD, book.with_ledger(used(1)), at=NOW),
    )
    ask("13. And if it has had both?", cover(RESOLD, book.with_ledger(used(2)), at=NOW))


def outage() -> None:
    """
    Whom a failing node of our own reaches.
    """
    found = impact(PRODUCTS, items=[OSLO_NODE], on=TODAY)
    ask(
        "14. The node in Storgata fails. Who has to be told, and why family Berg?",
        found,
        ", ".join(map(str, found.owners)),
        found.explain(HouseholdOwner(BERG)),
    )


if __name__ == "__main__":
    who_is_it()
    business()
    private()
    outage()
