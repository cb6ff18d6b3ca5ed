"""
What a record can be in, and what that means.
"""

import enum
from typing import Final

import attrs

from csmcore.errors import DefinitionError
from csmcore.kernel import not_blank, not_blank_if_given
from csmcore.lifecycles._text import Reader, name_text

ANY_STATE: Final = "*"
"""
As the source of a move: every state that is not final, but for the one that the move leads to.
"""


class Category(enum.StrEnum):
    """
    What a state of a case means to whoever waits, whatever a host calls the state.

    ``WAITING_ON_CUSTOMER``: the next step is the customer's. ``WAITING_ON_THIRD_PARTY``: it
    is a supplier's, or another team's. ``RESOLVED``: a solution was proposed and may still
    be rejected. ``CLOSED``: over. ``CANCELLED``: over without having been worked on.

    Source: Zendesk, "About the ticket lifecycle", and TM Forum TMF621, which both tell the
    two kinds of waiting apart; ServiceNow has one.
    """

    NEW = "new"
    ACTIVE = "active"
    WAITING_ON_CUSTOMER = "waiting_on_customer"
    WAITING_ON_THIRD_PARTY = "waiting_on_third_party"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELLED = "cancelled"


def plain_text(value: str) -> str:
    """
    A text of any subclass, such as a member of an enum, as a plain one.
    """
    return str.__str__(value) if isinstance(value, str) else value


@attrs.frozen
class State:
    """
    Something that a record can be in.

    Attributes:
        name: Its name, unique in its lifecycle.

        category: What it means: a :class:`Category` for cases, any other word for other
            records. Held as a plain text.

        code: What another system calls it, such as ``"18"``; unique in its lifecycle.

    Raises:
        DefinitionError: A text is blank, or the name is ``*``, which stands for any state.
    """

    name: str = attrs.field(converter=plain_text, validator=not_blank)
    category: str = attrs.field(converter=plain_text, validator=not_blank, kw_only=True)
    code: str | None = attrs.field(default=None, validator=not_blank_if_given, kw_only=True)

    def __attrs_post_init__(self) -> None:
        if self.name == ANY_STATE:
            message = f"a state is named {ANY_STATE!r}, which stands for any state; use another name"
            raise DefinitionError(message)

    def __str__(self) -> str:
        return self.name


def state_text(state: State, *, final: bool) -> str:
    """
    A state's line in the text of its lifecycle.
    """
    code = "" if state.code is None else f", code {name_text(state.code)}"
    told = f"{name_text(state.name)}: {name_text(state.category)}{code}"
    return f"state {told}, final" if final else f"state {told}"


def read_state(line: Reader) -> tuple[State, bool]:
    """
    The state that the rest of a line says, and whether it is final.

    Raises:
        TextError: It says none; the column is named.
    """
    name = line.name("a state")
    line.needs(":", "and a category after it")
    category = line.name("a category")
    code: str | None = None
    ends = False
    while line.takes(","):
        if line.takes("final"):
            ends = True
        else:
            line.needs("code", "or 'final'")
            code = line.name("a code")
    line.ends("a comma or the end")
    try:
        return State(name, category=category, code=code), ends
    except DefinitionError as error:
        raise line.error(str(error), 0) from None
