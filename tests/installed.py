"""
Run inside an environment that holds csmcore and what it depends on, and nothing else.

Not a test module: ``nox -s build`` runs it with the Python of an otherwise empty environment,
once for the wheel and once for the sdist.
"""

import datetime as dt
import importlib
import sys
import sysconfig
from collections.abc import Callable, Mapping
from importlib.metadata import metadata
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final

import csmcore


def main() -> None:
    """
    The library is installed, typed and importable, all of it but its extras.
    """
    home = Path(csmcore.__file__).parent
    assert home.is_relative_to(sysconfig.get_path("purelib")), home
    assert files("csmcore").joinpath("py.typed").is_file(), "py.typed is missing"
    assert "attrs" not in sys.modules, "import csmcore must cost nothing"
    for name in csmcore.__all__:
        getattr(csmcore, name)
    print(f"csmcore {csmcore.__version__} imports {', '.join(csmcore.__all__)}")
    assert sorted(EXTRAS) == sorted(metadata("csmcore").get_all("Provides-Extra", []))
    for extra, needs in EXTRAS.items():
        says_what_is_missing(extra, needs)
    print(f"and says how to get {', '.join(EXTRAS)}")


def says_what_is_missing(extra: str, needs: Callable[[], object]) -> None:
    """
    What needs an extra that is not installed says in one line which, and how to get it.
    """
    try:
        needs()
    except ImportError as error:
        told = str(error)
        assert told.endswith(f": pip install 'csmcore[{extra}]'"), told
        assert "\n" not in told, told
    else:
        message = f"nothing was missing without the extra {extra}"
        raise AssertionError(message)


def the_best_plan() -> object:
    """
    A plan for a batch in which nothing waits.
    """
    routing, kernel = csmcore.routing, csmcore.kernel
    setup = routing.RoutingSetup(queues=[routing.Queue(kernel.QueueId("support"))])
    at = dt.datetime(2026, 4, 27, 9, tzinfo=dt.UTC)
    return routing.plan_batch([], [], rules=routing.RoutingRules.of(setup), at=at)


# By the name of an extra, what asks for it.
EXTRAS: Final[Mapping[str, Callable[[], object]]] = MappingProxyType(
    {
        "holidays": lambda: csmcore.calendars.public_holidays("NO", years=[2026]),
        "icalendar": lambda: csmcore.calendars.holidays_from_icalendar("BEGIN:VCALENDAR"),
        "optimal": the_best_plan,
        "phone": lambda: csmcore.customers.phone_key("22 33 44 55", region="NO"),
        "testing": lambda: importlib.import_module("csmcore.testing"),
    }
)


if __name__ == "__main__":
    main()
