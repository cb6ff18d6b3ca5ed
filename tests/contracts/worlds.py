"""
Small worlds by chance, as plain data, and the same world as the library's own values.
"""

import datetime as dt
import random
from typing import Any, Final

from csmcore.calendars import BusinessCalendar
from csmcore.contracts import (
    Cancellation,
    ContractLine,
    CoverageRequest,
    Entitlement,
    EntitlementBook,
    Ledger,
    Overage,
    ProductLinks,
    Scope,
    ServiceContract,
    Suspension,
    UnitsConsumed,
    UsageAllowance,
    UsageEntry,
)
from csmcore.kernel import (
    AccountConsumerCustomer,
    AccountConsumerOwner,
    AccountCustomer,
    AccountId,
    AccountOwner,
    ConsumerCustomer,
    ConsumerId,
    ConsumerOwner,
    ContractId,
    CustomerRef,
    DateSpan,
    EntitlementId,
    Hierarchy,
    HouseholdId,
    HouseholdOwner,
    InstallBaseItemId,
    LineId,
    Money,
    OwnerRef,
    ProductModelId,
    SoldProductId,
)
from tests.oracle.slow_cover import Row, World

START: Final = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
BEGIN: Final = dt.date(2026, 1, 5)
ZONES: Final = ("UTC", "Asia/Tokyo", "America/New_York")
ACCOUNTS: Final = ("a0", "a1", "a2", "a3")
ITEMS: Final = ("i0", "i1", "i2")
SOLD: Final = ("s0", "s1")
MODELS: Final = ("m0", "m1")
OWNERS: Final = (
    {"account": "a0"},
    {"account": "a1"},
    {"consumer": "p0"},
    {"household": "h0"},
    {"account": "a0", "consumer": "p0"},
)


def _dates(chance: random.Random) -> Row:
    row: Row = {}
    start, until = sorted(chance.sample(range(40), 2))
    if chance.random() < 0.4:
        row["start"] = BEGIN + dt.timedelta(days=start)
    if chance.random() < 0.5:
        row["until"] = BEGIN + dt.timedelta(days=until)
    if chance.random() < 0.2:
        first, second = sorted(chance.sample(range(40), 2))
        row["suspended"] = [
            {"start": BEGIN + dt.timedelta(days=first), "until": BEGIN + dt.timedelta(days=second)}
        ]
    if chance.random() < 0.1:
        row["cancelled"] = BEGIN + dt.timedelta(days=chance.randrange(40))
    return row


def _without_span(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in {"start", "until"}}


def _contracts(chance: random.Random) -> dict[str, Row]:
    found: dict[str, Row] = {}
    for number in range(chance.randrange(3)):
        lines: dict[str, Row] = {}
        for each in range(chance.randrange(3)):
            parent = chance.choice([None, *lines])
            sold = chance.sample(SOLD, chance.randrange(3))
            # Dates of their own stay inside by not being stated.
            lines[f"l{each}"] = {**_without_span(_dates(chance)), "parent": parent, "sold": sold}
        dates = _dates(chance)
        activated = chance.choice([None, BEGIN - dt.timedelta(days=9), BEGIN + dt.timedelta(days=9)])
        if activated is not None and activated >= dates.get("until", dt.date.max):
            activated = None
        zone = chance.choice([None, *ZONES])
        found[f"c{number}"] = {
            **dates,
            "activated": activated,
            "zone": zone,
            "lines": lines,
            "owner": chance.choice(OWNERS),
        }
    return found


def _scope(chance: random.Random, contracts: dict[str, Row]) -> Row:
    scope: Row = {}
    who = chance.randrange(6)
    if who < 3:
        scope["account"] = chance.choice(ACCOUNTS)
    if who in {2, 3}:
        scope["consumer"] = chance.choice(["p0", "p1"])
    if who == 4:
        scope["household"] = "h0"
    for aspect, values in (
        ("model", MODELS),
        ("sold_product", SOLD),
        ("item", ITEMS),
        ("location", ("here",)),
    ):
        if chance.random() < 0.25:
            scope[aspect] = chance.choice(values)
    if contracts and chance.random() < 0.3:
        scope["contract"] = chance.choice(list(contracts))
        lines = list(contracts[scope["contract"]]["lines"])
        if lines and chance.random() < 0.5:
            scope["line"] = chance.choice(lines)
    if chance.random() < 0.15:
        scope["channel"] = chance.choice([["phone"], ["phone", "web"]])
    if chance.random() < 0.1:
        scope["case_type"] = ["fault"]
    return scope


