"""
Laws of checking policies: small worlds show all that happens, and what is found never does.
"""

import datetime as dt
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from csmcore.calendars import ALWAYS
from csmcore.conditions import Condition, parse
from csmcore.kernel import Timeline
from csmcore.sla import Again, Order, Pause, SlaClock, SlaPolicy, SlaTarget, Stage, measure
from csmcore.sla._check import check
from csmcore.sla._traps import asked_of, seen
from csmcore.sla._worlds import MOST, Worlds
from csmcore.testing import conditions, timelines

HOUR: Final = dt.timedelta(hours=1)
LATER: Final = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)


@given(st.lists(conditions(), min_size=1, max_size=3), timelines())
def test_no_history_shows_what_no_small_world_does(
    several: list[Condition], timeline: Timeline
) -> None:
    """
    However conditions come out at a moment of a history, they come out so in some small world.
    """
    worlds = Worlds(several)
    if worlds.count > MOST:
        return
    known = seen(several, worlds)

    for moment in timeline.moments:
        at_once = tuple(each.holds(moment) for each in several)
        lasting = tuple(each.holds_for(moment.after) for each in several)
        assert at_once in {held[1:] for held in known}
        assert (True, *lasting) in known


def impossible(code: str, clock: SlaClock, pause: str) -> bool:
    """
    Whether a clock did what was found to be impossible.
    """
    phases = [phase for cycle in clock.cycles for phase in cycle.phases]
    match code:
        case "sla.never_starts" | "sla.start_blocked":
            return bool(clock.cycles)
        case "sla.never_stops":
            return any(cycle.stage is Stage.FINISHED for cycle in clock.cycles)
        case "sla.always_paused":
            return any(phase.stage is Stage.RUNNING for phase in phases if phase.start < phase.end)
        case "sla.pause_never_holds" | "sla.ends_instead" | "sla.pause_hidden":
            return any(phase.pause == pause for phase in phases)
        case "sla.never_resumes":
            # A cycle that is reopened or reset does not resume, it begins.
            return any(phase.cause == "resume" for phase in phases)
        case "sla.never_resets":
            return any(phase.cause == "reset" for phase in phases)
        case "sla.starts_paused":
            # A cycle that a reset began did not start.
            firsts = [cycle.phases[0] for cycle in clock.cycles if cycle.phases]
            started = [phase for phase in firsts if phase.cause == "start"]
            return any(phase.stage is Stage.RUNNING and phase.start < phase.end for phase in started)
    return False


@st.composite
def any_targets(draw: st.DrawFn) -> SlaTarget:
    """
    A target of any conditions at all, most of them at odds.
    """
    start = draw(conditions())
    return SlaTarget(
        "any",
        HOUR,
        start=start,
        stop=draw(conditions()),
        pauses=[Pause(name, draw(conditions())) for name in ("first", "second")],
        resume=draw(st.none() | conditions()),
        reset=draw(st.just(parse("never")) | conditions()),
        cancel=draw(st.sampled_from([parse("never"), ~start]) | conditions()),
        order=draw(st.sampled_from(Order)),
        again=draw(st.sampled_from(Again)),
    )


@given(any_targets(), timelines(min_size=3))
def test_what_is_found_never_happens(target: SlaTarget, timeline: Timeline) -> None:
    """
    Whatever the conditions and the history, no clock does what a finding says it cannot.
    """
    if Worlds(asked_of(target)).count > 2_000:
        return  # for the sake of time
    findings = check(SlaPolicy("any", target))
    clock = measure(target, timeline, calendar=ALWAYS, at=LATER)

    for finding in findings:
        pause = str(dict(finding.reason.fields).get("pause"))
        assert not impossible(finding.reason.code, clock, pause), str(finding)
