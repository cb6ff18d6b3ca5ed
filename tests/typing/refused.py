"""
Mistakes that the checkers catch before anything runs; checked, not run.
"""

import datetime as dt

from csmcore.kernel import AccountCustomer, AccountId, CaseId, ContactId, ExternalId, Span, Term


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
