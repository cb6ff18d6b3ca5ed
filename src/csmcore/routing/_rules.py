"""
The rules of a routing, compiled once: what is set up, what is built in, what was added.
"""

import difflib
import functools
from collections.abc import Iterable, Mapping
from typing import Final, TypeVar

import attrs

from csmcore.errors import DefinitionError, DuplicateError, RoutingError
from csmcore.kernel import AgentId, Facts, QueueId, shown
from csmcore.routing._added import to_extensions
from csmcore.routing._calls import Calls
from csmcore.routing._extensions import (
    BacklogTerm,
    Extension,
    ExtensionValue,
    Filter,
    LastResort,
    QueueSelector,
    Relaxer,
    Scorer,
    StatefulStrategy,
    Strategy,
)
from csmcore.routing._queue import Queue, Use
from csmcore.routing._setup import RoutingSetup
from csmcore.routing._strategies import (
    AFFINITY,
    BUILT_IN_SCORERS,
    BUILT_IN_STRATEGIES,
    OPTIONS,
)


@attrs.frozen(kw_only=True)
class QueueRules:
    """
    What a queue uses, found once.
    """

    queue: Queue
    filters: tuple[tuple[Use, Filter, Extension], ...]
    scorers: tuple[tuple[Use, Scorer, Extension] | tuple[Use, None, None], ...]
    strategies: tuple[tuple[Use, Strategy, Extension] | tuple[Use, None, None], ...]

    # Which facts of work its extensions read: None for all of them.
    reads: tuple[str, ...] | None

    # Whether a plugin's strategy ranks, so that each piece of work asks for all candidates.
    is_linear: bool

    # Whether single pieces of work say whom they would rather have.
    has_affinity: bool

    # The strategy of a plugin that keeps a state of its own, if it uses one.
    stateful: str | None


class RoutingRules:
    """
    The rules of a routing, compiled once from what is built in, set up, and added by plugins.

    Not a value: it holds the extensions' objects. What is written down of it is its setup,
    and which extensions there were.

    Attributes:
        setup: What is set up.

        extensions: What was added, in the order in which selectors, relaxers and last resorts
            are asked.

        strict: Whether a failing extension raises, as in tests, instead of being told.

        selectors: The extensions that choose queues, each with where it comes from.

        backlog_terms: Those that give work a head start.

        relaxers: Those that drop requirements.

        last_resorts: Those that say where work goes for which nobody was found.
    """

    __slots__ = (
        "_compiled",
        "backlog_terms",
        "extensions",
        "last_resorts",
        "relaxers",
        "selectors",
        "setup",
        "strict",
    )

    def __init__(
        self,
        setup: RoutingSetup,
        *,
        extensions: Iterable[Extension | ExtensionValue] = (),
        strict: bool = False,
    ) -> None:
        if not isinstance(setup, RoutingSetup):
            message = f"{shown(setup)} is no RoutingSetup"
            raise DefinitionError(message)
        self.setup = setup
        self.extensions = to_extensions(extensions)
        self.strict = strict
        self._compiled = _compile(setup, self.extensions)
        added = [(each.value, each) for each in self.extensions]
        self.selectors = tuple((v, each) for v, each in added if isinstance(v, QueueSelector))
        self.backlog_terms = tuple((v, each) for v, each in added if isinstance(v, BacklogTerm))
        self.relaxers = tuple((v, each) for v, each in added if isinstance(v, Relaxer))
        self.last_resorts = tuple((v, each) for v, each in added if isinstance(v, LastResort))

    @classmethod
    def of(
        cls,
        setup: RoutingSetup,
        *,
        extensions: Iterable[Extension | ExtensionValue] = (),
        strict: bool = False,
    ) -> "RoutingRules":
        """
        The rules for a setup.

        Args:
            setup: Queues, channels, presences, backlog.

            extensions: Filters, scorers, strategies and others, with or without where they
                come from. Queues use filters, scorers and strategies by name; the others are
                heard everywhere.

            strict: Whether a failing extension raises instead of being told.

        Raises:
            DefinitionError: An extension is none, is a class, is ``async``, or does not say what
                it reads; or they are in no list.

            DuplicateError: Two extensions of a kind have one name, or one is built in.

            RoutingError: Queues use what is not there, all of it at once.
        """
        return cls(setup, extensions=extensions, strict=strict)

    def __repr__(self) -> str:
        added = ", ".join(f"{each.value.name} of {each.origin}" for each in self.extensions)
        return f"RoutingRules({len(self.setup.queues)} queues, added: {added or 'nothing'})"

    def _for_queue(self, queue_id: QueueId) -> "QueueRules":
        """
        What a queue uses.
        """
        return self._compiled[queue_id]

    def stateful(self, name: str) -> Extension | None:
        """
        The strategy of a name, if it keeps a state of its own.
        """
        for each in self.extensions:
            if each.value.name == name and isinstance(each.value, StatefulStrategy):
                return each
        return None

    def advance(self, strategy: str, state: Facts, work: Facts, agent_id: AgentId) -> Facts | None:
        """
        What a plugin's strategy remembers once work has gone to an agent.

        Args:
            strategy: Its name.

            state: What it remembered before.

            work: What holds of the work.

            agent_id: To whom it went.

        Returns:
            ``None`` where the strategy keeps nothing, or failed.

        Raises:
            ExtensionFailedError: It failed, and failing is strict.
        """
        return self._advance(strategy, state, work, agent_id, Calls(strict=self.strict))

    def _advance(
        self, strategy: str, state: Facts, work: Facts, agent_id: AgentId, calls: Calls
    ) -> Facts | None:
        extension = self.stateful(strategy)
        if extension is None or not isinstance(extension.value, StatefulStrategy):
            return None
        question = functools.partial(extension.value.advance, state, work, agent_id)
        return calls.ask(extension, question, _facts)


