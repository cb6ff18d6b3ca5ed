"""
What a desk works with: its setup, compiled once.
"""

import datetime as dt
import functools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.cases import AUTOMATIC, AutoMove, Case, CaseAction, CaseEvent, CaseType, decide, due
from csmcore.contracts import CoverageOrder, UncoveredPolicy, UsageRule
from csmcore.desk._calendars import CalendarsOf
from csmcore.desk._outcome import Outcome, StoredEvent
from csmcore.desk._record import CaseRecord
from csmcore.errors import DefinitionError, UnknownNameError
from csmcore.kernel import Append, Fact, shown
from csmcore.routing import BacklogKey, Levels, RoutingRules
from csmcore.sla import Match, SlaPolicy, SlaStatus, next_instant, status

NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class Parts:
    """
    What a desk works with: its setup, compiled once.
    """

    case_types: Mapping[str, CaseType]
    calendars: CalendarsOf
    policies: tuple[SlaPolicy, ...]
    match: Match
    order: CoverageOrder
    uncovered: UncoveredPolicy
    usage: UsageRule
    auto_moves: Mapping[str, tuple[AutoMove, ...]]
    levels: Levels
    rules: RoutingRules | None

    @functools.cached_property
    def reads_due(self) -> bool:
        """
        Whether routing looks at when work is due: by its backlog, a condition, or an extension.

        Where nothing does, the clocks of all that waits need not be asked for each plan.
        """
        if self.rules is None:
            return False
        setup = self.rules.setup
        conditions = [setup.routable]
        conditions += [each for queue in setup.queues for each in (queue.when, queue.unless)]
        return (
            BacklogKey.DUE in setup.backlog.keys
            or bool(self.rules.extensions)
            or any("due_at" in condition.facts for condition in conditions)
        )

    def case_type(self, name: str | None) -> CaseType:
        """
        The type of a name; the only one where none is named.

        Raises:
            UnknownNameError: There is none of that name.

            DefinitionError: None is named, and there are several.
        """
        if name is None and len(self.case_types) == 1:
            return next(iter(self.case_types.values()))
        if name is None:
            first = next(iter(self.case_types), "...")
            message = (
                f"case_type: say which of {', '.join(self.case_types)} it is, as in "
                f'desk.open(..., case_type="{first}")'
            )
            raise DefinitionError(message)
        if not isinstance(name, str):
            message = f"case_type={shown(name)}; give the name of the type, as a text"
            raise DefinitionError(message)
        if name not in self.case_types:
            raise UnknownNameError("case type", name, tuple(self.case_types))
        return self.case_types[name]

    def asked(
        self, case: Case, action: CaseAction, at: dt.datetime, facts: Mapping[str, Fact] = NONE
    ) -> tuple[tuple[CaseEvent, ...], Case]:
        """
        What comes of an action that the desk asks by itself.
        """
        case_type = self.case_type(case.type)
        answer = decide(case, action, case_type=case_type, at=at, by=AUTOMATIC, facts=facts)
        return getattr(answer, "events", ()), answer.case

    def status(self, record: CaseRecord, at: dt.datetime) -> SlaStatus:
        """
        The clocks of a case at an instant.
        """
        book = self.calendars.book
        return status(self.policies, record.timeline, calendars=book, at=at, match=self.match)

    def next_instant(
        self, record: CaseRecord, at: dt.datetime, facts: Mapping[str, Fact]
    ) -> dt.datetime | None:
        """
        When something comes due, or a clock warns or breaches, if nothing happens to the case.
        """
        coming = [
            next_instant(
                self.policies,
                record.timeline,
                calendars=self.calendars.book,
                at=at,
                match=self.match,
            )
        ]
        case, moves = record.case, self.auto_moves.get(record.case.type, ())
        if moves and any(move.state == case.state for move in moves):
            calendar = self.calendars.of(record, at)
            case_type = self.case_type(case.type)
            told = due(case, moves, case_type=case_type, calendar=calendar, at=at, facts=facts)
            coming.append(at if told.actions else told.next_instant)
        return min((each for each in coming if each is not None), default=None)


def appended(record: CaseRecord, events: tuple[CaseEvent, ...]) -> tuple[Append[StoredEvent], ...]:
    """
    What is appended to a case's stream; nothing for no events.
    """
    if not events:
        return ()
    return (Append(record.stream, expected_sequence=events[0].sequence - 1, events=events),)


def done_before(record: CaseRecord, next_instant: dt.datetime | None) -> Outcome:
    """
    That an action had been done before, and nothing happens.
    """
    wakes = [(record.stream, next_instant)]
    return Outcome(records=[record], wakes=wakes, already_done=True)
