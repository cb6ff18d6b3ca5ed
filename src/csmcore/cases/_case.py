"""
The case: a customer's request over time, as it stands after its last event.
"""

import datetime as dt
import functools

import attrs

from csmcore.cases._content import CaseContent
from csmcore.cases._facts import FACTS
from csmcore.cases._priority import Level, to_level_if_given
from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    CaseId,
    ConsumerCustomer,
    ConsumerId,
    ContactId,
    Fact,
    Facts,
    HouseholdId,
    not_blank,
    not_blank_if_given,
    to_utc,
)
from csmcore.lifecycles import Category

_OVER = frozenset((Category.CLOSED, Category.CANCELLED))


def utc_if_given(value: dt.datetime | None) -> dt.datetime | None:
    """
    A converter: an instant held in UTC, or ``None``.

    Raises:
        NaiveInstantError: It has no zone.
    """
    return None if value is None else to_utc(value)


def counts(_owner: object, attribute: object, value: int) -> None:
    """
    An attrs validator: a place among the events of a case, from 1 up.

    Raises:
        DefinitionError: It is none.
    """
    if type(value) is not int or value < 1:
        name = getattr(attribute, "name", "sequence")
        message = f"{name}={value!r}; the events of a case are counted from 1 up"
        raise DefinitionError(message)


def _opened(self: "Case") -> dt.datetime:
    return self.opened_at


def _done(done: "tuple[KeyUsed, ...]") -> "tuple[KeyUsed, ...]":
    return tuple(done)


@attrs.frozen
class KeyUsed:
    """
    That an action with a key was done, and what came of it.

    Attributes:
        key: What the host calls the action.

        asked: What it asked, as a short digest; another action under this key is told apart.

        first: The sequence of its first event.

        last: The sequence of its last.
    """

    key: str = attrs.field(validator=not_blank)
    asked: str | None
    first: int = attrs.field(validator=counts)
    last: int = attrs.field(validator=counts)


@attrs.frozen(kw_only=True, slots=False)
class Case(CaseContent):
    """
    A customer's request over time, as it stands after its last event.

    Beside what it is about (:class:`CaseContent`):

    Attributes:
        id: Its identity.

        type: The name of its type.

        state: A state of its type's lifecycle.

        category: What the state means.

        state_since: When it came to that state from another. Held in UTC.

        opened_at: When it was opened. Held in UTC.

        changed_at: When its last event happened. Held in UTC.

        sequence: The place of its last event, from 1 up: what a host expects when it decides
            the next.

        priority: How urgent it is.

        is_overridden: Whether the priority was set by hand, and the matrix is not asked.

        override_reason: Why it was.

        resolution_code: How it was resolved; ``None`` again once it is reopened.

        resolution_notes: The solution, in words.

        resolved_at: When it was last resolved, unless it was reopened since.

        closed_at: When it was closed or cancelled, unless it was reopened since.

        reopens: How often it was reopened.

        needs_attention: Whether the customer wrote or moved it last, and no staff has answered,
            resolved it or sent it back since.

        done: The keys of actions that were done.
    """

    id: CaseId = attrs.field(validator=not_blank, kw_only=False)
    type: str = attrs.field(validator=not_blank)
    state: str = attrs.field(validator=not_blank)
    category: str = attrs.field(validator=not_blank)
    opened_at: dt.datetime = attrs.field(converter=to_utc)
    changed_at: dt.datetime = attrs.field(
        default=attrs.Factory(_opened, takes_self=True), converter=to_utc
    )
    state_since: dt.datetime = attrs.field(
        default=attrs.Factory(_opened, takes_self=True), converter=to_utc
    )
    sequence: int = attrs.field(default=1, validator=counts)
    priority: Level | None = attrs.field(default=None, converter=to_level_if_given)
    is_overridden: bool = False
    override_reason: str | None = attrs.field(default=None, validator=not_blank_if_given)
    resolution_code: str | None = attrs.field(default=None, validator=not_blank_if_given)
    resolution_notes: str | None = attrs.field(default=None, validator=not_blank_if_given)
    resolved_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    closed_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    reopens: int = 0
    needs_attention: bool = False
    done: tuple[KeyUsed, ...] = attrs.field(default=(), converter=_done)

    @property
    def is_over(self) -> bool:
        """
        Whether it is closed or cancelled, and so only read.
        """
        return self.category in _OVER

    @property
    def account_id(self) -> AccountId | None:
        """
        The account of its customer, if they have one.
        """
        match self.customer:
            case AccountCustomer(account_id=found) | AccountConsumerCustomer(account_id=found):
                return found
        return None

    @property
    def contact_id(self) -> ContactId | None:
        """
        The contact who speaks for the account, if one is known.
        """
        return self.customer.contact_id if isinstance(self.customer, AccountCustomer) else None

    @property
    def consumer_id(self) -> ConsumerId | None:
        """
        The consumer, if the customer is one.
        """
        match self.customer:
            case ConsumerCustomer(consumer_id=found) | AccountConsumerCustomer(consumer_id=found):
                return found
        return None

    @property
    def household_id(self) -> HouseholdId | None:
        """
        The household on whose behalf the consumer asks, if any.
        """
        return self.customer.household_id if isinstance(self.customer, ConsumerCustomer) else None

    @property
    def customer_kind(self) -> str | None:
        """
        What the customer is: ``account``, ``consumer``, ``account_consumer``, or ``None``.
        """
        match self.customer:
            case AccountCustomer():
                return "account"
            case ConsumerCustomer():
                return "consumer"
            case AccountConsumerCustomer():
                return "account_consumer"
        return None

    @property
    def tag_set(self) -> frozenset[str] | None:
        """
        Its tags as the fact ``tags``: a set, or ``None`` where there are none.
        """
        return frozenset(self.tags) or None

    @functools.cached_property
    def facts(self) -> Facts:
        """
        What holds of it, for conditions: its own fields too, each by its name.
        """
        found: dict[str, Fact] = dict(self.fields)
        for name, attribute in FACTS.items():
            value = getattr(self, attribute)
            if value is not None and value != "":
                found[name] = value
        return Facts(found)

    def used(self, key: str) -> KeyUsed | None:
        """
        What came of the action with a key, if there was one.
        """
        return next((each for each in reversed(self.done) if each.key == key), None)
