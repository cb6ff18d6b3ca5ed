"""
Which entitlement covers a request, and why, and what happens when none does.
"""

import datetime as dt
import functools
from typing import Final

import attrs

from csmcore.contracts._amounts import Amount
from csmcore.contracts._balance import Balance
from csmcore.contracts._book import EntitlementBook
from csmcore.contracts._draw import draw
from csmcore.contracts._entitlement import Entitlement
from csmcore.contracts._explain import explain
from csmcore.contracts._fields import shortly
from csmcore.contracts._gates import Asking
from csmcore.contracts._orders import SERVICENOW, CoverageOrder
from csmcore.contracts._request import CoverageRequest
from csmcore.contracts._shelves import Entry
from csmcore.contracts._uncovered import (
    REFUSE,
    Bill,
    Courtesy,
    UncoveredAnswer,
    UncoveredPolicy,
    UncoveredRule,
    to_policy,
)
from csmcore.contracts._verdict import (
    CoverageScore,
    NearMiss,
    Verdict,
    amount_after,
    decide,
    loser_reason,
    near_miss,
    reasons_for,
    score,
)
from csmcore.errors import DefinitionError
from csmcore.kernel import Decision, Markup, Reason, ReasonKind, Rejected, to_utc

NEAR_DAYS: Final = 30
"""
How many days ago an entitlement may have ended, or in how many it may start, to be near.
"""

NONE_COVERS: Final = ReasonKind("coverage.none", "none of {count} entitlements covers it")
THE_ONLY_ONE: Final = ReasonKind("coverage.only_one", "the only entitlement does not cover it")
NONE_THERE: Final = ReasonKind("coverage.none_there", "there is no entitlement for this customer")
ANSWERED: Final = ReasonKind("coverage.answered", "{answer}{rule}")


@attrs.frozen(kw_only=True, str=False)
class Coverage:
    """
    The entitlement that covers a request, or what happens since none does; never silence.

    The decision is made; the reasons are worked out when they are first asked for. What
    is to be kept is ``decision``, which has a document.

    Attributes:
        request: What was asked.

        at: As of when.

        order: What decided between several.

        chosen: The entitlement that covers, or ``None``.

        uncovered: What happens since none covers; ``None`` when one does.

        rule: The rule that said so; ``None`` when none fitted, or one covers.

        book: The entitlements that were looked through.
    """

    request: CoverageRequest
    at: dt.datetime
    order: CoverageOrder
    chosen: Entitlement | None
    uncovered: UncoveredAnswer | None
    rule: UncoveredRule | None = None
    book: EntitlementBook = attrs.field(repr=False)

    def __bool__(self) -> bool:
        return self.chosen is not None

    def __str__(self) -> str:
        return self.explain()

    def _repr_html_(self) -> Markup:
        return draw(
            self.decision,
            near=self.near_misses,
            left_after=self.left_after,
            out_of_reach=self.out_of_reach,
        )

    @property
    def policy(self) -> str | None:
        """
        The name of the SLA policy under which the request is served, if any.
        """
        if self.chosen is not None:
            return self.chosen.policy
        return self.uncovered.policy if isinstance(self.uncovered, Bill | Courtesy) else None

    @property
    def hours(self) -> str | None:
        """
        The name of the calendar in which service is given, if the entitlement has one.
        """
        return None if self._winner is None else self._winner.hours

    @property
    def balance(self) -> Balance | None:
        """
        What is left of the entitlement, before this request; ``None`` where nothing is counted.
        """
        return None if self._winner is None else self._asking.balance(self._winner)

    @property
    def left_after(self) -> Amount | None:
        """
        What will be left of it after this request; nothing at the least.
        """
        return None if self._winner is None else amount_after(self._asking, self._winner)

    @property
    def rejected(self) -> tuple[Rejected[Entitlement], ...]:
        """
        The others within the customer's reach, by id, each with every reason against it.

        Those are the entitlements of the customer and of the accounts above it, and those
        that are for nobody alone; ``out_of_reach`` counts all others.
        """
        return self.decision.rejected

    @property
    def out_of_reach(self) -> int:
        """
        How many entitlements of the book belong to other customers, and were not looked at.
        """
        return len(self.book) - len(self._within_reach)

    @functools.cached_property
    def scores(self) -> tuple[CoverageScore, ...]:
        """
        How those that would cover rank, the one that counts first; none when none would.
        """
        if self._winner is None:
            return ()
        scores = [score(self._asking, each, self.order) for each in (self._winner, *self._others)]
        return tuple(sorted(scores, key=lambda each: each.rank, reverse=True))

    @functools.cached_property
    def decision(self) -> Decision[Entitlement]:
        """
        The same in the shape that all decisions have: what was chosen, what not, and why.
        """
        winner, asking = self._winner, self._asking
        rejected = [
            Rejected(entry.entitlement.title, why, entry.entitlement)
            for entry, why in self._against.items()
            if entry is not winner
        ]
        reasons: tuple[Reason, ...] = ()
        if winner is not None:
            tie = self._verdict.tie
            reasons = tuple(reasons_for(asking, winner, self._others, tie, self.order))
        return Decision(
            question="entitlement",
            chosen=self.chosen,
            label="" if self.chosen is None else self.chosen.title,
            reasons=reasons or self._why_none(),
            rejected=tuple(rejected),
        )

    @property
    def near_misses(self) -> tuple[NearMiss, ...]:
        """
        What one thing alone kept from covering, the nearest first.

        First what ended or starts within ``NEAR_DAYS`` days, by the days; then the rest
        by id. What ended or starts further away is not near.
        """
        return self.near(NEAR_DAYS)

    def near(self, days: int) -> tuple[NearMiss, ...]:
        """
        What one thing alone kept from covering, with dates as far away as that.

        Args:
            days: How many days ago something may have ended, or in how many it may start.
        """
        missed = [
            near_miss(entry, why[0], self._asking.date(entry.zone))
            for entry, why in self._against.items()
            if len(why) == 1 and entry not in self._covering
        ]
        told = [each for each in missed if each is not None]
        close = [each for each in told if each.days is None or each.days <= days]
        return tuple(sorted(close, key=lambda each: (each.days is None, each.days or 0)))

    def explain(self) -> str:
        """
        The answer as a colleague would give it, in a few plain sentences.
        """
        return explain(
            self.decision,
            scores=self.scores,
            near=self.near_misses,
            left_after=self.left_after,
            out_of_reach=self.out_of_reach,
        )

    def _why_none(self) -> tuple[Reason, ...]:
        count = len(self._within_reach)
        rule = f" ({self.rule.name})" if self.rule is not None and self.rule.name else ""
        none = NONE_COVERS(count=count) if count else NONE_THERE()
        return THE_ONLY_ONE() if count == 1 else none, ANSWERED(answer=str(self.uncovered), rule=rule)

    @functools.cached_property
    def _asking(self) -> Asking:
        return Asking(request=self.request, book=self.book, at=self.at)

    @functools.cached_property
    def _verdict(self) -> Verdict:
        return decide(self._asking, self.order)

    @functools.cached_property
    def _winner(self) -> Entry | None:
        return None if self.chosen is None else self.book._entry(self.chosen.id)

    @functools.cached_property
    def _within_reach(self) -> tuple[Entry, ...]:
        return tuple(self.book._shelves.within_reach(self._asking.said))

    @functools.cached_property
    def _covering(self) -> frozenset[Entry]:
        return frozenset(entry for entry, why in self._judged if not why)

    @functools.cached_property
    def _others(self) -> list[Entry]:
        return [entry for entry, why in self._judged if not why and entry is not self._winner]

    @functools.cached_property
    def _judged(self) -> tuple[tuple[Entry, tuple[Reason, ...]], ...]:
        asking = self._asking
        return tuple((entry, tuple(asking.against(entry))) for entry in self._within_reach)

    @functools.cached_property
    def _against(self) -> dict[Entry, tuple[Reason, ...]]:
        """
        Every reason against each that does not count; for what would cover, why it does not.
        """
        winner, against = self._winner, {}
        for entry, why in self._judged:
            if why or winner is None:
                against[entry] = why
            elif entry is not winner:
                against[entry] = (loser_reason(self._asking, entry, winner, self.order),)
        return against


