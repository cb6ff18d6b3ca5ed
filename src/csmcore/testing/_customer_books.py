"""
Strategies for whole books of customers, and for who is behind some clues.
"""

import datetime as dt
import functools
from collections.abc import Sequence
from typing import Any, Final, TypeVar

from csmcore import customers
from csmcore.customers import identify
from csmcore.kernel import (
    AccountId,
    AccountOwner,
    AgentId,
    ConsumerId,
    ContactId,
    DateSpan,
    GroupId,
    HouseholdId,
    LocationId,
    OrganizationId,
    PersonId,
)
from csmcore.testing._customers import CODES, EMAILS, LOGINS, NAMES, PHONES
from csmcore.testing._extra import st

T = TypeVar("T")
U = TypeVar("U")

_TODAY: Final = dt.date(2026, 3, 23)
_DAY: Final = dt.timedelta(days=1)


def clues() -> st.SearchStrategy[customers.Clue]:
    """
    Clues of every kind, in every spelling, such as lead to :func:`customer_books` and nowhere.
    """
    return st.one_of(
        st.sampled_from(["ANN@example.org", "ann+x@acme.example", "nobody", *EMAILS]).map(
            customers.EmailClue
        ),
        st.sampled_from([*PHONES, "+999"]).map(customers.PhoneClue),
        st.builds(
            customers.HandleClue, st.sampled_from(["X", "Mastodon"]), st.sampled_from(["ann", "bob"])
        ),
        st.sampled_from(LOGINS).map(customers.LoginClue),
        st.sampled_from(CODES).map(customers.RegistrationCodeClue),
    )


def identify_rules() -> st.SearchStrategy[customers.IdentifyRules]:
    """
    Rules that differ from the usual ones in everything that can be said.
    """
    worth = st.integers(1, 100)
    return st.builds(
        customers.IdentifyRules,
        strengths=st.builds(customers.Strengths, email=worth, phone=worth, email_domain=worth),
        other_role=st.integers(1, 100),
        fold_case=st.booleans(),
        untag=st.booleans(),
        match_domains=st.booleans(),
        free_mail=st.just(customers.FREE_MAIL_DOMAINS) | st.just(frozenset[str]()),
        region=st.none() | st.just("NL"),
        lead=st.integers(1, 30),
        minimum=st.integers(1, 100),
    )


def _spans() -> st.SearchStrategy[DateSpan]:
    return st.sampled_from(
        [
            DateSpan(),
            DateSpan(until=_TODAY),
            DateSpan(_TODAY),
            DateSpan(_TODAY - 9 * _DAY, _TODAY + 9 * _DAY),
            DateSpan(_TODAY + _DAY),
        ]
    )


@functools.cache
def _rows(*columns: st.SearchStrategy[Any], min_size: int = 0) -> st.SearchStrategy[list[Any]]:
    # Made once: to put strategies together costs more than to draw from them.
    return st.lists(st.tuples(*columns), min_size=min_size, max_size=3)


def _pairs(
    rows: Sequence[tuple[Any, ...]], ones: Sequence[T], others: Sequence[U]
) -> list[tuple[Any, ...]]:
    """
    Rows whose first two columns are places, with what stands there.

    A book holds no two rows about the same two.
    """
    if not (ones and others):
        return []
    found = {(row[0] % len(ones), row[1] % len(others)): row[2:] for row in rows}
    return [(ones[one], others[other], *more) for (one, other), more in found.items()]


