"""
Why an agent has no room for a piece of work, with what counts although they do not have it yet.
"""

from collections.abc import Iterable

from csmcore.kernel import Reason, ReasonKind
from csmcore.routing._demand import Demand
from csmcore.routing._proposal import Proposal
from csmcore.routing._reasons import NO_ROOM, NO_ROOM_IN_CHANNEL, NO_ROOM_IN_QUEUE
from csmcore.routing._state import Offer


def no_room(demand: Demand, place: int, coming: Iterable[Proposal | Offer]) -> Reason | None:
    """
    Why the agent at a place has no room, in all, in the channel or in the queue, if so.

    Args:
        demand: What the work asks for.

        place: The agent.

        coming: What is offered to them, and what the plan has given them so far.
    """
    room, shape, queue_id = demand.room, demand.shape, demand.rules.queue.id
    size, channel = shape.size, shape.channel
    cap, load = room.caps[place], room.loads[place]
    if cap is not None and load + size > cap:
        return _told(NO_ROOM, coming, load=load, capacity=cap, size=size)
    cap = None if room.channel_caps is None else room.channel_caps[place]
    if cap is not None and (load := room.channel_loads[place]) + size > cap:
        coming = [each for each in coming if each.channel == channel]
        return _told(NO_ROOM_IN_CHANNEL, coming, load=load, capacity=cap, size=size, channel=channel)
    cap = None if room.queue_caps is None else room.queue_caps[place]
    if cap is not None and (load := room.queue_loads[place]) + size > cap:
        coming = [each for each in coming if each.queue_id == queue_id]
        return _told(NO_ROOM_IN_QUEUE, coming, load=load, capacity=cap, size=size, queue=queue_id)
    return None


def _told(kind: ReasonKind, coming: Iterable[Proposal | Offer], **facts: int | str) -> Reason:
    """
    A reason that names the one piece of work which counts and is not to be seen at the agent.
    """
    ids = [each.work_id for each in coming]
    if len(ids) != 1:
        return kind(**facts)
    phrase = kind.phrase.replace(", and it takes", ", counting {work}, and it takes")
    return ReasonKind(kind.code, phrase)(work=ids[0], **facts)
