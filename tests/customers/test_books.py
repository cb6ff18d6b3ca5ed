"""
Books: whatever is named is there, and nothing holds twice.
"""

from collections.abc import Callable
from typing import Final

import pytest

from csmcore.customers import (
    ACCOUNT_MANAGER,
    AUTHORIZED_REPRESENTATIVE,
    RELATIONSHIP_MANAGER,
    Account,
    AccountBook,
    AccountConsumer,
    AccountRelation,
    AgentHolder,
    Assignment,
    Consumer,
    ConsumerHolder,
    Contact,
    ContactHolder,
    ContactRelation,
    CustomerBook,
    Group,
    Household,
    HouseholdBook,
    Location,
    Membership,
    OrganizationBook,
    PeopleBook,
    Person,
    Responsibility,
    ResponsibilityBook,
    ServiceOrganization,
    is_inside,
    members_on,
    root,
)
from csmcore.errors import (
    CycleError,
    DefinitionError,
    DuplicateError,
    OverlapError,
    UnknownIdError,
    UnknownReferenceError,
)
from csmcore.kernel import (
    AccountConsumerOwner,
    AccountId,
    AccountOwner,
    AgentId,
    ConsumerId,
    ConsumerOwner,
    ContactId,
    DateSpan,
    ExternalId,
    GroupId,
    HouseholdId,
    HouseholdOwner,
    LocationId,
    OrganizationId,
    OwnerRef,
    PersonId,
)
from tests.customers.world import DAY, ON, RESELLS

A, B = AccountId("a"), AccountId("b")
ANN, BOB = PersonId("ann"), PersonId("bob")
C, D = ContactId("c"), ContactId("d")
K = ConsumerId("k")
H = HouseholdId("h")
AGENT, OTHER = AgentHolder(AgentId("one")), AgentHolder(AgentId("two"))
PEOPLE: Final = PeopleBook(
    [Person(ANN, "Ann")], contacts=[Contact(C, ANN, A)], consumers=[Consumer(K, ANN)]
)
ACCOUNTS: Final = AccountBook([Account(A, "A"), Account(B, "B")])


def account(id_: str, parent: str | None = None, code: str | None = None) -> Account:
    """
    An account below another.
    """
    parent_id = None if parent is None else AccountId(parent)
    return Account(AccountId(id_), id_, parent_id=parent_id, code=code)


def relations(*valid: DateSpan) -> AccountBook:
    """
    Two accounts, related in one way for some dates.
    """
    rows = [AccountRelation("resells", A, B, valid=each) for each in valid]
    return AccountBook([Account(A, "A"), Account(B, "B")], relation_types=[RESELLS], relations=rows)


def people(**roles: list[object]) -> PeopleBook:
    """
    Ann, in some roles.
    """
    return PeopleBook([Person(ANN, "Ann")], **roles)  # type: ignore[arg-type]


def held(*held_by: Assignment) -> CustomerBook:
    """
    All customers, and who is responsible.
    """
    return CustomerBook(
        accounts=ACCOUNTS,
        people=PEOPLE,
        households=HouseholdBook([Household(H, "H")]),
        responsibilities=ResponsibilityBook(assignments=held_by),
    )


def manages(holder: AgentHolder, subject: OwnerRef, valid: DateSpan) -> Assignment:
    """
    Somebody is account manager.
    """
    return Assignment(ACCOUNT_MANAGER.name, holder, subject, valid=valid)


