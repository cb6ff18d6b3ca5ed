"""
The domain core of customer service management, as a library.

Who the customer is, what they bought, what they are owed, the case they raised, the clock that
runs on it and who should work on it: each is a package of its own, and public names live there
(``from csmcore.calendars import BusinessCalendar``). ``import csmcore`` alone costs nothing; a
package is imported when it is first named. ``csmcore.testing`` is an extra with a dependency of
its own, so it is imported by its full name only.
"""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from csmcore import (
        calendars,
        cases,
        conditions,
        contracts,
        customers,
        desk,
        errors,
        kernel,
        lifecycles,
        plugins,
        products,
        routing,
        serde,
        sla,
    )

__all__ = [
    "calendars",
    "cases",
    "conditions",
    "contracts",
    "customers",
    "desk",
    "errors",
    "kernel",
    "lifecycles",
    "plugins",
    "products",
    "routing",
    "serde",
    "sla",
]

__version__: str

_CONTEXTS: Final = frozenset(__all__)


def __getattr__(name: str) -> object:
    if name in _CONTEXTS:
        import importlib

        return importlib.import_module(f"{__name__}.{name}")
    if name == "__version__":
        import importlib.metadata

        return importlib.metadata.version(__name__)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)


def __dir__() -> list[str]:
    return sorted({*globals(), *_CONTEXTS, "__version__"})
