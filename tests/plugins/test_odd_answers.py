"""
Extensions that misbehave in odd ways: the plan goes on, and says what was wrong.
"""

# ruff: noqa: ARG002  # an extension need not look at all that it is given

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Final

import attrs
import pytest

from csmcore.errors import DefinitionError
from csmcore.kernel import AgentId, Facts, QueueId, Reason, ReasonKind, WorkId
from csmcore.plugins import PluginHost, PluginInfo, hookimpl
from csmcore.routing import (
    Agent,
    Candidates,
    Exclusion,
    Extension,
    ExtensionValue,
    Queue,
    RoutingContext,
    RoutingPlan,
    RoutingRules,
    RoutingSetup,
    Selection,
    WorkItem,
    plan,
)

AT: Final = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
HOUR: Final = dt.timedelta(hours=1)
ABROAD: Final = ReasonKind("test.abroad", "is abroad")


class UntoldError(Exception):
    """
    An error that cannot be told.
    """

    def __str__(self) -> str:
        """
        Raises, as an error does whose parts are gone.
        """
        message = "nothing to tell"
        raise RuntimeError(message)


class Once(list[int]):
    """
    A list that can be gone through once.
    """

    def __iter__(self) -> Iterator[int]:
        """
        The numbers, the first time.
        """
        found = list(range(len(self)))
        self.clear()
        return iter(found)


@attrs.frozen
class Points:
    """
    A scorer that does what it is told.
    """

    answer: Callable[[], Sequence[int]]
    name: str = "points"
    reads: frozenset[str] | None = frozenset()

    def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        """
        What it was told to answer.
        """
        return self.answer()


@attrs.frozen
class Starts:
    """
    A backlog term that says the same of all work but the first.
    """

    seconds: int
    name: str = "starts"

    def head_starts(self, work: Sequence[Facts], at: dt.datetime) -> Sequence[int]:
        """
        Nothing for the first.
        """
        return [0 if each["id"] == "c1" else self.seconds for each in work]


def planned(*extensions: ExtensionValue, count: int = 1) -> RoutingPlan:
    """
    A plan for some work, an hour younger each, and two agents, whom the scorer makes points for.
    """
    queue = Queue(
        QueueId("support"), scorers=[each.name for each in extensions if hasattr(each, "score")]
    )
    rules = RoutingRules.of(RoutingSetup(queues=[queue]), extensions=extensions)
    work = [WorkItem(WorkId(f"c{n}"), entered_at=AT - 9 * HOUR + n * HOUR) for n in range(1, count + 1)]
    return plan(work, [Agent(AgentId("ann")), Agent(AgentId("bob"))], rules=rules, at=AT)


def raising(error: BaseException) -> Callable[[], Sequence[int]]:
    """
    What raises.
    """

    def answer() -> Sequence[int]:
        raise error

    return answer


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (UntoldError(), "UntoldError, which cannot be told"),
        (SystemExit(3), "SystemExit: 3"),
        (RecursionError("too deep"), "RecursionError: too deep"),
    ],
)
def test_what_an_extension_raises_is_a_fault(error: BaseException, told: str) -> None:
    """
    An exit, and an error that cannot be told, are told as any other, and the work is given out.
    """
    made = planned(Points(raising(error)))

    assert [each.problem for each in made.faults] == [told]
    assert made.placement(WorkId("c1")).agent_id == "ann"


@pytest.mark.parametrize("error", [KeyboardInterrupt(), GeneratorExit()])
def test_an_interrupt_is_obeyed(error: BaseException) -> None:
    """
    What stops the program stops the plan.
    """
    with pytest.raises(type(error)):
        planned(Points(raising(error)))


def test_an_answer_is_read_once() -> None:
    """
    What can be gone through once is as good as a list.
    """
    made = planned(Points(lambda: Once([7, 7])))

    assert made.faults == ()
    assert [each.points for each in made.decision(WorkId("c1")).ranked] == [1, 0]


