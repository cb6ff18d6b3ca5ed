"""
The template of a plugin works, under whatever name it is copied to.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from csmcore.kernel import QueueId
from csmcore.plugins import PluginHost
from csmcore.routing import Queue, RoutingSetup, Use
from tests.plugins.packages import Site, sites

TEMPLATE: Final = Path(__file__).parents[2] / "examples" / "plugins" / "template"


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """
    A directory on the path, with nothing in it yet.
    """
    yield from sites(tmp_path / "site", monkeypatch)


def copied(home: Path) -> Path:
    """
    The template under another name.
    """
    root = home / "csmcore-mine"
    shutil.copytree(TEMPLATE, root, ignore=shutil.ignore_patterns("__pycache__"))
    (root / "src" / "csmcore_template").rename(root / "src" / "csmcore_mine")
    for path in root.rglob("*"):
        if path.is_file():
            text = path.read_text(encoding="utf-8")
            path.write_text(text.replace("template", "mine"), encoding="utf-8")
    return root


def test_a_copy_of_the_template_passes_its_own_tests(tmp_path: Path) -> None:
    """
    With its new name in it, its tests hold without anything else being changed.
    """
    root = copied(tmp_path)
    told = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist"],
        cwd=root,
        env=os.environ | {"PYTEST_ADDOPTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "2 passed" in told.stdout, told.stdout + told.stderr


def test_a_copy_of_the_template_is_found_once_it_is_installed(tmp_path: Path, site: Site) -> None:
    """
    Its entry point leads to its hooks, and a queue that uses it wrongly is told so.
    """
    root = copied(tmp_path)
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries = project["entry-points"]["csmcore"]
    shutil.copytree(root / "src", site.home)
    site.install(project["name"], {}, version=project["version"], entries=entries)

    host = PluginHost.empty().with_installed(strict=True)

    assert str(host) == (
        "plugin  package             status  adds\nmine    csmcore-mine 0.1.0  loaded  scorer near"
    )
    queue = Queue(QueueId("q"), scorers=[Use("near", {"field": "region"})])
    assert host.rules(RoutingSetup(queues=(queue,))).extensions == host.extensions
    with pytest.raises(ValueError, match="scorer near needs the option field"):
        host.rules(RoutingSetup(queues=(Queue(QueueId("q"), scorers="near"),)))
