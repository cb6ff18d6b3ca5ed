"""
What the clocks of other engines' service levels mean, as data.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, NamedTuple

import attrs

from csmcore.kernel import Fact
from csmcore.sla import Again, Order, SlaClock, SlaTarget, Stage


class UnknownError(Exception):
    """
    A scenario says something that nobody here understands.
    """


# --- what the clocks mean -----------------------------------------------------------------------

_GONE: Final = "state in (closed, archived)"
_PUBLIC: Final = "signal first_response or signal agent_message"

FIRST_RESPONSE: Final = SlaTarget(
    "first_response",
    start="signal created",
    stop=_PUBLIC,
    cancel="sla = removed",
    order=Order.JIRA,
    again=Again.NEVER,
)
NEXT_RESPONSE: Final = SlaTarget(
    "next_response",
    start="signal customer_message",
    stop=_PUBLIC,
    cancel="sla = removed",
    order=Order.JIRA,
    again=Again.NEW_CYCLE,
)
RESOLUTION: Final = SlaTarget(
    "resolution",
    start="state in (open, waiting)",
    stop=_GONE,
    cancel="sla = removed",
    again=Again.CONTINUE,
)

PAUSES: Final = {
    "first_response": {"waiting": "state = waiting", "closed": _GONE},
    "next_response": {"waiting": "state = waiting", "closed": _GONE},
    "resolution": {"waiting": "state = waiting"},
}
"""
What pauses the clocks that a scenario says are paused; closing finishes the resolution.
"""

EVENTS: Final[dict[str, tuple[dict[str, Fact], str]]] = {
    "customer_message": ({}, "customer_message"),
    "agent_message": ({}, "agent_message"),
    "first_response": ({}, "first_response"),
    "pause": ({"state": "waiting"}, ""),
    "resume": ({"state": "open"}, ""),
    "status_open": ({"state": "open"}, ""),
    "close": ({"state": "closed"}, ""),
    "reopen": ({"state": "open"}, ""),
    "archive": ({"state": "archived"}, ""),
    "sla_removed": ({"sla": "removed"}, ""),
    "retarget": ({}, ""),
    "calendar_changed": ({}, ""),
}
"""
What each kind of event makes true, and what it signals; of the last two the event says what.
"""

DETAILS: Final = {
    "retarget": frozenset({"targets_s", "target_days", "metric"}),
    "calendar_changed": frozenset({"calendar"}),
}


class Engine(NamedTuple):
    """
    What one engine does in its own way.
    """

    targets: tuple[SlaTarget, ...] = (FIRST_RESPONSE, NEXT_RESPONSE, RESOLUTION)
    reports: Literal["finished", "so far"] = "so far"  # which cycles count in what it reports
    labels: Callable[[Sequence[SlaClock], Fact], str] | None = None  # of clocks, and the state


def _frappe(clocks: Sequence[SlaClock], state: Fact) -> str:
    return "Paused" if state == "waiting" else _erpnext(clocks, state)


def _erpnext(clocks: Sequence[SlaClock], _: Fact) -> str:
    if _missed(clocks):
        return "Failed"
    due = [clock.name for clock in clocks if clock.stage is not Stage.FINISHED]
    labels = {"first_response": "First Response Due", "resolution": "Resolution Due"}
    return labels[due[0]] if due else "Fulfilled"


def _chatwoot(clocks: Sequence[SlaClock], state: Fact) -> str:
    if state in {"closed", "archived"}:
        return "missed" if _missed(clocks) else "hit"
    return "active_with_misses" if _missed(clocks) else "active"


def _missed(clocks: Sequence[SlaClock]) -> bool:
    return any(cycle.breached for clock in clocks for cycle in clock.cycles)


ENGINES: Final = {
    "zammad": Engine(
        targets=(
            attrs.evolve(FIRST_RESPONSE, stop="signal first_response"),
            attrs.evolve(NEXT_RESPONSE, stop="signal agent_message"),
            RESOLUTION,
        ),
        reports="finished",
    ),
    "frappe": Engine(labels=_frappe),
    "erpnext": Engine(labels=_erpnext),
    "chatwoot": Engine(labels=_chatwoot),
    "glpi": Engine(),
}


def engine_of(scenario: dict[str, Any]) -> str:
    """
    The name of a scenario's engine: the first word of its source.
    """
    return re.split("[^a-z]", scenario["source"], maxsplit=1)[0]
