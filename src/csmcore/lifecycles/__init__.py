"""
Lifecycles: the states of a record and the moves between them, as data.

A lifecycle says who may ask which action in which state, under which condition, and what
has to be given with it. It tells what an action does, or every reason why not and what is
allowed instead; it is checked before any record has one, and drawn.
"""

from csmcore.lifecycles._answers import Moved, Option
from csmcore.lifecycles._check import (
    LifecycleFinding,
    LifecycleSeverity,
    check_lifecycle,
    sound_lifecycle,
)
from csmcore.lifecycles._lifecycle import Lifecycle
from csmcore.lifecycles._moves import AGENT, CUSTOMER, MANAGER, SYSTEM, Move
from csmcore.lifecycles._servicenow import (
    SERVICENOW_CASE,
    SERVICENOW_CASE_LINE,
    SERVICENOW_ESCALATION,
)
from csmcore.lifecycles._states import ANY_STATE, Category, State
from csmcore.lifecycles._tmforum import PRODUCT, TROUBLE_TICKET
from csmcore.lifecycles._zendesk import ZENDESK_TICKET

__all__ = [
    "AGENT",
    "ANY_STATE",
    "CUSTOMER",
    "MANAGER",
    "PRODUCT",
    "SERVICENOW_CASE",
    "SERVICENOW_CASE_LINE",
    "SERVICENOW_ESCALATION",
    "SYSTEM",
    "TROUBLE_TICKET",
    "ZENDESK_TICKET",
    "Category",
    "Lifecycle",
    "LifecycleFinding",
    "LifecycleSeverity",
    "Move",
    "Moved",
    "Option",
    "State",
    "check_lifecycle",
    "sound_lifecycle",
]
