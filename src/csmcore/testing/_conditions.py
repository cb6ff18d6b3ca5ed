"""
Strategies for conditions.
"""

import datetime as dt
from decimal import Decimal
from typing import Final

from csmcore.conditions import (
    ANYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Changed,
    Compares,
    Comparison,
    Condition,
    Contains,
    Equals,
    IsSet,
    Not,
    OneOf,
    Signalled,
)
from csmcore.kernel import Scalar
from csmcore.testing._extra import st
from csmcore.testing._kernel import texts

_STATES: Final = st.sampled_from(["new", "active", "waiting", "resolved"])
_PRIORITIES: Final = st.integers(1, 4)
_ODD: Final[st.SearchStrategy[Scalar]] = st.one_of(
    texts(max_size=6),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.decimals(-100, 100, places=2).filter(lambda number: number != Decimal("-0.00")),
    st.dates(),
    st.timedeltas(dt.timedelta(days=-9), dt.timedelta(days=9)),
    st.datetimes(timezones=st.just(dt.UTC)),
)


def conditions() -> st.SearchStrategy[Condition]:
    """
    Conditions about the facts that :func:`changes` changes, and about others that nobody has.

    Each can be asked of any timeline; none compares what cannot be compared.
    """
    return st.recursive(_leaves(), _combined, max_leaves=8)


def _leaves() -> st.SearchStrategy[Condition]:
    odd = st.sampled_from(["group", "not", "in progress"])
    return st.one_of(
        st.builds(Equals, st.just("state"), _STATES),
        st.builds(OneOf, st.just("state"), st.lists(_STATES, min_size=1, max_size=3)),
        st.builds(Compares, st.just("priority"), st.sampled_from(Comparison), _PRIORITIES),
        st.builds(Contains, st.just("tags"), st.sampled_from(["vip", "outage"])),
        st.builds(IsSet, st.sampled_from(["state", "priority", "tags", "group"])),
        st.builds(Changed, st.just("state"), was=st.none() | _STATES, now=st.none() | _STATES),
        st.builds(Changed, st.just("priority")),
        st.builds(Signalled, st.sampled_from(["customer_replied", "agent_replied"])),
        st.builds(Equals, odd, _ODD),
        st.builds(OneOf, odd, st.lists(_ODD, min_size=1, max_size=3)),
        st.sampled_from([ANYTHING, NOTHING]),
    )


def _combined(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(inner, max_size=3)
    return st.builds(Not, inner) | st.builds(AllOf, several) | st.builds(AnyOf, several)
