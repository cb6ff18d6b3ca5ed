"""
Strategies for customers: accounts, people and their roles, households, and what tells who it is.
"""

from typing import Final

from csmcore import customers
from csmcore.kernel import (
    AccountConsumerOwner,
    AccountId,
    AccountOwner,
    AgentId,
    ConsumerId,
    ConsumerOwner,
    ContactId,
    ExternalId,
    GroupId,
    HouseholdId,
    HouseholdOwner,
    LocationId,
    OrganizationId,
    OwnerRef,
    PersonId,
    Scalar,
)
from csmcore.testing._extra import st
from csmcore.testing._kernel import date_spans, external_ids, reasons, zones

EMAILS: Final = (
    "ann@example.org",
    "Ann@Example.org",
    "ann+shop@example.org",
    "ann@acme.example",
    "bob@acme.example",
    "bob@gmail.com",
    "zoë@café.example",
)
PHONES: Final = ("+31201234567", "+442079460958")
LOGINS: Final = ("ann", "Ann", "bob", "single-sign-on|42")
CODES: Final = ("AC-1", "ac-1", "BE-2")
_DOMAINS: Final = ("acme.example", "example.org", "gmail.com")
NAMES: Final = ("Ann Ng", "Bob", "Zoë Çelik", "山田 太郎")
_ACCOUNTS: Final = tuple(AccountId(f"a{number}") for number in range(5))
_PEOPLE: Final = tuple(PersonId(f"p{number}") for number in range(5))
_CONTACTS: Final = tuple(ContactId(f"c{number}") for number in range(5))
_CONSUMERS: Final = tuple(ConsumerId(f"k{number}") for number in range(4))
_HOUSEHOLDS: Final = tuple(HouseholdId(f"h{number}") for number in range(3))
_AGENTS: Final = tuple(AgentId(f"agent{number}") for number in range(3))
_LOCATIONS: Final = tuple(LocationId(f"l{number}") for number in range(3))
_GROUPS: Final = tuple(GroupId(f"g{number}") for number in range(3))
_ORGANIZATIONS: Final = tuple(OrganizationId(f"o{number}") for number in range(3))
_TYPES: Final = ("resells", "owns")
_RESPONSIBILITIES: Final = tuple(each.name for each in customers.SHIPPED_RESPONSIBILITIES)


def _names() -> st.SearchStrategy[str]:
    return st.sampled_from(NAMES)