REFUSED: Final[tuple[tuple[Callable[[], object], type[Exception], str], ...]] = (
    # accounts
    (lambda: AccountBook([account("a"), account("a")]), DuplicateError, "account 'a'"),
    (
        lambda: AccountBook([account("a", code="X"), account("b", code="X")]),
        DuplicateError,
        "account code 'X'",
    ),
    (
        lambda: AccountBook([account("a", "gone")]),
        UnknownReferenceError,
        "account 'a' names parent account 'gone'",
    ),
    (
        lambda: AccountBook([account("a", "b"), account("b", "a")]),
        CycleError,
        "'a' under 'b' under 'a'",
    ),
    (lambda: AccountBook(relation_types=[RESELLS, RESELLS]), DuplicateError, "relation type 'resells'"),
    (
        lambda: AccountBook([account("a"), account("b")], relations=[AccountRelation("owns", A, B)]),
        UnknownReferenceError,
        "relation 'owns' from 'a' to 'b' names relation type 'owns'",
    ),
    (
        lambda: AccountBook(
            [account("a")], relation_types=[RESELLS], relations=[AccountRelation("resells", A, B)]
        ),
        UnknownReferenceError,
        "relation 'resells' from 'a' to 'b' names account 'b'",
    ),
    (
        lambda: relations(DateSpan(ON), DateSpan(until=ON + DAY)),
        OverlapError,
        "runs until 2026-03-24 and also from 2026-03-23",
    ),
    # people
    (lambda: PeopleBook([Person(ANN, "Ann"), Person(ANN, "Ann")]), DuplicateError, "person 'ann'"),
    (lambda: people(contacts=[Contact(C, ANN, A), Contact(C, ANN, B)]), DuplicateError, "contact 'c'"),
    (lambda: people(consumers=[Consumer(K, ANN), Consumer(K, ANN)]), DuplicateError, "consumer 'k'"),
    (
        lambda: people(contacts=[Contact(C, ANN, A), Contact(D, ANN, A)]),
        DuplicateError,
        "active contact of account 'a', person 'ann'",
    ),
    (
        lambda: people(contacts=[Contact(C, BOB, A)]),
        UnknownReferenceError,
        "contact 'c' names person 'bob'",
    ),
    (
        lambda: people(consumers=[Consumer(K, BOB)]),
        UnknownReferenceError,
        "consumer 'k' names person 'bob'",
    ),
    (
        lambda: people(contact_relations=[ContactRelation(C, A)]),
        UnknownReferenceError,
        "relation with account 'a' names contact 'c'",
    ),
    (
        lambda: people(account_consumers=[AccountConsumer(A, K)]),
        UnknownReferenceError,
        "link with account 'a' names consumer 'k'",
    ),
    (
        lambda: people(contacts=[Contact(C, ANN, A)], contact_relations=[ContactRelation(C, A)]),
        DefinitionError,
        "account 'a' is home to contact 'c'",
    ),
    (
        lambda: people(contacts=[Contact(C, ANN, A)], contact_relations=[ContactRelation(C, B)] * 2),
        OverlapError,
        "relation of contact 'c' with account 'b' runs always and also always",
    ),
    (
        lambda: people(consumers=[Consumer(K, ANN)], account_consumers=[AccountConsumer(A, K)] * 2),
        OverlapError,
        "link of consumer 'k' with account 'a'",
    ),
    # households
    (lambda: HouseholdBook([Household(H, "H"), Household(H, "H")]), DuplicateError, "household 'h'"),
    (
        lambda: HouseholdBook(memberships=[Membership(H, K)]),
        UnknownReferenceError,
        "membership of consumer 'k' names household 'h'",
    ),
    (
        lambda: HouseholdBook([Household(H, "H")], memberships=[Membership(H, K), Membership(H, K)]),
        OverlapError,
        "membership of consumer 'k' in household 'h'",
    ),
    # all together
    (
        lambda: CustomerBook(people=PEOPLE),
        UnknownReferenceError,
        "contact 'c' names account 'a'",
    ),
    (
        lambda: CustomerBook(accounts=AccountBook([Account(A, "A", primary_contact_id=D)])),
        UnknownReferenceError,
        "account 'a' names contact 'd'",
    ),
    (
        lambda: CustomerBook(households=HouseholdBook([Household(H, "H", head_id=K)])),
        UnknownReferenceError,
        "household 'h' names consumer 'k'",
    ),
    (
        lambda: CustomerBook(
            households=HouseholdBook([Household(H, "H")], memberships=[Membership(H, K)])
        ),
        UnknownReferenceError,
        "membership in household 'h' names consumer 'k'",
    ),
    (
        lambda: CustomerBook(
            accounts=AccountBook([Account(A, "A")]),
            people=people(contacts=[Contact(C, ANN, A)], contact_relations=[ContactRelation(C, B)]),
        ),
        UnknownReferenceError,
        "relation of contact 'c' names account 'b'",
    ),
    (
        lambda: CustomerBook(
            people=people(consumers=[Consumer(K, ANN)], account_consumers=[AccountConsumer(B, K)])
        ),
        UnknownReferenceError,
        "link of consumer 'k' names account 'b'",
    ),
    # responsibilities
    (lambda: ResponsibilityBook([ACCOUNT_MANAGER] * 2), DuplicateError, "'account manager'"),
    (
        lambda: held(Assignment("billing", AGENT, AccountOwner(A))),
        UnknownReferenceError,
        "assignment of agent one names responsibility 'billing'",
    ),
    (
        lambda: held(Assignment(ACCOUNT_MANAGER.name, ContactHolder(C), AccountOwner(A))),
        DefinitionError,
        "contact c cannot be account manager; that is for: agent",
    ),
    (
        lambda: held(
            manages(AGENT, AccountOwner(A), DateSpan()), manages(OTHER, AccountOwner(A), DateSpan(ON))
        ),
        OverlapError,
        "account manager, who is one at a time, for account a",
    ),
    (
        lambda: held(Assignment(AUTHORIZED_REPRESENTATIVE.name, ContactHolder(D), ConsumerOwner(K))),
        UnknownReferenceError,
        "authorized representative for consumer k names contact 'd'",
    ),
    (
        lambda: held(
            Assignment(AUTHORIZED_REPRESENTATIVE.name, ConsumerHolder(ConsumerId("x")), AccountOwner(A))
        ),
        UnknownReferenceError,
        "names consumer 'x'",
    ),
    (
        lambda: held(manages(AGENT, HouseholdOwner(HouseholdId("x")), DateSpan())),
        UnknownReferenceError,
        "agent one as account manager names household 'x'",
    ),
    (
        lambda: held(manages(AGENT, AccountConsumerOwner(A, ConsumerId("x")), DateSpan())),
        UnknownReferenceError,
        "names consumer 'x'",
    ),
    (
        lambda: held(manages(AGENT, AccountConsumerOwner(AccountId("x"), K), DateSpan())),
        UnknownReferenceError,
        "names account 'x'",
    ),
    (
        lambda: held(manages(AGENT, AccountOwner(AccountId("x")), DateSpan())),
        UnknownReferenceError,
        "'x'",
    ),
    # organisations
    (
        lambda: OrganizationBook(
            organizations=[
                ServiceOrganization(OrganizationId("o"), "O", location_ids=[LocationId("x")])
            ]
        ),
        UnknownReferenceError,
        "organization 'o' names location 'x'",
    ),
    (
        lambda: OrganizationBook(groups=[Group(GroupId("g"), "G", parent_id=GroupId("x"))]),
        UnknownReferenceError,
        "group 'g' names parent group 'x'",
    ),
    (lambda: OrganizationBook(locations=[Location(LocationId("l"), "L")] * 2), DuplicateError, "'l'"),
)


