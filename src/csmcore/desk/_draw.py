"""
What comes of asking a desk, as a picture: what to store, what was decided, when to look again.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from csmcore.cases import HeldBack
from csmcore.desk._record import CaseRecord
from csmcore.kernel import Append, Markup, element, picture, table
from csmcore.routing import Conflict
from csmcore.sla import Notice


def draw_outcome(
    title: str,
    *,
    appends: Iterable[Append[object]],
    records: Iterable[CaseRecord],
    decisions: Iterable[object],
    notices: Iterable[Notice],
    held: Iterable[HeldBack],
    conflicts: Iterable[Conflict],
    wakes: Iterable[tuple[str, dt.datetime | None]],
) -> Markup:
    """
    An outcome: each of its parts a table, those that are empty left out, and its decisions.
    """
    stored = [
        (each.stream, each.expected_sequence, [type(event).__name__ for event in each.events])
        for each in appends
    ]
    cases = [(each.id, each.case.state, each.case.priority, each.case.agent_id) for each in records]
    told = [(each.target, each.kind, each.crossed_at, each.due_at) for each in notices]
    back = [(each.rule, each.since, each.reasons) for each in held]
    undone = [(each.work_id, each.agent_id, each.reason) for each in conflicts]
    again = [(stream, "only when something happens" if at is None else at) for stream, at in wakes]
    return element(
        "section",
        element("p", f"{title}."),
        _part("To store", ("stream", "after", "events"), stored),
        _part("Cases", ("case", "state", "priority", "agent"), cases),
        *map(picture, decisions),
        _part("To tell", ("target", "what", "crossed", "due"), told),
        _part("Held back", ("rule", "since", "because"), back),
        _part("Not done", ("work", "agent", "because"), undone),
        _part("Look again", ("stream", "at"), again),
    )


def _part(title: str, heads: Sequence[str], rows: Sequence[Iterable[object]]) -> Markup:
    return table(title, heads, rows) if rows else Markup()
