"""
Which entitlement covers, the slow way: every entitlement is looked at, in plain words and plain data.

It shares no code with the library. A world is dictionaries and lists; dates and instants are the
only types in it. What is not in a dictionary is not set.
"""

import datetime as dt
import zoneinfo
from typing import Any

World = dict[str, Any]
Row = dict[str, Any]

SERVICENOW = {
    "account": 1,
    "consumer": 1,
    "household": 1,
    "model": 2,
    "sold_product": 3,
    "item": 3,
    "contract": 4,
    "line": 4,
}
MOST_SPECIFIC = (
    "item",
    "sold_product",
    "model",
    "location",
    "line",
    "contract",
    "consumer",
    "household",
    "account",
    "case_type",
    "channel",
)


def up(tree: dict[str, str | None], member: str) -> list[str]:
    """
    A member and all above it, the nearest first.
    """
    found: list[str] = []
    above: str | None = member
    while above is not None:
        found.append(above)
        above = tree[above]
    return found


def date_in(zone: str, at: dt.datetime) -> dt.date:
    """
    The date in a zone.
    """
    return at.astimezone(zoneinfo.ZoneInfo(zone)).date()


def within(row: Row, on: dt.date) -> bool:
    """
    Whether a date lies from its start until before its end.
    """
    return row.get("start", dt.date.min) <= on and (row.get("until") is None or on < row["until"])


def sold_of(world: World, request: Row, items: list[str], on: dt.date) -> list[str]:
    """
    The sold product that is named; else what the nearest item was sold as that was sold at all.
    """
    if "sold_product" in request:
        return [request["sold_product"]]
    for item in items:
        links = [each for each in world["installed"] if each["item"] == item]
        sold = [each["sold"] for each in links if within(each, on)]
        if sold:
            return sold
    return []


def models_of(world: World, request: Row, sold: list[str]) -> list[str]:
    """
    The model that is named; else those of what was sold and of the item.
    """
    if "model" in request:
        return [request["model"]]
    own = [world["items"][request["item"]]["model"]] if "item" in request else []
    return own + [world["sold"][each] for each in sold]


def lines_of(world: World, request: Row, sold: list[str]) -> list[tuple[str, str]]:
    """
    The line that is named; else those on which what was sold stands, under the contract if named.
    """
    if "line" in request:
        return [(request["contract"], request["line"])]
    return [
        (contract_id, line_id)
        for contract_id, contract in world["contracts"].items()
        for line_id, line in contract["lines"].items()
        if request.get("contract", contract_id) == contract_id and set(sold) & set(line["sold"])
    ]


def items_of(world: World, request: Row, on: dt.date) -> list[list[str]]:
    """
    The item that is named, else those as which what was sold is installed; each with those around it.
    """
    tree = {each: row["parent"] for each, row in world["items"].items()}
    if "item" in request:
        return [up(tree, request["item"])]
    links = [each for each in world["installed"] if each["sold"] == request.get("sold_product")]
    return [up(tree, each["item"]) for each in links if within(each, on)]


def nearest_first(paths: list[list[str]]) -> list[tuple[int, str]]:
    """
    All on some paths, each with the fewest steps in which it is reached.
    """
    return [
        (min(path.index(each) for path in paths if each in path), each)
        for each in sorted({each for path in paths for each in path})
    ]


def known(world: World, request: Row, at: dt.datetime) -> dict[str, Any]:
    """
    What a request says of each aspect, its own word before what follows from it.
    """
    on = date_in("UTC", at)
    paths = items_of(world, request, on)
    sold = sold_of(world, request, paths[0] if "item" in request else [], on)
    lines = lines_of(world, request, sold)
    said: dict[str, Any] = {name: [value] for name, value in request.items() if name != "cases"}
    said["item"] = [path[0] for path in paths]
    said["sold_product"] = sold
    said["model"] = models_of(world, request, sold)
    said["line"] = [f"{contract_id}:{line_id}" for contract_id, line_id in lines]
    said["contract"] = said.get("contract") or [contract_id for contract_id, _ in lines]
    said["accounts above"] = up(world["accounts"], request["account"]) if "account" in request else []
    said["items above"] = [item for _, item in nearest_first(paths)]
    said["steps"] = {"item": {item: count for count, item in nearest_first(paths)}}
    said["steps"]["account"] = {each: count for count, each in enumerate(said["accounts above"])}
    return said


def whose(world: World, row: Row) -> Row:
    """
    What an entitlement names; where nobody is among it, the owner of its contract is as well.
    """
    scope: Row = row["scope"]
    contract_id = row.get("contract") or scope.get("contract")
    if contract_id is None or {"account", "consumer", "household"} & set(scope):
        return scope
    return {**scope, **world["contracts"][contract_id]["owner"]}


