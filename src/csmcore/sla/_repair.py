"""
What a late fact, or another policy, would change.
"""

from collections.abc import Iterator

import attrs

from csmcore.kernel import Markup, element, instant_text, table
from csmcore.sla._clock import SlaClock
from csmcore.sla._notices import Notice
from csmcore.sla._status import SlaStatus


@attrs.frozen(kw_only=True)
class ClockRepair:
    """
    One clock that would change.

    Attributes:
        target: The target's name.

        before: The clock as it was told; ``None`` when there was none.

        after: The clock as it would be; ``None`` when there would be none.
    """

    target: str
    before: SlaClock | None
    after: SlaClock | None

    def __str__(self) -> str:
        return f"{self.target}: {_stand(self.before)} -> {_stand(self.after)}"


def _stand(clock: SlaClock | None) -> str:
    if clock is None:
        return "none"
    due = "" if clock.due_at is None else f", due {instant_text(clock.due_at)}"
    late = "" if clock.breached_at is None else f", breached {instant_text(clock.breached_at)}"
    under = f" ({clock.policy}, version {clock.version})" if clock.policy else ""
    return f"{clock.stage.replace('_', ' ')}{due}{late}{under}"


@attrs.frozen(kw_only=True)
class Repair:
    """
    What would change; empty, and false, when nothing does.

    Attributes:
        clocks: Those that would differ.

        send: Notices that would stand and were not told.

        withdraw: Notices that were told and would not stand.
    """

    clocks: tuple[ClockRepair, ...] = ()
    send: tuple[Notice, ...] = ()
    withdraw: tuple[Notice, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.clocks or self.send or self.withdraw)

    def __str__(self) -> str:
        lines = list(map(str, self.clocks))
        lines += [f"{word} {notice}" for word, told in self._words() for notice in told]
        return "\n".join(lines) or "nothing changes"

    def _repr_html_(self) -> Markup:
        if not self:
            return element("p", self)
        rows = ((each.target, _stand(each.before), _stand(each.after)) for each in self.clocks)
        notices = ((word, each) for word, told in self._words() for each in told)
        return element(
            "section",
            *([table("What would change", ("clock", "before", "after"), rows)] if self.clocks else []),
            *([table("Notices", ("to do", "notice"), notices)] if self.send or self.withdraw else []),
        )

    def _words(self) -> tuple[tuple[str, tuple[Notice, ...]], ...]:
        return ("send", self.send), ("withdraw", self.withdraw)


def repair(before: SlaStatus, after: SlaStatus) -> Repair:
    """
    What it would take to get from one status of a record to another. It touches nothing.

    Late facts: *before* from ``timeline.as_known_at(then)``, *after* from the whole
    timeline. A holiday added, or hours corrected: each with its own book. A policy
    replaced: each with its own policies, and ``status(..., migrate=True)`` for a record
    that keeps its own. Both are best asked at one instant.

    Args:
        before: The status as it was told.

        after: The status as it would be.
    """
    old = {(clock.policy, clock.name): clock for clock in before.clocks}
    new = {(clock.policy, clock.name): clock for clock in after.clocks}
    changed = tuple(
        ClockRepair(target=name, before=was, after=now)
        for name, was, now in _paired(old, new)
        if not _alike(was, now)
    )
    told, standing = {n.id: n for n in before.notices}, {n.id: n for n in after.notices}
    return Repair(
        clocks=changed,
        send=tuple(each for key, each in standing.items() if key not in told),
        withdraw=tuple(each for key, each in told.items() if key not in standing),
    )


def _paired(
    old: dict[tuple[str, str], SlaClock], new: dict[tuple[str, str], SlaClock]
) -> Iterator[tuple[str, SlaClock | None, SlaClock | None]]:
    # Under another policy, a clock of the same name is the same clock.
    left = {name: clock for (policy, name), clock in old.items() if (policy, name) not in new}
    right = {name: clock for (policy, name), clock in new.items() if (policy, name) not in old}
    yield from ((key[1], clock, new[key]) for key, clock in old.items() if key in new)
    yield from ((name, clock, right.pop(name, None)) for name, clock in left.items())
    yield from ((name, None, clock) for name, clock in right.items())


def _alike(was: SlaClock | None, now: SlaClock | None) -> bool:
    if was is None or now is None:
        return was is now
    return attrs.evolve(was, at=now.at) == now
