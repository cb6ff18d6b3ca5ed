"""
A book of entitlements, with all that a decision among them needs.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, Protocol

import attrs

from csmcore.calendars import Calendar, CalendarBook, FloatingCalendar
from csmcore.contracts._agreed import Agreed
from csmcore.contracts._allowance import UsageTerms
from csmcore.contracts._contract import ServiceContract
from csmcore.contracts._entitlement import Entitlement
from csmcore.contracts._fields import a
from csmcore.contracts._ledger import Ledger
from csmcore.contracts._links import ProductLinks, ProductRecords
from csmcore.contracts._nesting import UNBOUNDED
from csmcore.contracts._said import Ground, OnLine
from csmcore.contracts._shelves import Entry, Shelves
from csmcore.contracts._template import scope_of
from csmcore.errors import (
    EntitlementError,
    UnknownReferenceError,
)
from csmcore.kernel import (
    AccountId,
    ContractId,
    DateSpan,
    EntitlementId,
    Hierarchy,
    LineId,
    Markup,
    SoldProductId,
    counted,
    listed,
    look_up,
    refuse_twins,
    table,
    zone_name,
)


class AccountTree(Protocol):
    """
    Whatever knows which account is below which, such as a book of accounts.
    """

    @property
    def hierarchy(self) -> Hierarchy[AccountId]:
        """
        The tree of accounts.
        """
        ...


_a_ledger: Final = a(Ledger, "Ledger.of(entries)")


def _by_id(value: Iterable[Entitlement]) -> tuple[Entitlement, ...]:
    made = listed(Entitlement, value, say="Entitlement(id, ...)")
    return tuple(sorted(made, key=lambda each: each.id))


def _contracts_by_id(value: Iterable[ServiceContract]) -> tuple[ServiceContract, ...]:
    made = listed(ServiceContract, value, say="ServiceContract(id, owner=...)")
    return tuple(sorted(made, key=lambda each: each.id))


def _dates(entitlement: Entitlement) -> DateSpan | str:
    stated = entitlement.valid != DateSpan() or entitlement.agreed_under[0] is None
    return entitlement.valid if stated else "with its contract"


_OF: Final = "what EntitlementBook.of(...) makes of whatever a host has"


@attrs.frozen(kw_only=True)
class EntitlementBook:
    """
    Entitlements, with the contracts, trees, usage and calendars that decide between them.

    It is checked as a whole when it is built, and indexed once: what a request costs then
    depends on the customer's own entitlements and not on those of all others. The order
    in which things are put in does not matter.

    Attributes:
        entitlements: Held by id.

        contracts: Those under which they were agreed; held by id.

        accounts: Which account is below which. Where there are none, each stands alone;
            else whoever asks must be among them.

        products: What is known of what customers have.

        ledger: What was used.

        calendars: By name, those in which service is given.

        zone: The IANA name of the zone whose dates count where a contract names none.

    Raises:
        DuplicateError: Two entitlements, or two contracts, have one id.

        UnknownReferenceError: An entitlement names a contract, line, account, item, sold
            product or calendar that is not there; the error names the entitlement. Or it is
            for the owner of its contract, and that account is not there.

        EntitlementError: Dates reach outside those of what an entitlement hangs under, or
            it serves only in hours that nobody names. All of it is told, over the whole book.

        UnknownZoneError: The zone database does not know the zone.

        DefinitionError: An allowance has periods, and no date from which they count; or
            something is not what it should be, such as a book of accounts for their tree,
            which :meth:`of` takes.
    """

    entitlements: tuple[Entitlement, ...] = attrs.field(default=(), converter=_by_id, kw_only=False)
    contracts: tuple[ServiceContract, ...] = attrs.field(default=(), converter=_contracts_by_id)
    accounts: Hierarchy[AccountId] = attrs.field(
        factory=lambda: Hierarchy("account"), validator=a(Hierarchy, _OF)
    )
    products: ProductLinks = attrs.field(default=ProductLinks(), validator=a(ProductLinks, _OF))
    ledger: Ledger = attrs.field(default=Ledger(), validator=_a_ledger)
    calendars: CalendarBook = attrs.field(default=CalendarBook(), validator=a(CalendarBook, _OF))
    zone: str = attrs.field(default="UTC", converter=zone_name)

    def __attrs_post_init__(self) -> None:
        refuse_twins("entitlement", (each.id for each in self.entitlements))
        refuse_twins("contract", (each.id for each in self.contracts))
        for each in self.entitlements:
            self._check_names(each)
            self._check_owner(each)
        problems = tuple(problem for each in self.entitlements for problem in self._problems(each))
        if problems:
            raise EntitlementError(problems)
        for entry in self._shelves.entries:
            entry.terms  # noqa: B018  # refuses periods that nothing starts

    def _repr_html_(self) -> Markup:
        heads = ("entitlement", "for", "valid", "under", "in the hours of", "allowance")
        rows = (
            (each.title, each.scope, _dates(each), each.agreed_under[0], each.hours, each.allowance)
            for each in self.entitlements
        )
        return table(self, heads, rows)

    @classmethod
    def of(
        cls,
        entitlements: Iterable[Entitlement],
        *,
        contracts: Iterable[ServiceContract] = (),
        accounts: Hierarchy[AccountId] | AccountTree | None = None,
        products: ProductLinks | ProductRecords | None = None,
        ledger: Ledger | None = None,
        calendars: CalendarBook | Calendar | FloatingCalendar | None = None,
        zone: str = "UTC",
    ) -> "EntitlementBook":
        """
        A book from whatever a host has; what is not given is not known.

        Args:
            entitlements: In any order.

            contracts: Those under which they were agreed.

            accounts: A tree of accounts, or a book of accounts.

            products: A book of products, or the links that matter of it.

            ledger: What was used; nothing when not given.

            calendars: A book of calendars, or the one that always counts.

            zone: The zone whose dates count where a contract names none.

        Raises:
            DefinitionError: As the class does, in all the ways that it tells.
        """
        if isinstance(calendars, Calendar | FloatingCalendar):
            calendars = CalendarBook((calendars,), default=calendars.name)
        if accounts is not None and not isinstance(accounts, Hierarchy):
            accounts = accounts.hierarchy
        if products is not None and not isinstance(products, ProductLinks):
            products = ProductLinks.of(products)
        return cls(
            entitlements=entitlements,
            contracts=contracts,
            accounts=Hierarchy("account") if accounts is None else accounts,
            products=ProductLinks() if products is None else products,
            ledger=Ledger() if ledger is None else ledger,
            calendars=CalendarBook() if calendars is None else calendars,
            zone=zone,
        )

    def __iter__(self) -> Iterator[Entitlement]:
        return iter(self.entitlements)

    def __len__(self) -> int:
        return len(self.entitlements)

    def __str__(self) -> str:
        """
        How much there is of what: ``"3 entitlements, 1 contract"``.
        """
        held = counted(len(self.entitlements), "entitlement"), counted(len(self.contracts), "contract")
        return ", ".join(held)

    def entitlement(self, entitlement_id: EntitlementId) -> Entitlement:
        """
        The entitlement of an id.

        Raises:
            UnknownIdError: The book has none.
        """
        return self._entry(entitlement_id).entitlement

    def chain(self, entitlement_id: EntitlementId) -> tuple[Agreed, ...]:
        """
        An entitlement below all that it hangs under, from the contract down.

        Raises:
            UnknownIdError: The book has no such entitlement.
        """
        return self._entry(entitlement_id).chain

    def terms(self, entitlement_id: EntitlementId) -> UsageTerms | None:
        """
        What the ledger has to know of an entitlement, or ``None`` where nothing is counted.

        Its dates are those within which it runs, with its contract's and the days given back.

        Raises:
            UnknownIdError: The book has no such entitlement.
        """
        return self._entry(entitlement_id).terms

    def with_ledger(self, ledger: Ledger) -> "EntitlementBook":
        """
        The same book with other usage.

        It is neither checked nor indexed again: nothing of that looks at what was used.
        """
        _a_ledger(self, attrs.fields(EntitlementBook).ledger, ledger)
        after = object.__new__(EntitlementBook)
        for each in attrs.fields(EntitlementBook):
            object.__setattr__(after, each.name, getattr(self, each.name))
        object.__setattr__(after, "ledger", ledger)
        for name in ("_by_id", "_contracts", "_shelves", "_ground"):
            object.__setattr__(after, name, getattr(self, name))
        return after

    def _entry(self, entitlement_id: EntitlementId) -> Entry:
        return look_up("entitlement", self._by_id, entitlement_id)

    @functools.cached_property
    def _by_id(self) -> Mapping[EntitlementId, Entry]:
        return MappingProxyType({each.entitlement.id: each for each in self._shelves.entries})

    @functools.cached_property
    def _contracts(self) -> Mapping[ContractId, ServiceContract]:
        return MappingProxyType({each.id: each for each in self.contracts})

    @functools.cached_property
    def _shelves(self) -> Shelves:
        return Shelves(tuple(self._entry_of(each) for each in self.entitlements))

    @functools.cached_property
    def _ground(self) -> Ground:
        on_lines: dict[SoldProductId, list[OnLine]] = {}
        lines: dict[ContractId, frozenset[LineId]] = {}
        for contract in self.contracts:
            lines[contract.id] = frozenset(line.id for line in contract.lines)
            for line in contract.lines:
                for sold in line.sold_product_ids:
                    on_lines.setdefault(sold, []).append((contract.id, line.id))
        return Ground(
            accounts=self.accounts,
            links=self.products,
            lines_of_contract=MappingProxyType(lines),
            lines_of_sold=MappingProxyType({sold: tuple(found) for sold, found in on_lines.items()}),
        )

    def _entry_of(self, entitlement: Entitlement) -> Entry:
        contract_id, _ = entitlement.agreed_under
        contract = None if contract_id is None else self._contracts[contract_id]
        zone = (contract.zone if contract is not None else None) or self.zone
        hours = self._hours(entitlement)
        known = hours is not None and hours in self.calendars
        calendar = self.calendars.named(hours) if hours is not None and known else None
        return Entry(
            entitlement=entitlement,
            contract=contract,
            chain=(*self._above(entitlement), entitlement),
            zone=zone,
            calendar=calendar.bind(zone) if isinstance(calendar, FloatingCalendar) else calendar,
            hours=hours,
        )

    def _above(self, entitlement: Entitlement) -> tuple[Agreed, ...]:
        contract_id, line_id = entitlement.agreed_under
        return () if contract_id is None else self._contracts[contract_id].chain(line_id)

    def _hours(self, entitlement: Entitlement) -> str | None:
        """
        The name of the calendar in which it serves: its own, its contract's, the default.
        """
        contract_id, _ = entitlement.agreed_under
        contract = None if contract_id is None else self._contracts[contract_id]
        named = contract.calendar if contract is not None else None
        return entitlement.hours or named or self.calendars.default

    def _check_names(self, entitlement: Entitlement) -> None:
        scope, label, links = entitlement.scope, entitlement.label, self.products
        contract_id, line_id = entitlement.agreed_under
        if contract_id is not None:
            contract = self._contracts.get(contract_id)
            if contract is None:
                raise UnknownReferenceError("contract", contract_id, label)
            if line_id is not None and line_id not in contract.tree:
                raise UnknownReferenceError(f"line of {contract.label}", line_id, label)
        account, item, sold = scope.account_id, scope.item_id, scope.sold_product_id
        if account is not None and len(self.accounts) and account not in self.accounts:
            raise UnknownReferenceError("account", account, label)
        if item is not None and len(links.items) and item not in links.items:
            raise UnknownReferenceError("item", item, label)
        if sold is not None and links.sold and sold not in links.model_of_sold:
            raise UnknownReferenceError("sold product", sold, label)
        hours = self._hours(entitlement)
        needed = entitlement.only_in_hours or len(self.calendars)
        if hours is not None and needed and hours not in self.calendars:
            raise UnknownReferenceError("calendar", hours, label)

    def _check_owner(self, entitlement: Entitlement) -> None:
        """
        That whoever is served for owning the contract is known.
        """
        contract_id, _ = entitlement.agreed_under
        if contract_id is None or entitlement.scope.names_party or not len(self.accounts):
            return
        contract = self._contracts[contract_id]
        account = scope_of(contract.owner).account_id
        if account is not None and account not in self.accounts:
            raise UnknownReferenceError("account", account, contract.label)

    def _problems(self, entitlement: Entitlement) -> tuple[str, ...]:
        bounds = UNBOUNDED
        for each in self._above(entitlement):
            bounds = bounds.within(each)
        problems = bounds.problems(entitlement)
        if entitlement.only_in_hours and self._hours(entitlement) is None:
            said = f"{entitlement.label} serves only in its hours, and nobody names any"
            return (*problems, said)
        return problems
