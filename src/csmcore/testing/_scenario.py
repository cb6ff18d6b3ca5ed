"""
Small routings as documents, with who should get what: what an author of a plugin writes tests in.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeVar

import attrs

from csmcore.errors import CsmError, DocumentError, RoutingError
from csmcore.kernel import AgentId, WorkId, not_blank, shown, to_utc
from csmcore.plugins import PluginHost
from csmcore.routing import (
    Agent,
    Extension,
    ExtensionFault,
    ExtensionValue,
    Placement,
    PlacementKind,
    RoutingRules,
    RoutingSetup,
    RoutingState,
    WorkItem,
    plan,
)
from csmcore.serde import from_document

_NEEDED: Final = ("setup", "agents", "work", "at", "expect")
_MORE: Final = ("state", "seed", "title")

_Part = TypeVar("_Part", Agent, WorkItem)


@attrs.frozen
class ScenarioDifference:
    """
    Work that somebody else gets than the scenario expects.

    Attributes:
        work_id: The work.

        expected: Who should get it, or be asked; ``None`` for nobody.

        got: Who does.

        why: Why, in words.
    """

    work_id: WorkId = attrs.field(validator=not_blank)
    expected: AgentId | None
    got: AgentId | None
    why: str = ""

    def __str__(self) -> str:
        return (
            f"{self.work_id} goes to {self.got or 'nobody'}, and {self.expected or 'nobody'} "
            f"was expected: {self.why}"
        )


@attrs.frozen(kw_only=True)
class ScenarioResult:
    """
    What became of a scenario.

    Attributes:
        title: What it is called.

        placements: What the plan does with each piece of work.

        differences: Where that is not what was expected.

        faults: The extensions that failed.
    """

    title: str = ""
    placements: tuple[Placement, ...] = ()
    differences: tuple[ScenarioDifference, ...] = ()
    faults: tuple[ExtensionFault, ...] = ()

    @property
    def is_good(self) -> bool:
        """
        Whether everybody got what was expected, and no extension failed.
        """
        return not (self.differences or self.faults)

    def raise_if_bad(self) -> None:
        """
        Fails a test, with all that is different.

        Raises:
            AssertionError: Something is.
        """
        if not self.is_good:
            raise AssertionError(str(self))

    def __str__(self) -> str:
        told = [self.title or "scenario", *map(str, self.differences), *map(str, self.faults)]
        return "\n".join(told if len(told) > 1 else [*told, "as expected"])


def run_scenario(
    document: Mapping[str, object],
    *,
    host: PluginHost | None = None,
    extensions: Iterable[Extension | ExtensionValue] = (),
) -> ScenarioResult:
    """
    Plans what a document describes, and compares who gets what.

    Args:
        document: ``setup``, ``agents`` and ``work`` as documents of their own
            (:func:`csmcore.serde.to_document`); ``at``, an instant as text; ``expect``, by
            the work's id the agent's, or ``None`` for nobody. ``state``, ``seed`` and ``title``
            can be left away.

        host: The plugins.

        extensions: Extensions beside theirs.

    Raises:
        DocumentError: The document does not fit.

        RoutingError: Its queues use what is not there, or a plugin finds one wrong.
    """
    _check_names(document)
    setup = from_document(RoutingSetup, document["setup"])
    work = _each(WorkItem, "work", document["work"])
    plugins = PluginHost.empty() if host is None else host
    if found := plugins.check(setup):
        raise RoutingError(tuple(map(str, found)))
    made = plan(
        work,
        _each(Agent, "agents", document["agents"]),
        rules=RoutingRules.of(setup, extensions=(*plugins.extensions, *extensions)),
        state=from_document(RoutingState, document.get("state", {})),
        at=_instant(document["at"]),
        seed=_whole(document.get("seed", 0)),
    )
    expected = _expected(document["expect"], work)
    differences = []
    for placement in made.placements:
        if placement.work_id not in expected:
            continue
        given = placement.outcome is not PlacementKind.HOLD
        got = placement.agent_id if given else None
        if got != expected[placement.work_id]:
            why = "; ".join(map(str, made.decision(placement.work_id).reasons))
            differences.append(
                ScenarioDifference(placement.work_id, expected[placement.work_id], got, why)
            )
    return ScenarioResult(
        title=str(document.get("title", "")),
        placements=made.placements,
        differences=tuple(differences),
        faults=made.faults,
    )


def _check_names(document: Mapping[str, object]) -> None:
    problems = [(f"$.{name}", "is missing") for name in _NEEDED if name not in document]
    known = {*_NEEDED, *_MORE}
    problems += [(f"$.{name}", "is not known") for name in sorted(set(document) - known)]
    if problems:
        raise DocumentError("scenario", tuple(problems))


def _each(kind: type[_Part], name: str, documents: object) -> tuple[_Part, ...]:
    """
    Values from a list of documents, with all problems of all of them.
    """
    if not isinstance(documents, Sequence) or isinstance(documents, str):
        raise DocumentError("scenario", ((f"$.{name}", f"{shown(documents)} is no list"),))
    found, problems = [], []
    for place, document in enumerate(documents):
        try:
            found.append(from_document(kind, document))
        except DocumentError as error:
            problems += [(f"$.{name}[{place}]{path[1:]}", told) for path, told in error.problems]
    if problems:
        raise DocumentError("scenario", tuple(problems))
    return tuple(found)


def _instant(value: object) -> dt.datetime:
    try:
        return to_utc(dt.datetime.fromisoformat(value) if isinstance(value, str) else value)  # type: ignore[arg-type]
    except (CsmError, ValueError) as error:
        raise DocumentError("scenario", (("$.at", str(error)),)) from None


def _whole(value: object) -> int:
    if type(value) is not int:
        raise DocumentError("scenario", (("$.seed", f"{shown(value)} is no whole number"),))
    return value


def _expected(value: object, work: Iterable[WorkItem]) -> dict[WorkId, AgentId | None]:
    """
    Who is to get what, by work.
    """
    if not isinstance(value, Mapping):
        raise DocumentError(
            "scenario", (("$.expect", f"{shown(value)} is no mapping from work to agent"),)
        )
    ids = {item.id for item in work}
    found: dict[WorkId, AgentId | None] = {}
    problems = []
    for work_id, agent_id in value.items():
        if work_id not in ids:
            problems.append((f"$.expect.{work_id}", "is no work of the scenario"))
        elif agent_id is not None and not isinstance(agent_id, str):
            problems.append((f"$.expect.{work_id}", f"{shown(agent_id)} is no agent's id, or null"))
        else:
            found[WorkId(work_id)] = None if agent_id is None else AgentId(agent_id)
    if problems:
        raise DocumentError("scenario", tuple(problems))
    return found
