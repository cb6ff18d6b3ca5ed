"""
How large a document may be before anybody reads it.
"""

from collections.abc import Iterator
from typing import Final

import attrs

from csmcore.errors import DocumentError
from csmcore.kernel import from_one
from csmcore.serde._problems import step


@attrs.frozen(kw_only=True)
class Limits:
    """
    Bounds on a document from outside, checked before anything of it is understood.

    Whole numbers have bounds of their own, those of 64 bits: longer ones do not survive
    other programs, and Python itself refuses to print the longest.

    Attributes:
        depth: How deep lists and objects may lie within each other.

        items: How many values it may hold in all, those inside others included; one that
            stands in several places counts in each.

        text: How many characters one text or key may have.

        texts: How many characters all texts and keys may have together, each counted wherever
            it stands.
    """

    depth: int = attrs.field(default=40, validator=from_one)
    items: int = attrs.field(default=200_000, validator=from_one)
    text: int = attrs.field(default=100_000, validator=from_one)
    texts: int = attrs.field(default=10_000_000, validator=from_one)

    def check(self, document: object, what: str) -> None:
        """
        Refuses a document that is too deep, too large, or holds something too long.

        Raises:
            DocumentError: It is; the first place is named.
        """
        problem = self._problem(document)
        if problem is not None:
            raise DocumentError(what, (problem,))

    def _problem(self, document: object) -> tuple[str, str] | None:
        items, texts = self.items, self.texts
        level: list[tuple[str, object]] = [("$", document)]
        for _ in range(self.depth + 1):
            below: list[tuple[str, object]] = []
            for path, value in level:
                items -= len(value) if isinstance(value, dict | list | tuple) else 0
                if items < 0:  # before anything is walked, or what is shared would multiply
                    return "$", f"holds more than {self.items:,} values"
                problem = self._too_long(path, value)
                if problem is not None:
                    return problem
                texts -= _characters(value)
                if texts < 0:
                    return "$", f"holds more than {self.texts:,} characters"
                below.extend(_inside(path, value))
            level = below
            if not level:
                return None
        return level[0][0], f"lies deeper than {self.depth} levels"

    def _too_long(self, path: str, value: object) -> tuple[str, str] | None:
        if isinstance(value, str) and len(value) > self.text:
            return path, f"is longer than {self.text:,} characters"
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return path, "is a number of more than 64 bits"
        if isinstance(value, dict):
            for key in value:
                if not isinstance(key, str) or len(key) > self.text:
                    return path, f"has a key that is no text of at most {self.text:,} characters"
        return None


def _characters(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(len, value))
    return len(value) if isinstance(value, str) else 0


def _inside(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        yield from ((path + step(key), each) for key, each in value.items())
    elif isinstance(value, list | tuple):
        yield from ((path + step(index), each) for index, each in enumerate(value))


DEFAULT: Final = Limits()
