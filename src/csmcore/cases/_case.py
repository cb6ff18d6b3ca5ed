"""
The case: a customer's request over time, as it stands after its last event.
"""

import datetime as dt
import functools
from collections.abc import Iterable

import attrs

from csmcore.cases._content import CaseContent
from csmcore.cases._facts import FACTS
from csmcore.cases._line import CaseLine
from csmcore.cases._link import CaseLink
from csmcore.cases._major_state import MajorState, to_major_state_if_given
from csmcore.cases._party import CaseParty, Party
from csmcore.cases._priority import Level, to_level_if_given
from csmcore.cases._service_level import ServiceLevel
from csmcore.cases._synced import Synced
from csmcore.cases._task import CaseTask
from csmcore.errors import DefinitionError, UnknownIdError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    CaseId,
    CaseLineId,
    ConsumerCustomer,
    ConsumerId,
    ContactId,
    Fact,
    Facts,
    HouseholdId,
    Markup,
    TaskId,
    card,
    not_blank,
    not_blank_if_given,
    to_utc,
    utc_if_given,
)
from csmcore.lifecycles import Category

_OVER = frozenset((Category.CLOSED, Category.CANCELLED))


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


def _tasks(tasks: Iterable[CaseTask]) -> tuple[CaseTask, ...]:
    return tuple(tasks)


def _lines(lines: Iterable[CaseLine]) -> tuple[CaseLine, ...]:
    return tuple(lines)


def _parties(parties: Iterable[CaseParty]) -> tuple[CaseParty, ...]:
    return tuple(parties)


def _links(links: Iterable[CaseLink]) -> tuple[CaseLink, ...]:
    return tuple(links)


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

        customer_spoke_at: When the customer last said something that asks for an answer;
            ``None`` where they never did. Held in UTC.

        tasks: What has to be done for it, in the order in which it was added.

        lines: What it asks about single products, likewise.

        parties: Who else has to do with it, likewise.

        links: What it has to do with other cases, likewise.

        merged_into: The case that goes on with it, where it was merged.

        major: How far it has come to be a major case; ``None`` for a regular one.

        follows_parent: Whether it is synchronised with the case above it, if that is a major
            one.

        synced: How far it has followed that case.

        sla: Under what it is measured; ``None`` where that was not recorded.

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
    customer_spoke_at: dt.datetime | None = attrs.field(default=None, converter=utc_if_given)
    tasks: tuple[CaseTask, ...] = attrs.field(default=(), converter=_tasks)
    lines: tuple[CaseLine, ...] = attrs.field(default=(), converter=_lines)
    parties: tuple[CaseParty, ...] = attrs.field(default=(), converter=_parties)
    links: tuple[CaseLink, ...] = attrs.field(default=(), converter=_links)
    merged_into: CaseId | None = attrs.field(default=None, validator=not_blank_if_given)
    major: MajorState | None = attrs.field(default=None, converter=to_major_state_if_given)
    follows_parent: bool = True
    synced: Synced | None = None
    sla: ServiceLevel | None = None
    done: tuple[KeyUsed, ...] = attrs.field(default=(), converter=_done)

    def _repr_html_(self) -> Markup:
        return card(f"Case {self.id}", self)

    @property
    def is_over(self) -> bool:
        """
        Whether it is closed or cancelled, and so only read.
        """
        return self.category in _OVER

    @property
    def synced_to(self) -> int:
        """
        The sequence of the last event that it took over from the case above it, 0 for none.
        """
        if self.synced is None or self.synced.parent_id != self.parent_id:
            return 0
        return self.synced.through

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
        return Facts(self._told())

    def _told(self) -> dict[str, Fact]:
        found: dict[str, Fact] = dict(self.fields)
        for name, attribute in FACTS.items():
            value = getattr(self, attribute)
            if value is not None and value != "":
                found[name] = value
        if self.sla is not None:
            found.update(self.sla.facts)
        return found

    @property
    def open_tasks(self) -> int | None:
        """
        How many of its tasks are open; ``None`` where it never had any.
        """
        return sum(task.is_open for task in self.tasks) if self.tasks else None

    @property
    def open_lines(self) -> int | None:
        """
        How many of its lines are not final; ``None`` where it has none.
        """
        return sum(not line.is_final for line in self.lines) if self.lines else None

    def task(self, task_id: TaskId) -> CaseTask:
        """
        The task of an id.

        Raises:
            UnknownIdError: It has none with that id.
        """
        for task in self.tasks:
            if task.id == task_id:
                return task
        raise UnknownIdError("task", task_id)

    def line(self, line_id: CaseLineId) -> CaseLine:
        """
        The line of an id.

        Raises:
            UnknownIdError: It has none with that id.
        """
        for line in self.lines:
            if line.id == line_id:
                return line
        raise UnknownIdError("line", line_id)

    def concerns(self, party: Party) -> bool:
        """
        Whether somebody has to do with it, in whatever role.
        """
        return any(each.party == party for each in self.parties)

    def used(self, key: str) -> KeyUsed | None:
        """
        What came of the action with a key, if there was one.
        """
        return next((each for each in reversed(self.done) if each.key == key), None)
