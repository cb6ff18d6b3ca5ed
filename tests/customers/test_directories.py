"""
Directories: a book in memory and a database answer the same questions alike.
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Final

import pytest
from hypothesis import given

from csmcore.customers import (
    AccountDirectory,
    Contact,
    CustomerBook,
    CustomerDirectory,
    EmailClue,
    Household,
    HouseholdBook,
    HouseholdDirectory,
    PeopleDirectory,
    households_on,
    identify,
    is_inside,
    members_on,
    root,
)
from csmcore.errors import UnknownIdError
from csmcore.kernel import AccountId, ConsumerId, ContactId, HouseholdId, PersonId
from csmcore.testing import customer_books
from tests.customers.sqlite_host import SqliteAccounts, SqliteHost, SqliteHouseholds, SqlitePeople
from tests.customers.world import (
    ACME,
    ANN,
    ANN_ACME,
    ANN_BETA,
    ANN_HOME,
    BETA,
    BOB,
    CAT,
    CAT_HOME,
    CITY,
    DAY,
    MILL,
    NORTH,
    OLD,
    ON,
    WORLD,
)

SQLITE: Final = SqliteHost.of(WORLD)
HOSTS: Final[tuple[CustomerDirectory, ...]] = (WORLD, SQLITE)
hosted = pytest.mark.parametrize("host", HOSTS, ids=["book", "sqlite"])
NOBODY: Final = "nobody"


@pytest.fixture(scope="session", autouse=True)
def closed_in_the_end() -> Iterator[None]:
    """
    The database is closed once all have asked, in whatever order they are asked.
    """
    yield
    SQLITE.close()


def typed(
    accounts: SqliteAccounts, people: SqlitePeople, households: SqliteHouseholds
) -> tuple[AccountDirectory, PeopleDirectory, HouseholdDirectory]:
    """
    Type checkers prove here that the database implements the protocols.
    """
    return accounts, people, households


@hosted
def test_a_hierarchy_is_walked_both_ways(host: CustomerDirectory) -> None:
    """
    Up from the nearest, down from the top; a root has nobody above.
    """
    accounts = host.accounts

    assert accounts.parents(CITY) == (NORTH, ACME)
    assert accounts.parents(ACME) == ()
    assert accounts.children(ACME) == (NORTH,)
    assert accounts.tree(ACME) == (ACME, NORTH, CITY)
    assert root(accounts, CITY) == root(accounts, ACME) == ACME
    assert is_inside(accounts, CITY, of=ACME)
    assert is_inside(accounts, CITY, of=CITY)
    assert not is_inside(accounts, ACME, of=CITY)
    assert not is_inside(accounts, BETA, of=ACME)


@hosted
def test_one_relation_has_two_views(host: CustomerDirectory) -> None:
    """
    One record; the label depends on who looks.
    """
    (seen,) = host.accounts.relations_of(BETA)
    (back,) = host.accounts.relations_of(ACME)

    assert str(seen) == "beta sells to acme"
    assert str(back) == "acme buys from beta"
    assert seen.relation == back.relation
    assert host.accounts.relations_of(CITY) == ()


@hosted
def test_accounts_are_found_by_keys(host: CustomerDirectory) -> None:
    """
    By the key of a registration code, or of a domain; an unknown one finds nobody.
    """
    accounts = host.accounts

    assert [each.id for each in accounts.accounts_by_registration_code("AC-1")] == [ACME]
    assert [each.id for each in accounts.accounts_by_domain("acme.example")] == [ACME]
    assert accounts.accounts_by_registration_code("ac-1") == ()
    assert accounts.accounts_by_domain("example.org") == ()


@hosted
def test_people_are_found_by_keys_of_their_own_and_of_their_roles(host: CustomerDirectory) -> None:
    """
    A work address finds the person too, once.
    """
    people = host.people

    assert [each.id for each in people.people_by_email("ann@example.org")] == [ANN]
    assert [each.id for each in people.people_by_email("ann@acme.example")] == [ANN]
    assert [each.id for each in people.people_by_phone("+442079460958")] == [BOB]
    assert [each.id for each in people.people_by_handle("mastodon:bob")] == [BOB]
    assert [each.id for each in people.people_by_login("bob")] == [BOB]
    assert people.people_by_login("BOB") == ()
    assert people.people_by_email("nobody@example.org") == ()


@hosted
def test_one_person_has_many_roles_and_one_identity(host: CustomerDirectory) -> None:
    """
    Ann is a contact of two accounts and a consumer; Bob speaks for a second account.
    """
    people = host.people
    contacts = [each.id for each in people.roles_of(ANN) if isinstance(each, Contact)]
    kinds = {who: [type(each).__name__ for each in people.roles_of(who)] for who in (ANN, BOB, CAT)}

    assert contacts == [ANN_ACME, ANN_BETA]
    assert kinds == {
        ANN: ["Contact", "Contact", "Consumer"],
        BOB: ["Contact", "ContactRelation"],
        CAT: ["Consumer", "AccountConsumer"],
    }
    assert people.contact(ANN_ACME).person_id == people.consumer(ANN_HOME).person_id == ANN


@hosted
def test_a_household_knows_its_members_by_date(host: CustomerDirectory) -> None:
    """
    The head belongs by being the head; others from their first day until they leave.
    """
    households = host.households

    assert members_on(households, MILL, ON) == (CAT_HOME, ANN_HOME)
    assert members_on(households, MILL, ON - DAY) == (CAT_HOME,)
    assert members_on(households, OLD, ON) == ()
    assert members_on(households, OLD, ON - DAY) == (CAT_HOME,)
    assert set(households_on(households, CAT_HOME, ON - DAY)) == {MILL, OLD}
    assert households_on(households, CAT_HOME, ON) == (MILL,)
    assert households_on(households, ConsumerId(NOBODY), ON) == ()


ASKED: Final[tuple[tuple[str, Callable[[CustomerDirectory], object]], ...]] = (
    ("account", lambda host: host.accounts.account(AccountId(NOBODY))),
    ("account", lambda host: host.accounts.parents(AccountId(NOBODY))),
    ("account", lambda host: host.accounts.children(AccountId(NOBODY))),
    ("account", lambda host: host.accounts.tree(AccountId(NOBODY))),
    ("account", lambda host: host.accounts.relations_of(AccountId(NOBODY))),
    ("account", lambda host: root(host.accounts, AccountId(NOBODY))),
    ("account", lambda host: is_inside(host.accounts, AccountId(NOBODY), of=ACME)),
    ("account", lambda host: is_inside(host.accounts, ACME, of=AccountId(NOBODY))),
    ("person", lambda host: host.people.person(PersonId(NOBODY))),
    ("person", lambda host: host.people.roles_of(PersonId(NOBODY))),
    ("contact", lambda host: host.people.contact(ContactId(NOBODY))),
    ("consumer", lambda host: host.people.consumer(ConsumerId(NOBODY))),
    ("household", lambda host: host.households.household(HouseholdId(NOBODY))),
    ("household", lambda host: host.households.members_of(HouseholdId(NOBODY))),
)


@hosted
@pytest.mark.parametrize(("what", "ask"), ASKED)
def test_an_unknown_id_is_refused(
    host: CustomerDirectory, what: str, ask: Callable[[CustomerDirectory], object]
) -> None:
    """
    The error says what has no such id.
    """
    with pytest.raises(UnknownIdError, match=f"no {what} has the id 'nobody'"):
        ask(host)


@hosted
def test_somebody_is_identified_wherever_customers_are_kept(host: CustomerDirectory) -> None:
    """
    A work address leads to the contact, from memory and from the database.
    """
    found = identify([EmailClue("Ann@ACME.example")], host, on=ON)

    assert found == identify([EmailClue("Ann@ACME.example")], WORLD, on=ON)
    assert found.get().label == "Ann, contact of ACME"


@given(customer_books())
def test_a_database_answers_as_the_book_does(book: CustomerBook) -> None:
    """
    Whatever the book, both give the same answers, member for member.
    """
    with contextlib.closing(SqliteHost.of(book)) as host:
        for account in book.accounts:
            assert book.accounts.tree(account.id) == host.accounts.tree(account.id)
            assert book.accounts.parents(account.id) == host.accounts.parents(account.id)
            assert book.accounts.relations_of(account.id) == host.accounts.relations_of(account.id)
        for person in book.people:
            assert book.people.roles_of(person.id) == host.people.roles_of(person.id)
        for home in book.households:
            assert set(book.households.members_of(home.id)) == set(host.households.members_of(home.id))
        for consumer in book.people.consumers:
            ours, theirs = book.households, host.households
            assert set(ours.memberships_of(consumer.id)) == set(theirs.memberships_of(consumer.id))


@hosted
def test_questions_may_be_put_to_whoever_knows_all_customers(host: CustomerDirectory) -> None:
    """
    The same answers as of the part that knows; and a stranger is refused, where a part finds none.
    """
    assert root(host, CITY) == ACME
    assert is_inside(host, CITY, of=ACME)
    assert members_on(host, MILL, ON) == (CAT_HOME, ANN_HOME)
    assert households_on(host, CAT_HOME, ON) == (MILL,)
    assert households_on(host.households, ConsumerId(NOBODY), ON) == ()
    with pytest.raises(UnknownIdError, match="no consumer has the id 'nobody'"):
        households_on(host, ConsumerId(NOBODY), ON)


def test_a_head_belongs_to_the_household_without_a_membership() -> None:
    """
    On every date, by both questions.
    """
    book = HouseholdBook([Household(MILL, "Mill", head_id=CAT_HOME)])

    for on in (ON, ON - 9999 * DAY, ON + 9999 * DAY):
        assert members_on(book, MILL, on) == (CAT_HOME,)
        assert households_on(book, CAT_HOME, on) == (MILL,)
