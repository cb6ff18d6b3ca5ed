"""
What a request says, with what follows from it.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import attrs

from csmcore.contracts._links import ProductLinks
from csmcore.contracts._request import CoverageRequest
from csmcore.contracts._scope import Aspect, Scope, ScopeClause, line_name
from csmcore.errors import UnknownIdError
from csmcore.kernel import (
    AccountId,
    ContractId,
    Hierarchy,
    InstallBaseItemId,
    LineId,
    Reason,
    ReasonKind,
    Scalar,
    SoldProductId,
)

ACCOUNT_BELOW: Final = ReasonKind("coverage.account_below", "account {given} is below account {wanted}")
ITEM_PART: Final = ReasonKind("coverage.item_part", "item {given} is a part of item {wanted}")
ITEM_MODEL: Final = ReasonKind("coverage.item_model", "item {item} is of model {model}")
SOLD_MODEL: Final = ReasonKind("coverage.sold_model", "sold product {sold} is of model {model}")
SOLD_AS: Final = ReasonKind("coverage.sold_as", "sold product {sold} is installed as item {item}")
SOLD_WITHIN: Final = ReasonKind(
    "coverage.sold_within",
    "sold product {sold} is installed as item {given}, which is a part of item {wanted}",
)
ON_LINE: Final = ReasonKind(
    "coverage.on_line", "sold product {sold} stands on line {line} of contract {contract}"
)

_ASKS: Final = MappingProxyType(
    {
        Aspect.ACCOUNT: "account {given} asks",
        Aspect.CONSUMER: "consumer {given} asks",
        Aspect.HOUSEHOLD: "household {given} asks",
        Aspect.MODEL: "this is about model {given}",
        Aspect.SOLD_PRODUCT: "this is about sold product {given}",
        Aspect.ITEM: "this is about item {given}",
        Aspect.CONTRACT: "this is under contract {given}",
        Aspect.LINE: "this is under line {given}",
        Aspect.LOCATION: "this is about location {given}",
        Aspect.CHANNEL: "this one came by {given}",
        Aspect.CASE_TYPE: "this one is of type {given}",
    }
)
_SAYS_NOTHING: Final = MappingProxyType(
    {
        Aspect.ACCOUNT: "no account asks",
        Aspect.CONSUMER: "no consumer asks",
        Aspect.HOUSEHOLD: "nobody asks for a household",
        Aspect.CHANNEL: "the request does not say how it came in",
        Aspect.CASE_TYPE: "the request does not say of which type it is",
    }
)

OTHER: Final[Mapping[Aspect, ReasonKind]] = MappingProxyType(
    {
        aspect: ReasonKind(f"coverage.other_{aspect}", f"it is for {{wanted}}, and {given}")
        for aspect, given in _ASKS.items()
    }
)
"""
Why not, where the request names another.
"""

UNSAID: Final[Mapping[Aspect, ReasonKind]] = MappingProxyType(
    {
        aspect: ReasonKind(
            f"coverage.no_{aspect}",
            "it is for {wanted}, and "
            + _SAYS_NOTHING.get(aspect, f"the request names no {aspect.noun}"),
        )
        for aspect in _ASKS
    }
)
"""
Why not, where the request says nothing of it.
"""

ALONE: Final[Mapping[Aspect, ReasonKind]] = MappingProxyType(
    {
        Aspect.ACCOUNT: ReasonKind(
            "coverage.account_alone", "it is for {wanted} alone, and account {given} is below it"
        ),
        Aspect.ITEM: ReasonKind(
            "coverage.item_alone", "it is for {wanted} alone, and item {given} is a part of it"
        ),
    }
)
"""
Why not, where it is for what is above the request's own, and not for all below that.
"""

OnLine: TypeAlias = tuple[ContractId, LineId]
Follows: TypeAlias = dict[tuple[Aspect, str], tuple[ReasonKind, Mapping[str, Scalar]]]


@attrs.frozen(kw_only=True)
class Ground:
    """
    What is known apart from any request: trees, links, and what stands on which line.
    """

    accounts: Hierarchy[AccountId]
    links: ProductLinks
    lines_of_contract: Mapping[ContractId, frozenset[LineId]]
    lines_of_sold: Mapping[SoldProductId, tuple[OnLine, ...]]


@attrs.frozen(kw_only=True, eq=False)
class Said:
    """
    What a request says of each aspect, and how that is known where it does not say so itself.

    Attributes:
        near: What it is about, by aspect; more than one where an item was sold twice.

        wide: The same with the accounts above the customer's and the items around the item.

        above: The customer's account and those above it, and the items; each with the number
            of steps to it, the nearest first.

        follows: Why a value is among what it says, where that is not the request's own word.
    """

    near: Mapping[Aspect, frozenset[str]]
    wide: Mapping[Aspect, frozenset[str]]
    above: Mapping[Aspect, Mapping[str, int]]
    follows: Mapping[tuple[Aspect, str], tuple[ReasonKind, Mapping[str, Scalar]]]

    def fits(self, scope: Scope) -> bool:
        """
        Whether all that a scope asks is matched.
        """
        near, wide = self.near, self.wide
        return not any(
            (wide if clause.wide else near)[clause.aspect].isdisjoint(clause.wanted)
            for clause in scope.clauses
        )

    def against(self, clause: ScopeClause, *, owned_by: ContractId | None = None) -> Reason | None:
        """
        Why one thing that a scope asks is not matched, or ``None`` when it is.

        Args:
            clause: What is asked.

            owned_by: The contract whose owner it is, where it was taken from that.
        """
        aspect, wanted = clause.aspect, str(clause)
        if owned_by is not None:
            wanted += f" (contract {owned_by} is {min(clause.wanted)}'s)"
        if not (self.wide if clause.wide else self.near)[aspect].isdisjoint(clause.wanted):
            return None
        given = ", ".join(sorted(self.near[aspect]))
        if not given:
            return UNSAID[aspect](wanted=wanted)
        if aspect in self.above and not self.wide[aspect].isdisjoint(clause.wanted):
            return ALONE[aspect](wanted=wanted, given=given)
        return OTHER[aspect](wanted=wanted, given=given)

    def because(self, clause: ScopeClause) -> Reason | None:
        """
        How it is known that a thing asked is matched, where the request does not say so itself.
        """
        for wanted in sorted(clause.wanted & self.wide[clause.aspect]):
            told = self.follows.get((clause.aspect, wanted))
            if told is not None:
                kind, facts = told
                return kind(**facts)
        return None

    def steps(self, scope: Scope) -> int:
        """
        How many steps the customer's account lies below the scope's, and the item below its item.
        """
        named = {Aspect.ACCOUNT: scope.account_id, Aspect.ITEM: scope.item_id}
        return sum(self.above[aspect][id_] for aspect, id_ in named.items() if id_ is not None)


def hear(request: CoverageRequest, ground: Ground, on: dt.date) -> Said:
    """
    What a request says, with what follows from it on a date.

    Raises:
        UnknownIdError: The request names an account, contract, line, sold product or item
            that is not among those that are known.
    """
    _check_known(request, ground)
    follows: Follows = {}
    accounts = _above(request.account_id, ground.accounts)
    for each in accounts[1:]:
        follows[Aspect.ACCOUNT, each] = (ACCOUNT_BELOW, {"given": accounts[0], "wanted": each})
    paths = _items(request, ground.links, on, follows)
    items = _steps(paths)
    sold = _sold(request, tuple(items), ground.links, on, follows)
    models = _models(request, sold, ground.links, follows)
    contracts, lines = _lines(request, sold, ground, follows)
    near = {
        Aspect.ACCOUNT: frozenset(accounts[:1]),
        Aspect.CONSUMER: _one(request.consumer_id),
        Aspect.HOUSEHOLD: _one(request.household_id),
        Aspect.MODEL: frozenset(models),
        Aspect.SOLD_PRODUCT: frozenset(sold),
        Aspect.ITEM: frozenset(path[0] for path in paths),
        Aspect.CONTRACT: contracts,
        Aspect.LINE: lines,
        Aspect.LOCATION: _one(request.location_id),
        Aspect.CHANNEL: _one(request.channel),
        Aspect.CASE_TYPE: _one(request.case_type),
    }
    wide = {**near, Aspect.ACCOUNT: frozenset(accounts), Aspect.ITEM: frozenset(items)}
    above = {Aspect.ACCOUNT: _steps((accounts,)), Aspect.ITEM: items}
    return Said(near=near, wide=wide, above=above, follows=follows)


def _one(value: str | None) -> frozenset[str]:
    return frozenset() if value is None else frozenset((value,))


def _check_known(request: CoverageRequest, ground: Ground) -> None:
    contract_id, line_id, sold = request.contract_id, request.line_id, request.sold_product_id
    lines = ground.lines_of_contract
    if contract_id is not None and lines:
        if contract_id not in lines:
            raise UnknownIdError("contract", contract_id)
        if line_id is not None and line_id not in lines[contract_id]:
            raise UnknownIdError(f"line of contract {contract_id!r}", line_id)
    models = ground.links.model_of_sold
    if sold is not None and models and sold not in models:
        raise UnknownIdError("sold product", sold)


def _above(
    member: str | None, tree: Hierarchy[AccountId] | Hierarchy[InstallBaseItemId]
) -> tuple[str, ...]:
    """
    A member and all above it, the nearest first; by itself where no tree is known.
    """
    if member is None:
        return ()
    return (member, *tree.parents(member)) if len(tree) else (member,)  # type: ignore[arg-type]


def _items(
    request: CoverageRequest, links: ProductLinks, on: dt.date, follows: Follows
) -> tuple[tuple[str, ...], ...]:
    """
    The item that is named, else those as which the sold product is installed, with those around each.
    """
    sold = request.sold_product_id
    if request.item_id is not None:
        named = _above(request.item_id, links.items)
        for each in named[1:]:
            follows[Aspect.ITEM, each] = (ITEM_PART, {"given": named[0], "wanted": each})
        return (named,)
    if sold is None:
        return ()
    paths = tuple(_above(item, links.items) for item in links.installed_as(sold, on))
    for path in paths:
        follows[Aspect.ITEM, path[0]] = (SOLD_AS, {"sold": sold, "item": path[0]})
    for path in paths:
        for each in path[1:]:
            facts = {"sold": sold, "given": path[0], "wanted": each}
            follows.setdefault((Aspect.ITEM, each), (SOLD_WITHIN, facts))
    return paths


def _steps(paths: Iterable[tuple[str, ...]]) -> dict[str, int]:
    """
    All on some paths, with the fewest steps in which each is reached, the nearest first.
    """
    found: dict[str, int] = {}
    for path in paths:
        for count, each in enumerate(path):
            found[each] = min(count, found.get(each, count))
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


def _sold(
    request: CoverageRequest,
    items: tuple[str, ...],
    links: ProductLinks,
    on: dt.date,
    follows: Follows,
) -> tuple[SoldProductId, ...]:
    """
    The sold product that is named; else those that the item, or the nearest around it, is.
    """
    if request.sold_product_id is not None:
        return (request.sold_product_id,)
    for item in items:
        found = links.sold_as(InstallBaseItemId(item), on)
        for sold in found:
            follows[Aspect.SOLD_PRODUCT, sold] = (SOLD_AS, {"sold": sold, "item": item})
        if found:
            return found
    return ()


def _models(
    request: CoverageRequest, sold: tuple[SoldProductId, ...], links: ProductLinks, follows: Follows
) -> set[str]:
    """
    The model that is named; else those of the sold product and of the item.
    """
    if request.model_id is not None:
        return {request.model_id}
    models: set[str] = set()
    for each in sold:
        model = links.model_of_sold.get(each)
        if model is not None:
            models.add(model)
            follows[Aspect.MODEL, model] = (SOLD_MODEL, {"sold": each, "model": model})
    item = request.item_id
    model = None if item is None else links.model_of_item.get(item)
    if model is not None:
        models.add(model)
        follows[Aspect.MODEL, model] = (ITEM_MODEL, {"item": item, "model": model})
    return models


def _lines(
    request: CoverageRequest, sold: tuple[SoldProductId, ...], ground: Ground, follows: Follows
) -> tuple[frozenset[str], frozenset[str]]:
    """
    The contract and line that are named; else those on which the sold product stands.
    """
    named, line = request.contract_id, request.line_id
    if named is not None and line is not None:
        return _one(named), _one(line_name(named, line))
    contracts, lines = set(_one(named)), set()
    for each in sold:
        for contract_id, line_id in ground.lines_of_sold.get(each, ()):
            if named is None or contract_id == named:
                facts = {"sold": each, "line": line_id, "contract": contract_id}
                contracts.add(contract_id)
                lines.add(line_name(contract_id, line_id))
                if named is None:
                    follows.setdefault((Aspect.CONTRACT, contract_id), (ON_LINE, facts))
                follows.setdefault((Aspect.LINE, line_name(contract_id, line_id)), (ON_LINE, facts))
    return frozenset(contracts), frozenset(lines)
