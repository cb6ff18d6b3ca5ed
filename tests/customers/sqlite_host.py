"""
A host's own database behind the directories: the same questions, answered by SQLite.

Entities are kept as documents, beside the columns that a host would index: parents, and the keys
that csmcore makes of addresses and codes.
"""

import json
import sqlite3
from collections.abc import Iterable
from typing import TypeVar, assert_never

import attrs

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
    PersonRole,
    RelationType,
    RelationView,
    domain_key,
    email_key,
    login_key,
    registration_key,
    view,
)
from csmcore.errors import UnknownIdError
from csmcore.kernel import AccountId, ConsumerId, ContactId, HouseholdId, PersonId
from csmcore.serde import from_document, to_document

T = TypeVar("T")

_SCHEMA = """
CREATE TABLE account (id TEXT PRIMARY KEY, parent_id TEXT, registration TEXT, doc TEXT);
CREATE INDEX account_parent ON account (parent_id);
CREATE TABLE account_domain (domain TEXT, account_id TEXT);
CREATE TABLE relation (place INTEGER PRIMARY KEY, from_id TEXT, to_id TEXT, type TEXT, doc TEXT);
CREATE TABLE relation_type (name TEXT PRIMARY KEY, doc TEXT);
CREATE TABLE person (id TEXT PRIMARY KEY, doc TEXT);
CREATE TABLE person_key (kind TEXT, key TEXT, person_id TEXT);
CREATE TABLE role (place INTEGER PRIMARY KEY, kind TEXT, id TEXT, person_id TEXT, doc TEXT);
CREATE TABLE household (id TEXT PRIMARY KEY, head_id TEXT, doc TEXT);
CREATE TABLE membership (place INTEGER PRIMARY KEY, household_id TEXT, consumer_id TEXT, doc TEXT);
"""

_ABOVE = """
WITH RECURSIVE above (id, parent_id, height) AS (
    SELECT id, parent_id, 0 FROM account WHERE id = ?
    UNION ALL
    SELECT account.id, account.parent_id, height + 1
    FROM above JOIN account ON account.id = above.parent_id
)
SELECT id FROM above WHERE height > 0 ORDER BY height
"""

_BELOW = """
WITH RECURSIVE below (id, depth) AS (
    SELECT id, 0 FROM account WHERE id = ?
    UNION ALL
    SELECT account.id, depth + 1 FROM below JOIN account ON account.parent_id = below.id
    ORDER BY 2 DESC, 1
)
SELECT id FROM below
"""
"""
Depth first: the row that is deepest is taken next, and of its siblings the first.
"""


def _text(value: object) -> str:
    return json.dumps(to_document(value))


@attrs.frozen
class _Database:
    db: sqlite3.Connection

    def rows(self, cls: type[T], sql: str, *facts: object) -> tuple[T, ...]:
        found = self.db.execute(sql, facts).fetchall()
        return tuple(from_document(cls, json.loads(row[0])) for row in found)

    def one(self, cls: type[T], table: str, id_: str) -> T:
        found = self.rows(cls, f"SELECT doc FROM {table} WHERE id = ?", id_)  # noqa: S608
        if not found:
            raise UnknownIdError(table, id_)
        return found[0]


