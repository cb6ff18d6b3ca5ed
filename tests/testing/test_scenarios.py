"""
Scenarios: a small routing as a document, and who should get what.
"""

import json
from typing import Final

import pytest

from csmcore.errors import DocumentError, RoutingError
from csmcore.plugins import PluginHost, hookimpl
from csmcore.routing import Queue
from csmcore.testing import run_scenario
from tests.plugins.samples import Backwards, Languages, Speaks

SCENARIO: Final = """
{
  "title": "who speaks it gets it",
  "setup": {"queues": [{"id": "support", "filters": [{"name": "speaks"}]}]},
  "agents": [{"id": "ann", "skills": {"dutch": 1}}, {"id": "bob", "skills": {"french": 2}}],
  "work": [
    {"id": "w-1", "entered_at": "2026-04-27T09:00:00Z", "facts": {"language": "french"}},
    {"id": "w-2", "entered_at": "2026-04-27T09:01:00Z", "facts": {"language": "thai"}}
  ],
  "at": "2026-04-27T09:05:00Z",
  "expect": {"w-1": "bob", "w-2": null}
}
"""

HOST: Final = PluginHost.empty().register(Languages(), name="languages")


def scenario(**changes: object) -> dict[str, object]:
    """
    The scenario with something else in it; ``...`` leaves a part away.
    """
    document = {**json.loads(SCENARIO), **changes}
    return {name: value for name, value in document.items() if value is not ...}


def test_a_scenario_that_holds() -> None:
    """
    Everybody gets what is expected, through the same plan as in production.
    """
    result = run_scenario(scenario(), host=HOST)

    result.raise_if_bad()
    assert result.is_good
    assert [each.work_id for each in result.placements] == ["w-1", "w-2"]
    assert str(result) == "who speaks it gets it\nas expected"


def test_extensions_can_be_given_without_a_plugin() -> None:
    """
    What is being written is tried by itself.
    """
    assert run_scenario(scenario(), extensions=[Speaks()]).is_good
    queue = {"id": "support", "filters": [{"name": "speaks"}], "strategy": [{"name": "backwards"}]}
    both = scenario(setup={"queues": [queue]})
    assert run_scenario(both, host=HOST, extensions=[Backwards()]).is_good


def test_a_difference_says_who_and_why() -> None:
    """
    What is not as expected is told with the plan's reasons, and fails a test.
    """
    result = run_scenario(scenario(expect={"w-1": "ann", "w-2": "bob"}), host=HOST)

    assert [(each.expected, each.got) for each in result.differences] == [("ann", "bob"), ("bob", None)]
    assert "nobody can take it" in result.differences[1].why
    with pytest.raises(AssertionError, match="w-1 goes to bob, and ann was expected: "):
        result.raise_if_bad()


def test_work_that_is_not_expected_is_not_looked_at() -> None:
    """
    A scenario may speak of some of its work only.
    """
    assert run_scenario(scenario(expect={}), host=HOST).is_good


def test_a_fault_is_not_as_expected() -> None:
    """
    An extension that fails makes a scenario fail, even where the right agent got the work.
    """

    class Fails:
        name = "speaks"
        reads = None

        def exclude(self, *_: object) -> list[object]:
            message = "no file"
            raise OSError(message)

    result = run_scenario(scenario(expect={"w-1": None}), extensions=[Fails()])  # type: ignore[list-item]

    assert not result.is_good
    assert "OSError: no file" in str(result)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"at": ..., "work": ...}, r"\$\.work: is missing\n  \$\.at: is missing"),
        ({"expected": {}}, r"\$\.expected: is not known"),
        ({"at": "noon"}, r"\$\.at: "),
        ({"at": "2026-04-27T09:05:00"}, r"\$\.at: .* has no zone"),
        ({"at": 7}, r"\$\.at: "),
        ({"agents": "ann"}, r"\$\.agents: 'ann' is no list"),
        ({"agents": [{"id": "ann"}, {"name": "bob"}]}, r"\$\.agents\[1\]"),
        ({"seed": "x"}, r"\$\.seed: 'x' is no whole number"),
        ({"expect": ["w-1"]}, r"\$\.expect: .* is no mapping from work to agent"),
        ({"expect": {"w-9": None}}, r"\$\.expect\.w-9: is no work of the scenario"),
        ({"expect": {"w-1": 7}}, r"\$\.expect\.w-1: 7 is no agent's id, or null"),
    ],
)
def test_a_document_that_does_not_fit_is_refused(changes: dict[str, object], problem: str) -> None:
    """
    Every problem is told with its path.
    """
    with pytest.raises(DocumentError, match=problem):
        run_scenario(scenario(**changes), host=HOST)


def test_what_queues_use_must_be_there() -> None:
    """
    A filter that neither the host nor the test brings is refused.
    """
    with pytest.raises(RoutingError, match="speaks"):
        run_scenario(scenario())


def test_what_a_plugin_finds_wrong_is_refused() -> None:
    """
    A plugin's check of queues is asked as it is when rules are made.
    """

    class Strict:
        @hookimpl
        def csmcore_check_queue(self, queue: Queue) -> list[str]:
            return [f"{queue.id} has no hours"]

    with pytest.raises(RoutingError, match="support has no hours"):
        run_scenario(scenario(), host=HOST.register(Strict()))
