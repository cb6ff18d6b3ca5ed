"""
What a case has to do with another.
"""

import enum

import attrs

from csmcore.kernel import CaseId, not_blank, to_choice


class LinkKind(enum.StrEnum):
    """
    What a case is to the one that it names.

    ``follow_up``: it goes on with one that is over. ``split_from``: it was part of it.
    """

    DUPLICATE_OF = "duplicate_of"
    CAUSED_BY = "caused_by"
    FOLLOW_UP = "follow_up"
    RELATED = "related"
    SPLIT_FROM = "split_from"


def to_link_kind(kind: LinkKind | str) -> LinkKind:
    """
    A converter: a kind of link; its text will do.

    Raises:
        DefinitionError: It is none.
    """
    return to_choice(LinkKind, kind)


@attrs.frozen
class CaseLink:
    """
    What a case has to do with another; the case that says so has the link.

    Attributes:
        kind: What it is to the other: its text will do.

        case_id: The other case.
    """

    kind: LinkKind = attrs.field(converter=to_link_kind)
    case_id: CaseId = attrs.field(validator=not_blank)
