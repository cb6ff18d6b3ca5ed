"""
The harness for authors of plugins: who keeps the promises passes, and each breach is found.
"""

import datetime as dt
import itertools
import random
from collections.abc import Iterable, Sequence
from typing import Final

import attrs
import pytest

from csmcore.kernel import AgentId, Facts, QueueId, ReasonKind, WorkId
from csmcore.plugins import hookimpl
from csmcore.routing import (
    Agent,
    Candidates,
    Exclusion,
    Queue,
    Requirement,
    RoutingContext,
    Selection,
    WorkItem,
)
from csmcore.testing import HarnessRule, PluginHarness
from tests.plugins.samples import Backwards, ByText, Drops, Languages, Ordering, Speaks

OUT: Final = ReasonKind("test.out", "is left out")
FIRST: Final = AgentId("agent-0001")

COUNTER: Final = itertools.count()


def broken(value: object) -> dict[HarnessRule, str]:
    """
    The promises that are broken, with what happened.
    """
    return {each.rule: each.problem for each in PluginHarness(value).check().findings}


class Scores:
    """
    A scorer that answers by what its subclass says.
    """

    name = "scores"
    reads: frozenset[str] | None = None

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        """
        Nothing for anybody.
        """
        del work, context
        return [0] * len(candidates)