def _facts(answer: object) -> str | None:
    return None if isinstance(answer, Facts) else f"it returned {answer!r}; it must return Facts"


_Added = TypeVar("_Added", Filter, Scorer, Strategy)


def _by_name(
    added: Iterable[tuple[_Added, Extension]], what: str, built_in: frozenset[str]
) -> dict[str, tuple[_Added, Extension]]:
    found: dict[str, tuple[_Added, Extension]] = {}
    for value, each in added:
        if value.name in built_in:
            raise DuplicateError(what, value.name, f"which is built in, and {each.origin}")
        if value.name in found:
            other = found[value.name][1].origin
            raise DuplicateError(what, value.name, f"of {other} and {each.origin}")
        found[value.name] = (value, each)
    return found


def _compile(setup: RoutingSetup, extensions: tuple[Extension, ...]) -> Mapping[QueueId, QueueRules]:
    added = [(each.value, each) for each in extensions]
    of_filters = [(value, each) for value, each in added if isinstance(value, Filter)]
    of_scorers = [(value, each) for value, each in added if isinstance(value, Scorer)]
    of_strategies = [(value, each) for value, each in added if isinstance(value, Strategy)]
    filters = _by_name(of_filters, "filter", frozenset())
    scorers = _by_name(of_scorers, "scorer", BUILT_IN_SCORERS)
    strategies = _by_name(of_strategies, "strategy", BUILT_IN_STRATEGIES)
    problems: list[str] = []
    for queue in setup.queues:
        problems += _unknown(queue, "filter", queue.filters, frozenset(filters))
        problems += _unknown(queue, "scorer", queue.scorers, BUILT_IN_SCORERS | set(scorers))
        problems += _unknown(queue, "strategy", queue.strategy, BUILT_IN_STRATEGIES | set(strategies))
        problems += _wrong_options(queue)
    if problems:
        raise RoutingError(tuple(problems))
    return {queue.id: _queue_rules(queue, filters, scorers, strategies) for queue in setup.queues}


def _unknown(queue: Queue, what: str, uses: Iterable[Use], known: frozenset[str]) -> list[str]:
    problems = []
    for use in uses:
        if use.name not in known:
            near = difflib.get_close_matches(use.name, known, n=1)
            there = ", ".join(sorted(known)) or "none, until plugins or extensions bring some"
            hint = f"did you mean {near[0]}?" if near else f"there are {there}"
            problems.append(f"queue {queue.id} uses the {what} {use.name}, which is not there; {hint}")
    return problems


def _wrong_options(queue: Queue) -> list[str]:
    problems = []
    for use in queue.strategy:
        if use.name not in BUILT_IN_STRATEGIES:
            continue
        needed = OPTIONS.get(use.name, frozenset())
        told = f"queue {queue.id}: strategy {use.name}"
        missing, extra = needed - set(use.options), set(use.options) - needed
        problems += [f"{told} needs the option {name}" for name in sorted(missing)]
        problems += [f"{told} takes no option {name}" for name in sorted(extra)]
    return problems


def _queue_rules(
    queue: Queue,
    filters: Mapping[str, tuple[Filter, Extension]],
    scorers: Mapping[str, tuple[Scorer, Extension]],
    strategies: Mapping[str, tuple[Strategy, Extension]],
) -> QueueRules:
    filtering = tuple((use, *filters[use.name]) for use in queue.filters)
    scoring = tuple((use, *scorers.get(use.name, _BUILT_IN)) for use in queue.scorers)
    picking = tuple((use, *strategies.get(use.name, _BUILT_IN)) for use in queue.strategy)
    read = [value.reads for _, value, _ in filtering]
    read += [value.reads for _, value, _ in scoring if value is not None]
    fields = {str(use.options.get("field")) for use in queue.strategy if use.name == "by_field"}
    keeping = [use.name for use, value, _ in picking if isinstance(value, StatefulStrategy)]
    return QueueRules(
        queue=queue,
        filters=filtering,
        scorers=scoring,
        strategies=picking,
        reads=None if None in read else tuple(sorted(fields.union(*(each or () for each in read)))),
        is_linear=any(value is not None for _, value, _ in picking),
        has_affinity=any(use.name == AFFINITY for use in (*queue.scorers, *queue.strategy)),
        stateful=keeping[0] if keeping else None,
    )


_BUILT_IN: Final = (None, None)
