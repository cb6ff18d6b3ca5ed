"""
What speaks for and against each entitlement within a customer's reach.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Final

import attrs

from csmcore.contracts._amounts import Amount, counted
from csmcore.contracts._entitlement import Entitlement
from csmcore.contracts._gates import Asking, is_or_are, settle
from csmcore.contracts._orders import CoverageOrder, TieBreak
from csmcore.contracts._scope import Aspect, ScopeClause
from csmcore.contracts._shelves import Entry
from csmcore.contracts._standing import stand
from csmcore.kernel import EntitlementId, Reason, ReasonKind

FOR_IT: Final = ReasonKind("coverage.for", "it is for {what}")
FOR_ALL: Final = ReasonKind("coverage.for_all", "it is for everything")
OWNED: Final = ReasonKind("coverage.owned", "contract {contract} is {owner}'s")
AGREED_UNDER: Final = ReasonKind(
    "coverage.agreed_under", "it was agreed under contract {contract}, and so is this"
)
OPEN_NOW: Final = ReasonKind("coverage.open", "{hours} is open")
LEFT: Final = ReasonKind("coverage.left", "{left} left{until}")
OVERAGE: Final = ReasonKind("coverage.overage", "{left} left{until}; more costs {rate} each")
RANKED: Final = ReasonKind(
    "coverage.ranked", "it counts before {others} that would cover too: it matches {matched}"
)
TIED: Final = ReasonKind("coverage.tied", "of {count} that rank alike {key}")
OUTRANKED: Final = ReasonKind(
    "coverage.outranked", "it would cover too, and matches {matched} where {by} matches {others}"
)
SECOND: Final = ReasonKind("coverage.second", "it would cover too and ranks alike, but {by} {key}")

_KEYS: Final = (
    (TieBreak.NEAREST, "is the nearest"),
    (TieBreak.LATEST_END, "ends last"),
    (TieBreak.MOST_REMAINING, "has the most left"),
    (TieBreak.LOWEST_ID, "has the lowest id"),
)


@attrs.frozen(kw_only=True, str=False)
class CoverageScore:
    """
    How one entitlement that would cover ranks.

    Attributes:
        entitlement_id: Which one.

        weights: What it is matched in and how much each counts, the heaviest first.

        rank: What the order makes of that; the greater counts first.
    """

    entitlement_id: EntitlementId
    weights: tuple[tuple[Aspect, int], ...]
    rank: tuple[int, ...]

    def __str__(self) -> str:
        """
        What it is matched in: ``"contract (4) and account (1)"``.
        """
        told = [f"{aspect.noun} ({weight})" for aspect, weight in self.weights]
        return " and ".join(filter(None, (", ".join(told[:-1]), *told[-1:]))) or "nothing in particular"


@attrs.frozen(kw_only=True, eq=False)
class Verdict:
    """
    What a decision came to: the one that counts, and what decided between equals.
    """

    chosen: Entry | None
    tie: TieBreak | None


def decide(asking: Asking, order: CoverageOrder) -> Verdict:
    """
    The entitlement that counts, without the reasons.

    The highest rank in which one covers decides; of lower ranks neither hours nor usage
    are looked at.
    """
    ranks: dict[tuple[int, ...], list[Entry]] = {}
    for entry in asking.book._shelves.candidates(asking.said):
        if asking.fits(entry):
            ranks.setdefault(order.rank(entry.aspects(asking.said)), []).append(entry)
    for rank in sorted(ranks, reverse=True):
        covering = [entry for entry in ranks[rank] if next(asking.against(entry), None) is None]
        if covering:
            chosen, tie = settle(asking, covering, order)
            return Verdict(chosen=chosen, tie=tie)
    return Verdict(chosen=None, tie=None)


def score(asking: Asking, entry: Entry, order: CoverageOrder) -> CoverageScore:
    """
    How an entitlement ranks for a request.
    """
    aspects = entry.aspects(asking.said)
    weights = [(aspect, order.weight(aspect)) for aspect in aspects]
    counting = sorted((each for each in weights if each[1]), key=lambda each: -each[1])
    return CoverageScore(
        entitlement_id=entry.entitlement.id, weights=tuple(counting), rank=order.rank(aspects)
    )


def loser_reason(asking: Asking, loser: Entry, winner: Entry, order: CoverageOrder) -> Reason:
    """
    Why an entitlement that would cover does not count.
    """
    one, other = score(asking, loser, order), score(asking, winner, order)
    by = winner.entitlement.title
    if one.rank != other.rank:
        return OUTRANKED(matched=str(one), by=by, others=str(other))
    _, tie = settle(asking, [winner, loser], order)
    return SECOND(by=by, key=_told(tie))


def _told(tie: TieBreak | None) -> str:
    return dict(_KEYS).get(tie or TieBreak.LOWEST_ID, "")


def reasons_for(
    asking: Asking, winner: Entry, others: list[Entry], tie: TieBreak | None, order: CoverageOrder
) -> Iterator[Reason]:
    """
    Why the one that counts covers, and why it counts before the others that would.
    """
    yield from _matched(asking, winner)
    yield stand(winner.chain, asking.date(winner.zone)).reason
    if winner.entitlement.only_in_hours:
        yield OPEN_NOW(hours=str(winner.hours))
    yield from _usage(asking, winner)
    if others:
        told = "1 other" if len(others) == 1 else f"{len(others)} others"
        yield RANKED(others=told, count=len(others), matched=str(score(asking, winner, order)))
    rank = order.rank(winner.aspects(asking.said))
    alike = [each for each in others if order.rank(each.aspects(asking.said)) == rank]
    if tie is not None:
        yield TIED(count=len(alike) + 1, key=f"it {_told(tie)}")


def _matched(asking: Asking, winner: Entry) -> Iterator[Reason]:
    """
    What the request and the one that counts have in common, and how that is known.
    """
    for clause in winner.clauses:
        yield FOR_IT(what=str(clause))
        contract_id = winner.owned_by(clause)
        if contract_id is not None:
            yield OWNED(contract=contract_id, owner=min(clause.wanted))
        follows = asking.said.because(clause)
        if follows is not None:
            yield follows
    if not winner.clauses:
        yield FOR_ALL()
    shared = winner.agreed_with(asking.said)
    if shared is not None:
        yield AGREED_UNDER(contract=shared)
        follows = asking.said.because(ScopeClause(Aspect.CONTRACT, frozenset({shared}), wide=False))
        if follows is not None:
            yield follows


def _usage(asking: Asking, winner: Entry) -> Iterator[Reason]:
    balance = asking.balance(winner)
    if balance is None:
        return
    until = "" if balance.renews_on is None else f" until {balance.renews_on}"
    left = is_or_are(balance.left) if counted(balance.left) > 0 else "nothing is"
    enough = 0 < counted(balance.left) >= counted(asking.wanted(balance.unit))
    if enough or balance.overage is None:
        yield LEFT(left=left, until=until, renews_on=balance.renews_on)
    else:
        rate = str(balance.overage.rate)
        yield OVERAGE(left=left, until=until, renews_on=balance.renews_on, rate=rate)


@attrs.frozen(kw_only=True, str=False)
class NearMiss:
    """
    An entitlement that one thing alone kept from covering.

    Attributes:
        entitlement: Which one.

        reason: What kept it.

        days: How many days ago it ended, or in how many it starts; ``None`` where it is
            not a matter of dates.

        would_cover: The first date on which it would cover, or would have ceased to.
    """

    entitlement: Entitlement
    reason: Reason
    days: int | None = None
    would_cover: dt.date | None = None

    def __str__(self) -> str:
        title, days = self.entitlement.title, self.days
        if days is None:
            return f"{title} would have covered it, but {self.reason}"
        count = "today" if days == 0 else f"{days} day{'' if days == 1 else 's'}"
        if self.reason.code in PAST:
            ago = "which is today" if days == 0 else f"{count} ago"
            return f"{title} would have covered it until {self.would_cover}, {ago}"
        return f"{title} will cover it from {self.would_cover} on, in {count}"


PAST: Final = ("contract.expired", "contract.cancelled")
_TO_COME: Final = ("contract.not_started", "contract.not_activated")


def near_miss(entry: Entry, reason: Reason, on: dt.date) -> NearMiss | None:
    """
    A near miss, with its distance in days where the one reason is a date.

    The reason tells of one agreement; the date is that of all that the entitlement hangs under.
    ``None`` for what never gave service, or never will.
    """
    entitlement = entry.entitlement
    if reason.code in PAST:
        date = entry.ceased_on(on)
    elif reason.code in _TO_COME:
        date = entry.gives_on(on)
    else:
        return NearMiss(entitlement=entitlement, reason=reason)
    if date is not None:
        days = abs((on - date).days)
        return NearMiss(entitlement=entitlement, reason=reason, days=days, would_cover=date)
    if reason.code in _TO_COME and entry.only_lacks_activation(on):
        return NearMiss(entitlement=entitlement, reason=reason)
    return None


def amount_after(asking: Asking, entry: Entry) -> Amount | None:
    """
    What will be left of an entitlement; ``None`` where nothing is counted.
    """
    balance = asking.balance(entry)
    if balance is None:
        return None
    wanted = counted(asking.wanted(balance.unit))
    return balance.unit.amount(max(0, counted(balance.left) - wanted))
