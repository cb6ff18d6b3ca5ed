"""
Who and what is meant: typed identities, and the customer of a record.
"""

from typing import NewType, TypeAlias

import attrs

from csmcore.kernel._checks import not_blank, not_blank_if_given

AccountId = NewType("AccountId", str)
AgentId = NewType("AgentId", str)
CaseId = NewType("CaseId", str)
CaseLineId = NewType("CaseLineId", str)
ConsumerId = NewType("ConsumerId", str)
ContactId = NewType("ContactId", str)
ContractId = NewType("ContractId", str)
EntitlementId = NewType("EntitlementId", str)
GroupId = NewType("GroupId", str)
HouseholdId = NewType("HouseholdId", str)
InstallBaseItemId = NewType("InstallBaseItemId", str)
LineId = NewType("LineId", str)
LocationId = NewType("LocationId", str)
OrganizationId = NewType("OrganizationId", str)
PersonId = NewType("PersonId", str)
ProductModelId = NewType("ProductModelId", str)
QueueId = NewType("QueueId", str)
SoldProductId = NewType("SoldProductId", str)
TaskId = NewType("TaskId", str)
WorkId = NewType("WorkId", str)


@attrs.frozen
class AccountCustomer:
    """
    A business customer (B2B): an account, and the contact who speaks for it.

    Attributes:
        account_id: The account.

        contact_id: The person, or ``None`` while nobody is known.
    """

    account_id: AccountId = attrs.field(validator=not_blank)
    contact_id: ContactId | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen
class ConsumerCustomer:
    """
    A private customer (B2C): a consumer, for a household where there is one.

    Attributes:
        consumer_id: The consumer.

        household_id: The household on whose behalf they ask, if any.
    """

    consumer_id: ConsumerId = attrs.field(validator=not_blank)
    household_id: HouseholdId | None = attrs.field(default=None, validator=not_blank_if_given)


@attrs.frozen
class AccountConsumerCustomer:
    """
    A consumer who is served through an account (B2B2C, B2B2E).

    Attributes:
        account_id: The account in between, such as a reseller or an employer.

        consumer_id: The consumer.
    """

    account_id: AccountId = attrs.field(validator=not_blank)
    consumer_id: ConsumerId = attrs.field(validator=not_blank)


CustomerRef: TypeAlias = AccountCustomer | ConsumerCustomer | AccountConsumerCustomer
"""
The customer of a record: a business, a private person, or one served through a business.
"""


@attrs.frozen(kw_only=True)
class ExternalId:
    """
    What another system calls this thing.

    Attributes:
        system: The other system, for example ``"servicenow"``.

        type: Its kind of record there, for example ``"customer_account"``.

        id: Its identity there.
    """

    system: str = attrs.field(validator=not_blank)
    type: str = attrs.field(validator=not_blank)
    id: str = attrs.field(validator=not_blank)