@pytest.mark.parametrize(("make", "error", "message"), REFUSED)
def test_a_book_that_does_not_hold_together_is_refused(
    make: Callable[[], object], error: type[Exception], message: str
) -> None:
    """
    The error names what is wrong, and who refers to it.
    """
    with pytest.raises(error, match=message):
        make()


def test_what_follows_does_not_overlap() -> None:
    """
    One ends on the day on which the next starts.
    """
    assert len(relations(DateSpan(until=ON), DateSpan(ON)).relations) == 2
    rows = (
        manages(AGENT, AccountOwner(A), DateSpan(until=ON)),
        manages(OTHER, AccountOwner(A), DateSpan(ON)),
        manages(OTHER, AccountOwner(B), DateSpan()),
    )
    assert held(*rows).responsibilities.assignments == rows


def test_a_contact_who_left_may_come_back_as_another() -> None:
    """
    Of two contacts of one person and account, one is active.
    """
    book = people(contacts=[Contact(C, ANN, A, active=False), Contact(D, ANN, A)])

    assert [each.id for each in book.contacts] == [C, D]


def test_holders_are_told_by_date() -> None:
    """
    Who is responsible for a customer: then, now, and for what.
    """
    first = manages(AGENT, AccountOwner(A), DateSpan(until=ON))
    second = manages(OTHER, AccountOwner(A), DateSpan(ON))
    speaks = Assignment(AUTHORIZED_REPRESENTATIVE.name, ContactHolder(C), AccountOwner(A))
    book = held(first, second, speaks).responsibilities

    assert book.holders(AccountOwner(A), on=ON - DAY) == (first, speaks)
    assert book.holders(AccountOwner(A), on=ON, responsibility=ACCOUNT_MANAGER.name) == (second,)
    assert book.holders(AccountOwner(B), on=ON) == ()
    assert book.responsibility(ACCOUNT_MANAGER.name) is ACCOUNT_MANAGER
    assert RELATIONSHIP_MANAGER in book.responsibilities
    with pytest.raises(UnknownIdError, match="no responsibility has the id 'billing'"):
        book.responsibility("billing")


