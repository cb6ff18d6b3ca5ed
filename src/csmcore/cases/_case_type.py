"""
Types of cases: which lifecycle, which own fields, which matrix of priorities.
"""

import functools
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.cases._content import CHANGEABLE, LEVELS
from csmcore.cases._facts import ESCALATION_FACTS, FACTS, SIGNALS, definition
from csmcore.cases._line_rules import SERVICENOW_LINES, LineRules
from csmcore.cases._own_fields import CaseField, to_case_fields
from csmcore.cases._pairs import Pairs, to_pairs
from csmcore.cases._priority import ITIL_MATRIX, Level, PriorityMatrix, to_level
from csmcore.cases._reasons import NOT_AMONG, told_names
from csmcore.cases._service_level import LEVEL_FACTS
from csmcore.conditions import FactDefinition, FactType, Vocabulary
from csmcore.errors import CaseTypeError
from csmcore.kernel import Fact, Reason, Scalar, not_blank, shown, to_texts
from csmcore.lifecycles import SERVICENOW_CASE, Lifecycle

OPENING: Final = "opening"
"""
The opening of a case, for own fields that it needs, whatever its lifecycle calls it.
"""

_DEFAULTED: Final = ("agent_id", "channel", "group_id", "impact", "urgency")


@attrs.frozen
class CaseType:
    """
    A type of cases, as a value: what their states, own fields and priorities are.

    Attributes:
        name: Its name: ``"complaint"``.

        lifecycle: What its cases can be in, and how they move.

        fields: Own fields, in order.

        matrix: What makes priorities; ``None`` where they are set by hand alone.

        defaults: What a case has when it is opened without it: ``impact``, ``urgency``,
            ``channel``, ``group_id`` and ``agent_id``. A mapping is accepted.

        resolution_codes: How a case can be resolved; any word when empty.

        customer_changes: The fields that a customer may change, ``tags``, ``customer`` and
            ``external_ids`` among them; none unless named.

        on_customer_comment: The lifecycle's actions that a customer's comment asks; the first
            that is allowed is done.

        on_assignment: The actions that an assignment asks, likewise.

        lines: How lines move, and how they and their case move each other; ``None`` where its
            cases have none.

    Raises:
        CaseTypeError: It names a field or an action that is not there, or a field's name is
            taken. All problems are told.
    """

    name: str = attrs.field(validator=not_blank)
    lifecycle: Lifecycle = attrs.field(default=SERVICENOW_CASE, kw_only=True)
    fields: tuple[CaseField, ...] = attrs.field(default=(), converter=to_case_fields, kw_only=True)
    matrix: PriorityMatrix | None = attrs.field(default=ITIL_MATRIX, kw_only=True)
    defaults: Pairs = attrs.field(default=(), converter=to_pairs, kw_only=True)
    resolution_codes: tuple[str, ...] = attrs.field(default=(), converter=to_texts, kw_only=True)
    customer_changes: tuple[str, ...] = attrs.field(default=(), converter=to_texts, kw_only=True)
    on_customer_comment: tuple[str, ...] = attrs.field(
        default=("update", "comment"), converter=to_texts, kw_only=True
    )
    on_assignment: tuple[str, ...] = attrs.field(default=("assign",), converter=to_texts, kw_only=True)
    lines: LineRules | None = attrs.field(default=SERVICENOW_LINES, kw_only=True)

    def __attrs_post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise CaseTypeError(self.name, problems)

    @property
    def changeable(self) -> tuple[str, ...]:
        """
        The names of the fields that are changed one by one, own ones last.
        """
        return (*CHANGEABLE, *self._own)

    @property
    def vocabulary(self) -> Vocabulary:
        """
        What conditions may say of its cases, so that a slip in a policy is found at once.
        """
        choices: Mapping[str, Iterable[Scalar]] = {
            "state": (state.name for state in self.lifecycle.states),
            "category": dict.fromkeys(state.category for state in self.lifecycle.states),
            "type": (self.name,),
            "priority": () if self.matrix is None else self.matrix.levels,
            "impact": () if self.matrix is None else self.matrix.impacts,
            "urgency": () if self.matrix is None else self.matrix.urgencies,
            "resolution_code": self.resolution_codes,
        }
        known = (definition(name, tuple(choices.get(name, ()))) for name in (*FACTS, *LEVEL_FACTS))
        added = (FactDefinition(name, FactType.FLAG) for name in ESCALATION_FACTS)
        return Vocabulary((*known, *added, *(field.fact for field in self.fields)), SIGNALS)

    def field(self, name: str) -> CaseField | None:
        """
        The own field of a name, or ``None``.
        """
        return self._own.get(name)

    def required_on(self, action: str) -> tuple[str, ...]:
        """
        The own fields that an action needs, in order.
        """
        return self._required.get(action, ())

    def priority(self, impact: Level | None, urgency: Level | None) -> Level | None:
        """
        What its matrix makes of impact and urgency; ``None`` without one.

        Raises:
            DefinitionError: The matrix does not know one of them.
        """
        return None if self.matrix is None else self.matrix.priority(impact, urgency)

    def priority_problem(self, priority: Level) -> Reason | None:
        """
        Why a priority cannot be set by hand, if it cannot.
        """
        if self.matrix is None or priority in self.matrix.levels:
            return None
        known = told_names(str(priority), map(str, self.matrix.levels))
        return NOT_AMONG(path="priority", value=shown(priority), known=known)

    def resolution_problem(self, code: Fact) -> Reason | None:
        """
        Why a resolution code is none of this type's, if it is not.
        """
        if not self.resolution_codes or code is None or code in self.resolution_codes:
            return None
        known = told_names(str(code), self.resolution_codes)
        return NOT_AMONG(path="resolution_code", value=shown(code), known=known)

    # --- compiled -----------------------------------------------------------------------------

    @functools.cached_property
    def _own(self) -> Mapping[str, CaseField]:
        return MappingProxyType({field.name: field for field in self.fields})

    @functools.cached_property
    def _required(self) -> Mapping[str, tuple[str, ...]]:
        openings = tuple(move.action for move in self.lifecycle.moves if move.is_opening)
        found: dict[str, list[str]] = {}
        for field in self.fields:
            asked = {*field.required_on}
            if OPENING in asked or asked.intersection(openings):
                asked.add(OPENING)
            for action in asked:
                found.setdefault(action, []).append(field.name)
        return MappingProxyType({action: tuple(names) for action, names in found.items()})

    @functools.cached_property
    def _openings(self) -> tuple[str, ...]:
        moves = self.lifecycle.moves
        return tuple(dict.fromkeys(move.action for move in moves if move.is_opening))

    @functools.cached_property
    def _given(self) -> frozenset[str]:
        named = frozenset(name for move in self.lifecycle.moves for name in move.requires)
        return named | {"notes", "resolution_code"}

    def _problems(self) -> Iterator[str]:
        yield from self._field_problems()
        known_names = (*self.changeable, "tags", "customer", "external_ids")
        for name in self.customer_changes:
            if name not in known_names:
                told = told_names(name, known_names)
                yield f"customers may change {name!r}, which is no field; {told}"
        for name, value in self.defaults:
            if name not in _DEFAULTED:
                told = told_names(name, _DEFAULTED)
                yield f"defaults.{name} cannot be set here; {told}, and an own field has its default"
            elif name in LEVELS:
                yield from self._level_problems(name, value)
            elif not isinstance(value, str) or not value.strip():
                yield f"defaults.{name} is {value!r}; it is a text that is not blank"

    def _field_problems(self) -> Iterator[str]:
        names = [field.name for field in self.fields]
        taken = {
            *FACTS,
            *LEVEL_FACTS,
            *ESCALATION_FACTS,
            *CHANGEABLE,
            "notes",
            "tags",
            "customer",
            "external_ids",
        }
        for place, name in enumerate(names):
            if name in taken:
                yield f"its field {name!r} has the name of something that every case has"
            elif name in names[:place]:
                yield f"two of its fields are named {name!r}"
        actions = (*self.lifecycle.actions, OPENING)
        for field in self.fields:
            for action in field.required_on:
                if action not in actions:
                    known = told_names(action, actions)
                    yield f"field {field.name!r} is required on {action!r}, which is no action; {known}"

    def _level_problems(self, name: str, value: Scalar) -> Iterator[str]:
        if isinstance(value, bool) or not isinstance(value, int | str):
            yield f"defaults.{name} is {value!r}; it is a level"
        elif self.matrix is not None:
            level = to_level(value)
            asked = (level, None) if name == "impact" else (None, level)
            yield from (f"defaults.{problem}" for problem in self.matrix.problems(*asked))
