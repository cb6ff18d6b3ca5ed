"""
Laws of agreements: no child stands better than its parent, changes undo each other, nothing is lost.
"""

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Final

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from csmcore.contracts import (
    CASCADE,
    Agreed,
    Renewal,
    ServiceContract,
    Standing,
    Suspension,
    amend,
    cancel,
    course,
    end_of,
    reinstate,
    renew,
    resume,
    stand,
    suspend,
)
from csmcore.errors import MoveRefusedError
from csmcore.kernel import ContractId, LineId, Term
from csmcore.testing import contracts, suspended_dates, terms

DAY: Final = dt.timedelta(days=1)
FIRST: Final = dt.date(2025, 11, 1)
DAYS: Final = tuple(FIRST + number * DAY for number in range(800))
AMENDABLE: Final = (Standing.ACTIVE, Standing.SUSPENDED)


def some_day() -> st.SearchStrategy[dt.date]:
    """
    A date on which something may change.
    """
    return st.integers(40, 110).map(DAYS.__getitem__) | st.sampled_from(DAYS[:550])


def chains() -> st.SearchStrategy[tuple[Agreed, ...]]:
    """
    A contract alone, or with the lines from the root line down to one of its lines.
    """
    return contracts(max_lines=3).flatmap(
        lambda contract: st.sampled_from([None, *(line.id for line in contract.lines)]).map(
            contract.chain
        )
    )


def days_of(chain: Sequence[Agreed], *standings: Standing) -> frozenset[dt.date]:
    """
    The dates on which a chain stands so.
    """
    found: list[dt.date] = []
    for span, standing in course(chain):
        if standing in standings:
            first = 0 if span.start_on is None else max(0, (span.start_on - FIRST).days)
            last = len(DAYS) if span.until is None else max(0, (span.until - FIRST).days)
            found += DAYS[first:last]
    return frozenset(found)


def served_until(chain: Sequence[Agreed]) -> dt.date | None:
    """
    The end of the last of a chain, by crossing off a day of what was agreed for each day that counts.
    """
    until = chain[-1].valid.until
    if until is None:
        return None
    away = [each for agreed in chain for each in agreed.suspensions if each.extends]
    starts = [each.valid.start_on for each in chain if each.valid.start_on is not None]
    on = max(starts) if starts else min([until, *(each.start_on for each in away)])
    left = (until - on).days
    while left > 0:
        if on > DAYS[-1]:
            return None
        if not any(each.start_on <= on and (each.until is None or on < each.until) for each in away):
            left -= 1
        on += DAY
    return max(on, until)


def naive_standing(chain: Sequence[Agreed], ends: Sequence[dt.date | None], on: dt.date) -> str:
    """
    The standing on a date, asked of each agreement by itself, worst first.
    """
    found = set()
    for each, end in zip(chain, ends, strict=True):
        if each.cancellation is not None and each.cancellation.effective_on <= on:
            found.add("cancelled")
        if isinstance(each, ServiceContract) and (each.activated_on is None or on < each.activated_on):
            found.add("draft")
        if each.valid.start_on is not None and on < each.valid.start_on:
            found.add("draft")
        if end is not None and end <= on:
            found.add("expired")
        for away in each.suspensions:
            if away.start_on <= on and (away.until is None or on < away.until):
                found.add("suspended")
    order = ("cancelled", "draft", "expired", "suspended")
    return next((each for each in order if each in found), "active")


@pytest.mark.slow
@given(chains())
def test_standing_day_by_day_agrees(chain: tuple[Agreed, ...]) -> None:
    """
    A second implementation that walks the days says the same on each of eight hundred.
    """
    ends = [served_until(chain[:depth]) for depth in range(1, len(chain) + 1)]
    runs = iter(course(chain))
    span, standing = next(runs)
    for on in DAYS:
        while span.until is not None and span.until <= on:
            span, standing = next(runs)
        assert standing == naive_standing(chain, ends, on), on


@pytest.mark.slow
@given(chains(), some_day())
def test_what_is_below_never_stands_better(chain: tuple[Agreed, ...], on: dt.date) -> None:
    """
    Along a chain, the standing only moves towards the front of the cascade.
    """
    ranks = [CASCADE.index(stand(chain[:depth], on).standing) for depth in range(1, len(chain) + 1)]

    assert ranks == sorted(ranks, reverse=True)


@pytest.mark.slow
@given(chains(), some_day())
def test_a_stand_is_the_run_of_its_date(chain: tuple[Agreed, ...], on: dt.date) -> None:
    """
    The standing is the same from its first date until its last, and another outside.
    """
    stands = stand(chain, on)

    if stands.since_on is not None:
        assert stand(chain, stands.since_on).standing is stands.standing
        assert stand(chain, stands.since_on - DAY).standing is not stands.standing
    if stands.until_on is not None:
        assert stand(chain, stands.until_on - DAY).standing is stands.standing
        assert stand(chain, stands.until_on).standing is not stands.standing