def _optional(texts: Sequence[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sampled_from([(), *((each,) for each in texts)])


_PLACE: Final = st.integers(0, 11)
_SOME: Final = st.booleans()
_ACTIVE: Final = st.sampled_from([True, True, True, False])
_ADDRESSES: Final = ((), *((each,) for each in EMAILS))
_EMAIL: Final = st.sampled_from(_ADDRESSES)
_PHONE: Final = _optional(PHONES)
_LOGIN: Final = _optional(LOGINS)
_HANDLES: Final = st.sampled_from([(), (customers.SocialHandle("x", "@ann"),)])
_VALID: Final = _spans()
_LINKS: Final = _rows(_PLACE, _PLACE, _VALID)


@functools.cache
def _account_books() -> st.SearchStrategy[customers.AccountBook]:
    optional = st.fixed_dictionaries(
        {},
        optional={
            "registration_code": st.sampled_from(CODES),
            "domains": st.just(("acme.example",)),
            "active": st.just(value=False),
        },
    )
    resells = customers.RelationType(
        "resells", from_role="partner", forward="sells to", to_role="customer", reverse="buys from"
    )

    def book(more: list[dict[str, Any]], parent: int | None, *, related: bool) -> customers.AccountBook:
        listed = [
            customers.Account(
                AccountId(f"a{place}"),
                f"account {place}",
                parent_id=AccountId(f"a{parent}") if parent is not None and place > parent else None,
                **each,
            )
            for place, each in enumerate(more)
        ]
        link = customers.AccountRelation("resells", listed[0].id, listed[-1].id) if related else None
        return customers.AccountBook(listed, relation_types=[resells], relations=[link] if link else [])

    return st.builds(
        book,
        st.lists(optional, min_size=2, max_size=3),
        st.sampled_from([None, 0, 1]),
        related=_SOME,
    )


@st.composite
def _people_books(draw: st.DrawFn, account_ids: Sequence[AccountId]) -> customers.PeopleBook:
    people = [
        customers.Person(
            PersonId(f"p{place}"),
            NAMES[place],
            emails=row[0],
            phones=row[1],
            logins=row[2],
            handles=row[3],
        )
        for place, row in enumerate(draw(_rows(_EMAIL, _PHONE, _LOGIN, _HANDLES, min_size=1)))
    ]
    who = [each.id for each in people]
    roles = draw(_rows(_PLACE, _PLACE, _EMAIL, _ACTIVE, min_size=1))
    speaking = [
        customers.Contact(ContactId(f"c{place}"), *row[:2], emails=row[2], active=row[3])
        for place, row in enumerate(_pairs(roles, who, account_ids))
    ]
    buying = [
        customers.Consumer(ConsumerId(f"k{place}"), row[0], emails=row[1], active=row[2])
        for place, row in enumerate(_pairs(draw(_rows(_PLACE, _PLACE, _ACTIVE)), who, _ADDRESSES))
    ]
    return customers.PeopleBook(
        people,
        contacts=speaking,
        consumers=buying,
        contact_relations=[
            customers.ContactRelation(contact.id, account_id, valid=valid)
            for contact, account_id, valid in _pairs(draw(_LINKS), speaking, account_ids)
            if contact.account_id != account_id
        ],
        account_consumers=[
            customers.AccountConsumer(account_id, consumer.id, valid=valid)
            for account_id, consumer, valid in _pairs(draw(_LINKS), account_ids, buying)
        ],
    )


@st.composite
def _household_books(draw: st.DrawFn, consumer_ids: Sequence[ConsumerId]) -> customers.HouseholdBook:
    heads = [None, *consumer_ids]
    homes = [
        customers.Household(
            HouseholdId(f"h{place}"), f"home {place}", head_id=heads[head % len(heads)], active=active
        )
        for place, (head, active) in enumerate(draw(_rows(_PLACE, _SOME, min_size=1)))
    ]
    rows = _pairs(draw(_LINKS), [each.id for each in homes], consumer_ids)
    memberships = [customers.Membership(*row[:2], valid=row[2]) for row in rows]
    return customers.HouseholdBook(homes, memberships=memberships)


@st.composite
def customer_books(draw: st.DrawFn) -> customers.CustomerBook:
    """
    Books of a few customers that hold together, whoever shares an address with whom.

    Their accounts are ``a0``, ``a1``..., the people ``p0``..., their contacts ``c0``...,
    their consumers ``k0``... and the households ``h0``...
    """
    accounts = draw(_account_books())
    people = draw(_people_books([each.id for each in accounts]))
    consumer_ids = [each.id for each in people.consumers]
    households = customers.HouseholdBook()
    if consumer_ids:
        households = draw(_household_books(consumer_ids))
    manager = customers.Assignment(
        customers.ACCOUNT_MANAGER.name,
        customers.AgentHolder(AgentId("agent0")),
        AccountOwner(accounts.accounts[0].id),
        valid=draw(_VALID),
    )
    return customers.CustomerBook(
        accounts=accounts,
        people=people,
        households=households,
        organizations=draw(_organization_books()),
        responsibilities=customers.ResponsibilityBook(assignments=[manager]),
    )


@functools.cache
def _organization_books() -> st.SearchStrategy[customers.OrganizationBook]:
    city = customers.Location(LocationId("l0"), "Utrecht")
    centre = customers.Location(LocationId("l1"), "city centre", parent_id=city.id)
    branch = customers.ServiceOrganization(OrganizationId("o0"), "branch", location_ids=[city.id])
    team = customers.Group(GroupId("g0"), "first line", member_ids=[AgentId("agent0")])
    whole = customers.OrganizationBook(groups=[team], locations=[city, centre], organizations=[branch])
    return st.sampled_from([whole, customers.OrganizationBook()])


def identifications() -> st.SearchStrategy[customers.Identification]:
    """
    Who is behind some clues in :func:`customer_books`: not made up, but asked.
    """
    return st.builds(
        lambda told, book, rules, on: identify(told, book, rules=rules, on=on),
        st.lists(clues(), max_size=5),
        customer_books(),
        identify_rules(),
        st.sampled_from([_TODAY - _DAY, _TODAY, _TODAY + 99 * _DAY]),
    )
