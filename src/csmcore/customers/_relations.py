"""
How accounts are related: one record, two views.
"""

import attrs

from csmcore.customers._accounts import Account, AccountRole
from csmcore.errors import DefinitionError, RelationRefusedError, UnknownIdError
from csmcore.kernel import AccountId, DateSpan, not_blank, to_choice


def _role(value: AccountRole | str) -> AccountRole:
    return to_choice(AccountRole, value)


@attrs.frozen
class RelationType:
    """
    A way in which one account can be related to another.

    Attributes:
        name: Its name, which no other type has.

        from_role: The role that the first account must have.

        forward: What the first account calls the second, for example ``"sells to"``.

        to_role: The role that the second account must have.

        reverse: What the second account calls the first, for example ``"buys from"``.

        active: Whether new relations may be of it.

    Raises:
        DefinitionError: A text is blank, or a role none.
    """

    name: str = attrs.field(validator=not_blank)
    from_role: AccountRole = attrs.field(converter=_role, kw_only=True)
    forward: str = attrs.field(validator=not_blank, kw_only=True)
    to_role: AccountRole = attrs.field(converter=_role, kw_only=True)
    reverse: str = attrs.field(validator=not_blank, kw_only=True)
    active: bool = attrs.field(default=True, kw_only=True)


@attrs.frozen
class AccountRelation:
    """
    That one account is related to another, for some dates.

    Attributes:
        type: The name of the type.

        from_id: The first account, which sees the forward label.

        to_id: The second account, which sees the reverse label.

        valid: When.

    Raises:
        DefinitionError: An account is related to itself.
    """

    type: str = attrs.field(validator=not_blank)
    from_id: AccountId = attrs.field(validator=not_blank)
    to_id: AccountId = attrs.field(validator=not_blank)
    valid: DateSpan = attrs.field(default=DateSpan(), kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.from_id == self.to_id:
            message = f"account {self.from_id!r} is related to itself as {self.type}; name two accounts"
            raise DefinitionError(message)


@attrs.frozen
class RelationView:
    """
    A relation as one of its two accounts sees it.

    Attributes:
        account_id: Who looks.

        label: What they call the other.

        other_id: The other account.

        relation: The record itself, the same from both sides.
    """

    account_id: AccountId
    label: str
    other_id: AccountId
    relation: AccountRelation

    def __str__(self) -> str:
        return f"{self.account_id} {self.label} {self.other_id}"


def view(type_: RelationType, relation: AccountRelation, account_id: AccountId) -> RelationView:
    """
    A relation as one of its accounts sees it; renaming a type relabels all its relations.

    Args:
        type_: The relation's type.

        relation: The record.

        account_id: Who looks.

    Raises:
        DefinitionError: The relation is of another type.

        UnknownIdError: The account is neither of the two.
    """
    if relation.type != type_.name:
        message = f"the relation is of type {relation.type!r}, and not {type_.name!r}"
        raise DefinitionError(message)
    if account_id == relation.from_id:
        return RelationView(account_id, type_.forward, relation.to_id, relation)
    if account_id == relation.to_id:
        return RelationView(account_id, type_.reverse, relation.from_id, relation)
    raise UnknownIdError(f"account in relation {type_.name!r}", account_id)


def relate(
    type_: RelationType,
    first: Account,
    second: Account,
    valid: DateSpan = DateSpan(),  # noqa: B008  # a value that cannot change
) -> AccountRelation:
    """
    A new relation between two accounts.

    What exists stays when its type is retired or an account loses a role; only what is new
    is asked.

    Args:
        type_: Its type.

        first: The account that sees the forward label.

        second: The account that sees the reverse label.

        valid: When.

    Raises:
        RelationRefusedError: The type is inactive, or an account has not the role for it.

        DefinitionError: Both accounts are the same.
    """
    if not type_.active:
        raise RelationRefusedError(type_.name, "it is inactive, and takes no new relations")
    for account, role in ((first, type_.from_role), (second, type_.to_role)):
        if role not in account.roles:
            problem = f"account {account.id!r} is no {role.value}, and one is needed on that side"
            raise RelationRefusedError(type_.name, problem)
    return AccountRelation(type_.name, first.id, second.id, valid=valid)
