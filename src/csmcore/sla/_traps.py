"""
Conditions of a target that get in each other's way.

Source: ServiceNow, "SLA conditions" and "SLA processing", which warn of the first of them:
a start condition within the stop condition, a pause that cancels, a pause without end.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

from csmcore.conditions import NOTHING, Condition
from csmcore.errors import ConditionError
from csmcore.kernel import Reason, ReasonKind
from csmcore.sla._plan import is_about_an_instant
from csmcore.sla._policy import Again, Order, SlaTarget
from csmcore.sla._worlds import World

NEVER_STARTS: Final = ReasonKind(
    "sla.never_starts", "start ({condition}) never holds, so it never starts"
)
START_BLOCKED: Final = ReasonKind(
    "sla.start_blocked", "wherever start holds, {by} holds too and counts first, so it never starts"
)
ENDS_AT_ONCE: Final = ReasonKind(
    "sla.ends_at_once",
    "{by} holds whenever nothing else happens, so that the next change after its start ends it",
)
RESTARTS_FOR_EVER: Final = ReasonKind(
    "sla.restarts_for_ever",
    "start and stop both hold while {example}, so that every change ends a cycle and begins one",
)
ADDS_UP: Final = ReasonKind(
    "sla.adds_up",
    "it starts at an instant, and again=continue adds up what it counts each time, against one goal; "
    "if each is to keep the goal for itself, give again=new_cycle",
)
NEVER_STOPS: Final = ReasonKind(
    "sla.never_stops", "stop ({condition}) never holds, so it never finishes"
)
PAUSE_NEVER_HOLDS: Final = ReasonKind(
    "sla.pause_never_holds", "pause {pause} ({condition}) never holds, so it never pauses"
)
ENDS_INSTEAD: Final = ReasonKind(
    "sla.ends_instead",
    "wherever pause {pause} holds, {by} holds too and counts first, so it ends instead of pausing",
)
PAUSE_HIDDEN: Final = ReasonKind(
    "sla.pause_hidden", "wherever pause {pause} holds, {by} holds too and stands before it"
)
PAUSE_AT_AN_INSTANT: Final = ReasonKind(
    "sla.pause_at_an_instant",
    "pause {pause} holds at an instant only, so the next change ends it; give a resume condition",
)
ALWAYS_PAUSED: Final = ReasonKind(
    "sla.always_paused", "it starts paused, and where no pause holds it cannot go on, so it never runs"
)
STARTS_PAUSED: Final = ReasonKind(
    "sla.starts_paused", "wherever it starts a pause holds, so it counts nothing until that ends"
)
NEVER_RESUMES: Final = ReasonKind(
    "sla.never_resumes",
    "resume ({condition}) never holds where it could go on, so once paused it stays paused",
)
RESUME_UNUSED: Final = ReasonKind(
    "sla.resume_unused", "there is no pause, so that resume ({condition}) says nothing"
)
NEVER_RESETS: Final = ReasonKind(
    "sla.never_resets", "reset ({condition}) never holds where it counts: without stop, and with start"
)
STOP_BEFORE_RESET: Final = ReasonKind(
    "sla.stop_before_reset",
    "wherever stop holds, reset holds too; stop counts first, so it finishes and begins no other cycle",
)
RESETS_FOR_EVER: Final = ReasonKind(
    "sla.resets_for_ever", "reset holds while {example}, so that until then every change resets it"
)


class Sight(NamedTuple):
    """
    Which conditions of a target hold in a world, and whether that world lasts.
    """

    lasts: bool
    start: bool
    stop: bool
    reset: bool
    cancel: bool
    resume: bool
    pauses: tuple[bool, ...]


def asked_of(target: SlaTarget) -> tuple[Condition, ...]:
    """
    The conditions that say when a target's clock starts, pauses and ends.
    """
    resume = NOTHING if target.resume is None else target.resume
    moves = (target.start, target.stop, target.reset, target.cancel, resume)
    return (*moves, *(pause.when for pause in target.pauses))


def seen(conditions: Iterable[Condition], worlds: Iterable[World]) -> dict[tuple[bool, ...], World]:
    """
    What some conditions come to, each combination once, with a world that shows it.

    Whether the world lasts comes first. One in which a fact is of a type that a condition
    cannot be asked about is none.
    """
    tests = tuple(condition._test for condition in conditions)
    found: dict[tuple[bool, ...], World] = {}
    for world in worlds:
        before, after, signals, lasts = world
        try:
            held = (lasts, *(test(before, after, signals) for test in tests))
        except ConditionError:
            continue
        found.setdefault(held, world)
    return found


class Views:
    """
    A target's conditions in all worlds, and what the clock would do there.
    """

    __slots__ = ("at_an_instant", "shown", "starts", "target")

    def __init__(self, target: SlaTarget, worlds: Iterable[World]) -> None:
        found = seen(asked_of(target), worlds)
        self.target: Final = target
        self.at_an_instant: Final = is_about_an_instant(target.start)
        self.shown: Final = {
            Sight(lasts, start, stop, reset, cancel, resume, tuple(pauses)): world
            for (lasts, start, stop, reset, cancel, resume, *pauses), world in found.items()
        }
        self.starts: Final = [each for each in self.shown if self.may_start(each)]

    def may_start(self, sight: Sight) -> bool:
        """
        Whether a clock that is not open starts there.
        """
        return sight.start and not self.prevented(sight)

    def prevented(self, sight: Sight) -> str:
        """
        What keeps a clock from starting there; nothing when empty.
        """
        if sight.stop and self.target.order is not Order.JIRA:
            return "stop"
        return "cancel" if sight.cancel else ""

    def ended(self, sight: Sight) -> str:
        """
        What ends an open clock there; nothing when empty.
        """
        if sight.stop:
            return "stop"
        if self.resets(sight):
            return "reset"
        return "cancel" if sight.cancel else ""

    def resets(self, sight: Sight) -> bool:
        """
        Whether an open clock begins anew there.
        """
        return sight.reset and not sight.stop and (self.at_an_instant or sight.start)

    def counts(self, sight: Sight) -> bool:
        """
        Whether a clock is open once such a moment has passed, so that pauses are asked.
        """
        return self.ended(sight) in {"", "reset"} or self.may_start(sight)

    def runs(self, sight: Sight) -> bool:
        """
        Whether a clock can come to run there, also one that was paused.
        """
        if any(sight.pauses) or not self.counts(sight):
            return False
        begins = self.may_start(sight) or self.resets(sight)
        return begins or self.target.resume is None or sight.resume

    def lasting(self) -> list[Sight]:
        """
        Those in which nothing changes and nothing is signalled.
        """
        return [each for each in self.shown if each.lasts]

    def example(self, sight: Sight) -> str:
        """
        A world that shows it.
        """
        return str(self.shown[sight].told)


def traps(target: SlaTarget, worlds: Iterable[World]) -> Iterator[Reason]:
    """
    What the conditions of a target, each well put, cannot be together.

    Args:
        target: The target.

        worlds: All worlds that its conditions can tell apart.
    """
    views = Views(target, worlds)
    for trap in _TRAPS:
        yield from trap(views)


def hidden_by(rows: Iterable[tuple[bool, ...]], place: int) -> tuple[int, ...]:
    """
    The earlier ones of which one holds wherever the one at a place does; none if it counts somewhere.
    """
    holding = [row for row in rows if row[place]]
    if not all(any(row[:place]) for row in holding):
        return ()
    for earlier in range(place):
        if holding and all(row[earlier] for row in holding):
            return (earlier,)
    return tuple(earlier for earlier in range(place) if any(row[earlier] for row in holding))


def _either(causes: Iterable[str]) -> str:
    told = set(causes)
    return " or ".join(each for each in ("stop", "reset", "cancel") if each in told)


def _about_start(views: Views) -> Iterator[Reason]:
    target = views.target
    starting = [each for each in views.shown if each.start]
    if not starting:
        yield NEVER_STARTS(condition=str(target.start))
        return
    if not views.starts:
        yield START_BLOCKED(by=_either(map(views.prevented, starting)))
        return
    lasting = views.lasting()
    ends = [views.ended(each) for each in lasting]
    if ends and all(each in {"stop", "cancel"} for each in ends):
        yield ENDS_AT_ONCE(by=_either(ends))
    if views.at_an_instant and target.again is Again.CONTINUE:
        yield ADDS_UP()
    if target.order is Order.JIRA and target.again is not Again.NEVER:
        for each in lasting:
            if each.stop and views.may_start(each):
                yield RESTARTS_FOR_EVER(example=views.example(each))
                return


def _about_stop(views: Views) -> Iterator[Reason]:
    # A clock that is reset finishes by that, as one that watches for silence does.
    if not any(each.stop or views.resets(each) for each in views.shown):
        yield NEVER_STOPS(condition=str(views.target.stop))


def _about_pauses(views: Views) -> Iterator[Reason]:
    pauses = views.target.pauses
    for place, pause in enumerate(pauses):
        holding = [each for each in views.shown if each.pauses[place]]
        counting = [each.pauses for each in holding if views.counts(each)]
        if not holding:
            yield PAUSE_NEVER_HOLDS(pause=pause.name, condition=str(pause.when))
        elif not counting:
            yield ENDS_INSTEAD(pause=pause.name, by=_either(map(views.ended, holding)))
        elif earlier := hidden_by(counting, place):
            by = " or ".join(f"pause {pauses[each].name}" for each in earlier)
            yield PAUSE_HIDDEN(pause=pause.name, by=by)
        elif views.target.resume is None and not any(each.lasts for each in holding):
            yield PAUSE_AT_AN_INSTANT(pause=pause.name)


def _about_running(views: Views) -> Iterator[Reason]:
    target = views.target
    if not target.pauses:
        if target.resume is not None:
            yield RESUME_UNUSED(condition=str(target.resume))
        return
    if views.starts and all(any(each.pauses) for each in views.starts):
        stuck = not any(map(views.runs, views.shown))
        yield ALWAYS_PAUSED() if stuck else STARTS_PAUSED()
        if stuck:
            return
    if target.resume is not None and not any(
        each.resume and not any(each.pauses) and not views.ended(each) for each in views.shown
    ):
        yield NEVER_RESUMES(condition=str(target.resume))


def _about_reset(views: Views) -> Iterator[Reason]:
    if views.target.reset == NOTHING:
        return
    if not any(map(views.resets, views.shown)):
        yield NEVER_RESETS(condition=str(views.target.reset))
        return
    stopping = [each for each in views.shown if each.stop]
    if (
        stopping
        and all(each.reset for each in stopping)
        and not all(each.reset for each in views.shown)
    ):
        yield STOP_BEFORE_RESET()
    for each in views.lasting():
        if views.resets(each):
            yield RESETS_FOR_EVER(example=views.example(each))
            return


_Trap: TypeAlias = Callable[[Views], Iterator[Reason]]

_TRAPS: Final[tuple[_Trap, ...]] = (
    _about_start,
    _about_stop,
    _about_pauses,
    _about_running,
    _about_reset,
)
