"""
Moves: from which state an action leads to which, for whom, when, and with what.
"""

from collections.abc import Iterable
from typing import Final

import attrs

from csmcore.conditions import ANYTHING, Condition, to_condition
from csmcore.errors import DefinitionError
from csmcore.kernel import not_blank, to_texts
from csmcore.lifecycles._states import ANY_STATE, plain_text
from csmcore.lifecycles._text import Reader, clause, guard_clause, name_text, names_text

AGENT: Final = "agent"
"""
An actor kind: somebody who works on cases.
"""

MANAGER: Final = "manager"
"""
An actor kind: somebody who answers for agents' work, and approves.
"""

CUSTOMER: Final = "customer"
"""
An actor kind: whoever the record is for, or who asks on their behalf.
"""

SYSTEM: Final = "system"
"""
An actor kind: nobody; a rule, a schedule or another system acts.
"""


def _sources(sources: str | Iterable[str] | None) -> tuple[str, ...]:
    listed = () if sources is None else to_texts(sources)
    if ANY_STATE in listed and len(listed) > 1:
        message = f"sources={listed!r}; {ANY_STATE!r} stands for any state, so it stands alone"
        raise DefinitionError(message)
    return listed


def _kinds(kinds: str | Iterable[str]) -> frozenset[str]:
    return frozenset(to_texts(kinds))


def _guard(condition: Condition | str | None) -> Condition:
    return ANYTHING if condition is None else to_condition(condition)


@attrs.frozen(str=False)
class Move:
    """
    From some states an action leads to another, for some actors, under a condition.

    Its text parses back: ``new -> accept -> open by agent when priority <= 2 requires notes
    then assign``. An opening move has no source: ``-> create -> new``.

    Attributes:
        sources: Where it can set out: one state, several, :data:`ANY_STATE`, or ``None``
            where the record begins. Held as a tuple, empty for an opening move.

        action: What is asked: ``"propose_solution"``.

        target: The state that it leads to.

        by: The kinds of actor that may ask it, such as :data:`AGENT`; anybody when empty.

        when: What must hold of the record's facts. A text is parsed.

        requires: The fields that have to be given with the action. What the record had
            before does not count: a second solution tells its own notes.

        effects: What else is to be done, by name; the library tells it and does not do it.

    Raises:
        DefinitionError: A name is blank, or any state stands beside others.

        TextError: The text of the condition does not parse.
    """

    sources: tuple[str, ...] = attrs.field(converter=_sources)
    action: str = attrs.field(converter=plain_text, validator=not_blank)
    target: str = attrs.field(converter=plain_text, validator=not_blank)
    by: frozenset[str] = attrs.field(default=frozenset(), converter=_kinds, kw_only=True)
    when: Condition = attrs.field(default=ANYTHING, converter=_guard, kw_only=True)
    requires: tuple[str, ...] = attrs.field(default=(), converter=to_texts, kw_only=True)
    effects: tuple[str, ...] = attrs.field(default=(), converter=to_texts, kw_only=True)

    @classmethod
    def parse(cls, text: str) -> "Move":
        """
        The move that a line says.

        Args:
            text: Such as ``open, waiting -> resolve -> resolved by agent requires notes``.

        Raises:
            TextError: It says none; the column is named.
        """
        if not isinstance(text, str):
            message = f"{text!r} is no text of a move, such as 'new -> accept -> open'"
            raise DefinitionError(message)
        return read_move(Reader(text))

    def __str__(self) -> str:
        return (
            self.route
            + clause("by", names_text(sorted(self.by)))
            + guard_clause(self.when)
            + clause("requires", names_text(self.requires))
            + clause("then", names_text(self.effects))
        )

    @property
    def route(self) -> str:
        """
        From where, by which action, to where: ``new -> accept -> open``.
        """
        sources = "any" if self.is_from_any else names_text(self.sources)
        return f"{sources} -> {name_text(self.action)} -> {name_text(self.target)}".lstrip()

    @property
    def is_opening(self) -> bool:
        """
        Whether a record begins with it.
        """
        return not self.sources

    @property
    def is_from_any(self) -> bool:
        """
        Whether it sets out from any state that is not final.
        """
        return self.sources == (ANY_STATE,)

    def is_for(self, by: str) -> bool:
        """
        Whether a kind of actor may ask it.
        """
        return not self.by or by in self.by


def read_move(line: Reader) -> Move:
    """
    The move that a line says, from its first token to its last.

    Raises:
        TextError: It says none; the column is named.
    """
    sources: tuple[str, ...] = ()
    if line.takes("any"):
        sources = (ANY_STATE,)
    elif line.next.text != "->":
        sources = line.names("a state, 'any' or '->'")
    line.needs("->", "and an action after it")
    action = line.name("an action")
    line.needs("->", "and the state to which the action leads")
    target = line.name("a state")
    by = line.names("a kind of actor") if line.takes("by") else ()
    when = line.condition() if line.takes("when") else ANYTHING
    requires = line.names("a field") if line.takes("requires") else ()
    effects = line.names("an effect") if line.takes("then") else ()
    line.ends("'by', 'when', 'requires', 'then' (in this order) or the end")
    try:
        return Move(sources, action, target, by=by, when=when, requires=requires, effects=effects)
    except DefinitionError as error:
        raise line.error(str(error), 0) from None