def _check_asked(request: CoverageRequest, book: EntitlementBook) -> None:
    if not isinstance(request, CoverageRequest):
        message = (
            f"request={shortly(request)}; CoverageRequest is needed: CoverageRequest(customer, ...)"
        )
        raise DefinitionError(message)
    if not isinstance(book, EntitlementBook):
        message = f"book={shortly(book)}; EntitlementBook is needed: EntitlementBook.of(entitlements)"
        raise DefinitionError(message)


def cover(
    request: CoverageRequest,
    book: EntitlementBook,
    *,
    at: dt.datetime,
    order: CoverageOrder = SERVICENOW,
    uncovered: UncoveredPolicy | UncoveredAnswer = REFUSE,
) -> Coverage:
    """
    Which entitlement covers a request, and why; and what happens when none does.

    An entitlement covers when all that its scope names is matched, it is active with all
    that it hangs under, its hours are open if it serves only in them, and enough of it is
    left or more is allowed. Of several the order decides, and never how they came in.

    Args:
        request: Who asks, and for what.

        book: The entitlements to look through.

        at: As of when. Aware.

        order: Which counts where several cover.

        uncovered: What happens where none does.

    Returns:
        The decision; its reasons are worked out when they are first asked for.

    Raises:
        DefinitionError: The request, the book or what happens otherwise is none.

        NaiveInstantError: The instant has no zone.

        UnknownIdError: The request names an account, contract, line, sold product or item
            that the book should know and does not.

        HorizonError: The instant is beyond the horizon of a calendar that had to be asked.
    """
    _check_asked(request, book)
    policy = uncovered if isinstance(uncovered, UncoveredPolicy) else to_policy(uncovered)
    asking = Asking(request=request, book=book, at=to_utc(at))
    verdict = decide(asking, order)
    chosen = None if verdict.chosen is None else verdict.chosen.entitlement
    rule: UncoveredRule | None = None
    answer: UncoveredAnswer | None = None
    if chosen is None:
        rule = next((each for each in policy.rules if asking.said.fits(each.when)), None)
        answer = policy.otherwise if rule is None else rule.answer
    found = Coverage(
        request=request,
        at=asking.at,
        order=order,
        chosen=chosen,
        uncovered=answer,
        rule=rule,
        book=book,
    )
    # The reasons, when they are asked for, are told of what has been worked out here.
    object.__setattr__(found, "_asking", asking)
    object.__setattr__(found, "_verdict", verdict)
    return found
