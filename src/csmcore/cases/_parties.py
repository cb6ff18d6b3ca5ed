"""
Those who have to do with a case: they come, and they leave.
"""

from typing import Any

import attrs

from csmcore.cases._around_reasons import NO_SUCH_PARTY, NONE_THERE, ON_OPEN_TASK, TWIN
from csmcore.cases._case import Case
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._party import CaseParty, Party, is_party, party_text
from csmcore.kernel import CaseId, Reason, not_blank, not_blank_if_given


@attrs.frozen(slots=False)
class AddParty(ActionFields):
    """
    Says that somebody has to do with the case: ``AddParty("installer", AccountCustomer("acme"))``.

    Attributes:
        role: As what, in the host's words.

        party: Who.
    """

    role: str = attrs.field(validator=not_blank)
    party: Party = attrs.field(validator=is_party)


@attrs.frozen(slots=False)
class RemoveParty(ActionFields):
    """
    Says that somebody has nothing to do with the case any more, in one role.

    Attributes:
        role: As what they had.

        party: Who.
    """

    role: str = attrs.field(validator=not_blank)
    party: Party = attrs.field(validator=is_party)


@attrs.frozen(kw_only=True, slots=False)
class PartyAdded(EventFields):
    """
    Somebody has to do with the case from now on.

    Attributes:
        role: As what.

        party: Who.

        from_case_id: The case that they came from when it was merged into this one.
    """

    role: str = attrs.field(validator=not_blank)
    party: Party = attrs.field(validator=is_party)
    from_case_id: CaseId | None = attrs.field(default=None, validator=not_blank_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        added = CaseParty(self.role, self.party, from_case_id=self.from_case_id)
        case["parties"] = (*case["parties"], added)


@attrs.frozen(kw_only=True, slots=False)
class PartyRemoved(EventFields):
    """
    Somebody has nothing to do with the case any more, in one role.

    Attributes:
        role: As what they had.

        party: Who.
    """

    role: str = attrs.field(validator=not_blank)
    party: Party = attrs.field(validator=is_party)

    def _write(self, case: dict[str, Any]) -> None:
        gone = (self.role, self.party)
        case["parties"] = tuple(each for each in case["parties"] if (each.role, each.party) != gone)


def add_party(deciding: Deciding, action: AddParty) -> None:
    """
    Adds somebody to a case.

    Raises:
        CaseRefusedError: They are there already, in that role.
    """
    if has_party(deciding.known, action.role, action.party):
        twin = TWIN(path="party", what=action.role, id=party_text(action.party))
        raise deciding.refused("add_party", [twin])
    deciding.tell(PartyAdded, role=action.role, party=action.party)


def remove_party(deciding: Deciding, action: RemoveParty) -> None:
    """
    Takes somebody from a case.

    Raises:
        CaseRefusedError: They are not there in that role, or would leave while they are on an
            open task; every task is named.
    """
    case, role, party = deciding.known, action.role, action.party
    if not has_party(case, role, party):
        raise deciding.refused("remove_party", [NO_SUCH_PARTY(party=party_text(party), role=role)])
    stays = any(each.party == party and each.role != role for each in case.parties)
    busy = [task for task in case.tasks if task.is_open and party in task.parties]
    reasons: list[Reason] = [ON_OPEN_TASK(party=party_text(party), id=task.id) for task in busy]
    deciding.check("remove_party", [] if stays else reasons)
    deciding.tell(PartyRemoved, role=role, party=party)


def no_party(deciding: Deciding) -> list[Reason]:
    """
    Why nobody leaves a case, if nobody does.
    """
    case = deciding.known
    busy = [each for task in case.tasks if task.is_open for each in task.parties]
    for each in case.parties:
        roles = sum(other.party == each.party for other in case.parties)
        if roles > 1 or each.party not in busy:
            return []
    return [NONE_THERE(what="related party who is on no open task")]


def has_party(case: Case, role: str, party: Party) -> bool:
    """
    Whether somebody has to do with a case in a role.
    """
    return any((each.role, each.party) == (role, party) for each in case.parties)
