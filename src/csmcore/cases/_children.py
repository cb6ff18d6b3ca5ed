"""
The cases below a major one: one for each customer whom a failure reaches.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any, Final, assert_never

import attrs

from csmcore.cases._case import Case
from csmcore.cases._fold import label
from csmcore.cases._major_state import MajorState
from csmcore.cases._opening import OpenCase
from csmcore.customers import CustomerDirectory, members_on
from csmcore.errors import CaseRefusedError, ClosedCaseError, DefinitionError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountConsumerOwner,
    AccountCustomer,
    AccountOwner,
    CaseId,
    ConsumerCustomer,
    ConsumerOwner,
    CustomerRef,
    HouseholdOwner,
    OwnerRef,
    ReasonKind,
    Rejected,
    shown,
)
from csmcore.products import Impact, ItemRef, SoldProductRef

NOT_MAJOR: Final = ReasonKind("case.not_major", "the case is no major case")
HAS_CASE: Final = ReasonKind("case.has_case", "{case} is for them already")
NAMED_TWICE: Final = ReasonKind("case.named_twice", "they are named before")
NOBODY_SPEAKS: Final = ReasonKind("case.nobody_speaks", "nobody is known who speaks for them")


def _actions(actions: Iterable[OpenCase]) -> tuple[OpenCase, ...]:
    return tuple(actions)


def _rejected(rejected: Iterable[Rejected[OwnerRef]]) -> tuple[Rejected[OwnerRef], ...]:
    return tuple(rejected)


@attrs.frozen(kw_only=True)
class Children:
    """
    Which cases are to be opened below a major one.

    Attributes:
        actions: One for each customer, in the order in which they were named.

        left_out: For whom none is opened, and why not.
    """

    actions: tuple[OpenCase, ...] = attrs.field(converter=_actions)
    left_out: tuple[Rejected[OwnerRef], ...] = attrs.field(default=(), converter=_rejected)


def child_id(major_id: CaseId, owner: OwnerRef) -> CaseId:
    """
    An identity for the case of a customer below a major one; the same whenever it is asked.
    """
    return CaseId(f"{major_id}: {owner}")


def children_for(
    major: Case,
    reached: Impact | Iterable[OwnerRef],
    *,
    existing: Iterable[Case] = (),
    directory: CustomerDirectory | None = None,
    on: dt.date | None = None,
    text: str = "",
    case_id: Callable[[CaseId, OwnerRef], CaseId] = child_id,
) -> Children:
    """
    Which cases are to be opened below a major one: one for each account, consumer and household.

    They have its subject, model, impact and urgency; of an impact also the nearest item and
    sold product that the customer has.

    Args:
        major: The major case.

        reached: Whom the failure reaches: :func:`csmcore.products.impact`, or a list.

        existing: Cases that there are already; whoever has one below this major case gets no
            other.

        directory: Who tells an account's primary contact, and who speaks for a household: its
            head, or else its first member.

        on: The date that the directory is asked for; needed with one unless an impact has it.

        text: What the new cases say; those that exist are not changed.

        case_id: Makes the identity of each.

    Raises:
        CaseRefusedError: It is no major case.

        ClosedCaseError: It is closed or cancelled.

        UnknownIdError: The directory does not know somebody.

        DefinitionError: Somebody whom it reaches is no owner.
    """
    if major.is_over:
        raise ClosedCaseError(label(major.id), major.state, "open_children")
    if major.major is not MajorState.ACCEPTED:
        raise CaseRefusedError(label(major.id), "open_children", (str(NOT_MAJOR()),), ())
    if isinstance(reached, Impact) and on is None:
        on = reached.on
    owners = reached.owners if isinstance(reached, Impact) else _owners(reached)
    taken = {owner_for(case.customer): case.id for case in existing if case.parent_id == major.id}
    actions: list[OpenCase] = []
    left_out: list[Rejected[OwnerRef]] = []
    seen: set[OwnerRef] = set()
    for owner in owners:
        customer = customer_for(owner, directory, on)
        if owner in seen:
            left_out.append(Rejected(str(owner), (NAMED_TWICE(),), owner))
        elif owner in taken:
            reason = HAS_CASE(case=label(taken[owner]))
            left_out.append(Rejected(str(owner), (reason,), owner))
        elif customer is None:
            left_out.append(Rejected(str(owner), (NOBODY_SPEAKS(),), owner))
        else:
            things = _things(reached, owner)
            actions.append(_open(major, case_id(major.id, owner), customer, text, things))
        seen.add(owner)
    return Children(actions=actions, left_out=left_out)


def _owners(reached: Iterable[OwnerRef]) -> tuple[OwnerRef, ...]:
    listed: tuple[object, ...] = (reached,)
    if isinstance(reached, Iterable) and not isinstance(reached, str):
        listed = tuple(reached)
    for each in listed:
        if not isinstance(each, OwnerRef):
            message = (
                f"reached: {shown(each)} is no owner; give an Impact, or AccountOwner and its like"
            )
            raise DefinitionError(message)
    return tuple(each for each in listed if isinstance(each, OwnerRef))


def customer_for(
    owner: OwnerRef, directory: CustomerDirectory | None, on: dt.date | None
) -> CustomerRef | None:
    """
    Who speaks for an owner; ``None`` where nobody is known.
    """
    match owner:
        case AccountOwner():
            contact = None
            if directory is not None:
                contact = directory.accounts.account(owner.account_id).primary_contact_id
            return AccountCustomer(owner.account_id, contact)
        case ConsumerOwner():
            return ConsumerCustomer(owner.consumer_id)
        case AccountConsumerOwner():
            return AccountConsumerCustomer(owner.account_id, owner.consumer_id)
        case HouseholdOwner():
            if directory is None or on is None:
                return None
            members = members_on(directory.households, owner.household_id, on)
            return ConsumerCustomer(members[0], owner.household_id) if members else None
        case _:
            assert_never(owner)


def owner_for(customer: CustomerRef | None) -> OwnerRef | None:
    """
    As whose owner a customer counts below a major case: a household before its member.
    """
    match customer:
        case None:
            return None
        case AccountCustomer():
            return AccountOwner(customer.account_id)
        case AccountConsumerCustomer():
            return AccountConsumerOwner(customer.account_id, customer.consumer_id)
        case ConsumerCustomer():
            if customer.household_id is not None:
                return HouseholdOwner(customer.household_id)
            return ConsumerOwner(customer.consumer_id)
        case _:
            assert_never(customer)


def _open(
    major: Case, case_id: CaseId, customer: CustomerRef, text: str, things: dict[str, Any]
) -> OpenCase:
    return OpenCase(
        case_id,
        key=case_id,
        subject=major.subject,
        description=text,
        customer=customer,
        impact=major.impact,
        urgency=major.urgency,
        model_id=major.model_id,
        parent_id=major.id,
        **things,
    )


def _things(reached: Impact | Iterable[OwnerRef], owner: OwnerRef) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for thing in reached.of_owner(owner) if isinstance(reached, Impact) else ():
        match thing:
            case ItemRef():
                found.setdefault("item_id", thing.id)
            case SoldProductRef():
                found.setdefault("sold_product_id", thing.id)
    return found
