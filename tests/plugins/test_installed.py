"""
What is installed: taken in one order, each by itself, and only when it is asked for.
"""

import subprocess
import sys
from pathlib import Path

import pytest

from csmcore.errors import DefinitionError, PluginError
from csmcore.plugins import PluginHost, PluginState, PluginStatus
from tests.plugins.packages import GOOD, Site
from tests.plugins.samples import Languages


def good(name: str) -> str:
    """
    The source of a plugin whose strategy has a name.
    """
    return GOOD.replace("{name}", name)


def installed(host: PluginHost) -> dict[str, PluginStatus]:
    """
    How installed plugins stand, by name.
    """
    return {each.name: each for each in host.plugins() if each.distribution is not None}


def names(host: PluginHost) -> list[str]:
    """
    The names of what a host adds.
    """
    return [each.value.name for each in host.extensions]


def test_an_installed_plugin_is_loaded_when_asked_for(site: Site) -> None:
    """
    It is listed with its package, version, title, hooks and what it adds.
    """
    site.install("csmcore-region", {"region": good("nearest")}, version="2.1")

    assert PluginHost.empty().plugins() == ()
    assert PluginHost.empty().with_installed().plugins() == (
        PluginStatus(
            "region",
            distribution="csmcore-region",
            version="2.1",
            title="The one named nearest",
            hooks=("csmcore_plugin_info", "csmcore_routing_strategies"),
            extensions=("strategy nearest",),
            status=PluginState.LOADED,
        ),
    )


def test_an_entry_point_can_name_an_object(site: Site) -> None:
    """
    A plugin is a module, or an object in one; a class is refused.
    """
    source = good("nearest") + "\nimport sys\nclass A: pass\nhere = sys.modules[__name__]\n"
    site.install("p", {"region": source}, entries={"a": "region:here", "b": "region:A"})

    host = PluginHost.empty().with_installed()

    assert [each.status for each in host.plugins()] == [PluginState.LOADED, PluginState.FAILED]
    assert host.plugins()[1].problem == "A is a class; did you forget () after it?"


def test_the_order_of_installing_does_not_matter(site: Site) -> None:
    """
    Plugins stand by package and name, however the path is searched.
    """
    site.install("Beta_pack", {"one": good("1")})
    site.install("alpha", {"two": good("2"), "three": good("3")})
    site.install("beta-park", {"four": good("4")})

    assert [each.name for each in PluginHost.empty().with_installed().plugins()] == [
        "three",
        "two",
        "one",
        "four",
    ]


def test_of_two_that_clash_the_later_in_order_is_refused(site: Site) -> None:
    """
    Which one is refused depends on the names of the packages, not on which came first.
    """
    site.install("z-pack", {"zed": good("nearest")}, version="3.0")
    site.install("a-pack", {"ay": good("nearest")}, version="0.4")

    host = PluginHost.empty().with_installed()

    assert names(host) == ["nearest"]
    assert [(each.name, each.status.value) for each in host.plugins()] == [
        ("ay", "loaded"),
        ("zed", "failed"),
    ]
    assert host.plugins()[1].problem == (
        "its strategy is named 'nearest', "
        "and plugin ay (a-pack 0.4) has another of that name; rename one"
    )


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("raise ImportError('no such driver')", "ImportError: no such driver"),
        ("import sys; sys.exit('no licence')", "SystemExit: no licence"),
        ("def", "SyntaxError: invalid syntax"),
        ("import nowhere_at_all", "ModuleNotFoundError: No module named 'nowhere_at_all'"),
    ],
)
def test_a_plugin_that_cannot_be_imported_hurts_nobody(site: Site, source: str, problem: str) -> None:
    """
    It is listed as failed with its traceback, the others work, and strict raises.
    """
    site.install("broken-pack", {"broken": source}, version="1.2")
    site.install("csmcore-region", {"region": good("nearest")})

    host = PluginHost.empty().with_installed()

    assert names(host) == ["nearest"]
    failed = installed(host)["broken"]
    assert failed.status is PluginState.FAILED
    assert failed.problem.startswith(f"the import of broken raised {problem}")
    assert problem.partition(":")[0] in failed.traceback
    assert "Traceback" in failed.traceback
    with pytest.raises(PluginError, match=r"plugin broken \(broken-pack 1\.2\) is refused") as caught:
        PluginHost.empty().with_installed(strict=True)
    assert caught.value.__cause__ is not None