@pytest.mark.parametrize(
    ("number", "bits"),
    [(2**63, 64), (-(2**63), 64), (1 << 20_000, 20_001), (2**63 - 1, None)],
    ids=["too large", "too small", "endless", "largest"],
)
def test_a_number_has_64_bits_at_most(number: int, bits: int | None) -> None:
    """
    Points are numbers that every database holds; others are a fault, and the decision is told.
    """
    made = planned(Points(lambda: [0, number]))

    problem = f"it returned a number of {bits} bits; 64 are enough"
    assert [each.problem for each in made.faults] == ([] if bits is None else [problem])
    assert made.placement(WorkId("c1")).agent_id == ("bob" if bits is None else "ann")
    assert str(made.decision(WorkId("c1")))


@pytest.mark.parametrize(
    ("seconds", "order"),
    [
        (10**15, ["c2", "c3", "c1"]),
        (-(10**15), ["c1", "c2", "c3"]),
        (10**13, ["c2", "c3", "c1"]),
        (7201, ["c2", "c3", "c1"]),
        (3600, ["c1", "c2", "c3"]),
    ],
)
def test_a_head_start_may_be_longer_than_all_time(seconds: int, order: list[str]) -> None:
    """
    Such work comes first, or last, and by age among itself.
    """
    made = planned(Starts(seconds), count=3)

    assert made.faults == ()
    assert [each.work_id for each in made.placements] == order


def test_two_extensions_of_one_name_fail_by_themselves() -> None:
    """
    A scorer that is asked no more does not silence the filter of its name.
    """

    class Fails:
        name, reads = "same", frozenset({"id"})

        def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
            raise OSError

    class NotAnn:
        name, reads = "same", frozenset({"id"})

        def exclude(
            self, work: Facts, candidates: Candidates, context: RoutingContext
        ) -> Sequence[Exclusion]:
            return [Exclusion(AgentId("ann"), ABROAD())]

    queue = Queue(QueueId("support"), filters="same", scorers="same")
    rules = RoutingRules.of(RoutingSetup(queues=[queue]), extensions=[Fails(), NotAnn()])
    work = [WorkItem(WorkId(f"c{n}"), entered_at=AT) for n in range(9)]
    made = plan(work, [Agent(AgentId("ann")), Agent(AgentId("bob"))], rules=rules, at=AT)

    assert {each.agent_id for each in made.placements} == {"bob"}
    assert len(made.faults) == 5


def test_what_is_not_asked_any_more_is_told_of_later_work() -> None:
    """
    A filter that holds it back names where it failed first; a strategy says that the load decides.
    """

    class Careful:
        name, reads = "careful", frozenset({"id"})

        def exclude(
            self, work: Facts, candidates: Candidates, context: RoutingContext
        ) -> Sequence[Exclusion]:
            raise OSError

    class Clever:
        name = "clever"

        def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
            raise OSError

    work = [WorkItem(WorkId(f"c{n}"), entered_at=AT) for n in range(7)]
    ann = Agent(AgentId("ann"))
    filtered = RoutingSetup(queues=[Queue(QueueId("support"), filters="careful")])
    made = plan(work, [ann], rules=RoutingRules.of(filtered, extensions=[Careful()]), at=AT)
    told = [str(made.decision(each.id).reasons[-1]) for each in work]
    later = "filter careful is not asked any more after 5 failures, the first with c0, and held it back"
    assert told == ["filter careful failed, and held it back"] * 5 + [later] * 2
    assert [str(each.reasons[-1]) for each in made.decisions()] == told
    assert str(made.why(WorkId("c6"), ann.id)) == f"ann: {later}"

    picked = RoutingSetup(queues=[Queue(QueueId("support"), strategy="clever")])
    made = plan(work, [ann], rules=RoutingRules.of(picked, extensions=[Clever()]), at=AT)
    for each in work:
        assert [reason.code for reason in made.decision(each.id).reasons] == [
            "routing.fell_back",
            "routing.only_one",
        ]
    assert len(made.faults) == 5


