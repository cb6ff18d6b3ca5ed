"""
A book of accounts: their trees and relations, in memory.
"""

import functools
from collections.abc import Iterable, Iterator

import attrs

from csmcore.customers._accounts import Account
from csmcore.customers._keys import by_key, registration_key
from csmcore.customers._relations import AccountRelation, RelationType, RelationView, view
from csmcore.customers._validity import refuse_overlaps
from csmcore.kernel import AccountId, Hierarchy, Markup, by_id, listed, look_up, refer, table


def _accounts(accounts: Iterable[Account]) -> tuple[Account, ...]:
    return listed(Account, accounts)


def _types(types: Iterable[RelationType]) -> tuple[RelationType, ...]:
    return listed(RelationType, types)


def _relations(relations: Iterable[AccountRelation]) -> tuple[AccountRelation, ...]:
    return listed(AccountRelation, relations)


@attrs.frozen
class AccountBook:
    """
    Accounts, whole and consistent; an account directory in memory.

    Indexed once; what is then asked takes time for its answer only, however many accounts
    there are.

    Attributes:
        accounts: In any order.

        relation_types: The ways in which they can be related.

        relations: How they are.

    Raises:
        DuplicateError: Two accounts have one identity or one code, or two types one name.

        UnknownReferenceError: A parent, a type or a related account does not exist.

        CycleError: An account is above itself.

        OverlapError: Two accounts are related in one way twice on a date.

        DefinitionError: A member is of another class.
    """

    accounts: tuple[Account, ...] = attrs.field(default=(), converter=_accounts)
    relation_types: tuple[RelationType, ...] = attrs.field(default=(), converter=_types, kw_only=True)
    relations: tuple[AccountRelation, ...] = attrs.field(default=(), converter=_relations, kw_only=True)

    def __attrs_post_init__(self) -> None:
        self.hierarchy  # noqa: B018  # refuses twins, orphans and circles
        self._types  # noqa: B018  # refuses twins
        coded = [each for each in self.accounts if each.code is not None]
        by_id("account code", coded, lambda each: each.code or "")
        for relation in self.relations:
            referrer = f"relation {relation.type!r} from {relation.from_id!r} to {relation.to_id!r}"
            refer("relation type", relation.type, self._types, referrer)
            for account_id in (relation.from_id, relation.to_id):
                refer("account", account_id, self._by_id, referrer)
        refuse_overlaps(
            self.relations,
            lambda each: (each.type, each.from_id, each.to_id),
            lambda each: f"relation {each.type!r} from {each.from_id!r} to {each.to_id!r}",
        )

    def __iter__(self) -> Iterator[Account]:
        return iter(self.accounts)

    def __len__(self) -> int:
        return len(self.accounts)

    def __contains__(self, account_id: object) -> bool:
        return account_id in self._by_id

    def _repr_html_(self) -> Markup:
        rows = ((each.name, each.id, each.parent_id, each.tier, each.domains) for each in self.accounts)
        return table("Accounts", ("account", "id", "under", "tier", "e-mail domains"), rows)

    def account(self, account_id: AccountId, /) -> Account:
        """
        The account with an identity.

        Raises:
            UnknownIdError: There is none.
        """
        return look_up("account", self._by_id, account_id)

    def parents(self, account_id: AccountId, /) -> tuple[AccountId, ...]:
        """
        All accounts above, from the nearest to the root; none for a root.

        Raises:
            UnknownIdError: There is no such account.
        """
        return self.hierarchy.parents(account_id)

    def children(self, account_id: AccountId, /) -> tuple[AccountId, ...]:
        """
        The accounts right below, sorted.

        Raises:
            UnknownIdError: There is no such account.
        """
        return self.hierarchy.children(account_id)

    def tree(self, account_id: AccountId, /) -> tuple[AccountId, ...]:
        """
        The account and all below it, each right before what is below it, siblings sorted.

        Raises:
            UnknownIdError: There is no such account.
        """
        return self.hierarchy.tree(account_id)

    def relations_of(self, account_id: AccountId, /) -> tuple[RelationView, ...]:
        """
        Its relations with other accounts as it sees them, those of the past included.

        Raises:
            UnknownIdError: There is no such account.
        """
        self.account(account_id)
        related = self._related.get(account_id, ())
        return tuple(view(self._types[each.type], each, account_id) for each in related)

    def accounts_by_registration_code(self, key: str, /) -> tuple[Account, ...]:
        """
        The accounts with a registration code. The key is of ``registration_key``.
        """
        return self._by_registration.get(key, ())

    def accounts_by_domain(self, key: str, /) -> tuple[Account, ...]:
        """
        The accounts that an e-mail domain belongs to. The key is of ``domain_key``.
        """
        return self._by_domain.get(key, ())

    @functools.cached_property
    def hierarchy(self) -> Hierarchy[AccountId]:
        """
        Who is below whom.
        """
        return Hierarchy("account", [(each.id, each.parent_id) for each in self.accounts])

    @functools.cached_property
    def _by_id(self) -> dict[AccountId, Account]:
        return by_id("account", self.accounts, lambda each: each.id)

    @functools.cached_property
    def _types(self) -> dict[str, RelationType]:
        return by_id("relation type", self.relation_types, lambda each: each.name)

    @functools.cached_property
    def _related(self) -> dict[str, tuple[AccountRelation, ...]]:
        return by_key(self.relations, lambda each: (each.from_id, each.to_id))

    @functools.cached_property
    def _by_registration(self) -> dict[str, tuple[Account, ...]]:
        return by_key(
            self.accounts,
            lambda each: (registration_key(each.registration_code),) if each.registration_code else (),
        )

    @functools.cached_property
    def _by_domain(self) -> dict[str, tuple[Account, ...]]:
        return by_key(self.accounts, lambda each: each.domains)
