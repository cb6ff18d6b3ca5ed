"""
What is counted on the way, and the tables that come of it.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

import attrs
from rich.table import Table

from csmcore.cases import Case, CaseAction, MoveCase
from csmcore.contracts import Bill, Courtesy
from csmcore.desk import Outcome, PlanOutcome
from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.routing import RoutingDecision, WorkAssigned
from csmcore.sla import NoticeKind, SlaStatus, Stage
from examples.real_log.drawing import HOUR, table

MINUTE: Final = dt.timedelta(minutes=1)

# Why nobody could take it, the nearest miss first; the rest of the agents do not matter then.
WHY_HELD: Final = {
    "routing.capacity": "everybody on shift has enough",
    "routing.shift": "nobody is on shift",
    "routing.pool": "nobody is in a team that takes it",
}


@attrs.define
class Kept:
    """How the cases under one policy ended: how many of each clock, and how many of those in time."""

    cases: int = 0
    ended: Counter[str] = attrs.field(factory=Counter)
    in_time: Counter[str] = attrs.field(factory=Counter)
    hours: Counter[int] = attrs.field(factory=Counter)  # whole hours until resolved


@attrs.define
class Figures:
    """Numbers only: they stay as small however many cases there are."""

    cases: int = 0
    identified: int = 0
    covered: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    kept: defaultdict[str, Kept] = attrs.field(factory=lambda: defaultdict(Kept))
    notices: Counter[tuple[str, NoticeKind]] = attrs.field(factory=Counter)
    given: Counter[tuple[QueueId, AgentId]] = attrs.field(factory=Counter)
    waited: defaultdict[QueueId, Counter[int]] = attrs.field(factory=lambda: defaultdict(Counter))
    holds: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    refusals: Counter[tuple[str, str]] = attrs.field(factory=Counter)
    plans: int = 0
    events: int = 0

    def opened(self, answer: Outcome) -> None:
        """A case was opened."""
        self.cases += 1
        self.identified += answer.case.customer is not None
        self.covered[how_covered(answer), policy_of(answer.case)] += 1

    def ended(self, case: Case, status: SlaStatus) -> None:
        """The log says no more of a case."""
        kept = self.kept[policy_of(case)]
        kept.cases += 1
        for clock in status.clocks:
            if clock.stage is Stage.FINISHED:
                kept.ended[clock.name] += 1
                kept.in_time[clock.name] += not clock.breached
                if clock.name == "resolution":
                    kept.hours[clock.elapsed // HOUR] += 1

    def told(self, answer: Outcome) -> None:
        """Notices were told."""
        for notice in answer.notices:
            self.notices[policy_of(answer.case), notice.kind] += 1

    def planned(self, answer: PlanOutcome) -> None:
        """Work was given out."""
        self.plans += 1
        since = {WorkId(record.id): record.case.opened_at for record in answer.records}
        for event in answer.events:
            if isinstance(event, WorkAssigned):
                self.given[event.queue_id, event.agent_id] += 1
                wait = event.at - since[event.work_id]
                self.waited[event.queue_id][wait // MINUTE] += 1

    def held(self, decision: RoutingDecision) -> None:
        """A case waits for the first time."""
        codes = dict(decision.counts)
        why = next((words for code, words in WHY_HELD.items() if code in codes), None)
        self.holds[decision.queue_id or "none", why or str(decision.reasons[0])] += 1

    def refused(self, case: Case, action: CaseAction) -> None:
        """The desk refused what the log did."""
        name = action.action if isinstance(action, MoveCase) else type(action).__name__
        self.refusals[case.state, name] += 1

    # --- tables -----------------------------------------------------------------------------------

    def tables(self) -> Iterator[str | Table]:
        """All of them, in the order of the way."""
        yield f"""\
{self.cases:,} cases were opened, for {self.identified:,} callers known by their address.
{self.events:,} events were appended; work was given out {self.plans:,} times."""
        yield self._covered()
        yield self._kept()
        yield self._given()
        yield self._held()
        if self.refusals:
            rows = [(*names, f"{count:,}") for names, count in sorted(self.refusals.items())]
            yield table("Refused, though the log did it", "of what is | asked | times", rows, left=2)

    def _covered(self) -> Table:
        rows = [
            (*names, f"{count:,}", f"{count / self.cases:.1%}")
            for names, count in sorted(self.covered.items())
        ]
        return table("Covered by", "entitlement | policy | cases | share", rows, left=2)

    def _kept(self) -> Table:
        rows = []
        for policy, kept in sorted(self.kept.items()):
            shares = [
                f"{kept.in_time[name] / kept.ended[name]:.1%}" if kept.ended[name] else "-"
                for name in ("response", "resolution")
            ]
            told = (f"{self.notices[policy, kind]:,}" for kind in NoticeKind)
            rows.append((policy, f"{kept.cases:,}", *shares, middle(kept.hours), *told))
        headers = (
            "policy | cases | response in time | resolution in time | median h | warned | breaches"
        )
        return table("Promises kept", headers, rows)

    def _given(self) -> Table:
        rows = []
        for queue in sorted(self.waited):
            by_agent = sorted(count for (of, _), count in self.given.items() if of == queue)
            numbers = (len(by_agent), sum(by_agent), by_agent[0], by_agent[-1])
            rows.append((queue, *(f"{each:,}" for each in numbers), middle(self.waited[queue])))
        headers = "queue | agents | given | least | most | median min since opened"
        return table("Routed to", headers, rows)

    def _held(self) -> Table:
        rows = [(*names, f"{count:,}") for names, count in sorted(self.holds.items())]
        return table("Held at first, since", "queue | why | cases", rows, left=2)


def policy_of(case: Case) -> str:
    """Under which policy a case is measured."""
    return "none" if case.sla is None or case.sla.policy is None else case.sla.policy


def how_covered(answer: Outcome) -> str:
    """By which kind of entitlement, or what is done without one."""
    if answer.coverage is None:
        return "caller unknown: not asked"
    if answer.coverage.chosen is not None:
        return answer.coverage.chosen.name or answer.coverage.chosen.id
    match answer.uncovered:
        case Bill():
            return "none: billed"
        case Courtesy():
            return "none: a courtesy"
        case other:
            return f"none: {other}"


def middle(counts: Counter[int]) -> str:
    """The one in the middle."""
    place, at = counts.total() // 2, -1
    for value in sorted(counts):
        at += counts[value]
        if at >= place:
            return f"{value:,}"
    return "-"
