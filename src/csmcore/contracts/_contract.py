"""
Service contracts, and the lines under which things are served.
"""

import datetime as dt
import enum
import functools
from collections.abc import Iterable
from decimal import Decimal

import attrs

from csmcore.contracts._agreed import Agreed
from csmcore.contracts._fields import number
from csmcore.contracts._nesting import UNBOUNDED, Bounds
from csmcore.contracts._standing import Stand, stand
from csmcore.errors import ContractError, DefinitionError
from csmcore.kernel import (
    Attributes,
    ContractId,
    ExternalId,
    Hierarchy,
    LineId,
    Markup,
    OwnerRef,
    ProductModelId,
    SoldProductId,
    card,
    date_if_given,
    listed,
    local_date,
    look_up,
    not_blank,
    not_blank_if_given,
    refuse_twins,
    to_attributes,
    to_choice,
    to_external_ids,
    zone_if_given,
)


class ContractKind(enum.StrEnum):
    """
    What a contract is about: a warranty, service that is paid by time, upkeep, or help.

    Source: Salesforce, "Service contracts", for the first three.
    """

    WARRANTY = "warranty"
    SUBSCRIPTION = "subscription"
    MAINTENANCE = "maintenance"
    SUPPORT = "support"


def kind_if_given(value: ContractKind | str | None) -> ContractKind | None:
    """
    A converter: a kind, or ``None``.

    Raises:
        DefinitionError: There is no such kind.
    """
    return None if value is None else to_choice(ContractKind, value)


def _sold_products(value: Iterable[SoldProductId]) -> tuple[SoldProductId, ...]:
    if isinstance(value, str):
        message = f"sold_product_ids={value!r} is one text; give several, such as ({value!r},)"
        raise DefinitionError(message)
    made = tuple(value)
    for each in made:
        if not isinstance(each, str) or not each.strip():
            message = f"{each!r} is no id of a sold product; it is a text that is not blank"
            raise DefinitionError(message)
    refuse_twins("sold product", made)
    return made


@attrs.frozen(kw_only=True)
class ContractLine(Agreed):
    """
    A part of a contract: what is served, how much of it, and from when until when.

    Lines hang under lines, as those for the parts of a bundle do. A date that a line does
    not state is that of what it hangs under.

    Attributes:
        id: Names it within its contract.

        parent_id: The line under which it hangs, or ``None`` when right under the contract.

        model_id: The product model that it is for, if any.

        sold_product_ids: What the customer bought that it is for, in order.

        quantity: How much of it. Exact; above zero.

        unit: Of what the quantity is a number: ``"seats"``; of pieces when not given.

        external_ids: What other systems call it.

        attributes: Attributes of the host's own, sorted by name; a mapping is accepted.

        valid: From when until when, within the dates of what it hangs under.

        suspensions: When it gives no service; in any order, held by date.

        cancellation: That it was called off, if it was.

    Raises:
        DefinitionError: The quantity is not exact or not above zero, or a text is blank.

        DuplicateError: A sold product or an attribute stands there twice.

        OverlapError: Two suspensions share a date.
    """

    id: LineId = attrs.field(validator=not_blank, kw_only=False)
    parent_id: LineId | None = attrs.field(default=None, validator=not_blank_if_given)
    model_id: ProductModelId | None = attrs.field(default=None, validator=not_blank_if_given)
    sold_product_ids: tuple[SoldProductId, ...] = attrs.field(default=(), converter=_sold_products)
    quantity: Decimal = attrs.field(default=Decimal(1), converter=number)
    unit: str | None = attrs.field(default=None, validator=not_blank_if_given)
    external_ids: tuple[ExternalId, ...] = attrs.field(default=(), converter=to_external_ids)
    attributes: Attributes = attrs.field(default=(), converter=to_attributes)

    @property
    def label(self) -> str:
        """
        What a person would call it: ``"line 'l1'"``.
        """
        return f"line {self.id!r}"


@attrs.frozen
class Renewal:
    """
    From which contracts one came: the first of all, and the one right before it.

    Attributes:
        root_id: The first, which was no renewal.

        predecessor_id: The one that it renews; the first itself when it is the second.
    """

    root_id: ContractId = attrs.field(validator=not_blank)
    predecessor_id: ContractId = attrs.field(validator=not_blank)


def _owner(value: OwnerRef) -> OwnerRef:
    if not isinstance(value, OwnerRef):
        message = f"{value!r} is no owner; say AccountOwner(account_id) or its like"
        raise DefinitionError(message)
    return value


def _lines(value: Iterable[ContractLine]) -> tuple[ContractLine, ...]:
    return listed(ContractLine, value, say="ContractLine(id, ...)")


