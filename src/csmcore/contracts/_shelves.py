"""
Entitlements made ready: with what they hang under, and found by whom and what they are for.
"""

import bisect
import datetime as dt
import functools
from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import attrs

from csmcore.calendars import Calendar
from csmcore.contracts._agreed import Agreed
from csmcore.contracts._allowance import UsageTerms
from csmcore.contracts._contract import ContractKind, ServiceContract
from csmcore.contracts._entitlement import Entitlement
from csmcore.contracts._said import Said
from csmcore.contracts._scope import Aspect, Scope, ScopeClause
from csmcore.contracts._standing import Standing, course, end_of
from csmcore.contracts._template import scope_of
from csmcore.kernel import ContractId, DateSpan

Key: TypeAlias = tuple[Aspect, str] | None

_PARTIES: Final = (Aspect.CONSUMER, Aspect.HOUSEHOLD, Aspect.ACCOUNT)
_THINGS: Final = (
    Aspect.ITEM,
    Aspect.SOLD_PRODUCT,
    Aspect.LINE,
    Aspect.LOCATION,
    Aspect.MODEL,
    Aspect.CONTRACT,
)


@attrs.frozen(kw_only=True, eq=False)
class Entry:
    """
    One entitlement of a book, with all that a decision needs of what it hangs under.
    """

    entitlement: Entitlement
    contract: ServiceContract | None
    chain: tuple[Agreed, ...]
    zone: str
    calendar: Calendar | None
    hours: str | None

    @functools.cached_property
    def scope(self) -> Scope:
        """
        For whom and for what it is; where it does not say for whom, for its contract's owner.
        """
        scope, contract = self.entitlement.scope, self.contract
        return scope if contract is None or scope.names_party else scope_of(contract.owner, scope)

    @functools.cached_property
    def clauses(self) -> tuple[ScopeClause, ...]:
        """
        What its scope asks.
        """
        return self.scope.clauses

    def owned_by(self, clause: ScopeClause) -> ContractId | None:
        """
        The contract from whose owner a thing asked was taken, if it was.
        """
        if self.contract is None or clause.aspect not in _PARTIES or self.entitlement.scope.names_party:
            return None
        return self.contract.id

    def agreed_with(self, said: Said) -> ContractId | None:
        """
        The contract under which it was agreed, where the request is under it and need not be.
        """
        contract_id = None if self.contract is None else self.contract.id
        asked = self.entitlement.scope.contract_id is not None
        return None if asked or contract_id not in said.near[Aspect.CONTRACT] else contract_id

    def aspects(self, said: Said) -> tuple[Aspect, ...]:
        """
        What it is particular about, and the contract that it shares with a request.
        """
        return self._asked if self.agreed_with(said) is None else (*self._asked, Aspect.CONTRACT)

    @functools.cached_property
    def _asked(self) -> tuple[Aspect, ...]:
        asked = tuple(clause.aspect for clause in self.clauses)
        is_warranty = self.entitlement.kind is ContractKind.WARRANTY
        return (*asked, Aspect.WARRANTY) if is_warranty else asked

    @functools.cached_property
    def dates(self) -> DateSpan:
        """
        From when until when it runs, with what it hangs under and the days given back.
        """
        starts = [each.valid.start_on for each in self.chain if each.valid.start_on is not None]
        ends = [end_of(self.chain[:depth]) for depth in range(1, len(self.chain) + 1)]
        until = min((end for end in ends if end is not None), default=None)
        return DateSpan(max(starts, default=None), until)

    @functools.cached_property
    def terms(self) -> UsageTerms | None:
        """
        What the ledger has to know of it; ``None`` where nothing is counted.
        """
        allowance = self.entitlement.allowance
        if allowance is None:
            return None
        return UsageTerms(self.entitlement.id, allowance, valid=self.dates, zone=self.zone)

    @functools.cached_property
    def _runs(self) -> tuple[list[dt.date], list[bool]]:
        runs = course(self.chain)
        starts = [span.start_on or dt.date.min for span, _ in runs]
        return starts, [standing is Standing.ACTIVE for _, standing in runs]

    def is_active(self, on: dt.date) -> bool:
        """
        Whether it gives service on a date.
        """
        starts, active = self._runs
        return active[bisect.bisect_right(starts, on) - 1]

    def ceased_on(self, on: dt.date) -> dt.date | None:
        """
        On which date it last ceased to give service, looking back from one on which it gives none.
        """
        starts, active = self._runs
        place = bisect.bisect_right(starts, on) - 1
        return next((starts[each + 1] for each in reversed(range(place)) if active[each]), None)

    def gives_on(self, on: dt.date) -> dt.date | None:
        """
        From which later date on it gives service, looking ahead from one on which it gives none.
        """
        starts, active = self._runs
        later = range(bisect.bisect_right(starts, on), len(starts))
        return next((starts[each] for each in later if active[each]), None)

    def only_lacks_activation(self, on: dt.date) -> bool:
        """
        Whether nothing keeps it from giving service on a date but that nobody activated it.
        """
        is_draft = any(each.in_force_on is None for each in self.chain)
        is_held = any(each.suspension_on(on) is not None for each in self.chain)
        return is_draft and on in self.dates and not is_held


def _key(clauses: Iterable[ScopeClause], among: tuple[Aspect, ...]) -> Key:
    """
    The first of some aspects that is asked, with what is wanted.
    """
    named = {clause.aspect: clause.wanted for clause in clauses}
    return next(((each, min(named[each])) for each in among if each in named), None)


@attrs.frozen(eq=False)
class Shelves:
    """
    Entitlements by whom they are for, and there by what they are for.
    """

    entries: tuple[Entry, ...]

    def candidates(self, said: Said) -> Iterator[Entry]:
        """
        Those that may be for a request, found without looking at the others.
        """
        wanted: list[Key] = [None]
        wanted += [(aspect, each) for aspect in _THINGS for each in said.wide[aspect]]
        for party in _parties(said):
            shelf = self._shelves.get(party)
            if shelf is None:
                continue
            for thing in wanted if len(wanted) < len(shelf) else set(wanted) & shelf.keys():
                yield from shelf.get(thing, ())

    def within_reach(self, said: Said) -> Iterator[Entry]:
        """
        Those of the customer and of the accounts above it, and those that are for nobody alone.

        In the order of their ids.
        """
        found = (self._places.get(party, ()) for party in _parties(said))
        for place in sorted(place for places in found for place in places):
            yield self.entries[place]

    @functools.cached_property
    def _shelves(self) -> dict[Key, dict[Key, list[Entry]]]:
        shelves: dict[Key, dict[Key, list[Entry]]] = {}
        for entry in self.entries:
            shelf = shelves.setdefault(_key(entry.clauses, _PARTIES), {})
            shelf.setdefault(_key(entry.clauses, _THINGS), []).append(entry)
        return shelves

    @functools.cached_property
    def _places(self) -> dict[Key, list[int]]:
        places: dict[Key, list[int]] = {}
        for place, entry in enumerate(self.entries):
            places.setdefault(_key(entry.clauses, _PARTIES), []).append(place)
        return places


def _parties(said: Said) -> Iterator[Key]:
    yield None
    for aspect in _PARTIES:
        for each in said.above.get(aspect) or said.near[aspect]:
            yield aspect, each
