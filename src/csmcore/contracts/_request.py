"""
What is asked: who needs service, for what, and how much of it.
"""

import datetime as dt
from typing import assert_never

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    ConsumerCustomer,
    ConsumerId,
    ContractId,
    CustomerRef,
    HouseholdId,
    InstallBaseItemId,
    LineId,
    LocationId,
    ProductModelId,
    SoldProductId,
    not_blank_if_given,
    not_negative,
    to_duration,
    whole,
)


@attrs.frozen
class CoverageRequest:
    """
    A customer's request for service, as far as it is known what it is about.

    Attributes:
        customer: Who asks.

        model_id: About which product model, if that is known.

        sold_product_id: About which sold product.

        item_id: About which installed item.

        contract_id: Under which contract the customer asks.

        line_id: Under which line of that contract.

        location_id: Where service is needed.

        channel: How the request came in: ``"phone"``.

        case_type: Of which type the case will be.

        cases: How many cases it will use of an allowance that is counted in cases.

        work: How much time it will use of one that is counted in time; none when that is
            not known yet.

    Raises:
        DefinitionError: A line without its contract, a negative amount, or a blank name.
    """

    customer: CustomerRef
    model_id: ProductModelId | None = attrs.field(
        default=None, kw_only=True, validator=not_blank_if_given
    )
    sold_product_id: SoldProductId | None = attrs.field(
        default=None, kw_only=True, validator=not_blank_if_given
    )
    item_id: InstallBaseItemId | None = attrs.field(
        default=None, kw_only=True, validator=not_blank_if_given
    )
    contract_id: ContractId | None = attrs.field(
        default=None, kw_only=True, validator=not_blank_if_given
    )
    line_id: LineId | None = attrs.field(default=None, kw_only=True, validator=not_blank_if_given)
    location_id: LocationId | None = attrs.field(
        default=None, kw_only=True, validator=not_blank_if_given
    )
    channel: str | None = attrs.field(default=None, kw_only=True, validator=not_blank_if_given)
    case_type: str | None = attrs.field(default=None, kw_only=True, validator=not_blank_if_given)
    cases: int = attrs.field(default=1, kw_only=True, validator=whole)
    work: dt.timedelta = attrs.field(
        default=dt.timedelta(0), kw_only=True, converter=to_duration, validator=not_negative
    )

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.customer, AccountCustomer | AccountConsumerCustomer | ConsumerCustomer):
            message = (
                f"{self.customer!r} is no customer; say AccountCustomer(account_id) or one of its kin"
            )
            raise DefinitionError(message)
        if self.line_id is not None and self.contract_id is None:
            message = f"line_id={self.line_id!r} says nothing without contract_id; name that as well"
            raise DefinitionError(message)

    @property
    def account_id(self) -> AccountId | None:
        """
        The account that asks, or through which a consumer does.
        """
        return self._asker[0]

    @property
    def consumer_id(self) -> ConsumerId | None:
        """
        The consumer who asks.
        """
        return self._asker[1]

    @property
    def household_id(self) -> HouseholdId | None:
        """
        The household for which a consumer asks.
        """
        return self._asker[2]

    @property
    def _asker(self) -> tuple[AccountId | None, ConsumerId | None, HouseholdId | None]:
        customer = self.customer
        match customer:
            case AccountCustomer():
                return customer.account_id, None, None
            case ConsumerCustomer():
                return None, customer.consumer_id, customer.household_id
            case AccountConsumerCustomer():
                return customer.account_id, customer.consumer_id, None
            case _:
                assert_never(customer)
