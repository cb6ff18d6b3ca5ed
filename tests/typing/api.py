"""
What hosts write, and the types that they are promised; checked, not run.
"""

import datetime as dt
from types import ModuleType
from typing import assert_never, assert_type

import csmcore
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountCustomer,
    AccountId,
    ConsumerCustomer,
    CustomerRef,
    DateSpan,
    Decision,
    MonthEnd,
    Reason,
    ReasonKind,
    Rejected,
    Span,
    Term,
    merge,
    to_utc,
    total,
)


def front_page() -> None:
    """
    Contexts are there after ``import csmcore``.
    """
    assert_type(csmcore.__version__, str)
    module: ModuleType = csmcore.kernel
    assert_type(module.__name__, str)
    assert_type(csmcore.kernel.Term(months=1), Term)


def spans(at: dt.datetime, other: Span) -> None:
    """
    Spans meet in a span or nowhere, and leave any number of spans.
    """
    span = Span(at, at)
    assert_type(span.length, dt.timedelta)
    assert_type(span & other, Span | None)
    assert_type(span - other, tuple[Span, ...])
    assert_type(merge([span, other]), tuple[Span, ...])
    assert_type(total([span]), dt.timedelta)
    assert_type(at in span, bool)
    assert_type(to_utc(at), dt.datetime)


def terms(on: dt.date) -> None:
    """
    Terms lead from dates to dates.
    """
    term = Term(years=1, month_end=MonthEnd.STICKY)
    assert_type(term.after(on), dt.date)
    assert_type(term.period(on, 3), DateSpan)
    assert_type(term.number(on, on), int)


def decisions(decision: Decision[Span]) -> None:
    """
    A decision keeps the type of what it chose from.
    """
    assert_type(decision.get(), Span)
    assert_type(decision.chosen, Span | None)
    assert_type(decision.reasons, tuple[Reason, ...])
    assert_type(decision.rejected, tuple[Rejected[Span], ...])
    assert_type(ReasonKind("calendar.unknown", "no calendar is named {name}")(name="EU"), Reason)


def customers(customer: CustomerRef) -> AccountId | None:
    """
    The three kinds of customer are all there are.
    """
    match customer:
        case AccountCustomer() | AccountConsumerCustomer():
            return assert_type(customer.account_id, AccountId)
        case ConsumerCustomer():
            return None
        case _:
            assert_never(customer)