def related(responsibility: Responsibility, *assignments: Assignment) -> CustomerBook:
    """
    Ann, contact of A, speaks for B too, as something.
    """
    relation = ContactRelation(C, B, responsibility=responsibility.name)
    return CustomerBook(
        accounts=ACCOUNTS,
        people=people(contacts=[Contact(C, ANN, A)], contact_relations=[relation]),
        responsibilities=ResponsibilityBook([responsibility], assignments=assignments),
    )


def test_a_relation_with_a_responsibility_holds_it() -> None:
    """
    A unique one is not held a second time; one that no contact may hold is refused.
    """
    signer = Responsibility("signer", holders=["contact", "agent"], unique=True)

    elsewhere = Assignment("signer", AGENT, AccountOwner(A))
    assert related(signer, elsewhere).responsibilities.assignments == (elsewhere,)
    with pytest.raises(OverlapError, match="signer, who is one at a time, for account b"):
        related(signer, Assignment("signer", AGENT, AccountOwner(B)))
    with pytest.raises(DefinitionError, match="no contact can be account manager"):
        related(ACCOUNT_MANAGER)


def test_a_head_is_a_member_and_a_row_that_says_so_is_not_told_twice() -> None:
    """
    Once, first, whatever the rows say.
    """
    home = Household(H, "H", head_id=K)
    other = Membership(H, ConsumerId("other"))

    assert HouseholdBook([home]).members_of(H) == (Membership(H, K),)
    told = HouseholdBook([home], memberships=[other, Membership(H, K)])
    assert told.members_of(H) == (Membership(H, K), other)
    left = HouseholdBook([home], memberships=[Membership(H, K, valid=DateSpan(until=ON))])
    assert members_on(left, H, ON) == (K,)


def test_everybody_at_an_account_is_found() -> None:
    """
    Contacts at home, contacts from elsewhere, and who is served through it.
    """
    book = people(
        contacts=[Contact(C, ANN, A)],
        contact_relations=[ContactRelation(C, B)],
        consumers=[Consumer(K, ANN)],
        account_consumers=[AccountConsumer(B, K)],
    )

    assert book.roles_at(A) == (Contact(C, ANN, A),)
    assert book.roles_at(B) == (ContactRelation(C, B), AccountConsumer(B, K))
    assert {book.person_of(role).id for role in (*book.roles_at(B), *book.roles_at(A))} == {ANN}
    assert book.roles_at(AccountId("x")) == ()


def test_who_serves_a_location_serves_what_lies_in_it() -> None:
    """
    The nearest first; what lies around is served by others.
    """
    city, centre, village = (LocationId(each) for each in ("city", "centre", "village"))
    wide = ServiceOrganization(OrganizationId("wide"), "Wide", location_ids=[city, centre])
    near = ServiceOrganization(OrganizationId("near"), "Near", location_ids=[centre], internal=False)
    far = ServiceOrganization(OrganizationId("far"), "Far", location_ids=[city])
    book = OrganizationBook(
        organizations=[far, wide, near],
        locations=[
            Location(city, "City"),
            Location(centre, "Centre", parent_id=city),
            Location(village, "Village"),
        ],
        groups=[Group(GroupId("g"), "G", member_ids=[AgentId("one")])],
    )

    assert [each.id for each in book.serving(centre)] == ["wide", "near", "far"]
    assert [each.id for each in book.serving(city)] == ["far", "wide"]
    assert book.serving(village) == ()
    assert [each.id for each in book.groups_of(AgentId("one"))] == ["g"]
    assert book.groups_of(AgentId("two")) == ()
    assert book.location_hierarchy.root(centre) == city
    assert book.organization(OrganizationId("near")).internal is False
    for what, ask in (("group", book.group), ("organization", book.organization)):
        with pytest.raises(UnknownIdError, match=f"no {what} has the id 'x'"):
            ask("x")  # type: ignore[arg-type]
    with pytest.raises(UnknownIdError, match="no location has the id 'x'"):
        book.serving(LocationId("x"))
    assert book.location(city).name == "City"
    assert book.group(GroupId("g")).name == "G"


