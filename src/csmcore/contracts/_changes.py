"""
What is done with an agreement: each change gives a new value, or is refused with the reasons.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

import attrs

from csmcore.contracts._agreed import Agreed, Cancellation, Suspension
from csmcore.contracts._contract import ServiceContract
from csmcore.contracts._lifecycle import CONTRACT
from csmcore.contracts._standing import end_of, stand
from csmcore.errors import DefinitionError, MoveRefusedError
from csmcore.kernel import Fact, LineId, Reason, ReasonKind, to_date
from csmcore.lifecycles import AGENT

PLANNED: Final = ReasonKind("contract.planned", "{what} is to be suspended {dates}: {why}")

CALLED_OFF: Final = ReasonKind("contract.called_off", "{what} is cancelled from {effective_on}: {why}")

A = TypeVar("A", bound=Agreed)
B = TypeVar("B", bound=Agreed)


class _Change(Protocol):
    """
    A change to the last of a chain, whatever that is.
    """

    def __call__(self, agreed: B, chain: Sequence[Agreed], /) -> B: ...


def activate(contract: ServiceContract, on: dt.date) -> ServiceContract:
    """
    The contract as it counts from a date on; until then, and until its start, it is a draft.

    Args:
        contract: A draft that nobody has activated.

        on: First date on which it counts.

    Raises:
        MoveRefusedError: It is activated already, has ended by then or is cancelled.
    """
    on = to_date(on)
    check((contract,), "activate", on)
    return attrs.evolve(contract, activated_on=on)


def suspend(
    agreed: A,
    start_on: dt.date,
    until: dt.date | None = None,
    *,
    reason: str,
    extends: bool = False,
    line_id: LineId | None = None,
    above: Sequence[Agreed] = (),
) -> A:
    """
    The agreement with dates on which it gives no service.

    Args:
        agreed: What is suspended: a contract, an entitlement.

        start_on: First date without service; it is active then.

        until: First date with service again, on which it resumes by itself; ``None`` while
            nobody can say.

        reason: Why, for whoever asks later.

        extends: Whether the end moves by the days without service.

        line_id: The line of a contract that is meant; the contract when not given.

        above: What an entitlement hangs under, from the outermost down.

    Raises:
        MoveRefusedError: It is not active on that date, or suspended on a later one of these.

        UnknownIdError: The contract has no such line.

        OrderError: It ends before it starts.
    """
    new = Suspension(start_on, until, reason=reason, extends=extends)

    def changed(target: B, chain: Sequence[Agreed]) -> B:
        planned = [each for each in target.suspensions if new.start_on < each.start_on]
        against = [
            PLANNED(what=target.label, dates=each.dates, why=each.reason)
            for each in planned
            if new.span & each.span
        ]
        check(chain, "suspend", new.start_on, reasons=against, given={"reason": reason})
        return attrs.evolve(target, suspensions=(*target.suspensions, new))

    return _changed(agreed, line_id, above, changed)


def resume(agreed: A, on: dt.date, *, line_id: LineId | None = None, above: Sequence[Agreed] = ()) -> A:
    """
    The agreement as it gives service again from a date on.

    The suspension that holds on that date ends with it, whether an end was set or not. One
    that only begins on that date has no day left, and is gone: so what is planned is taken
    back. What stands above may still be suspended; it is resumed by itself.

    Args:
        agreed: What is suspended.

        on: First date with service again.

        line_id: The line of a contract that is meant; the contract when not given.

        above: What an entitlement hangs under, from the outermost down.

    Raises:
        MoveRefusedError: It is not suspended on that date, or has ended or is cancelled.

        UnknownIdError: The contract has no such line.
    """
    on = to_date(on)

    def changed(target: B, chain: Sequence[Agreed]) -> B:
        check(chain, "resume", on)
        cut = (_until(each, on) if on in each.span else each for each in target.suspensions)
        return attrs.evolve(target, suspensions=tuple(each for each in cut if each is not None))

    return _changed(agreed, line_id, above, changed)


def cancel(
    agreed: A,
    effective_on: dt.date,
    *,
    reason: str,
    line_id: LineId | None = None,
    above: Sequence[Agreed] = (),
) -> A:
    """
    The agreement as it is called off from a date on, with all that hangs under it.

    Args:
        agreed: What is called off.

        effective_on: First date on which it does not exist any more.

        reason: Why, for whoever asks later.

        line_id: The line of a contract that is meant; the contract when not given.

        above: What an entitlement hangs under, from the outermost down.

    Raises:
        MoveRefusedError: It has ended by then, or is cancelled already, also for another date.

        UnknownIdError: The contract has no such line.
    """
    new = Cancellation(effective_on, reason=reason)

    def changed(target: B, chain: Sequence[Agreed]) -> B:
        planned, on = target.cancellation, new.effective_on
        against = []
        if planned is not None and on < planned.effective_on:
            against.append(
                CALLED_OFF(what=target.label, effective_on=planned.effective_on, why=planned.reason)
            )
        check(chain, "cancel", on, reasons=against, given={"reason": reason})
        return attrs.evolve(target, cancellation=new)

    return _changed(agreed, line_id, above, changed)


def reinstate(
    agreed: A, on: dt.date, *, line_id: LineId | None = None, above: Sequence[Agreed] = ()
) -> A:
    """
    The agreement without its cancellation, as long as that has not come into effect.

    Args:
        agreed: What was called off.

        on: The date on which it is taken back.

        line_id: The line of a contract that is meant; the contract when not given.

        above: What an entitlement hangs under, from the outermost down.

    Raises:
        MoveRefusedError: It was not cancelled, or is by that date.

        UnknownIdError: The contract has no such line.
    """
    on = to_date(on)

    def changed(target: B, chain: Sequence[Agreed]) -> B:
        check(chain, "reinstate", on)
        return attrs.evolve(target, cancellation=None)

    return _changed(agreed, line_id, above, changed)


def check(
    chain: Sequence[Agreed],
    action: str,
    on: dt.date,
    *,
    reasons: Sequence[Reason] = (),
    given: dict[str, Fact] | None = None,
) -> None:
    """
    Refuses what the lifecycle does not allow the last of a chain, or what speaks against it.

    Args:
        chain: From the outermost down to what is changed.

        action: What is asked.

        on: The date on which it would take effect.

        reasons: What else speaks against it.

        given: The fields that are given with the action.

    Raises:
        MoveRefusedError: It is not allowed; all reasons and what is allowed are told.
    """
    facts, given = facts_of(chain, on), given or {}
    stands = stand(chain, on)
    option = CONTRACT.option(stands.standing, action, by=AGENT, facts=facts, given=given)
    if option and not reasons:
        return
    options = CONTRACT.allowed(stands.standing, by=AGENT, facts=facts)
    allowed = tuple(each.action for each in options if each.is_offered and each.action != action)
    told = (stands.reason, *option.reasons, *reasons)
    raise MoveRefusedError(CONTRACT.name, stands.standing.value, action, tuple(map(str, told)), allowed)


def facts_of(chain: Sequence[Agreed], on: dt.date) -> dict[str, Fact]:
    """
    What the lifecycle asks about the last of a chain, on a date.
    """
    agreed, end = chain[-1], end_of(chain)
    return {
        "until": end,
        "over": end is not None and end <= on,
        "activated": agreed.in_force_on is not None,
        "cancelled": agreed.cancellation is not None,
        "own_suspension": agreed.suspension_on(on) is not None,
    }


def _until(suspension: Suspension, on: dt.date) -> Suspension | None:
    """
    A suspension that ends on a date; nothing when it only begins on it.
    """
    return None if on == suspension.start_on else attrs.evolve(suspension, until=on)


def _changed(agreed: A, line_id: LineId | None, above: Sequence[Agreed], change: _Change) -> A:
    """
    The agreement after a change to itself, or to one line of it.
    """
    if line_id is None:
        return change(agreed, (*above, agreed))
    if not isinstance(agreed, ServiceContract):
        message = f"{agreed.label} has no lines; leave out line_id={line_id!r}"
        raise DefinitionError(message)
    line = change(agreed.line(line_id), agreed.chain(line_id))
    return attrs.evolve(agreed, lines=agreed.lines_with(line))
