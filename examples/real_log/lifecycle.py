"""
How the log's incidents moved, beside the lifecycle that textbooks draw.

The log tells states and names no moves. The lifecycle below is the usual one: an incident is taken up,
waits for somebody and is taken up again, is resolved, and closed or reopened. Each step of an incident,
from one state to the next, is asked of it; a step that it does not have is a misfit, and the incident
goes on from where the log says that it went.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final, TypeAlias

import attrs
from rich.table import Table

from csmcore.lifecycles import AGENT, CUSTOMER, SYSTEM, Category, Lifecycle, Move, State
from examples.real_log.drawing import table
from examples.real_log.reading import WAITING, Incident

USER: Final = WAITING[0]
OTHERS: Final = WAITING[1:]
TEXTBOOK: Final = Lifecycle(
    "incident",
    states=(
        State("New", category=Category.NEW),
        State("Active", category=Category.ACTIVE),
        State(USER, category=Category.WAITING_ON_CUSTOMER),
        *(State(each, category=Category.WAITING_ON_THIRD_PARTY) for each in OTHERS),
        State("Resolved", category=Category.RESOLVED),
        State("Closed", category=Category.CLOSED),
    ),
    moves=(
        Move("New", "take up", "Active", by=AGENT),
        *(Move("Active", f"wait: {each}", each, by=AGENT) for each in WAITING),
        Move(USER, "answer", "Active", by=(AGENT, CUSTOMER)),
        Move(OTHERS, "go on", "Active", by=AGENT),
        Move("Active", "resolve", "Resolved", by=AGENT),
        Move("Resolved", "reopen", "Active", by=(AGENT, CUSTOMER)),
        Move("Resolved", "close", "Closed", by=(AGENT, CUSTOMER, SYSTEM)),
    ),
    initial="New",
    final="Closed",
)

Step: TypeAlias = tuple[str, str]  # from one state to another


@attrs.frozen
class Walk:
    """The steps of an incident, and those that the lifecycle does not have."""

    steps: tuple[Step, ...]
    misfits: tuple[Step, ...]


def states_of(incident: Incident) -> tuple[str, ...]:
    """The states that an incident was in, one after the other."""
    told = (dict(change.facts).get("state") for change in incident.timeline.changes)
    return tuple(str(state) for state in told if state is not None)


def fits(step: Step, lifecycle: Lifecycle) -> bool:
    """Whether a lifecycle lets an agent take a step; a final state offers none."""
    source, target = step
    return any(option.target == target for option in lifecycle.allowed(source, by=AGENT))


def walk_of(incident: Incident, lifecycle: Lifecycle = TEXTBOOK) -> Walk:
    """How an incident went through a lifecycle."""
    steps = tuple(pairwise(states_of(incident)))
    return Walk(steps, tuple(step for step in steps if not fits(step, lifecycle)))


def report(incidents: Sequence[Incident]) -> Iterator[str | Table]:
    """How many fit, and every kind of step that does not."""
    walks = [walk_of(each) for each in incidents]
    many = Counter(min(len(walk.misfits), 3) for walk in walks)
    named = {0: "none: it fits", 1: "1", 2: "2", 3: "3 or more"}
    shares = (
        (name, f"{many[size]:,}", f"{many[size] / len(walks):.1%}") for size, name in named.items()
    )
    yield table(
        "Incidents, by steps that the lifecycle does not have", "steps | incidents | share", shares
    )
    taken = Counter(step for walk in walks for step in walk.steps)
    within = Counter(step for walk in walks for step in {*walk.misfits})
    strange = Counter(step for walk in walks for step in walk.misfits)
    left = Counter(source for source, _ in taken.elements())
    rows = [
        (*step, f"{count:,}", f"{within[step]:,}", f"{count / left[step[0]]:.1%}")
        for step, count in sorted(strange.items(), key=lambda each: (-each[1], each[0]))
    ]
    headers = "from | to | times | incidents | of all that left"
    yield table("Steps that the lifecycle does not have", headers, rows, left=2)
    good, all_ = taken.total() - strange.total(), taken.total()
    yield f"{good:,} of {all_:,} steps fit the textbook ({good / all_:.1%})."
