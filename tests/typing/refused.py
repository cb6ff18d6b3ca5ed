"""
Mistakes that the checkers catch before anything runs; checked, not run.
"""

import datetime as dt
from typing import assert_never

from csmcore.customers import AccountBook, Contact, CustomerDirectory, identify
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    CaseId,
    ConsumerCustomer,
    ContactId,
    CustomerRef,
    ExternalId,
    PersonId,
    Span,
    Term,
)


def values_do_not_change(span: Span, at: dt.datetime) -> None:
    """
    A value is replaced, not changed.
    """
    span.start = at  # type: ignore[misc]


def identities_do_not_mix(case_id: CaseId, contact_id: ContactId) -> None:
    """
    The identity of one kind of thing is not that of another, and a plain text is none.
    """
    account_id: AccountId = case_id  # type: ignore[assignment]
    account_id = "ACME"  # type: ignore[assignment]
    AccountCustomer(contact_id, contact_id)  # type: ignore[arg-type]
    print(account_id)


def fields_are_given_by_keyword() -> None:
    """
    Past the obvious one, a field is given by its name.
    """
    Term(1, 6)  # type: ignore[call-arg]
    ExternalId("servicenow", "customer_account", "1")  # type: ignore[call-arg]


def spans_meet_only_spans(span: Span) -> None:
    """
    A span has nothing in common with a length of time.
    """
    print(span & dt.timedelta(hours=1))  # type: ignore[operator]


def every_customer_is_thought_of(customer: CustomerRef) -> str:
    """
    Who leaves a kind of customer out is told, wherever it is matched.
    """
    match customer:
        case AccountCustomer() | ConsumerCustomer():
            return "a business or a private person"
        case _:
            assert_never(customer)  # type: ignore[arg-type]


def a_consumer_is_thought_of(customer: CustomerRef) -> AccountId:
    """
    A consumer has no account.
    """
    match customer:
        case AccountCustomer() | AccountConsumerCustomer():
            return customer.account_id
        case _:
            assert_never(customer)  # type: ignore[arg-type]


def half_a_directory_is_none(
    accounts: AccountBook, host: CustomerDirectory, on: dt.date, person_id: PersonId
) -> None:
    """
    Accounts alone tell nobody; clues are values; a date is named; roles have their own ids.
    """
    identify([], accounts, on=on)  # type: ignore[arg-type]
    identify(["ann@example.org"], host, on=on)  # type: ignore[list-item]
    identify([], host, on)  # type: ignore[call-arg, arg-type]
    Contact(person_id, person_id, AccountId("acme"))  # type: ignore[arg-type]