@attrs.frozen
class SqliteAccounts(_Database):
    """
    Accounts, their trees by recursive queries.
    """

    def account(self, account_id: AccountId, /) -> Account:
        """
        One row.
        """
        return self.one(Account, "account", account_id)

    def parents(self, account_id: AccountId, /) -> tuple[AccountId, ...]:
        """
        A recursive query upwards.
        """
        self.account(account_id)
        return tuple(row[0] for row in self.db.execute(_ABOVE, (account_id,)))

    def children(self, account_id: AccountId, /) -> tuple[AccountId, ...]:
        """
        One look into an index.
        """
        self.account(account_id)
        found = self.db.execute("SELECT id FROM account WHERE parent_id = ? ORDER BY id", (account_id,))
        return tuple(row[0] for row in found)

    def tree(self, account_id: AccountId, /) -> tuple[AccountId, ...]:
        """
        A recursive query downwards, depth first.
        """
        self.account(account_id)
        return tuple(row[0] for row in self.db.execute(_BELOW, (account_id,)))

    def relations_of(self, account_id: AccountId, /) -> tuple[RelationView, ...]:
        """
        One row, two views.
        """
        self.account(account_id)
        found = self.rows(
            AccountRelation,
            "SELECT doc FROM relation WHERE ? IN (from_id, to_id) ORDER BY place",
            account_id,
        )
        types = {each.name: each for each in self.rows(RelationType, "SELECT doc FROM relation_type")}
        return tuple(view(types[each.type], each, account_id) for each in found)

    def accounts_by_registration_code(self, key: str, /) -> tuple[Account, ...]:
        """
        By the column that holds the key.
        """
        sql = "SELECT doc FROM account WHERE registration = ? ORDER BY rowid"
        return self.rows(Account, sql, key)

    def accounts_by_domain(self, key: str, /) -> tuple[Account, ...]:
        """
        By the table of domains.
        """
        sql = (
            "SELECT doc FROM account JOIN account_domain ON account_id = id "
            "WHERE domain = ? ORDER BY account.rowid"
        )
        return self.rows(Account, sql, key)


@attrs.frozen
class SqlitePeople(_Database):
    """
    People, found by a table of keys.
    """

    def person(self, person_id: PersonId, /) -> Person:
        """
        One row.
        """
        return self.one(Person, "person", person_id)

    def contact(self, contact_id: ContactId, /) -> Contact:
        """
        One role of that kind.
        """
        return self._role(Contact, "contact", contact_id)

    def consumer(self, consumer_id: ConsumerId, /) -> Consumer:
        """
        One role of that kind.
        """
        return self._role(Consumer, "consumer", consumer_id)

    def roles_of(self, person_id: PersonId, /) -> tuple[PersonRole, ...]:
        """
        All rows of a person.
        """
        self.person(person_id)
        sql = "SELECT doc FROM role WHERE person_id = ? ORDER BY place"
        found = self.db.execute(sql, (person_id,)).fetchall()
        return tuple(from_document(PersonRole, json.loads(row[0])) for row in found)

    def people_by_email(self, key: str, /) -> tuple[Person, ...]:
        """
        By the table of keys.
        """
        return self._by("email", key)

    def people_by_phone(self, key: str, /) -> tuple[Person, ...]:
        """
        By the table of keys.
        """
        return self._by("phone", key)

    def people_by_handle(self, key: str, /) -> tuple[Person, ...]:
        """
        By the table of keys.
        """
        return self._by("handle", key)

    def people_by_login(self, key: str, /) -> tuple[Person, ...]:
        """
        By the table of keys.
        """
        return self._by("login", key)

    def _by(self, kind: str, key: str) -> tuple[Person, ...]:
        sql = (
            "SELECT DISTINCT doc, person.rowid FROM person JOIN person_key ON person_id = id "
            "WHERE kind = ? AND key = ? ORDER BY person.rowid"
        )
        return self.rows(Person, sql, kind, key)

    def _role(self, cls: type[T], kind: str, id_: str) -> T:
        found = self.rows(cls, "SELECT doc FROM role WHERE kind = ? AND id = ?", kind, id_)
        if not found:
            raise UnknownIdError(kind, id_)
        return found[0]


@attrs.frozen
class SqliteHouseholds(_Database):
    """
    Households, whose heads are members by a query of their own.
    """

    def household(self, household_id: HouseholdId, /) -> Household:
        """
        One row.
        """
        return self.one(Household, "household", household_id)

    def members_of(self, household_id: HouseholdId, /) -> tuple[Membership, ...]:
        """
        The head, and then the rows.
        """
        head_id = self.household(household_id).head_id
        sql = "SELECT doc FROM membership WHERE household_id = ? ORDER BY place"
        rows = self.rows(Membership, sql, household_id)
        heads = () if head_id is None else (Membership(household_id, head_id),)
        return tuple(dict.fromkeys((*heads, *rows)))

    def memberships_of(self, consumer_id: ConsumerId, /) -> tuple[Membership, ...]:
        """
        The households that they head, and then the rows.
        """
        sql = "SELECT id FROM household WHERE head_id = ? ORDER BY rowid"
        heads = tuple(Membership(row[0], consumer_id) for row in self.db.execute(sql, (consumer_id,)))
        rows = self.rows(
            Membership, "SELECT doc FROM membership WHERE consumer_id = ? ORDER BY place", consumer_id
        )
        return tuple(dict.fromkeys((*heads, *rows)))