def _few(texts: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    # Two spellings of one address would be refused.
    return st.lists(st.sampled_from(texts), max_size=2, unique_by=str.lower)


def _attributes() -> st.SearchStrategy[tuple[tuple[str, Scalar], ...]]:
    return st.just(()) | reasons().map(lambda reason: reason.fields)


def _also_called() -> st.SearchStrategy[list[ExternalId]]:
    return st.lists(external_ids(), max_size=1)


# --- businesses ------------------------------------------------------------------------------------


def addresses() -> st.SearchStrategy[customers.Address]:
    """
    Places that post finds, of every kind.
    """
    lines = st.lists(
        st.sampled_from(["Main Street 1", "2nd floor", "Postbus 7"]), min_size=1, max_size=2
    )
    return st.builds(
        customers.Address,
        lines,
        city=st.none() | st.sampled_from(["Utrecht", "Köln"]),
        postcode=st.none() | st.just("3511 AA"),
        region=st.none() | st.just("NRW"),
        country=st.sampled_from(["NL", "DE", "JP"]),
        kind=st.sampled_from(customers.AddressKind),
    )


def accounts() -> st.SearchStrategy[customers.Account]:
    """
    Accounts on their own: customers, partners and both, with and without a parent.
    """
    ids = st.sampled_from(_ACCOUNTS)
    return st.builds(
        lambda pair, name, more: customers.Account(
            pair[0], name, parent_id=pair[1] if pair[1] != pair[0] else None, **more
        ),
        st.tuples(ids, st.none() | ids),
        st.sampled_from(["ACME Ltd", "Beta BV", "株式会社ガンマ"]),
        st.fixed_dictionaries(
            {},
            optional={
                "roles": st.sets(st.sampled_from(customers.AccountRole), min_size=1),
                "tier": st.sampled_from(customers.Tier),
                "registration_code": st.sampled_from(CODES),
                "code": st.sampled_from(["ACM", "BET"]),
                "addresses": st.lists(addresses(), max_size=2),
                "domains": _few(_DOMAINS),
                "calendar": st.just("office"),
                "zone": zones(),
                "primary_contact_id": st.sampled_from(_CONTACTS),
                "active": st.booleans(),
                "external_ids": _also_called(),
                "attributes": _attributes(),
            },
        ),
    )


def relation_types() -> st.SearchStrategy[customers.RelationType]:
    """
    Ways in which accounts can be related, active and not.
    """
    roles = st.sampled_from(customers.AccountRole)
    return st.builds(
        customers.RelationType,
        st.sampled_from(_TYPES),
        from_role=roles,
        forward=st.sampled_from(["sells to", "is above"]),
        to_role=roles,
        reverse=st.sampled_from(["buys from", "is below"]),
        active=st.booleans(),
    )


def account_relations() -> st.SearchStrategy[customers.AccountRelation]:
    """
    Relations between two accounts.
    """
    pairs = st.permutations(_ACCOUNTS)
    return st.builds(
        lambda name, pair, valid: customers.AccountRelation(name, pair[0], pair[1], valid=valid),
        st.sampled_from(_TYPES),
        pairs,
        date_spans(),
    )


def relation_views() -> st.SearchStrategy[customers.RelationView]:
    """
    Relations as either of their accounts sees them.
    """
    return st.builds(
        lambda relation, back: (
            customers.RelationView(relation.to_id, "buys from", relation.from_id, relation)
            if back
            else customers.RelationView(relation.from_id, "sells to", relation.to_id, relation)
        ),
        account_relations(),
        st.booleans(),
    )


# --- people ----------------------------------------------------------------------------------------


def persons() -> st.SearchStrategy[customers.Person]:
    """
    People with addresses that others have too, in other spellings, and without any.
    """
    handles = st.lists(
        st.builds(customers.SocialHandle, st.sampled_from(["X", "x", "mastodon"]), st.just("@Ann")),
        max_size=2,
        unique_by=lambda each: each.key,
    )
    return st.builds(
        customers.Person,
        st.sampled_from(_PEOPLE),
        _names(),
        emails=_few(EMAILS),
        phones=_few(PHONES),
        handles=handles,
        logins=_few(LOGINS),
        language=st.none() | st.just("nl"),
        zone=st.none() | zones(),
        external_ids=_also_called(),
        attributes=_attributes(),
    )


def contacts() -> st.SearchStrategy[customers.Contact]:
    """
    Contacts on their own, active and not.
    """
    return st.builds(
        customers.Contact,
        st.sampled_from(_CONTACTS),
        st.sampled_from(_PEOPLE),
        st.sampled_from(_ACCOUNTS),
        emails=_few(EMAILS),
        phones=_few(PHONES),
        title=st.none() | st.just("head of purchasing"),
        active=st.booleans(),
        external_ids=_also_called(),
        attributes=_attributes(),
    )


def contact_relations() -> st.SearchStrategy[customers.ContactRelation]:
    """
    Relations of contacts with accounts, with and without a responsibility.
    """
    return st.builds(
        customers.ContactRelation,
        st.sampled_from(_CONTACTS),
        st.sampled_from(_ACCOUNTS),
        responsibility=st.none() | st.just(customers.AUTHORIZED_REPRESENTATIVE.name),
        valid=date_spans(),
    )


def consumers() -> st.SearchStrategy[customers.Consumer]:
    """
    Consumers on their own, active and not.
    """
    return st.builds(
        customers.Consumer,
        st.sampled_from(_CONSUMERS),
        st.sampled_from(_PEOPLE),
        emails=_few(EMAILS),
        phones=_few(PHONES),
        active=st.booleans(),
        external_ids=_also_called(),
        attributes=_attributes(),
    )


def account_consumers() -> st.SearchStrategy[customers.AccountConsumer]:
    """
    Links of consumers with accounts, of both kinds.
    """
    return st.builds(
        customers.AccountConsumer,
        st.sampled_from(_ACCOUNTS),
        st.sampled_from(_CONSUMERS),
        kind=st.sampled_from(customers.AccountConsumerKind),
        valid=date_spans(),
    )


def person_roles() -> st.SearchStrategy[customers.PersonRole]:
    """
    Roles of every kind.
    """
    return st.one_of(contacts(), contact_relations(), consumers(), account_consumers())


# --- households ------------------------------------------------------------------------------------


def households() -> st.SearchStrategy[customers.Household]:
    """
    Households with and without a head.
    """
    return st.builds(
        customers.Household,
        st.sampled_from(_HOUSEHOLDS),
        st.sampled_from(["the Ngs", "Main Street 1"]),
        head_id=st.none() | st.sampled_from(_CONSUMERS),
        address=st.none() | addresses(),
        active=st.booleans(),
        external_ids=_also_called(),
        attributes=_attributes(),
    )


def memberships() -> st.SearchStrategy[customers.Membership]:
    """
    Memberships of the past, of now and of always.
    """
    return st.builds(
        customers.Membership,
        st.sampled_from(_HOUSEHOLDS),
        st.sampled_from(_CONSUMERS),
        valid=date_spans(),
    )


# --- who is responsible, and who serves ------------------------------------------------------------


def owner_refs() -> st.SearchStrategy[OwnerRef]:
    """
    Owners of every kind.
    """
    account_ids, consumer_ids = st.sampled_from(_ACCOUNTS), st.sampled_from(_CONSUMERS)
    return st.one_of(
        st.builds(AccountOwner, account_ids),
        st.builds(ConsumerOwner, consumer_ids),
        st.builds(HouseholdOwner, st.sampled_from(_HOUSEHOLDS)),
        st.builds(AccountConsumerOwner, account_ids, consumer_ids),
    )


def responsibilities() -> st.SearchStrategy[customers.Responsibility]:
    """
    Definitions of responsibilities, those that are shipped among them.
    """
    own = st.builds(
        customers.Responsibility,
        st.sampled_from(["billing", "escalations"]),
        holders=st.sets(st.sampled_from(customers.HolderKind), min_size=1),
        unique=st.booleans(),
        description=st.sampled_from(["", "who pays"]),
    )
    return own | st.sampled_from(customers.SHIPPED_RESPONSIBILITIES)


def assignments() -> st.SearchStrategy[customers.Assignment]:
    """
    Assignments of every kind of holder to every kind of customer.
    """
    holders: st.SearchStrategy[customers.Holder] = st.one_of(
        st.builds(customers.AgentHolder, st.sampled_from(_AGENTS)),
        st.builds(customers.ContactHolder, st.sampled_from(_CONTACTS)),
        st.builds(customers.ConsumerHolder, st.sampled_from(_CONSUMERS)),
    )
    names = st.sampled_from(_RESPONSIBILITIES)
    return st.builds(customers.Assignment, names, holders, owner_refs(), valid=date_spans())


def groups() -> st.SearchStrategy[customers.Group]:
    """
    Groups of agents on their own, without a parent.
    """
    return st.builds(
        customers.Group,
        st.sampled_from(_GROUPS),
        st.sampled_from(["first line", "field"]),
        manager_id=st.none() | st.sampled_from(_AGENTS),
        member_ids=st.lists(st.sampled_from(_AGENTS), max_size=3, unique=True),
        calendar=st.none() | st.just("office"),
        zone=st.none() | zones(),
        active=st.booleans(),
    )


def locations() -> st.SearchStrategy[customers.Location]:
    """
    Locations on their own, some of which lie in the first.
    """
    return st.builds(
        lambda pair, name, address: customers.Location(
            pair[0], name, address=address, parent_id=pair[1] if pair[1] != pair[0] else None
        ),
        st.tuples(st.sampled_from(_LOCATIONS), st.sampled_from([None, _LOCATIONS[0]])),
        st.sampled_from(["Utrecht", "city centre"]),
        st.none() | addresses(),
    )


def service_organizations() -> st.SearchStrategy[customers.ServiceOrganization]:
    """
    Branches of ours and of others, and the locations that they serve.
    """
    return st.builds(
        customers.ServiceOrganization,
        st.sampled_from(_ORGANIZATIONS),
        st.sampled_from(["branch north", "Beta Services"]),
        internal=st.booleans(),
        kind=st.none() | st.just("branch"),
        location_ids=st.lists(st.sampled_from(_LOCATIONS), max_size=2, unique=True),
        active=st.booleans(),
        external_ids=_also_called(),
        attributes=_attributes(),
    )