class Filters:
    """
    A filter that answers by what its subclass says.
    """

    name = "filters"
    reads: frozenset[str] | None = None

    def exclude(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        """
        Nobody.
        """
        del work, candidates, context
        return ()


@attrs.frozen
class Counts:
    """
    A strategy that remembers how much each agent was given.
    """

    name: str = "counts"

    def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        Who was given least.
        """
        del work
        told = [context.state.get(each, 0) for each in candidates.ids]
        return [each if type(each) is int else 0 for each in told]

    def advance(self, state: Facts, work: Facts, agent_id: AgentId) -> Facts:
        """
        One more.
        """
        del work
        had = state.get(agent_id, 0)
        return state.changed([(agent_id, had + 1 if type(had) is int else 1)])


class Hastens:
    """
    A backlog term for what is urgent.
    """

    name = "hastens"

    def head_starts(self, work: Sequence[Facts], at: dt.datetime) -> Sequence[int]:
        """
        An hour for whatever has a region.
        """
        del at
        return [3600 if "region" in each else 0 for each in work]


class Elsewhere:
    """
    A last resort that knows another queue.
    """

    name = "elsewhere"

    def overflow(self, work: Facts, queue: Queue, at: dt.datetime) -> QueueId | None:
        """
        A queue for everybody.
        """
        del work, at
        return None if queue.id == "all" else QueueId("all")


@pytest.mark.parametrize(
    "value",
    [
        Speaks(),
        Scores(),
        Filters(),
        Backwards(),
        Counts(),
        ByText(),
        Drops(),
        Hastens(),
        Elsewhere(),
        Languages(),
        Ordering(),
    ],
    ids=lambda value: type(value).__name__,
)
def test_who_keeps_the_promises_passes(value: object) -> None:
    """
    A right extension of each kind, and a right plugin, is asked much and found good.
    """
    report = PluginHarness(value).check()

    report.raise_if_bad()
    assert report.is_good
    assert report.questions > 30
    assert str(report).startswith(f"no promise broken, {report.questions} questions asked")


def test_it_tells_how_long_a_thousand_candidates_take() -> None:
    """
    Filters, scorers and strategies are timed; that is a figure, and fails nobody.
    """
    names = [each.extension for each in PluginHarness(Ordering()).check().timings]

    assert names == ["strategy backwards"]
    assert PluginHarness(Drops()).check().timings == ()


class _Fickle(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return [next(COUNTER) for _ in candidates.ids]


class _Gambler(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return [random.randrange(10**9) for _ in candidates.ids]


class _Chance(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work
        return [context.chance(each) % 7 for each in candidates.ids]


class _ByPlace(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return list(range(len(candidates)))


class _Short(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return [0] * max(0, len(candidates) - 1)


class _Nan(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return [float("nan")] * len(candidates)


class _Bool(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return [True] * len(candidates)


class _Generator(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return (0 for _ in candidates.ids)


class _Empty(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return [load - max(candidates.loads) for load in candidates.loads]


class _Blind(Scores):
    reads = frozenset({"region"})

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del context
        return [1 if "language" in work else 0] * len(candidates)


class _Greedy(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        for agent in candidates.agents:
            agent.levels["everything"] = 9  # type: ignore[index]
        return [0] * len(candidates)


class _Later(Scores):
    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        async def answer() -> list[int]:
            return [0] * len(candidates)

        del work, context
        return answer()


class _Stranger(Filters):
    def exclude(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, candidates, context
        return [Exclusion(AgentId("nobody"), OUT())]


class _Ids(Filters):
    def exclude(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return list(candidates.ids)


class _Foremost(Filters):
    def exclude(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del work, context
        return [Exclusion(each, OUT()) for each in candidates.ids[:1]]


class _Raises(Filters):
    def exclude(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
        del context, candidates
        return work["tier"]


class _Exits(Counts):
    def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        del work, candidates, context
        raise SystemExit(3)


class _Crowded(Counts):
    def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        if len(candidates) > 500:
            raise SystemExit(4)
        return super().rank(work, candidates, context)


class _Unwritten(Counts):
    def advance(self, state: Facts, work: Facts, agent_id: AgentId) -> Facts:
        del work
        return {**state, agent_id: 1}  # type: ignore[return-value]


class _Impure(Counts):
    def advance(self, state: Facts, work: Facts, agent_id: AgentId) -> Facts:
        del work
        return state.changed([(agent_id, next(COUNTER))])


class _Invents:
    name = "invents"

    def select(self, work: Facts, queues: Sequence[Queue], at: dt.datetime) -> Selection:
        del work, queues, at
        return Selection(QueueId("nowhere"))


class _Names:
    name = "names"

    def select(self, work: Facts, queues: Sequence[Queue], at: dt.datetime) -> QueueId:
        del work, at
        return queues[0].id


class _Positions:
    name = "positions"

    def head_starts(self, work: Sequence[Facts], at: dt.datetime) -> Sequence[int]:
        del at
        return list(range(len(work)))


class _Adds:
    name = "adds"

    def relax(
        self, work: Facts, required: Sequence[Requirement], waited: dt.timedelta, at: dt.datetime
    ) -> Sequence[Requirement]:
        del work, waited, at
        return [*required, Requirement("patience")]


class _Number:
    name = "number"

    def overflow(self, work: Facts, queue: Queue, at: dt.datetime) -> int:
        del work, queue, at
        return 7


@pytest.mark.parametrize(
    ("value", "rules", "problem"),
    [
        (_Fickle(), {HarnessRule.PURE, HarnessRule.ORDER}, "to the same question"),
        (
            _Gambler(),
            {HarnessRule.CHANCE, HarnessRule.ORDER},
            "score drew from the chance that all share",
        ),
        (_ByPlace(), {HarnessRule.ORDER}, "and in another order"),
        (_Short(), {HarnessRule.LENGTH}, "score returned 0 numbers for 1"),
        (_Nan(), {HarnessRule.WHOLE}, "score returned nan, which is no whole number"),
        (_Bool(), {HarnessRule.WHOLE}, "score returned True"),
        (_Generator(), {HarnessRule.SHAPE}, "which is no list"),
        (_Empty(), set(), ""),
        (_Blind(), {HarnessRule.READS}, "when it is shown more than it says it reads (region)"),
        (_Greedy(), {HarnessRule.CHANGES}, "score changed what it was shown"),
        (_Later(), {HarnessRule.ANSWERS}, "score returned a coroutine"),
        (_Stranger(), {HarnessRule.FOREIGN}, "exclude left out nobody, who was not among the 0 shown"),
        (_Ids(), {HarnessRule.SHAPE}, "which is no Exclusion"),
        (_Foremost(), {HarnessRule.ORDER}, "exclude says"),
        (_Raises(), {HarnessRule.ANSWERS}, "exclude raised KeyError: 'tier', with 0 candidates"),
        (_Exits(), {HarnessRule.ANSWERS}, "rank raised SystemExit: 3, with 0 candidates"),
        (_Crowded(), {HarnessRule.ANSWERS}, "raised SystemExit: 4, with 1,000 candidates"),
        (_Unwritten(), {HarnessRule.STATE}, "which is no Facts"),
        (_Impure(), {HarnessRule.PURE}, "advance answered"),
        (_Invents(), {HarnessRule.FOREIGN}, "select chose queue 'nowhere'"),
        (_Names(), {HarnessRule.SHAPE}, "which is no Selection"),
        (_Positions(), {HarnessRule.ORDER}, "head_starts says something else"),
        (_Adds(), {HarnessRule.SUBSET}, "relax returned Requirement(skill='patience'"),
        (_Number(), {HarnessRule.SHAPE}, "overflow returned 7, which is no queue's id"),
        (_Chance(), set(), ""),
    ],
    ids=lambda value: type(value).__name__.strip("_") if hasattr(value, "name") else "",
)
def test_each_breach_is_found(value: object, rules: set[HarnessRule], problem: str) -> None:
    """
    What is wrong is told by the promise that is broken, and nothing else is.
    """
    found = broken(value)

    assert set(found) == rules
    assert not rules or any(problem in each for each in found.values())


def test_a_breach_fails_a_test_with_what_would_be_right() -> None:
    """
    ``raise_if_bad`` tells of every finding, with advice.
    """
    with pytest.raises(AssertionError, match=r"scorer scores \[whole\]: .*\(return int; round a float"):
        PluginHarness(_Nan()).check().raise_if_bad()


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        (Speaks, "Speaks is a class; did you forget () after it?"),
        (object(), "it has no hook"),
        (Speaks(reads="language"), "filter speaks does not say what it reads"),  # type: ignore[arg-type]
    ],
)
def test_what_cannot_be_registered_is_told(value: object, problem: str) -> None:
    """
    What a host would refuse is a finding, and nothing is asked of it.
    """
    report = PluginHarness(value).check()

    assert {each.rule for each in report.findings} == {HarnessRule.REGISTERS}
    assert problem in report.findings[0].problem
    assert report.questions == 0


def test_it_asks_about_work_and_agents_of_the_author() -> None:
    """
    A mistake that shows only with facts of the author's own is found when these are given.
    """

    class Tiers(Filters):
        def exclude(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
            del context
            if work.get("tier") == "gold" and any(each == FIRST for each in candidates.ids):
                message = "no gold"
                raise ValueError(message)
            return ()

    gold = WorkItem(
        WorkId("gold"), entered_at=dt.datetime(2026, 4, 27, 8, tzinfo=dt.UTC), facts={"tier": "gold"}
    )

    assert PluginHarness(Tiers()).check().is_good
    assert not PluginHarness(Tiers(), work=[gold], agents=[Agent(FIRST)]).check().is_good


def test_it_tells_what_queues_would_tell() -> None:
    """
    Options that a queue would give are given, by the extension's name.
    """

    class Field(Scores):
        def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> object:
            del work
            return [len(str(context.options["field"]))] * len(candidates)

    assert broken(Field()) != {}
    assert PluginHarness(Field(), options={"scores": {"field": "region"}}).check().is_good


@attrs.frozen
class _Checks:
    answers: Iterable[Sequence[str]]

    @hookimpl
    def csmcore_check_queue(self, queue: Queue) -> Sequence[str]:
        """
        The next answer.
        """
        del queue
        return next(iter(self.answers))


def test_a_check_of_queues_is_tried_too() -> None:
    """
    It must return sentences, and the same ones each time.
    """
    good = PluginHarness(_Checks([["is too long"]])).check()
    wrong = PluginHarness(_Checks([None])).check()  # type: ignore[list-item]
    fickle = PluginHarness(_Checks(itertools.cycle([["a"], ["b"], ["c"], [], []]))).check()

    assert good.is_good
    assert [each.rule for each in wrong.findings] == [HarnessRule.ANSWERS]
    assert [each.rule for each in fickle.findings] == [HarnessRule.PURE]


def test_two_runs_ask_the_same() -> None:
    """
    The harness draws nothing by chance.
    """
    first, again = PluginHarness(_ByPlace()).check(), PluginHarness(_ByPlace()).check()

    assert (first.findings, first.questions) == (again.findings, again.questions)
