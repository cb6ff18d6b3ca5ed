"""
The states of a record and the moves between them, as data.
"""

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.conditions import NOTHING, Condition, OneOf
from csmcore.errors import (
    LifecycleError,
    MoveRefusedError,
    TextError,
    UnknownNameError,
)
from csmcore.kernel import Fact, Markup, listed, not_blank, not_blank_if_given
from csmcore.lifecycles._answers import Moved, Option
from csmcore.lifecycles._draw import picture, to_dot, to_mermaid
from csmcore.lifecycles._graph import Way, problems_of, reached, ways_of
from csmcore.lifecycles._moves import Move, read_move
from csmcore.lifecycles._rules import Rule, Rules, chosen, missing_of, nowhere, option_of, rules_of
from csmcore.lifecycles._states import State, plain_text, read_state, state_text
from csmcore.lifecycles._text import Reader, lines_of, name_text

_NONE: Final[Mapping[str, Fact]] = MappingProxyType({})


def _states(states: Mapping[str, str] | Iterable[State]) -> tuple[State, ...]:
    if isinstance(states, Mapping):
        return tuple(State(name, category=category) for name, category in states.items())
    say = "State(name, category=...), or map names to categories"
    return listed(State, states, say=say)


def _moves(moves: Iterable[Move | str]) -> tuple[Move, ...]:
    read = [Move.parse(each) if isinstance(each, str) else each for each in moves]
    return listed(Move, read, say="Move(source, action, target), or its text")


def _final(names: str | Iterable[str]) -> tuple[str, ...]:
    return tuple(map(plain_text, (names,) if isinstance(names, str) else names))


def _initial(name: str | None) -> str | None:
    return None if name is None else plain_text(name)