@pytest.mark.slow
@given(contracts(max_lines=4), st.data())
def test_resuming_undoes_suspending(contract: ServiceContract, data: st.DataObject) -> None:
    """
    Outside the days in between, everything is as if nothing had happened; at once, it is equal.
    """
    line_id = data.draw(st.sampled_from([None, *(line.id for line in contract.lines)]))
    active = days_of(contract.chain(line_id), Standing.ACTIVE)
    assume(active)
    start_on = data.draw(st.sampled_from(sorted(active)))
    planned = [each for each in contract.chain(line_id)[-1].suspensions if each.start_on > start_on]
    until = planned[0].start_on if planned else None

    suspended = suspend(contract, start_on, until, reason="unpaid", line_id=line_id)

    assert resume(suspended, start_on, line_id=line_id) == contract
    away = sorted(on for on in active if start_on < on and (until is None or on < until))
    on = data.draw(st.sampled_from(away or [start_on]))
    resumed = resume(suspended, on, line_id=line_id)
    before, after = contract.chain(line_id), resumed.chain(line_id)
    lost = {day for day in active if start_on <= day < on}
    assert days_of(after, Standing.ACTIVE) == active - lost
    assert days_of(after, Standing.SUSPENDED) == days_of(before, Standing.SUSPENDED) | lost


@pytest.mark.slow
@given(contracts(max_lines=4), some_day(), some_day())
def test_reinstating_undoes_cancelling(
    contract: ServiceContract, on: dt.date, effective_on: dt.date
) -> None:
    """
    As long as it has not come into effect, a cancellation can be taken back, and leaves no trace.
    """
    on, effective_on = sorted((on, effective_on))
    standing = contract.stand(effective_on).standing
    if contract.cancellation is not None or standing is Standing.EXPIRED:
        with pytest.raises(MoveRefusedError):
            cancel(contract, effective_on, reason="moved away")
        return

    cancelled = cancel(contract, effective_on, reason="moved away")

    assert cancelled.stand(effective_on).standing is Standing.CANCELLED
    if on == effective_on:
        with pytest.raises(MoveRefusedError):
            reinstate(cancelled, on)
    elif contract.stand(on).standing is not Standing.EXPIRED:
        assert reinstate(cancelled, on) == contract


@pytest.mark.slow
@given(contracts(max_lines=4), st.lists(terms(), min_size=1, max_size=5))
def test_renewals_keep_the_root_and_join(contract: ServiceContract, lengths: list[Term]) -> None:
    """
    Over any number of renewals, each starts where the one before ends, and knows the first.
    """
    contract = attrs.evolve(contract, cancellation=None)
    assume(end_of([contract]) is not None)
    root_id = contract.id if contract.renewal is None else contract.renewal.root_id

    chain = [contract]
    for number, term in enumerate(lengths):
        chain.append(renew(chain[-1], id=ContractId(f"next-{number}"), term=term))

    for earlier, later in itertools.pairwise(chain):
        assert later.valid.start_on == end_of([earlier])
        assert later.renewal == Renewal(root_id, earlier.id)
        assert later.stand(DAYS[-1]).standing is Standing.DRAFT


@pytest.mark.slow
@given(contracts(max_lines=4), st.data())
def test_amending_keeps_the_dates_of_all_lines(contract: ServiceContract, data: st.DataObject) -> None:
    """
    On each date, a line gives service just when one of its two parts does, and never both.
    """
    assume(contract.lines)
    line = data.draw(st.sampled_from(contract.lines))
    later = {each.id: LineId(f"{each.id}-later") for each in contract.lines}
    runs = sorted(days_of(contract.chain(line.id), *AMENDABLE))
    on = data.draw(st.sampled_from(runs or DAYS))
    try:
        amended = amend(
            contract, line.id, from_on=on, new_id=later[line.id], quantity=99, child_ids=later
        )
    except MoveRefusedError:
        assert not contract.stand(on, line.id).is_active
        return

    there = {each.id for each in amended.lines}
    for each in contract.lines:
        parts = [part for part in (each.id, later[each.id]) if part in there]
        assert parts
        active = [days_of(amended.chain(part), Standing.ACTIVE) for part in parts]
        assert frozenset().union(*active) == days_of(contract.chain(each.id), Standing.ACTIVE)
        assert sum(map(len, active)) == len(frozenset().union(*active))
    assert amended.line(later[line.id]).quantity == 99


@given(suspended_dates())
def test_the_order_in_which_suspensions_are_told_does_not_matter(away: tuple[Suspension, ...]) -> None:
    """
    They are held by date, however they come.
    """
    assert Agreed(suspensions=reversed(away)) == Agreed(suspensions=away)
