"""
The escalations that there are, and what a case's conditions may know of them.
"""

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType

import attrs

from csmcore.cases._case import Case
from csmcore.cases._escalation import Escalation, EscalationContent
from csmcore.kernel import AccountId, CaseId, Fact, Facts, listed, refuse_twins


def _escalations(escalations: Iterable[Escalation]) -> tuple[Escalation, ...]:
    made = listed(Escalation, escalations)
    refuse_twins("escalation", (each.id for each in made))
    return made


def escalation_flags(
    case_id: CaseId, account_id: AccountId | None, escalations: Iterable[Escalation]
) -> dict[str, Fact]:
    """
    What conditions of a case may ask of escalations: true, or not set.
    """
    found: dict[str, Fact] = {}
    for each in escalations:
        is_own = each.case_id == case_id
        is_accounts = each.account_id is not None and (
            each.account_id == account_id or case_id in each.case_ids
        )
        if each.is_over or not (is_own or is_accounts):
            continue
        if each.is_requested:
            found["escalation_requested"] = True
        else:
            found["active_escalation" if is_own else "active_account_escalation"] = True
    return found


@attrs.frozen
class EscalationBook:
    """
    Some escalations, found by the case or account that they are about.

    Attributes:
        escalations: In the order that counts for those who list them.

    Raises:
        DuplicateError: Two have one identity.
    """

    escalations: tuple[Escalation, ...] = attrs.field(default=(), converter=_escalations)

    def of(self, case: Case) -> tuple[Escalation, ...]:
        """
        The escalations of a case: its own, its account's, and those that it is linked to.
        """
        places = {*self._by_case.get(case.id, ()), *self._by_link.get(case.id, ())}
        if case.account_id is not None:
            places.update(self._by_account.get(case.account_id, ()))
        return tuple(self.escalations[place] for place in sorted(places))

    def facts(self, case: Case) -> Facts:
        """
        What the conditions of a case may ask: ``decide(..., facts=book.facts(case))``.

        ``active_escalation`` where the case is escalated, ``active_account_escalation`` where
        its account is, or one is that it is linked to, and ``escalation_requested`` where
        either waits for approval. What does not hold is not set.
        """
        return Facts(escalation_flags(case.id, case.account_id, self.of(case)))

    def open_one(self, about: EscalationContent) -> Escalation | None:
        """
        The escalation of the same case or account that is not over yet, if there is one.
        """
        if about.case_id is not None:
            places = self._by_case.get(about.case_id, ())
        else:
            places = self._by_account.get(about.account_id or AccountId(""), ())
        found = (self.escalations[place] for place in places)
        return next((each for each in found if not each.is_over), None)

    # --- compiled -----------------------------------------------------------------------------

    @functools.cached_property
    def _by_case(self) -> Mapping[CaseId, tuple[int, ...]]:
        found: defaultdict[CaseId, list[int]] = defaultdict(list)
        for place, each in enumerate(self.escalations):
            if each.case_id is not None:
                found[each.case_id].append(place)
        return MappingProxyType({key: tuple(places) for key, places in found.items()})

    @functools.cached_property
    def _by_account(self) -> Mapping[AccountId, tuple[int, ...]]:
        found: defaultdict[AccountId, list[int]] = defaultdict(list)
        for place, each in enumerate(self.escalations):
            if each.account_id is not None:
                found[each.account_id].append(place)
        return MappingProxyType({key: tuple(places) for key, places in found.items()})

    @functools.cached_property
    def _by_link(self) -> Mapping[CaseId, tuple[int, ...]]:
        found: defaultdict[CaseId, list[int]] = defaultdict(list)
        for place, each in enumerate(self.escalations):
            for case_id in each.case_ids:
                found[case_id].append(place)
        return MappingProxyType({key: tuple(places) for key, places in found.items()})
