"""
How lines move, and how a case and its lines move each other.
"""

from collections.abc import Iterable, Iterator
from typing import Final, TypeAlias

import attrs

from csmcore.cases._pairs import Pairs, to_pairs
from csmcore.cases._reasons import told_names
from csmcore.errors import DefinitionError
from csmcore.kernel import shown, to_texts
from csmcore.lifecycles import SERVICENOW_CASE_LINE, Category, Lifecycle


@attrs.frozen(kw_only=True)
class CaseFollows:
    """
    When a line comes to some state, the case moves with it.

    Attributes:
        lines_in: The states of a line; when one comes to any of them, the rule is asked.

        needs_all: Whether every line must be in one of them by then.

        beside: The states of lines that do not count where all are needed.

        case_in: The categories of states in which the case follows.

        actions: What it does; the first that is allowed to whoever moved the line is done.

        given: What is given with it, by name. A mapping is accepted.
    """

    lines_in: tuple[str, ...] = attrs.field(converter=to_texts)
    needs_all: bool = False
    beside: tuple[str, ...] = attrs.field(default=(), converter=to_texts)
    case_in: tuple[str, ...] = attrs.field(converter=to_texts)
    actions: tuple[str, ...] = attrs.field(converter=to_texts)
    given: Pairs = attrs.field(default=(), converter=to_pairs)


@attrs.frozen(kw_only=True)
class LinesFollow:
    """
    When the case comes to some category of states, lines move with it; so does one added then.

    Attributes:
        case_in: The categories of states to which the case comes.

        lines_in: The states of the lines that follow.

        actions: What they do; the first that is allowed to whoever moved the case is done.
    """

    case_in: tuple[str, ...] = attrs.field(converter=to_texts)
    lines_in: tuple[str, ...] = attrs.field(converter=to_texts)
    actions: tuple[str, ...] = attrs.field(converter=to_texts)


LineSync: TypeAlias = CaseFollows | LinesFollow
"""
A rule by which a case and its lines move each other. What follows makes nothing else follow.
"""


def _sync(rules: Iterable[LineSync]) -> tuple[LineSync, ...]:
    listed = tuple(rules)
    for each in listed:
        if not isinstance(each, LineSync):
            message = f"{shown(each)} is no rule for lines; give a CaseFollows or a LinesFollow"
            raise DefinitionError(message)
    return listed


@attrs.frozen
class LineRules:
    """
    How lines move, and how a case and its lines move each other.

    Attributes:
        lifecycle: What a line can be in. A line begins in its initial state.

        sync: The rules, in the order in which they are asked.

    Raises:
        DefinitionError: The lifecycle has no initial state, or a rule names a state or an
            action of lines that is not there. All problems are told.
    """

    lifecycle: Lifecycle = SERVICENOW_CASE_LINE
    sync: tuple[LineSync, ...] = attrs.field(default=(), converter=_sync, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.lifecycle.initial is None:
            message = f"{self.lifecycle.name!r} has no initial state, and a line begins in one"
            raise DefinitionError(message)
        problems = tuple(self._problems())
        if problems:
            raise DefinitionError("; ".join(problems))

    @property
    def first(self) -> str:
        """
        The state in which a line begins.
        """
        return str(self.lifecycle.initial)

    def _problems(self) -> Iterator[str]:
        states = tuple(state.name for state in self.lifecycle.states)
        for rule in self.sync:
            named = (*rule.lines_in, *(rule.beside if isinstance(rule, CaseFollows) else ()))
            for name in named:
                if name not in states:
                    yield f"a rule for lines names the state {name!r}; {told_names(name, states)}"
            for name in rule.actions if isinstance(rule, LinesFollow) else ():
                if name not in self.lifecycle.actions:
                    known = told_names(name, self.lifecycle.actions)
                    yield f"a rule for lines names the action {name!r}; {known}"


_SETTLED: Final = ("resolved_accepted", "resolved_denied")
_WORKED_ON: Final = ("work_in_progress", "awaiting_info")

SERVICENOW_LINES: Final = LineRules(
    SERVICENOW_CASE_LINE,
    sync=(
        LinesFollow(
            case_in=(Category.NEW, Category.ACTIVE, Category.WAITING_ON_CUSTOMER),
            lines_in="draft",
            actions="submit",
        ),
        LinesFollow(case_in=Category.RESOLVED, lines_in=_WORKED_ON, actions="accept"),
        LinesFollow(
            case_in=Category.CANCELLED, lines_in=("draft", "new", *_WORKED_ON), actions="cancel"
        ),
        CaseFollows(
            lines_in="work_in_progress",
            case_in=(Category.NEW, Category.WAITING_ON_CUSTOMER),
            actions=("accept", "assign_to_me", "open_case"),
        ),
        CaseFollows(
            lines_in=_SETTLED,
            needs_all=True,
            beside="cancelled",
            case_in=(Category.NEW, Category.ACTIVE, Category.WAITING_ON_CUSTOMER),
            actions="propose_solution",
            given={
                "resolution_code": "lines_resolved",
                "notes": "Every line is accepted, denied or cancelled.",
            },
        ),
    ),
)
"""
ServiceNow's rules, by which a case and its lines move each other.

Lines leave draft with their case, one that is worked on brings its case to work, and a case
and its lines are resolved together. The rule that resolves the case gives the code
``"lines_resolved"``; a type with resolution codes of its own has that among them, or leaves it
to the agent. Where lines may still be denied when their case is resolved, leave the second rule out.

Source: ServiceNow, "Case line states".
"""