@attrs.frozen
class SqliteHost:
    """
    All customers, in one database.
    """

    accounts: SqliteAccounts
    people: SqlitePeople
    households: SqliteHouseholds

    @classmethod
    def of(cls, book: CustomerBook) -> "SqliteHost":
        """
        A database in memory with what a book holds.
        """
        db = sqlite3.connect(":memory:")
        db.executescript(_SCHEMA)
        _store_accounts(db, book.accounts)
        _store_people(db, book.people)
        _store_households(db, book.households)
        return cls(SqliteAccounts(db), SqlitePeople(db), SqliteHouseholds(db))

    def close(self) -> None:
        """
        Closes the database.
        """
        self.accounts.db.close()


def _store_accounts(db: sqlite3.Connection, book: AccountBook) -> None:
    for each in book:
        code = registration_key(each.registration_code) if each.registration_code else None
        row = (each.id, each.parent_id, code, _text(each))
        db.execute("INSERT INTO account VALUES (?, ?, ?, ?)", row)
        domains = [(domain_key(domain), each.id) for domain in each.domains]
        db.executemany("INSERT INTO account_domain VALUES (?, ?)", domains)
    for kind in book.relation_types:
        db.execute("INSERT INTO relation_type VALUES (?, ?)", (kind.name, _text(kind)))
    for place, link in enumerate(book.relations):
        linked = (place, link.from_id, link.to_id, link.type, _text(link))
        db.execute("INSERT INTO relation VALUES (?, ?, ?, ?, ?)", linked)


def _store_people(db: sqlite3.Connection, book: PeopleBook) -> None:
    for person in book:
        db.execute("INSERT INTO person VALUES (?, ?)", (person.id, _text(person)))
        _store_keys(db, person.id, "email", map(email_key, person.emails))
        _store_keys(db, person.id, "phone", person.phones)
        _store_keys(db, person.id, "handle", [handle.key for handle in person.handles])
        _store_keys(db, person.id, "login", map(login_key, person.logins))
    roles: tuple[PersonRole, ...] = (
        *book.contacts,
        *book.contact_relations,
        *book.consumers,
        *book.account_consumers,
    )
    homes = {each.id: each.person_id for each in book.contacts}
    buyers = {each.id: each.person_id for each in book.consumers}
    for place, role in enumerate(roles):
        match role:
            case Contact() | Consumer():
                row = (type(role).__name__.lower(), role.id, role.person_id)
                _store_keys(db, role.person_id, "email", map(email_key, role.emails))
                _store_keys(db, role.person_id, "phone", role.phones)
            case ContactRelation():
                row = ("relation", role.contact_id, homes[role.contact_id])
            case AccountConsumer():
                row = ("link", role.consumer_id, buyers[role.consumer_id])
            case _:
                assert_never(role)
        db.execute("INSERT INTO role VALUES (?, ?, ?, ?, ?)", (place, *row, _text(role)))


def _store_keys(db: sqlite3.Connection, person_id: PersonId, kind: str, keys: Iterable[str]) -> None:
    rows = [(kind, key, person_id) for key in keys]
    db.executemany("INSERT INTO person_key VALUES (?, ?, ?)", rows)


def _store_households(db: sqlite3.Connection, book: HouseholdBook) -> None:
    for home in book:
        db.execute("INSERT INTO household VALUES (?, ?, ?)", (home.id, home.head_id, _text(home)))
    for place, each in enumerate(book.memberships):
        row = (place, each.household_id, each.consumer_id, _text(each))
        db.execute("INSERT INTO membership VALUES (?, ?, ?, ?)", row)
