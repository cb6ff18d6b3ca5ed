"""
What a case has to do with others: told, and taken back.
"""

from typing import Any

import attrs

from csmcore.cases._around_reasons import ITSELF, NO_SUCH_LINK, NONE_THERE, NOT_BY_HAND, TWIN
from csmcore.cases._deciding import Deciding
from csmcore.cases._event_fields import ActionFields, EventFields
from csmcore.cases._link import CaseLink, LinkKind, to_link_kind
from csmcore.kernel import CaseId, Reason, not_blank


@attrs.frozen(slots=False)
class LinkCase(ActionFields):
    """
    Says what the case has to do with another: ``LinkCase("caused_by", "c7")``.

    Attributes:
        kind: What it is to the other; the text of a kind will do.

        other_id: The other case.
    """

    kind: LinkKind = attrs.field(converter=to_link_kind)
    other_id: CaseId = attrs.field(validator=not_blank)


@attrs.frozen(slots=False)
class UnlinkCase(ActionFields):
    """
    Takes back what the case had to do with another.

    Attributes:
        kind: What it was to the other; the text of a kind will do.

        other_id: The other case.
    """

    kind: LinkKind = attrs.field(converter=to_link_kind)
    other_id: CaseId = attrs.field(validator=not_blank)


@attrs.frozen(kw_only=True, slots=False)
class CaseLinked(EventFields):
    """
    The case has to do with another.

    Attributes:
        kind: What it is to the other.

        other_id: The other case.
    """

    kind: LinkKind = attrs.field(converter=to_link_kind)
    other_id: CaseId = attrs.field(validator=not_blank)

    def _write(self, case: dict[str, Any]) -> None:
        case["links"] = (*case["links"], CaseLink(self.kind, self.other_id))


@attrs.frozen(kw_only=True, slots=False)
class CaseUnlinked(EventFields):
    """
    The case has nothing to do with another any more, in one way.

    Attributes:
        kind: What it was to the other.

        other_id: The other case.
    """

    kind: LinkKind = attrs.field(converter=to_link_kind)
    other_id: CaseId = attrs.field(validator=not_blank)

    def _write(self, case: dict[str, Any]) -> None:
        gone = CaseLink(self.kind, self.other_id)
        case["links"] = tuple(each for each in case["links"] if each != gone)


def link_case(deciding: Deciding, action: LinkCase) -> None:
    """
    Links a case to another.

    Raises:
        CaseRefusedError: The other is the case itself, they are linked so already, or a link
            of that kind comes of something else; every reason is told.
    """
    case, kind, other = deciding.known, action.kind, action.other_id
    problems = _by_hand(kind)
    if other == case.id:
        problems.append(ITSELF(path="other_id", id=other))
    if CaseLink(kind, other) in case.links:
        problems.append(TWIN(path="other_id", what="link", id=f"{kind} {other}"))
    deciding.check("link_case", problems)
    deciding.tell(CaseLinked, kind=kind, other_id=other)


def unlink_case(deciding: Deciding, action: UnlinkCase) -> None:
    """
    Takes a link back.

    Raises:
        CaseRefusedError: There is no such link, or it is not taken back by hand.
    """
    kind, other = action.kind, action.other_id
    problems = _by_hand(kind)
    if CaseLink(kind, other) not in deciding.known.links:
        problems.append(NO_SUCH_LINK(kind=kind, id=other))
    deciding.check("unlink_case", problems)
    deciding.tell(CaseUnlinked, kind=kind, other_id=other)


def no_link(deciding: Deciding) -> list[Reason]:
    """
    Why no link is taken back, if none is.
    """
    is_there = any(not _by_hand(link.kind) for link in deciding.known.links)
    return [] if is_there else [NONE_THERE(what="link that was set by hand")]


def _by_hand(kind: LinkKind) -> list[Reason]:
    return [NOT_BY_HAND(kind=kind)] if kind is LinkKind.SPLIT_FROM else []
