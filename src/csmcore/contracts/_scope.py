"""
For whom and for what an entitlement is.
"""

import enum
import functools
from collections.abc import Iterable, Iterator
from typing import Final

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AccountId,
    ConsumerId,
    ContractId,
    HouseholdId,
    InstallBaseItemId,
    LineId,
    LocationId,
    ProductModelId,
    SoldProductId,
    not_blank_if_given,
)


class Aspect(enum.StrEnum):
    """
    What an entitlement may be particular about; each can be given a weight.

    Most are what a :class:`Scope` may name. ``WARRANTY`` is what the entitlement itself may
    be, so that an order can prefer what costs the customer nothing.
    """

    ACCOUNT = "account"
    CONSUMER = "consumer"
    HOUSEHOLD = "household"
    MODEL = "model"
    SOLD_PRODUCT = "sold_product"
    ITEM = "item"
    CONTRACT = "contract"
    LINE = "line"
    LOCATION = "location"
    CHANNEL = "channel"
    CASE_TYPE = "case_type"
    WARRANTY = "warranty"

    @property
    def noun(self) -> str:
        """
        What a person calls it: ``"sold product"``.
        """
        return self.value.replace("_", " ")


def to_names(value: str | Iterable[str]) -> frozenset[str]:
    """
    Some names, or one.

    Raises:
        DefinitionError: One is no text, or blank.
    """
    names = frozenset((value,) if isinstance(value, str) else value)
    for name in names:
        if not isinstance(name, str) or not name.strip():
            message = f"{name!r} is no name; a text that is not blank is needed"
            raise DefinitionError(message)
    return names


def line_name(contract_id: str, line_id: str) -> str:
    """
    A line, told apart from those of other contracts.
    """
    return f"{line_id} of contract {contract_id}"


_ONE: Final = (
    Aspect.CONSUMER,
    Aspect.HOUSEHOLD,
    Aspect.ACCOUNT,
    Aspect.MODEL,
    Aspect.SOLD_PRODUCT,
    Aspect.ITEM,
    Aspect.CONTRACT,
    Aspect.LINE,
    Aspect.LOCATION,
)
"""
What a scope names by one id, who asks before what it is about.
"""


@attrs.frozen
class ScopeClause:
    """
    One thing that a scope asks of a request.

    Attributes:
        aspect: Of what kind it is.

        wanted: What fits, one of them.

        wide: Whether what is above the request's own fits as well: the accounts above it,
            the items that it is a part of.
    """

    aspect: Aspect
    wanted: frozenset[str]
    wide: bool

    def __str__(self) -> str:
        """
        As a person says it: ``"account acme and all below it"``.
        """
        named = " or ".join(sorted(self.wanted))
        match self.aspect:
            case Aspect.CHANNEL:
                return f"requests by {named}"
            case Aspect.CASE_TYPE:
                return f"cases of type {named}"
            case Aspect.ACCOUNT if self.wide:
                return f"account {named} and all below it"
            case Aspect.ITEM if self.wide:
                return f"item {named} and its parts"
            case _:
                return f"{self.aspect.noun} {named}"


@attrs.frozen(kw_only=True, str=False)
class Scope:
    """
    For whom and for what something holds: what is not set does not restrict.

    What is set must be matched: a request that names another, or that says nothing of it,
    is outside.

    Attributes:
        account_id: The account that asks.

        with_children: Whether the accounts below that one may ask as well.

        consumer_id: The consumer who asks.

        household_id: The household for which a consumer asks.

        model_id: The product model.

        sold_product_id: What was bought.

        item_id: What is installed.

        with_parts: Whether the items inside that one are meant as well.

        contract_id: The contract under which is asked.

        line_id: The line of that contract.

        location_id: Where.

        channels: By which channels; any when empty.

        case_types: For which types of case; any when empty.

    Raises:
        DefinitionError: Children without an account, parts without an item, a line without
            its contract, an account beside a household, or a blank name.
    """

    account_id: AccountId | None = attrs.field(default=None, validator=not_blank_if_given)
    with_children: bool = False
    consumer_id: ConsumerId | None = attrs.field(default=None, validator=not_blank_if_given)
    household_id: HouseholdId | None = attrs.field(default=None, validator=not_blank_if_given)
    model_id: ProductModelId | None = attrs.field(default=None, validator=not_blank_if_given)
    sold_product_id: SoldProductId | None = attrs.field(default=None, validator=not_blank_if_given)
    item_id: InstallBaseItemId | None = attrs.field(default=None, validator=not_blank_if_given)
    with_parts: bool = False
    contract_id: ContractId | None = attrs.field(default=None, validator=not_blank_if_given)
    line_id: LineId | None = attrs.field(default=None, validator=not_blank_if_given)
    location_id: LocationId | None = attrs.field(default=None, validator=not_blank_if_given)
    channels: frozenset[str] = attrs.field(default=frozenset(), converter=to_names)
    case_types: frozenset[str] = attrs.field(default=frozenset(), converter=to_names)

    def __attrs_post_init__(self) -> None:
        needed = (
            ("with_children", self.with_children, "account_id", self.account_id),
            ("with_parts", self.with_parts, "item_id", self.item_id),
            ("line_id", self.line_id, "contract_id", self.contract_id),
        )
        for name, value, other, without in needed:
            if value and without is None:
                message = f"{name}={value!r} says nothing without {other}; name that as well"
                raise DefinitionError(message)
        if self.account_id is not None and self.household_id is not None:
            message = (
                f"account {self.account_id!r} and household {self.household_id!r} never ask "
                "together; make one scope for each"
            )
            raise DefinitionError(message)

    def __str__(self) -> str:
        return ", ".join(map(str, self.clauses)) or "everything"

    @functools.cached_property
    def clauses(self) -> tuple[ScopeClause, ...]:
        """
        What it asks of a request, who asks before what it is about; nothing when it is open to all.
        """
        return tuple(self._clauses())

    @property
    def names_party(self) -> bool:
        """
        Whether it says for whom: an account, a consumer or a household.
        """
        return any(each is not None for each in (self.account_id, self.consumer_id, self.household_id))

    def _clauses(self) -> Iterator[ScopeClause]:
        wide = {Aspect.ACCOUNT: self.with_children, Aspect.ITEM: self.with_parts}
        for aspect in _ONE:
            wanted: str | None = getattr(self, f"{aspect}_id")
            if aspect is Aspect.LINE and wanted is not None:
                wanted = line_name(str(self.contract_id), wanted)
            if wanted is not None:
                yield ScopeClause(aspect, frozenset({wanted}), wide.get(aspect, False))
        for aspect, names in ((Aspect.CHANNEL, self.channels), (Aspect.CASE_TYPE, self.case_types)):
            if names:
                yield ScopeClause(aspect, names, wide=False)