def test_a_plugin_that_exits_when_asked_hurts_nobody(site: Site) -> None:
    """
    A hook that ends the process is held like any other failure.
    """
    source = good("nearest") + "\n@hookimpl\ndef csmcore_routing_filters():\n    raise SystemExit\n"
    site.install("broken-pack", {"broken": source})

    failed = installed(PluginHost.empty().with_installed())["broken"]

    assert failed.problem == "csmcore_routing_filters raised SystemExit"
    assert 'broken.py"' in failed.traceback


def test_ctrl_c_in_an_import_is_obeyed(site: Site) -> None:
    """
    An interrupt is not a plugin's failure.
    """
    site.install("slow", {"slow": "raise KeyboardInterrupt"})

    with pytest.raises(KeyboardInterrupt):
        PluginHost.empty().with_installed()


def test_an_attribute_that_is_not_there(site: Site) -> None:
    """
    An entry point that names nothing is a failed plugin.
    """
    site.install("p", {"region": good("nearest")}, entries={"region": "region:plugin"})

    failed = installed(PluginHost.empty().with_installed())["region"]

    assert "the import of region:plugin raised AttributeError" in failed.problem


def test_two_packages_with_one_name_are_both_there(site: Site) -> None:
    """
    Neither hides the other: both go by the package's name and their own.
    """
    site.install("a-pack", {"m1": good("1")}, entries={"region": "m1"})
    site.install("b-pack", {"m2": good("2")}, entries={"region": "m2"})

    host = PluginHost.empty().with_installed()

    assert names(host) == ["1", "2"]
    assert list(installed(host)) == ["a-pack:region", "b-pack:region"]
    assert names(PluginHost.empty().with_installed(only=["b-pack:region"])) == ["2"]
    assert names(PluginHost.empty().with_installed(block=["b-pack:region"])) == ["1"]
    assert names(PluginHost.empty().with_installed(only="region")) == ["1", "2"]
    assert names(host.block("region")) == []
    assert names(host.block("a-pack:region")) == ["2"]


def test_one_package_with_one_name_twice(site: Site) -> None:
    """
    The second entry point of a name in one package is refused.
    """
    site.install("p", {"m1": good("1"), "m2": good("2")}, entries={"region": "m1"})
    points = site.home / "p-1.0.dist-info" / "entry_points.txt"
    points.write_text("[csmcore]\nregion = m1\nregion = m2\n", encoding="utf-8")

    host = PluginHost.empty().with_installed()

    assert names(host) == ["1"]
    assert host.plugins()[1].problem == "its package names it twice; take one entry point away"


def test_what_was_registered_here_keeps_its_name(site: Site) -> None:
    """
    An installed plugin of the same name goes by its package's name, too.
    """
    site.install("p", {"region": good("1")})

    host = PluginHost.empty().register(Languages(), name="region").with_installed()

    assert [each.name for each in host.plugins()] == ["region", "p:region"]
    assert names(host) == ["speaks", "1"]


def test_the_list_of_those_to_load(site: Site) -> None:
    """
    ``only`` names them; an empty one loads none; the others are listed as blocked.
    """
    site.install("p", {"a": good("1"), "b": good("2")})

    host = PluginHost.empty().with_installed(only=["a"])

    assert names(host) == ["1"]
    assert installed(host)["b"].status is PluginState.BLOCKED
    assert installed(host)["b"].problem == "not among those to load"
    assert names(PluginHost.empty().with_installed(only=[])) == []
    assert names(PluginHost.empty().with_installed(only=["a", "b"], block=["a"])) == ["2"]


def test_a_blocked_plugin_is_not_imported(site: Site) -> None:
    """
    Blocking by name keeps a plugin's code from running at all.
    """
    site.install("p", {"a": "raise KeyboardInterrupt"})

    host = PluginHost.empty().with_installed(block="a")

    assert installed(host)["a"].problem == "blocked by name"


def test_what_is_to_be_loaded_and_is_not_there_is_told(site: Site) -> None:
    """
    A misspelt name in the list is a failed plugin, with the nearest.
    """
    site.install("p", {"region": good("1")})

    host = PluginHost.empty().with_installed(only=["regoin"])

    assert host.plugins()[0].status is PluginState.FAILED
    assert "it is to be loaded, and is not installed" in host.plugins()[0].problem
    assert "'region' is near" in host.plugins()[0].problem
    with pytest.raises(PluginError, match="plugin regoin is refused"):
        PluginHost.empty().with_installed(only=["regoin"], strict=True)


