"""
Amendment: a line that says something else from a date on, without losing what it said before.
"""

import datetime as dt
import enum
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias, assert_never

import attrs

from csmcore.contracts._agreed import Agreed
from csmcore.contracts._changes import check
from csmcore.contracts._contract import ContractLine, ServiceContract
from csmcore.contracts._reach import NOWHERE, Reach, start_of
from csmcore.kernel import DateSpan, LineId, ProductModelId, Reason, ReasonKind, SoldProductId, to_date

OUTSIDE: Final = ReasonKind("contract.outside", "{what} runs {dates}, and {on} is no date of it")
IDS_NEEDED: Final = ReasonKind(
    "contract.ids_needed",
    "{lines} under {what}: runs across {on}, so child_ids must say what is called what from then on",
)

_NONE: Final[Mapping[LineId, LineId]] = MappingProxyType({})


def amend(
    contract: ServiceContract,
    line_id: LineId,
    *,
    from_on: dt.date,
    new_id: LineId,
    quantity: Decimal | int | None = None,
    unit: str | None = None,
    model_id: ProductModelId | None = None,
    sold_product_ids: Iterable[SoldProductId] | None = None,
    child_ids: Mapping[LineId, LineId] = _NONE,
) -> ServiceContract:
    """
    The contract with a line split by date: until then as it was, from then on as amended.

    Where it has given no service before that date, there is nothing to keep: the new line
    takes its place. What hangs under the line goes with the part in which it runs, and is
    split as well where it runs in both.

    Args:
        contract: The contract.

        line_id: The line that is amended.

        from_on: First date of the new line.

        new_id: The id of the new line.

        quantity: How much of it from then on; as before when not given, as are the others.

        unit: Of what the quantity is a number.

        model_id: The product model that it is for.

        sold_product_ids: What the customer bought that it is for.

        child_ids: The ids of the later parts of what is split under it, by the present ones.

    Raises:
        MoveRefusedError: The line does not run on that date, has ended or is cancelled, or an
            id is missing for a line under it.

        UnknownIdError: The contract has no such line.

        DuplicateError: A new id is taken.
    """
    on, line, chain = to_date(from_on), contract.line(line_id), contract.chain(line_id)
    for each in child_ids:
        contract.line(each)
    levels = _levels(contract)
    check(chain, "amend", on, reasons=_outside(line, levels[line_id], on))
    amended = attrs.evolve(
        line,
        quantity=line.quantity if quantity is None else quantity,
        unit=line.unit if unit is None else unit,
        model_id=line.model_id if model_id is None else model_id,
        sold_product_ids=line.sold_product_ids if sold_product_ids is None else sold_product_ids,
    )
    before, ended_on = _before(line, levels, on)
    if before is None:
        return _renamed(contract, attrs.evolve(amended, id=new_id), line_id)
    below = [contract.line(each) for each in contract.tree.tree(line_id)[1:]]
    sides = {each.id: levels[each.id].side(ended_on) for each in below}
    split = [each for each in below if sides[each.id] is _Side.BOTH]
    unnamed = ", ".join(each.label for each in split if each.id not in child_ids)
    if unnamed:
        check(chain, "amend", on, reasons=(IDS_NEEDED(lines=unnamed, what=line.label, on=on),))
    ids = {line_id: new_id, **{each.id: child_ids[each.id] for each in split}}
    parts = {
        each.id: _parts(each, sides[each.id], levels, ended_on=ended_on, on=on, ids=ids)
        for each in below
    }
    parts[line_id] = (before, _after(amended, levels, on, ids))
    return _with_parts(contract, parts)


def _with_parts(
    contract: ServiceContract, parts: Mapping[LineId, tuple[ContractLine, ...]]
) -> ServiceContract:
    """
    The contract with the parts of lines in their places.
    """
    lines = (part for each in contract.lines for part in parts.get(each.id, (each,)))
    return attrs.evolve(contract, lines=tuple(lines))


class _Side(enum.Enum):
    """
    In which part of a split line what hangs under it runs.
    """

    BEFORE = "before"
    AFTER = "after"
    BOTH = "both"


class _Level(NamedTuple):
    """
    How far a line reaches with all that is above it.

    Attributes:
        reach: Its start and its own end, with what is given back.

        ends_on: The first end of its own and of all above it.

        gone_on: The first cancellation of its own and of all above it.
    """

    reach: Reach
    ends_on: dt.date | None
    gone_on: dt.date | None

    def below(self, agreed: Agreed) -> "_Level":
        """
        The same for what hangs right under it.
        """
        reach, off = self.reach.below(agreed), agreed.cancellation
        gone_on = None if off is None else off.effective_on
        return _Level(reach, _first(self.ends_on, reach.end), _first(self.gone_on, gone_on))

    def side(self, ended_on: dt.date) -> _Side:
        """
        In which part it runs where the first one gives no more service from a date on.
        """
        if self.reach.start_on >= ended_on:
            return _Side.AFTER
        over_on = _first(self.ends_on, self.gone_on)
        return _Side.BEFORE if over_on is not None and over_on <= ended_on else _Side.BOTH