@attrs.frozen(kw_only=True, str=False)
class Lifecycle:
    """
    What a record can be in, and how it comes from one state to the next.

    Of several moves by one action from one state, the first counts that is for the actor
    and whose condition holds. What it requires must then be given.

    Its text parses back, and reads like what one would write: a line for each state, the
    initial state, a line for each move.

    Attributes:
        name: Its name.

        states: What a record can be in. A mapping from names to categories will do.

        moves: In the order in which they are tried. A text is parsed.

        initial: The state in which a record begins without an action; ``None`` where it
            takes an opening move.

        final: The states that nothing leaves, in the order of the states.

    Raises:
        LifecycleError: It cannot be used: a move names a state that is not there, two
            states have one name or code, no record can begin. All problems are told.

        DefinitionError: A member is no state or no move.
    """

    name: str = attrs.field(converter=plain_text, validator=not_blank, kw_only=False)
    states: tuple[State, ...] = attrs.field(converter=_states)
    moves: tuple[Move, ...] = attrs.field(default=(), converter=_moves)
    initial: str | None = attrs.field(default=None, converter=_initial, validator=not_blank_if_given)
    final: tuple[str, ...] = attrs.field(default=(), converter=_final)

    def __attrs_post_init__(self) -> None:
        problems = tuple(problems_of(self.states, self.moves, self.initial, self.final))
        if problems:
            raise LifecycleError(self.name, problems)
        final = tuple(state.name for state in self.states if state.name in self.final)
        object.__setattr__(self, "final", final)

    @classmethod
    def parse(cls, text: str) -> "Lifecycle":
        """
        The lifecycle that a text says.

        Args:
            text: Lines such as ``lifecycle case``, ``state open: active``, ``state closed:
                closed, final``, ``initial open`` and ``open -> close -> closed by agent``.
                What stands behind a ``#`` at the beginning of a line is a comment.

        Raises:
            TextError: It says none; the line and the column are named.

            LifecycleError: What it says cannot be used.
        """
        name: str | None = None
        initial: str | None = None
        states: list[State] = []
        moves: list[Move] = []
        final: list[str] = []
        for number, said in lines_of(text):
            line = Reader(said, number)
            if line.takes("lifecycle"):
                name = line.only(name, "the lifecycle's name")
            elif line.takes("initial"):
                initial = line.only(initial, "a state")
            elif line.takes("state"):
                state, ends = read_state(line)
                states.append(state)
                final += [state.name] * ends
            else:
                moves.append(read_move(line))
        if name is None:
            raise TextError(text, 1, "a lifecycle has a name, in a line such as 'lifecycle case'")
        return cls(name, states=states, moves=moves, initial=initial, final=final)

    def __str__(self) -> str:
        lines = [f"lifecycle {name_text(self.name)}"]
        lines += [state_text(state, final=state.name in self.final) for state in self.states]
        if self.initial is not None:
            lines.append(f"initial {name_text(self.initial)}")
        return "\n".join((*lines, *map(str, self.moves)))

    # --- what there is ------------------------------------------------------------------------

    @property
    def actions(self) -> tuple[str, ...]:
        """
        All actions, in the order of the moves.
        """
        return tuple(dict.fromkeys(move.action for move in self.moves))

    @property
    def actors(self) -> tuple[str, ...]:
        """
        The kinds of actor that its moves name, sorted.
        """
        return tuple(sorted(frozenset[str]().union(*(move.by for move in self.moves))))

    @property
    def begins(self) -> tuple[str, ...]:
        """
        The states in which a record can begin, in order.
        """
        opened = {move.target for move in self.moves if move.is_opening} | {self.initial}
        return tuple(state.name for state in self.states if state.name in opened)

    def state(self, name: str) -> State:
        """
        The state of a name.

        Raises:
            UnknownNameError: It has no such state.
        """
        try:
            return self._by_name[name]
        except KeyError:
            raise UnknownNameError("state", name, tuple(self._by_name)) from None

    def coded(self, code: str) -> State:
        """
        The state that another system calls by a code.

        Raises:
            UnknownNameError: No state has that code.
        """
        codes = {each.code: each for each in self.states if each.code is not None}
        if code not in codes:
            raise UnknownNameError("state with the code", code, tuple(codes))
        return codes[code]

    def is_final(self, state: str) -> bool:
        """
        Whether nothing leaves a state.

        Raises:
            UnknownNameError: It has no such state.
        """
        return self.state(state).name in self.final

    def in_category(self, *categories: str) -> tuple[str, ...]:
        """
        The states of some categories, in order.
        """
        return tuple(state.name for state in self.states if state.category in categories)

    def while_in(self, *categories: str, fact: str = "state") -> Condition:
        """
        The condition that a record's state is of some category, for pauses and policies.

        Args:
            categories: Such as ``Category.WAITING_ON_CUSTOMER``.

            fact: The fact that holds the state's name.

        Returns:
            A condition that never holds where no state is of these categories.
        """
        states = self.in_category(*categories)
        return OneOf(fact, states) if states else NOTHING

    def reachable(self, state: str | None = None) -> tuple[str, ...]:
        """
        Where a record can ever come to, whatever the conditions, in the order of the states.

        Args:
            state: From where, itself included; ``None`` is from the beginning.

        Raises:
            UnknownNameError: It has no such state.
        """
        starts = self.begins if state is None else (self.state(state).name,)
        found = reached(self._ways, starts)
        return tuple(each.name for each in self.states if each.name in found)

    # --- what may be done ---------------------------------------------------------------------

    def move(
        self,
        state: str | None,
        action: str,
        *,
        by: str,
        facts: Mapping[str, Fact] = _NONE,
        given: Mapping[str, Fact] = _NONE,
    ) -> Moved:
        """
        What an action does to a record, or a refusal that says what is allowed instead.

        Args:
            state: The state that the record is in; ``None`` before it has begun.

            action: What is asked.

            by: The kind of actor that asks.

            facts: What holds of the record, for the conditions.

            given: The fields that are given with the action. A blank one is not given.

        Raises:
            MoveRefusedError: It is not allowed now; every reason is told.

            UnknownNameError: There is no such state.

            ConditionError: A fact cannot be compared with what a condition says.
        """
        rules = self._rules.get(state)
        rule = None if rules is None else chosen(rules.get(action, ()), by, facts)
        if rule is None or (rule.requires and missing_of(rule.requires, given)):
            raise self._refusal(state, action, by=by, facts=facts, given=given)
        return rule.moved

    def can(
        self,
        state: str | None,
        action: str,
        *,
        by: str,
        facts: Mapping[str, Fact] = _NONE,
        given: Mapping[str, Fact] = _NONE,
    ) -> bool:
        """
        Whether :meth:`move` would take an action, for a caller who does not ask why.

        Raises:
            UnknownNameError: There is no such state.

            ConditionError: A fact cannot be compared with what a condition says.
        """
        rule = self._rule(state, action, by, facts)
        if rule is None:
            self._check(state)
            return False
        return not (rule.requires and missing_of(rule.requires, given))

    def allowed(
        self,
        state: str | None,
        *,
        by: str,
        facts: Mapping[str, Fact] = _NONE,
        given: Mapping[str, Fact] = _NONE,
    ) -> tuple[Option, ...]:
        """
        Every action that leads somewhere from a state: true where :meth:`move` would take it.

        Takes what :meth:`move` does, and raises what it does about states and conditions.

        Returns:
            In the order of the moves, each with every reason why not.
        """
        self._check(state)
        return tuple(
            option_of(action, rules, by=by, facts=facts, given=given)
            for action, rules in self._rules.get(state, {}).items()
        )

    def option(
        self,
        state: str | None,
        action: str,
        *,
        by: str,
        facts: Mapping[str, Fact] = _NONE,
        given: Mapping[str, Fact] = _NONE,
    ) -> Option:
        """
        How one action stands, whether it leads somewhere from the state or not.

        Takes what :meth:`move` does, and raises what it does about states and conditions.
        """
        self._check(state)
        rules = self._rules.get(state, {}).get(action)
        if rules is None:
            return Option(
                action=action, reasons=(nowhere(self._ways, state, action, final=self.final),)
            )
        return option_of(action, rules, by=by, facts=facts, given=given)

    # --- how it looks -------------------------------------------------------------------------

    def mermaid(self) -> str:
        """
        Its diagram as the text of a Mermaid ``stateDiagram-v2``, whatever its names are.
        """
        return to_mermaid(self.states, self._ways, self.initial, self.final)

    def dot(self) -> str:
        """
        Its diagram as the text of a Graphviz ``digraph``, whatever its names are.
        """
        return to_dot(self.name, self.states, self._ways, self.initial, self.final)

    def _repr_html_(self) -> Markup:
        return picture(self.name, self.states, self._ways, self.initial, self.final)

    # --- compiled -----------------------------------------------------------------------------

    @functools.cached_property
    def _by_name(self) -> dict[str, State]:
        return {state.name: state for state in self.states}

    @functools.cached_property
    def _ways(self) -> tuple[Way, ...]:
        return ways_of(self.states, self.moves, self.final)

    @functools.cached_property
    def _rules(self) -> Rules:
        return rules_of(self.name, self._ways)

    def _rule(self, state: str | None, action: str, by: str, facts: Mapping[str, Fact]) -> Rule | None:
        rules = self._rules.get(state)
        return None if rules is None else chosen(rules.get(action, ()), by, facts)

    def _check(self, state: str | None) -> None:
        if state is not None:
            self.state(state)

    def _refusal(
        self,
        state: str | None,
        action: str,
        *,
        by: str,
        facts: Mapping[str, Fact],
        given: Mapping[str, Fact],
    ) -> MoveRefusedError:
        why = self.option(state, action, by=by, facts=facts, given=given).reasons
        options = self.allowed(state, by=by, facts=facts, given=given)
        allowed = tuple(each.action for each in options if each.is_offered and each.action != action)
        return MoveRefusedError(self.name, state or "", action, tuple(map(str, why)), allowed)
