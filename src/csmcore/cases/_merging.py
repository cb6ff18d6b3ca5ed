"""
Merging: one case is closed, and another goes on with it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._around_reasons import (
    ITSELF,
    MAJOR,
    MERGED,
    NEVER_CLOSED,
    OTHER_CUSTOMER,
    OVER,
)
from csmcore.cases._case import Case
from csmcore.cases._case_type import CaseType
from csmcore.cases._copying import copy_written, written_in
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields
from csmcore.cases._events import CaseEvent
from csmcore.cases._fold import label
from csmcore.cases._following import in_the_way
from csmcore.cases._major_state import MajorState
from csmcore.cases._merged import CaseAbsorbed, CaseMerged
from csmcore.cases._parties import PartyAdded, has_party
from csmcore.cases._party import party_text
from csmcore.cases._reasons import not_for
from csmcore.cases._tasks import end_tasks
from csmcore.cases._together import DecidedTogether
from csmcore.cases._touching import Asked, Touched, decided, touch
from csmcore.errors import CaseRefusedError, CycleError, DefinitionError, UnknownIdError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    CaseId,
    ConsumerCustomer,
    CustomerRef,
    Fact,
    Reason,
    is_flag,
    not_blank,
    not_blank_if_given,
    to_utc,
)
from csmcore.lifecycles import Category

CUSTOMER_ROLE: Final = "customer"
"""
As what the customer of a merged case has to do with the one that goes on.
"""

DUPLICATE: Final = "duplicate"
"""
How a merged case is resolved, unless something else is said.
"""

_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


@attrs.frozen(slots=False)
class MergeCase(ActionFields):
    """
    Closes a case as a duplicate of another, which goes on with it.

    Attributes:
        into: The case that goes on.

        reason: Why.

        resolution_code: How the merged case is resolved; ``None`` is ``"duplicate"``, where
            its type has that code or any.

        across_customers: Whether the two may be for different customers, so that one sees
            what the other wrote.
    """

    into: CaseId = attrs.field(validator=not_blank)
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    resolution_code: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)
    across_customers: bool = attrs.field(default=False, validator=is_flag, kw_only=True)


def merge_cases(
    case: Case,
    into: Case,
    action: MergeCase,
    *,
    events: Iterable[CaseEvent],
    case_type: CaseType,
    into_type: CaseType | None = None,
    at: dt.datetime,
    by: Actor,
    facts: Mapping[str, Fact] = _NONE,
) -> DecidedTogether:
    """
    What happens when a case is merged into another, or a refusal that tells every reason.

    The merged case is closed, so that its clocks stop, and signals ``merged``; its open tasks
    end. The other gets its parties and what was written on it, as copies that say from where.

    Args:
        case: The case that ends.

        into: The case that goes on.

        action: What is asked.

        events: All events of the case that ends, in order, from which what was written is copied.

        case_type: The type of the case that ends.

        into_type: The type of the other; ``None`` where it is the same.

        at: When it is asked. Aware; never before the last event of either.

        by: Who asks; no customer.

        facts: What conditions may ask and the cases do not hold.

    Returns:
        The other case's events first, then those of the case that ends. What a key says was
        done before is left out.

    Raises:
        CaseRefusedError: They are one, one of them is over, they are for different customers,
            or something has to be done before the case is closed; every reason is told.

        KeyConflictError: The key was used for another action.

        OrderError: It is asked at an instant before the last event of one of them.

        DefinitionError: A case is of another type, or an event or action of another case.
    """
    if into.id != action.into:
        message = f"the action merges into {label(action.into)}, and {label(into.id)} was given"
        raise DefinitionError(message)
    events = tuple(events)
    written = written_in(case, events)
    asked = Asked(action, by, to_utc(at), facts, case.id)
    ending = touch(case, case_type, asked)
    lasting = touch(into, into_type or case_type, asked)
    if not ending.is_done:
        _check(ending, lasting, action)
    if not lasting.is_done:
        if [each.sequence for each in events] != [*range(1, case.sequence + 1)]:
            message = f"{label(case.id)} has events 1 to {case.sequence}; give all of them, in order"
            raise DefinitionError(message)
        _absorb(lasting.deciding, case, action, written.values())
    if not ending.is_done:
        _end(ending.deciding, action)
    return decided(lasting, ending)


def merged_into(case: Case, cases: Iterable[Case]) -> Case:
    """
    The case that goes on with one by now: itself, or where it was merged, link by link.

    Args:
        case: The case.

        cases: Among which the others are found.

    Raises:
        UnknownIdError: One of those on the way is not there.

        CycleError: The links lead round in a circle, and no case goes on.
    """
    if case.merged_into is None:
        return case
    known = {each.id: each for each in cases}
    path = {case.id: None}
    while (into := case.merged_into) is not None:
        if into in path:
            way = tuple(path)
            raise CycleError("merged case", (*way[way.index(into) :], into))
        if into not in known:
            raise UnknownIdError("case", into)
        path[into] = None
        case = known[into]
    return case


def _check(ending: Touched, lasting: Touched, action: MergeCase) -> None:
    case, into, by = ending.case, lasting.case, ending.deciding.by
    case_type = ending.deciding.case_type
    reasons: list[Reason] = []
    if by.is_customer:
        reasons.append(not_for(action="merge_case", kind=by.kind))
    if case.id == into.id:
        reasons.append(ITSELF(path="into", id=into.id))
    reasons += _standing(case)
    if case.id != into.id and (into.merged_into is not None or not lasting.is_done):
        reasons += _standing(into)
    if not action.across_customers and not same_customer(case.customer, into.customer):
        told = {"other": party_text(case.customer), "customer": party_text(into.customer)}
        reasons.append(OTHER_CUSTOMER(case=label(case.id), into=label(into.id), **told))
    if _closed(case_type) is None:
        reasons.append(NEVER_CLOSED(lifecycle=case_type.lifecycle.name))
    if action.resolution_code is not None:
        problem = case_type.resolution_problem(action.resolution_code)
        reasons += [] if problem is None else [problem]
    reasons += in_the_way(case, Category.CLOSED)
    if reasons:
        told_reasons = tuple(map(str, reasons))
        raise CaseRefusedError(label(case.id), "merge_case", told_reasons, ())


def _standing(case: Case) -> list[Reason]:
    """
    Why a case takes no part in a merge, for what it is itself.
    """
    found: list[Reason] = []
    if case.merged_into is not None:
        found.append(MERGED(case=label(case.id), into=case.merged_into))
    elif case.is_over:
        found.append(OVER(case=label(case.id), state=case.state))
    if case.major is MajorState.ACCEPTED:
        found.append(MAJOR(case=label(case.id)))
    return found


def _absorb(deciding: Deciding, case: Case, action: MergeCase, written: Iterable[CaseEvent]) -> None:
    deciding.tell(
        CaseAbsorbed,
        other_id=case.id,
        needs_attention=case.needs_attention,
        reason=action.reason,
    )
    parties = [(each.role, each.party, each.from_case_id or case.id) for each in case.parties]
    if case.customer is not None and case.customer != deciding.known.customer:
        parties.insert(0, (CUSTOMER_ROLE, case.customer, case.id))
    for role, party, origin in parties:
        if not has_party(deciding.known, role, party):
            deciding.tell(PartyAdded, role=role, party=party, from_case_id=origin)
    copy_written(deciding, written)


def _end(deciding: Deciding, action: MergeCase) -> None:
    case, case_type = deciding.known, deciding.case_type
    target = _closed(case_type) or case.state
    code = action.resolution_code
    if code is None and case_type.resolution_problem(DUPLICATE) is None:
        code = DUPLICATE
    deciding.tell(
        CaseMerged,
        into=action.into,
        source=case.state,
        target=target,
        category=case_type.lifecycle.state(target).category,
        resolution_code=code,
        reason=action.reason,
    )
    end_tasks(deciding)


def _closed(case_type: CaseType) -> str | None:
    """
    The state to which a merged case of a type comes: the first that is closed, or cancelled.
    """
    lifecycle = case_type.lifecycle
    ends = (*lifecycle.in_category(Category.CLOSED), *lifecycle.in_category(Category.CANCELLED))
    return next(iter(ends), None)


def same_customer(one: CustomerRef | None, other: CustomerRef | None) -> bool:
    """
    Whether what one customer wrote may be seen by the other.

    An account's contacts share it, and so do those who ask for one household. Where nobody is
    known, nobody is kept from it.
    """
    match one, other:
        case (None, _) | (_, None):
            return True
        case AccountCustomer(account_id=left), AccountCustomer(account_id=right):
            return left == right
        case ConsumerCustomer() as left, ConsumerCustomer() as right:
            at_home = left.household_id is not None and left.household_id == right.household_id
            return left.consumer_id == right.consumer_id or at_home
        case AccountConsumerCustomer(), AccountConsumerCustomer():
            return one == other
    return False
