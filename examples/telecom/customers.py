"""
Who there is: a shipping group and its branch, a hotel, a reseller, a family, and their people.
"""

import datetime as dt
from typing import Final

from csmcore.customers import (
    Account,
    AccountBook,
    AccountConsumer,
    AccountRole,
    Consumer,
    Contact,
    CustomerBook,
    Household,
    HouseholdBook,
    Membership,
    PeopleBook,
    Person,
    Tier,
)
from csmcore.kernel import AccountId, ConsumerId, ContactId, DateSpan, HouseholdId, PersonId

HARBOR: Final = AccountId("harbor")
HARBOR_OSLO: Final = AccountId("harbor-oslo")
FJORD: Final = AccountId("fjord-hotel")
CITYFON: Final = AccountId("cityfon")

NORA: Final = ContactId("nora")
KARI_AT_FJORD: Final = ContactId("kari-at-fjord")
KARI: Final = ConsumerId("kari")
JON: Final = ConsumerId("jon")
MIA: Final = ConsumerId("mia")
BERG: Final = HouseholdId("berg")

ACCOUNTS: Final = AccountBook(
    [
        Account(HARBOR, "Harbor Logistics", tier=Tier.STRATEGIC, zone="Europe/Oslo"),
        Account(HARBOR_OSLO, "Harbor Logistics Oslo", parent_id=HARBOR),
        Account(FJORD, "Fjord Hotel"),
        # A reseller is both: it buys from us, and it sells for us.
        Account(CITYFON, "Cityfon", roles=[AccountRole.CUSTOMER, AccountRole.PARTNER]),
    ]
)

PEOPLE: Final = PeopleBook(
    [
        Person(PersonId("p-nora"), "Nora Lie"),
        Person(PersonId("p-kari"), "Kari Berg", phones=["+4740618001"]),
        Person(PersonId("p-jon"), "Jon Berg", emails=["jon@berg.example"]),
        Person(PersonId("p-mia"), "Mia Dahl", emails=["mia@post.example"]),
    ],
    contacts=[
        Contact(NORA, PersonId("p-nora"), HARBOR_OSLO, emails=["nora.lie@harbor.example"]),
        # Kari runs the hotel's desk, and is a private customer as well: one person, two roles.
        Contact(KARI_AT_FJORD, PersonId("p-kari"), FJORD),
    ],
    consumers=[
        Consumer(KARI, PersonId("p-kari")),
        Consumer(JON, PersonId("p-jon")),
        Consumer(MIA, PersonId("p-mia")),
    ],
    account_consumers=[AccountConsumer(CITYFON, MIA)],
)

HOUSEHOLDS: Final = HouseholdBook(
    [Household(BERG, "Family Berg", head_id=KARI)],
    memberships=[Membership(BERG, JON, valid=DateSpan(dt.date(2024, 5, 1)))],
)

CUSTOMERS: Final = CustomerBook(accounts=ACCOUNTS, people=PEOPLE, households=HOUSEHOLDS)
