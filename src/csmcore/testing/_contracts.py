"""
Strategies for contracts, their lines and where they stand.
"""

import datetime as dt
from decimal import Decimal
from typing import Any, Final, NamedTuple

from csmcore.contracts import (
    Cancellation,
    ContractKind,
    ContractLine,
    Renewal,
    ServiceContract,
    Stand,
    Suspension,
    stand,
)
from csmcore.kernel import (
    AccountConsumerOwner,
    AccountId,
    AccountOwner,
    ConsumerId,
    ConsumerOwner,
    ContractId,
    DateSpan,
    ExternalId,
    HouseholdId,
    HouseholdOwner,
    LineId,
    OwnerRef,
    ProductModelId,
    Scalar,
    SoldProductId,
)
from csmcore.testing._extra import st
from csmcore.testing._kernel import external_ids, zones

_FIRST: Final = dt.date(2026, 1, 1)
_OWNERS: Final[tuple[OwnerRef, ...]] = (
    AccountOwner(AccountId("acme")),
    ConsumerOwner(ConsumerId("kim")),
    HouseholdOwner(HouseholdId("kims")),
    AccountConsumerOwner(AccountId("acme"), ConsumerId("kim")),
)
_REASONS: Final = ("unpaid", "moved away", "being rebuilt")
_ATTRIBUTES: Final[tuple[tuple[tuple[str, Scalar], ...], ...]] = (
    (),
    (("region", "north"), ("vip", True)),
)


def _some_dates(least: int = -20, most: int = 400) -> st.SearchStrategy[dt.date]:
    """
    Dates around a year, many of them in its first days so that they meet.
    """
    days = st.integers(least, min(most, 40)) | st.integers(least, most)
    return days.map(lambda day: _FIRST + dt.timedelta(days=day))


def suspensions() -> st.SearchStrategy[Suspension]:
    """
    Suspensions with an end and without, that give days back or do not.
    """
    return st.builds(
        lambda start_on, days, reason, extends: Suspension(
            start_on,
            None if days is None else start_on + dt.timedelta(days=days),
            reason=reason,
            extends=extends,
        ),
        _some_dates(),
        st.none() | st.integers(1, 60),
        st.sampled_from(_REASONS),
        st.booleans(),
    )


def cancellations() -> st.SearchStrategy[Cancellation]:
    """
    Cancellations, from a date on.
    """
    return st.builds(Cancellation, _some_dates(), reason=st.sampled_from(_REASONS))


def suspended_dates() -> st.SearchStrategy[tuple[Suspension, ...]]:
    """
    The suspensions that one agreement can have: none share a date, and some touch.
    """
    bounds = st.lists(_some_dates(), max_size=6, unique=True).map(sorted)
    kinds = st.lists(st.tuples(st.sampled_from(_REASONS), st.booleans()), min_size=4, max_size=4)
    return st.builds(_suspended, bounds, kinds, apart=st.booleans())


def _suspended(
    bounds: list[dt.date], kinds: list[tuple[str, bool]], *, apart: bool
) -> tuple[Suspension, ...]:
    starts = bounds[::2] if apart else bounds[:4]
    ends: list[dt.date | None] = [*bounds[1::2]] if apart else [*bounds[1:5]]
    ends += [None] * (len(starts) - len(ends))
    return tuple(
        Suspension(start_on, until, reason=reason, extends=extends)
        for start_on, until, (reason, extends) in zip(starts, ends, kinds, strict=False)
    )


def contract_lines() -> st.SearchStrategy[ContractLine]:
    """
    Lines, right under a contract, with dates and without.
    """
    return _lines().map(lambda line: line.made(LineId("l1"), None, DateSpan()))


