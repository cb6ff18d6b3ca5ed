"""
The front door: everything bound together, and nothing performed.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import final

from csmcore.cases import Actor, CaseAction, OpenCase
from csmcore.contracts import Amount, EntitlementBook
from csmcore.desk._acting import acted, came_due
from csmcore.desk._asked import to_book, to_facts, to_flag, to_several
from csmcore.desk._calendars import CalendarsOf
from csmcore.desk._finding import DeskFinding
from csmcore.desk._levels import told_why
from csmcore.desk._opening import opened
from csmcore.desk._outcome import Outcome, PlanOutcome
from csmcore.desk._parts import NONE, Parts
from csmcore.desk._planning import answered, planned
from csmcore.desk._reading import Problems, read_setup
from csmcore.desk._record import CaseRecord, to_record
from csmcore.desk._setup import DeskSetup
from csmcore.errors import DefinitionError, DeskError
from csmcore.kernel import AgentId, Fact, WorkId, shown, to_utc
from csmcore.plugins import PluginHost
from csmcore.routing import Agent, Extension, ExtensionValue, RoutingRules, RoutingState, WorkItem
from csmcore.sla import FindingSeverity, SlaStatus


@final
class ServiceDesk:
    """
    A service desk: made once of its setup, asked as often as anything happens.

    It keeps nothing between two questions and performs nothing: what it answers is an
    :class:`Outcome`, which the host stores and tells.

    Attributes:
        setup: What it is.

        findings: What its author may want to know, though it can do what it says.
    """

    __slots__ = ("_parts", "findings", "setup")

    def __init__(self, setup: DeskSetup, findings: tuple[DeskFinding, ...], parts: Parts) -> None:
        self.setup, self.findings, self._parts = setup, findings, parts

    @classmethod
    def of(
        cls,
        setup: DeskSetup,
        *,
        plugins: PluginHost | None = None,
        extensions: Iterable[Extension | ExtensionValue] = (),
        strict: bool = False,
    ) -> "ServiceDesk":
        """
        The desk of a setup.

        Args:
            setup: What it is.

            plugins: Plugins, whose extensions its queues use: a ``PluginHost``, such as
                ``PluginHost().with_installed()``.

            extensions: More that queues use: filters, scorers and strategies of one's own.

            strict: Whether an extension that fails raises, as in tests, instead of being told.

        Raises:
            DeskError: The setup cannot do what it says; all of it at once.

            DefinitionError: It is no setup.
        """
        if not isinstance(setup, DeskSetup):
            message = f"setup={shown(setup)}; give a DeskSetup, or read one by from_document"
            raise DefinitionError(message)
        return cls._of(setup, (), plugins=plugins, added=extensions, strict=strict)

    @classmethod
    def _of(
        cls,
        setup: DeskSetup,
        problems: Problems,
        *,
        plugins: PluginHost | None,
        added: Iterable[Extension | ExtensionValue],
        strict: bool,
    ) -> "ServiceDesk":
        added = to_several("extensions", added, "[MyFilter()]")
        findings = setup.check(extensions=added, plugins=plugins)
        serious = [each for each in findings if each.severity is FindingSeverity.ERROR]
        problems = (*problems, *((each.path, str(each.reason)) for each in serious))
        if problems:
            raise DeskError(setup.name, problems)
        if plugins is not None:
            added = (*plugins.extensions, *added)
        rules = None
        if setup.routing is not None:
            rules = RoutingRules.of(setup.routing, extensions=added, strict=strict)
        return cls(setup, findings, _parts(setup, rules))

    @classmethod
    def from_document(
        cls,
        document: object,
        *,
        plugins: PluginHost | None = None,
        extensions: Iterable[Extension | ExtensionValue] = (),
        strict: bool = False,
    ) -> "ServiceDesk":
        """
        The desk of a setup's document, such as ``tomllib`` reads.

        Args:
            document: The setup as an object of texts, numbers, lists and objects.

            plugins: As for :meth:`of`.

            extensions: As for :meth:`of`.

            strict: As for :meth:`of`.

        Raises:
            DocumentError: It does not fit; each problem with its path.

            DeskError: It fits, and cannot do what it says; all of it at once, a default
                calendar that is not there included.
        """
        setup, problems = read_setup(document)
        return cls._of(setup, problems, plugins=plugins, added=extensions, strict=strict)

    def __repr__(self) -> str:
        return f"ServiceDesk({self.setup.name!r})"

    def open(
        self,
        action: OpenCase,
        *,
        at: dt.datetime,
        by: Actor,
        case_type: str | None = None,
        book: EntitlementBook | None = None,
        units: Amount | None = None,
        facts: Mapping[str, Fact] = NONE,
        record: CaseRecord | None = None,
    ) -> Outcome:
        """
        Opens a case: decides what covers it, what it is measured under, and what it uses.

        Args:
            action: What is asked. Where it names an entitlement, that one counts.

            at: When. Aware.

            by: Who asks.

            case_type: The name of its type; needed only where there are several.

            book: The entitlements, with the ledger; ``None`` to ask for no coverage.

            units: How much it uses of a metered entitlement; one case if not given.

            facts: What conditions may ask and the case does not hold. ``zone`` and the
                calendars that others name (``account_calendar``) are kept with the case.

            record: What its stream holds already, where it holds anything: then this was
                done before, or is refused.

        Raises:
            CaseRefusedError: Nothing covers it and service is refused, or something does not
                fit; every reason is told.

            MoveRefusedError: The lifecycle does not let this actor begin.

            BalanceError: Too little is left.

            KeyConflictError: It was opened by something else under the same key.

            UnknownNameError: There is no such type, or the entitlement names a policy that
                the desk does not have.

            UndecidedError: Nobody names a calendar that the desk has.
        """
        return opened(
            self._parts,
            action,
            case_type=case_type,
            record=None if record is None else to_record(record),
            book=to_book(book),
            units=units,
            at=to_utc(at),
            by=by,
            facts=to_facts(facts),
        )

    def act(
        self,
        record: CaseRecord,
        action: CaseAction,
        *,
        at: dt.datetime,
        by: Actor,
        book: EntitlementBook | None = None,
        facts: Mapping[str, Fact] = NONE,
        expected_sequence: int | None = None,
    ) -> Outcome:
        """
        Asks something of a case, and what follows from it.

        Where the case comes to fit another policy, that is recorded; where it is resolved,
        closed, cancelled or reopened, its units are used or given back.

        Args:
            record: The case.

            action: What is asked.

            at: When. Aware.

            by: Who asks.

            book: The entitlements, with the ledger; without it, nothing is used.

            facts: What conditions may ask and the case does not hold.

            expected_sequence: The sequence that whoever asks has seen; ``None`` does not ask.

        Raises:
            RefusedError: As :func:`csmcore.cases.decide` does, in all the ways that it tells.
        """
        return acted(
            self._parts,
            to_record(record),
            action,
            book=to_book(book),
            at=to_utc(at),
            by=by,
            facts=to_facts(facts),
            expected_sequence=expected_sequence,
        )

    def status(self, record: CaseRecord, *, at: dt.datetime) -> SlaStatus:
        """
        The clocks of a case at any instant, past or future.

        Raises:
            UndecidedError: Nobody names a calendar that the desk has.
        """
        seen = to_record(record)
        return told_why(self._parts, seen, self._parts.status(seen, at))

    def due(
        self,
        record: CaseRecord,
        *,
        at: dt.datetime,
        told_until: dt.datetime | None = None,
        book: EntitlementBook | None = None,
        facts: Mapping[str, Fact] = NONE,
    ) -> Outcome:
        """
        What is due by now: automatic moves and reminders, decided; warnings and breaches.

        Args:
            record: The case.

            at: Now. Aware; never before the case's last event.

            told_until: Until when notices have been told; ``None`` for never. Each is told
                once, in the window in which it could be known.

            book: As for :meth:`act`.

            facts: What conditions may ask and the case does not hold.
        """
        seen = to_record(record)
        return came_due(
            self._parts,
            seen,
            book=to_book(book),
            at=at,
            told_until=told_until,
            facts=to_facts(facts),
        )

    def plan(
        self,
        waiting: Iterable[CaseRecord | WorkItem],
        agents: Iterable[Agent],
        *,
        at: dt.datetime,
        state: RoutingState | None = None,
        seed: int = 0,
        facts: Mapping[str, Fact] = NONE,
    ) -> PlanOutcome:
        """
        Who works on what: a plan, and what it makes of routing and of each case.

        Offers that passed are told first. A case that is closed is no work.

        Args:
            waiting: The cases, and other work. A case's first due clock is when its work is due.

            agents: Who there is, with what they have.

            at: Now. Aware.

            state: What routing remembers; nothing where it is not given.

            seed: From which chance is drawn where agents tie.

            facts: What conditions of queues may ask and no case holds.

        Raises:
            DefinitionError: The desk has no routing.
        """
        return planned(
            self._parts,
            waiting,
            agents,
            state=state,
            at=at,
            seed=seed,
            facts=to_facts(facts),
        )

    def answer(
        self,
        offered: CaseRecord | WorkId,
        agent_id: AgentId,
        *,
        accepts: bool,
        state: RoutingState,
        at: dt.datetime,
        reason: str | None = None,
        may_return: bool = False,
        facts: Mapping[str, Fact] = NONE,
    ) -> Outcome:
        """
        An agent's answer to an offer; a case that is accepted is assigned.

        Args:
            offered: The case, or other work by its id.

            agent_id: Who answers.

            accepts: Whether they take it.

            state: What routing remembers.

            at: When. Aware.

            reason: Why not, in a host's own word.

            may_return: Whether who declines may be offered it again at once.

            facts: What conditions may ask and the case does not hold.

        Raises:
            OfferRefusedError: It is not offered, not to this agent, or not any more.
        """
        return answered(
            self._parts,
            offered,
            agent_id,
            accepts=to_flag("accepts", accepts),
            state=state,
            at=to_utc(at),
            reason=reason,
            may_return=to_flag("may_return", may_return),
            facts=to_facts(facts),
        )


def _parts(setup: DeskSetup, rules: RoutingRules | None) -> Parts:
    return Parts(
        case_types=MappingProxyType({each.name: each for each in setup.case_types}),
        calendars=CalendarsOf(setup.calendars, setup.zone),
        policies=setup.policies,
        match=setup.match,
        order=setup.order,
        uncovered=setup.uncovered,
        usage=setup.usage,
        auto_moves=MappingProxyType(dict(setup.auto_moves)),
        levels=setup.levels,
        rules=rules,
    )