def _entitlement(chance: random.Random, number: int, contracts: dict[str, Row]) -> Row:
    scope = _scope(chance, contracts)
    row: Row = {"id": f"e{number}", "scope": scope}
    if contracts and "contract" not in scope and chance.random() < 0.3:
        row["contract"] = chance.choice(list(contracts))
        lines = list(contracts[row["contract"]]["lines"])
        if lines and chance.random() < 0.5:
            row["line"] = chance.choice(lines)
    dates = _dates(chance)
    row |= _without_span(dates) if "contract" in row or "contract" in scope else dates
    row["with_children"] = "account" in scope and chance.random() < 0.5
    row["with_parts"] = "item" in scope and chance.random() < 0.5
    row["only_in_hours"] = chance.random() < 0.2
    if chance.random() < 0.3:
        row["cases"] = chance.randrange(1, 5)
        row["overage"] = chance.random() < 0.2
    if chance.random() < 0.1:
        row["kind"] = "warranty"
    return row


def _was_there(row: Row, contracts: dict[str, Row]) -> bool:
    """
    Whether an entitlement ran before all that is asked, so that some of it may have been used.
    """
    contract = contracts.get(row.get("contract") or row["scope"].get("contract", ""), {})
    return "start" not in row and "start" not in contract


def a_world(chance: random.Random) -> World:
    """
    A world of a few customers, things, contracts and entitlements.
    """
    contracts = _contracts(chance)
    rows = [_entitlement(chance, number, contracts) for number in range(chance.randrange(1, 14))]
    return {
        "accounts": {
            each: chance.choice([None, *ACCOUNTS[:place]]) for place, each in enumerate(ACCOUNTS)
        },
        "items": {
            each: {"parent": chance.choice([None, *ITEMS[:place]]), "model": chance.choice(MODELS)}
            for place, each in enumerate(ITEMS)
        },
        "sold": {each: chance.choice(MODELS) for each in SOLD},
        "installed": [
            {"sold": sold, "item": item} | ({"until": BEGIN + dt.timedelta(20)} if old else {})
            for sold in SOLD
            for item in ITEMS
            for old in [chance.random() < 0.3]
            if chance.random() < 0.3
        ],
        "contracts": contracts,
        "entitlements": rows,
        "used": {
            row["id"]: chance.randrange(row["cases"] + 1)
            for row in rows
            if "cases" in row and _was_there(row, contracts)
        },
        "office_zone": chance.choice(ZONES),
    }


def a_request(chance: random.Random, world: World) -> Row:
    """
    A request in a world, which says more or less.
    """
    who = chance.randrange(4)
    request: Row = {}
    if who < 3:
        request["account"] = chance.choice(ACCOUNTS)
    if who >= 2:
        request["consumer"] = chance.choice(["p0", "p1"])
    if who == 3 and chance.random() < 0.6:
        request["household"] = "h0"
    for aspect, values, often in (
        ("model", MODELS, 0.15),
        ("sold_product", SOLD, 0.3),
        ("item", ITEMS, 0.5),
        ("location", ("here", "there"), 0.6),
        ("channel", ("phone", "web", "chat"), 0.8),
        ("case_type", ("fault", "question"), 0.8),
    ):
        if chance.random() < often:
            request[aspect] = chance.choice(values)
    if world["contracts"] and chance.random() < 0.3:
        request["contract"] = chance.choice(list(world["contracts"]))
        lines = list(world["contracts"][request["contract"]]["lines"])
        if lines and chance.random() < 0.5:
            request["line"] = chance.choice(lines)
    if chance.random() < 0.2:
        request["cases"] = chance.randrange(4)
    return request


def an_instant(chance: random.Random) -> dt.datetime:
    """
    An instant in the weeks in which things begin and end.
    """
    return START + dt.timedelta(hours=chance.randrange(-48, 42 * 24), minutes=chance.randrange(60))


def _agreed(row: Row) -> dict[str, Any]:
    return {
        "valid": DateSpan(row.get("start"), row.get("until")),
        "suspensions": [
            Suspension(each["start"], each["until"], reason="unpaid")
            for each in row.get("suspended", [])
        ],
        "cancellation": Cancellation(row["cancelled"], reason="moved") if "cancelled" in row else None,
    }