def test_the_environment_says_what_arguments_do_not(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    Names with commas between; what is set and empty means none; arguments win.
    """
    site.install("p", {"a": good("1"), "b": good("2"), "c": "raise ImportError"})

    monkeypatch.setenv("CSMCORE_LOAD_PLUGINS", " a, c,")
    monkeypatch.setenv("CSMCORE_BLOCK_PLUGINS", "c")
    assert names(PluginHost.empty().with_installed()) == ["1"]
    assert names(PluginHost.empty().with_installed(only=["b"])) == ["2"]
    assert names(PluginHost.empty().with_installed(block=[], only=["b", "a"])) == ["1", "2"]
    monkeypatch.setenv("CSMCORE_LOAD_PLUGINS", "")
    assert names(PluginHost.empty().with_installed()) == []
    monkeypatch.setenv("CSMCORE_STRICT_PLUGINS", "1")
    with pytest.raises(PluginError, match=r"plugin c \(p 1\.0\)"):
        PluginHost.empty().with_installed(only=["c"], block=[])
    assert PluginHost.empty().with_installed(only=["c"], block=[], strict=False).extensions == ()
    monkeypatch.setenv("CSMCORE_STRICT_PLUGINS", "perhaps")
    with pytest.raises(DefinitionError, match="CSMCORE_STRICT_PLUGINS is 'perhaps'; it is 1 or 0"):
        PluginHost.empty().with_installed()


def test_looking_again_keeps_what_is_there(site: Site) -> None:
    """
    What is loaded stays, what was blocked by hand stays so, and what was left out is asked anew.
    """
    site.install("p", {"a": good("1"), "b": good("2")})
    first = PluginHost.empty().with_installed(only=["a"])

    assert names(first.with_installed(only=["b"])) == ["1", "2"]
    assert first.with_installed().extensions[0] is first.extensions[0]
    assert names(first.block("a").with_installed()) == ["2"]


@pytest.mark.parametrize("spelling", ["a_pack", "A-Pack"])
def test_a_package_is_told_as_it_spells_itself(site: Site, spelling: str) -> None:
    """
    A package's version and name are told as it gives them.
    """
    site.install(spelling, {"a": good("1")}, version="7")

    assert installed(PluginHost.empty().with_installed())["a"].package == f"{spelling} 7"


def test_a_package_without_metadata(site: Site) -> None:
    """
    Entry points whose package does not say who it is are loaded all the same.
    """
    site.install("p", {"a": good("1")})
    (site.home / "p-1.0.dist-info" / "METADATA").write_text("", encoding="utf-8")

    host = PluginHost.empty().with_installed()

    assert [(each.package, each.status.value) for each in host.plugins()] == [("unknown", "loaded")]


def test_entry_points_that_cannot_be_read_hide_no_other(site: Site) -> None:
    """
    A package whose list of entry points is broken is listed as failed.
    """
    site.install("good", {"a": good("1")})
    site.install("broken-pack", {"b": good("2")}, version="3")
    points = site.home / "broken_pack-3.dist-info" / "entry_points.txt"
    points.write_text("[csmcore]\nno equals sign\n", encoding="utf-8")
    site.install("other", {})
    points = site.home / "other-1.0.dist-info" / "entry_points.txt"
    points.write_bytes(b"\xff\xfe[csmcore]")

    host = PluginHost.empty().with_installed()

    assert names(host) == ["1"]
    assert [(each.name, each.package, each.status.value) for each in host.plugins()] == [
        ("broken-pack", "broken-pack 3", "failed"),
        ("a", "good 1.0", "loaded"),
    ]
    assert host.plugins()[0].problem.startswith("its entry points cannot be read, ")


def test_of_one_package_twice_on_the_path_the_first_counts(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """
    The version that is told is the one from which Python imports.
    """
    site.install("P_ack", {"later": good("later")}, version="1")
    nearer = Site(tmp_path / "nearer")
    nearer.home.mkdir()
    nearer.install("p-ack", {"nearer": good("nearer")}, version="2")
    monkeypatch.setattr(sys, "path", [str(nearer.home), *sys.path])

    host = PluginHost.empty().with_installed()

    assert [(each.name, each.package) for each in host.plugins()] == [("nearer", "p-ack 2")]


def test_what_is_registered_here_is_there(site: Site) -> None:
    """
    A list of those to load may name what was registered by hand.
    """
    site.install("p", {"region": good("1")})

    host = PluginHost.empty().register(Languages(), name="mine")

    assert names(host.with_installed(only=["mine", "region"], strict=True)) == ["speaks", "1"]


def test_importing_the_room_loads_nothing(site: Site) -> None:
    """
    ``import csmcore.plugins`` reads no entry point, and runs no plugin.
    """
    site.install("p", {"loud": "print('loaded')"})
    program = "import sys; sys.path.insert(0, sys.argv[1]); import csmcore.plugins; print('nothing')"
    told = subprocess.run(
        [sys.executable, "-c", program, str(site.home)], capture_output=True, text=True, check=True
    )

    assert told.stdout.strip() == "nothing"
