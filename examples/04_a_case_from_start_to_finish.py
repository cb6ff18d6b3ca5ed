"""
One case from start to finish: who asked what, what came of it, and how its clocks stood.

::

    python examples/04_a_case_from_start_to_finish.py [--at 2026-11-11T12:00]

It needs nothing but csmcore. Read it from top to bottom: what is promised, what is asked of the case,
step by step, and how any moment of the past is asked again. All times are Oslo's; the office is open
from 08:00 to 16:00.
"""

import argparse
import datetime as dt
import pathlib
import sys
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

import attrs

from csmcore.cases import (
    Actor,
    AddComment,
    AddWorkNote,
    AlreadyDone,
    AssignCase,
    Case,
    CaseAction,
    CaseEvent,
    CaseType,
    ChangeCase,
    Decided,
    MoveCase,
    OpenCase,
    allowed,
    decide,
    replay,
    timeline,
)
from csmcore.contracts import Coverage, CoverageRequest, cover
from csmcore.customers import EmailClue, identify
from csmcore.errors import CsmError, RefusedError
from csmcore.kernel import AgentId, CaseId, GroupId, local_date
from csmcore.lifecycles import AGENT, CUSTOMER, SYSTEM
from csmcore.sla import FIRST_REPLY, RESOLUTION, Goal, SlaClock, SlaPolicy, status

sys.path.insert(0, str(pathlib.Path(__file__).parents[1]))  # it runs as it stands, from anywhere

from examples.telecom.contracts import CALENDARS, OSLO, book_with
from examples.telecom.customers import CUSTOMERS
from examples.telecom.products import OFFICE_ROUTER

ZONE: Final = ZoneInfo(OSLO)
HOUR: Final = dt.timedelta(hours=1)


def november(day: int, time: str) -> dt.datetime:
    """An instant of November 2026, by the clocks of Oslo."""
    return dt.datetime.fromisoformat(f"2026-11-{day:02}T{time}").replace(tzinfo=ZONE)


# --- what is promised ---------------------------------------------------------------------------

FAULT: Final = CaseType("fault", resolution_codes=["replaced", "repaired", "no fault found"])

# A solution that is rejected was none: its clock goes on where it stopped.
PREMIUM: Final = SlaPolicy(
    "premium",
    [
        FIRST_REPLY.within(HOUR),
        attrs.evolve(
            RESOLUTION, goals=[Goal(4 * HOUR, "priority = 1"), Goal(8 * HOUR)], again="continue"
        ),
    ],
    when="entitlement = group",
    calendar="office",
)

# --- who acts, and what they ask ----------------------------------------------------------------

NORA: Final = Actor(CUSTOMER, "nora")
KIM: Final = Actor(AGENT, "kim")
RULES: Final = Actor(SYSTEM)
CASE: Final = CaseId("CS-1042")


def opening() -> tuple[Coverage, OpenCase]:
    """What Nora is owed, and the case that her e-mail opens."""
    at = november(10, "10:00")
    found = identify([EmailClue("nora.lie@harbor.example")], CUSTOMERS, on=local_date(at, OSLO))
    customer = found.best[0].customer
    request = CoverageRequest(customer, item_id=OFFICE_ROUTER, channel="email")
    coverage = cover(request, book_with(), at=at)
    chosen = coverage.chosen
    assert chosen is not None
    return coverage, OpenCase(
        CASE,
        key="<1@harbor.example>",  # the message's own id: mail that comes twice opens one case
        customer=customer,
        item_id=OFFICE_ROUTER,
        contract_id=chosen.agreed_under[0],
        entitlement_id=chosen.id,
        channel="email",
        subject="The office is offline",
        impact="medium",
        urgency="high",
    )


class Step(NamedTuple):
    """Who asks what, and when."""

    at: dt.datetime
    by: Actor
    action: CaseAction


COVERAGE, OPENING = opening()
REPLACED: Final = {"resolution_code": "replaced", "notes": "A new power supply is on its way."}
REPAIRED: Final = {"resolution_code": "repaired", "notes": "The cable in the cellar was loose."}

STEPS: Final = (
    Step(november(10, "10:00"), NORA, OPENING),
    Step(november(10, "10:01"), NORA, OPENING),  # the mail server delivers it again
    Step(november(10, "10:05"), KIM, MoveCase("accept")),  # it is nobody's yet
    Step(
        november(10, "10:10"), RULES, AssignCase(group_id=GroupId("network"), agent_id=AgentId("kim"))
    ),
    Step(november(10, "10:30"), KIM, MoveCase("accept")),
    Step(november(10, "10:40"), KIM, AddComment("Which of its lights are on?")),
    Step(november(10, "10:40"), KIM, MoveCase("request_info")),
    Step(november(11, "11:00"), NORA, AddComment("None at all.", key="<2@harbor.example>")),
    Step(november(11, "12:30"), KIM, AddWorkNote("The third power supply of this series.")),
    Step(november(11, "13:00"), KIM, MoveCase("propose_solution")),
    Step(november(11, "13:00"), KIM, MoveCase("propose_solution", given=REPLACED)),
    Step(november(12, "09:00"), NORA, MoveCase("reject_solution")),
    Step(november(12, "12:00"), KIM, MoveCase("propose_solution", given=REPAIRED)),
    Step(november(13, "10:00"), NORA, MoveCase("accept_solution")),
    Step(november(13, "10:05"), KIM, ChangeCase({"urgency": "low"})),
)

