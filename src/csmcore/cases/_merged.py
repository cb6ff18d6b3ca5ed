"""
What happens to cases that are merged or split.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import attrs

from csmcore.cases._actor import Actor
from csmcore.cases._case import Case, counts
from csmcore.cases._event_fields import EventFields
from csmcore.cases._line import CaseLine
from csmcore.cases._link import CaseLink, LinkKind
from csmcore.kernel import CaseId, not_blank, not_blank_if_given, to_utc


def _lines(lines: Iterable[CaseLine]) -> tuple[CaseLine, ...]:
    return tuple(lines)


def _places(sequences: Iterable[int]) -> tuple[int, ...]:
    return tuple(sequences)


@attrs.frozen(kw_only=True, slots=False)
class CaseMerged(EventFields):
    """
    The case was closed, for another one goes on with it.

    Attributes:
        into: The other.

        source: The state that it left.

        target: The state that it came to.

        category: What that state means.

        resolution_code: How it was resolved, where that was told.

        reason: Why, where that was told.
    """

    into: CaseId = attrs.field(validator=not_blank)
    source: str = attrs.field(validator=not_blank)
    target: str = attrs.field(validator=not_blank)
    category: str = attrs.field(validator=not_blank)
    resolution_code: str | None = attrs.field(default=None, validator=not_blank_if_given)
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        link = CaseLink(LinkKind.DUPLICATE_OF, self.into)
        case.update(
            merged_into=self.into,
            state=self.target,
            category=self.category,
            state_since=self.at,
            closed_at=self.at,
            needs_attention=False,
        )
        if self.resolution_code is not None:
            case["resolution_code"] = self.resolution_code
        if link not in case["links"]:
            case["links"] = (*case["links"], link)

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("merged", str(self.category))


@attrs.frozen(kw_only=True, slots=False)
class CaseAbsorbed(EventFields):
    """
    The case goes on with another that was merged into it.

    Attributes:
        other_id: The other.

        needs_attention: Whether its customer was waiting for an answer there.

        reason: Why, where that was told.
    """

    other_id: CaseId = attrs.field(validator=not_blank)
    needs_attention: bool = False
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        case["needs_attention"] = case["needs_attention"] or self.needs_attention


@attrs.frozen(kw_only=True, slots=False)
class CaseSplit(EventFields):
    """
    Part of the case goes on as another.

    Attributes:
        new_id: The other.

        lines: The lines that left, as they were.

        written: The sequences of the events that tell what was copied to it.

        reason: Why, where that was told.
    """

    new_id: CaseId = attrs.field(validator=not_blank)
    lines: tuple[CaseLine, ...] = attrs.field(default=(), converter=_lines)
    written: tuple[int, ...] = attrs.field(default=(), converter=_places)
    reason: str | None = attrs.field(default=None, validator=not_blank_if_given)

    def _write(self, case: dict[str, Any]) -> None:
        gone = {line.id for line in self.lines}
        if gone:
            case["lines"] = tuple(line for line in case["lines"] if line.id not in gone)

    def _signals(self, before: Case | None, after: Case) -> tuple[str, ...]:  # noqa: ARG002
        return ("split",)


@attrs.frozen(kw_only=True, slots=False)
class WrittenElsewhere(EventFields):
    """
    What was written on another case stands on this one, too; nobody has replied by that.

    Attributes:
        text: What was written.

        from_case_id: The case on which it was written.

        from_sequence: The sequence of that event there.

        written_at: When it was written. Held in UTC.

        written_by: Who wrote it.
    """

    text: str = attrs.field(validator=not_blank)
    from_case_id: CaseId = attrs.field(validator=not_blank)
    from_sequence: int = attrs.field(validator=counts)
    written_at: dt.datetime = attrs.field(converter=to_utc)
    written_by: Actor

    def _write(self, case: dict[str, Any]) -> None:
        """
        Changes nothing: what was written is in the history.
        """


@attrs.frozen(kw_only=True, slots=False)
class CommentCopied(WrittenElsewhere):
    """
    A comment on another case, which the customer sees, stands on this one, too.
    """


@attrs.frozen(kw_only=True, slots=False)
class WorkNoteCopied(WrittenElsewhere):
    """
    A work note on another case, which only staff see, stands on this one, too.
    """
