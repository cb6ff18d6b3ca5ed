"""
A plan and a decision of it, as pictures and as text.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from csmcore.kernel import Markup, element, instant_text, with_instants
from csmcore.routing._fault import ExtensionFault
from csmcore.routing._placement import Placement, PlacementKind
from csmcore.routing._verdict import Excluded, Ranked

DRAWN: Final = 100
"""
How many pieces of work of one queue a picture shows.
"""

_WORDS: Final = (
    (PlacementKind.ASSIGN, "assigned", "goes to"),
    (PlacementKind.OFFER, "offered", "is offered to"),
    (PlacementKind.HOLD, "held", "waits"),
    (PlacementKind.KEEP, "kept", "stays with"),
)


def draw_plan(
    at: dt.datetime, placements: Sequence[Placement], faults: Iterable[ExtensionFault]
) -> Markup:
    """
    A plan as a table: each queue with its work in the order of the plan, and what becomes of it.

    Args:
        at: The instant of the plan.

        placements: What is done with each piece of work.

        faults: What failed, told below.
    """
    counted = Counter(each.outcome for each in placements)
    told = [f"{counted[outcome]:,} {word}" for outcome, word, _ in _WORDS if counted[outcome]]
    caption = f"Plan of {instant_text(at)}: {', '.join(told) or 'no work'}"
    queues: dict[str | None, list[Placement]] = {}
    for each in placements:
        queues.setdefault(each.queue_id, []).append(each)
    groups = [_queue(name, placed) for name, placed in queues.items()]
    table = _table(("work", "what", "agent", "look again"), *groups)
    failed = [element("p", with_instants(f"Failed: {fault}")) for fault in faults]
    return element("figure", element("figcaption", with_instants(caption)), table, *failed)


def _queue(name: str | None, placements: Sequence[Placement]) -> Markup:
    title = "No queue" if name is None else f"Queue {name}"
    rows = [element("tr", element("th", title, scope="rowgroup", colspan=4))]
    words = {outcome: word for outcome, _, word in _WORDS}
    for each in placements[:DRAWN]:
        until = "" if each.until is None else instant_text(each.until)
        rows.append(_row(each.work_id, words[each.outcome], each.agent_id or "", until))
    if len(placements) > DRAWN:
        more = f"and {len(placements) - DRAWN:,} more"
        rows.append(element("tr", element("td", more, colspan=4)))
    return element("tbody", *rows)


def draw_decision(
    answer: str,
    notes: Iterable[str],
    *,
    ranked: Sequence[Ranked],
    excluded: Sequence[Excluded],
    others: Iterable[str],
) -> Markup:
    """
    A decision: the answer and why, who can take the work in order, and who cannot until when.

    Args:
        answer: What is done, as a sentence.

        notes: Why, and what was asked.

        ranked: Those who can take it, the chosen one first.

        excluded: Those who cannot.

        others: How many there are beside those.
    """
    parts = [element("p", with_instants(f"{answer}.")), _listed(notes)]
    if ranked:
        names = [name for name, _ in ranked[0].ranks]
        heads = ("can take it", "stands", "points", "of which", *names, "has", "room for", "last turn")
        rows = [_able(place, each) for place, each in enumerate(ranked)]
        parts.append(element("figure", _table(heads, element("tbody", *rows))))
    if excluded:
        rows = [_row(each.agent_id, each.reason, _until(each)) for each in excluded]
        table = _table(("cannot", "because", "until"), element("tbody", *rows))
        parts.append(element("figure", table))
    return element("section", *parts, _listed(others))


def _able(place: int, each: Ranked) -> Markup:
    return _row(
        each.agent_id,
        _standing(place),
        each.points,
        ", ".join(map(str, each.lines)),
        *(rank for _, rank in each.ranks),
        each.load,
        "any number" if each.spare is None else each.spare,
        each.last or "never",
    )


def _standing(place: int) -> str:
    return ("chosen", "runner-up")[place] if place < 2 else ""


def _until(each: Excluded) -> str:
    return "" if each.until is None else instant_text(each.until)


def told_decision(
    answer: str,
    notes: Iterable[str],
    *,
    ranked: Iterable[Ranked],
    excluded: Iterable[Excluded],
    others: Iterable[str],
) -> str:
    """
    The same as text, for a terminal.
    """
    told = [answer, *(f"  {note}" for note in notes)]
    told += [f"  {_standing(place) or 'then'} {each}" for place, each in enumerate(ranked)]
    told += [f"  not {each}" for each in excluded]
    told += [f"  {other}" for other in others]
    return "\n".join(map(_line, told))


def _line(text: str) -> str:
    # On one line, so that nobody's name can pass for one more.
    return "".join(char if char.isprintable() else " " for char in text)


def _listed(lines: Iterable[str]) -> Markup:
    items = [element("li", with_instants(line)) for line in lines]
    return element("ul", *items) if items else Markup()


def _table(heads: Iterable[str], *bodies: Markup) -> Markup:
    row = element("tr", *(element("th", head, scope="col") for head in heads))
    return element("table", element("thead", row), *bodies)


def _row(name: object, *cells: object) -> Markup:
    told = (element("td", with_instants(cell)) for cell in cells)
    return element("tr", element("th", with_instants(name), scope="row"), *told)
