"""
A small world of customers: a reseller, its customers, and people with several roles.
"""

import datetime as dt
from typing import Final

from csmcore.customers import (
    Account,
    AccountBook,
    AccountConsumer,
    AccountRelation,
    Consumer,
    Contact,
    ContactRelation,
    CustomerBook,
    Household,
    HouseholdBook,
    Membership,
    PeopleBook,
    Person,
    RelationType,
    SocialHandle,
)
from csmcore.kernel import (
    AccountId,
    ConsumerId,
    ContactId,
    DateSpan,
    HouseholdId,
    PersonId,
)

ON: Final = dt.date(2026, 3, 23)
DAY: Final = dt.timedelta(days=1)

ACME, NORTH, CITY, BETA = map(AccountId, ("acme", "acme-north", "acme-city", "beta"))
ANN, BOB, CAT = map(PersonId, ("ann", "bob", "cat"))
ANN_ACME, ANN_BETA, BOB_NORTH = map(ContactId, ("ann@acme", "ann@beta", "bob@north"))
ANN_HOME, CAT_HOME = map(ConsumerId, ("ann@home", "cat@home"))
MILL, OLD = map(HouseholdId, ("mill", "old"))

RESELLS: Final = RelationType(
    "resells", from_role="partner", forward="sells to", to_role="customer", reverse="buys from"
)

WORLD: Final = CustomerBook(
    accounts=AccountBook(
        [
            Account(ACME, "ACME", code="ACM", registration_code="ac-1", domains=["acme.example"]),
            Account(CITY, "ACME City", parent_id=NORTH),
            Account(NORTH, "ACME North", parent_id=ACME),
            Account(BETA, "Beta", roles=["customer", "partner"]),
        ],
        relation_types=[RESELLS],
        relations=[AccountRelation("resells", BETA, ACME)],
    ),
    people=PeopleBook(
        [
            Person(ANN, "Ann", emails=["ann@example.org"], phones=["+31201234567"]),
            Person(BOB, "Bob", handles=[SocialHandle("Mastodon", "@Bob")], logins=["bob"]),
            Person(CAT, "Cat", emails=["cat@example.org"]),
        ],
        contacts=[
            Contact(ANN_ACME, ANN, ACME, emails=["ann@acme.example"]),
            Contact(ANN_BETA, ANN, BETA, emails=["ann@beta.example"]),
            Contact(BOB_NORTH, BOB, NORTH, phones=["+442079460958"]),
        ],
        contact_relations=[ContactRelation(BOB_NORTH, BETA, valid=DateSpan(ON))],
        consumers=[Consumer(ANN_HOME, ANN), Consumer(CAT_HOME, CAT)],
        account_consumers=[AccountConsumer(BETA, CAT_HOME)],
    ),
    households=HouseholdBook(
        [Household(MILL, "Mill Lane", head_id=CAT_HOME), Household(OLD, "Old Road")],
        memberships=[
            Membership(OLD, CAT_HOME, valid=DateSpan(until=ON)),
            Membership(MILL, ANN_HOME, valid=DateSpan(ON)),
        ],
    ),
)
"""
Ann is a contact of two accounts and a consumer; Bob speaks for Beta too; Cat buys through Beta.
"""