@pytest.mark.slow
@pytest.mark.parametrize("wide", [False, True], ids=["deep", "wide"])
def test_ten_thousand_accounts_are_no_trouble(wide: bool) -> None:
    """
    In one chain or below one root: built, walked and asked without recursion.
    """
    ids = [AccountId(f"a{number:05}") for number in range(10_000)]
    listed = [Account(ids[0], "top")]
    listed += [
        Account(each, each, parent_id=ids[0] if wide else ids[place])
        for place, each in enumerate(ids[1:])
    ]
    book = AccountBook(reversed(listed))

    assert len(book) == 10_000
    assert root(book, ids[-1]) == ids[0]
    assert is_inside(book, ids[-1], of=ids[0])
    assert len(book.parents(ids[-1])) == (1 if wide else 9_999)
    assert book.tree(ids[0]) == tuple(ids)
    assert len(book.children(ids[0])) == (9_999 if wide else 1)


def test_what_another_system_knows_is_found() -> None:
    """
    By system, kind and identity there; all that go by it, and nothing for a stranger.
    """
    crm = ExternalId(system="crm", type="party", id="42")
    book = CustomerBook(
        accounts=AccountBook([Account(A, "A", external_ids=[crm])]),
        people=PeopleBook(
            [Person(ANN, "Ann", external_ids=[crm])], consumers=[Consumer(K, ANN, external_ids=[crm])]
        ),
    )

    assert [each.id for each in book.known_as(crm)] == [A, ANN, K]
    assert book.known_as(ExternalId(system="erp", type="party", id="42")) == ()


def test_an_assignment_holds_on_its_dates() -> None:
    """
    From its first day until the day after its last.
    """
    row = manages(AGENT, AccountOwner(A), DateSpan(ON, ON + DAY))

    assert [row.is_current(ON + days * DAY) for days in (-1, 0, 1)] == [False, True, False]


def test_a_book_is_a_collection_of_what_it_holds() -> None:
    """
    It is counted, walked and asked who is in it.
    """
    assert ([each.id for each in ACCOUNTS], len(ACCOUNTS), A in ACCOUNTS) == ([A, B], 2, True)
    assert ([each.id for each in PEOPLE], len(PEOPLE), BOB in PEOPLE) == ([ANN], 1, False)
    homes = HouseholdBook([Household(H, "H")])
    assert ([each.id for each in homes], len(homes), H in homes) == ([H], 1, True)


@pytest.mark.parametrize(
    ("book", "members", "told"),
    [
        (AccountBook, {"accounts": ["acme"]}, "'acme' is no Account"),
        (AccountBook, {"relations": "acme"}, "'acme' is no list; give several of AccountRelation"),
        (PeopleBook, {"contacts": [None]}, "None is no Contact"),
        (PeopleBook, {"persons": Person(PersonId("p1"), "Ann")}, "is no list; give several of Person"),
        (HouseholdBook, {"memberships": [3]}, "3 is no Membership"),
        (OrganizationBook, {"groups": ["team"]}, "'team' is no Group"),
        (ResponsibilityBook, {"assignments": ["kim"]}, "'kim' is no Assignment"),
        (Account, {"id": "a", "name": "A", "addresses": ["here"]}, "'here' is no Address"),
    ],
)
def test_a_book_holds_what_it_is_of(
    book: Callable[..., object], members: dict[str, object], told: str
) -> None:
    """
    A name, nothing, or one alone is no list of them, and the book says so when it is made.
    """
    with pytest.raises(DefinitionError, match=told):
        book(**members)
