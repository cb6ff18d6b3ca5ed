"""
Evidence: to whom each clue leads, and what that is worth.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias, assert_never

from csmcore.customers._clues import (
    Clue,
    EmailClue,
    HandleClue,
    LoginClue,
    PhoneClue,
    RegistrationCodeClue,
    key_of,
)
from csmcore.customers._directories import CustomerDirectory
from csmcore.customers._keys import email_key, login_key, untagged
from csmcore.customers._people import Consumer, Contact, Person
from csmcore.customers._rules import IdentifyRules
from csmcore.errors import DefinitionError
from csmcore.kernel import AccountId, PersonId, Reason, ReasonKind

UNREAD: Final = ReasonKind("customer.unread", "{clue} cannot be read: {problem}")
BELONGS: Final = ReasonKind("customer.belongs", "{clue} belongs to {owner}")
UNTAGGED: Final = ReasonKind("customer.untagged", "{clue}, without its tag, belongs to {owner}")
AT_DOMAIN: Final = ReasonKind("customer.at_domain", "{clue} is at a domain of {owner}")

_ORDER: Final = (LoginClue, RegistrationCodeClue, EmailClue, HandleClue, PhoneClue)


class Known(NamedTuple):
    """
    A clue that could be read.
    """

    place: int
    """
    The place of its kind among the kinds, for an order that does not depend on the caller.
    """

    key: str
    """
    The one spelling under which it is looked up.
    """

    told: str
    """
    What a person would call it.
    """

    clue: Clue
    """
    The clue itself.
    """


class Evidence(NamedTuple):
    """
    That a clue leads to a person or an account.
    """

    told: str
    """
    The clue in words.
    """

    place: tuple[int, str]
    """
    The clue's place among all.
    """

    kind: ReasonKind
    """
    In which way it leads there.
    """

    worth: int
    """
    What it is worth for the role that it belongs to.
    """

    owner: str
    """
    Whose it is, in words: ``"contact c1"``.
    """

    role: Contact | Consumer | None = None
    """
    The role that it belongs to, when it is not the person's in every role.
    """


class Found(NamedTuple):
    """
    Everybody to whom the clues lead.
    """

    people: dict[PersonId, tuple[Person, list[Evidence]]]
    """
    People, with the evidence for each.
    """

    accounts: dict[AccountId, list[Evidence]]
    """
    Accounts, with the evidence for each.
    """

    nowhere: list[Known]
    """
    The clues that lead nowhere.
    """


_Owner: TypeAlias = Person | Contact | Consumer


class _Way(NamedTuple):
    """
    One way in which a clue leads to people.
    """

    kind: ReasonKind
    worth: int
    key: str
    people: tuple[Person, ...]
    keys_of: Callable[[_Owner], Iterable[str]]


def read(clues: Iterable[Clue], rules: IdentifyRules) -> tuple[list[Known], list[Reason]]:
    """
    The clues in an order of their own, each once, and what is to be said of those unread.
    """
    if isinstance(clues, (str, *_ORDER)):
        message = f"{clues!r} is one clue, and several are meant; give a list of them"
        raise DefinitionError(message)
    known: dict[tuple[int, str], Known] = {}
    unread: dict[str, Reason] = {}
    for clue in clues:
        if not isinstance(clue, _ORDER):
            message = f"{clue!r} is no clue; a clue is an EmailClue, PhoneClue, or one of their kin"
            raise DefinitionError(message)
        place = _ORDER.index(type(clue))
        try:
            key = key_of(clue, region=rules.region, fold=rules.fold_case)
        except DefinitionError as error:
            unread[str(clue)] = UNREAD(clue=str(clue), problem=str(error))
            continue
        made = Known(place, key, str(clue), clue)
        other = known.get((place, key), made)
        known[place, key] = made if made.told < other.told else other
    return [known[each] for each in sorted(known)], [unread[each] for each in sorted(unread)]


def gather(known: Iterable[Known], directory: CustomerDirectory, rules: IdentifyRules) -> Found:
    """
    To whom the clues lead, by what a directory knows.
    """
    found = Found({}, {}, [])
    for each in known:
        leads = False
        for person, evidence in _people(each, directory, rules):
            found.people.setdefault(person.id, (person, []))[1].append(evidence)
            leads = True
        for account_id, evidence in _accounts(each, directory, rules):
            found.accounts.setdefault(account_id, []).append(evidence)
            leads = True
        if not leads:
            found.nowhere.append(each)
    return found


def _people(
    known: Known, directory: CustomerDirectory, rules: IdentifyRules
) -> Iterator[tuple[Person, Evidence]]:
    for way in _ways(known, directory, rules):
        for person in way.people:
            # A directory may find too many: its column of keys may be stale, or less strict.
            for owner in (person, *_roles(person, directory)):
                if way.key in way.keys_of(owner):
                    yield person, _evidence(known, way, owner)


def _ways(known: Known, directory: CustomerDirectory, rules: IdentifyRules) -> Iterator[_Way]:
    people, worth, key = directory.people, rules.strengths, known.key
    match known.clue:
        case EmailClue():

            def emails(owner: _Owner) -> list[str]:
                return [email_key(each, fold=rules.fold_case) for each in owner.emails]

            yield _Way(BELONGS, worth.email, key, people.people_by_email(email_key(key)), emails)
            plain = untagged(key) if rules.untag else None
            if plain is not None:
                found = people.people_by_email(email_key(plain))
                yield _Way(UNTAGGED, worth.untagged_email, plain, found, emails)
        case PhoneClue():
            yield _Way(BELONGS, worth.phone, key, people.people_by_phone(key), _phones)
        case HandleClue():
            yield _Way(BELONGS, worth.handle, key, people.people_by_handle(key), _handles)
        case LoginClue():
            yield _Way(BELONGS, worth.login, key, people.people_by_login(key), _logins)
        case RegistrationCodeClue():
            return
        case _:
            assert_never(known.clue)


def _phones(owner: _Owner) -> tuple[str, ...]:
    return owner.phones


def _handles(owner: _Owner) -> list[str]:
    return [each.key for each in owner.handles] if isinstance(owner, Person) else []


def _logins(owner: _Owner) -> list[str]:
    return [login_key(each) for each in owner.logins] if isinstance(owner, Person) else []


def _accounts(
    known: Known, directory: CustomerDirectory, rules: IdentifyRules
) -> Iterator[tuple[AccountId, Evidence]]:
    match known.clue:
        case RegistrationCodeClue():
            way = (BELONGS, rules.strengths.registration_code)
            accounts = directory.accounts.accounts_by_registration_code(known.key)
        case EmailClue() if rules.match_domains:
            domain = known.key.rpartition("@")[2]
            if domain in rules.free_mail:
                return
            way = (AT_DOMAIN, rules.strengths.email_domain)
            accounts = directory.accounts.accounts_by_domain(domain)
        case _:
            return
    kind, worth = way
    for account in accounts:
        owner = f"account {account.id}"
        yield account.id, Evidence(known.told, (known.place, known.key), kind, worth, owner)


def _roles(person: Person, directory: CustomerDirectory) -> Iterator[Contact | Consumer]:
    for role in directory.people.roles_of(person.id):
        if isinstance(role, Contact | Consumer):
            yield role


def _evidence(known: Known, way: _Way, owner: _Owner) -> Evidence:
    told = f"{type(owner).__name__.lower()} {owner.id}"
    role = None if isinstance(owner, Person) else owner
    return Evidence(known.told, (known.place, known.key), way.kind, way.worth, told, role)