def entitlement_of(row: Row) -> Entitlement:
    """
    An entitlement of a world as the library's value.
    """
    names = {"channel": "channels", "case_type": "case_types"}
    scope = {names.get(aspect, f"{aspect}_id"): value for aspect, value in row["scope"].items()}
    overage = Overage(Money(10, "EUR")) if row.get("overage") else None
    return Entitlement(
        EntitlementId(row["id"]),
        scope=Scope(
            **scope,
            with_children=row.get("with_children", False),
            with_parts=row.get("with_parts", False),
        ),
        kind=row.get("kind"),
        contract_id=row.get("contract"),
        line_id=row.get("line"),
        hours="office",
        only_in_hours=row.get("only_in_hours", False),
        allowance=UsageAllowance(row["cases"], overage=overage) if "cases" in row else None,
        **_agreed(row),
    )


def _owner(row: Row) -> OwnerRef:
    match row:
        case {"account": str(account), "consumer": str(consumer)}:
            return AccountConsumerOwner(AccountId(account), ConsumerId(consumer))
        case {"account": str(account)}:
            return AccountOwner(AccountId(account))
        case {"consumer": str(consumer)}:
            return ConsumerOwner(ConsumerId(consumer))
        case _:
            return HouseholdOwner(HouseholdId(row["household"]))


def _contract(contract_id: str, row: Row) -> ServiceContract:
    lines = [
        ContractLine(LineId(each), parent_id=it["parent"], sold_product_ids=it["sold"], **_agreed(it))
        for each, it in row["lines"].items()
    ]
    return ServiceContract(
        ContractId(contract_id),
        owner=_owner(row["owner"]),
        zone=row["zone"],
        activated_on=row["activated"],
        lines=lines,
        **_agreed(row),
    )


def _ledger(world: World) -> Ledger:
    long_ago = START - dt.timedelta(days=60)
    entries: list[UsageEntry] = [
        UnitsConsumed(entitlement_id=EntitlementId(each), key="k", at=long_ago, sequence=1, amount=used)
        for each, used in world["used"].items()
        if used
    ]
    return Ledger.of(entries)


def book_of(world: World) -> EntitlementBook:
    """
    A world as a book.
    """
    links = ProductLinks(
        sold=[(SoldProductId(each), ProductModelId(model)) for each, model in world["sold"].items()],
        item_models=[
            (InstallBaseItemId(each), ProductModelId(it["model"]))
            for each, it in world["items"].items()
        ],
        items=Hierarchy(
            "item", [(InstallBaseItemId(each), it["parent"]) for each, it in world["items"].items()]
        ),
        installed=[
            (SoldProductId(it["sold"]), InstallBaseItemId(it["item"]), DateSpan(until=it.get("until")))
            for it in world["installed"]
        ],
    )
    return EntitlementBook.of(
        map(entitlement_of, world["entitlements"]),
        contracts=[_contract(each, row) for each, row in world["contracts"].items()],
        accounts=Hierarchy("account", [(AccountId(a), b) for a, b in world["accounts"].items()]),
        products=links,
        ledger=_ledger(world),
        calendars=BusinessCalendar("office", world["office_zone"], "mon-fri 09:00-17:00"),
    )


def request_of(row: Row) -> CoverageRequest:
    """
    A request of a world as the library's value.
    """
    match row.get("account"), row.get("consumer"), row.get("household"):
        case str(account), None, None:
            customer: CustomerRef = AccountCustomer(AccountId(account))
        case str(account), str(consumer), None:
            customer = AccountConsumerCustomer(AccountId(account), ConsumerId(consumer))
        case None, str(consumer), household:
            home = None if household is None else HouseholdId(household)
            customer = ConsumerCustomer(ConsumerId(consumer), home)
        case _:
            raise AssertionError(row)
    said: dict[str, Any] = {
        name: row.get(name.removesuffix("_id"))
        for name in (
            "model_id",
            "sold_product_id",
            "item_id",
            "contract_id",
            "line_id",
            "location_id",
            "channel",
            "case_type",
        )
    }
    return CoverageRequest(customer, **said, cases=row.get("cases", 1))
