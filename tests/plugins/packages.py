"""
Real packages in a directory of their own, as an installer would have left them there.
"""

import importlib
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

GOOD: Final = '''
from csmcore.plugins import PluginInfo, hookimpl


class Nearest:
    """
    Ranks agents in the order in which they come.
    """

    name = "{name}"

    def rank(self, work, candidates, context):
        return list(range(len(candidates)))


@hookimpl
def csmcore_plugin_info():
    return PluginInfo("The one named {name}")


@hookimpl
def csmcore_routing_strategies():
    return [Nearest()]
'''
"""
A plugin that is right, with one strategy; its name is to be filled in.
"""


class Site:
    """
    A directory on the path in which packages are installed.
    """

    def __init__(self, home: Path) -> None:
        self.home = home

    def install(
        self,
        distribution: str,
        sources: Mapping[str, str],
        *,
        version: str = "1.0",
        entries: Mapping[str, str] | None = None,
    ) -> None:
        """
        Puts a distribution there.

        Args:
            distribution: Its name.

            sources: What stands in its modules, by name.

            version: Its version.

            entries: Its entry points, from name to target; each module under its own name, if
                not given.
        """
        for module, source in sources.items():
            (self.home / f"{module}.py").write_text(source, encoding="utf-8")
        told = self.home / f"{distribution.replace('-', '_')}-{version}.dist-info"
        told.mkdir(parents=True)
        metadata = f"Metadata-Version: 2.1\nName: {distribution}\nVersion: {version}\n"
        (told / "METADATA").write_text(metadata, encoding="utf-8")
        named = {module: module for module in sources} if entries is None else entries
        lines = [f"{name} = {target}" for name, target in named.items()]
        text = "\n".join(["[csmcore]", *lines, ""])
        (told / "entry_points.txt").write_text(text, encoding="utf-8")


def sites(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """
    A site of a test's own: what is installed beside it is not seen, and no setting is.
    """
    for name in ("LOAD", "BLOCK", "STRICT"):
        monkeypatch.delenv(f"CSMCORE_{name}_PLUGINS", raising=False)
    before = set(sys.modules)
    # In one step: syspath_prepend would put back the shorter path when all is undone.
    others = [each for each in sys.path if "-packages" not in each]
    monkeypatch.setattr(sys, "path", [str(home), *others])
    importlib.invalidate_caches()
    yield Site(home)
    for name in set(sys.modules) - before:
        if str(home) in str(getattr(sys.modules[name], "__file__", "")):
            del sys.modules[name]