_Levels: TypeAlias = Mapping[LineId | None, _Level]


def _first(*dates: dt.date | None) -> dt.date | None:
    return min((on for on in dates if on is not None), default=None)


def _levels(contract: ServiceContract) -> _Levels:
    """
    How far each line reaches, and under ``None`` the contract.
    """
    levels: dict[LineId | None, _Level] = {None: _Level(NOWHERE, None, None).below(contract)}
    for line_id in contract.tree:
        line = contract.line(line_id)
        levels[line_id] = levels[line.parent_id].below(line)
    return levels


def _outside(line: ContractLine, level: _Level, on: dt.date) -> tuple[Reason, ...]:
    """
    Why a line cannot be amended on a date: it does not run on it.
    """
    start_on = None if level.reach.start_on == dt.date.min else level.reach.start_on
    ended = level.ends_on is not None and level.ends_on <= on
    if not ended and (start_on is None or start_on <= on):
        return ()
    dates = " ".join(
        f"{word} {date}"
        for word, date in (("from", start_on), ("until", level.ends_on))
        if date is not None
    )
    return (OUTSIDE(what=line.label, dates=dates, on=on),)


def _before(line: ContractLine, levels: _Levels, on: dt.date) -> tuple[ContractLine | None, dt.date]:
    """
    What a line was until a date, and when that ends; nothing where it has given no service yet.

    What is given back before the date would move its end past it, so it is taken off. On a
    date in the middle of a suspension that gives days back, it ends as that begins.
    """
    start_on = levels[line.id].reach.start_on
    until = on - levels[line.id].reach.lost_before(on)
    if until <= start_on:
        return None, start_on
    before = _cut(line, on, DateSpan(line.valid.start_on, until))
    return before, levels[line.parent_id].reach.below(before).end or on


def _cut(line: ContractLine, on: dt.date, valid: DateSpan) -> ContractLine:
    """
    A line without what happens to it from a date on.
    """
    off = line.cancellation
    return attrs.evolve(
        line,
        valid=valid,
        suspensions=tuple(
            attrs.evolve(each, until=_first(each.until, on))
            for each in line.suspensions
            if each.start_on < on
        ),
        cancellation=None if off is None or off.effective_on >= on else off,
    )


def _after(
    line: ContractLine, levels: _Levels, on: dt.date, ids: Mapping[LineId, LineId]
) -> ContractLine:
    """
    What a line is from a date on, under what its parent is from then on.

    What was given back before the date counts for the new part as well, which was not there
    then; so it is agreed on for those days, as far as what is above it reaches.
    """
    level, parent_id = levels[line.id], line.parent_id
    start_on, until = line.valid.start_on, line.valid.until
    if until is not None and level.reach.start_on < on:
        lost = min(level.reach.lost_before(on), dt.date.max - until)
        until = _first(until + lost, levels[parent_id].ends_on)
    begins = line.id in ids and parent_id not in ids
    if begins or start_on is not None:
        start_on = max(on, start_of(line.valid))
    return attrs.evolve(
        line,
        id=ids.get(line.id, line.id),
        parent_id=None if parent_id is None else ids.get(parent_id, parent_id),
        valid=DateSpan(start_on, until),
        suspensions=tuple(
            attrs.evolve(each, start_on=max(each.start_on, on))
            for each in line.suspensions
            if each.until is None or each.until > on
        ),
    )


def _parts(
    line: ContractLine,
    side: _Side,
    levels: _Levels,
    *,
    ended_on: dt.date,
    on: dt.date,
    ids: Mapping[LineId, LineId],
) -> tuple[ContractLine, ...]:
    """
    What becomes of a line that hangs under the one that is split.
    """
    match side:
        case _Side.BEFORE:
            # One that was cancelled may have been agreed on for longer.
            until = line.valid.until
            kept = until if until is None or until <= ended_on else None
            return (attrs.evolve(line, valid=DateSpan(line.valid.start_on, kept)),)
        case _Side.AFTER:
            return (_after(line, levels, on, ids),)
        case _Side.BOTH:
            before = _cut(line, on, DateSpan(line.valid.start_on))
            return before, _after(line, levels, on, ids)
        case _:  # pragma: no cover
            assert_never(side)


def _renamed(contract: ServiceContract, line: ContractLine, old_id: LineId) -> ServiceContract:
    """
    The contract with a line in the place of another, and over what hung under that.
    """
    parts = {
        each.id: (attrs.evolve(each, parent_id=line.id),)
        for each in contract.lines
        if each.parent_id == old_id
    }
    return _with_parts(contract, {**parts, old_id: (line,)})
