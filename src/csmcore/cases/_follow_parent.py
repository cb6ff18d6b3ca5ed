"""
What a case below a major one records about following it.
"""

from typing import Any, Final

import attrs

from csmcore.cases._case import counts
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._synced import Synced, rejoined
from csmcore.kernel import CaseId, Reason, ReasonKind, is_flag, not_blank, not_blank_if_given, to_texts

NO_PARENT: Final = ReasonKind("case.no_parent", "the case stands below none")


@attrs.frozen(slots=False)
class FollowParent(ActionFields):
    """
    Says whether a case goes on to be synchronised with the one above it.

    Attributes:
        follows: Whether it does. One that follows again is brought up to date.

        reason: Why.
    """

    follows: bool = attrs.field(validator=is_flag)
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)


@attrs.frozen(kw_only=True, slots=False)
class ParentFollowed(EventFields):
    """
    The case follows the one above it from now on, or no longer.

    Attributes:
        follows: Whether it does.

        reason: Why, where that was said.
    """

    follows: bool
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        case["follows_parent"] = self.follows
        if self.follows:
            case["synced"] = rejoined(case["synced"], case["parent_id"], self.at)


@attrs.frozen(kw_only=True, slots=False)
class CaseSynchronised(EventFields):
    """
    The case took over what happened to the one above it.

    Attributes:
        parent_id: The case above it.

        through: The sequence of that case's last event that was considered.

        moved: Whether it moved with that case.

        left_out: What would have been taken over and does not fit this case's type, by name.
    """

    parent_id: CaseId = attrs.field(validator=not_blank)
    through: int = attrs.field(validator=counts)
    moved: bool = False
    left_out: tuple[str, ...] = attrs.field(default=(), converter=to_texts)

    def _write(self, case: dict[str, Any]) -> None:
        synced = case["synced"]
        before = case["opened_at"] if synced is None else synced.since
        since = self.at if self.moved else before
        case["synced"] = Synced(self.parent_id, self.through, since)


def follow_parent(deciding: Deciding, action: FollowParent) -> None:
    """
    Records whether a case follows the one above it.

    Raises:
        CaseRefusedError: There is none above it.
    """
    deciding.check("follow_parent", following_problems(deciding))
    if action.follows is not deciding.known.follows_parent:
        deciding.tell(ParentFollowed, follows=action.follows, reason=action.reason)


def following_problems(deciding: Deciding) -> list[Reason]:
    """
    Why a case follows none.
    """
    return [NO_PARENT()] if deciding.known.parent_id is None else []
