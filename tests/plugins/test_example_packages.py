"""
The example packages as their users have them: built, installed beside csmcore, and found.

Nothing is fetched, so that it works without a network. Wheels are built by the backend that is
here, and what csmcore depends on is seen through a path file in an environment that is otherwise
empty; csmcore itself is a wheel in it, and not the one that the tests run on.
"""

import importlib.metadata
import os
import re
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = ("csmcore-territory", "csmcore-textroute")
PIP: Final = (sys.executable, "-m", "pip", "--disable-pip-version-check")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        bool(importlib.metadata.entry_points(group="csmcore")),
        reason="plugins are installed where the tests run, and would be seen everywhere",
    ),
]

LISTED: Final = "from csmcore.plugins import PluginHost; print(PluginHost.empty().with_installed())"

ROUTED: Final = """
import datetime as dt

from csmcore.kernel import AgentId, QueueId, WorkId
from csmcore.plugins import PluginHost
from csmcore.routing import Agent, Queue, RoutingSetup, WorkItem, plan

noon = dt.datetime(2026, 4, 27, 12, tzinfo=dt.UTC)
setup = RoutingSetup(queues=[
    Queue(QueueId("outage")),
    Queue(
        QueueId("billing"), filters="territory", scorers="language", strategy="regional_rota"
    ),
])
message = {"subject": "Invoice", "description": "You charged me twice, please refund one payment."}
work = [
    WorkItem(WorkId(name), entered_at=noon, facts={**message, "region": "NL", "language": language})
    for name, language in [("w1", "nl"), ("w2", "nl"), ("w3", "fr")]
]
agents = [
    Agent(AgentId("ann"), facts={"territory": "benelux", "speaks.nl": "native"}),
    Agent(AgentId("bob"), facts={"territory": "benelux", "speaks.nl": "native"}),
    Agent(AgentId("cy"), facts={"territory": "benelux", "speaks.fr": "fluent"}),
    Agent(AgentId("dee"), facts={"territory": "nordics", "speaks.nl": "native"}),
]
host = PluginHost.empty().with_installed(strict=True)
made = plan(work, agents, rules=host.rules(setup), at=noon)
for each in made.placements:
    print(each.work_id, each.queue_id, each.agent_id)
print(*made.decision(WorkId("w3")).excluded, sep="\\n")
print(len(made.faults))
"""


class Environment:
    """
    An environment of its own, in which wheels are installed.
    """

    def __init__(self, home: Path, wheels: list[Path]) -> None:
        venv.create(home)
        self.home = home
        self.python = str(home / ("Scripts" if os.name == "nt" else "bin") / "python")
        site = Path(self.run("-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
        beside = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        (site / "dependencies.pth").write_text("\n".join(sorted(beside)), encoding="utf-8")
        command = [
            *PIP,
            "--python",
            self.python,
            "install",
            "-q",
            "--no-index",
            "--no-deps",
            "--no-compile",
        ]
        subprocess.run([*command, *map(str, wheels)], check=True)

    def run(self, *arguments: str, cwd: Path | None = None, **variables: str) -> str:
        """
        What its Python prints; an error fails the test with all that was said.
        """
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CSMCORE_", "PYTEST_", "PYTHON", "COV_"))
        }
        done = subprocess.run(
            [self.python, *arguments],
            cwd=cwd or self.home,
            env=inherited | variables,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """
    The library and the packages, built from the checkout.
    """
    place = tmp_path_factory.mktemp("wheels")
    command = [*PIP, "wheel", "-q", "--no-index", "--no-deps", "--no-build-isolation", "-w", str(place)]
    sources = [ROOT, *(ROOT / "examples" / "plugins" / name for name in PACKAGES)]
    subprocess.run([*command, *map(str, sources)], check=True)
    return {each.name.partition("-")[0].replace("_", "-"): each for each in place.glob("*.whl")}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory, wheels: dict[str, Path]) -> Environment:
    """
    An environment with csmcore and both packages.
    """
    return Environment(tmp_path_factory.mktemp("installed"), list(wheels.values()))


def test_csmcore_is_the_one_that_was_built(installed: Environment) -> None:
    """
    What is tried below is the wheel, and not the checkout.
    """
    told = installed.run("-c", "import csmcore; print(csmcore.__file__)")

    assert Path(told.strip()).is_relative_to(installed.home)


def test_they_are_found_by_their_entry_points(installed: Environment) -> None:
    """
    In the order of their names, with versions and what they add.
    """
    lines = installed.run("-c", LISTED).splitlines()

    assert [re.split(" {2,}", line) for line in lines] == [
        ["plugin", "package", "status", "adds"],
        [
            "territory",
            "csmcore-territory 0.1.0",
            "loaded",
            "filter territory, scorer language, strategy regional_rota",
        ],
        ["textroute", "csmcore-textroute 0.1.0", "loaded", "selector text"],
    ]


def test_a_plan_uses_both_of_them(installed: Environment) -> None:
    """
    The text chooses the queue, the region leaves out, the language decides, the rota breaks the tie.
    """
    assert installed.run("-W", "error", "-c", ROUTED).splitlines() == [
        "w1 billing ann",
        "w2 billing bob",
        "w3 billing cy",
        "dee: works in nordics, and this is from benelux",
        "0",
    ]


@pytest.mark.parametrize("name", PACKAGES)
def test_their_own_tests_pass_where_they_are_installed(installed: Environment, name: str) -> None:
    """
    Those that train or measure are left out where there is nothing to train with.
    """
    package = ROOT / "examples" / "plugins" / name
    told = installed.run("-m", "pytest", "-q", "-p", "no:cacheprovider", cwd=package)

    assert " passed" in told.splitlines()[-1]


def test_one_that_is_blocked_by_the_environment_is_not_even_imported(installed: Environment) -> None:
    """
    The other one is loaded as before.
    """
    program = f"{LISTED}; import sys; print('csmcore_textroute' in sys.modules)"
    lines = installed.run("-c", program, CSMCORE_BLOCK_PLUGINS="textroute").splitlines()

    assert [line.split()[3] for line in lines[1:3]] == ["loaded", "blocked"]
    assert lines[2].endswith("blocked by name")
    assert lines[3] == "False"


def test_an_environment_without_them_has_none_of_it(tmp_path: Path, wheels: dict[str, Path]) -> None:
    """
    There are no plugins, and a queue that uses one is refused by name.
    """
    bare = Environment(tmp_path, [wheels["csmcore"]])

    assert bare.run("-c", LISTED) == "no plugins\n"
    told = bare.run(
        "-c",
        "from csmcore.errors import RoutingError\n"
        "try:\n"
        f"    exec({ROUTED!r})\n"
        "except RoutingError as error:\n"
        "    print(error.problems[0])\n",
    )
    assert told == (
        "queue billing uses the filter territory, which is not there; "
        "there are none, until plugins or extensions bring some\n"
    )


@pytest.mark.parametrize(
    "place",
    [
        "csmcore_territory/py.typed",
        "csmcore_territory/data/territories.toml",
        "csmcore_textroute/py.typed",
        "csmcore_textroute/data/model.json",
    ],
)
def test_what_is_no_code_is_in_the_wheels_too(wheels: dict[str, Path], place: str) -> None:
    """
    Tables, models, and that there are types.
    """
    package = place.partition("/")[0].replace("_", "-")

    assert place in zipfile.ZipFile(wheels[package]).namelist()