@attrs.frozen(kw_only=True)
class ServiceContract(Agreed):
    """
    An agreement on service with a customer, with its lines.

    Attributes:
        id: Its identity.

        owner: With whom it was made.

        kind: What it is about, where the host tells that apart.

        name: What people call it.

        zone: The IANA name of the zone whose dates its dates are; the host's when not given.

        activated_on: First date on which it counts, or ``None`` while it is a draft.

        lines: Its parts, in the order in which they are shown.

        renewal: Which contract it renews, if any.

        calendar: The name of the calendar in which it gives service, if it names one.

        external_ids: What other systems call it.

        attributes: Attributes of the host's own, sorted by name; a mapping is accepted.

        valid: From when until when it runs.

        suspensions: When it gives no service; in any order, held by date.

        cancellation: That it was called off, if it was.

    Raises:
        ContractError: A line's dates reach outside those of what it hangs under, the
            contract is activated when it has ended, or it renews itself; all of it is told.

        CycleError: A line hangs under itself.

        UnknownReferenceError: A line hangs under one that the contract does not have.

        DuplicateError: Two lines have one id, or two attributes one name.

        OverlapError: Two suspensions share a date.

        UnknownZoneError: The zone database does not know the zone.

        DefinitionError: The owner is none, a text is blank, or there is no such kind.
    """

    id: ContractId = attrs.field(validator=not_blank, kw_only=False)
    owner: OwnerRef = attrs.field(converter=_owner)
    kind: ContractKind | None = attrs.field(default=None, converter=kind_if_given)
    name: str | None = attrs.field(default=None, validator=not_blank_if_given)
    zone: str | None = attrs.field(default=None, converter=zone_if_given)
    activated_on: dt.date | None = attrs.field(default=None, converter=date_if_given)
    lines: tuple[ContractLine, ...] = attrs.field(default=(), converter=_lines)
    renewal: Renewal | None = None
    calendar: str | None = attrs.field(default=None, validator=not_blank_if_given)
    external_ids: tuple[ExternalId, ...] = attrs.field(default=(), converter=to_external_ids)
    attributes: Attributes = attrs.field(default=(), converter=to_attributes)

    def __attrs_post_init__(self) -> None:
        super().__attrs_post_init__()
        problems = (*_problems(self), *_line_problems(self))
        if problems:
            raise ContractError(self.id, problems)

    def __str__(self) -> str:
        """
        As a list shows it: ``"contract c1 of account acme, from 2026-01-01 on, 2 lines"``.
        """
        name = "" if self.name is None else f" ({self.name})"
        lines = f"{len(self.lines)} line{'' if len(self.lines) == 1 else 's'}"
        return f"contract {self.id}{name} of {self.owner}, {self.valid}, {lines}"

    def _repr_html_(self) -> Markup:
        return card(f"Contract {self.id}", self)

    @property
    def label(self) -> str:
        """
        What a person would call it: ``"contract 'c1'"``.
        """
        return f"contract {self.id!r}"

    @property
    def in_force_on(self) -> dt.date | None:
        """
        First date on which it may count: its activation, or ``None`` while it is a draft.
        """
        return self.activated_on

    @functools.cached_property
    def tree(self) -> Hierarchy[LineId]:
        """
        Which line hangs under which.
        """
        return Hierarchy("line", tuple((line.id, line.parent_id) for line in self.lines))

    @functools.cached_property
    def _by_id(self) -> dict[LineId, ContractLine]:
        return {line.id: line for line in self.lines}

    def line(self, line_id: LineId) -> ContractLine:
        """
        The line of an id.

        Raises:
            UnknownIdError: The contract has no such line.
        """
        return look_up(f"line of {self.label}", self._by_id, line_id)

    def lines_with(self, line: ContractLine) -> tuple[ContractLine, ...]:
        """
        The lines with one of them changed, in its place; a new one comes last.
        """
        if line.id not in self._by_id:
            return (*self.lines, line)
        return tuple(line if each.id == line.id else each for each in self.lines)

    def chain(self, line_id: LineId | None = None) -> tuple[Agreed, ...]:
        """
        What stands above a line, from the outermost down to the line itself.

        Args:
            line_id: The line; without it the chain is the contract alone.

        Raises:
            UnknownIdError: The contract has no such line.
        """
        if line_id is None:
            return (self,)
        return (self, *(self._by_id[each] for each in self.tree.path(self.line(line_id).id)))

    def stand(self, on: dt.date, line_id: LineId | None = None) -> Stand:
        """
        Where the contract stands on a date, or one of its lines.

        Args:
            on: The date in question, in the contract's zone.

            line_id: The line; without it the contract is meant.

        Raises:
            UnknownIdError: The contract has no such line.
        """
        return stand(self.chain(line_id), on)

    def stand_at(self, at: dt.datetime, line_id: LineId | None = None, *, zone: str = "UTC") -> Stand:
        """
        Where the contract stands at an instant, or one of its lines.

        Args:
            at: The instant in question. Aware.

            line_id: The line; without it the contract is meant.

            zone: The IANA name of the zone whose dates count where the contract names none.

        Raises:
            UnknownIdError: The contract has no such line.

            NaiveInstantError: The instant has no zone.

            UnknownZoneError: The zone database does not know the zone.
        """
        return self.stand(self.date_at(at, zone=zone), line_id)

    def date_at(self, at: dt.datetime, *, zone: str = "UTC") -> dt.date:
        """
        The date of an instant by which the contract's dates are meant.

        Args:
            at: The instant in question. Aware.

            zone: The IANA name of the zone whose dates count where the contract names none.

        Raises:
            NaiveInstantError: The instant has no zone.

            UnknownZoneError: The zone database does not know the zone.
        """
        return local_date(at, self.zone or zone)


def _problems(contract: ServiceContract) -> tuple[str, ...]:
    problems = []
    activated_on, until = contract.activated_on, contract.valid.until
    if activated_on is not None and until is not None and activated_on >= until:
        problems.append(
            f"it is activated on {activated_on}, and ends on {until}, before it ever counts"
        )
    if contract.renewal is not None and contract.id in attrs.astuple(contract.renewal):
        problems.append("it renews itself; a renewal is a contract with an id of its own")
    return tuple(problems)


def _line_problems(contract: ServiceContract) -> tuple[str, ...]:
    """
    All lines whose dates reach outside, in the order of the lines.
    """
    found: dict[LineId, tuple[str, ...]] = {}
    bounds: dict[LineId | None, Bounds] = {None: UNBOUNDED.within(contract)}
    for line_id in contract.tree:
        line = contract.line(line_id)
        above = bounds[line.parent_id]
        bounds[line_id] = above.within(line)
        found[line_id] = above.problems(line)
    return tuple(problem for line in contract.lines for problem in found[line.id])