class _Line(NamedTuple):
    """
    A line before it has a place: its dates are shares of those above it, in percent.
    """

    above: int
    shares: tuple[int | None, int | None]
    model_id: ProductModelId | None
    sold_product_ids: tuple[SoldProductId, ...]
    quantity: tuple[Decimal, str | None]
    external_ids: list[ExternalId]
    attributes: tuple[tuple[str, Scalar], ...]
    suspensions: tuple[Suspension, ...]
    cancellation: Cancellation | None

    def made(self, line_id: LineId, parent_id: LineId | None, within: DateSpan) -> ContractLine:
        return ContractLine(
            line_id,
            parent_id=parent_id,
            model_id=self.model_id,
            sold_product_ids=self.sold_product_ids,
            quantity=self.quantity[0],
            unit=self.quantity[1],
            external_ids=self.external_ids,
            attributes=self.attributes,
            valid=self.valid(within),
            suspensions=self.suspensions,
            cancellation=self.cancellation,
        )

    def valid(self, within: DateSpan) -> DateSpan:
        low = within.start_on or min(_FIRST, within.until or _FIRST)
        days = ((within.until or low + dt.timedelta(days=400)) - low).days
        on = [
            None if share is None else low + dt.timedelta(days=days * share // 100)
            for share in self.shares
        ]
        return DateSpan(*on)


def _lines() -> st.SearchStrategy[_Line]:
    shares = st.lists(st.sampled_from([0, 5, 100]) | st.integers(0, 100), min_size=2, max_size=2)
    stated = st.sampled_from([(True, True), (True, False), (False, True), (False, False)])
    return st.builds(
        _Line,
        st.integers(0, 5),
        st.builds(_stated, shares.map(sorted), stated),
        st.sampled_from([None, ProductModelId("router"), ProductModelId("pump")]),
        st.sampled_from([(), (SoldProductId("s1"), SoldProductId("s2"))]),
        st.sampled_from([(Decimal(1), None), (Decimal(12), "seats"), (Decimal("2.5"), "t")]),
        st.lists(external_ids(), max_size=1),
        st.sampled_from(_ATTRIBUTES),
        st.just(()) | suspended_dates(),
        _cancelled(),
    )


def _stated(shares: list[int], stated: tuple[bool, bool]) -> tuple[int | None, int | None]:
    return (shares[0] if stated[0] else None, shares[1] if stated[1] else None)


def _cancelled() -> st.SearchStrategy[Cancellation | None]:
    return st.one_of(st.none(), st.none(), cancellations())


def _tree(lines: list[_Line], valid: DateSpan) -> list[ContractLine]:
    """
    Lines under each other, in another order than that of the tree.
    """
    bounds: dict[LineId | None, DateSpan] = {None: valid}
    made: list[ContractLine] = []
    for number, line in enumerate(lines):
        parents = list(bounds)
        parent_id = parents[line.above % len(parents)]
        outer = bounds[parent_id]
        made.append(line.made(LineId(f"l{number}"), parent_id, outer))
        own = made[-1].valid
        bounds[made[-1].id] = DateSpan(own.start_on or outer.start_on, own.until or outer.until)
    return made[1::2] + made[::2]


def renewals() -> st.SearchStrategy[Renewal]:
    """
    Renewals of the first contract, and later ones.
    """
    ids = st.sampled_from([ContractId("c-2024"), ContractId("c-2025")])
    return st.builds(Renewal, st.just(ContractId("c-2024")), ids)


def contracts(*, max_lines: int = 6) -> st.SearchStrategy[ServiceContract]:
    """
    Contracts in every standing, with lines in a tree; around 2026.

    Args:
        max_lines: How many lines there are at most.
    """
    own = st.fixed_dictionaries(
        {
            "owner": st.sampled_from(_OWNERS),
            "kind": st.sampled_from([None, *ContractKind]),
            "name": st.sampled_from([None, "Gold"]),
            "zone": st.none() | zones(),
            "renewal": st.none() | renewals(),
            "calendar": st.sampled_from([None, "office"]),
            "external_ids": st.lists(external_ids(), max_size=1),
            "attributes": st.sampled_from(_ATTRIBUTES),
            "suspensions": st.just(()) | suspended_dates(),
            "cancellation": _cancelled(),
        }
    )
    return st.builds(
        _contract,
        own,
        st.none() | st.integers(0, 60),
        st.none() | st.integers(1, 400),
        st.none() | st.integers(-20, 60) | st.integers(-20, 60),
        st.lists(_lines(), max_size=max_lines),
    )


def _contract(
    own: dict[str, Any],
    start: int | None,
    length: int | None,
    activated: int | None,
    lines: list[_Line],
) -> ServiceContract:
    start_on = None if start is None else _FIRST + dt.timedelta(days=start)
    until = None if length is None else (start_on or _FIRST) + dt.timedelta(days=length)
    activated_on = None if activated is None else _FIRST + dt.timedelta(days=activated)
    if activated_on is not None and until is not None:
        activated_on = min(activated_on, until - dt.timedelta(days=1))
    valid = DateSpan(start_on, until)
    return ServiceContract(
        ContractId("c-2026"),
        valid=valid,
        activated_on=activated_on,
        lines=_tree(lines, valid),
        **own,
    )


def stands() -> st.SearchStrategy[Stand]:
    """
    Where contracts and lines stand on some date.
    """
    return st.builds(
        lambda contract, line, on: stand((contract, line), on),
        contracts(max_lines=0),
        contract_lines(),
        _some_dates(0),
    )