def test_what_is_read_is_asked_within_the_call() -> None:
    """
    A property that begins to fail is a fault like any other.
    """

    class Reads:
        name = "points"
        fails = False

        @property
        def reads(self) -> frozenset[str] | None:
            if self.fails:
                raise OSError
            return frozenset()

        def score(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
            return [0] * len(candidates)

    scorer = Reads()
    setup = RoutingSetup(queues=[Queue(QueueId("support"), scorers="points")])
    rules = RoutingRules.of(setup, extensions=[scorer])
    scorer.fails = True
    made = plan([WorkItem(WorkId("c1"), entered_at=AT)], [Agent(AgentId("ann"))], rules=rules, at=AT)

    assert [each.problem for each in made.faults] == ["OSError:"]


@pytest.mark.parametrize("name", ["", " ", None, 5, ["points"]])
def test_an_extension_has_a_name(name: object) -> None:
    """
    Rules are refused with an extension that nothing could call.
    """
    with pytest.raises(DefinitionError, match="its name is a text that is not blank"):
        RoutingRules.of(RoutingSetup(queues=[]), extensions=[Points(list, name=name)])  # type: ignore[arg-type]


class _Unread:
    name = "unread"

    def exclude(
        self, work: Facts, candidates: Candidates, context: RoutingContext
    ) -> Sequence[Exclusion]:
        return []


class _Waits:
    name = "waits"

    async def rank(self, work: Facts, candidates: Candidates, context: RoutingContext) -> Sequence[int]:
        return []


@pytest.mark.parametrize(
    ("extensions", "problem"),
    [
        ([Points], "extension Points is a class; did you forget"),
        ([Extension(Points)], "extension Points is a class; did you forget"),  # type: ignore[arg-type]
        ([_Waits()], "rank of waits is async, and nothing here waits"),
        ([_Unread()], "unread has no reads; give it reads, a frozenset of names, or None for all"),
        (Points(list), "give them in a list"),
        (Extension(Points(list)), "give them in a list"),
        (Points, "give them in a list"),
        (5, "extensions are 5; give them in a list"),
        ("points", "give them in a list"),
        ([object()], "is no extension; it needs a name"),
    ],
)
def test_rules_are_refused_with_what_could_not_be_asked(extensions: object, problem: str) -> None:
    """
    It is told at once, and not as a fault of every plan.
    """
    with pytest.raises(DefinitionError, match=problem):
        RoutingRules.of(RoutingSetup(queues=[]), extensions=extensions)  # type: ignore[arg-type]


@pytest.mark.parametrize("reads", ["region", ["region"], 5, {1}])
def test_reads_is_a_set_of_names(reads: object) -> None:
    """
    One text is no set of its letters, of which nothing would ever be shown.
    """
    with pytest.raises(DefinitionError, match="reads is a frozenset of names, or None for all"):
        planned(Points(list, reads=reads))  # type: ignore[arg-type]


def test_a_reason_is_a_reason() -> None:
    """
    What a filter or selector says is checked where it says it, not when the decision is told.
    """
    with pytest.raises(DefinitionError, match="reason is 'abroad'; it is a Reason"):
        Exclusion(AgentId("ann"), "abroad")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="'abroad' is no list"):
        Selection(QueueId("support"), reasons="abroad")  # type: ignore[arg-type]
    with pytest.raises(DefinitionError, match="queue_id is 5"):
        Selection(5)  # type: ignore[arg-type]
    assert Selection(None, reasons=[Reason("test.no", "no")]).reasons == (Reason("test.no", "no"),)


def test_a_check_that_exits_is_a_finding() -> None:
    """
    A plugin's check of queues does not end the program, and one whose error cannot be told is told.
    """

    class Exits:
        @hookimpl
        def csmcore_check_queue(self, queue: Queue) -> Sequence[str]:
            raise SystemExit(1) if queue.id == "exits" else UntoldError

    setup = RoutingSetup(queues=[Queue(QueueId("exits")), Queue(QueueId("fails"))])
    found = PluginHost.empty().register(Exits(), name="exits").check(setup)

    assert [each.problem for each in found] == [
        "its check failed, SystemExit: 1",
        "its check failed, UntoldError: which cannot be told",
    ]


@pytest.mark.parametrize("names", [None, 5, [["a"]], [None], [" "]])
def test_may_fail_holds_names(names: object) -> None:
    """
    What may fail is named by texts.
    """
    with pytest.raises(DefinitionError, match="names of the plugin's extensions"):
        PluginInfo("Sample", may_fail=names)  # type: ignore[arg-type]
