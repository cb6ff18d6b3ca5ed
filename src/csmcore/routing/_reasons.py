"""
Why an agent does not get work, why work is held, and what decided.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from csmcore.kernel import ReasonKind

# Why an agent is left out. The facts that a phrase names are given.

NOT_PRESENT: Final = ReasonKind("routing.presence", "{presence} takes no {channel}")
NO_SUCH_PRESENCE: Final = ReasonKind("routing.presence_unknown", "no presence is named {presence}")
OFF_SHIFT: Final = ReasonKind("routing.shift", "off shift in {calendar}")
NOT_IN_POOL: Final = ReasonKind("routing.pool", "in none of the queue's pools")
POOL_LATER: Final = ReasonKind("routing.pool_later", "its pool joins later")
NO_SKILL: Final = ReasonKind("routing.skill", "lacks {skill}")
LOW_SKILL: Final = ReasonKind(
    "routing.skill_level", "has {skill} at {level}, and {needed} is asked for"
)
NO_ROOM: Final = ReasonKind("routing.capacity", "has {load} of {capacity} units, and it takes {size}")
NO_ROOM_IN_CHANNEL: Final = ReasonKind(
    "routing.capacity_channel", "has {load} of {capacity} units of {channel}, and it takes {size}"
)
NO_ROOM_IN_QUEUE: Final = ReasonKind(
    "routing.capacity_queue", "has {load} of {capacity} units of queue {queue}, and it takes {size}"
)
TOO_MANY: Final = ReasonKind(
    "routing.limit", "was given {most} within {within}, and no more are allowed"
)
DECLINED: Final = ReasonKind("routing.declined", "declined it before")

FILTERED: Final = "filter"
"""
What stands for the codes of all filters among those of agents who are left out.
"""

# Why work is held, or left as it is.

HAS_AGENT: Final = ReasonKind("routing.has_agent", "{agent} has it already")
IS_OFFERED: Final = ReasonKind("routing.is_offered", "it is offered to {agent}")
OFFER_OVER: Final = ReasonKind(
    "routing.offer_over", "the offer to {agent} ran out; record it with expired_offers"
)
NOT_ROUTABLE: Final = ReasonKind("routing.not_routable", "it is not given out unless {condition}")
CONDITION_FAILED: Final = ReasonKind(
    "routing.condition_failed", "a condition cannot be asked of it: {problem}"
)
NO_QUEUE: Final = ReasonKind("routing.no_queue", "no queue's condition holds of it")
UNKNOWN_QUEUE: Final = ReasonKind("routing.unknown_queue", "no queue is {queue}")
UNKNOWN_CHANNEL: Final = ReasonKind("routing.unknown_channel", "no channel is {channel}")
LEFT_ALONE: Final = ReasonKind("routing.left_alone", "queue {queue} leaves alone what is {condition}")
TOO_QUIET: Final = ReasonKind("routing.too_quiet", "nothing happened with it for more than {most}")
COMES_LATER: Final = ReasonKind("routing.comes_later", "it comes at {entered_at}")
DELAYED: Final = ReasonKind("routing.delayed", "queue {queue} waits {delay} before it counts")
QUEUE_CLOSED: Final = ReasonKind("routing.queue_closed", "queue {queue} is closed in {calendar}")
NO_POOLS: Final = ReasonKind("routing.no_pools", "queue {queue} has no pool, so nobody takes it")
NOBODY: Final = ReasonKind("routing.nobody", "of {considered} agents nobody can take it")
POOLS_FIRST: Final = ReasonKind(
    "routing.pools_first", "all who can take it declined, and another pool joins first"
)
STEPS_FIRST: Final = ReasonKind(
    "routing.steps_first", "all who can take it declined, and a requirement gives way first"
)
PAUSED: Final = ReasonKind(
    "routing.paused", "all who can take it declined, and nobody is asked again before {until}"
)
FILTER_FAILED: Final = ReasonKind("routing.filter_failed", "filter {filter} failed, and held it back")
FILTER_NOT_ASKED: Final = ReasonKind(
    "routing.filter_not_asked",
    "filter {filter} is not asked any more after {count} failures, the first with {first}, "
    "and held it back",
)

# What was chosen, and what decided.

CHOSEN: Final = ReasonKind(
    "routing.chosen", "best of {able} who can take it, told apart by {decided_by}"
)
ONLY_ONE: Final = ReasonKind(
    "routing.only_one", "the only one who can take it, of {considered} looked at"
)
OVERFLOWED: Final = ReasonKind("routing.overflowed", "nobody in queue {queue} could take it")
ASKED_AGAIN: Final = ReasonKind(
    "routing.asked_again", "all who can take it declined, so all are asked again"
)
FELL_BACK: Final = ReasonKind(
    "routing.fell_back", "strategy {strategy} failed, so the least loaded is taken"
)

LEFT_OUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        NO_ROOM.code: "no room",
        NO_ROOM_IN_CHANNEL.code: "no room for more of its channel",
        NO_ROOM_IN_QUEUE.code: "no room for more of the queue",
        TOO_MANY.code: "given enough of the queue lately",
        DECLINED.code: "declined it before",
        FILTERED: "left out by a filter",
        LOW_SKILL.code: "a skill at too low a level",
        NO_SKILL.code: "a skill is missing",
        POOL_LATER.code: "their pool joins later",
        NOT_IN_POOL.code: "in none of the queue's pools",
        OFF_SHIFT.code: "off shift",
        NOT_PRESENT.code: "not present for its channel",
        NO_SUCH_PRESENCE.code: "their presence is not known",
        QUEUE_CLOSED.code: "the queue is closed",
    }
)
"""
Why agents are left out, in words for many of them: those first who came nearest to taking it.
"""

_ORDER: Final = MappingProxyType({code: place for place, code in enumerate(LEFT_OUT)})


def distance(code: str) -> int:
    """
    How far from taking work is who is left out by a reason; codes that are not known are filters'.
    """
    return _ORDER.get(code, _ORDER[FILTERED])
