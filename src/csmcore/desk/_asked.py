"""
Whether what a desk is asked with is what it should be, told before anything is worked out.
"""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from csmcore.contracts import EntitlementBook, Ledger
from csmcore.errors import DefinitionError
from csmcore.kernel import Fact, shown
from csmcore.routing import Agent, Extension

_Each = TypeVar("_Each")


def to_book(book: EntitlementBook | None) -> EntitlementBook | None:
    """
    The entitlements, or none.

    Raises:
        DefinitionError: It is something else, such as the ledger alone.
    """
    if book is None or isinstance(book, EntitlementBook):
        return book
    how = "book.with_ledger(ledger)" if isinstance(book, Ledger) else "EntitlementBook.of(entitlements)"
    message = f"book={shown(book)}; give the EntitlementBook: {how}"
    raise DefinitionError(message)


def to_facts(facts: Mapping[str, Fact]) -> Mapping[str, Fact]:
    """
    What conditions may ask beside what a case holds.

    Raises:
        DefinitionError: It is no mapping.
    """
    if isinstance(facts, Mapping):
        return facts
    message = f"facts={shown(facts)}; give a mapping of facts by name, or leave it out"
    raise DefinitionError(message)


def to_flag(name: str, value: bool) -> bool:  # noqa: FBT001  # it is what is looked at
    """
    True or false, and nothing that counts as one of them.

    Raises:
        DefinitionError: It is neither.
    """
    if type(value) is bool:
        return value
    message = f"{name}={shown(value)}; it must be true or false"
    raise DefinitionError(message)


def to_several(name: str, values: Iterable[_Each], say: str) -> tuple[_Each, ...]:
    """
    Several of a kind, in a list or the like, and neither one alone nor a text.

    Raises:
        DefinitionError: They are none.
    """
    if isinstance(values, Iterable) and not isinstance(values, str | bytes | Agent | Extension):
        return tuple(values)
    message = f"{name}={shown(values)}; give them in a list, as {name}={say}"
    raise DefinitionError(message)