# --- what is told -------------------------------------------------------------------------------


def shown(at: dt.datetime | None) -> str:
    """An instant as Oslo's clocks show it."""
    return "-" if at is None else f"{at.astimezone(ZONE):%a %d %H:%M}"


def line(clock: SlaClock) -> str:
    """A clock in a line."""
    verdict = "breached" if clock.breached else "in time" if clock.ended_at else "in time so far"
    return f"{clock.name:12} {clock.stage:9} {clock.elapsed}  due {shown(clock.due_at):13} {verdict}"


def clocks(events: Sequence[CaseEvent], at: dt.datetime) -> Iterator[str]:
    """How the clocks stood at an instant."""
    for clock in status([PREMIUM], timeline(events), calendars=CALENDARS, at=at).clocks:
        yield f"    {line(clock)}"


def stand(case: Case) -> str:
    """How a case stands, in a line."""
    holder = f"{case.group_id or 'no group'}, {case.agent_id or 'nobody'}"
    return f"{case.state} ({case.category}), priority {case.priority}, with {holder}"


def happened(event: CaseEvent) -> str:
    """What happened, by its name and what it changed."""
    told = [type(event).__name__]
    for name in ("source", "target", "group_id", "agent_id", "text", "resolution_code", "notes"):
        value = getattr(event, name, None)
        if value:
            told.append(f"{name}={value!r}")
    return f"{event.sequence}. {' '.join(told)}"


def asked(step: Step) -> str:
    """What was asked, in a word or two."""
    name = getattr(step.action, "action", None)
    return f"{type(step.action).__name__} {name}" if name else type(step.action).__name__


def story(steps: Sequence[Step], events: list[CaseEvent]) -> Iterator[str]:
    """Each step and what came of it; what happened is added to *events*."""
    case: Case | None = None
    for at, by, action in steps:
        yield f"\n{shown(at)}  {by}: {asked(Step(at, by, action))}"
        try:
            answer = decide(case, action, case_type=FAULT, at=at, by=by)
        except RefusedError as error:
            yield f"  refused: {error}"
            continue
        if isinstance(answer, AlreadyDone):
            yield f"  was done already: event {answer.first}; nothing happens"
            continue
        assert isinstance(answer, Decided)
        case = answer.case
        events += answer.events
        yield from (f"  {happened(event)}" for event in answer.events)
        yield f"  {stand(case)}"
        yield from clocks(events, at)


def looked_at(events: Sequence[CaseEvent], at: dt.datetime) -> Iterator[str]:
    """How it stood at a moment of the past: the same events, up to then."""
    until = [event for event in events if event.at <= at]
    if not until:
        yield f"On {shown(at)} there was no case yet."
        return
    case = replay(until)
    yield f"How was it on {shown(at)}?"
    yield f"  {stand(case)}"
    yield from clocks(events, at)
    for by in (KIM, NORA):
        moves = [each for each in allowed(case, case_type=FAULT, by=by) if each.is_offered]
        names = [each.action for each in moves if each.action in FAULT.lifecycle.actions]
        yield f"  {by} could move it by {', '.join(names) or 'nothing'}"


def tour(moments: Sequence[dt.datetime]) -> Iterator[str]:
    """All that is printed, in its order."""
    yield "An e-mail comes from nora.lie@harbor.example. What is she owed?"
    yield str(COVERAGE)
    events: list[CaseEvent] = []
    yield from story(STEPS, events)
    for at in moments:
        yield ""
        yield from looked_at(events, at)


def main() -> int:
    """The command; 2 when it cannot do what was asked."""
    parser = argparse.ArgumentParser(description="A case from start to finish.")
    parser.add_argument("--at", action="append", help="a moment to ask again; may be given often")
    given = parser.parse_args()
    try:
        told = given.at or ["2026-11-10T18:00", "2026-11-11T12:00", "2026-11-12T09:30"]
        moments = [dt.datetime.fromisoformat(each).replace(tzinfo=ZONE) for each in told]
        print(*tour(moments), sep="\n")
    except (CsmError, ValueError) as error:
        print(f"{parser.prog}: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
