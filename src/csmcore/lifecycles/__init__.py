"""
Lifecycles: the states of a record and the moves between them, as data.

A lifecycle says who may ask which action in which state, under which condition, and what
has to be given with it. It tells what an action does, or every reason why not and what is
allowed instead; it is checked before any record has one, and drawn.
"""

from csmcore.lifecycles._answers import Moved, Option
from csmcore.lifecycles._lifecycle import Lifecycle
from csmcore.lifecycles._moves import AGENT, CUSTOMER, MANAGER, SYSTEM, Move
from csmcore.lifecycles._states import ANY_STATE, Category, State

__all__ = [
    "AGENT",
    "ANY_STATE",
    "CUSTOMER",
    "MANAGER",
    "SYSTEM",
    "Category",
    "Lifecycle",
    "Move",
    "Moved",
    "Option",
    "State",
]
