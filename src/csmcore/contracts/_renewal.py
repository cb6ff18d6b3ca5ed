"""
Renewal: the next contract, a draft that begins where this one ends.
"""

import datetime as dt
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.contracts._changes import CALLED_OFF, facts_of
from csmcore.contracts._contract import ContractLine, Renewal, ServiceContract
from csmcore.contracts._lifecycle import CONTRACT
from csmcore.contracts._standing import end_of
from csmcore.errors import DefinitionError, MoveRefusedError
from csmcore.kernel import ContractId, DateSpan, LineId, ReasonKind, Term, to_date
from csmcore.lifecycles import AGENT

NO_END: Final = ReasonKind("contract.no_end", "{what} has no end{why}")

_SUSPENDED: Final = " while a suspension that gives days back has none"

_AS_THEY_ARE: Final[Mapping[LineId, LineId]] = MappingProxyType({})


def renew(
    contract: ServiceContract,
    *,
    id: ContractId,  # noqa: A002  # as everywhere
    term: Term | None = None,
    until: dt.date | None = None,
    line_ids: Mapping[LineId, LineId] = _AS_THEY_ARE,
) -> ServiceContract:
    """
    The contract that follows one, as a draft that knows where it came from.

    It begins on the date on which the other ends, suspensions that give days back counted.
    It has the lines that last until that end, for its own dates where they stated any;
    lines that ended before, or were cancelled, stay behind. Suspensions stay behind too,
    and so does what other systems call the contract and its lines.

    Args:
        contract: The one that is renewed.

        id: The identity of the new one.

        term: How long it runs; either this or *until*.

        until: First date after it.

        line_ids: New ids of lines, by the ids that they have; others keep theirs.

    Raises:
        MoveRefusedError: The contract is cancelled, or has no end.

        UnknownIdError: A line is named that the contract does not have.

        DefinitionError: Neither the term nor the end is given, or both are.

        ContractError: It would renew itself.

        OrderError: It would end before it starts.
    """
    end = _renewable(contract)
    for line_id in line_ids:
        contract.line(line_id)
    valid = DateSpan(end, _until(end, term, until))
    return attrs.evolve(
        contract,
        id=id,
        valid=valid,
        activated_on=None,
        suspensions=(),
        cancellation=None,
        external_ids=(),
        lines=tuple(_renewed(each, valid, line_ids) for each in _lasting(contract, end)),
        renewal=Renewal(
            contract.id if contract.renewal is None else contract.renewal.root_id, contract.id
        ),
    )


def _renewable(contract: ServiceContract) -> dt.date:
    """
    The date on which a contract ends, on which the next begins.
    """
    end, off = end_of((contract,)), contract.cancellation
    option = CONTRACT.option(None, "renew", by=AGENT, facts=facts_of((contract,), end or dt.date.max))
    if option and end is not None:
        return end
    reasons = []
    if off is not None:
        reasons.append(CALLED_OFF(what=contract.label, effective_on=off.effective_on, why=off.reason))
    if end is None:
        running = contract.valid.until is not None
        why = f"{_SUSPENDED}; resume it first" if running else "; give it one, or let it run on"
        reasons.append(NO_END(what=contract.label, why=why))
    # What the lifecycle says in its own terms is told only where there is nothing plainer.
    told = tuple(map(str, reasons or option.reasons))
    raise MoveRefusedError(CONTRACT.name, "", "renew", told, ("create",))


def _until(start_on: dt.date, term: Term | None, until: dt.date | None) -> dt.date:
    if term is not None and until is None:
        return term.after(start_on)
    if until is None or term is not None:
        given = "neither" if until is None else "both"
        message = f"{given} of term and until is given; say one, such as term=Term(years=1)"
        raise DefinitionError(message)
    if to_date(until) == start_on:
        message = f"a renewal from {start_on} until {until} has no day; say a later end"
        raise DefinitionError(message)
    return until


def _lasting(contract: ServiceContract, end: dt.date) -> tuple[ContractLine, ...]:
    """
    The lines that last until the end, with all above them, in the order of the lines.
    """
    lasting: set[LineId | None] = {None}
    for line_id in contract.tree:
        line = contract.line(line_id)
        if line.parent_id in lasting and _lasts(contract, line, end):
            lasting.add(line_id)
    return tuple(each for each in contract.lines if each.id in lasting)


def _lasts(contract: ServiceContract, line: ContractLine, end: dt.date) -> bool:
    if line.cancellation is not None and line.cancellation.effective_on < end:
        return False
    agreed, until = contract.valid.until, line.valid.until
    if until is None or (agreed is not None and until >= agreed):
        return True
    moved = end_of(contract.chain(line.id))
    return moved is None or moved >= end


def _renewed(line: ContractLine, valid: DateSpan, line_ids: Mapping[LineId, LineId]) -> ContractLine:
    parent_id = line.parent_id
    return attrs.evolve(
        line,
        id=line_ids.get(line.id, line.id),
        parent_id=None if parent_id is None else line_ids.get(parent_id, parent_id),
        valid=DateSpan(
            None if line.valid.start_on is None else valid.start_on,
            None if line.valid.until is None else valid.until,
        ),
        suspensions=(),
        cancellation=None,
        external_ids=(),
    )
