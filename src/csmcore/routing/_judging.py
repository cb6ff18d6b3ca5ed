"""
What filters and scorers say of those who can take work of one kind.
"""

import functools
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

import attrs

from csmcore.kernel import Facts, Reason, WorkId
from csmcore.routing._calls import MOST_FAULTS, exclusions, whole_numbers
from csmcore.routing._extensions import (
    Candidates,
    Exclusion,
    Extension,
    Filter,
    RoutingContext,
    Scorer,
)
from csmcore.routing._making import Making, columns
from csmcore.routing._queue import Use
from csmcore.routing._reasons import FILTER_FAILED, FILTER_NOT_ASKED
from csmcore.routing._rules import QueueRules
from csmcore.routing._standing import Room
from csmcore.routing._strategies import AFFINITY, Asked, skill_points

_NOBODY: Final[Mapping[int, tuple[str, Exclusion]]] = MappingProxyType({})


@attrs.frozen(kw_only=True)
class Judged:
    """
    What filters and scorers said.

    Attributes:
        places: Who is left, by place.

        left_out: Whom a filter left out, with its name.

        points: The sum of points of each who is left.

        lines: What each scorer said of each who is left, in the same order.

        failed: The filter that failed and holds the work back, if one did.

        failure: What it says of that, if one did.
    """

    places: tuple[int, ...]
    left_out: Mapping[int, tuple[str, Exclusion]]
    points: tuple[int, ...]
    lines: tuple[tuple[Use, tuple[int, ...]], ...]
    failed: str | None
    failure: Reason | None = None

    @functools.cached_property
    def order(self) -> Mapping[int, int]:
        """
        Where each who is left stands among them, by place.
        """
        return {place: order for order, place in enumerate(self.places)}


class Judging:
    """
    Asks the filters of a queue about some agents, then its scorers about those who are left.
    """

    def __init__(self, making: Making, rules: QueueRules, asked: Asked, channel: str) -> None:
        """
        Makes ready to ask.

        Args:
            making: The plan.

            rules: What the queue uses.

            asked: What built-in scorers are told; its facts are what extensions are shown.

            channel: The work's channel.
        """
        self.making, self.rules, self.asked, self.channel = making, rules, asked, channel

    def judge(self, places: Sequence[int], work_id: WorkId) -> Judged:
        """
        What they say of the agents at some places.

        Args:
            places: The agents.

            work_id: The first piece of work of this kind, for faults.
        """
        left_out: dict[int, tuple[str, Exclusion]] = {}
        failed: str | None = None
        failure: Reason | None = None
        if self.rules.filters and places:
            left_out, failed, failure = self._filtered(places, work_id)
            places = [place for place in places if place not in left_out]
        lines = self._scored(places, work_id) if self.rules.scorers and failed is None else []
        points = [0] * len(places)
        for use, raw in lines:
            points = [total + use.weight * each for total, each in zip(points, raw, strict=True)]
        return Judged(
            places=tuple(places),
            left_out=left_out or _NOBODY,
            points=tuple(points),
            lines=tuple(lines),
            failed=failed,
            failure=failure,
        )

    def _candidates(self, places: Sequence[int]) -> Candidates:
        before, queue = self.making.before, self.rules.queue
        return columns(before, Room(before, self.channel, queue), queue, places, [0] * len(places))

    def _shown(self, reads: frozenset[str] | None) -> Facts:
        read = self.asked.read
        return read if reads is None else Facts({name: read[name] for name in reads if name in read})

    def _excluded(
        self, value: Filter, candidates: Candidates, context: RoutingContext
    ) -> Sequence[Exclusion]:
        return value.exclude(self._shown(value.reads), candidates, context)

    def _points(self, value: Scorer, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        return value.score(self._shown(value.reads), candidates, context)

    def _filtered(
        self, places: Sequence[int], work_id: WorkId
    ) -> tuple[dict[int, tuple[str, Exclusion]], str | None, Reason | None]:
        left_out: dict[int, tuple[str, Exclusion]] = {}
        failed: str | None = None
        failure: Reason | None = None
        candidates = self._candidates(places)
        ids, index = frozenset(candidates.ids), self.making.standings.index
        for use, value, extension in self.rules.filters:
            context = self.making.context(self.rules.queue, use)
            question = functools.partial(self._excluded, value, candidates, context)
            is_asked = self.making.calls.is_asked(extension)
            found = self.making.calls.ask(extension, question, exclusions(ids), work_id)
            if found is None:
                if failed is None and not extension.may_fail:
                    failed = use.name
                    failure = self._failure(use.name, extension, is_asked=is_asked)
                continue
            for each in found:
                left_out.setdefault(index[each.agent_id], (use.name, each))
        return left_out, failed, failure

    def _failure(self, name: str, extension: Extension, *, is_asked: bool) -> Reason:
        if is_asked:
            return FILTER_FAILED(filter=name)
        first = self.making.calls.first_failing(extension) or "none of the work by itself"
        return FILTER_NOT_ASKED(filter=name, count=MOST_FAULTS, first=first)

    def _scored(self, places: Sequence[int], work_id: WorkId) -> list[tuple[Use, tuple[int, ...]]]:
        lines: list[tuple[Use, tuple[int, ...]]] = []
        candidates: Candidates | None = None
        for use, value, extension in self.rules.scorers:
            if value is None or extension is None:
                if use.name != AFFINITY:  # which asks each piece of work by itself
                    lines.append((use, tuple(skill_points(self.asked, place) for place in places)))
                continue
            candidates = self._candidates(places) if candidates is None else candidates
            context = self.making.context(self.rules.queue, use)
            question = functools.partial(self._points, value, candidates, context)
            found = self.making.calls.ask(extension, question, whole_numbers(len(places)), work_id)
            if found is not None:
                lines.append((use, tuple(found)))
        return lines