def matched(world: World, row: Row, said: dict[str, Any]) -> list[str] | None:
    """
    The aspects that an entitlement names, all of which are matched; ``None`` when one is not.

    The contract that it was agreed under is one of them where the request is under it.
    """
    found = []
    for aspect, value in whose(world, row).items():
        given = said.get(aspect, [])
        wanted = value if isinstance(value, list) else [value]
        if aspect == "account" and row.get("with_children"):
            given = said["accounts above"]
        if aspect == "item" and row.get("with_parts"):
            given = said["items above"]
        if aspect == "line":
            wanted = [f"{row['scope']['contract']}:{value}"]
        if not set(given) & set(wanted):
            return None
        found.append(aspect)
    if row.get("contract") in said["contract"] and "contract" not in found:
        found.append("contract")
    return [*found, "warranty"] if row.get("kind") == "warranty" else found


def chain(world: World, row: Row) -> list[Row]:
    """
    The contract, its lines and the entitlement, from the top down.
    """
    contract_id = row.get("contract") or row["scope"].get("contract")
    line_id = row.get("line") or row["scope"].get("line")
    if contract_id is None:
        return [row]
    contract = world["contracts"][contract_id]
    lines = contract["lines"]
    path = [] if line_id is None else up({each: it["parent"] for each, it in lines.items()}, line_id)
    return [contract, *(lines[each] for each in reversed(path)), row]


def gives_service(world: World, row: Row, at: dt.datetime) -> bool:
    """
    Whether nothing from the contract down is a draft, over, suspended or called off.
    """
    levels = chain(world, row)
    on = date_in(levels[0].get("zone") or "UTC", at)
    for level in levels:
        called_off = "cancelled" in level and level["cancelled"] <= on
        draft = "activated" in level and (level["activated"] is None or on < level["activated"])
        suspended = any(within(each, on) for each in level.get("suspended", []))
        if called_off or draft or suspended or not within(level, on):
            return False
    return True


def opens(world: World, row: Row, at: dt.datetime) -> bool:
    """
    Office hours, nine to five from Monday to Friday, where an entitlement is only for those.
    """
    if not row.get("only_in_hours"):
        return True
    local = at.astimezone(zoneinfo.ZoneInfo(world["office_zone"]))
    return local.weekday() < 5 and 9 <= local.hour < 17


def left(world: World, row: Row) -> int | None:
    """
    How many cases are left; ``None`` for any number.
    """
    if "cases" not in row:
        return None
    used: int = world["used"].get(row["id"], 0)
    return max(0, int(row["cases"]) - used)


def enough(world: World, row: Row, request: Row) -> bool:
    """
    Whether something is left, and no less than is wanted; or more is allowed at a rate.
    """
    rest = left(world, row)
    return rest is None or bool(row.get("overage")) or (rest > 0 and rest >= request.get("cases", 1))


def ends(world: World, row: Row) -> dt.date:
    """
    When it ends with all that it hangs under; what has no end ends last.
    """
    return min(each.get("until") or dt.date.max for each in chain(world, row))


def steps(world: World, row: Row, said: dict[str, Any]) -> int:
    """
    How far above the customer its account is, and how far around the item its item.
    """
    scope = whose(world, row)
    named = {aspect: scope[aspect] for aspect in ("account", "item") if aspect in scope}
    return sum(int(said["steps"][aspect][value]) for aspect, value in named.items())


def slow_cover(
    world: World, request: Row, at: dt.datetime, *, order: str
) -> tuple[str | None, list[str]]:
    """
    The id of the entitlement that counts, and the ids of all that would cover.
    """
    best: tuple[Any, ...] | None = None
    chosen, covering = None, []
    said = known(world, request, at)
    for row in world["entitlements"]:
        aspects = matched(world, row, said)
        if aspects is None or not gives_service(world, row, at):
            continue
        if not opens(world, row, at) or not enough(world, row, request):
            continue
        covering.append(row["id"])
        rest = left(world, row)
        remaining = (1, 0) if rest is None else (0, rest)
        ties = (ends(world, row).toordinal(), remaining, [-ord(char) for char in row["id"]])
        if order == "servicenow":
            weights = [SERVICENOW.get(each, 0) for each in aspects]
            key: tuple[Any, ...] = (max([0, *weights]), sum(weights), *ties)
        else:
            flags = [each in aspects for each in MOST_SPECIFIC]
            key = (*flags, -steps(world, row, said), *ties)
        if best is None or key > best:
            best, chosen = key, row["id"]
    return chosen, sorted(covering)
