"""
Entitlements from a mould: what comes with a product, and what a warranty gives.
"""

import datetime as dt
from collections.abc import Iterable
from typing import assert_never

import attrs

from csmcore.contracts._allowance import UsageAllowance
from csmcore.contracts._contract import ContractKind, kind_if_given
from csmcore.contracts._entitlement import Entitlement
from csmcore.contracts._fields import a, a_or_none
from csmcore.contracts._scope import Scope
from csmcore.errors import DefinitionError, UnknownReferenceError
from csmcore.kernel import (
    AccountConsumerOwner,
    AccountOwner,
    ConsumerOwner,
    ContractId,
    DateSpan,
    EntitlementId,
    HouseholdOwner,
    InstallBaseItemId,
    LineId,
    OwnerRef,
    ProductModelId,
    SoldProductId,
    Term,
    not_blank,
    not_blank_if_given,
    to_date,
)


def _models(value: Iterable[ProductModelId]) -> tuple[ProductModelId, ...]:
    if isinstance(value, str):
        message = f"model_ids={value!r} is one text; give several, such as ({value!r},)"
        raise DefinitionError(message)
    return tuple(dict.fromkeys(value))


def scope_of(owner: OwnerRef, within: Scope | None = None) -> Scope:
    """
    The scope of what is for an owner.

    Args:
        owner: For whom it is.

        within: What else it is restricted to.

    Raises:
        DefinitionError: It is restricted to somebody that the owner cannot be.
    """
    scope = Scope() if within is None else within
    match owner:
        case AccountOwner():
            return attrs.evolve(scope, account_id=owner.account_id)
        case ConsumerOwner():
            return attrs.evolve(scope, consumer_id=owner.consumer_id)
        case HouseholdOwner():
            return attrs.evolve(scope, household_id=owner.household_id)
        case AccountConsumerOwner():
            return attrs.evolve(scope, account_id=owner.account_id, consumer_id=owner.consumer_id)
        case _:
            assert_never(owner)


@attrs.frozen(kw_only=True)
class EntitlementTemplate:
    """
    The entitlement that comes with a product, to be made for each that is sold.

    Attributes:
        id: Its identity.

        name: What people call it, and what is made from it.

        model_ids: The product models with which it comes; any when empty.

        term: How long what is made from it runs; without an end when not given.

        scope: What it is restricted to besides owner and product: channels, types of case.

        kind: What it is about, where the host tells that apart.

        hours: The name of the calendar in which service is given.

        only_in_hours: Whether a request outside those hours is not covered.

        allowance: How much is included; without limit when not given.

        policy: The name of the SLA policy under which it is served, if any.

    Raises:
        DefinitionError: A text is blank, or there is no such kind.

    Source: Salesforce, "EntitlementTemplate".
    """

    id: str = attrs.field(validator=not_blank, kw_only=False)
    name: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=False)
    model_ids: tuple[ProductModelId, ...] = attrs.field(default=(), converter=_models)
    term: Term | None = None
    scope: Scope = attrs.field(default=Scope(), validator=a(Scope, "Scope(channels=...)"))
    kind: ContractKind | None = attrs.field(default=None, converter=kind_if_given)
    hours: str | None = attrs.field(default=None, validator=not_blank_if_given)
    only_in_hours: bool = False
    allowance: UsageAllowance | None = attrs.field(
        default=None, validator=a_or_none(UsageAllowance, "UsageAllowance(10)")
    )
    policy: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def make(
        self,
        id: EntitlementId,  # noqa: A002  # as everywhere
        *,
        owner: OwnerRef,
        start_on: dt.date,
        sold_product_id: SoldProductId | None = None,
        model_id: ProductModelId | None = None,
        item_id: InstallBaseItemId | None = None,
        contract_id: ContractId | None = None,
        line_id: LineId | None = None,
    ) -> Entitlement:
        """
        The entitlement for one that was sold.

        Args:
            id: The identity of what is made.

            owner: To whom it was sold.

            start_on: First date on which it counts.

            sold_product_id: What was sold.

            model_id: Its model, which must be one that the template comes with. It does not
                restrict what is made where the sold product or the item does.

            item_id: As what it is installed, if it is for that item alone.

            contract_id: The contract under which it is agreed, if any.

            line_id: The line of that contract.

        Raises:
            UnknownReferenceError: The template does not come with that model.

            DefinitionError: The term ends after the year 9999, or a text is blank.
        """
        start_on = to_date(start_on)
        if model_id is not None and self.model_ids and model_id not in self.model_ids:
            raise UnknownReferenceError("model of the template", model_id, f"entitlement {id!r}")
        particular = sold_product_id is not None or item_id is not None
        scope = attrs.evolve(
            scope_of(owner, self.scope),
            sold_product_id=sold_product_id or self.scope.sold_product_id,
            item_id=item_id or self.scope.item_id,
            model_id=self.scope.model_id if particular or model_id is None else model_id,
        )
        return Entitlement(
            id,
            self.name,
            scope=scope,
            kind=self.kind,
            contract_id=contract_id,
            line_id=line_id,
            hours=self.hours,
            only_in_hours=self.only_in_hours,
            allowance=self.allowance,
            policy=self.policy,
            template_id=self.id,
            valid=DateSpan(start_on, None if self.term is None else self.term.after(start_on)),
        )


def warranty_entitlements(
    id: str,  # noqa: A002  # as everywhere
    periods: Iterable[DateSpan],
    *,
    scope: Scope,
    name: str | None = "warranty",
    policy: str | None = None,
    hours: str | None = None,
) -> tuple[Entitlement, ...]:
    """
    What a warranty gives, as entitlements: one for each stretch of dates on which it covers.

    They stand beside those that were bought, and ``Aspect.WARRANTY`` gives them a weight.

    Args:
        id: What their ids start with: ``"w1"`` makes ``"w1/1"``, ``"w1/2"``...

        periods: The dates, such as ``[each.valid for each in answer.periods]`` of the answer
            that :func:`csmcore.products.warranty` gives for labour.

        scope: For whom and for what: the sold product or the item.

        name: What people call them.

        policy: The name of the SLA policy under which they are served, if any.

        hours: The name of the calendar in which service is given.
    """
    return tuple(
        Entitlement(
            EntitlementId(f"{id}/{number}"),
            name,
            scope=scope,
            kind=ContractKind.WARRANTY,
            valid=valid,
            policy=policy,
            hours=hours,
        )
        for number, valid in enumerate(periods, start=1)
    )
