"""
All clocks of a record in one view: how each stands, what was told, and why this policy.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Final, TypeVar

from csmcore.kernel import Decision, Markup, element, instant_text, on_clocks, with_instants
from csmcore.sla._clock import SlaClock
from csmcore.sla._figure import figure_of, zone_of
from csmcore.sla._notices import Notice
from csmcore.sla._policy import SlaPolicy

T = TypeVar("T")

_CLOCKS: Final = 24
_NOTICES: Final = 24
"""
How many clocks are drawn, and how many notices listed.
"""


def overview(
    at: dt.datetime,
    *,
    policies: Iterable[Decision[SlaPolicy]],
    clocks: Sequence[SlaClock],
    notices: Sequence[Notice],
    next_instant: dt.datetime | None,
) -> Markup:
    """
    A status as a section: a sentence, a figure for each clock, what was told, and why.

    Each clock has its warnings on it, and each policy its decision as a table.
    """
    shown, more = _first(clocks, _CLOCKS, "clock")
    where = _zone(clocks)
    why = (*_told(notices), *(decision._repr_html_() for decision in policies))
    return element(
        "section",
        on_clocks(element("p", with_instants(_summary(at, clocks, next_instant, where))), where),
        *(figure_of(clock, _warnings(clock, notices)) for clock in shown),
        *(element("p", each) for each in more),
        *(on_clocks(each, where) for each in why),
    )


def _zone(clocks: Iterable[SlaClock]) -> str:
    # Clocks that are drawn in several zones have only UTC in common.
    zones = {zone_of(clock) for clock in clocks}
    return zones.pop() if len(zones) == 1 else "UTC"


def _summary(
    at: dt.datetime, clocks: Sequence[SlaClock], next_instant: dt.datetime | None, where: str
) -> str:
    late = sum(clock.breached for clock in clocks)
    counted = f"{len(clocks)} clock{'' if len(clocks) == 1 else 's'}, {late or 'none'} breached"
    ahead = "nothing is to come" if next_instant is None else f"look again {instant_text(next_instant)}"
    return f"As of {instant_text(at)} ({where}): {counted}; {ahead}."


def _warnings(clock: SlaClock, notices: Iterable[Notice]) -> Iterable[dt.datetime]:
    return [
        each.crossed_at
        for each in notices
        if each.threshold is not None and (each.policy, each.target) == (clock.policy, clock.name)
    ]


def _told(notices: Sequence[Notice]) -> Iterable[Markup]:
    if notices:
        shown, more = _first(notices, _NOTICES, "notice")
        lines = (element("li", with_instants(each)) for each in [*map(str, shown), *more])
        heading = element("figcaption", "Warnings and breaches")
        yield element("figure", heading, element("ul", *lines))


def _first(values: Sequence[T], most: int, noun: str) -> tuple[Sequence[T], list[str]]:
    hidden = len(values) - most
    if hidden <= 0:
        return values, []
    return values[:most], [f"and {hidden} more {noun}{'' if hidden == 1 else 's'}"]
