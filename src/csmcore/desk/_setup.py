"""
What a desk is, as one document: types of cases, calendars, policies, routing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, TypeAlias, TypeVar

import attrs

from csmcore.calendars import CalendarBook
from csmcore.cases import (
    SERVICENOW_SYNC,
    STANDARD_ESCALATION,
    AutoMove,
    CaseType,
    EscalationTemplate,
    Level,
    SyncRule,
)
from csmcore.conditions import Vocabulary
from csmcore.contracts import (
    REFUSE,
    SERVICENOW,
    ConsumeOn,
    CoverageOrder,
    EntitlementBook,
    UncoveredAnswer,
    UncoveredPolicy,
    UsageRule,
)
from csmcore.desk._asked import to_book, to_several
from csmcore.desk._check_cases import about_auto_moves, about_others, about_types
from csmcore.desk._check_levels import about_book, about_policies, about_uncovered
from csmcore.desk._check_routing import about_routing, about_staff
from csmcore.desk._finding import DeskFinding, Findings
from csmcore.desk._given import by_type, only, only_if_given
from csmcore.errors import DefinitionError
from csmcore.kernel import GroupId, listed, not_blank, shown, to_choice, zone_name
from csmcore.plugins import PluginHost
from csmcore.routing import Agent, Extension, ExtensionValue, RoutingSetup
from csmcore.sla import Match, SlaPolicy

AutoMoves: TypeAlias = tuple[tuple[str, tuple[AutoMove, ...]], ...]
"""
What cases do by themselves, by the name of their type.
"""


_Part = TypeVar("_Part")


def _several(kind: type[_Part], values: Iterable[_Part]) -> tuple[_Part, ...]:
    return listed(kind, (values,) if isinstance(values, kind) else values)


def _types(values: Iterable[CaseType]) -> tuple[CaseType, ...]:
    return _several(CaseType, values)


def _policies(values: Iterable[SlaPolicy]) -> tuple[SlaPolicy, ...]:
    return _several(SlaPolicy, values)


def _escalations(values: Iterable[EscalationTemplate]) -> tuple[EscalationTemplate, ...]:
    return _several(EscalationTemplate, values)


def _auto_moves(
    values: Mapping[str, Iterable[AutoMove]] | Iterable[tuple[str, Iterable[AutoMove]]],
) -> AutoMoves:
    pairs = ((name, _auto_moves_of(moves)) for name, moves in by_type(values))
    return tuple(sorted(pairs, key=_name))


def _auto_moves_of(moves: Any) -> tuple[AutoMove, ...]:
    return _several(AutoMove, moves)


def _name(pair: tuple[str, tuple[AutoMove, ...]]) -> str:
    return pair[0]


def _match(value: Match | str) -> Match:
    return to_choice(Match, value)


def _uncovered(value: UncoveredPolicy | UncoveredAnswer) -> UncoveredPolicy:
    return value if isinstance(value, UncoveredPolicy) else UncoveredPolicy(otherwise=value)


@attrs.frozen
class DeskSetup:
    """
    What a desk is, as one value: it compares, is stored, and is checked as a whole.

    What differs from day to day is no part of it: customers, contracts, agents, cases.

    Attributes:
        name: What people call it.

        zone: The zone of customers who have none of their own, for calendars that float.

        case_types: What can be asked for.

        calendars: The calendars that others name.

        policies: The SLA policies in order.

        match: Whether the first policy that fits a case counts, or each that fits, by name.

        order: Which entitlement counts where several cover.

        uncovered: What is done where none covers. An answer for all is accepted.

        usage: When the units of a metered entitlement are held and used.

        auto_moves: What cases do by themselves, by the name of their type. A mapping is
            accepted.

        escalations: Templates of escalations.

        sync: What cases below a major one take over.

        routing: Queues and the rest; ``None`` where nothing is routed.

        levels: Which priorities are how urgent for routing, the highest first, where they
            are words.

        vocabulary: Facts and signals that conditions may speak of beside those of cases.

    Raises:
        DefinitionError: A part of it is something else than what is said here.

        UnknownZoneError: The zone database does not know the zone.
    """

    name: str = attrs.field(validator=not_blank)
    zone: str = attrs.field(default="UTC", converter=zone_name, kw_only=True)
    case_types: tuple[CaseType, ...] = attrs.field(converter=_types, kw_only=True)
    calendars: CalendarBook = attrs.field(
        default=CalendarBook(),
        validator=only(CalendarBook, 'CalendarBook([office], default="office")'),
        kw_only=True,
    )
    policies: tuple[SlaPolicy, ...] = attrs.field(default=(), converter=_policies, kw_only=True)
    match: Match = attrs.field(default=Match.FIRST, converter=_match, kw_only=True)
    order: CoverageOrder = attrs.field(
        default=SERVICENOW, validator=only(CoverageOrder, "SERVICENOW"), kw_only=True
    )
    uncovered: UncoveredPolicy = attrs.field(
        default=UncoveredPolicy(otherwise=REFUSE), converter=_uncovered, kw_only=True
    )
    usage: UsageRule = attrs.field(
        default=UsageRule(ConsumeOn.OPEN),
        validator=only(UsageRule, "UsageRule(ConsumeOn.OPEN)"),
        kw_only=True,
    )
    auto_moves: AutoMoves = attrs.field(default=(), converter=_auto_moves, kw_only=True)
    escalations: tuple[EscalationTemplate, ...] = attrs.field(
        default=(STANDARD_ESCALATION,), converter=_escalations, kw_only=True
    )
    sync: SyncRule = attrs.field(
        default=SERVICENOW_SYNC, validator=only(SyncRule, "SERVICENOW_SYNC"), kw_only=True
    )
    routing: RoutingSetup | None = attrs.field(
        default=None,
        validator=only_if_given(RoutingSetup, 'RoutingSetup(queues=[Queue("support")])'),
        kw_only=True,
    )
    levels: tuple[Level, ...] = attrs.field(default=(), converter=tuple[Level, ...], kw_only=True)
    vocabulary: Vocabulary = attrs.field(
        default=Vocabulary(),
        validator=only(Vocabulary, 'Vocabulary([FactDefinition("region", "text")])'),
        kw_only=True,
    )

    _document_shapes: ClassVar[Mapping[str, Any]] = MappingProxyType(
        {"auto_moves": dict[str, tuple[AutoMove, ...]]}
    )

    def check(
        self,
        *,
        extensions: Iterable[Extension | ExtensionValue] = (),
        plugins: PluginHost | None = None,
        book: EntitlementBook | None = None,
        agents: Iterable[Agent] | None = None,
        groups: Collection[GroupId] | None = None,
    ) -> tuple[DeskFinding, ...]:
        """
        What is wrong with it, or may be: everything at once, each with its path.

        It asks the parts' own checks, and looks besides at what one part says of another.

        Args:
            extensions: What queues may use beside what is built in.

            plugins: Plugins, whose extensions queues may use, and which check queues.

            book: Entitlements and contracts, to see whether what they name is there.

            agents: Who there is, to see whether every queue can be served.

            groups: The groups that there are, beside those of the agents.

        Returns:
            In the order of the setup's parts; in a notebook, a table.

        Raises:
            DefinitionError: What is given is something else, such as plugins in no ``PluginHost``.
        """
        if plugins is not None and not isinstance(plugins, PluginHost):
            message = (
                f"plugins={shown(plugins)}; give a PluginHost, as PluginHost().with_installed() or "
                "PluginHost().register(plugin); single filters, scorers and strategies are extensions"
            )
            raise DefinitionError(message)
        return Findings(
            self._findings(
                to_several("extensions", extensions, "[MyFilter()]"),
                plugins,
                to_book(book),
                None if agents is None else listed(Agent, agents),
                None if groups is None else to_several("groups", groups, '["desk"]'),
            )
        )

    def _findings(
        self,
        extensions: tuple[Extension | ExtensionValue, ...],
        plugins: PluginHost | None,
        book: EntitlementBook | None,
        agents: tuple[Agent, ...] | None,
        groups: Collection[GroupId] | None,
    ) -> Iterator[DeskFinding]:
        types = {each.name: each for each in self.case_types}
        more = self.vocabulary
        yield from about_types(self.case_types, self.policies, more)
        yield from about_policies(self.policies, self.calendars, self.case_types, more)
        yield from about_uncovered(self.uncovered, self.policies)
        yield from about_auto_moves(dict(self.auto_moves), types, self.calendars, more)
        yield from about_others(self.escalations, self.sync, self.case_types)
        if self.routing is not None:
            yield from about_routing(
                self.routing, self.case_types, more, extensions=extensions, plugins=plugins
            )
            yield from about_staff(self.routing, agents, groups)
        if book is not None:
            yield from about_book(book, self.policies, self.calendars)
